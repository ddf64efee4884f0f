"""An export as it leaves the process: bytes, whatever the machine's language and system are."""

import csv
import io
import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import update

from storage.models import Invitation
from tests.bot.cli.terminal import Terminal
from tests.commands.story import Story
from tests.scripts import ENGLAND

PERSIAN = f"علی\u200cرضا 👩\u200d💻 {ENGLAND} Żółć"
C = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def export(terminal: Terminal, form: str, **environment: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "export", "invitations", "--format", form],
        cwd=terminal.folder,
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"sqlite:///{terminal.database}",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.parametrize(
    ("form", "environment"),
    [
        ("csv", C),
        ("jsonl", {"PYTHONIOENCODING": "cp1251:replace"}),
    ],
)
def test_it_is_utf_8_whatever_the_locale(
    story: Story, migrated: Terminal, form: str, environment: dict[str, str]
) -> None:
    story.invite(f"{PERSIAN} <ali@example.com>", note=PERSIAN)

    with export(migrated, form, **environment) as done:
        out, err = done.communicate()

    assert (done.returncode, err) == (0, b"")
    if form == "csv":
        assert out.startswith(b"id,email,"), "no mark in front: it is no part of the first heading"
        assert out.count(b"\r\n") == out.count(b"\n") == 2
        [row] = csv.DictReader(io.StringIO(out.decode(), newline=""))
    else:
        row = json.loads(out)
    assert (row["name"], row["note"]) == (PERSIAN, PERSIAN)


def test_who_reads_no_more_is_no_failure(story: Story, migrated: Terminal) -> None:
    with export(migrated, "csv") as done:
        assert done.stdout
        assert done.stderr
        done.stdout.close()
        assert done.stderr.read() == b""
    assert done.returncode == 0


def test_json_lines_are_lines_to_every_reader_and_act_in_no_terminal(
    story: Story, migrated: Terminal
) -> None:
    story.invite(note="harmless")
    odd = "a\u2028b\x85c\x9b31m"
    with story.database.transaction() as unit:
        unit.execute(update(Invitation).values(note=odd))

    said = migrated.usher("export", "invitations", "--format", "jsonl")

    [line] = said.out.splitlines()
    assert json.loads(line)["note"] == odd


def test_so_is_the_manifest(terminal: Terminal) -> None:
    (terminal.folder / ".env").write_text("INVITE_COMMAND=/пригласить\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "manifest"],
        cwd=terminal.folder,
        env={"PATH": os.environ["PATH"], **C},
        check=True,
        capture_output=True,
    )

    (command,) = json.loads(done.stdout.decode())["features"]["slash_commands"]
    assert command["command"] == "/пригласить"

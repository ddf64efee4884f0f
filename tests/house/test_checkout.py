"""What somebody has who clones this on a machine with other customs."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def test_a_clone_that_would_end_lines_otherwise_ends_them_as_here(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    asked = ["git", "-c", "core.autocrlf=true", "clone", "-q", str(ROOT), str(clone)]
    subprocess.run(asked, check=True)

    told = subprocess.run(
        ["git", "ls-files", "--eol"], cwd=clone, check=True, capture_output=True, text=True
    )
    ends = {line.partition("\t")[2]: line.split()[1] for line in told.stdout.splitlines()}

    assert {ends["usher"], ends[".ci/run"], ends["requirements.lock"]} == {"w/lf"}
    assert set(ends.values()) <= {"w/lf", "w/none", "w/-text"}


@pytest.mark.parametrize(
    ("given", "host"), [("", "0.0.0.0"), ("HOST=::", "::"), ("HOST=", "0.0.0.0")]
)
def test_the_procfile_listens_where_a_platform_asks(tmp_path: Path, given: str, host: str) -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    commands = dict(line.split(": ", 1) for line in lines)
    (tmp_path / "usher").write_text('#!/bin/sh\necho "$1 ${HOST:-}"\n')
    (tmp_path / "usher").chmod(0o755)
    # foreman puts `exec` before it, others give it to a shell as it is.
    for before in ("", "exec "):
        told = subprocess.run(
            ["sh", "-c", f"{before}{commands['web']}"],
            env={"PATH": f"{tmp_path}:/usr/bin:/bin"} | dict([given.split("=")] if given else []),
            check=True,
            capture_output=True,
            text=True,
        )
        assert told.stdout == f"web {host}\n"
    assert (commands["worker"], commands["release"]) == ("usher worker", "usher migrate")

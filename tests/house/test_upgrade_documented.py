"""What docs/settings.md says to do before an upgrade, done word for word on SQLite."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from commands.directory.change_role import set_role
from storage.database import Database
from tests.bot.web.site import KEY, site
from tests.commands.story import Story
from tests.northwind import SlackTeam, sync
from tests.people import ADA, LEV, MONDAY, NORTHWIND

PAGE = (Path(__file__).parent.parent.parent / "docs" / "settings.md").read_text()
SECTION = PAGE.partition("## Before you upgrade")[2].partition("\n## ")[0]
COPY, BACK = re.findall(r"^\| SQLite \| `(.+?)`(?= [|(])", SECTION, re.MULTILINE)


def type_in(command: str, folder: Path) -> int:
    return subprocess.run(["sh", "-c", command], cwd=folder, check=False).returncode


@pytest.mark.parametrize("killed", [False, True])
async def test_links_of_before_work_with_the_keys_of_before(
    tmp_path: Path, sqlite_template: Path, *, killed: bool
) -> None:
    shutil.copy(sqlite_template, tmp_path / "usher.db")
    database = Database(f"sqlite:///{tmp_path}/usher.db")
    database.run(sync, SlackTeam(NORTHWIND, "Northwind", "Europe/Berlin", [ADA]), MONDAY)
    database.run(set_role, LEV.email, "lead", MONDAY)
    story = Story(database, MONDAY)
    before = story.invite("ivy@example.com")

    # While it runs: the newest is in usher.db-wal.
    assert type_in(COPY, tmp_path) == 0
    assert (tmp_path / "usher-backup.db").stat().st_mode & 0o777 == 0o600
    assert type_in(COPY, tmp_path) != 0  # nothing is written over

    after = story.invite("bob@example.com")
    newer = (tmp_path / "usher.db-wal").read_bytes()
    database.close()
    if killed:
        (tmp_path / "usher.db-wal").write_bytes(newer)
    assert type_in(BACK, tmp_path) == 0

    restored = Database(f"sqlite:///{tmp_path}/usher.db")
    again, keyless = site(restored, story), site(restored, story, secret_keys=f"another-{KEY}")
    assert (await again.look(before)).status_code == 200
    assert (await again.look(after)).status_code == 404
    assert (await keyless.get(again.link(before))).status_code == 404
    await again.close()
    await keyless.close()

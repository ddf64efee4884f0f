"""A folder has one demo at a time."""

import shutil
from pathlib import Path

import pytest

from bot.cli.demo_alone import alone
from bot.cli.failures import Misuse


def test_the_second_is_told_where_the_first_is_and_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "demo"
    with alone(folder, 3000):
        with pytest.raises(Misuse) as refused, alone(folder, 3001):
            pass
        # Of --fresh nothing is left but what is held.
        shutil.rmtree(folder, ignore_errors=True)
        with pytest.raises(Misuse, match="on port 3000 "), alone(folder, 3001):
            pass

    assert str(refused.value) == (
        "the demo is already running on port 3000 (http://localhost:3000/demo):"
        " use that, or end it first"
    )
    assert refused.value.code == 2
    with alone(folder, 3001), pytest.raises(Misuse, match="on port 3001 "), alone(folder, 3002):
        pass


def test_a_link_to_the_folder_is_the_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "demo")

    with alone(tmp_path / "demo", 3000), pytest.raises(Misuse), alone(tmp_path / "link", 3001):
        pass


def test_a_copy_of_the_folder_has_its_own(tmp_path: Path) -> None:
    with alone(tmp_path / "here" / "demo", 3000):
        shutil.copytree(tmp_path / "here", tmp_path / "there")
        with alone(tmp_path / "there" / "demo", 3001):
            """Both run."""


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    """Who runs the tests may be root, who may write everywhere but here."""
    (tmp_path / "file").touch()

    for folder in (tmp_path / "file" / "demo", Path("/proc/self/demo")):
        with pytest.raises(Misuse, match="start it in a folder of your own") as refused:
            alone(folder, 3000).__enter__()
        assert str(folder.resolve()) in str(refused.value)

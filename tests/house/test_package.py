"""What is built of this: complete, and by a name of its own."""

import configparser
import shutil
import subprocess
import sys
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest

from bot.version import VERSION

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bot", "commands", "storage")
BUILD = "from setuptools import build_meta; build_meta.build_wheel('built')"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("source")
    for name in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    subprocess.run([sys.executable, "-c", BUILD], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (built,) = (folder / "built").iterdir()
    return zipfile.ZipFile(built)


def test_all_that_the_packages_hold_is_in_the_wheel_and_nothing_else(
    wheel: zipfile.ZipFile,
) -> None:
    here = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *PACKAGES],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    packed = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert packed == {name for name in here.stdout.split("\0") if name}


def test_it_is_usher_slack_and_its_command_is_usher(wheel: zipfile.ZipFile) -> None:
    about = f"usher_slack-{VERSION}.dist-info"
    told = message_from_bytes(wheel.read(f"{about}/METADATA"))
    commands = configparser.ConfigParser()
    commands.read_string(wheel.read(f"{about}/entry_points.txt").decode())

    assert (told["Name"], told["Version"]) == ("usher-slack", VERSION)
    assert dict(commands["console_scripts"]) == {"usher": "bot.cli:main"}

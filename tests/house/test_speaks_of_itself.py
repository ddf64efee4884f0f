"""What is committed holds nothing of the machine that it was written on."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
# A home folder or a working one, on Linux, macOS or Windows.
OF_A_MACHINE = re.compile(
    rb"(?<![\w./])(/(?:root|work)/|/(?:home|Users)/\w+/)\w|\b[A-Z]:\\+Users\b"
)


def tracked() -> list[Path]:
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    return [ROOT / name for name in told.stdout.decode().split("\0") if name]


def test_no_file_names_a_folder_of_somebody_s_machine() -> None:
    here = Path(__file__)
    found = [
        path
        for path in tracked()
        if path != here and path.is_file() and OF_A_MACHINE.search(path.read_bytes())
    ]

    assert found == []


def test_no_file_is_committed_that_a_run_leaves_behind() -> None:
    left = {".db", ".pyc", ".log", ".env", ".sqlite"}

    assert [path for path in tracked() if path.suffix in left or path.name == ".env"] == []

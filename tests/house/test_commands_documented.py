"""The README's table of commands says what the command line understands, and nothing else."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli.verbs import usher

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text()
TABLE = README.partition("## Commands")[2].partition("\n## ")[0]
ROWS = [line.split(" | ")[0] for line in TABLE.splitlines() if line.startswith("| `")]
SAID = [said for row in ROWS for said in re.findall(r"`([^`]+)`", row)]
# What the launcher does itself, without the program.
OF_THE_LAUNCHER = {"test", "setup", "bench"}

COMMANDS = getattr(get_command(usher), "commands", {})


def verbs() -> set[str]:
    return {said.split()[1] for said in SAID}


def test_every_verb_is_in_the_table_and_none_that_is_not() -> None:
    assert verbs() - OF_THE_LAUNCHER == set(COMMANDS)


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_option_of_a_verb_is_in_its_row(verb: str) -> None:
    (row,) = [said for said in SAID if said.split()[1] == verb]
    options = {name for each in COMMANDS[verb].params for name in each.opts if name[:2] == "--"}

    assert set(re.findall(r"--\w+", row)) == options - {"--help"}


@pytest.mark.parametrize("verb", sorted(OF_THE_LAUNCHER))
def test_what_the_launcher_does_is_in_the_launcher(verb: str) -> None:
    assert re.search(rf"^ +{verb}\)", (ROOT / "usher").read_text(), re.MULTILINE)
    assert verb in verbs()

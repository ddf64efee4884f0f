"""Each verb of an invitation's history has its words, in every language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import wording
from bot.i18n import Texts
from bot.wording.audit_trail import STORY
from commands.invitations.describe import AuditEntry
from tests.people import MONDAY

TEXTS = Texts.load()
COMMANDS = Path(__file__).parent.parent.parent / "commands"
OF_OTHERS = frozenset(
    {
        "archived",
        "created",
        "edited",
        "joined",
        "kept_admin",
        "left",
        "returned",
        "role",
        "settings",
        "added",
        "removed",
    }
)
"""Verbs in the histories of members, workgroups and workspaces."""
VERB = 3
"""Its place: `happened.note(unit, workspace, subjects, VERB)`, `note(unit, actor, row, VERB)`."""


def written() -> Iterator[str]:
    """Every verb that a command writes into a history."""
    for path in COMMANDS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node.func) and len(node.args) > VERB:
                yield from texts(node.args[VERB], path)


def called(function: ast.expr) -> bool:
    """Whether it is one of the two that write."""
    if isinstance(function, ast.Attribute):
        told = isinstance(function.value, ast.Name) and function.value.id == "happened"
        return told and function.attr == "note"
    return isinstance(function, ast.Name) and function.id == "note"


def texts(verb: ast.expr, path: Path) -> Iterator[str]:
    """The text itself; of a name every text that its file could give it."""
    if isinstance(verb, ast.Constant):
        yield str(verb.value)
    elif isinstance(verb, ast.Name):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Assign) and any(
                isinstance(target, ast.Name) and target.id == verb.id for target in node.targets
            ):
                yield from (
                    each.value
                    for each in ast.walk(node.value)
                    if isinstance(each, ast.Constant)
                    and isinstance(each.value, str)
                    and each.value.islower()
                )


def test_every_verb_of_an_invitation_has_words() -> None:
    verbs = set(written()) - OF_OTHERS
    assert {"invited", "requested", "mailed", "reminded", "link", "corrected"} <= verbs
    assert verbs == set(STORY)


@pytest.mark.parametrize("locale", TEXTS.locales)
@pytest.mark.parametrize("verb", STORY)
def test_each_says_something_else(verb: str, locale: str) -> None:
    words = TEXTS.words(locale)
    said = [wording.audit_entry(AuditEntry(each, MONDAY, "Ada", {}), words) for each in STORY]
    assert len(set(said)) == len(said)
    assert wording.audit_entry(AuditEntry(verb, MONDAY, "Ada", {}), words) != verb


def said(verb: str, by: str = "Ada", **details: str) -> str:
    return wording.audit_entry(AuditEntry(verb, MONDAY, by, details), TEXTS.words("en"))


def test_a_reason_and_a_servers_words_are_told() -> None:
    assert said("refused", reason="not now") == "Refused by Ada: not now"
    assert said("refused", reason="") == "Refused by Ada"
    assert said("failed", "", said="550 no") == "The mail was not delivered: 550 no"
    assert said("failed", "") == "The mail was not delivered"


def test_a_place_is_named_as_slack_names_it_and_a_nameless_one_by_what_it_is() -> None:
    assert said("placed", "", kind="channel", name="east") == "Added to #east"
    assert said("placed", "", kind="usergroup", name="analysts") == "Added to @analysts"
    assert said("placed", "", kind="usergroup", name="") == "Added to a user group"
    assert said("connect_sent", "", name="east") == "Invited to #east by Slack Connect"
    assert said("connect_accepted", "") == "Joined a channel by Slack Connect"


def test_why_somebody_could_not_be_added_is_told() -> None:
    why = {"kind": "channel", "name": "east"}
    assert said("not_placed", "", **why, said="Slack: user_is_restricted") == (
        "Not added to #east: a guest may not be there"
    )
    assert said("not_placed", "", **why, said="odd") == "Not added to #east: Slack says odd"
    assert said("not_placed", "", **why, said="No answer in time").endswith(": No answer in time")
    assert said("not_placed", "", kind="account", name="", said="taken") == (
        "Their Slack account could not be used: another member has it"
    )
    assert said("not_placed", "", **why) == "Not added to #east: Slack does not take it"
    assert said("joining_failed", "", said="550 no").endswith("was not delivered: 550 no")


def test_who_is_gone_has_no_name() -> None:
    assert said("revoked", "") == "Revoked by somebody who is gone"


def test_a_verb_of_tomorrow_stands_as_it_is() -> None:
    assert said("teleported") == "teleported"

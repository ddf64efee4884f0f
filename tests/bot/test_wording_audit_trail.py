"""Each verb of an invitation's history has its words, in every language."""

import pytest

from bot import wording
from bot.i18n import Texts
from bot.wording.audit_trail import TOLD
from commands.invitations.describe import AuditEntry
from storage.audit_details import ByConnect, read
from storage.vocabulary import Verb
from tests.people import MONDAY

TEXTS = Texts.load()
OF_OTHERS = frozenset(
    {
        Verb.JOINED,
        Verb.ROLE_CHANGED,
        Verb.ADMIN_KEPT,
        Verb.LEFT_SLACK,
        Verb.RETURNED,
        Verb.MEMBER_REMOVED,
        Verb.LOOKED_UP,
        Verb.QUESTIONED,
        Verb.CREATED,
        Verb.EDITED,
        Verb.MEMBERS_ADDED,
        Verb.MEMBERS_REMOVED,
        Verb.ADDITION_REQUESTED,
        Verb.ADDITION_REFUSED,
        Verb.ADDITION_LAPSED,
        Verb.ARCHIVED,
        Verb.LINKED,
        Verb.UNLINKED,
        Verb.ENDPOINT_ADDED,
        Verb.ENDPOINT_CHANGED,
        Verb.ENDPOINT_REMOVED,
        Verb.SECRET_ROTATED,
        Verb.SECRET_RETIRED,
        Verb.ENDPOINT_PAUSED,
        Verb.ENDPOINT_RESUMED,
        Verb.ENDPOINT_TESTED,
        Verb.DELIVERY_REPLAYED,
        Verb.SETTINGS_CHANGED,
    }
)
"""Verbs in the audit trails of members, workgroups, endpoints and workspaces."""


def test_every_verb_of_an_invitation_has_words() -> None:
    assert set(TOLD) == set(Verb) - OF_OTHERS


def entry(verb: str, by: str = "Ada", **details: str) -> AuditEntry:
    return AuditEntry(verb, MONDAY, by, read(verb, {"name": "", "kind": "channel"} | details))


@pytest.mark.parametrize("locale", TEXTS.locales)
@pytest.mark.parametrize("verb", TOLD)
def test_each_says_something_else(verb: str, locale: str) -> None:
    words = TEXTS.words(locale)
    said = [wording.audit_entry(entry(each), words) for each in TOLD]
    assert len(set(said)) == len(said)
    assert wording.audit_entry(entry(verb), words) != verb


def said(verb: str, by: str = "Ada", **details: str) -> str:
    return wording.audit_entry(entry(verb, by, **details), TEXTS.words("en"))


def test_a_reason_and_a_servers_words_are_told() -> None:
    assert said("refused", reason="not now") == "Refused by Ada: not now"
    assert said("refused", reason="") == "Refused by Ada"
    assert said("failed", "", said="550 no") == "The mail was not delivered: 550 no"
    assert said("failed", "") == "The mail was not delivered"
    assert said("failed", "", said="no_answer").endswith(": the mail server did not answer in time")


def test_a_place_is_named_as_slack_names_it_and_a_nameless_one_by_what_it_is() -> None:
    assert said("placed", "", kind="channel", name="east") == "Added to #east"
    assert said("placed", "", kind="usergroup", name="analysts") == "Added to @analysts"
    assert said("placed", "", kind="usergroup", name="") == "Added to a user group"
    assert said("connect_sent", "", name="east") == "Invited to #east by Slack Connect"
    assert said("connect_accepted", "") == "Joined a channel by Slack Connect"
    assert said("connect_not_approved", "", name="east").endswith("Connect invitation to #east")


@pytest.mark.parametrize("verb", ["connect_accepted", "connect_to_approve"])
def test_who_accepted_in_anothers_place_is_named(verb: str) -> None:
    by_another = AuditEntry(verb, MONDAY, "", ByConnect("east", "Egon"))
    assert wording.audit_entry(by_another, TEXTS.words("en")).startswith("Egon ")


def test_why_somebody_could_not_be_added_is_told() -> None:
    why = {"kind": "channel", "name": "east"}
    assert said("not_placed", "", **why, said="Slack: user_is_restricted") == (
        "Not added to #east: a guest may not be there"
    )
    assert said("not_placed", "", **why, said="odd") == "Not added to #east: Slack says odd"
    away = said("not_placed", "", **why, said="No answer in time")
    assert away == "Not added to #east: Slack could not be reached or did not answer"
    assert said("not_placed", "", kind="account", name="", said="taken") == (
        "Their Slack account could not be used: another member has it"
    )
    assert said("not_placed", "", **why) == "Not added to #east: Slack does not take it"
    assert said("joining_failed", "", said="550 no").endswith("was not delivered: 550 no")
    assert said("joining_failed", "", said="unsafe").endswith("the mail's sender or recipient")


def test_who_is_gone_has_no_name() -> None:
    assert said("revoked", "") == "Revoked by somebody who is gone"


def test_a_verb_of_tomorrow_stands_as_it_is() -> None:
    assert said("teleported") == "teleported"

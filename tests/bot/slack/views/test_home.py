"""App Home, drawn: what a row says and offers."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.i18n import Words
from bot.sandbox.rules import problems
from bot.slack.home import DRAWN
from bot.slack.views import home, notice
from bot.slack.views.spot import TABS, Spot
from commands.invitations.describe import Invitation
from commands.invitations.lists import OwnInvitations
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, mrkdwn, strings
from tests.bot.slack.views.samples import HOSTILE, IVY, STATES
from tests.people import MONDAY


def shown(*rows: Invitation, words: Words = ENGLISH, start: int = 0, **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "role": "member",
        "zone": "Europe/Berlin",
        "may_invite": True,
        "ask": (),
    }
    mine = OwnInvitations(rows, **{"total": len(rows), **given, **more})
    return home.draw(mine, words, MONDAY, "/invite", Spot(start=start))


def offered(view: dict[str, Any]) -> list[str]:
    [row] = [block for block in view["blocks"] if block.get("accessory")] or [{"accessory": {}}]
    element = row["accessory"]
    return [one["value"].partition(":")[0] for one in element.get("options", ())]


def test_there_is_a_way_to_draw_every_tab() -> None:
    assert set(DRAWN) == set(TABS)


def facts(view: dict[str, Any]) -> str:
    return str(view["blocks"][-1]["elements"][0]["text"])


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("state", STATES)
def test_slack_takes_the_fullest_home(words: Words, state: str) -> None:
    row = replace(
        IVY,
        state=state,
        address="x" * 64 + "@" + "y" * 250,
        name=HOSTILE,
        workgroup=HOSTILE,
        personal=True,
        mail="failed",
        mail_error=HOSTILE * 5,
    )
    view = shown(*[row] * home.MOST, words=words, start=25, total=10_000, role="admin")
    assert problems(view, "home") == []
    assert len(view["blocks"]) <= 100


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_slack_takes_the_emptiest_home(words: Words) -> None:
    assert problems(shown(words=words), "home") == []
    refused = shown(words=words, may_invite=False, ask=("U0ADA", "U0BEA", "U0CEM"))
    assert problems(refused, "home") == []
    assert problems(notice.home("Guests can't"), "home") == []
    assert problems(notice.modal(words, "x" * 5000), "modal") == []


def test_nothing_that_people_typed_acts() -> None:
    row = replace(IVY, name=HOSTILE, workgroup=HOSTILE, mail="failed", mail_error=HOSTILE)
    texts = [part["text"] for part in mrkdwn(shown(row))]
    assert not [text for text in texts if "evil.example" in text or "<" in text or "**" in text]


def test_a_row_says_how_it_stands() -> None:
    row = replace(IVY, name="Ivy", workgroup="Design", personal=True)
    view = shown(row)
    assert "*Ivy (ivy@example.com)*" in list(strings(view))
    assert facts(view) == (
        "Waiting for an answer · invited 3 days ago · workgroup Design · personal workgroup · "
        "mail sent · ends on 4 December 2026"
    )


@pytest.mark.parametrize(
    ("mail", "error", "said"),
    [
        ("queued", "", "the mail is on its way"),
        ("failed", "550 no such user", "mail not delivered: 550 no such user"),
        ("failed", "unsafe", "mail not delivered: Usher did not send it, as a name in it could "),
        ("failed", "", "mail not delivered"),
        ("suppressed", "", "no mail, as the address asked"),
    ],
)
def test_a_row_says_what_became_of_the_mail(mail: str, error: str, said: str) -> None:
    assert f" · {said}" in facts(shown(replace(IVY, mail=mail, mail_error=error)))


def test_what_is_over_has_neither_end_nor_reminder() -> None:
    assert facts(shown(replace(IVY, state="accepted"))) == (
        "Accepted · invited 3 days ago · mail sent"
    )
    assert facts(shown(replace(IVY, state="requested", mail=""))) == (
        "Waits for an admin's approval · asked for 3 days ago"
    )


@pytest.mark.parametrize(
    ("state", "said"), [("revoked", "Request withdrawn"), ("expired", "Request lapsed")]
)
def test_a_request_that_nobody_approved_was_never_an_invitation(state: str, said: str) -> None:
    view = shown(replace(IVY, state=state, mail="", created_at=MONDAY))
    assert facts(view) == f"{said} · asked for today"
    assert offered(view) == ["more"]


def test_what_closed_before_its_mail_arrived_says_why_it_did_not() -> None:
    row = replace(IVY, state="revoked", mail="failed", mail_error="550 no such user")
    assert facts(shown(row)) == (
        "Revoked · invited 3 days ago · mail not delivered: 550 no such user"
    )


@pytest.mark.parametrize(
    ("state", "may_invite", "actions"),
    [
        ("pending", True, ["resend", "extend", "revoke", "snooze", "more"]),
        ("pending", False, ["revoke", "snooze", "more"]),
        ("declined", True, ["resend", "more"]),
        ("expired", False, ["more"]),
        ("accepted", True, ["more"]),
    ],
)
def test_a_row_offers_what_its_inviter_may_do(
    state: str, may_invite: bool, actions: list[str]
) -> None:
    assert offered(shown(replace(IVY, state=state), may_invite=may_invite)) == actions


def test_a_request_of_ones_own_can_be_withdrawn() -> None:
    view = shown(replace(IVY, state="requested", mail=""), may_invite=False)
    [way] = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    assert (way["action_id"], way["value"]) == ("invitation.revoke", IVY.id)
    assert "ivy@example.com" in way["confirm"]["text"]["text"]


def test_a_row_says_when_somebody_is_reminded_of_it_next() -> None:
    soon = replace(IVY, remind_at=MONDAY + timedelta(days=2))
    assert " · next reminder on 25 November 2026 · " in facts(shown(soon))
    resting = replace(soon, snoozed_until=MONDAY + timedelta(days=7))
    assert " · no reminders until 30 November 2026 · " in facts(shown(resting))
    rested = replace(soon, snoozed_until=MONDAY)
    assert " · next reminder on 25 November 2026 · " in facts(shown(rested))
    silent = replace(soon, mail="suppressed")
    assert "reminder" not in facts(shown(silent))


def test_the_first_page_of_many_leads_on() -> None:
    view = shown(*[IVY] * 25, total=60)
    assert "1–25 of 60" in list(strings(view))
    assert turned(view) == {"home.older": "25"}


def test_a_page_in_between_leads_both_ways() -> None:
    view = shown(*[IVY] * 25, start=25, total=60)
    assert "26–50 of 60" in list(strings(view))
    assert turned(view) == {"home.newer": "0", "home.older": "50"}


def test_the_last_page_leads_back_and_a_single_one_nowhere() -> None:
    assert turned(shown(*[IVY] * 10, start=50, total=60)) == {"home.newer": "25"}
    assert "of" not in " ".join(strings(shown(IVY))).split()


def turned(view: dict[str, Any]) -> dict[str, str]:
    """The buttons to other pages, with their first rows."""
    last = view["blocks"][-1]
    assert last["type"] == "actions"
    return {button["action_id"]: button["value"] for button in last["elements"]}


def test_who_may_not_invite_can_ask_and_reads_whom() -> None:
    view = shown(may_invite=False, ask=("U0ADA", "U0BEA"))
    said = "You can ask for colleagues to be invited: an admin decides."
    assert f"{said} You can ask <@U0ADA>, <@U0BEA>." in list(strings(view))
    assert "Request an invitation" in list(strings(view))
    assert said in list(strings(shown(may_invite=False)))


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        ("member", []),
        ("lead", ["users", "invitations", "workgroups"]),
        ("admin", ["users", "invitations", "workgroups", "settings"]),
    ],
)
def test_each_role_has_its_tabs(role: str, tabs: list[str]) -> None:
    blocks = shown(role=role)["blocks"]
    ways = [block["accessory"] for block in blocks if "accessory" in block]
    assert [(way["action_id"], way["value"]) for way in ways] == [("home.tab", tab) for tab in tabs]


def test_a_member_who_may_invite_makes_no_workgroups() -> None:
    assert "New workgroup" not in list(strings(shown(role="member")))
    assert "New workgroup" in list(strings(shown(role="lead")))


def test_the_command_is_called_as_the_settings_call_it() -> None:
    assert "*/invite* does the same wherever you are." in list(strings(shown()))

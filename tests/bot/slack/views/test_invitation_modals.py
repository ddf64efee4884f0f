"""The modals about one invitation and the preview of a mail: what they say, and that they fit."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import wording
from bot.i18n import Words
from bot.sandbox.rules import problems
from bot.slack.views import invitation_modals, preview_modal, rows
from bot.slack.views.blocks import SECTION
from bot.slack.views.metadata import NOTHING_KEPT, Metadata
from bot.slack.views.paragraphs import paragraphs
from commands.invitations.describe import AuditEntry, Invitation
from storage.audit_details import ServerSaid
from storage.record import NOTHING
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, mrkdwn, strings
from tests.bot.slack.views.modals import MOST_KEPT
from tests.bot.slack.views.samples import HOSTILE, IVY, STATES
from tests.people import MONDAY

ZONE = "Europe/Berlin"
WORST = replace(
    IVY,
    address="x" * 64 + "@" + "y" * 250,
    name=HOSTILE,
    inviter=HOSTILE,
    inviter_email="z" * 254,
    workgroup=HOSTILE,
    personal=True,
    mail="failed",
    mail_error=HOSTILE * 3,
    remind_at=MONDAY,
    snoozed_until=MONDAY + timedelta(days=7),
)
LONG = AuditEntry("failed", MONDAY, HOSTILE, ServerSaid(HOSTILE))


def more(about: Invitation, *told: AuditEntry, words: Words = ENGLISH) -> dict[str, Any]:
    return invitation_modals.more(about, told, words, ZONE, MONDAY, Metadata(about.id))


def actions(view: dict[str, Any]) -> list[str]:
    elements = [each for block in view["blocks"] for each in block.get("elements", ())]
    return [each["action_id"] for each in elements if "action_id" in each]


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("state", STATES)
def test_slack_takes_each_of_them_at_its_worst(words: Words, state: str) -> None:
    about = replace(WORST, state=state)
    for view in (
        more(about, *[LONG] * 30, words=words),
        more(replace(IVY, state=state), words=words),
        invitation_modals.revoke(about, words, MOST_KEPT),
        invitation_modals.correct(about, words, MOST_KEPT),
        invitation_modals.link(about, "https://usher.example.com/" + "p" * 200, words),
        preview_modal.draw(about, "s" * 300, f"{'t' * 70}\n" * 300, words),
    ):
        assert problems(view, "modal") == []


def test_nothing_that_people_typed_acts() -> None:
    for view in (more(WORST, LONG), invitation_modals.revoke(WORST, ENGLISH, NOTHING_KEPT)):
        assert not [each for each in mrkdwn(view) if "evil" in each["text"]]


def test_more_says_all_that_is_known() -> None:
    about = replace(
        IVY, name="Ivy", workgroup="Design", personal=True, remind_at=MONDAY + timedelta(days=2)
    )
    told = [
        AuditEntry("invited", about.created_at, "Lev Lead", NOTHING),
        AuditEntry("mailed", about.created_at + timedelta(minutes=1), "", NOTHING),
    ]
    facts, history = [text for text in strings(more(about, *told)) if "\n" in text]
    assert facts.splitlines() == [
        "Name: Ivy",
        "State: Waiting for an answer",
        "Inviter: Lev Lead (lev@northwind.example)",
        "Workgroup: Design",
        "With a personal workgroup",
        "Invited: 20 November 2026, 10:30 (Berlin, UTC+01:00)",
        "Ends: 4 December 2026, 10:30 (Berlin, UTC+01:00)",
        "Next reminder on 25 November 2026",
        "Mail sent",
    ]
    assert history.splitlines() == [
        "20 November 2026, 10:30: Invited by Lev Lead",
        "20 November 2026, 10:31: The mail was sent",
    ]


def test_what_is_over_says_when_it_closed_and_offers_nothing() -> None:
    view = more(replace(IVY, state="revoked", closed_at=MONDAY, inviter_email=None))
    shown = "\n".join(strings(view))
    assert "Closed: 23 November 2026, 10:30 (Berlin, UTC+01:00)" in shown
    assert "Ends:" not in shown
    assert "Inviter: Lev Lead\n" in shown
    assert actions(view) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": "requested", "mail": ""}, "Requested:"),
        ({"state": "refused", "mail": ""}, "Requested:"),
        ({"state": "revoked", "mail": ""}, "Requested:"),
        ({"state": "revoked", "mail": "sent"}, "Invited:"),
        ({"state": "pending"}, "Invited:"),
    ],
)
def test_what_was_asked_for_was_not_invited(changes: dict[str, Any], said: str) -> None:
    lines = "\n".join(strings(more(replace(IVY, **changes)))).splitlines()
    assert f"{said} 20 November 2026, 10:30 (Berlin, UTC+01:00)" in lines
    assert not any(
        line.startswith(("Requested:", "Invited:")) for line in lines if said not in line
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"mail": "sent"}, "mail sent"),
        ({"mail": "failed", "mail_error": "550 no"}, "mail not delivered: 550 no"),
        ({"mail": "suppressed"}, "no mail, as the address asked"),
        ({"mail": "sent", "suppressed": True}, "no more mail, as the address asked"),
        ({"mail": "queued"}, ""),
        ({"mail": ""}, ""),
    ],
)
@pytest.mark.parametrize("state", ["accepted", "declined", "revoked", "expired"])
def test_of_what_is_over_the_mails_fate_stays_known(
    changes: dict[str, Any], said: str, state: str
) -> None:
    assert wording.mail(replace(IVY, state=state, **changes), ENGLISH) == said


def test_what_is_open_offers_its_link_and_another_address() -> None:
    assert actions(more(IVY)) == ["invitation.link", "invitation.correct"]


def test_who_asked_for_silence_is_said_so_and_not_mailed_again() -> None:
    silent = replace(IVY, mail="sent", suppressed=True)
    assert rows.mail(silent, ENGLISH) == "no mail, as the address asked"
    for state in ("pending", "declined", "expired"):
        options = rows.menu(replace(silent, state=state), ENGLISH)["options"]
        assert not any(each["value"].startswith("resend") for each in options)


def test_a_request_is_revoked_in_other_words_than_an_invitation() -> None:
    asked, sent = (
        "\n".join(
            strings(invitation_modals.revoke(replace(IVY, state=state), ENGLISH, NOTHING_KEPT))
        )
        for state in ("requested", "pending")
    )
    assert "The admins will no longer be asked to invite ivy@example.com." in asked
    assert "The link in the mail to ivy@example.com will stop working." in sent


def test_the_link_stands_alone_in_its_section() -> None:
    link = "https://usher.example.com/i/abc"
    assert link in list(strings(invitation_modals.link(IVY, link, ENGLISH)))


def test_the_wrong_address_is_there_to_be_mended() -> None:
    [field] = invitation_modals.correct(IVY, ENGLISH, Metadata(IVY.id))["blocks"]
    assert (field["block_id"], field["element"]["initial_value"]) == ("emails", "ivy@example.com")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"remind_at": MONDAY}, "next reminder on 23 November 2026"),
        ({"remind_at": MONDAY, "snoozed_until": MONDAY + timedelta(days=1)}, "no reminders until"),
        ({"remind_at": MONDAY, "snoozed_until": MONDAY}, "next reminder on"),
        ({"remind_at": MONDAY, "mail": "suppressed"}, ""),
        ({"snoozed_until": MONDAY + timedelta(days=1), "suppressed": True}, ""),
        ({"snoozed_until": MONDAY + timedelta(days=1), "mail": "suppressed"}, ""),
        ({"remind_at": MONDAY, "state": "accepted"}, ""),
        ({}, ""),
    ],
)
def test_a_row_says_when_somebody_is_reminded(changes: dict[str, Any], said: str) -> None:
    told = rows.reminder(replace(IVY, **changes), ENGLISH, ZONE, MONDAY)
    assert told.startswith(said)
    assert bool(told) == bool(said)


@pytest.mark.parametrize(
    ("changes", "may_invite", "verbs"),
    [
        ({}, True, ["resend", "extend", "revoke", "snooze", "more"]),
        ({}, False, ["revoke", "snooze", "more"]),
        ({"mail": "suppressed"}, True, ["extend", "revoke", "snooze", "more"]),
        ({"state": "requested"}, True, ["revoke", "more"]),
        ({"state": "expired"}, True, ["resend", "more"]),
        ({"state": "expired"}, False, ["more"]),
        ({"state": "accepted"}, True, ["more"]),
    ],
)
def test_a_menu_offers_what_can_be_done_as_it_stands(
    changes: dict[str, Any], may_invite: bool, verbs: list[str]
) -> None:
    menu = rows.menu(replace(IVY, **changes), ENGLISH, may_invite=may_invite)
    assert [each["value"] for each in menu["options"]] == [f"{verb}:{IVY.id}" for verb in verbs]


def test_a_long_text_is_cut_between_lines_and_nothing_is_lost() -> None:
    lines = [f"{n} " + "a" * 90 for n in range(100)] + ["b" * (2 * SECTION + 5), "", "end"]
    texts = [block["text"]["text"] for block in paragraphs(lines)]
    assert all(len(text) <= SECTION for text in texts)
    assert "".join("".join(texts).split()) == "".join("".join(lines).split())
    assert len(texts) < 8


def test_blank_lines_alone_make_no_section() -> None:
    assert list(paragraphs([])) == []
    assert list(paragraphs(["", ""])) == []


def test_a_preview_names_whose_it_is_and_in_which_language() -> None:
    view = preview_modal.draw(replace(IVY, locale="ru"), "Come", "Dear Ivy\n\nCome", ENGLISH)
    shown = list(strings(view))
    assert (
        "This is what ivy@example.com will read (Русский). The links in it are examples." in shown
    )
    assert {"Subject: Come", "Dear Ivy\n\nCome"} <= set(shown)

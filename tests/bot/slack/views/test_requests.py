"""Requests, lists and the help, drawn: what they say, and that Slack takes them at their worst."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.i18n import Words
from bot.sandbox.rules import problems
from bot.slack.shapes import View
from bot.slack.views import help_text, list_command, messages, notice, requests
from bot.slack.views.blocks import Json
from commands.delivery.parcels.parcel import Parcel
from commands.invitations.lists import ListPage
from storage.outbox_details import Decision
from tests.bot.mail.letter import NOW, invitation
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, mrkdwn, strings
from tests.bot.slack.views.modals import MOST_KEPT, submitted
from tests.bot.slack.views.parcels import ADA, NASTY, WORST

DECISIONS = ["", "approved", "refused", "revoked", "expired"]
STATES = ["requested", "pending", "accepted", "declined", "revoked", "expired", "refused"]


def draw(kind: str, words: Words = ENGLISH, about: Any = None, **more: Any) -> Json:
    facts = {"details": Decision(), "invitation": about or invitation(state="requested"), **more}
    sent = Parcel(1, "lease", f"slack.{kind}", "T1", "Europe/Berlin", recipient=ADA, **facts)
    return messages.draw(sent, words, NOW + timedelta(days=1))


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("decision", DECISIONS)
@pytest.mark.parametrize("kind", ["request", "approved", "refused", "lapsed"])
def test_slack_takes_each_message_at_its_worst(kind: str, decision: str, words: Words) -> None:
    for state in STATES:
        about = replace(WORST, state=state, note="<!here> й" * 125, inviter_slack=None)
        given = {"decision": decision, "by": NASTY, "details": Decision(reason="й" * 300)}
        message = draw(kind, words, about, **given)
        assert problems({"channel": "D1", **message}, "message") == []
        for text in mrkdwn(message["blocks"]):
            assert "<!" not in text["text"]
            assert "evil.example" not in text["text"]


def test_a_request_asks_until_it_is_decided() -> None:
    message = draw("request", about=invitation(state="requested", inviter_slack=None))
    assert message["text"] == "🙋 Lev Lidov asks to invite Ivy.Newcomer@example.com to Acme."
    [buttons] = [block for block in message["blocks"] if block["type"] == "actions"]
    assert [each["action_id"] for each in buttons["elements"]] == [
        "request.approve",
        "request.refuse",
    ]


@pytest.mark.parametrize(
    ("decision", "by", "said"),
    [
        ("approved", "Ada Admin", "✓ Approved by Ada Admin"),
        ("refused", "Ada Admin", "✓ Refused by Ada Admin"),
        ("revoked", "Lev Lidov", "✓ Withdrawn by Lev Lidov"),
        ("revoked", "Ada Admin", "✓ Revoked by Ada Admin"),
        ("expired", "", "✓ Lapsed: nobody decided in time"),
        ("refused", "", "✓ Refused by –"),
    ],
)
def test_a_decided_request_says_who_decided_what(decision: str, by: str, said: str) -> None:
    message = draw("request", about=invitation(state="accepted"), decision=decision, by=by)
    assert list(strings(message["blocks"]))[-1] == said
    assert "action_id" not in str(message)


def test_without_workgroup_or_note_there_is_nothing_said_of_them() -> None:
    bare = invitation(state="requested", workgroup=None, personal=False, note="")
    assert len(draw("request", about=bare)["blocks"]) == 2


def test_a_lapsed_request_says_what_to_do() -> None:
    said = str(draw("lapsed"))
    assert "has lapsed: no admin decided in time." in said
    assert "You can ask again" in said


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_slack_takes_the_form_for_a_reason_and_the_button_to_withdraw(words: Words) -> None:
    view = requests.modal(words, WORST.address, MOST_KEPT)
    assert problems(view, "modal") == []
    home: Json = {
        "type": "home",
        "blocks": [{"type": "actions", "elements": [requests.withdraw(WORST, words)]}],
    }
    assert problems(home, "home") == []


@pytest.mark.parametrize("values", [None, {}, {"reason": {}}, {"reason": {"reason": {}}}])
def test_a_reason_that_was_left_out_is_empty(values: Any) -> None:
    assert requests.reason(submitted(values)) == ""
    assert requests.reason(View()) == ""


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("typed", ["", NASTY])
@pytest.mark.parametrize("count", [0, 1, 20])
def test_slack_takes_the_longest_list(words: Words, typed: str, count: int) -> None:
    for state in STATES:
        rows = (replace(WORST, state=state),) * count
        total = 1_000_000 if count else 0
        message = list_command.draw(ListPage(rows, 0, total), typed, words, NOW)
        assert problems({"response_type": "ephemeral", **message}, "message") == []
        assert [text for text in mrkdwn(message["blocks"]) if "evil" in text["text"]] == []


def test_a_list_that_is_whole_has_no_more() -> None:
    message = list_command.draw(ListPage((invitation(),), 0, 1), "", ENGLISH, NOW)
    assert "more on" not in str(message)


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_slack_takes_the_help(words: Words) -> None:
    for text in (
        help_text.usage(words, "/" + "i" * 31),
        help_text.unknown(words, "/" + "i" * 31, NASTY, "resend"),
        help_text.one_address(words, "/" + "i" * 31, "resend"),
    ):
        assert problems(notice.modal(words, text), "modal") == []
        assert len(text) < 3000

"""What Usher writes on its own: what it says, and that Slack takes it at its worst."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox.rules import problems
from bot.slack.views.blocks import Json, name
from bot.slack.views.installation import APPS
from bot.slack.views.room import weight
from storage.vocabulary import MailProblem
from tests.bot.mail.letter import NOW, invitation
from tests.bot.slack.views.parcels import (
    TEXTS,
    draw,
    listed,
    parcel,
    pressed,
    shown,
)
from tests.bot.slack.views.worst import KINDS, worst


def one(kind: str, **changes: Any) -> Json:
    return draw(parcel(f"slack.{kind}", invitation(**changes)))


@pytest.mark.parametrize("locale", TEXTS.locales)
@pytest.mark.parametrize("kind", KINDS)
def test_slack_takes_every_message_at_its_worst(kind: str, locale: str) -> None:
    words = TEXTS.words(locale)
    for sent in worst(kind):
        message = draw(sent, words)
        assert problems({"channel": "D1", **message}, "message") == []
        assert len(message["text"]) <= 4000
        assert weight(message["blocks"]) <= 11_000
        assert words("The rest is on Usher's Home.") not in shown(message)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_people_typed_acts(kind: str) -> None:
    for sent in worst(kind):
        message = draw(sent)
        marked = [text for text in mrkdwn(message["blocks"]) if text]
        for text in (message["text"], *marked):
            assert "<!" not in text
            assert "<http" not in text.replace(APPS, "")
            assert "evil.example" not in text


def mrkdwn(found: object) -> Iterable[str]:
    if isinstance(found, dict):
        if found.get("type") == "mrkdwn":
            yield found["text"]
        for value in found.values():
            yield from mrkdwn(value)
    elif isinstance(found, list):
        for value in found:
            yield from mrkdwn(value)


def test_an_acceptance_says_who_is_in_what() -> None:
    message = one("accepted", name="Ivy Newcomer", personal=True, workgroup="Design")
    assert message["text"] == (
        "✅ Ivy Newcomer (Ivy.Newcomer@example.com) accepted your invitation and is now in Acme."
    )
    assert "Workgroup: Design · With a personal workgroup" in shown(message)


def test_an_acceptance_says_that_the_workgroup_is_gone() -> None:
    about = invitation(workgroup=None, personal=False)
    message = draw(parcel("slack.accepted", about, details={"gone": "Design"}))
    assert "The workgroup Design no longer exists." in shown(message)


def test_an_acceptance_without_more_to_say_is_one_sentence() -> None:
    assert len(one("accepted", personal=False, workgroup=None)["blocks"]) == 1


def test_a_decline_says_how_long_it_can_be_undone() -> None:
    assert "change their mind until 8 December 2026" in shown(one("declined", undoable=True))
    assert "change their mind" not in shown(one("declined", undoable=False))


def test_who_wants_no_mail_may_still_answer_what_they_have() -> None:
    assert "answered until 8 December 2026" in shown(one("stopped", state="pending"))
    assert "answered until" not in shown(one("stopped", state="declined"))


def test_a_mail_that_failed_brings_the_servers_words_and_three_ways_on() -> None:
    message = one("failed", mail="failed", mail_error="550 No such user")
    assert "The mail server said: 550 No such user" in shown(message)
    assert [action for action, _ in pressed(message)] == [
        "invitation.resend",
        "invitation.correct",
        "invitation.revoke",
    ]


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "Reason: the mail server did not answer in time"),
        ("ru", "Причина: почтовый сервер не ответил вовремя"),
    ],
)
def test_what_the_server_did_not_say_is_not_put_into_its_mouth(locale: str, said: str) -> None:
    about = invitation(mail="failed", mail_error=MailProblem.NO_ANSWER)
    told = {"said": MailProblem.NO_ANSWER}
    for each in (parcel("slack.failed", about), parcel("slack.failed", about, details=told)):
        assert said in shown(draw(each, TEXTS.words(locale))).splitlines()


@pytest.mark.parametrize(
    ("verb", "by", "said"),
    [
        ("resent", "Ada Admin", "✓ Sent again by Ada Admin, open until 8 December 2026"),
        ("revoked", "Ada Admin", "✓ Revoked by Ada Admin"),
        ("corrected", "Ada Admin", "✓ Address corrected by Ada Admin"),
        ("accepted", "Ivy", "✓ Accepted"),
        ("declined", "", "✓ Declined"),
        ("expired", "", "✓ Expired"),
    ],
)
def test_a_mail_that_failed_says_what_was_done_about_it(verb: str, by: str, said: str) -> None:
    about = invitation(mail="queued", mail_error="")
    told = {"said": "550 No such user"}
    message = draw(parcel("slack.failed", about, details=told, decision=verb, by=by))
    assert shown(message).splitlines()[1:] == ["The mail server said: 550 No such user", said]
    assert not list(pressed(message))


def test_a_mail_that_failed_says_it_in_russian_too() -> None:
    sent = parcel("slack.failed", invitation(), details={}, decision="revoked", by="Ada Admin")
    assert "✓ Отозвано (Ada Admin)" in shown(draw(sent, TEXTS.words("ru")))


def test_nobody_is_offered_to_resend_a_failed_mail_to_who_asked_for_silence() -> None:
    message = one("failed", mail="failed", mail_error="550 No", suppressed=True)
    assert [action for action, _ in pressed(message)] == [
        "invitation.correct",
        "invitation.revoke",
    ]
    assert "The address asked not to be mailed any more." in shown(message)


def test_a_mail_that_failed_of_what_is_over_offers_nothing() -> None:
    assert not list(pressed(one("failed", state="revoked", mail="failed")))


def test_admins_hear_of_a_workgroup_that_is_gone() -> None:
    assert "Lev Lidov" in one("group_gone")["text"]


def test_what_expired_can_be_invited_again() -> None:
    about = invitation(state="expired", workgroup=None)
    message = draw(parcel("slack.expired", rows=(listed(about),)))
    assert message["text"] == "⌛ 1 invitation of yours expired without an answer."
    assert list(pressed(message)) == [("invitation.resend", about.id)]


def test_what_ends_soon_can_be_resent_and_extended() -> None:
    waits, done = invitation(), invitation(id="01JDFPW2Q8T7M5X9K3C6B4N1ZB")
    both = (listed(waits), listed(done, verb="extended", by="Ada Admin"))
    message = draw(parcel("slack.ending", rows=both))
    assert message["text"].startswith("⏳ 2 invitations of yours end soon")
    assert list(pressed(message)) == [
        ("invitation.resend", waits.id),
        ("invitation.extend", waits.id),
    ]
    assert "✓ Extended by Ada Admin, open until 8 December 2026" in shown(message)


def test_who_asked_for_silence_can_have_more_time_but_no_mail() -> None:
    message = draw(parcel("slack.ending", rows=(listed(invitation(suppressed=True)),)))
    assert [action for action, _ in pressed(message)] == ["invitation.extend"]
    assert "\nno mail, as the address asked · ends on 8 December 2026" in shown(message)


def test_who_asked_for_silence_is_not_invited_again_when_it_expired() -> None:
    about = invitation(state="expired", mail="sent", suppressed=True)
    message = draw(parcel("slack.expired", rows=(listed(about),)))
    assert not list(pressed(message))
    assert "\nno more mail, as the address asked" in shown(message)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("file_uploads_disabled", "doesn't allow such files"),
        ("file_type_not_allowed", "doesn't allow such files"),
        ("file_upload_size_restricted", "larger than this Slack workspace allows"),
        ("storage_limit_reached", "no room for files left"),
        ("missing_scope", "install it again with files:write"),
        ("access_denied", "Reason: Slack does not allow Usher to do it"),
        ("brand_new", "Reason: Slack says brand_new"),
        ("", "Reason: Slack does not take it"),
    ],
)
def test_who_gets_no_file_reads_why_and_what_to_do(code: str, why: str) -> None:
    message = draw(parcel("slack.no_file", details={"said": f"Slack: {code}"}))
    assert "could not be sent" in message["text"]
    assert why in shown(message)
    assert "ask for the file again" in shown(message)


def test_of_a_slack_that_was_away_nobody_reads_that_it_said_something() -> None:
    for given_up in ("Slack did not answer in time", "Slack can't be reached: x", "status 502"):
        message = shown(draw(parcel("slack.no_file", details={"said": given_up})))
        assert "Reason: Slack could not be reached or did not answer" in message
        assert "Slack said" not in message


def test_a_digest_row_has_what_an_admin_needs_to_decide() -> None:
    about = invitation(mail="failed", mail_error="550 No such user")
    message = draw(parcel("slack.digest", rows=(listed(about, "waiting", "failed"),)))
    assert message["text"] == "📬 1 pending invitation needs a look"
    assert shown(message).splitlines()[1:5] == [
        "*Ivy.Newcomer@example.com*",
        "invited 3 days ago · by Lev Lidov · workgroup Design",
        f"{name('mail not delivered: 550 No such user')} · ends on 8 December 2026",
        "→ the mail did not arrive, no answer for two days or more",
    ]
    assert list(pressed(message)) == [
        ("invitation.menu", f"{verb}:{about.id}")
        for verb in ("resend", "extend", "revoke", "snooze", "more")
    ]


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        ("sent", "mail sent"),
        ("queued", "the mail is on its way"),
        ("suppressed", "no mail, as the address asked"),
    ],
)
def test_a_digest_says_what_became_of_the_mail(mail: str, said: str) -> None:
    message = draw(parcel("slack.digest", rows=(listed(invitation(mail=mail)),)))
    assert f"\n{said} · ends on" in shown(message)


def test_nobody_is_offered_to_mail_who_asked_for_none() -> None:
    message = draw(parcel("slack.digest", rows=(listed(invitation(mail="suppressed")),)))
    assert [value.partition(":")[0] for _, value in pressed(message)] == [
        "extend",
        "revoke",
        "snooze",
        "more",
    ]


def test_the_full_digest_counts_all_and_shows_the_oldest_twenty() -> None:
    many = tuple(listed(invitation(id=f"{n:026}", address=f"g{n}@a.b")) for n in range(20))
    details = {"full": True, "total": 24}
    message = draw(parcel("slack.digest", rows=many, details=details))
    assert message["text"] == "📬 24 pending invitations"
    assert "4 more on Usher's Home." in shown(message)
    assert "*g0@a.b*" in shown(message)
    assert "*g19@a.b*" in shown(message)


@pytest.mark.parametrize(
    ("verb", "by", "said"),
    [
        ("resent", "Ada Admin", "Sent again by Ada Admin, open until 8 December 2026"),
        ("extended", "Ada Admin", "Extended by Ada Admin, open until 8 December 2026"),
        ("revoked", "Ada Admin", "Revoked by Ada Admin"),
        ("snoozed", "Ada Admin", "Snoozed by Ada Admin until 1 December 2026"),
        ("corrected", "Ada Admin", "Address corrected by Ada Admin"),
        ("revoked", "", "Revoked"),
        ("accepted", "Ivy", "Accepted"),
        ("declined", "", "Declined"),
        ("expired", "", "Expired"),
    ],
)
def test_a_row_that_was_acted_on_says_who_did_what(verb: str, by: str, said: str) -> None:
    about = invitation(snoozed_until=NOW + timedelta(days=7))
    message = draw(parcel("slack.digest", rows=(listed(about, verb=verb, by=by),)))
    assert f"✓ {said}" in shown(message)
    assert not list(pressed(message))


def test_what_was_accepted_meanwhile_is_not_offered_either() -> None:
    message = draw(parcel("slack.digest", rows=(listed(invitation(state="accepted")),)))
    assert "✓ Accepted" in shown(message)
    assert not list(pressed(message))


def test_what_was_invited_today_has_no_number() -> None:
    fresh = invitation(created_at=NOW + timedelta(days=2, hours=12))
    assert "invited today" in shown(draw(parcel("slack.digest", rows=(listed(fresh),))))


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("Slack: not_in_channel", "Usher can't post in <#C0ADMINS00>"),
        ("Slack: channel_not_found", "Usher can't post in <#C0ADMINS00>"),
        ("Slack: no_permission", "Usher can't post in <#C0ADMINS00>"),
        ("Slack: is_archived", "The channel for these reminders is archived"),
        ("Slack: restricted_action_read_only_channel", "Posting permissions"),
        ("Slack: restricted_action_thread_only_channel", "Posting permissions"),
        ("Slack: restricted_action", "Slack did not take these reminders for <#C0ADMINS00>"),
        ("Slack: invalid_blocks", "Slack did not take these reminders for <#C0ADMINS00>"),
        ("Slack did not answer in time", "Slack did not take these reminders for <#C0ADMINS00>"),
    ],
)
def test_what_a_channel_did_not_take_says_why_it_came_here(said: str, hint: str) -> None:
    details = {"full": False, "total": 1, "meant_for": "C0ADMINS00", "said": said}
    message = draw(parcel("slack.digest", rows=(listed(invitation()),), details=details))
    assert hint in shown(message)
    assert "in the settings on Usher's Home" in shown(message)


def test_what_goes_where_it_should_says_nothing_of_that() -> None:
    message = draw(parcel("slack.digest", rows=(listed(invitation()),)))
    assert "channel" not in shown(message)

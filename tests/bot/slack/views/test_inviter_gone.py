"""What admins read in the place of an inviter who is gone."""

from dataclasses import replace

import pytest

from bot.slack.views import messages
from commands.notifications import notices
from tests.bot.mail.letter import invitation
from tests.bot.slack.views.parcels import draw, listed, parcel, shown

INSTEAD = {
    "accepted": "✅ Ivy (Ivy.Newcomer@example.com) accepted the invitation of Lev Lead and is now "
    "in Acme.",
    "declined": "✋ Ivy (Ivy.Newcomer@example.com) declined the invitation of Lev Lead to Acme.",
    "stopped": "🔕 Ivy (Ivy.Newcomer@example.com) asked not to be mailed by Acme any more.",
    "failed": "⚠️ The mail to Ivy (Ivy.Newcomer@example.com) could not be delivered.",
    "approved": "👍 Ada Admin approved the request of Lev Lead: Ivy (Ivy.Newcomer@example.com) is "
    "invited to Acme.",
    "refused": "👎 Ada Admin refused the request of Lev Lead to invite Ivy "
    "(Ivy.Newcomer@example.com).",
    "lapsed": "⌛ The request of Lev Lead to invite Ivy (Ivy.Newcomer@example.com) has lapsed: no "
    "admin decided in time.",
    "expired": "⌛ 2 invitations by Lev Lead expired without an answer.",
    "ending": "⏳ 2 invitations by Lev Lead end soon and have no answer yet.",
}


@pytest.mark.parametrize("kind", INSTEAD)
def test_an_admin_reads_whose_it_was_and_why_they_are_told(kind: str) -> None:
    about = invitation(name="Ivy", inviter="Lev Lead")
    if f"slack.{kind}" in messages.ABOUT_ONE:
        sent = parcel(f"slack.{kind}", about, by="Ada Admin", passed_on=True)
    else:
        sent = parcel(f"slack.{kind}", rows=(listed(about), listed(about)), passed_on=True)
    message = draw(sent)
    assert message["text"] == INSTEAD[kind]
    assert shown(message).splitlines()[-1] == "Lev Lead is not here any more, so you are told."
    assert "not here any more" not in shown(draw(replace(sent, passed_on=False)))


def test_every_message_to_an_inviter_has_words_for_who_is_told_instead() -> None:
    assert {f"slack.{kind}" for kind in INSTEAD} == notices.TO_INVITER


def test_a_reminder_says_that_the_inviter_is_gone() -> None:
    sent = parcel("slack.digest", rows=(listed(invitation(), "left", "waiting"),))
    assert (
        "→ who invited them is not here any more, no answer for two days or more"
        in shown(draw(sent)).splitlines()
    )

"""Who asked for an invitation is its inviter, and may do less with it than who may invite."""

from dataclasses import replace

import pytest

from bot.slack.views.blocks import Json
from commands.delivery.parcels.parcel import Parcel
from tests.bot.mail.letter import invitation
from tests.bot.slack.views.parcels import MIA, draw, listed, parcel, pressed, shown


def to_mia(sent: Parcel) -> Json:
    """To who asked for it, and may not invite."""
    return draw(replace(sent, recipient=MIA))


@pytest.mark.parametrize(
    ("suppressed", "said"), [(False, "an admin can send the mail again"), (True, "asked not to be")]
)
def test_who_may_not_invite_is_offered_no_more_than_taking_a_failed_mail_back(
    *, suppressed: bool, said: str
) -> None:
    about = invitation(mail="failed", mail_error="550 No", suppressed=suppressed)
    message = to_mia(parcel("slack.failed", about))
    assert list(pressed(message)) == [("invitation.revoke", about.id)]
    assert said in shown(message)
    assert "ask again with the right one" in shown(message)


def test_who_may_not_invite_is_offered_neither_resend_nor_extend() -> None:
    ending = to_mia(parcel("slack.ending", rows=(listed(invitation()),)))
    assert not list(pressed(ending))
    assert "An admin can send it again, or extend it." in shown(ending)
    over = to_mia(parcel("slack.expired", rows=(listed(invitation(state="expired")),)))
    assert not list(pressed(over))
    assert "You can ask for it again." in shown(over)


def test_who_may_not_invite_is_given_no_advice_where_nothing_can_be_done() -> None:
    done = to_mia(parcel("slack.ending", rows=(listed(invitation(), verb="revoked", by="Ada"),)))
    assert "An admin can" not in shown(done)
    silent = listed(invitation(state="expired", mail="sent", suppressed=True))
    assert "You can ask" not in shown(to_mia(parcel("slack.expired", rows=(silent,))))

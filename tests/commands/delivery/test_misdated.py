"""A clock was ahead and is set right: nothing waits until that clock's time comes."""

from datetime import UTC, datetime, timedelta

import pytest

from commands.delivery import misdated
from commands.delivery.results import Delivered, PutOff, TransientFailure
from commands.delivery.webhooks.record import PATIENCE, NotDelivered
from commands.errors import OverLimit
from commands.invitations.invite import InviteForm, invite
from commands.limits import Limits
from commands.outcomes import Invited
from commands.webhooks.failures import Failure, FailureCode
from storage import outbox
from storage.models import Invitation, MailPause, Workspace
from storage.outbox import HELD
from storage.vocabulary import MailStage
from tests.commands.endpoints import add_endpoint, claim, endpoint, record
from tests.commands.story import Story
from tests.people import LEV

WRONG = pytest.mark.parametrize(
    "ahead",
    [timedelta(seconds=30), timedelta(hours=2), timedelta(days=400)],
    ids=["seconds", "hours", "a year"],
)


def mend(story: Story) -> list[timedelta]:
    """As the worker does it: by how much each look found that clock ahead."""
    found = []
    while story.database.read(misdated.needs_mending, story.now):
        found.append(story.database.run(misdated.mend, story.now))
        assert len(found) < 9, "it ends"
    return found


@WRONG
def test_what_was_due_at_once_is_due_at_once(story: Story, ahead: timedelta) -> None:
    story.now += ahead
    story.invite()
    story.now -= ahead
    assert not story.claim("mail.%")
    assert mend(story) == [ahead]
    assert len(story.claim("mail.%")) == 1
    assert mend(story) == []


@WRONG
def test_what_was_to_wait_waits_as_long_as_was_meant(story: Story, ahead: timedelta) -> None:
    story.now += ahead
    story.invite()
    story.record(story.claim("mail.%"), TransientFailure("later"))
    [row] = story.outbox("mail.%")
    meant = row.due_at - story.now
    story.now -= ahead
    mend(story)
    [row] = story.outbox("mail.%")
    assert row.due_at - story.now == meant
    assert row.created_at <= story.now, "it is given up two days from now"
    story.now = row.due_at - timedelta(seconds=1)
    assert not story.claim("mail.%")
    story.wait(seconds=1)
    assert len(story.claim("mail.%")) == 1


def test_what_is_held_is_its_holders_and_what_is_held_back_stays(story: Story) -> None:
    story.wait(hours=2)
    story.invite()
    story.invite("joe@example.com")
    held, back = story.claim("mail.%")
    story.database.run(outbox.defer, back.id, back.lease, story.now, HELD)
    story.wait(hours=-2)
    assert mend(story) == []
    story.record([held], Delivered())
    first, second = story.outbox("mail.%")
    assert (first.state, second.due_at) == ("sent", HELD)


def test_machines_whose_clocks_differ_by_less_than_a_second_change_nothing(story: Story) -> None:
    story.invite()
    story.now -= timedelta(seconds=0.9)
    assert mend(story) == []


def test_all_of_it_is_dated_anew_the_first_first(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(misdated, "BATCH", 3)
    story.wait(hours=2)
    for number in range(7):
        story.invite(f"guest{number}@example.com")
        story.wait(seconds=1)
    story.wait(hours=-2)
    assert story.database.run(misdated.mend, story.now)
    first = {row.invitation_id for row in story.outbox("mail.%") if row.due_at <= story.now}
    assert first == {each.id for each in story.all(Invitation)[:3]}
    assert len(mend(story)) == 2
    assert len(story.claim("mail.%")) == 7


def test_mails_that_are_put_off_are_tried_again_soon(story: Story) -> None:
    story.wait(hours=2)
    story.invite()
    story.record(story.claim("mail.%"), PutOff("530 no", MailStage.MAIL, 530))
    story.wait(hours=-2)
    assert not story.claim("mail.%")
    mend(story)
    assert len(story.claim("mail.%")) == 1
    [pause] = story.all(MailPause)
    assert pause.try_at > story.now


@pytest.mark.parametrize("days", [3, 3650])
def test_the_admins_are_reminded_tomorrow(story: Story, days: int) -> None:
    story.wait(days=days)
    story.digest()
    story.wait(days=-days)
    mend(story)
    [workspace] = story.all(Workspace)
    assert story.now < workspace.digest_at <= story.now + timedelta(days=1)
    assert mend(story) == []


def test_the_admins_are_not_reminded_twice_of_a_day_where_clocks_differ(story: Story) -> None:
    # Here it is 7 in the morning, and there 9.
    story.wait(days=1, hours=-1.5 - 2)
    story.wait(hours=2)
    story.digest()
    [before] = story.all(Workspace)
    assert before.digest_at > story.now
    story.wait(hours=-2)
    assert mend(story) == []
    [after] = story.all(Workspace)
    assert after.digest_at == before.digest_at


def test_nobody_is_over_a_limit_for_a_year(story: Story) -> None:
    story.wait(days=5)
    for _ in range(5):
        again = story.invite()
        story.revoke(again)
    invitation = story.invite("joe@example.com")
    story.wait(minutes=11)
    story.resend(invitation)
    story.wait(days=-5)
    assert isinstance(story.resend(invitation), Invited)
    story.wait(minutes=1)
    for _ in range(10):
        story.revoke(story.invite())


@pytest.mark.parametrize("limits", [Limits(inviter=2), Limits(workspace=2)], ids=["own", "all"])
def test_nobody_has_used_up_next_years_day(story: Story, limits: Limits) -> None:
    def ask(emails: str) -> None:
        story.act(invite, LEV, InviteForm(emails), limits, story.now)

    story.wait(days=365)
    ask("ivy@example.com joe@example.com")
    with pytest.raises(OverLimit):
        ask("bob@example.com")
    story.wait(days=-365)
    ask("bob@example.com")
    ask("eve@example.com")
    with pytest.raises(OverLimit):
        ask("kim@example.com")


BOOT = datetime(1970, 1, 1, 0, 1, tzinfo=UTC)
"""As it is on a board without a battery, until it has a network."""


def test_no_mail_is_given_up_for_the_years_that_a_clock_was_behind(story: Story) -> None:
    bob = story.invite()
    story.record(story.claim("mail.%"), TransientFailure("451 later"))
    today, story.now = story.now, BOOT
    mend(story)
    story.wait(minutes=1)
    story.record(story.claim("mail.%"), TransientFailure("no network"))
    story.now = today + timedelta(hours=1)
    story.record(story.claim("mail.%"), TransientFailure("no network yet"))
    assert (story.row(bob).mail, len(story.outbox("mail.%"))) == ("queued", 1)
    story.wait(hours=1)
    story.record(story.claim("mail.%"), Delivered())
    assert story.row(bob).mail == "sent"


def test_no_endpoint_is_paused_for_the_years_that_a_clock_was_behind(story: Story) -> None:
    add_endpoint(story)
    story.invite()
    down = NotDelivered(Failure(FailureCode.UNREACHABLE))
    today, story.now = story.now, BOOT
    mend(story)
    record(story, claim(story), down)
    story.now = today + timedelta(hours=1)
    record(story, claim(story), down)
    assert endpoint(story).paused_at is None
    assert endpoint(story).failing_since == story.now
    assert [row.state for row in story.outbox("hook.%")] == ["pending"]


def test_an_endpoint_that_was_made_by_a_clock_ahead_is_paused_as_any_other(story: Story) -> None:
    story.wait(days=400)
    add_endpoint(story)
    story.wait(days=-400)
    began = story.now
    for number in range(8):
        story.invite(f"p{number}@example.com")
        record(story, claim(story), NotDelivered(Failure(FailureCode.UNREACHABLE)))
        story.wait(hours=12)
    assert endpoint(story).failing_since == began
    assert endpoint(story).paused_at == began + PATIENCE

"""What leaves: taken by one, marked by who holds it, tried again, given up, dropped."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from commands.delivery import parcels, results
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import (
    FIRST_DELAY,
    GIVE_UP,
    LONGEST_DELAY,
    Delivered,
    PermanentFailure,
    Result,
    TransientFailure,
)
from commands.notifications import mails, notices
from storage import invitations, outbox
from storage.models import Invitation, Member, OutboxRow, State
from storage.outbox import NewOutboxRow
from storage.outbox_details import WorkgroupGone
from storage.vocabulary import OutboxKind
from tests.commands.story import LEASE, Story
from tests.people import ADA, LEV
from tests.storage.waiting import until_somebody_waits


def mail(story: Story) -> Parcel:
    [parcel] = story.claim("mail.%")
    return parcel


def test_a_parcel_says_what_leaves_and_to_whom(story: Story) -> None:
    bob = story.invite()
    parcel = mail(story)
    assert (parcel.kind, parcel.team, parcel.zone) == ("mail.invitation", ADA.team, "Europe/Berlin")
    assert parcel.invitation
    assert (parcel.invitation.id, parcel.recipient, parcel.replaces) == (bob, None, None)
    story.accept(bob)
    [told] = story.claim("slack.%")
    assert told.recipient
    assert (told.recipient.slack_user, told.recipient.name) == (LEV.user, LEV.name)
    assert (told.recipient.locale, told.recipient.role) == ("en", "lead")
    assert told.invitation
    assert told.invitation.state == "accepted"


def test_what_one_took_no_other_takes(story: Story) -> None:
    for number in range(60):
        story.invite(f"p{number}@example.com", ADA)

    def claim(_: int) -> list[int]:
        taken: list[int] = []
        while claimed := story.claim("mail.%", most=7):
            taken += [parcel.id for parcel in claimed]
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [each for part in pool.map(claim, range(4)) for each in part]
    taken += claim(0)  # what was passed over while another held it
    assert len(set(taken)) == len(taken) == 60


def test_the_oldest_leave_first_and_no_more_than_wanted(story: Story) -> None:
    people = []
    for number in range(5):
        people.append(story.invite(f"p{number}@example.com"))
        story.wait(seconds=1)
    first = story.claim("mail.%", most=2)
    assert [each.invitation and each.invitation.id for each in first] == people[:2]
    assert story.claim("slack.%") == []


def test_when_a_lease_ends_another_takes_over_and_the_late_one_changes_nothing(
    story: Story,
) -> None:
    bob = story.invite()
    late = mail(story)
    story.wait(days=9)
    assert story.claim("mail.%") == [], "no clock says when a lease ends"
    story.leases_end()
    heir = mail(story)
    assert heir.id == late.id
    assert heir.lease != late.lease
    for result in (
        Delivered(),
        PermanentFailure("no"),
        TransientFailure("later", timedelta(hours=9)),
    ):
        story.record([late], result)
    story.database.run(results.release, [late], story.now)
    [row] = story.outbox()
    assert (row.state, row.lease, row.due_at) == ("pending", heir.lease, story.now + LEASE)
    assert story.row(bob).mail == "queued"
    story.record([heir], Delivered())
    story.record([late], PermanentFailure("no"))
    assert (story.row(bob).mail, story.verbs(bob)) == ("sent", ["invited", "mailed"])
    assert story.outbox("slack.failed") == []


def test_what_was_given_back_can_be_taken_at_once(story: Story) -> None:
    story.invite()
    parcel = mail(story)
    story.database.run(results.release, [parcel], story.now)
    assert mail(story).id == parcel.id


def test_delivered_is_written_down(story: Story) -> None:
    bob = story.invite()
    parcel = mail(story)
    story.wait(seconds=3)
    story.record([parcel], Delivered())
    [row] = story.outbox()
    assert (row.state, row.done_at, row.lease, row.attempts) == ("sent", story.now, None, 1)
    assert (story.row(bob).mail, story.verbs(bob)) == ("sent", ["invited", "mailed"])
    story.wait(days=1)
    assert story.claim() == []


def test_a_refusal_reaches_the_inviter_with_the_servers_words_once(story: Story) -> None:
    bob = story.invite()
    story.record([mail(story)], PermanentFailure("550 5.1.1 no\x00 such \ud800user" + "!" * 400))
    words = "550 5.1.1 no such user"
    row = story.row(bob)
    assert (row.mail, row.mail_error[: len(words)], len(row.mail_error)) == ("failed", words, 300)
    assert story.outbox("mail.%")[0].state == "failed"
    assert story.verbs(bob) == ["invited", "failed"]
    [told] = story.deliver("slack.%")
    assert told.kind == "slack.failed"
    assert told.invitation
    assert told.invitation.mail_error == row.mail_error


def test_a_bad_answer_of_one_does_not_hold_up_the_batch(story: Story) -> None:
    story.invite("amy@example.com")
    story.invite()
    amy, bob = story.claim("mail.%")
    done = [(amy, TransientFailure("\x00\udcff" * 500)), (bob, Delivered())]
    story.database.run(parcels.record, done, story.now)
    assert [row.state for row in story.outbox()] == ["pending", "sent"]


def test_a_failure_that_was_mended_meanwhile_is_not_told(story: Story) -> None:
    bob = story.invite()
    story.record([mail(story)], PermanentFailure("550 full"))
    story.resend(bob)
    story.record([mail(story)], Delivered())
    assert story.deliver("slack.%") == []
    assert story.outbox("slack.failed")[0].reason == "mailed meanwhile"


def test_each_failure_of_a_new_cycle_is_told(story: Story) -> None:
    bob = story.invite()
    for _ in range(2):
        story.record([mail(story)], PermanentFailure("550 full"))
        assert len(story.deliver("slack.failed")) == 1
        story.wait(minutes=10)
        story.resend(bob)


def test_a_refused_reminder_fails_the_invitation_and_stops_the_others(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.wait(days=2)
    story.remind()
    story.record([mail(story)], PermanentFailure("550 gone"))
    assert story.row(bob).mail == "failed"
    story.wait(days=3)
    story.remind()
    assert story.deliver("mail.%") == []


def test_a_message_that_slack_refuses_changes_no_invitation(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    story.decline(bob)
    story.record(story.claim("slack.%"), PermanentFailure("Slack: user_disabled"))
    assert story.outbox("slack.%")[0].state == "failed"
    assert story.row(bob).mail == "sent"
    assert story.verbs(bob) == ["invited", "mailed", "declined"]


def postponed(story: Story, result: TransientFailure) -> timedelta:
    """How long until it may be taken again."""
    story.record([mail(story)], result)
    [row] = story.outbox("mail.%")
    assert (row.lease, row.state) == (None, "pending")
    return row.due_at - story.now


def test_it_is_tried_again_later_each_time_with_some_jitter(story: Story) -> None:
    story.invite()
    bare, delays = FIRST_DELAY, []
    for _ in range(9):
        delay = postponed(story, TransientFailure("451 try later"))
        assert bare * 0.8 <= delay <= bare * 1.2
        delays.append(delay / bare)
        assert story.outbox("mail.%")[0].reason == "451 try later"
        story.now += delay
        bare = min(bare * 3, LONGEST_DELAY)
    assert len(set(delays)) > 1


def test_what_the_server_asked_for_is_respected(story: Story) -> None:
    story.invite()
    assert postponed(story, TransientFailure("429", timedelta(hours=1))) == timedelta(hours=1)


def test_a_wish_shorter_than_ours_does_not_shorten_it(story: Story) -> None:
    story.invite()
    assert postponed(story, TransientFailure("429", timedelta(seconds=1))) >= FIRST_DELAY * 0.8


@pytest.mark.parametrize("attempts", [30, 100_000])
def test_many_attempts_of_processes_that_died_break_nothing(story: Story, attempts: int) -> None:
    story.invite()
    with story.database.transaction() as unit:
        unit.execute(update(OutboxRow).values(attempts=attempts))
    assert LONGEST_DELAY * 0.8 <= postponed(story, TransientFailure("451")) <= LONGEST_DELAY * 1.2


def test_after_two_days_it_is_given_up_and_the_inviter_told(story: Story) -> None:
    bob = story.invite()
    began = story.now
    while story.row(bob).mail == "queued":
        story.wait(hours=5)
        story.record([mail(story)], TransientFailure("451 still busy"))
    assert GIVE_UP <= story.now - began <= GIVE_UP + timedelta(hours=5)
    assert (story.row(bob).mail, story.row(bob).mail_error) == ("failed", "451 still busy")
    assert story.outbox("mail.%")[0].state == "failed"
    assert len(story.deliver("slack.failed")) == 1


def test_who_is_not_in_slack_is_told_nothing(story: Story) -> None:
    bob = story.invite()
    story.deliver()
    with story.database.transaction() as unit:
        lev = unit.get_one(Member, story.member(LEV).id)
        lev.slack_user = None
    story.decline(bob)
    assert story.claim("slack.%") == []
    assert story.outbox("slack.%")[0].reason == "nobody to tell in Slack"


@pytest.mark.parametrize("state", ["accepted", "declined", "revoked", "expired"])
def test_a_mail_that_makes_no_sense_any_more_is_dropped(story: Story, state: str) -> None:
    bob = story.invite()
    with story.database.transaction() as unit:
        row = unit.get_one(Invitation, bob)
        row.state, row.closed_at, row.member_id = State(state), story.now, row.inviter_id
    assert story.claim("mail.%") == []
    [row_] = story.outbox()
    assert (row_.state, row_.reason, row_.done_at) == ("dropped", "not pending any more", story.now)


def test_a_mail_past_the_end_is_dropped_before_any_sweep(story: Story) -> None:
    story.invite()
    story.wait(days=14)
    assert story.claim("mail.%") == []


@pytest.mark.parametrize("result", [Delivered(), PermanentFailure("no"), TransientFailure("later")])
def test_a_mail_of_an_invitation_that_is_purged_goes_with_it(story: Story, result: Result) -> None:
    bob = story.invite()
    parcel = mail(story)
    with story.database.transaction() as unit:
        unit.delete(unit.get_one(Invitation, bob))
    story.record([parcel], result)
    assert story.outbox() == []


def test_a_key_is_written_once_for_ever(story: Story) -> None:
    story.invite()
    with story.database.transaction() as unit:
        workspace = unit.get_one(Member, story.member(LEV).id).workspace_id
        again: list[Any] = [NewOutboxRow("x", "k1"), NewOutboxRow("x", "k2")]
        assert outbox.put(unit, workspace, story.now, *again) == 2
        assert outbox.put(unit, workspace, story.now, *again, NewOutboxRow("x", "k3")) == 1
        assert outbox.put(unit, workspace, story.now) == 0


def test_how_many_wait_and_for_how_long(story: Story) -> None:
    assert story.database.read(outbox.count_due, story.now) == (0, timedelta())
    story.invite()
    story.wait(minutes=1)
    story.invite("amy@example.com")
    story.wait(minutes=1)
    assert story.database.read(outbox.count_due, story.now) == (2, timedelta(minutes=2))
    story.claim("mail.%")
    assert story.database.read(outbox.count_due, story.now) == (0, timedelta())


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_who_settles_waits_for_who_resends_before_touching_the_outbox(story: Story) -> None:
    bob = story.invite()
    claimed = story.claim("mail.%")

    def record() -> None:
        with story.database.transaction() as unit:  # no second try hides a deadlock
            parcels.record(unit, [(each, Delivered()) for each in claimed], story.now)

    with ThreadPoolExecutor(1) as pool:
        with story.database.transaction() as unit:
            row = invitations.get(unit, bob, lock=True)
            assert row
            settling = pool.submit(record)
            until_somebody_waits(story.database)
            mails.again(unit, row, story.now)
        settling.result()
    assert [mail.state for mail in story.outbox("mail.%")] == ["dropped", "pending"]
    assert story.row(bob).mail == "queued"


def test_a_reminder_and_a_notice_have_keys_that_no_second_sweep_repeats(story: Story) -> None:
    bob = story.invite()
    for _ in range(2):
        story.wait(minutes=1)
        with story.database.transaction() as unit:
            row = invitations.get(unit, bob)
            assert row
            mails.remind(unit, row, 1, last=False, now=story.now)
            notices.tell_inviter(unit, row, OutboxKind.ACCEPTED, story.now, WorkgroupGone())
            notices.tell_inviters(unit, [row], OutboxKind.ENDING, story.now)
            notices.tell_admins(unit, row, OutboxKind.GROUP_GONE, story.now)
    kinds = [row.kind for row in story.outbox() if row.kind != "mail.invitation"]
    assert sorted(kinds) == ["mail.reminder", "slack.accepted", "slack.ending", "slack.group_gone"]

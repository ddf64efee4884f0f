"""What messages in Slack show stays true: who acted, what was answered, who asked for silence."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from commands.delivery import parcels
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered, PermanentFailure, Result
from commands.export import ask
from commands.invitations.correct import correct
from commands.invitations.revoke import revoke
from commands.invitations.snooze import snooze
from commands.invitations.unsuppress import unsuppress
from commands.limits import Limits
from commands.workgroups import manage
from storage.audit_details import ServerSaid
from tests.commands.story import Story
from tests.people import ADA, LEV
from tests.storage.waiting import until_somebody_waits

SAID = "550 5.1.1 no such user"
Deed = Callable[[Story, str], object]


def put_right(story: Story, bob: str) -> object:
    return story.database.run(correct, ADA, bob, "bob@example.org", Limits(), story.now)


def it_ends(story: Story, _: str) -> None:
    story.wait(days=14)
    story.expire()


SHOWN_VERBS: dict[str, Deed] = {
    "resent": lambda story, bob: story.resend(bob, ADA),
    "revoked": lambda story, bob: story.revoke(bob, ADA),
    "corrected": put_right,
    "accepted": Story.accept,
    "declined": Story.decline,
    "expired": it_ends,
}
BY = {"resent": ADA.name, "revoked": ADA.name, "corrected": ADA.name, "accepted": "bob"}


def bounced(story: Story) -> str:
    """An invitation whose mail came back; the inviter has not heard of it yet."""
    bob = story.invite()
    story.record(story.claim("mail.%"), PermanentFailure(SAID))
    return bob


def updates(story: Story) -> list[Parcel]:
    return [parcel for parcel in story.deliver("slack.%") if parcel.replaces]


def posts(story: Story, parcels: Sequence[Parcel]) -> None:
    """They stand in Slack from now on."""
    for each in parcels:
        story.record([each], Delivered(f"D{each.id}", f"{each.id}.0"))


@pytest.mark.parametrize("deed", SHOWN_VERBS)
def test_a_mail_that_failed_says_what_was_done_about_it(story: Story, deed: str) -> None:
    bob = bounced(story)
    [told] = story.deliver("slack.failed")
    assert (told.decision, told.by, told.told(ServerSaid).said) == ("", "", SAID)
    SHOWN_VERBS[deed](story, bob)
    [update] = updates(story)
    assert (update.kind, update.replaces) == ("slack.failed", (f"D{told.id}", f"{told.id}.0"))
    assert (update.decision, update.by) == (deed, BY.get(deed, ""))
    assert (update.recipient, update.details.written()["said"]) == (told.recipient, SAID)
    assert update.invitation
    assert update.invitation.id == bob


def test_of_two_who_act_on_a_mail_that_failed_the_last_is_named(story: Story) -> None:
    bob = bounced(story)
    story.deliver("slack.failed")
    story.resend(bob, LEV)
    story.revoke(bob, ADA)
    [update] = updates(story)
    assert (update.decision, update.by) == ("revoked", ADA.name)


def test_more_time_alone_mends_no_mail_that_failed(story: Story) -> None:
    bob = bounced(story)
    story.deliver("slack.failed")
    story.extend(bob)
    story.database.run(snooze, LEV, bob, story.now)
    assert {each.decision for each in updates(story)} <= {""}


def test_a_second_failure_is_a_message_of_its_own_that_waits_again(story: Story) -> None:
    bob = bounced(story)
    [first] = story.deliver("slack.failed")
    story.wait(minutes=10)
    story.resend(bob)
    story.record(story.claim("mail.%"), PermanentFailure("552 full"))
    both = {parcel.replaces: parcel for parcel in story.deliver("slack.%")}
    second, update = both.pop(None), both.pop((f"D{first.id}", f"{first.id}.0"))
    assert not both
    assert (second.decision, second.details.written()["said"]) == ("", "552 full")
    assert (update.decision, update.by, update.details.written()["said"]) == (
        "resent",
        LEV.name,
        SAID,
    )
    story.revoke(bob)
    assert [each.decision for each in updates(story)] == ["revoked", "revoked"]


@pytest.mark.parametrize("deed", SHOWN_VERBS)
def test_what_was_done_while_the_notice_of_a_failure_was_on_its_way_is_said(
    story: Story, deed: str
) -> None:
    bob = bounced(story)
    taken = story.claim("slack.failed")
    SHOWN_VERBS[deed](story, bob)
    assert not story.outbox("slack.update")
    posts(story, taken)
    [update] = updates(story)
    assert (update.decision, update.by) == (deed, BY.get(deed, ""))
    assert updates(story) == []


def shown_to_admins(story: Story, **form: Any) -> str:
    bob = story.invite(**form)
    story.deliver("mail.%")
    story.wait(days=3)
    story.digest()
    return bob


def shown_to_lev(story: Story) -> str:
    bob = story.invite()
    story.deliver("mail.%")
    story.wait(days=12)
    story.remind()
    story.deliver("mail.%")
    return bob


LISTS = pytest.mark.parametrize(
    ("kind", "shown"), [("slack.digest", shown_to_admins), ("slack.ending", shown_to_lev)]
)


@LISTS
@pytest.mark.parametrize("deed", SHOWN_VERBS)
def test_a_list_says_what_became_of_each(
    story: Story, kind: str, shown: Callable[[Story], str], deed: str
) -> None:
    bob = shown(story)
    [first] = story.deliver(kind)
    SHOWN_VERBS[deed](story, bob)
    [update] = updates(story)
    assert (update.kind, update.replaces) == (kind, (f"D{first.id}", f"{first.id}.0"))
    [row] = update.rows
    assert (row.invitation.id, row.verb, row.by) == (bob, deed, BY.get(deed, ""))


@LISTS
@pytest.mark.parametrize("deed", SHOWN_VERBS)
def test_what_was_done_while_a_list_was_on_its_way_is_said(
    story: Story, kind: str, shown: Callable[[Story], str], deed: str
) -> None:
    bob = shown(story)
    taken = story.claim(kind)
    SHOWN_VERBS[deed](story, bob)
    posts(story, taken)
    [update] = updates(story)
    [row] = update.rows
    assert (row.verb, row.by) == (deed, BY.get(deed, ""))


@LISTS
def test_what_nothing_happened_to_is_posted_once(
    story: Story, kind: str, shown: Callable[[Story], str]
) -> None:
    shown(story)
    posts(story, story.claim(kind))
    assert story.outbox("slack.update") == []


@LISTS
def test_who_asks_for_silence_is_shown_so_where_they_are_listed(
    story: Story, kind: str, shown: Callable[[Story], str]
) -> None:
    bob = shown(story)
    story.deliver(kind)
    story.stop(bob)
    [update] = updates(story)
    [row] = update.rows
    assert (row.invitation.suppressed, row.invitation.remind_at, row.verb) == (True, None, "")
    story.database.run(unsuppress, ADA, bob, story.now)
    [update] = updates(story)
    assert not update.rows[0].invitation.suppressed


def test_a_list_on_its_way_says_that_somebody_asked_for_silence_meanwhile(story: Story) -> None:
    bob = shown_to_admins(story)
    taken = story.claim("slack.digest")
    story.stop(bob)
    posts(story, taken)
    [update] = updates(story)
    assert update.rows[0].invitation.suppressed


def test_silence_by_an_old_link_is_shown_at_the_invitation_that_is_open(story: Story) -> None:
    old = story.invite()
    story.revoke(old)
    new = shown_to_admins(story)
    story.deliver("slack.digest")
    story.stop(old)
    [update] = updates(story)
    [row] = update.rows
    assert (row.invitation.id, row.invitation.suppressed) == (new, True)


def test_a_mail_that_failed_knows_who_asked_for_silence(story: Story) -> None:
    bob = bounced(story)
    story.stop(bob)
    [told] = story.deliver("slack.failed")
    assert told.invitation
    assert told.invitation.suppressed


def test_a_decline_that_becomes_a_yes_is_shown_as_that(story: Story) -> None:
    bob = shown_to_admins(story)
    story.deliver("slack.digest")
    story.decline(bob)
    story.accept(bob)
    [update] = updates(story)
    assert update.rows[0].verb == "accepted"


def test_many_acts_on_one_message_leave_as_one_update(story: Story) -> None:
    people = [story.invite(f"p{number}@example.com") for number in range(5)]
    story.deliver("mail.%")
    story.wait(days=3)
    story.digest()
    story.deliver("slack.digest")
    for each in people:
        story.accept(each)
    [update] = updates(story)
    assert {row.verb for row in update.rows} == {"accepted"}
    dropped = [row.reason for row in story.outbox("slack.update", "dropped")]
    assert dropped == ["a newer one"] * 4


def test_a_sweep_of_many_writes_one_update_a_message(story: Story) -> None:
    for number in range(60):
        story.invite(f"p{number}@example.com", ADA)
    story.deliver("mail.%")
    told = []
    for days, sweep in ((3, story.digest), (9, story.remind)):
        story.wait(days=days)
        sweep()
        told += story.deliver("slack.%")
    assert sorted(len(each.rows) for each in told) == [20, 60]
    story.wait(days=2)
    story.expire()
    assert len(story.outbox("slack.update")) == 2
    assert {row.verb for each in updates(story) for row in each.rows} == {"expired"}


@pytest.mark.parametrize(
    "result", [PermanentFailure("Slack: file_uploads_disabled"), PermanentFailure("\x00")]
)
def test_who_waits_for_a_file_that_does_not_come_is_told(story: Story, result: Result) -> None:
    story.invite()
    story.deliver()
    assert story.database.run(ask, LEV, story.now) == 1
    story.record(story.claim("slack.export"), result)
    [told] = story.deliver("slack.%")
    assert told.kind == "slack.no_file"
    assert told.recipient
    assert told.recipient.slack_user == LEV.user
    assert isinstance(result, PermanentFailure)
    assert told.told(ServerSaid).said == result.words.strip("\x00")


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("kind", ["slack.failed", "slack.digest"])
def test_who_acts_while_the_message_is_marked_is_in_it_all_the_same(
    story: Story, kind: str
) -> None:
    bob = bounced(story) if kind == "slack.failed" else shown_to_admins(story)
    [taken] = story.claim(kind)

    def record() -> None:
        with story.database.transaction() as unit:  # no second try hides a deadlock
            parcels.record(unit, [(taken, Delivered("D1", "1.0"))], story.now)

    with ThreadPoolExecutor(1) as pool:
        with story.database.transaction() as unit:
            revoke(unit, ADA, bob, story.now)
            settling = pool.submit(record)
            until_somebody_waits(story.database)
        settling.result()
    [update] = updates(story)
    assert update.replaces == ("D1", "1.0")
    assert (update.decision or update.rows[0].verb, update.by or update.rows[0].by) == (
        "revoked",
        ADA.name,
    )


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_who_archives_a_workgroup_while_the_message_is_marked_is_heard_all_the_same(
    story: Story,
) -> None:
    design = story.group("Design")
    shown_to_admins(story, workgroup=design)
    [taken] = story.claim("slack.digest")

    def record() -> None:
        with story.database.transaction() as unit:  # no second try hides a deadlock
            parcels.record(unit, [(taken, Delivered("D1", "1.0"))], story.now)

    with ThreadPoolExecutor(1) as pool:
        with story.database.transaction() as unit:
            manage.archive(unit, ADA, design, story.now)
            settling = pool.submit(record)
            until_somebody_waits(story.database)
        settling.result()
    [update] = updates(story)
    assert update.replaces == ("D1", "1.0")

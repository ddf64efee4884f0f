"""Invitations of who is gone are the admins' to hear of, and the next reminder names them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from commands.actors import Person
from commands.delivery.parcels.claim import PASSED_ON
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import PermanentFailure
from commands.directory.identify import identify
from commands.directory.remove import remove
from commands.directory.sync import follow
from commands.invitations import approve
from commands.invitations.invite import InviteForm
from commands.invitations.request import request
from commands.invitations.revoke import revoke
from commands.limits import Limits
from storage.models import Workgroup, Workspace
from storage.vocabulary import ShownFor
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA, NORTHWIND

BEA = Person(NORTHWIND, "U0BEA", name="Bea Boss", email="bea@northwind.example", runs_slack=True)
LIMITS = Limits(1000, 1000, 1000)


def leaves(story: Story, who: Person) -> None:
    story.run(follow, replace(who, kind="deleted"))


def is_removed(story: Story, who: Person) -> None:
    story.run(remove, ADA, story.member(who).id)


def returns(story: Story, who: Person) -> None:
    story.run(follow, who)


GOES: dict[str, Callable[[Story, Person], None]] = {"left": leaves, "removed": is_removed}


def ask(story: Story, who: Person = MIA, address: str = "ivy@example.com") -> str:
    form = InviteForm(address)
    [asked] = story.database.run(request, who, form, LIMITS, story.now)
    return str(getattr(asked, "id", ""))


def told(story: Story) -> list[tuple[str, str]]:
    """Who is told what in an inviter's place: what was for them is taken first."""
    story.deliver("slack.%")
    found = [each for each in story.deliver("slack.%") if not each.replaces]
    return [(each.kind, each.recipient.slack_user) for each in found if each.recipient]


def ends(story: Story, _: str = "") -> None:
    story.wait(days=15)
    story.expire()


def nearly_ends(story: Story, _: str) -> None:
    story.wait(days=12)
    story.remind()


def bounces(story: Story, _: str) -> None:
    story.record(story.claim("mail.%"), PermanentFailure("550 no such user"))


OF_INVITATIONS: dict[str, Callable[[Story, str], Any]] = {
    "slack.accepted": Story.accept,
    "slack.declined": Story.decline,
    "slack.stopped": Story.stop,
    "slack.failed": bounces,
    "slack.ending": nearly_ends,
    "slack.expired": ends,
}


@pytest.mark.parametrize("how", GOES)
@pytest.mark.parametrize("kind", OF_INVITATIONS)
def test_what_an_inviter_would_be_told_each_admin_is(story: Story, kind: str, how: str) -> None:
    story.run(identify, BEA)
    bob = story.invite()
    GOES[how](story, LEV)
    OF_INVITATIONS[kind](story, bob)
    assert told(story) == [(kind, ADA.user), (kind, BEA.user)]
    assert story.row(bob).inviter_id == story.member(LEV).id
    [first] = [row for row in story.outbox(kind) if row.member_id == story.member(LEV).id]
    assert (first.state, first.reason) == ("dropped", PASSED_ON)


@pytest.mark.parametrize("how", GOES)
def test_what_becomes_of_a_request_is_told_to_the_admins_who_did_not_do_it(
    story: Story, how: str
) -> None:
    story.run(identify, BEA)
    yes, no, never = (ask(story, address=f"{n}@example.com") for n in ("yes", "no", "never"))
    taken = ask(story, address="taken@example.com")
    story.deliver("slack.%")
    GOES[how](story, MIA)
    story.database.run(approve.approve, ADA, yes, LIMITS, story.now)
    assert told(story) == [("slack.approved", BEA.user)]
    story.database.run(approve.refuse, BEA, no, "", story.now)
    assert told(story) == [("slack.refused", ADA.user)]
    story.run(revoke, ADA, taken)
    assert told(story) == [("slack.refused", BEA.user)]
    story.accept(yes)
    story.deliver("slack.%")
    story.deliver("slack.%")
    ends(story)
    assert told(story) == [("slack.lapsed", ADA.user), ("slack.lapsed", BEA.user)]
    assert story.row(never).state == "expired"


def test_a_message_that_waits_when_they_go_is_passed_on(story: Story) -> None:
    bob = story.invite()
    story.accept(bob)
    leaves(story, LEV)
    assert story.deliver("slack.%") == []
    [parcel] = story.claim("slack.%")
    assert parcel.recipient
    assert (parcel.recipient.slack_user, parcel.passed_on) == (ADA.user, True)
    assert parcel.invitation
    assert parcel.invitation.inviter == LEV.name


def test_who_is_there_is_told_themself(story: Story) -> None:
    bob = story.invite()
    leaves(story, LEV)
    returns(story, LEV)
    story.accept(bob)
    [parcel] = story.deliver("slack.%")
    assert parcel.recipient
    assert (parcel.recipient.slack_user, parcel.passed_on) == (LEV.user, False)


def test_several_of_one_inviter_are_one_message(story: Story) -> None:
    story.invite("bob@example.com")
    story.invite("ivy@example.com")
    leaves(story, LEV)
    ends(story)
    assert told(story) == [("slack.expired", ADA.user)]
    [row] = [row for row in story.outbox("slack.expired") if row.state == "sent"]
    assert len(row.details["ids"]) == 2


def test_where_nobody_is_left_to_tell_nobody_is_told(story: Story) -> None:
    bob = story.invite()
    leaves(story, LEV)
    leaves(story, ADA)
    story.accept(bob)
    assert told(story) == []


def test_what_failed_and_was_put_right_meanwhile_problems_no_admin(story: Story) -> None:
    bob = story.invite()
    bounces(story, bob)
    leaves(story, LEV)
    assert story.deliver("slack.%") == []
    story.wait(minutes=20)
    story.resend(bob, ADA)
    assert [each.kind for each in story.deliver("slack.%")] == []


def test_what_was_for_themselves_alone_ends_with_them(story: Story) -> None:
    story.run(identify, LEV)
    asked = ask(story)
    leaves(story, ADA)
    assert told(story) == []
    assert {row.reason for row in story.outbox("slack.request")} == {"nobody to tell in Slack"}
    assert story.row(asked).state == "requested"


def test_a_workgroup_that_is_gone_is_told_once(story: Story) -> None:
    design = story.group("Design")
    bob = story.invite(workgroup=design)
    story.archive(design)
    leaves(story, LEV)
    story.accept(bob)
    assert told(story) == [("slack.accepted", ADA.user)]
    [copy] = [row for row in story.outbox("slack.accepted") if row.state == "sent"]
    assert copy.details == {"gone": story.all(Workgroup)[-1].name}


def test_a_mail_that_failed_shows_the_admin_what_was_done(story: Story) -> None:
    bob = story.invite()
    leaves(story, LEV)
    bounces(story, bob)
    assert told(story) == [("slack.failed", ADA.user)]
    story.wait(minutes=20)
    story.resend(bob, ADA)
    [parcel] = [each for each in story.deliver("slack.%") if each.replaces]
    assert (parcel.kind, parcel.decision, parcel.passed_on) == ("slack.failed", "resent", True)


def reminded(story: Story, days: float = 1) -> list[tuple[str, str]]:
    """What the next morning's reminder has to say of whom."""
    story.wait(days=days)
    story.digest()
    found = [each for each in story.deliver("slack.digest") if not each.replaces]
    return [
        (row.invitation.id, " ".join(why for why in ShownFor if why in row.why))
        for each in found
        for row in each.rows
    ]


@pytest.mark.parametrize("how", GOES)
def test_the_next_reminder_names_them_once_though_they_were_shown_before(
    story: Story, how: str
) -> None:
    bob = story.invite()
    story.deliver("mail.%")
    assert reminded(story, 2) == [(bob, "waiting")]
    GOES[how](story, LEV)
    assert reminded(story) == [(bob, "waiting left")]
    assert story.row(bob).shown == {ShownFor.LEFT, ShownFor.WAITING}
    assert reminded(story) == []


def test_of_who_came_back_there_is_nothing_to_say_until_they_go_again(story: Story) -> None:
    bob = story.invite()
    story.deliver("mail.%")
    leaves(story, LEV)
    assert reminded(story) == [(bob, "left")]
    returns(story, LEV)
    assert reminded(story) == [(bob, "waiting")]
    leaves(story, LEV)
    assert story.row(bob).shown == {ShownFor.WAITING}
    assert reminded(story) == [(bob, "waiting left")]


def test_only_what_waits_for_an_answer_is_named(story: Story) -> None:
    done, asked = story.invite(), ask(story, address="zoe@example.com")
    story.accept(done)
    story.deliver()
    leaves(story, LEV)
    leaves(story, MIA)
    assert reminded(story) == []
    assert story.row(asked).state == "requested"


def test_an_admin_who_is_gone_is_not_reminded(story: Story) -> None:
    story.run(identify, BEA)
    story.invite()
    story.deliver("mail.%")
    leaves(story, ADA)
    story.wait(days=2)
    story.digest()
    assert [row.member_id for row in story.outbox("slack.digest")] == [story.member(BEA).id]


def test_what_stands_in_a_channel_stays_true_though_its_first_reader_is_gone(story: Story) -> None:
    story.run(identify, BEA)
    with story.database.transaction() as unit:
        unit.get_one(Workspace, story.member(ADA).workspace_id).digest_channel = "C0TEAM"
    bob = story.invite()
    story.deliver("mail.%")
    story.wait(days=2)
    story.digest()
    story.deliver("slack.digest")
    leaves(story, ADA)
    story.revoke(bob, BEA)
    updates: list[Parcel] = [each for each in story.deliver("slack.%") if each.replaces]
    assert [each.kind for each in updates] == ["slack.digest"]


def test_nobody_answers_who_is_gone(story: Story) -> None:
    bob = story.invite()
    with story.database.transaction() as unit:
        unit.get_one(Workspace, story.member(ADA).workspace_id).reply_to = True
    [mail] = story.claim("mail.%")
    assert mail.invitation
    assert (mail.invitation.reply_to, mail.invitation.inviter) == (True, LEV.name)
    leaves(story, LEV)
    story.wait(minutes=20)
    story.resend(bob, ADA)
    again = story.claim("mail.%")[-1]
    assert again.invitation
    assert (again.invitation.reply_to, again.invitation.inviter) == (False, LEV.name)

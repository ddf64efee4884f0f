"""What one mailbox gets a day: in every spelling, from all workspaces, reminders and all."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from commands.actors import Person
from commands.errors import OverLimit
from commands.invitations.approve import approve
from commands.invitations.invite import InviteForm, invite
from commands.invitations.request import request
from commands.limits import Limits
from commands.outcomes import Invited, MailedEnough, Outcome, Requested
from storage.models import Invitation, Workspace
from tests.commands.story import Story
from tests.people import ADA, ELSEWHERE, LEV, MIA
from tests.storage.waiting import until_somebody_waits

DAY = timedelta(days=1)
ZOE = Person(ELSEWHERE, "U0ZOE", name="Zoe", email="zoe@else.example", runs_slack=True)


def asks(story: Story, emails: str, limits: Limits, by: Person = LEV) -> Sequence[Outcome]:
    form = InviteForm(emails)
    found: Sequence[Outcome] = story.database.run(request, by, form, limits, story.now)
    return found


def kinds(outcomes: Sequence[Outcome]) -> list[str]:
    return [type(each).__name__ for each in outcomes]


def enough(story: Story, address: str) -> list[Outcome]:
    return [MailedEnough(address, story.now + DAY)]


def test_all_spellings_of_a_mailbox_share_its_mails_of_a_day(story: Story) -> None:
    limits = Limits(address=3)
    for typed in ("bob@example.com", "Bob+1@example.com", "bob+a+b@EXAMPLE.com"):
        assert kinds(asks(story, typed, limits)) == ["Invited"], "they are different invitations"
    assert asks(story, "bob+@example.com", limits) == enough(story, "bob+@example.com")
    assert kinds(asks(story, "b.o.b@example.com", limits)) == ["Invited"], "not at Gmail: another"


def test_the_spellings_of_one_form_share_them_too(story: Story) -> None:
    typed = "bob@gmail.com, b.o.b@gmail.com, bob+1@googlemail.com, eve@example.com"
    assert asks(story, typed, Limits(address=2)) == enough(story, "bob+1@googlemail.com")
    assert story.all(Invitation) == [], "as long as one is over, nobody is invited"


def test_all_workspaces_share_them(story: Story) -> None:
    limits = Limits(address=2)
    assert kinds(asks(story, "bob@example.com", limits)) == ["Invited"]
    assert kinds(asks(story, "bob+x@example.com", limits, ZOE)) == ["Invited"]
    for who in (ADA, LEV, ZOE):
        assert asks(story, "bob+y@example.com", limits, who) == enough(story, "bob+y@example.com")
    story.wait(days=1)
    assert kinds(asks(story, "bob+y@example.com", limits, ZOE)) == ["Invited"]


def test_a_resend_and_an_approval_are_refused_too_where_it_is_full(story: Story) -> None:
    limits = Limits(address=2)
    [asked] = asks(story, "bob+mia@example.com", limits, MIA)
    [invited] = asks(story, "bob@example.com", limits)
    asks(story, "bob+zoe@example.com", limits, ZOE)
    assert isinstance(asked, Requested)
    assert isinstance(invited, Invited)
    with pytest.raises(OverLimit) as over:
        story.resend(invited.id, limits=limits)
    assert (over.value.whose, over.value.at) == ("address", story.now + DAY)
    with pytest.raises(OverLimit) as over:
        story.database.run(approve, ADA, asked.id, limits, story.now)
    assert over.value.addresses == ("bob+mia@example.com",)


def test_what_a_workspace_allows_itself_says_nothing_of_other_workspaces(story: Story) -> None:
    asks(story, "first@example.com", Limits(), ZOE)
    with story.database.transaction() as unit:
        unit.execute(update(Workspace).values(address_daily=1))
    assert kinds(asks(story, "bob@example.com", Limits())) == ["Invited"]
    assert kinds(asks(story, "bob@example.com", Limits(), ZOE)) == ["Invited"]
    assert asks(story, "bob+2@example.com", Limits(), ZOE) == enough(story, "bob+2@example.com")


def test_eight_workspaces_at_once_do_not_pass_what_a_mailbox_gets(story: Story) -> None:
    people = [
        Person(f"T0W{n}", f"U0W{n}", name=f"W{n}", email=f"w{n}@else.example", runs_slack=True)
        for n in range(8)
    ]
    for each in people:
        asks(story, "first@example.com", Limits(), each)

    def attempt(number: int) -> Sequence[Outcome]:
        return asks(story, f"bob+{number}@example.com", Limits(address=5), people[number])

    with ThreadPoolExecutor(8) as pool:
        became = [kind for each in pool.map(attempt, range(8)) for kind in kinds(each)]
    assert sorted(became) == ["Invited"] * 5 + ["MailedEnough"] * 3


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_who_counts_waits_for_who_counted_before_in_another_workspace(story: Story) -> None:
    limits, form = Limits(address=1), InviteForm("bob@example.com")
    asks(story, "first@example.com", limits, ZOE)
    with ThreadPoolExecutor(1) as pool:
        with story.database.transaction() as unit:
            assert kinds(request(unit, LEV, form, limits, story.now)) == ["Invited"]
            zoes = pool.submit(asks, story, "bob+x@example.com", limits, ZOE)
            until_somebody_waits(story.database)
        assert kinds(zoes.result()) == ["MailedEnough"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_two_workspaces_with_the_same_people_in_opposite_orders_do_not_deadlock(
    story: Story,
) -> None:
    third = replace(ZOE, team="T0THIRD")
    for who in (ZOE, third):
        asks(story, "first@example.com", Limits(), who)

    def attempt(who: Person, tag: str, *names: str) -> list[str]:
        form = InviteForm(" ".join(f"{name}+{tag}@example.com" for name in names))
        with story.database.transaction() as unit:  # once: a deadlock is not tried again
            return kinds(invite(unit, who, form, Limits(), story.now))

    with ThreadPoolExecutor(2) as pool:
        with story.database.transaction() as unit:
            invite(unit, third, InviteForm("cem@example.com"), Limits(), story.now)
            adas = pool.submit(attempt, ADA, "1", "ann", "cem", "bob")
            zoes = pool.submit(attempt, ZOE, "2", "bob", "cem", "ann")
            until_somebody_waits(story.database, sessions=2)
        assert adas.result() == zoes.result() == ["Invited"] * 3


# Reminders


def reminders(story: Story) -> int:
    return len(story.outbox("mail.reminder"))


def test_a_reminder_that_is_too_much_is_put_off_and_not_lost(story: Story) -> None:
    limits = Limits(address=2)
    bob = story.invite()
    story.deliver()
    story.wait(days=2, hours=-1)
    for tag in ("a", "b"):
        asks(story, f"bob+{tag}@example.com", limits, ZOE)
    room = story.now + DAY
    story.wait(hours=1)
    story.remind(limits)
    assert reminders(story) == 0
    assert (story.row(bob).reminded, story.row(bob).remind_at) == (0, room)
    story.now = room - timedelta(seconds=1)
    story.remind(limits)
    assert reminders(story) == 0
    story.now = room
    story.remind(limits)
    [mail] = story.outbox("mail.reminder")
    assert (mail.invitation_id, mail.details["ordinal"]) == (bob, 1)


def test_a_reminder_is_not_put_off_into_the_night(story: Story) -> None:
    limits = Limits(address=1)
    bob = story.invite()
    story.deliver()
    story.wait(days=1, hours=14)
    asks(story, "bob+a@example.com", limits, ZOE)
    story.wait(hours=10)
    story.remind(limits)
    eight_in_berlin = story.now.replace(hour=7, minute=0) + DAY
    assert story.row(bob).remind_at == eight_in_berlin


def test_a_reminder_counts_and_so_do_those_of_the_same_sweep(story: Story) -> None:
    limits = Limits(address=2)
    for typed in ("bob@example.com", "bob+1@example.com"):
        story.invite(typed)
    asks(story, "bob+2@example.com", Limits(), ZOE)
    story.deliver()
    story.wait(days=2)
    story.remind(limits)
    assert reminders(story) == 2
    assert kinds(asks(story, "bob+3@example.com", limits)) == ["MailedEnough"]
    story.wait(days=1)
    story.remind(limits)
    assert reminders(story) == 3


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_sweep_waits_for_who_mails_at_this_moment(story: Story) -> None:
    limits, form = Limits(address=1), InviteForm("bob+x@example.com")
    story.invite()
    asks(story, "first@example.com", limits, ZOE)
    story.deliver()
    story.wait(days=2)
    with ThreadPoolExecutor(1) as pool:
        with story.database.transaction() as unit:
            assert kinds(request(unit, ZOE, form, limits, story.now)) == ["Invited"]
            sweep = pool.submit(story.remind, limits)
            until_somebody_waits(story.database)
        sweep.result()
    bobs = [each for each in story.outbox("mail.reminder") if each.workspace_id]
    assert [story.row(each.invitation_id or "").address for each in bobs] == ["first@example.com"]

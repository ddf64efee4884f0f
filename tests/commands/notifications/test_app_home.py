"""Whose Home is drawn anew when somebody else acts, and how often."""

from datetime import timedelta

import pytest

from commands.actors import Person
from commands.directory.change_role import change_role
from commands.directory.sync import follow
from commands.invitations import approve, lists
from commands.invitations.invite import InviteForm
from commands.invitations.request import request
from commands.invitations.visit_home import visit_home
from commands.limits import Limits
from commands.notifications import app_home
from commands.outcomes import Requested
from commands.workgroups import manage
from storage.vocabulary import OutboxKind
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA, NORTHWIND


def look(story: Story, who: Person, at: str = "") -> None:
    """Somebody opens their Home, or goes somewhere in it."""
    story.database.run(visit_home, who, at, story.now, 0)


def drawn(story: Story) -> list[str]:
    """Whose Homes the worker would draw a little later."""
    story.now += app_home.TURN
    return [
        str(parcel.recipient and parcel.recipient.name) for parcel in story.deliver(OutboxKind.HOME)
    ]


def asked(story: Story) -> str:
    form = InviteForm("zoe@example.com")
    [outcome] = story.database.run(request, MIA, form, Limits(), story.now)
    assert isinstance(outcome, Requested)
    return str(outcome.id)


def test_who_never_opened_home_has_none_to_draw(story: Story) -> None:
    story.accept(story.invite())
    assert story.outbox(OutboxKind.HOME) == []


def test_looking_at_ones_own_home_draws_no_other(story: Story) -> None:
    look(story, LEV)
    look(story, ADA)
    assert drawn(story) == []


@pytest.mark.parametrize("answer", ["accept", "decline", "stop"])
def test_the_inviters_home_follows_the_answer(story: Story, answer: str) -> None:
    look(story, ADA)
    look(story, LEV)
    getattr(story, answer)(story.invite())
    assert drawn(story) == [LEV.name]


@pytest.mark.parametrize("deed", ["resend", "extend", "revoke"])
def test_the_inviters_home_follows_what_an_admin_does(story: Story, deed: str) -> None:
    look(story, LEV)
    invitation = story.invite()
    getattr(story, deed)(invitation, ADA)
    assert drawn(story) == [LEV.name]


def test_the_inviters_home_follows_the_end(story: Story) -> None:
    look(story, LEV)
    story.invite()
    story.deliver()
    story.wait(days=15)
    story.expire()
    assert drawn(story) == [LEV.name]


def test_who_asked_sees_the_decision(story: Story) -> None:
    look(story, MIA)
    story.database.run(approve.approve, ADA, asked(story), Limits(), story.now)
    assert drawn(story) == [MIA.name]
    story.revoke(story.invite("kim@example.com"))
    assert drawn(story) == [], "nobody else's Home has changed"


def test_who_asked_sees_a_refusal(story: Story) -> None:
    look(story, MIA)
    story.database.run(approve.refuse, ADA, asked(story), "", story.now)
    assert drawn(story) == [MIA.name]


def test_a_role_changes_ones_home(story: Story) -> None:
    look(story, MIA)
    mia = story.member(MIA).id
    story.database.run(change_role, ADA, mia, "lead", story.now)
    assert drawn(story) == [MIA.name]


def test_an_archived_workgroup_changes_the_homes_of_all_who_invited_into_it(story: Story) -> None:
    for person in (ADA, LEV, MIA):
        look(story, person)
    design = story.group("Design")
    for number in range(3):
        story.invite(f"p{number}@example.com", workgroup=design)
    story.invite("bob@example.com", ADA, workgroup=design)
    story.run(manage.archive, LEV, design)
    rows = story.outbox(OutboxKind.HOME)
    assert len(rows) == 2
    assert sorted(drawn(story)) == [ADA.name, LEV.name]


def test_much_that_happens_at_once_is_one_drawing_after_all_of_it(story: Story) -> None:
    look(story, LEV)
    for number in range(5):
        story.accept(story.invite(f"p{number}@example.com"))
    assert {row.due_at for row in story.outbox(OutboxKind.HOME)} == {story.now + app_home.TURN}
    assert story.claim(OutboxKind.HOME) == [], "not before the turn has ended"
    assert drawn(story) == [LEV.name]
    *dropped, sent = [(row.state, row.reason) for row in story.outbox(OutboxKind.HOME)]
    assert (set(dropped), sent) == ({("dropped", "a newer one")}, ("sent", ""))
    story.accept(story.invite("late@example.com"))
    assert drawn(story) == [LEV.name], "what comes later is drawn later"


def test_a_turn_ends_within_three_seconds(story: Story) -> None:
    look(story, LEV)
    story.now += timedelta(seconds=2, milliseconds=900)
    story.accept(story.invite())
    for row in story.outbox(OutboxKind.HOME):
        assert timedelta() < row.due_at - story.now <= app_home.TURN


def test_what_happens_within_three_seconds_is_drawn_when_they_are_over(story: Story) -> None:
    look(story, LEV)
    began, due = story.now, []
    for seconds in (0, 1, 2, 3):
        story.now = began + timedelta(seconds=seconds)
        before = len(story.outbox(OutboxKind.HOME))
        story.accept(story.invite(f"p{seconds}@example.com"))
        due.append({row.due_at - began for row in story.outbox(OutboxKind.HOME)[before:]})
    assert due == [{timedelta(seconds=3)}] * 3 + [{timedelta(seconds=6)}]


def test_where_people_are_is_kept(story: Story) -> None:
    look(story, LEV, "a tab")
    found = story.database.read(app_home.last_seen, NORTHWIND, LEV.user)
    assert found
    person, at = found
    assert (person.user, at) == (LEV.user, "a tab")
    story.database.run(lists.own, person, story.now, 0)
    assert story.member(LEV).home == "a tab", "who only draws it changes nothing"
    assert story.member(LEV).name == LEV.name
    assert story.member(LEV).email == LEV.email
    for team, user in ((NORTHWIND, MIA.user), ("T0NOWHERE", LEV.user)):
        assert story.database.read(app_home.last_seen, team, user) is None


def test_whose_account_is_closed_is_nowhere(story: Story) -> None:
    look(story, LEV)
    gone = Person(NORTHWIND, LEV.user, "deleted")
    story.database.run(follow, gone, story.now)
    assert story.database.read(app_home.last_seen, NORTHWIND, LEV.user) is None
    story.accept(story.invite(by=ADA))
    assert drawn(story) == []

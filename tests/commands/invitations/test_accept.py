"""Accepting: a member of the right workgroups, once, whoever presses how often."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from commands.actors import Person
from commands.directory.identify import identify
from commands.errors import Closed, NotFound
from commands.invitations.accept import accept
from commands.invitations.resend import resend
from commands.limits import Limits
from storage import workgroups
from storage.models import Invitation, Member, Membership, State, Workgroup
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA, NORTHWIND

BO = Person(NORTHWIND, "U0BO", name="Bo Boss", email="bo@northwind.example", runs_slack=True)


def groups_of(story: Story, email: str) -> list[str]:
    with story.database.reading() as unit:
        query = (
            select(Workgroup.name)
            .join(Membership, Membership.workgroup_id == Workgroup.id)
            .join(Member, Member.id == Membership.member_id)
            .where(Member.email == email)
        )
        return sorted(unit.scalars(query))


def test_bob_is_in_and_lev_is_told_once(story: Story) -> None:
    bob = story.invite("Bob Builder <Bob@example.com>", locale="ru")
    story.wait(hours=5)
    assert story.accept(bob)
    row = story.row(bob)
    assert (row.state, row.closed_at) == ("accepted", story.now)
    with story.database.reading() as unit:
        member = unit.get_one(Member, row.member_id)
    assert (member.email, member.name, member.role) == ("bob@example.com", "Bob Builder", "member")
    assert (member.locale, member.slack_user, member.joined_at) == ("ru", None, story.now)
    assert groups_of(story, "bob@example.com") == ["Public"]
    [told] = story.outbox("slack.accepted")
    assert (told.member_id, told.invitation_id) == (story.member(LEV).id, bob)
    assert story.verbs(bob) == ["invited", "accepted"]


def test_accepting_twice_says_so_and_changes_nothing(story: Story) -> None:
    bob = story.invite()
    assert story.accept(bob)
    closed = story.row(bob).closed_at
    story.wait(days=30)
    assert not story.accept(bob)
    assert story.row(bob).closed_at == closed
    assert len(story.outbox("slack.accepted")) == 1
    assert story.verbs(bob) == ["invited", "accepted"]


def test_the_chosen_workgroup_is_joined(story: Story) -> None:
    bob = story.invite(workgroup=story.group("Design"))
    story.accept(bob)
    assert groups_of(story, "bob@example.com") == ["Design", "Public"]
    assert story.outbox("slack.accepted")[0].details == {}


def test_of_a_workgroup_that_is_gone_the_inviter_and_the_admins_are_told(story: Story) -> None:
    story.run(identify, BO)
    design = story.group("Design")
    mine, bos = (
        story.invite(workgroup=design),
        story.invite("amy@example.com", BO, workgroup=design),
    )
    story.archive(design)
    story.accept(mine)
    story.accept(bos)
    assert groups_of(story, "bob@example.com") == ["Public"]
    assert [row.details for row in story.outbox("slack.accepted")] == [{"gone": "Design"}] * 2
    told = {(row.invitation_id, row.member_id) for row in story.outbox("slack.group_gone")}
    ada, bo = story.member(ADA).id, story.member(BO).id
    assert told == {(mine, ada), (mine, bo), (bos, ada)}


def test_a_personal_workgroup_is_named_after_its_member(story: Story) -> None:
    story.accept(story.invite("Bob Builder <bob@example.com>", personal=True))
    assert groups_of(story, "bob@example.com") == ["Bob Builder", "Public"]
    [group] = [each for each in story.all(Workgroup) if each.kind == "personal"]
    with story.database.reading() as unit:
        assert workgroups.addresses_in(unit, group.id) == ["bob@example.com"]


def test_a_taken_name_gets_a_number(story: Story) -> None:
    story.group("BOB")
    story.accept(story.invite(personal=True))
    story.accept(story.invite("bob@example.org", personal=True))
    assert groups_of(story, "bob@example.com") == ["Public", "bob 2"]
    assert groups_of(story, "bob@example.org") == ["Public", "bob 3"]


def test_where_all_numbers_are_taken_there_is_one_still(story: Story) -> None:
    story.group("bob")
    for number in range(2, 50):
        story.group(f"Bob {number}")
    story.accept(story.invite(personal=True))
    [personal] = [each for each in story.all(Workgroup) if each.kind == "personal"]
    assert groups_of(story, "bob@example.com") == sorted(["Public", personal.name])
    assert personal.name == personal.owner_id


def test_the_last_number_is_49(story: Story) -> None:
    story.group("bob")
    for number in range(2, 49):
        story.group(f"Bob {number}")
    story.accept(story.invite(personal=True))
    assert groups_of(story, "bob@example.com") == ["Public", "bob 49"]


@pytest.mark.parametrize("name", ["N" * 80, "\ufdfa" * 80], ids=["long", "longer when folded"])
def test_a_very_long_name_makes_a_workgroup_too(story: Story, name: str) -> None:
    for address in ("one@example.com", "two@example.com"):
        story.accept(story.invite(f"{name} <{address}>", personal=True))
        assert len(groups_of(story, address)) == 2


def test_65_characters_of_a_name_leave_room_for_a_number(story: Story) -> None:
    for address in ("one@example.com", "two@example.com"):
        story.accept(story.invite(f"{'N' * 80} <{address}>", personal=True))
    names = sorted(each.name for each in story.all(Workgroup) if each.kind == "personal")
    assert names == ["N" * 65, f"{'N' * 65} 2"]


def test_no_personal_workgroup_where_none_was_asked_for(story: Story) -> None:
    story.accept(story.invite())
    assert not [each for each in story.all(Workgroup) if each.kind == "personal"]


def test_who_is_a_member_meanwhile_stays_the_same_member(story: Story) -> None:
    design = story.group("Design")
    mia = story.invite(MIA.email, workgroup=design, personal=True)
    story.run(identify, MIA)
    before = story.member(MIA)
    assert story.accept(mia)
    after = story.member(MIA)
    assert (after.id, after.name, after.role) == (before.id, before.name, before.role)
    assert groups_of(story, MIA.email) == ["Design", "Mia Member", "Public"]
    assert story.row(mia).member_id == before.id


def test_one_member_has_one_personal_workgroup(story: Story) -> None:
    story.accept(story.invite(personal=True))
    with story.database.transaction() as unit:
        unit.execute(
            update(Member)
            .where(Member.email == "bob@example.com")
            .values(email=None, slack_user="U0BOB")
        )
    # Bob's address changed in Slack, and his old one was invited again.
    bob = story.invite(personal=True)
    with story.database.transaction() as unit:
        unit.execute(
            update(Member).where(Member.slack_user == "U0BOB").values(email="bob@example.com")
        )
    story.accept(bob)
    assert len([each for each in story.all(Workgroup) if each.kind == "personal"]) == 1


def test_a_decline_can_be_undone_until_the_end(story: Story) -> None:
    bob = story.invite()
    story.decline(bob)
    story.wait(days=13, hours=23)
    assert story.accept(bob)
    assert story.row(bob).state == "accepted"
    assert story.verbs(bob) == ["invited", "declined", "accepted"]
    assert [row.kind for row in story.outbox("slack.%")] == ["slack.declined", "slack.accepted"]


def test_a_decline_past_its_end_stays(story: Story) -> None:
    bob = story.invite()
    story.decline(bob)
    story.wait(days=14)
    with pytest.raises(Closed) as refusal:
        story.accept(bob)
    assert refusal.value.state == "declined"
    assert not story.outbox("slack.accepted")
    assert not [each for each in story.all(Member) if each.email == "bob@example.com"]


@pytest.mark.parametrize("answer", ["open", "declined", "accepted", "revoked"])
def test_a_decline_stays_once_the_address_was_invited_again(story: Story, answer: str) -> None:
    old = story.invite()
    story.decline(old)
    story.wait(minutes=1)
    new = story.invite()
    if answer == "declined":
        story.decline(new)
    elif answer == "accepted":
        story.accept(new)
    elif answer == "revoked":
        story.revoke(new)
    with pytest.raises(Closed) as refusal:
        story.accept(old)
    assert refusal.value.state == "declined"
    assert story.row(old).state == "declined"


def test_somebody_elses_newer_invitation_does_not_count(story: Story) -> None:
    bob = story.invite()
    story.decline(bob)
    story.wait(minutes=1)
    story.invite("amy@example.com")
    assert story.accept(bob)


def test_past_its_end_it_is_expired_before_any_sweep(story: Story) -> None:
    bob = story.invite()
    story.wait(days=14)
    with pytest.raises(Closed) as refusal:
        story.accept(bob)
    assert refusal.value.state == "expired"
    story.now -= timedelta(microseconds=1)
    assert story.accept(bob)


def test_a_revoked_one_is_closed(story: Story) -> None:
    bob = story.invite()
    story.revoke(bob)
    with pytest.raises(Closed) as refusal:
        story.accept(bob)
    assert refusal.value.state == "revoked"


@pytest.mark.parametrize("state", [State.REQUESTED, State.REFUSED])
def test_what_nobody_approved_is_not_found(story: Story, state: State) -> None:
    bob = story.invite()
    closed = story.now if state == State.REFUSED else None
    with story.database.transaction() as unit:
        unit.execute(update(Invitation).values(state=state, closed_at=closed))
    for press in (story.accept, story.decline, story.stop):
        with pytest.raises(NotFound):
            press(bob)
    with pytest.raises(NotFound):
        story.accept("01ARZ3NDEKTSV4RRFFQ69G5FAV")


def test_twenty_who_accept_at_once_are_one(story: Story) -> None:
    bob = story.invite(workgroup=story.group("Design"), personal=True)
    with ThreadPoolExecutor(20) as pool:
        mine = list(pool.map(lambda _: story.accept(bob), range(20)))
    assert sum(mine) == 1
    assert len(story.outbox("slack.accepted")) == 1
    assert story.verbs(bob).count("accepted") == 1
    assert groups_of(story, "bob@example.com") == ["Design", "Public", "bob"]


def test_twenty_accepts_and_declines_at_once_give_one_outcome(story: Story) -> None:
    for attempt in range(5):
        bob = story.invite(f"bob{attempt}@example.com")

        def press(number: int, bob: str = bob) -> str:
            try:
                if number % 2:
                    return "accepted" if story.accept(bob) else ""
                return "declined" if story.decline(bob) else ""
            except Closed:
                return ""

        with ThreadPoolExecutor(20) as pool:
            outcomes = [each for each in pool.map(press, range(20)) if each]
        # A decline may be undone by a later yes; nothing undoes a yes.
        assert outcomes.count("accepted") == 1
        assert outcomes.count("declined") <= 1
        assert story.row(bob).state == "accepted"
        assert sorted(story.verbs(bob)) == sorted(["invited", *outcomes])
        told = [row.kind for row in story.outbox("slack.%") if row.invitation_id == bob]
        assert sorted(told) == sorted(f"slack.{each}" for each in outcomes)


def test_accepting_and_resending_at_once_do_not_wait_for_each_other(story: Story) -> None:
    people = [story.invite(f"p{number}@example.com") for number in range(12)]
    by_hand = story.database.transaction  # no second try hides a deadlock

    def press(bob: str) -> None:
        with by_hand() as unit:
            accept(unit, bob, story.now)

    def again(bob: str) -> None:
        with suppress(Closed), by_hand() as unit:
            resend(unit, ADA, bob, Limits(), story.now)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(do, bob) for bob in people for do in (again, press)]:
            done.result()
    assert {story.row(bob).state for bob in people} == {"accepted"}


def test_a_person_with_slack_is_linked_to_what_they_accepted(story: Story) -> None:
    story.accept(story.invite(MIA.email.upper()))
    actor = story.run(identify, replace(MIA, email=MIA.email.title()))
    assert actor.member.id == story.row(story.all(Invitation)[0].id).member_id
    assert (actor.member.slack_user, actor.member.name) == (MIA.user, MIA.name)
    assert isinstance(actor.member.joined_at, datetime)

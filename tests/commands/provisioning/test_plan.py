"""The plan: who accepts comes into what their workgroup is linked with, now or later."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import delete, select, update

from commands.actors import Person
from commands.delivery.provisioning.claim import KNOWN, Found, Missing, Placed
from commands.delivery.results import PermanentFailure
from commands.directory.change_role import set_role
from commands.directory.sync import follow
from commands.workgroups import manage
from storage.models import ChannelLink, Member, Workspace
from tests.commands.places import (
    ANALYSTS,
    EAST,
    IVY,
    WEST,
    claim,
    coming,
    joined,
    linked_group,
    record,
    steps,
    told,
)
from tests.commands.story import Story
from tests.people import ADA, MIA, NIA, NORTHWIND

GUEST = replace(IVY, kind="guest")


def invited(story: Story, *places: str, connect: bool = False, by: str = IVY.email) -> str:
    group = linked_group(story, *places, connect=connect)
    return story.invite(by, workgroup=group)


def ivy(story: Story) -> Member:
    with story.database.reading() as unit:
        return unit.scalars(select(Member).where(Member.email == IVY.email)).one()


def join_link(story: Story, url: str = "https://join.slack.com/t/northwind") -> None:
    with story.database.transaction() as unit:
        unit.execute(update(Workspace).values(join_link=url))


def test_who_is_known_in_slack_comes_in_as_soon_as_they_accept(story: Story) -> None:
    invitation = invited(story, EAST, WEST, ANALYSTS)
    joined(story, IVY)
    story.accept(invitation)
    found = claim(story)
    assert {(each.kind, each.slack_id, each.user) for each in found} == {
        ("place.channel", EAST, IVY.user),
        ("place.channel", WEST, IVY.user),
        ("place.usergroup", ANALYSTS, IVY.user),
    }
    record(story, found, Placed(name="told"))
    assert told(story, invitation)[-3:] == [
        ("placed", {"kind": kind, "name": "told"}) for kind in ("channel", "channel", "usergroup")
    ]


def test_the_history_of_a_member_begins_with_the_acceptance(story: Story) -> None:
    story.accept(story.invite(IVY.email))
    assert story.verbs(ivy(story).id) == ["joined"]
    story.accept(story.invite(MIA.email))
    joined(story, MIA)
    assert story.verbs(story.member(MIA).id) == ["joined"]


def test_who_is_not_known_is_looked_for_whatever_their_workgroup(story: Story) -> None:
    story.accept(story.invite(IVY.email))
    [look] = claim(story)
    assert (look.kind, look.email, look.team) == ("place.account", IVY.email, NORTHWIND)


def test_an_account_that_is_found_is_linked_and_brought_in(story: Story) -> None:
    invitation = invited(story, EAST, ANALYSTS)
    story.accept(invitation)
    assert steps(story)[2:] == [("account", "pending")]
    record(story, claim(story), Found(person=IVY))
    assert (ivy(story).slack_user, ivy(story).name) == (IVY.user, "Ivy Invited")
    assert story.verbs(invitation)[-1] == "account_found"
    assert {each.kind for each in claim(story)} == {"place.channel", "place.usergroup"}
    assert {row.invitation_id for row in story.outbox("place.channel")} == {invitation}


def test_a_guest_is_placed_too_and_has_no_rights(story: Story) -> None:
    invitation = invited(story, EAST)
    story.accept(invitation)
    record(story, claim(story), Found(person=GUEST))
    assert (ivy(story).slack_user, ivy(story).role) == (IVY.user, "member")
    assert [each.kind for each in claim(story)] == ["place.channel"]


def test_who_runs_slack_and_is_found_is_an_admin(story: Story) -> None:
    story.accept(story.invite(IVY.email))
    record(story, claim(story), Found(person=replace(IVY, runs_slack=True)))
    assert ivy(story).role == "admin"


def test_a_slack_account_that_another_member_has_is_never_taken(story: Story) -> None:
    joined(story, replace(IVY, email=""))
    invitation = invited(story, EAST)
    story.accept(invitation)
    record(story, claim(story), Found(person=IVY))
    assert ivy(story).slack_user is None
    assert told(story, invitation)[-1] == (
        "not_placed",
        {"kind": "account", "name": "", "said": "taken"},
    )
    assert [row.reason for row in story.outbox("place.account")] == ["taken"]
    assert not claim(story)


def test_where_nobody_is_found_the_story_says_so_and_no_more(story: Story) -> None:
    invitation = invited(story, EAST, ANALYSTS)
    story.accept(invitation)
    record(story, claim(story), Missing())
    assert story.verbs(invitation)[-1] == "account_missing"
    assert not story.outbox("mail.joining")
    assert not claim(story)


def test_they_are_mailed_how_to_join_once_where_the_workspace_says_how(story: Story) -> None:
    join_link(story)
    invitation = story.invite(IVY.email)
    story.accept(invitation)
    record(story, claim(story), Missing())
    [mail] = story.outbox("mail.joining")
    assert (mail.key, mail.invitation_id) == (f"joining:{invitation}", invitation)


def test_by_slack_connect_they_are_invited_where_that_was_turned_on(story: Story) -> None:
    invitation = invited(story, EAST, WEST, ANALYSTS, connect=True)
    story.accept(invitation)
    record(story, claim(story), Missing())
    sends = claim(story)
    assert {(each.kind, each.slack_id, each.email) for each in sends} == {
        ("place.connect", EAST, IVY.email),
        ("place.connect", WEST, IVY.email),
    }
    record(story, sends, Placed(reference="I1"), PermanentFailure("invalid_email"))
    assert [row.reference for row in story.outbox("place.connect")] == ["I1", None]
    assert told(story, invitation)[-2:] == [
        ("connect_sent", {"name": "named"}),
        ("not_placed", {"kind": "connect", "name": "named", "said": "invalid_email"}),
    ]


def heard_of(story: Story, person: Person) -> None:
    story.run(follow, person)


@pytest.mark.parametrize("kind", ["person", "guest"])
def test_who_joins_slack_a_day_later_is_known_and_brought_in(story: Story, kind: str) -> None:
    join_link(story)
    invitation = invited(story, EAST, ANALYSTS, connect=True)
    story.accept(invitation)
    record(story, claim(story), Missing())
    story.wait(days=1)
    heard_of(story, replace(IVY, kind=kind, email="Ivy@Example.com"))  # type: ignore[arg-type]
    assert ivy(story).slack_user == IVY.user
    assert story.verbs(invitation)[-1] == "account_found"
    assert {each.kind for each in claim(story)} == {"place.channel", "place.usergroup"}
    assert steps(story, "place.connect") == [("connect", "dropped")]
    assert story.outbox("mail.joining")[0].state == "dropped"
    heard_of(story, IVY)
    assert story.verbs(invitation).count("account_found") == 1


def test_who_joins_before_anybody_has_looked_is_not_looked_for(story: Story) -> None:
    story.accept(invited(story, EAST))
    heard_of(story, IVY)
    assert [each.kind for each in claim(story)] == ["place.channel"]
    assert steps(story, "place.account") == [("account", "dropped")]


def test_of_a_found_account_that_slack_told_of_meanwhile_nothing_is_done_twice(
    story: Story,
) -> None:
    invitation = invited(story, EAST)
    story.accept(invitation)
    looks = claim(story)
    heard_of(story, IVY)
    record(story, looks, Found(person=IVY))
    assert story.verbs(invitation).count("account_found") == 1
    assert len(steps(story, "place.channel")) == 1


def test_who_uses_the_bot_first_is_brought_in_too(story: Story) -> None:
    invitation = invited(story, EAST)
    story.accept(invitation)
    record(story, claim(story), Missing())
    joined(story, IVY)
    assert story.verbs(invitation)[-1] == "account_found"
    assert [each.user for each in claim(story)] == [IVY.user]


@pytest.mark.parametrize(
    "person",
    [
        replace(IVY, kind="bot"),
        replace(IVY, kind="deleted"),
        replace(NIA, email=IVY.email),
        replace(IVY, email=""),
        replace(IVY, email="other@example.com"),
        replace(IVY, team="T0NOBODY"),
    ],
    ids=lambda person: f"{person.kind} {person.team} {person.email}",
)
def test_others_are_not_taken_for_the_invitee(story: Story, person: Person) -> None:
    story.accept(invited(story, EAST))
    record(story, claim(story), Missing())
    heard_of(story, person)
    assert ivy(story).slack_user is None
    assert not claim(story)


def test_an_address_whose_member_is_linked_already_stays_theirs(story: Story) -> None:
    joined(story, IVY)
    heard_of(story, replace(IVY, user="U0TWIN"))
    assert ivy(story).slack_user == IVY.user


def test_a_removed_member_is_not_brought_back_by_slack(story: Story) -> None:
    story.accept(invited(story, EAST))
    record(story, claim(story), Missing())
    with story.database.transaction() as unit:
        unit.execute(update(Member).where(Member.email == IVY.email).values(removed_at=story.now))
    heard_of(story, IVY)
    assert ivy(story).slack_user is None
    assert not claim(story)


def test_a_member_without_an_invitation_is_known_too(story: Story) -> None:
    story.run(set_role, IVY.email, "member")
    group = linked_group(story, EAST)
    story.run(manage.add_members, ADA, group, IVY.email)
    heard_of(story, IVY)
    [task] = claim(story)
    assert (task.kind, task.user) == ("place.channel", IVY.user)
    record(story, [task], PermanentFailure("ura_max_channels"))
    assert [row.reason for row in story.outbox("place.channel")] == ["ura_max_channels"]


def test_leaving_the_workgroup_leaves_the_user_group_and_no_channel(story: Story) -> None:
    group = linked_group(story, EAST, ANALYSTS)
    member = joined(story, IVY)
    story.run(manage.add_members, ADA, group, f"{IVY.email} {ADA.email}")
    record(story, claim(story), Placed())
    story.run(manage.remove_members, ADA, group, [member.id])
    [task] = claim(story)
    assert (task.kind, task.user) == ("place.usergroup", IVY.user)


def test_who_left_before_they_were_placed_is_not_placed(story: Story) -> None:
    group = linked_group(story, EAST)
    member = joined(story, IVY)
    story.run(manage.add_members, ADA, group, IVY.email)
    story.run(manage.remove_members, ADA, group, [member.id])
    assert not claim(story)
    assert [row.reason for row in story.outbox("place.channel")] == [
        "not in the workgroup any more"
    ]


@pytest.mark.parametrize("column", ["left_at", "removed_at"])
def test_who_is_gone_is_placed_nowhere(story: Story, column: str) -> None:
    group = linked_group(story, EAST)
    joined(story, IVY)
    story.run(manage.add_members, ADA, group, IVY.email)
    with story.database.transaction() as unit:
        unit.execute(update(Member).where(Member.email == IVY.email).values({column: story.now}))
    assert not claim(story)
    assert [row.reason for row in story.outbox("place.channel")] == ["not here any more"]


def test_accepting_while_slack_says_that_they_joined_loses_nobody(story: Story) -> None:
    """Whoever comes first: in the end they are on their way into the channel."""
    group = linked_group(story, EAST)
    people = [replace(IVY, user=f"U0P{each}", email=f"p{each}@example.com") for each in range(4)]
    invitations = [story.invite(person.email, workgroup=group) for person in people]
    acts: list[Callable[[], object]] = [
        *(partial(story.accept, each) for each in invitations),
        *(partial(heard_of, story, each) for each in people),
    ]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda act: act(), acts))
    for look in claim(story, "place.account"):
        [person] = [each for each in people if each.email == look.email]
        record(story, [look], Found(person=person))
    assert coming(story) == {each.user for each in people}


def test_who_accepts_in_the_moment_they_are_linked_is_brought_in(story: Story) -> None:
    """The acceptance has seen no Slack user yet, and who linked them no workgroup."""
    invitation = invited(story, EAST)
    story.accept(invitation)
    with story.database.transaction() as unit:
        unit.execute(update(Member).where(Member.email == IVY.email).values(slack_user=IVY.user))
    assert not claim(story)
    [task] = claim(story)
    assert (task.kind, task.user) == ("place.channel", IVY.user)
    assert KNOWN in {row.reason for row in story.outbox("place.account")}


def test_of_somebody_who_is_gone_nothing_is_asked(story: Story) -> None:
    story.accept(story.invite(IVY.email))
    with story.database.transaction() as unit:
        unit.execute(update(Member).where(Member.email == IVY.email).values(removed_at=story.now))
    assert not claim(story)
    assert steps(story) == [("account", "dropped")]


def known_elsewhere(story: Story) -> None:
    """Linked in the moment in which nobody looked."""
    with story.database.transaction() as unit:
        unit.execute(update(Member).where(Member.email == IVY.email).values(slack_user=IVY.user))


def test_who_has_an_account_by_now_is_not_invited_by_slack_connect(story: Story) -> None:
    story.accept(invited(story, EAST, connect=True))
    record(story, claim(story), Missing())
    known_elsewhere(story)
    assert not claim(story)
    assert [row.reason for row in story.outbox("place.connect")] == ["has an account"]


def test_who_is_known_by_the_time_slack_has_answered_is_not_said_to_be_missing(
    story: Story,
) -> None:
    invitation = invited(story, EAST)
    story.accept(invitation)
    looks = claim(story)
    known_elsewhere(story)
    record(story, looks, Missing())
    assert story.verbs(invitation)[-1] == "accepted"


def test_a_step_to_a_link_that_is_gone_is_dropped(story: Story) -> None:
    group = linked_group(story, EAST)
    joined(story, IVY)
    story.run(manage.add_members, ADA, group, IVY.email)
    with story.database.transaction() as unit:
        unit.execute(delete(ChannelLink))
    assert not claim(story)
    assert [row.reason for row in story.outbox("place.channel")] == ["unlinked"]

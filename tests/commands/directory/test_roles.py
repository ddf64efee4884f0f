"""Roles: given and taken by admins, kept in step with Slack; one admin stays."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from commands.actors import Person
from commands.directory.change_role import change_role
from commands.directory.identify import identify
from commands.directory.sync import follow
from commands.errors import LastAdmin, NotAllowed, NotFound
from commands.invitations.invite import InviteForm
from commands.invitations.request import request
from commands.limits import Limits
from commands.outcomes import Requested
from storage.models import AuditEntry
from tests.commands.directory.looking import take_stock
from tests.commands.story import Story
from tests.people import ADA, ELSEWHERE, GUS, LEV, MIA, NIA, NORTHWIND

BEA = Person(NORTHWIND, "U0BEA", name="Bea Boss", email="bea@northwind.example", runs_slack=True)
ZED = Person(ELSEWHERE, "U0ZED", name="Zed", email="zed@elsewhere.example", runs_slack=True)


def come_in(story: Story, person: Person) -> str:
    return str(story.run(identify, person).member.id)


def change(story: Story, who: Person, role: str, by: Person = ADA) -> None:
    member_id = come_in(story, who)
    story.database.run(change_role, by, member_id, role, story.now)


def role(story: Story, who: Person) -> str:
    return story.member(who).role


def heard_of(story: Story, person: Person) -> None:
    story.run(follow, person)


def roles_written(story: Story, who: Person) -> list[tuple[str, Any, Any]]:
    member = story.member(who)
    return [
        (entry.via, entry.details.get("before"), entry.details.get("after"))
        for entry in story.all(AuditEntry)
        if entry.subject_id == member.id and entry.verb == "role"
    ]


def test_an_admin_makes_a_lead_and_takes_it_back(story: Story) -> None:
    change(story, MIA, "lead")
    assert role(story, MIA) == "lead"
    change(story, MIA, "member")
    assert role(story, MIA) == "member"
    assert roles_written(story, MIA) == [("slack", "member", "lead"), ("slack", "lead", "member")]


def test_a_new_admin_is_asked_about_the_twenty_oldest_requests(story: Story) -> None:
    waiting = []
    for number in range(25):
        story.wait(seconds=1)
        form = InviteForm(f"p{number}@example.com")
        [asked] = story.database.run(request, MIA, form, Limits(), story.now)
        assert isinstance(asked, Requested)
        waiting.append(asked.id)
    change(story, LEV, "admin")
    lev = story.member(LEV).id
    messages = [row for row in story.outbox("slack.request") if row.member_id == lev]
    assert [row.invitation_id for row in messages] == waiting[:20]


def test_the_same_role_again_is_not_written_down(story: Story) -> None:
    change(story, MIA, "member")
    assert roles_written(story, MIA) == []


def test_the_last_admin_can_not_stop(story: Story) -> None:
    with pytest.raises(LastAdmin):
        change(story, ADA, "member")
    with pytest.raises(LastAdmin):
        change(story, ADA, "lead")
    change(story, ADA, "admin")
    change(story, MIA, "admin")
    change(story, ADA, "member")
    assert (role(story, ADA), role(story, MIA)) == ("member", "admin")


def test_of_two_admins_who_dismiss_each_other_one_stays(story: Story) -> None:
    ada, bea = come_in(story, ADA), come_in(story, BEA)

    def dismiss(given: tuple[Person, str]) -> str:
        by, whom = given
        try:
            story.database.run(change_role, by, whom, "member", story.now)
        except (LastAdmin, NotAllowed) as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(dismiss, [(ADA, bea), (BEA, ada)]))
    assert answers.count("done") == 1
    assert sorted([role(story, ADA), role(story, BEA)]) == ["admin", "member"]


@pytest.mark.parametrize("who", [LEV, MIA])
def test_only_admins_change_roles(story: Story, who: Person) -> None:
    mine = come_in(story, who)
    with pytest.raises(NotAllowed):
        story.database.run(change_role, who, mine, "admin", story.now)


def test_a_member_of_another_workspace_is_told_apart_from_none_by_nothing(story: Story) -> None:
    zed = come_in(story, ZED)
    for wanted in (zed, "01ARZ3NDEKTSV4RRFFQ69G5FAV"):
        with pytest.raises(NotFound):
            story.database.run(change_role, ADA, wanted, "member", story.now)
    assert role(story, ZED) == "admin"


def test_who_begins_to_run_slack_is_an_admin_and_who_stops_a_member(story: Story) -> None:
    come_in(story, MIA)
    heard_of(story, replace(MIA, runs_slack=True))
    assert role(story, MIA) == "admin"
    heard_of(story, replace(MIA, runs_slack=True, name="Mia Moved"))
    assert story.member(MIA).name == "Mia Moved"
    heard_of(story, MIA)
    assert role(story, MIA) == "member"
    assert roles_written(story, MIA) == [
        ("system", "member", "admin"),
        ("system", "admin", "member"),
    ]


def test_who_was_made_an_admin_here_stays_one_when_slack_says_nothing_new(story: Story) -> None:
    change(story, MIA, "admin")
    heard_of(story, MIA)
    take_stock(story, ADA)
    assert role(story, MIA) == "admin"


def test_whom_an_admin_made_a_member_stays_one_while_slack_says_the_same(story: Story) -> None:
    come_in(story, BEA)
    change(story, BEA, "member")
    heard_of(story, BEA)
    take_stock(story, ADA, BEA)
    come_in(story, BEA)
    assert role(story, BEA) == "member"


def test_slacks_demotion_of_the_last_admin_is_noted_and_not_followed(story: Story) -> None:
    heard_of(story, replace(ADA, runs_slack=False))
    assert role(story, ADA) == "admin"
    assert story.verbs(story.member(ADA).id)[-1] == "kept_admin"
    heard_of(story, replace(ADA, runs_slack=False))
    assert story.verbs(story.member(ADA).id).count("kept_admin") == 1


def test_of_two_admins_whom_slack_demotes_at_once_one_stays(story: Story) -> None:
    come_in(story, BEA)
    gone = [replace(each, runs_slack=False) for each in (ADA, BEA)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda who: heard_of(story, who), gone))
    assert sorted([role(story, ADA), role(story, BEA)]) == ["admin", "member"]


def test_what_is_known_of_somebody_from_before_gives_no_right_back(story: Story) -> None:
    come_in(story, BEA)
    heard_of(story, replace(BEA, runs_slack=False))
    come_in(story, BEA)
    assert role(story, BEA) == "member"


@pytest.mark.parametrize("kind", ["deleted", "guest", "stranger"])
def test_who_is_gone_is_no_admin(story: Story, kind: Any) -> None:
    change(story, MIA, "admin")
    heard_of(story, replace(MIA, kind=kind, runs_slack=True))
    assert role(story, MIA) == "member"


def test_the_last_admin_who_is_gone_is_noted_once(story: Story) -> None:
    for _ in range(2):
        heard_of(story, replace(ADA, kind="deleted"))
    assert role(story, ADA) == "admin"
    assert story.verbs(story.member(ADA).id).count("kept_admin") == 1


@pytest.mark.parametrize("who", [MIA, GUS, NIA, replace(MIA, team="T0NOWHERE")])
def test_of_who_is_no_member_nothing_is_kept(story: Story, who: Person) -> None:
    before = len(story.all(AuditEntry))
    heard_of(story, who)
    assert len(story.all(AuditEntry)) == before


def test_who_ran_slack_when_nobody_looked_is_found_out_at_the_next_look(story: Story) -> None:
    come_in(story, BEA)
    take_stock(story, ADA, whole=False)
    assert role(story, BEA) == "admin"
    take_stock(story, ADA)
    assert role(story, BEA) == "member"
    take_stock(story, ADA, BEA)
    assert role(story, BEA) == "admin"

"""People leave Slack and come back to it: what they are meanwhile, and who is asked instead."""

from dataclasses import replace
from typing import Any

import pytest

from commands import policy
from commands.actors import Actor, Person
from commands.directory.change_role import change_role
from commands.directory.identify import identify
from commands.directory.sync import follow
from commands.errors import LastAdmin, NotAllowed
from commands.invitations import lists
from commands.invitations.lists import Search
from commands.invitations.visit_home import visit_home
from commands.workgroups import manage
from storage.models import Member
from tests.commands.directory.looking import take_stock
from tests.commands.statements import statements
from tests.commands.story import Story
from tests.people import ADA, GUS, LEV, MIA, NORTHWIND

BEA = Person(NORTHWIND, "U0BEA", name="Bea Boss", email="bea@northwind.example", runs_slack=True)


def come_in(story: Story, person: Person) -> str:
    return str(story.run(identify, person).member.id)


def heard_of(story: Story, person: Person, **changes: Any) -> None:
    story.run(follow, replace(person, **changes))


def events(story: Story, person: Person) -> list[str]:
    """What happened to a member since they joined."""
    return [verb for verb in story.verbs(story.member(person).id) if verb != "joined"]


def test_who_leaves_slack_stays_a_member_and_is_written_down_once(story: Story) -> None:
    mia = come_in(story, MIA)
    for _ in range(2):
        heard_of(story, MIA, kind="deleted")
        story.wait(days=1)
    assert (story.member(MIA).id, events(story, MIA)) == (mia, ["left"])
    assert story.member(MIA).left_at
    assert story.member(MIA).removed_at is None


@pytest.mark.parametrize("kind", ["guest", "stranger", "bot", "unknown"])
def test_who_is_no_person_of_the_workspace_any_more_has_not_left_slack(
    story: Story, kind: Any
) -> None:
    come_in(story, MIA)
    heard_of(story, MIA, kind=kind)
    assert story.member(MIA).left_at is None


def test_a_lead_who_leaves_is_a_lead_no_more(story: Story) -> None:
    come_in(story, LEV)
    heard_of(story, LEV, kind="deleted")
    assert (story.member(LEV).role, events(story, LEV)) == ("member", ["role", "left", "role"])
    heard_of(story, LEV)
    assert (story.member(LEV).role, events(story, LEV)[3:]) == ("member", ["returned"])


@pytest.mark.parametrize("kind", ["person", "guest"])
def test_who_has_an_account_again_is_back(story: Story, kind: Any) -> None:
    come_in(story, MIA)
    heard_of(story, MIA, kind="deleted")
    heard_of(story, MIA, kind=kind)
    assert story.member(MIA).left_at is None
    heard_of(story, MIA, kind=kind)
    assert events(story, MIA) == ["left", "returned"]


def test_whom_slack_knows_as_a_stranger_is_not_back(story: Story) -> None:
    come_in(story, MIA)
    heard_of(story, MIA, kind="deleted")
    heard_of(story, MIA, kind="stranger")
    assert story.member(MIA).left_at


def test_who_comes_back_as_slacks_admin_is_one(story: Story) -> None:
    come_in(story, BEA)
    heard_of(story, BEA, kind="deleted")
    assert story.member(BEA).role == "member"
    heard_of(story, BEA)
    assert (story.member(BEA).role, story.member(BEA).left_at) == ("admin", None)


def test_who_acts_is_there_whatever_was_heard_of_them(story: Story) -> None:
    come_in(story, BEA)
    heard_of(story, BEA, kind="deleted")
    come_in(story, BEA)
    bea = story.member(BEA)
    assert (bea.left_at, bea.role) == (None, "member"), "who runs Slack is told by Slack alone"
    assert events(story, BEA)[-1] == "returned"


def test_a_new_account_of_their_address_is_theirs(story: Story) -> None:
    lev = come_in(story, LEV)
    heard_of(story, LEV, kind="deleted")
    anew = replace(LEV, user="U0LEVANEW", name="Lev Again")
    assert come_in(story, anew) == lev
    member = story.member(anew)
    assert (member.left_at, member.role, member.email) == (None, "member", LEV.email)


def test_the_last_admin_who_leaves_stays_one_until_there_is_another(story: Story) -> None:
    heard_of(story, ADA, kind="deleted")
    assert (story.member(ADA).role, events(story, ADA)) == ("admin", ["role", "left", "kept_admin"])
    heard_of(story, ADA, runs_slack=False)
    assert (story.member(ADA).role, events(story, ADA)[3:]) == ("admin", ["returned"])
    heard_of(story, ADA, kind="deleted")
    come_in(story, BEA)
    heard_of(story, ADA, runs_slack=False)
    assert story.member(ADA).role == "member"


def test_an_admin_who_left_is_none_that_a_workspace_could_keep(story: Story) -> None:
    heard_of(story, ADA, kind="deleted")
    bea = come_in(story, BEA)
    with pytest.raises(LastAdmin):
        story.database.run(change_role, BEA, bea, "member", story.now)
    ada = story.member(ADA).id
    story.database.run(change_role, BEA, ada, "lead", story.now)
    assert story.member(ADA).role == "lead"


def test_who_left_is_not_the_one_to_ask(story: Story) -> None:
    come_in(story, BEA)
    mia = story.run(identify, MIA)
    ask = story.database.run(policy.whom_to_ask, mia)
    assert ask == (ADA.user, BEA.user)
    heard_of(story, ADA, kind="deleted")
    assert story.database.run(policy.whom_to_ask, mia) == (BEA.user,)
    heard_of(story, BEA, kind="deleted")
    with pytest.raises(NotAllowed) as refusal:
        story.invite(by=MIA)
    assert refusal.value.ask == ()


def test_slack_is_asked_who_left_and_came_back_while_nobody_listened(story: Story) -> None:
    for each in (LEV, MIA, BEA):
        come_in(story, each)
    nobody = replace(LEV, user="U0NOBODY", email="", kind="deleted")
    take_stock(story, ADA, LEV, BEA, replace(MIA, kind="deleted"), nobody)
    assert {each.name for each in story.all(Member) if each.left_at} == {MIA.name}
    take_stock(story, ADA, LEV, replace(BEA, kind="deleted"), replace(MIA, kind="deleted"))
    assert (story.member(BEA).role, events(story, MIA)) == ("member", ["left"])
    take_stock(story, ADA, LEV, MIA, BEA)
    assert [each.left_at for each in story.all(Member)] == [None] * 4
    assert (story.member(BEA).role, events(story, MIA)) == ("admin", ["left", "returned"])


def test_of_whom_slack_says_nothing_nothing_is_concluded(story: Story) -> None:
    come_in(story, MIA)
    take_stock(story, ADA, whole=False)
    take_stock(story, ADA)
    assert story.member(MIA).left_at is None


def test_a_look_at_many_of_whom_there_is_no_news_costs_as_much_as_at_few(story: Story) -> None:
    def said(*people: Person) -> int:
        with statements(story.database) as seen:
            take_stock(story, *people)
        return len(seen)

    take_stock(story, ADA)
    few = said(ADA, GUS)
    everybody = [ADA, GUS]
    for number in range(30):
        mia = replace(MIA, user=f"U{number}", email=f"m{number}@northwind.example")
        come_in(story, mia)
        stranger = replace(mia, user=f"V{number}", email=f"v{number}@northwind.example")
        everybody += [mia, stranger]
    assert said(*everybody) == few


def test_the_users_tab_and_a_workgroup_say_who_left(story: Story) -> None:
    come_in(story, MIA)
    design = story.group("Design")
    story.database.run(manage.add_members, LEV, design, MIA.email, story.now)
    heard_of(story, MIA, kind="deleted")
    page = story.database.run(lists.all_users, ADA, Search(typed="mia"), 9, story.now)
    assert [(each.name, each.left_at) for each in page.rows] == [(MIA.name, story.now)]
    [inside] = story.database.run(manage.inside, ADA, design, "", 9, story.now)
    assert (inside.name, inside.left) == (MIA.name, True)


def test_with_the_account_goes_the_home(story: Story) -> None:
    story.database.run(visit_home, MIA, "somewhere", story.now, 9)
    heard_of(story, MIA, kind="deleted")
    assert story.member(MIA).home is None


def test_kept_is_who_was_not_removed(story: Story) -> None:
    actor: Actor = story.run(identify, MIA)
    with story.database.reading() as unit:
        policy.require_kept(unit, actor)

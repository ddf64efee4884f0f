"""Who may do what: every role, every setting of who may invite and every action, one table.

The actions of a table's line share one world, so each is undone or changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from commands import policy, workspace_settings
from commands.actors import Actor, Person, PersonKind
from commands.directory import mentioned
from commands.directory.change_role import change_role, set_role
from commands.directory.identify import identify
from commands.directory.remove import remove
from commands.errors import NotAllowed, NotFound
from commands.invitations import approve, correct, decide_all, describe, lists, snooze
from commands.invitations.invite import InviteForm, invite, prepare
from commands.invitations.lists import Search
from commands.invitations.request import request
from commands.invitations.share_link import share_link
from commands.limits import Limits
from commands.workgroups import additions, manage
from commands.workgroups.form import change_form, show_form
from commands.workgroups.linking import WantedLinks
from commands.workgroups.manage import Change
from storage import ids
from storage.database import Database
from storage.models import Addition, AuditEntry, Invitation, Member, Workspace
from tests.beginnings import Beginnings
from tests.commands.story import Story
from tests.people import ADA, ELSEWHERE, GUS, LEV, MIA, NIA, NORTHWIND

LEA = Person(NORTHWIND, "U0LEA", name="Lea Lead", email="lea@northwind.example")
ZED = Person(ELSEWHERE, "U0ZED", name="Zed", email="zed@elsewhere.example", runs_slack=True)

LIMITS = Limits(1000, 1000, 1000)


@dataclass(frozen=True)
class Things:
    """What the actions are about: Lev's invitation, Mia's request, a workgroup, Mia, and that
    somebody wants her in it.
    """

    bob: str
    asked: str
    design: str
    mia: str
    wanted: str


def ask(story: Story, who: Person, address: str) -> str:
    form = InviteForm(address)
    [outcome] = story.database.run(request, who, form, LIMITS, story.now)
    return str(getattr(outcome, "id", ""))


Act = Callable[[Story, Person, Things], Any]
ACTIONS: dict[str, Act] = {
    "open the form": lambda story, who, _: story.run(prepare, who),
    "invite": lambda story, who, _: story.invite("new@example.com", who),
    "request": lambda story, who, _: ask(story, who, "other@example.com"),
    "ask who is here": lambda story, who, _: story.run(mentioned.mentioned, who, [ADA.user], []),
    "find a workgroup": lambda story, who, _: story.database.run(manage.search, who, "", 9),
    "look at Home": lambda story, who, _: story.database.run(lists.own, who, story.now, 9),
    "make a workgroup": lambda story, who, _: story.group("New", who),
    "begin a workgroup": lambda story, who, _: story.run(manage.prepare, who),
    "look into a workgroup": lambda story, who, it: story.run(manage.show, who, it.design),
    "edit a workgroup": lambda story, who, it: story.run(
        manage.change, who, it.design, Change("Craft")
    ),
    "add members": lambda story, who, it: story.run(manage.add_members, who, it.design, ADA.email),
    "approve added members": lambda story, who, it: story.run(additions.approve, who, it.wanted),
    "refuse added members": lambda story, who, it: story.run(additions.refuse, who, it.wanted),
    "see where a workgroup leads": lambda story, who, it: story.database.run(
        manage.picked, who, it.design
    ),
    "remove members": lambda story, who, it: story.run(
        manage.remove_members, who, it.design, [it.mia]
    ),
    "open a workgroup's form": lambda story, who, it: story.run(show_form, who, it.design),
    "archive a workgroup": lambda story, who, it: story.run(manage.archive, who, it.design),
    "list invitations": lambda story, who, _: _list(story, lists.all_invitations, who),
    "list users": lambda story, who, _: _list(story, lists.all_users, who),
    "list workgroups": lambda story, who, _: _list(story, lists.all_groups, who),
    "resend": lambda story, who, it: story.resend(it.bob, who),
    "extend": lambda story, who, it: story.extend(it.bob, who),
    "correct": lambda story, who, it: story.database.run(
        correct.correct, who, it.bob, "rob@example.com", LIMITS, story.now
    ),
    "revoke": lambda story, who, it: story.revoke(it.bob, who),
    "snooze": lambda story, who, it: story.run(snooze.snooze, who, it.bob),
    "read the history": lambda story, who, it: story.database.run(
        describe.with_audit_trail, who, it.bob, 9, story.now
    ),
    "copy the link": lambda story, who, it: story.run(share_link, who, it.bob),
    "approve": lambda story, who, it: story.database.run(
        approve.approve, who, it.asked, LIMITS, story.now
    ),
    "refuse": lambda story, who, it: story.database.run(
        approve.refuse, who, it.asked, "", story.now
    ),
    "look at all of a form": lambda story, who, it: story.run(decide_all.look_all, who, it.asked),
    "approve all of a form": lambda story, who, it: story.database.run(
        decide_all.approve_all, who, it.asked, LIMITS, story.now
    ),
    "refuse all of a form": lambda story, who, it: story.database.run(
        decide_all.refuse_all, who, it.asked, "", story.now
    ),
    "withdraw Mia's request": lambda story, who, it: story.revoke(it.asked, who),
    "link a workgroup": lambda story, who, it: story.database.run(
        change_form, who, it.design, Change("Craft"), WantedLinks(), story.now
    ),
    "change a role": lambda story, who, it: story.database.run(
        change_role, who, it.mia, "lead", story.now
    ),
    "remove a member": lambda story, who, it: story.run(remove, who, it.mia),
    "look at settings": lambda story, who, _: story.run(workspace_settings.show, who),
    "change settings": lambda story, who, _: story.database.run(
        workspace_settings.change, who, {"reply_to": "yes"}, Limits(), story.now
    ),
}


def _list(story: Story, query: Any, who: Person) -> Any:
    return story.database.run(query, who, Search(), 9, story.now)


OF_ALL = {
    "open the form",
    "ask who is here",
    "find a workgroup",
    "see where a workgroup leads",
    "look at Home",
    "request",
}
OF_INVITERS = {"invite"}
OF_LEADS = {
    "make a workgroup",
    "begin a workgroup",
    "look into a workgroup",
    "open a workgroup's form",
    "edit a workgroup",
    "add members",
    "remove members",
    "archive a workgroup",
    "list invitations",
    "list users",
    "list workgroups",
}
WHOSE_IT_IS = {"revoke", "snooze", "read the history", "copy the link"}
WHOSE_AND_INVITES = {"resend", "extend", "correct"}
MINE = {"withdraw Mia's request"}
CAST = {"Ada": ADA, "Lev, whose it is": LEV, "Lea, another lead": LEA, "Mia": MIA}


def allowed(who: str, setting: str) -> set[str]:
    """What the role, the setting and whose it is allow together."""
    role = {"Ada": "admin", "Mia": "member"}.get(who, "lead")
    invites = role in {"admins": {"admin"}, "leads": {"admin", "lead"}}.get(setting, {role})
    if role == "admin":
        return set(ACTIONS)
    may = set(OF_ALL)
    may |= OF_INVITERS if invites else set()
    may |= OF_LEADS if role == "lead" else MINE
    if who == "Lev, whose it is":
        may |= WHOSE_IT_IS | (WHOSE_AND_INVITES if invites else set())
    return may


@pytest.fixture
def things(story: Story, beginnings: Beginnings) -> Things:
    return beginnings.go_on(story, one_of_each)


def one_of_each(story: Story) -> Things:
    story.database.run(set_role, LEA.email, "lead", story.now)
    mia = str(story.run(identify, MIA).member.id)
    design = story.group("Design")
    wanted = story.database.run(want, design, mia, story.now)
    return Things(story.invite(), ask(story, MIA, "asked@example.com"), design, mia, wanted)


def want(unit: Session, group: str, member: str, now: datetime) -> str:
    wanted = Addition(
        id=ids.new(now),
        workspace_id=unit.get_one(Member, member).workspace_id,
        workgroup_id=group,
        asker_id=member,
        members=[member],
        state="requested",
        created_at=now,
    )
    unit.add(wanted)
    return wanted.id


class Rehearsal:
    """Runs a command for what it gives or raises, and undoes it: the next one finds all as it was.

    A refusal is for real: what it had written would stay.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def run(self, command: Callable[..., Any], *args: Any) -> Any:
        with Session(self._database.engine, expire_on_commit=False) as unit:
            try:
                done = command(unit, *args)
            except NotAllowed:
                unit.commit()
                raise
            unit.rollback()
            return done


@pytest.fixture
def rehearsed(story: Story) -> Story:
    return replace(story, database=Rehearsal(story.database))  # type: ignore[arg-type]


@pytest.mark.parametrize("setting", ["admins", "leads", "everyone"])
@pytest.mark.parametrize("who", CAST)
def test_a_member_may_do_what_their_role_and_the_setting_say(
    story: Story, rehearsed: Story, things: Things, who: str, setting: str
) -> None:
    story.database.run(
        workspace_settings.change, ADA, {"who_may_invite": setting}, Limits(), story.now
    )
    before = {id: story.verbs(id) for id in (things.bob, things.asked, things.design)}  # noqa: A001
    found = {}
    for action, act in ACTIONS.items():
        try:
            act(rehearsed, CAST[who], things)
        except NotAllowed as refusal:
            found[action] = (refusal.why, refusal.ask)
    assert found == {
        action: ("role", (ADA.user,)) for action in ACTIONS if action not in allowed(who, setting)
    }
    assert before == {id: story.verbs(id) for id in before}  # noqa: A001


@pytest.mark.parametrize("setting", ["admins", "leads", "everyone"])
def test_who_may_invite_by_now_and_asks_invites(story: Story, setting: str) -> None:
    story.database.run(
        workspace_settings.change, ADA, {"who_may_invite": setting}, Limits(), story.now
    )
    states = {
        who: story.row(ask(story, person, f"{person.user}@example.com")).state
        for who, person in {"admin": ADA, "lead": LEV, "member": MIA}.items()
    }
    invites = {"admins": 1, "leads": 2, "everyone": 3}[setting]
    assert list(states.values()) == (["pending"] * invites + ["requested"] * 3)[:3]


OUTSIDERS: dict[str, Person] = {
    "guest": GUS,
    "stranger": NIA,
    **{kind: replace(MIA, kind=kind) for kind in ("bot", "deleted", "unknown")},
}


@pytest.mark.parametrize("kind", OUTSIDERS)
def test_an_outsider_may_nothing_and_nothing_of_theirs_is_stored(
    story: Story, rehearsed: Story, things: Things, kind: PersonKind
) -> None:
    before = [len(story.all(table)) for table in (Member, AuditEntry, Invitation)]
    for action, act in ACTIONS.items():
        with pytest.raises(NotAllowed) as refusal:
            act(rehearsed, OUTSIDERS[kind], things)
        found = action, refusal.value.why, tuple(refusal.value.ask)
        assert found == (action, kind, ())
    assert [len(story.all(table)) for table in (Member, AuditEntry, Invitation)] == before


def test_an_outsider_is_refused_without_the_database(story: Story) -> None:
    with pytest.raises(NotAllowed):
        invite(None, GUS, InviteForm("nonsense"), Limits(), story.now)  # type: ignore[arg-type]


ABOUT_ONE = [
    *sorted(WHOSE_IT_IS | WHOSE_AND_INVITES | MINE),
    *(
        "approve",
        "refuse",
        "look at all of a form",
        "approve all of a form",
        "refuse all of a form",
        "change a role",
        "remove a member",
        "look into a workgroup",
        "edit a workgroup",
    ),
    *("add members", "remove members", "archive a workgroup"),
    *("approve added members", "refuse added members"),
]
NONE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.mark.parametrize("which", ["another workspace's", "no"])
def test_what_is_another_workspaces_is_told_apart_from_nothing_by_nothing(
    story: Story, things: Things, which: str
) -> None:
    wanted = things if which == "another workspace's" else Things(NONE, NONE, NONE, NONE, NONE)
    before = len(story.all(AuditEntry))
    story.run(identify, ZED)
    joined = len(story.all(AuditEntry))
    for action in ABOUT_ONE:
        with pytest.raises(NotFound):
            ACTIONS[action](story, ZED, wanted)
        assert (action, len(story.all(AuditEntry))) == (action, joined)
    assert joined > before


def test_an_admin_sees_nothing_of_another_workspace(story: Story, things: Things) -> None:
    zed = Member(id="M", role="admin", workspace_id="W2")
    assert not policy.may_manage(Actor(zed, Workspace(id="W2")), story.row(things.bob))


def test_three_admins_are_named_at_most(story: Story) -> None:
    for number in range(4):
        admin = replace(ADA, user=f"U{number}", email=f"a{number}@northwind.example")
        story.wait(seconds=1)
        story.run(identify, admin)
    with pytest.raises(NotAllowed) as refusal:
        story.invite(by=MIA)
    assert refusal.value.ask == (ADA.user, "U0", "U1")

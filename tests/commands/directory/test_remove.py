"""A member is removed by an admin: from everything, with the history kept; and comes back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from commands import export
from commands.directory.change_role import change_role
from commands.directory.remove import remove
from commands.directory.sync import follow
from commands.errors import LastAdmin, NotAllowed, NotFound, Oneself, RunsSlack
from commands.invitations import lists
from commands.invitations.invite import InviteForm, prepare
from commands.invitations.lists import Search
from commands.invitations.request import request
from commands.invitations.visit_home import visit_home
from commands.workgroups import manage
from storage import ids
from storage.models import AuditEntry, ChannelLink, Invitation, Member, OutboxRow, Workgroup
from tests.commands.directory.looking import take_stock
from tests.commands.directory.removal import BEA, LIMITS, come_in, expel, inside, promote, settled
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA, NORTHWIND


def test_who_is_removed_is_out_of_everything_and_it_is_written_down(story: Story) -> None:
    mia, design = settled(story)
    story.database.run(visit_home, MIA, "somewhere", story.now, 9)
    story.database.run(change_role, ADA, mia, "lead", story.now)
    story.wait(days=1)
    expel(story, MIA)
    member = story.member(MIA)
    assert (member.removed_at, member.role, member.home) == (story.now, "member", None)
    assert (member.email, member.name) == (MIA.email, MIA.name)
    assert inside(story, mia) == set()
    [own] = [each for each in story.all(Workgroup) if each.owner_id == mia]
    assert own.archived_at == story.now
    assert story.verbs(own.id) == ["archived"]
    assert story.verbs(design) == ["created", "removed"]
    assert story.verbs(mia)[-2:] == ["role", "expelled"]
    ada = story.member(ADA).id
    done = [each for each in story.all(AuditEntry) if each.at == story.now]
    assert {(each.via, each.actor_id) for each in done} == {("slack", ada)}
    [removed] = [each for each in done if each.verb == "removed"]
    assert removed.details == {"members": [mia]}


def test_nobody_is_told_of_a_role_that_they_did_not_have(story: Story) -> None:
    mia = expel(story, MIA)
    assert story.verbs(mia) == ["joined", "expelled"]


def test_user_groups_follow_and_channels_stay(story: Story) -> None:
    mia, design = settled(story)
    with story.database.transaction() as unit:
        for number, kind in enumerate(("channel", "usergroup")):
            unit.add(
                ChannelLink(
                    id=ids.new(story.now),
                    workspace_id=story.member(ADA).workspace_id,
                    workgroup_id=design,
                    kind=kind,
                    slack_id=f"X{number}",
                    name=kind,
                    created_at=story.now,
                )
            )
    expel(story, MIA)
    steps = [row for row in story.outbox("place.%") if row.kind != "place.account"]
    assert [(row.kind, row.member_id) for row in steps] == [("place.usergroup", mia)]


def test_nobody_removes_themself(story: Story) -> None:
    with pytest.raises(LastAdmin):
        story.run(remove, ADA, story.member(ADA).id)
    promote(story, BEA)
    with pytest.raises(Oneself):
        story.run(remove, ADA, story.member(ADA).id)
    assert story.member(ADA).removed_at is None


def test_another_admin_can_be_removed_but_not_slacks_own(story: Story) -> None:
    promote(story, BEA)
    with pytest.raises(RunsSlack):
        story.run(remove, BEA, story.member(ADA).id)
    story.run(follow, replace(ADA, runs_slack=False))
    story.database.run(change_role, BEA, story.member(ADA).id, "admin", story.now)
    expel(story, ADA, BEA)
    assert story.member(ADA).role == "member"


def test_who_was_removed_is_there_no_more(story: Story) -> None:
    mia = expel(story, MIA)
    for again in (
        lambda: story.run(remove, ADA, mia),
        lambda: story.database.run(change_role, ADA, mia, "lead", story.now),
    ):
        with pytest.raises(NotFound) as refusal:
            again()
        assert refusal.value.what == "member"
    assert story.verbs(mia) == ["joined", "expelled"]


ACTS: dict[str, Any] = {
    "look at Home": lambda story, who: story.database.run(lists.own, who, story.now, 9),
    "open the form": lambda story, who: story.run(prepare, who),
    "invite": lambda story, who: story.invite("new@example.com", who),
    "ask": lambda story, who: story.database.run(
        request, who, InviteForm("new@example.com"), LIMITS, story.now
    ),
    "have a file": lambda story, who: story.run(export.ask, who),
    "find a workgroup": lambda story, who: story.database.run(manage.search, who, "", 9),
}


@pytest.mark.parametrize("act", ACTS)
def test_who_was_removed_and_uses_the_bot_reads_whom_to_ask(story: Story, act: str) -> None:
    mia = expel(story, MIA)
    moved = replace(MIA, name="Mia Moved", locale="en", email="moved@northwind.example")
    before = [len(story.all(table)) for table in (Member, AuditEntry, Invitation, OutboxRow)]
    with pytest.raises(NotAllowed) as refusal:
        ACTS[act](story, moved)
    assert (refusal.value.why, refusal.value.ask) == ("removed", (ADA.user,))
    assert [len(story.all(each)) for each in (Member, AuditEntry, Invitation, OutboxRow)] == before
    assert (story.member(MIA).name, story.member(MIA).email) == (MIA.name, MIA.email)
    assert inside(story, mia) == set()


def test_another_account_of_their_address_is_no_way_in(story: Story) -> None:
    expel(story, MIA)
    with pytest.raises(NotAllowed) as refusal:
        come_in(story, replace(MIA, user="U0MIA2"))
    assert refusal.value.why == "removed"
    assert story.member(MIA).email == MIA.email


def test_who_never_used_slack_is_removed_by_address(story: Story) -> None:
    story.accept(story.invite(MIA.email))
    [mia] = [each.id for each in story.all(Member) if each.email == MIA.email]
    story.run(remove, ADA, mia)
    with pytest.raises(NotAllowed):
        come_in(story, MIA)
    [member] = [each for each in story.all(Member) if each.id == mia]
    assert (member.slack_user, member.removed_at) == (None, story.now)


@pytest.mark.parametrize("how", ["follow", "look"])
def test_whom_slack_lets_run_the_workspace_comes_back_as_an_admin(story: Story, how: str) -> None:
    mia = expel(story, MIA)
    boss = replace(MIA, runs_slack=True)
    if how == "follow":
        story.run(follow, boss)
    else:
        take_stock(story, ADA, boss)
    member = story.member(MIA)
    assert (member.id, member.removed_at, member.role) == (mia, None, "admin")
    assert inside(story, mia) == {"Public"}
    assert story.verbs(mia)[-2:] == ["joined", "role"]


def test_what_else_slack_says_brings_nobody_back(story: Story) -> None:
    expel(story, MIA)
    for kind in ("deleted", "person"):
        story.run(follow, replace(MIA, kind=kind))
    removed = story.member(MIA).removed_at
    take_stock(story, ADA, MIA)
    assert story.member(MIA).removed_at == removed == story.now - timedelta(days=1)


def test_what_lists_members_leaves_them_out(story: Story) -> None:
    expel(story, MIA)
    page = story.database.run(lists.all_users, ADA, Search(), 9, story.now)
    assert [each.name for each in page.rows] == [ADA.name, "lev"]
    with story.database.reading() as unit:
        rows = list(export.read(unit, export.TABLES["members"], NORTHWIND, story.now))
    assert [row[1] for row in rows] == [ADA.email, LEV.email]
    design = story.group("Design")
    added = story.database.run(manage.add_members, LEV, design, MIA.email, story.now)
    assert added.unknown == (MIA.email,)
    with story.database.reading() as unit, pytest.raises(NotFound):
        list(export.seen_by(unit, NORTHWIND, MIA.user, story.now))


def test_who_left_slack_is_a_member_in_the_export(story: Story) -> None:
    come_in(story, MIA)
    story.run(follow, replace(MIA, kind="deleted"))
    with story.database.reading() as unit:
        rows = list(export.read(unit, export.TABLES["members"], NORTHWIND, story.now))
    assert MIA.email in [row[1] for row in rows]

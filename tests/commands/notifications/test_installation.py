"""What is left of the installation is told once: to whom, when, and when no more."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from commands.actors import Person
from commands.delivery import parcels
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered
from commands.directory.sync import follow
from commands.notifications import installation
from commands.notifications.installation import Installation, Used
from storage import workspaces
from storage.models import ChannelLink, Member, Workgroup, Workspace
from tests.commands.statements import statements
from tests.commands.story import Story
from tests.people import ADA, ELSEWHERE, LEV, NORTHWIND
from tests.storage.waiting import until_somebody_waits

BEA = replace(ADA, user="U0BEA", name="Bea", email="bea@northwind.example")
FILES, CONNECT = "files:write", "conversations.connect:write"


@pytest.fixture(autouse=True)
def _bea_is_an_admin_and_ada_the_primary_owner(story: Story) -> None:
    run_by(story, ADA, BEA, owner=ADA.user)


def run_by(story: Story, *admins: Person, owner: str = "") -> None:
    for each in admins:
        told = replace(each, runs_slack=True, owns_slack=each.user == owner)
        story.database.run(follow, told, story.now)


def look(story: Story) -> list[str]:
    """As the worker does: the teams of which it was news that no event comes."""
    story.database.run(installation.await_events, story.now)
    return story.database.run(installation.tell_silent, story.now)


def hear(story: Story, team: str = NORTHWIND) -> list[str]:
    return story.database.run(installation.hear, team, story.now)


def miss(story: Story, *missing: str) -> bool:
    return story.database.run(installation.tell_missing, NORTHWIND, missing, story.now)


def readers(sent: Sequence[Parcel]) -> list[str]:
    return [each.recipient.slack_user for each in sent if each.recipient]


def left(story: Story, kind: str) -> list[str]:
    return readers([each for each in story.deliver("slack.%") if each.kind == kind])


def silent_for_two_days(story: Story) -> None:
    look(story)
    story.wait(days=2)
    story.invite()


def test_the_first_event_is_written_down_and_no_other(story: Story) -> None:
    at = story.now
    assert hear(story) == [NORTHWIND]
    story.wait(days=1)
    assert hear(story) == []
    [workspace] = story.all(Workspace)
    assert workspace.events_heard_at == at


def test_of_a_team_that_is_not_ours_nothing_is_written(story: Story) -> None:
    assert hear(story, ELSEWHERE) == []
    assert len(story.all(Workspace)) == 1


def test_an_address_that_was_verified_is_every_workspace_s(story: Story) -> None:
    story.database.run(workspaces.add, ELSEWHERE, "Elsewhere", story.now)
    assert sorted(hear(story, "")) == [ELSEWHERE, NORTHWIND]
    assert hear(story) == hear(story, ELSEWHERE) == []


def test_after_a_day_the_primary_owner_alone_is_told_and_once(story: Story) -> None:
    assert look(story) == []
    story.invite()
    story.wait(hours=23)
    assert look(story) == []
    story.wait(hours=1)
    assert look(story) == [NORTHWIND]
    assert look(story) == []
    assert left(story, "slack.silent") == [ADA.user]
    story.wait(days=30)
    assert look(story) == []
    assert left(story, "slack.silent") == []


def test_where_nobody_uses_usher_nothing_is_said(story: Story) -> None:
    story.invite()
    story.wait(hours=1)
    look(story)
    story.wait(days=9)
    assert look(story) == [], "what was before it listened tells nothing"
    story.invite("joe@example.com")
    assert look(story) == [NORTHWIND]


def test_who_has_heard_an_event_is_never_told(story: Story) -> None:
    look(story)
    hear(story)
    story.wait(days=30)
    story.invite()
    assert look(story) == []


def test_without_a_primary_owner_who_can_be_told_the_admins_are(story: Story) -> None:
    with story.database.transaction() as unit:
        unit.execute(update(Workspace).values(primary_owner="U0NOBODY"))
    silent_for_two_days(story)
    look(story)
    assert sorted(left(story, "slack.silent")) == sorted([ADA.user, BEA.user])


def test_without_anybody_to_tell_it_is_told_later(story: Story) -> None:
    silent_for_two_days(story)
    with story.database.transaction() as unit:
        unit.execute(update(Member).values(role="member"))
    assert look(story) == []
    assert miss(story, FILES), "who runs Usher reads it in /readyz and in the log"
    assert not miss(story, FILES)
    [known] = story.database.read(installation.describe_lacking)
    assert known.missing == (FILES,)
    assert story.database.read(installation.uses, NORTHWIND) == (Used(), None)
    assert left(story, "slack.scopes") == []
    with story.database.transaction() as unit:
        unit.execute(update(Member).where(Member.slack_user == ADA.user).values(role="admin"))
    assert look(story) == [NORTHWIND]
    assert not miss(story, FILES)
    assert not miss(story, FILES)
    assert left(story, "slack.scopes") == [ADA.user]


def test_a_look_that_finds_no_owner_keeps_the_one_who_is_known(story: Story) -> None:
    run_by(story, ADA, BEA)
    assert story.all(Workspace)[0].primary_owner == ADA.user


def test_when_the_first_event_comes_the_message_says_so(story: Story) -> None:
    silent_for_two_days(story)
    look(story)
    story.deliver("slack.%")
    hear(story)
    [sent] = [each for each in story.deliver("slack.%") if each.kind == "slack.silent"]
    assert sent.replaces
    assert sent.installation == Installation(NORTHWIND, heard=True, missing=())


def test_what_has_not_left_when_the_first_event_comes_says_nothing(story: Story) -> None:
    silent_for_two_days(story)
    look(story)
    hear(story)
    assert left(story, "slack.silent") == []
    assert [each.reason for each in story.outbox("slack.silent")] == ["mended meanwhile"]


def test_all_admins_are_told_of_a_scope_once(story: Story) -> None:
    assert miss(story, FILES)
    assert not miss(story, FILES)
    assert sorted(left(story, "slack.scopes")) == sorted([ADA.user, BEA.user])
    assert left(story, "slack.scopes") == []


def test_another_scope_is_told_and_one_that_came_is_shown_where_it_stands(story: Story) -> None:
    miss(story, FILES)
    story.deliver("slack.%")
    assert miss(story, CONNECT, FILES)
    parcels = [each for each in story.deliver("slack.%") if each.kind == "slack.scopes"]
    assert sorted(bool(each.replaces) for each in parcels) == [False, False, True, True]
    assert miss(story, CONNECT)
    parcels = [each for each in story.deliver("slack.%") if each.kind == "slack.scopes"]
    assert [each.installation and each.installation.missing for each in parcels] == [(CONNECT,)] * 4
    assert all(each.replaces for each in parcels)


def test_what_was_granted_is_forgotten_and_told_anew(story: Story) -> None:
    miss(story, FILES)
    story.deliver("slack.%")
    assert miss(story)
    assert not miss(story)
    parcels = story.deliver("slack.%")
    assert [each.installation and each.installation.missing for each in parcels] == [(), ()]
    assert miss(story, FILES)
    assert len([each for each in story.deliver("slack.%") if not each.replaces]) == 2


def test_what_has_not_left_when_it_was_granted_says_nothing(story: Story) -> None:
    miss(story, FILES)
    miss(story)
    assert left(story, "slack.scopes") == []


def first_event(unit: Session, now: datetime) -> None:
    installation.hear(unit, NORTHWIND, now)


def all_granted(unit: Session, now: datetime) -> None:
    installation.tell_missing(unit, NORTHWIND, (), now)


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("kind", "mend"), [("slack.silent", first_event), ("slack.scopes", all_granted)]
)
def test_what_is_mended_while_the_message_is_marked_is_in_it_all_the_same(
    story: Story, kind: str, mend: Callable[[Session, datetime], None]
) -> None:
    silent_for_two_days(story)
    look(story)
    miss(story, FILES)
    taken = story.claim(kind)[0]

    def record() -> None:
        with story.database.transaction() as unit:  # no second try hides a deadlock
            parcels.record(unit, [(taken, Delivered("D1", "1.0"))], story.now)

    with ThreadPoolExecutor(1) as pool:
        with story.database.transaction() as unit:
            mend(unit, story.now)
            settling = pool.submit(record)
            until_somebody_waits(story.database)
        settling.result()
    [told] = [each for each in story.claim("slack.%") if each.replaces]
    assert told.replaces == ("D1", "1.0")


def test_two_processes_tell_once(story: Story) -> None:
    silent_for_two_days(story)
    with ThreadPoolExecutor(4) as pool:
        told = [*pool.map(lambda _: story.database.run(*SILENT, story.now), range(4))]
        missed = [*pool.map(lambda _: miss(story, FILES), range(4))]
    assert sorted(told) == [[], [], [], [NORTHWIND]]
    assert sorted(missed) == [False, False, False, True]
    assert len(story.outbox("slack.silent")) == 1
    assert len(story.outbox("slack.scopes")) == 2


SILENT = (installation.tell_silent,)


@pytest.mark.parametrize(
    ("link", "used"),
    [
        ({"kind": "channel", "private": False}, Used(channels=True)),
        ({"kind": "channel", "private": False, "connect": True}, Used(True, connect=True)),
        ({"kind": "channel", "private": True, "name": "plans"}, Used(private_channels=True)),
        # Nobody has said yet whether it is private.
        ({"kind": "channel", "private": True}, Used(channels=True)),
        ({"kind": "usergroup"}, Used(usergroups=True)),
    ],
)
def test_what_workgroups_lead_into_decides_what_is_used(
    story: Story, link: dict[str, object], used: Used
) -> None:
    group = story.group("Planning", by=ADA)
    assert story.database.read(installation.uses, NORTHWIND) == (Used(), ())
    with story.database.transaction() as unit:
        workspace = workspaces.by_team(unit, NORTHWIND)
        assert workspace
        row = {"name": "", "connect": False, "private": True, "problem": "", "problem_with": ""}
        keys = {"id": "L" * 26, "workspace_id": workspace.id, "workgroup_id": group}
        unit.add(ChannelLink(**{**row, **keys, **link}, slack_id="C1", created_at=story.now))
    assert story.database.read(installation.uses, NORTHWIND) == (used, ())
    with story.database.transaction() as unit:
        unit.execute(update(Workgroup).values(archived_at=story.now))
    assert story.database.read(installation.uses, NORTHWIND) == (Used(), ())


def test_what_is_left_is_described_until_it_is_done(story: Story) -> None:
    look(story)
    miss(story, FILES, CONNECT)
    lacking = Installation(NORTHWIND, heard=False, missing=(CONNECT, FILES))
    assert story.database.read(installation.describe_lacking) == [lacking]
    hear(story)
    miss(story)
    assert story.database.read(installation.describe_lacking) == []


def test_a_look_where_all_is_well_is_one_statement(story: Story) -> None:
    hear(story)
    with statements(story.database) as seen:
        story.database.read(installation.describe_lacking)
    assert len([each for each in seen if "workspace" in each]) == 1


def test_lev_hears_of_neither(story: Story) -> None:
    silent_for_two_days(story)
    look(story)
    miss(story, FILES)
    assert LEV.user not in readers(story.deliver("slack.%"))

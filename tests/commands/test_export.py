"""Export: everything there is, row by row, of one workspace or of all."""

from datetime import datetime
from typing import Any

import pytest

from commands import export
from commands.errors import NotFound
from tests.commands.story import Story
from tests.northwind import SlackTeam, sync
from tests.people import ADA, ELSEWHERE, NORTHWIND


def rows(story: Story, what: str, team: str | None = None) -> list[dict[str, Any]]:
    table = export.TABLES[what]
    with story.database.reading() as unit:
        found = list(export.read(unit, table, team, story.now))
    return [dict(zip(table.columns, row, strict=True)) for row in found]


def test_an_invitation_with_everything(story: Story, now: datetime) -> None:
    design = story.group("Design")
    bob = story.invite(
        "Bob Bee <Bob@Example.com>", workgroup=design, personal=True, note="Hi", locale="ru"
    )

    [row] = rows(story, "invitations")

    assert row == {
        "id": bob,
        "email": "bob@example.com",
        "state": "pending",
        "workgroup": "Design",
        "personal_workgroup": True,
        "inviter": "lev@northwind.example",
        "note": "Hi",
        "locale": "ru",
        "created_at": now,
        "expires_at": now.replace(month=12, day=7),
        "closed_at": None,
        "mail": "queued",
        "name": "Bob Bee",
    }


def test_past_its_end_an_invitation_is_expired_before_any_sweep(story: Story) -> None:
    story.invite()
    story.wait(days=14)

    [row] = rows(story, "invitations")
    assert (row["state"], row["closed_at"]) == ("expired", row["expires_at"])
    story.expire()
    assert rows(story, "invitations") == [row], "a sweep only writes it down"


def test_a_member_with_their_workgroups(story: Story, now: datetime) -> None:
    design = story.group("Design")
    story.accept(story.invite("bob@example.com", workgroup=design))

    bob = rows(story, "members")[-1]

    assert {**bob, "id": ""} == {
        "id": "",
        "email": "bob@example.com",
        "name": "bob",
        "slack_user": None,
        "role": "member",
        "workgroups": "Public; Design",
        "joined_at": now,
    }


def test_workgroups_with_the_addresses_of_their_members(story: Story) -> None:
    design = story.group("Design", description="How it looks")
    story.accept(story.invite("bob@example.com", workgroup=design))
    story.accept(story.invite("amy@example.com", workgroup=design))

    public, group = rows(story, "workgroups")

    assert public["kind"] == "public"
    assert group == {
        "id": design,
        "name": "Design",
        "kind": "custom",
        "description": "How it looks",
        "members": "amy@example.com; bob@example.com",
    }


@pytest.mark.parametrize("what", list(export.TABLES))
def test_one_workspace_is_kept_apart_from_another(story: Story, what: str) -> None:
    story.invite()
    other = [ADA.__class__(ELSEWHERE, "U0EVE", name="Eve", email="eve@elsewhere.example")]
    story.database.run(sync, SlackTeam(ELSEWHERE, "Elsewhere", "UTC", other), story.now)

    here, there, all_of_it = (rows(story, what, team) for team in (NORTHWIND, ELSEWHERE, None))

    assert here
    assert bool(there) is (what != "invitations")
    assert sorted(row["id"] for row in here + there) == sorted(row["id"] for row in all_of_it)


@pytest.mark.parametrize("what", list(export.TABLES))
def test_a_workspace_that_is_not_here_is_not_found(story: Story, what: str) -> None:
    with story.database.reading() as unit, pytest.raises(NotFound):
        export.read(unit, export.TABLES[what], "T0NOWHERE", story.now)


def test_more_members_than_are_read_at_once_all_come(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 2)
    for number in range(5):
        story.accept(story.invite(f"b{number}@example.com"))

    found = rows(story, "members")

    assert [row["email"] for row in found if row["email"].startswith("b")] == [
        f"b{number}@example.com" for number in range(5)
    ]
    assert all(row["workgroups"] == "Public" for row in found)

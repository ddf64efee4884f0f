"""Migrate, role and export, which need the database alone, and manifest, which needs nothing."""

import csv
import json
from io import StringIO

import pytest
from sqlalchemy import update

from commands.directory.remove import remove
from storage.database import Database
from storage.models import Invitation, Member
from tests.bot.cli.terminal import Terminal
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA, NORTHWIND

MEMBERS = ["id", "email", "name", "slack_user", "role", "workgroups", "joined_at"]
WORKGROUPS = ["id", "name", "kind", "description", "members"]


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def test_migrate_makes_the_tables_and_does_nothing_the_second_time(terminal: Terminal) -> None:
    for _ in range(2):
        said = terminal.usher("migrate")
        assert (said.code, said.out, said.err) == (0, "", "")
    assert terminal.usher("export", "members").code == 0


@pytest.mark.parametrize("role", ["admin", "lead", "member"])
def test_role_makes_somebody_what_they_shall_be(
    story: Story, migrated: Terminal, role: str
) -> None:
    said = migrated.usher("role", "Lev@Northwind.example", role)

    assert said.code == 0
    assert said.out.startswith("lev@northwind.example is now a")
    with story.database.reading() as unit:
        [lev] = unit.query(Member).filter_by(email=LEV.email)
        assert lev.role == role


def test_role_says_that_a_new_one_is_linked_later(story: Story, migrated: Terminal) -> None:
    said = migrated.usher("role", MIA.email, "lead")

    assert said.out == (
        "mia@northwind.example is now a lead; they are linked to Slack when they first use Usher.\n"
    )


def test_role_brings_back_who_was_removed(story: Story, migrated: Terminal) -> None:
    [lev] = [each for each in story.all(Member) if each.email == LEV.email]
    story.run(remove, ADA, lev.id)

    said = migrated.usher("role", LEV.email, "lead")

    assert said.out == (
        "lev@northwind.example is now a lead; they had been removed, and are a member again.\n"
    )


def test_role_without_a_workspace_says_what_to_do(migrated: Terminal) -> None:
    said = migrated.usher("role", LEV.email, "lead")

    assert said.code == 1
    assert "There is no workspace yet" in said.err
    assert migrated.usher("role", LEV.email, "lead", "--workspace", NORTHWIND).code == 0
    assert migrated.usher("role", LEV.email, "admin").code == 0


def test_role_in_one_of_several_workspaces_asks_which(story: Story, migrated: Terminal) -> None:
    migrated.usher("role", LEV.email, "lead", "--workspace", "T0OTHER")

    said = migrated.usher("role", LEV.email, "lead")

    assert said.code == 2
    assert "--workspace (T0NORTHWND, T0OTHER)" in said.err


@pytest.mark.parametrize("odd", ["lev", "lev@", "a@example.com b@example.com", " "])
def test_role_of_what_is_no_address_is_wrong_usage(
    story: Story, migrated: Terminal, odd: str
) -> None:
    said = migrated.usher("role", odd, "lead")

    assert said.code == 2
    assert "is not one email address" in said.err


def test_role_knows_three_roles(migrated: Terminal) -> None:
    assert migrated.usher("role", LEV.email, "owner").code == 2


def test_invitations_are_exported_with_a_heading(story: Story, migrated: Terminal) -> None:
    bob = story.invite(workgroup=story.group("Design"), personal=True, note="Hi, Bob\nsee you")

    said = migrated.usher("export", "invitations")

    assert said.code == 0
    heading, _, _ = said.out.partition("\r\n")
    assert heading == (
        "id,email,state,workgroup,personal_workgroup,inviter,note,locale,"
        "created_at,expires_at,closed_at,mail,name"
    )
    [row] = table(said.out)
    assert row["id"] == bob
    assert row["workgroup"] == "Design"
    assert row["personal_workgroup"] == "yes"
    assert row["note"] == "Hi, Bob\nsee you"
    assert row["created_at"] == "2026-11-23T09:30:00Z"
    assert row["closed_at"] == ""


def test_members_and_workgroups_are_exported_too(story: Story, migrated: Terminal) -> None:
    members = table(migrated.usher("export", "members").out)
    groups = table(migrated.usher("export", "workgroups").out)

    assert list(members[0]) == MEMBERS
    assert [row["role"] for row in members] == ["admin", "lead"]
    assert list(groups[0]) == WORKGROUPS
    assert groups[0]["members"] == "ada@northwind.example; lev@northwind.example"


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_begins_like_a_formula(story: Story, migrated: Terminal, begins: str) -> None:
    story.invite(note="harmless")
    with story.database.transaction() as unit:
        unit.execute(update(Invitation).values(note=f"{begins}SUM(A1)"))
        unit.execute(update(Member).values(name=f"{begins}cmd"))

    [row] = table(migrated.usher("export", "invitations").out)
    assert row["note"] == f"'{begins}SUM(A1)"
    assert {each["name"] for each in table(migrated.usher("export", "members").out)} == {
        f"'{begins}cmd"
    }


def test_json_lines_hold_the_texts_as_they_are(story: Story, migrated: Terminal) -> None:
    story.invite(note="=1+1 «Привет»", personal=False)

    said = migrated.usher("export", "invitations", "--format", "jsonl")

    [row] = [json.loads(line) for line in said.out.splitlines()]
    assert row["note"] == "=1+1 «Привет»"
    assert row["personal_workgroup"] == "no"
    assert row["created_at"] == "2026-11-23T09:30:00Z"
    assert "Привет" in said.out


def test_one_workspace_can_be_exported_alone(story: Story, migrated: Terminal) -> None:
    story.invite()
    migrated.usher("role", "eve@elsewhere.example", "lead", "--workspace", "T0ELSEWHER")

    said = migrated.usher("export", "members", "--workspace", "T0ELSEWHER")
    assert [row["email"] for row in table(said.out)] == ["eve@elsewhere.example"]

    unknown = migrated.usher("export", "members", "--workspace", "T0NOWHERE")
    assert (unknown.code, unknown.out) == (2, "")
    assert "There is no workspace T0NOWHERE." in unknown.err


@pytest.mark.parametrize("words", [("export", "members"), ("role", LEV.email, "lead")])
def test_before_migrating_the_way_out_is_named(terminal: Terminal, words: tuple[str, ...]) -> None:
    said = terminal.usher(*words)

    assert said.code == 2
    assert "run `usher migrate` first" in said.err


@pytest.mark.parametrize(
    "words", [("migrate",), ("export", "members"), ("role", "a@b.example", "lead")]
)
def test_a_database_that_is_away_is_named_in_one_line(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    terminal.set(DATABASE_URL="postgresql://usher:hunter2-secret@127.0.0.1:9/usher")

    said = terminal.usher(*words)

    assert said.code == 1
    assert said.err.startswith("usher: the database named by DATABASE_URL can't be used: ")
    assert said.err.count("\n") == 1
    assert "hunter2" not in said.err


def test_the_manifest_goes_to_one_output_and_the_advice_to_the_other(terminal: Terminal) -> None:
    terminal.set(PUBLIC_URL="https://usher.example.com", INVITE_COMMAND="/invite-user")

    said = terminal.usher("manifest")

    printed = json.loads(said.out)
    assert printed["features"]["slash_commands"][0]["command"] == "/invite-user"
    assert "The command is /invite-user. Slack may refuse it" in said.err
    assert "Event Subscriptions > Retry" in said.err


def test_a_wrong_setting_is_named_without_a_traceback(terminal: Terminal) -> None:
    terminal.set(PORT="many")

    for words in (("migrate",), ("manifest",), ("run",), ("demo",)):
        said = terminal.usher(*words)
        assert said.code == 2
        assert "PORT is wrong" in said.err
        assert "Traceback" not in said.err


def test_the_database_is_left_closed(story: Story, migrated: Terminal) -> None:
    migrated.usher("export", "members")

    database = Database(f"sqlite:///{migrated.database}")
    with database.transaction() as unit:
        unit.execute(update(Member).values(name="written"))
    database.close()

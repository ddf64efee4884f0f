"""Members: people of Slack become them, are kept in step, and get roles."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pytest

from commands.actors import Actor, Person
from commands.directory.change_role import set_role
from commands.directory.identify import identify
from commands.directory.join import workspace_of
from commands.directory.sync import introduce
from commands.errors import Ambiguous, BadAddresses, NoAddress, NotAllowed, NotFound
from commands.invitations.invite import InviteForm, invite
from commands.invitations.request import request
from commands.limits import Limits
from commands.notifications import digest_times
from storage.database import Database
from storage.models import AuditEntry, Member, Membership, Workgroup, Workspace
from tests.commands.story import Story
from tests.northwind import SlackTeam, sync
from tests.people import ADA, ELSEWHERE, GUS, LEV, MIA, NIA, NORTHWIND


def find(story: Story, person: Person) -> Actor:
    actor = story.run(identify, person)
    assert isinstance(actor, Actor)
    return actor


def only(story: Story, table: type[Workspace]) -> Workspace:
    [row] = story.all(table)
    assert isinstance(row, Workspace)
    return row


def test_mia_becomes_a_member_when_she_first_uses_the_bot(story: Story) -> None:
    mia = find(story, MIA).member
    assert (mia.email, mia.slack_user, mia.name) == (MIA.email, MIA.user, MIA.name)
    assert (mia.role, mia.locale, mia.joined_at) == ("member", "ru", story.now)
    assert story.verbs(mia.id) == ["joined"]
    [public] = [each.id for each in story.all(Workgroup)]
    assert public in [
        each.workgroup_id for each in story.all(Membership) if each.member_id == mia.id
    ]
    story.wait(days=1)
    assert find(story, MIA).member.id == mia.id
    assert story.verbs(mia.id) == ["joined"]


def test_whom_slack_lets_run_the_workspace_is_an_admin_from_the_start(story: Story) -> None:
    assert find(story, replace(MIA, runs_slack=True)).member.role == "admin"


def test_who_was_made_a_lead_by_address_is_linked_and_stays_one(story: Story) -> None:
    lev = find(story, replace(LEV, email="Lev@Northwind.Example")).member
    assert (lev.role, lev.slack_user, lev.name) == ("lead", LEV.user, "Lev Lead")


def test_who_runs_slack_is_an_admin_whatever_they_were_before_the_link(story: Story) -> None:
    assert find(story, replace(LEV, runs_slack=True)).member.role == "admin"


@pytest.mark.parametrize("person", [GUS, NIA], ids=["a guest", "a stranger"])
def test_an_outsider_never_becomes_a_member(story: Story, person: Person) -> None:
    before = len(story.all(Member))
    with pytest.raises(NotAllowed):
        find(story, person)
    assert len(story.all(Member)) == before


def test_without_an_address_a_person_is_known_by_their_slack_user(story: Story) -> None:
    nameless = replace(MIA, email="", name="")
    first = find(story, nameless).member
    assert (first.email, first.name) == (None, MIA.user)
    assert find(story, nameless).member.id == first.id


def test_a_new_name_language_and_address_are_taken_over(story: Story) -> None:
    before = find(story, MIA).member.id
    after = find(
        story,
        replace(MIA, name=" Mia\x00  Meyer ", locale="en", email="Mia.Meyer@northwind.example"),
    ).member
    assert after.id == before
    assert (after.name, after.locale) == ("Mia Meyer", "en")
    assert after.email == "mia.meyer@northwind.example"
    assert find(story, replace(MIA, email="")).member.email == after.email


def test_an_address_that_another_has_is_not_taken_from_them(story: Story) -> None:
    find(story, MIA)
    mia = find(story, replace(MIA, email=ADA.email, locale="en")).member
    assert (mia.email, mia.locale, mia.role) == (MIA.email, "en", "member")
    assert story.member(ADA).email == ADA.email


def test_a_second_slack_user_with_adas_address_does_not_become_ada(story: Story) -> None:
    twin = Person(NORTHWIND, "U0TWIN", name="Twin", email=ADA.email)
    first = find(story, twin).member
    assert (first.role, first.email, first.slack_user) == ("member", None, "U0TWIN")
    assert first.id != story.member(ADA).id
    assert find(story, twin).member.id == first.id
    assert story.member(ADA).slack_user == ADA.user


def test_a_person_seen_by_twenty_requests_at_once_is_one_member(story: Story) -> None:
    with ThreadPoolExecutor(20) as pool:
        found = {actor.member.id for actor in pool.map(lambda _: find(story, MIA), range(20))}
    assert len(found) == 1
    [mia] = found
    assert story.verbs(mia) == ["joined"]


def test_people_new_to_the_bot_who_invite_at_once_do_not_wait_for_each_other(
    story: Story,
) -> None:
    def begin(number: int) -> None:
        who = replace(ADA, user=f"U{number % 6}", email=f"a{number % 6}@northwind.example")
        form = InviteForm(f"p{number}@example.com")
        with story.database.transaction() as unit:  # no second try hides a deadlock
            invite(unit, who, form, Limits(), story.now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(begin, range(24)))


def test_a_lead_first_seen_in_many_requests_at_once_is_linked_without_a_deadlock(
    story: Story,
) -> None:
    def begin(number: int) -> None:
        with story.database.transaction() as unit:
            invite(unit, LEV, InviteForm(f"p{number}@example.com"), Limits(), story.now)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(begin, range(24)))
    assert story.member(LEV).role == "lead"


def test_a_lead_whose_address_changes_while_they_invite_is_no_deadlock(story: Story) -> None:
    def begin(number: int) -> None:
        who = replace(LEV, name=f"Lev {number}", email=f"lev{number}@northwind.example")
        with story.database.transaction() as unit:
            invite(unit, who, InviteForm(f"p{number}@example.com"), Limits(), story.now)

    story.run(identify, LEV)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(begin, range(24)))


def test_a_workspace_is_made_with_its_public_workgroup(database: Database, now: datetime) -> None:
    story = Story(database, now)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: find(story, ADA), range(8)))
    workspace = only(story, Workspace)
    assert (workspace.team, workspace.zone, workspace.lifetime_days) == (NORTHWIND, "UTC", 14)
    assert [(each.kind, each.name) for each in story.all(Workgroup)] == [("public", "Public")]
    assert workspace.digest_at == digest_times.next_at("UTC", now)


def test_slack_says_how_the_workspace_is_called_and_who_runs_it(story: Story) -> None:
    bo = replace(ADA, user="U0BO", email="bo@northwind.example")
    story.run(sync, SlackTeam(NORTHWIND, " North\x00wind\n Ltd ", "Europe/Berlin", [ADA, bo]))
    assert only(story, Workspace).name == "Northwind Ltd"
    assert {story.member(each).role for each in (ADA, bo)} == {"admin"}
    story.database.run(introduce, NORTHWIND, "\x00", story.now)
    assert only(story, Workspace).name == NORTHWIND
    assert story.member(bo).role == "admin"


def test_a_new_zone_plans_the_digest_anew(story: Story) -> None:
    before = only(story, Workspace).digest_at
    story.run(sync, SlackTeam(NORTHWIND, "Northwind", "Asia/Kolkata", [ADA]))
    after = only(story, Workspace)
    assert after.zone == "Asia/Kolkata"
    assert after.digest_at == digest_times.next_at("Asia/Kolkata", story.now) != before


@pytest.mark.parametrize("zone", ["", "Europe", "Mars/Olympus", "../x", "Z" * 70])
def test_an_unknown_zone_breaks_nothing(story: Story, zone: str) -> None:
    story.run(sync, SlackTeam(NORTHWIND, "Northwind", zone, [ADA]))
    assert only(story, Workspace).zone == "Europe/Berlin"
    story.run(sync, SlackTeam(ELSEWHERE, "Elsewhere", zone, [replace(ADA, team=ELSEWHERE)]))
    assert {each.team: each.zone for each in story.all(Workspace)}[ELSEWHERE] == "UTC"


def test_the_operator_makes_a_lead_and_it_is_written_down(story: Story) -> None:
    assert story.database.run(set_role, "Mia@Northwind.example", "lead", story.now) == (
        MIA.email,
        "new",
    )
    assert story.database.run(set_role, f"<{MIA.email}>", "admin", story.now) == (
        MIA.email,
        "known",
    )
    mia = find(story, MIA).member
    assert mia.role == "admin"
    rows = [each for each in story.all(AuditEntry) if each.subject_id == mia.id]
    assert [(each.verb, each.via, each.details) for each in rows] == [
        ("joined", "cli", {}),
        ("role", "cli", {"before": None, "after": "lead"}),
        ("role", "cli", {"before": "lead", "after": "admin"}),
    ]


def test_a_role_that_somebody_has_is_not_given_again(story: Story) -> None:
    find(story, LEV)
    for _ in range(2):
        story.database.run(set_role, LEV.email, "admin", story.now)
    lev = story.member(LEV).id
    told = [each for each in story.all(AuditEntry) if (each.subject_id, each.verb) == (lev, "role")]
    assert [each.details["after"] for each in told] == ["lead", "admin"]


def test_an_admin_whom_the_operator_makes_is_asked_what_waits(story: Story) -> None:
    find(story, LEV)
    story.database.run(request, MIA, InviteForm("zoe@example.com"), Limits(), story.now)
    story.database.run(set_role, LEV.email, "admin", story.now)
    asked = [row.member_id for row in story.outbox("slack.request")]
    assert sorted(map(str, asked)) == sorted([story.member(ADA).id, story.member(LEV).id])


@pytest.mark.parametrize(
    ("address", "refusal"), [("mia", BadAddresses), ("", NoAddress), ("a@b.com c@d.com", NoAddress)]
)
def test_a_role_needs_one_address(story: Story, address: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        story.database.run(set_role, address, "lead", story.now)


def test_a_role_needs_a_workspace(database: Database, now: datetime) -> None:
    with pytest.raises(NotFound):
        database.run(set_role, MIA.email, "lead", now)


def test_with_several_workspaces_one_must_be_named(story: Story) -> None:
    story.wait(days=1)
    story.run(workspace_of, ELSEWHERE)
    with pytest.raises(Ambiguous) as refusal:
        story.database.run(set_role, MIA.email, "lead", story.now)
    assert refusal.value.teams == (NORTHWIND, ELSEWHERE)
    story.database.run(set_role, MIA.email, "lead", story.now, ELSEWHERE)
    [mia] = [each for each in story.all(Member) if each.email == MIA.email]
    [elsewhere] = [each.id for each in story.all(Workspace) if each.team == ELSEWHERE]
    assert mia.workspace_id == elsewhere

"""Every event comes of what the commands do, says what the schema says, and is told once."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sqlalchemy import event as listening
from sqlalchemy.orm import Session

from commands import events
from commands.delivery.results import PermanentFailure
from commands.delivery.webhooks.claim import Delivery
from commands.directory.change_role import change_role, set_role
from commands.directory.identify import identify
from commands.directory.remove import remove
from commands.invitations import approve, correct, invite
from commands.invitations.invite import InviteForm
from commands.invitations.request import request
from commands.limits import Limits
from commands.outcomes import Requested
from commands.webhooks import endpoints
from commands.webhooks.endpoints import EVENTS
from commands.workgroups import manage
from commands.workgroups.manage import Change
from storage import workgroups
from storage.models import Invitation, OutboxRow
from storage.vocabulary import LOCALES, WebhookEvent
from tests.commands.endpoints import add_endpoint, claim, claim_all, kinds, payload, told
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "webhooks.schema.json").read_text(encoding="utf-8")
)


def strict(schema: Any) -> Any:
    """The same, but for a field that it does not name."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if schema.get("type") == "object" else {}
    return {name: strict(each) for name, each in schema.items()} | closed


STRICT = strict(SCHEMA)


def valid(payload: Any) -> None:
    """By its own schema, whose errors can be read, and by that of all."""
    for whole in ({"$ref": f"#/$defs/{payload['type']}", "$defs": STRICT["$defs"]}, STRICT):
        jsonschema.Draft202012Validator(whole).validate(payload)


def test_the_schema_knows_every_language() -> None:
    languages = SCHEMA["$defs"]["invitation"]["properties"]["locale"]["enum"]
    assert languages == list(LOCALES)


@pytest.fixture
def hooked(story: Story) -> Story:
    story.run(identify, LEV)
    add_endpoint(story)
    story.wait(seconds=1)
    return story


def mailed(story: Story) -> str:
    bob = story.invite(workgroup=story.group("East"), personal=True)
    story.deliver("mail.%")
    return bob


def requested(story: Story) -> str:
    form = InviteForm("bob@example.com")
    [asked] = story.database.run(request, MIA, form, Limits(), story.now)
    assert isinstance(asked, Requested)
    return asked.id


def approved(story: Story) -> None:
    story.database.run(approve.approve, ADA, requested(story), Limits(), story.now)


def expired(story: Story) -> None:
    story.invite()
    story.wait(days=15)
    story.expire()


def reminded(story: Story) -> None:
    mailed(story)
    story.wait(days=2)
    story.remind()
    story.deliver("mail.%")


def failed(story: Story) -> None:
    story.invite()
    story.record(story.claim("mail.%"), PermanentFailure("550 no such user"))


def corrected(story: Story) -> None:
    story.database.run(correct.correct, LEV, story.invite(), "rob@example.com", Limits(), story.now)


def grown(story: Story, then: Change | None = None) -> str:
    """A workgroup with Ada and Lev in it; then something is done to it."""
    east = story.group("East")
    change = Change("East", emails=f"{ADA.email} {LEV.email}")
    story.run(manage.change, ADA, east, change)
    if then:
        story.run(manage.change, ADA, east, then)
    return east


def shrunk(story: Story) -> None:
    ada = story.member(ADA).id
    grown(story, Change("East", leaving=(ada,)))


def expelled(story: Story) -> None:
    mia = story.database.run(identify, MIA, story.now).member
    story.run(remove, ADA, mia.id)


SHOWN_VERBS: dict[str, Callable[[Story], Any]] = {
    "invitation.created": lambda story: story.invite(),
    "invitation.sent": mailed,
    "invitation.reminded": reminded,
    "invitation.accepted": lambda story: story.accept(mailed(story)),
    "invitation.declined": lambda story: story.decline(story.invite()),
    "invitation.revoked": lambda story: story.revoke(story.invite()),
    "invitation.expired": expired,
    "invitation.failed": failed,
    "member.created": lambda story: story.run(identify, MIA),
    "member.role_changed": lambda story: story.run(change_role, ADA, story.member(LEV).id, "admin"),
    "member.removed": expelled,
    "workgroup.created": lambda story: story.group("East"),
    "workgroup.updated": lambda story: grown(story, Change("West", "all of it")),
    "workgroup.members_added": grown,
    "workgroup.members_removed": shrunk,
    "workgroup.archived": lambda story: story.run(manage.archive, ADA, story.group("East")),
}


def said(story: Story, kind: str) -> dict[str, Any]:
    """What is told of the one event of this kind."""
    taken = [each for each in claim_all(story) if each.kind == f"hook.{kind}"]
    assert len(taken) == 1
    return dict(taken[0].payload)


def test_the_map_the_choice_and_the_schemas_have_the_same_events() -> None:
    assert list(SHOWN_VERBS) == list(EVENTS)
    assert set(events.OF.values()) == set(EVENTS)
    named = [each["$ref"].removeprefix("#/$defs/") for each in SCHEMA["oneOf"]]
    assert named == [*EVENTS, WebhookEvent.TEST]
    page = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text(encoding="utf-8")
    assert not [each for each in (*EVENTS, WebhookEvent.TEST) if f"`{each}`" not in page]
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("kind", EVENTS)
def test_each_event_comes_of_a_command_and_is_as_its_schema_says(hooked: Story, kind: str) -> None:
    SHOWN_VERBS[kind](hooked)
    taken = claim_all(hooked)
    assert [each.kind for each in taken].count(f"hook.{kind}") == 1
    for each in taken:
        valid(each.payload)
    assert len({each.event for each in taken}) == len(taken)
    [mine] = [each for each in taken if each.kind == f"hook.{kind}"]
    assert mine.payload["data"]["workspace"] == {"id": ADA.team, "name": "Northwind"}


def test_a_test_is_as_its_schema_says(hooked: Story) -> None:
    [row] = hooked.run(endpoints.list_all, ADA)
    hooked.run(endpoints.test, ADA, row.id)
    valid(payload(hooked))


def test_the_time_is_when_it_happened_and_the_rest_is_as_it_is_when_it_leaves(
    hooked: Story,
) -> None:
    began = hooked.now
    bob = hooked.invite(note="not for others", workgroup=hooked.group("East"))
    hooked.wait(hours=2)
    hooked.decline(bob)
    told = said(hooked, "invitation.created")
    at = datetime.fromisoformat(told["timestamp"])
    assert at == began.replace(microsecond=began.microsecond // 1000 * 1000).astimezone(UTC)
    about = told["data"]["invitation"]
    assert (about["id"], about["email"], about["state"]) == (bob, "bob@example.com", "declined")
    assert about["inviter"]["email"] == LEV.email
    assert about["workgroup"]["name"] == "East"
    assert told["data"]["actor"]["name"] == LEV.name
    assert "not for others" not in json.dumps(told)


def test_who_accepts_is_told_with_all_that_they_are_in(hooked: Story) -> None:
    hooked.accept(mailed(hooked))
    told = said(hooked, "invitation.accepted")
    member = told["data"]["member"]
    assert (member["email"], member["slack_user"], member["role"]) == (
        "bob@example.com",
        None,
        "member",
    )
    assert sorted(each["name"] for each in member["workgroups"]) == ["East", "bob"]


def test_a_correction_revokes_the_one_and_says_which_took_its_place(hooked: Story) -> None:
    corrected(hooked)
    assert kinds(hooked).count("invitation.created") == 2
    revoked = said(hooked, "invitation.revoked")
    valid(revoked)
    [new] = [row.id for row in hooked.all(Invitation) if row.email == "rob@example.com"]
    assert revoked["data"]["replaced_by"] == new


def test_a_mail_that_failed_has_the_servers_words(hooked: Story) -> None:
    failed(hooked)
    assert said(hooked, "invitation.failed")["data"]["reason"] == "550 no such user"


def test_who_came_and_went_and_what_it_was_called_is_told(hooked: Story) -> None:
    shrunk(hooked)
    taken = {each.kind: each.payload["data"] for each in claim(hooked)}
    came = taken["hook.workgroup.members_added"]["members"]
    assert sorted(each["name"] for each in came) == [ADA.name, LEV.name]
    assert [each["name"] for each in taken["hook.workgroup.members_removed"]["members"]] == [
        ADA.name
    ]


def test_a_new_name_is_told_with_the_old_one(hooked: Story) -> None:
    grown(hooked, Change("West", "all of it"))
    data = said(hooked, "workgroup.updated")["data"]
    assert data["before"] == {"name": "East", "description": ""}
    assert data["workgroup"]["name"] == "West"


def test_a_role_that_stays_is_no_event_and_who_is_made_with_one_is_new(hooked: Story) -> None:
    lev = hooked.member(LEV).id
    hooked.run(change_role, ADA, lev, "lead")
    hooked.run(set_role, LEV.email, "lead")
    assert kinds(hooked) == []
    hooked.run(set_role, "zoe@example.com", "lead")
    assert kinds(hooked) == ["member.created"]
    assert said(hooked, "member.created")["data"]["member"]["role"] == "lead"
    hooked.run(set_role, LEV.email, "admin")
    data = said(hooked, "member.role_changed")["data"]
    assert (data["before"], data["after"], data["actor"]) == ("lead", "admin", None)


def test_a_request_is_no_invitation_until_it_is_approved(hooked: Story) -> None:
    hooked.run(identify, MIA)
    hooked.revoke(requested(hooked), MIA)
    requested(hooked)
    hooked.wait(days=15)
    hooked.expire()
    asked = requested(hooked)
    hooked.run(approve.refuse, ADA, asked, "no")
    assert kinds(hooked) == ["member.created"]
    approved(hooked)
    assert kinds(hooked) == ["member.created", "invitation.created"]
    hooked.wait(days=15)
    hooked.expire()
    assert kinds(hooked)[-1] == "invitation.expired"


def test_each_of_many_has_an_event_of_its_own_which_all_endpoints_share(hooked: Story) -> None:
    add_endpoint(hooked, "https://second.example")
    hooked.database.run(
        invite.invite, LEV, InviteForm("a@example.com b@example.com"), Limits(), hooked.now
    )
    rows = told(hooked)
    assert len(rows) == 4
    assert len({row.details["event"] for row in rows}) == 2
    assert len({row.endpoint_id for row in rows}) == 2
    # Ids alone are kept.
    assert "example.com" not in str([row.details for row in rows])


def test_an_endpoint_is_told_what_it_wants_alone(hooked: Story) -> None:
    second = add_endpoint(hooked, "https://second.example", events=("invitation.declined",))
    hooked.decline(hooked.invite())
    assert [row.kind for row in told(hooked) if row.endpoint_id == second.id] == [
        "hook.invitation.declined"
    ]


def test_nothing_is_put_in_and_nothing_looked_up_where_nobody_listens(story: Story) -> None:
    asked: list[str] = []

    def watch(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    listening.listen(story.database.engine, "before_cursor_execute", watch)
    try:
        story.invite()
        story.group("East")
    finally:
        listening.remove(story.database.engine, "before_cursor_execute", watch)
    assert not [each for each in asked if "endpoint." in each]
    assert not told(story)


def test_what_is_undone_tells_nobody(hooked: Story) -> None:
    def undone(unit: Session) -> None:
        invite.invite(unit, LEV, InviteForm("bob@example.com"), Limits(), hooked.now)
        raise LookupError

    with pytest.raises(LookupError):
        hooked.database.run(undone)
    assert told(hooked) == []


def test_what_is_gone_when_it_would_leave_is_dropped(hooked: Story) -> None:
    bob = hooked.invite()
    hooked.group("East")
    with hooked.database.transaction() as unit:
        unit.delete(unit.get_one(Invitation, bob))
        unit.flush()
    taken: list[Delivery] = claim(hooked)
    assert [each.kind for each in taken] == ["hook.workgroup.created"]
    [dropped] = [row for row in hooked.all(OutboxRow) if row.state == "dropped"]
    assert dropped.reason == "subject_missing"


def test_members_know_all_their_workgroups_but_the_public_one(hooked: Story) -> None:
    east = grown(hooked)
    ada = hooked.member(ADA).id
    with hooked.database.reading() as unit:
        found = workgroups.of_members(unit, [ada])
        assert [group.id for group in found[ada]] == [east]
    hooked.run(manage.archive, ADA, east)
    with hooked.database.reading() as unit:
        assert workgroups.of_members(unit, [ada]) == {}

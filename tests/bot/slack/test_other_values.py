"""What Slack leaves out, or says otherwise than usual, in requests and answers.

`test_every_field` has the table of all fields, and which story gives each.
"""

from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from bot.parts import Parts
from bot.sandbox import Sandbox, people
from bot.sandbox.triggers import Ticket
from bot.slack import answers, received, seeing
from bot.slack.client import Client
from bot.slack.people import People
from bot.slack.post import Post
from bot.slack.provision import Provisioner
from bot.slack.sync import Sync
from commands.delivery.provisioning.claim import Placed
from commands.delivery.results import Delivered
from commands.places import PlaceId, PlacesUnseen
from storage.models import Look
from tests.bot.sandbox.slack_places import ANALYSTS, EAST, allow
from tests.bot.slack.delivery import did, parcel, task
from tests.bot.slack.house import TOKEN, House

VIEW: dict[str, Any] = {
    "id": "V1",
    "type": "modal",
    "callback_id": "invite",
    "hash": None,
    "blocks": None,
    "state": None,
    "private_metadata": None,
    "previous_view_id": None,
    "app_installed_team_id": None,
}


async def test_a_view_of_which_slack_says_little_is_taken(house: House) -> None:
    person = {"user": {"id": house.id("lev")}, "team": {"id": people.TEAM}}
    for left_out in (*VIEW.keys() - {"id", "callback_id"}, ""):
        view = {name: value for name, value in VIEW.items() if name != left_out}
        body = {"type": "view_submission", **person, "view": view}
        outcome = await house.slack.line.payload(body)
        assert "at least one email address" in outcome.body["errors"]["emails"], left_out
    pressed: dict[str, Any] = {"action_id": "invite.open", "type": "button", "block_id": None}
    sparse: list[dict[str, Any]] = [
        {"view": {**VIEW, "id": None, "type": None}},
        {"view": None, "message": None},
    ]
    for more in sparse:
        trigger = house.slack.triggers.issue(Ticket(house.id("lev")))
        told = {**person, **more, "trigger_id": trigger, "actions": [pressed]}
        assert (await house.slack.line.payload({"type": "block_actions", **told})).ok
    assert len(house.opened()) == 2


@pytest.mark.parametrize(
    "where",
    [
        {"team": None, "enterprise": {"id": "E1"}, "view": {"app_installed_team_id": people.TEAM}},
        {"team": {"id": "E1"}, "view": {"app_installed_team_id": people.TEAM}},
        {"team": {"id": people.TEAM}, "enterprise": None, "is_enterprise_install": False},
        {"team": {"id": people.TEAM}, "enterprise_id": "E1", "is_enterprise_install": True},
        {"team": None, "enterprise": None, "user": {"team_id": people.TEAM}},
    ],
)
async def test_in_an_organisation_the_workspace_is_the_one_that_is_installed(
    house: House, where: dict[str, Any]
) -> None:
    await house.group("Design")
    body = {"type": "block_suggestion", "action_id": "workgroup", "value": "d"}
    user = {"id": house.id("lev"), **where.get("user", {})}
    outcome = await house.slack.line.payload({**body, **where, "user": user})
    assert [option["text"]["text"] for option in outcome.body["options"]] == ["Design"]


@pytest.mark.parametrize(
    "more",
    [
        {"channel_name": "directmessage", "channel_id": "D0LEV00000"},
        {"channel_name": "privategroup", "channel_id": "C0PLANS001"},
        {"enterprise_id": "E1", "enterprise_name": "Contoso", "is_enterprise_install": "true"},
        {"user_name": ""},
    ],
)
async def test_a_command_is_answered_wherever_it_was_typed(
    house: House, more: dict[str, str]
) -> None:
    typed = {
        "command": "/invite",
        "text": "help",
        "team_id": people.TEAM,
        "user_id": house.id("lev"),
        **more,
    }
    outcome = await house.slack.line.form(typed)
    assert "/invite list" in outcome.body["text"]


EVENT = {"type": "event_callback", "event": {"type": "tea_time"}}


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"team_id": "T1"}, "T1"),
        ({"team_id": "T1", "authorizations": None}, "T1"),
        ({"team_id": "T1", "authorizations": []}, "T1"),
        ({"team_id": "T9", "authorizations": [{"team_id": "T1"}]}, "T1"),
        ({"team_id": "T9", "authorizations": [{"team_id": "T1", "enterprise_id": "E1"}]}, "T1"),
        ({"team_id": "T9", "authorizations": [{"team_id": None, "enterprise_id": "E1"}]}, "E1"),
        ({"team_id": None, "enterprise_id": "E1"}, "E1"),
        ({}, ""),
    ],
)
def test_whose_event_it_is_slack_says_in_several_ways(told: dict[str, Any], where: str) -> None:
    assert received.EventCallback.model_validate({**EVENT, **told}).where == where


@pytest.fixture
def client(slack: Sandbox) -> Client:
    return Client(TOKEN, base_url=slack.api_url)


ADA = '{"ok": true, "members": [{"id": "U1", "is_owner": true}]%s}'


@pytest.mark.parametrize(
    "ends",
    [
        "",
        ', "response_metadata": null',
        ', "response_metadata": {}',
        ', "response_metadata": {"next_cursor": null}',
        ', "response_metadata": {"next_cursor": ""}',
    ],
)
async def test_a_list_ends_where_slack_names_no_next_page(
    parts: Parts, slack: Sandbox, client: Client, ends: str
) -> None:
    slack.fail("users.list", says=ADA % ends)
    assert await Sync(parts, client, People(parts.texts)).once()
    assert [call.method for call in slack.calls] == ["auth.test", "team.info"]
    found = await parts.read(lambda unit: list(unit.scalars(select(Look))))
    assert [(each.done, each.whole) for each in found] == [(True, True)]


@pytest.mark.parametrize(
    ("method", "kind", "says"),
    [
        ("conversations.invite", "channel", '{"ok": true}'),
        ("conversations.invite", "channel", '{"ok": true, "channel": null}'),
        ("conversations.invite", "channel", '{"ok": true, "channel": {"name": null}}'),
        ("conversations.inviteShared", "connect", '{"ok": true, "invite_id": null}'),
        ("conversations.inviteShared", "connect", '{"ok": true}'),
    ],
)
async def test_what_slack_need_not_say_of_what_it_did_holds_up_nothing(
    parts: Parts, slack: Sandbox, client: Client, method: str, kind: str, says: str
) -> None:
    slack.fail(method, says=says)
    assert await did(Provisioner(parts, client, every=0), task(kind)) == Placed()
    for posted in ('{"ok": true}', '{"ok": true, "channel": "C1", "ts": null}'):
        slack.fail("chat.postMessage", says=posted)
        assert isinstance(await Post(parts, client).send(parcel()), Delivered)
    for changed in ('{"usergroup": null}', "{}", '{"usergroup": 5}'):
        assert answers.UsergroupChanged.model_validate_json(changed).usergroup is None
    unnamed = answers.UsergroupChanged.model_validate({"usergroup": {"handle": None}}).usergroup
    assert unnamed == answers.Called()


@pytest.mark.parametrize(
    ("told", "opens"),
    [
        ({"prefs": {"channels": [], "groups": []}}, False),
        ({"prefs": {"channels": None}}, False),
        ({"prefs": {"channels": ["C1"], "groups": None}}, True),
        ({"prefs": {"groups": ["C1"]}}, True),
        ({"prefs": None}, True),
        ({"handle": None, "name": None}, True),
    ],
)
async def test_what_a_user_group_opens_is_careful(
    slack: Sandbox, client: Client, told: dict[str, Any], opens: bool
) -> None:
    allow(slack)
    group = {**people.like("usergroup"), "id": ANALYSTS, "users": []}
    group = {"handle": "analysts", **{name: group[name] for name in group if name != "prefs"}}
    slack.workspace.usergroups[ANALYSTS] = {**group, "prefs": None, **told}
    seen = await seen_there(client, PlaceId("usergroup", ANALYSTS))
    assert (seen.opens, seen.obstacle) == (opens, "")


@pytest.mark.parametrize("told", [{"is_im": True}, {"is_mpim": True}])
async def test_direct_messages_are_no_channel(
    slack: Sandbox, client: Client, told: dict[str, Any]
) -> None:
    allow(slack)
    shelf = slack.workspace.channels
    shelf[EAST] = {**shelf[EAST], **told}
    assert (await seen_there(client, PlaceId("channel", EAST))).obstacle == "direct"


async def seen_there(client: Client, place: PlaceId) -> Any:
    unseen = PlacesUnseen([place], to_link=True)
    [seen] = await seeing.look(client, "U0ADA00000", unseen, float("inf"))
    return seen


def test_what_is_no_yes_and_no_no_is_no_flag() -> None:
    with pytest.raises(ValidationError):
        answers.Usergroup.model_validate({"id": "S1", "is_idp_group": "true"})

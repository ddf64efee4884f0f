"""Channels, user groups and Slack Connect, as Slack takes and refuses them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, people
from bot.sandbox.workspace import SlackError
from tests.bot.sandbox.bot import SCOPES, TOKEN, Bot, Open, error
from tests.bot.sandbox.slack_places import (
    ADA,
    ANALYSTS,
    BOARD,
    EAST,
    GUS,
    LEV,
    MIA,
    NIA,
    OLD,
    OPTIONAL,
    WEST,
)


@pytest.fixture
async def sandbox(build: Open) -> AsyncIterator[Sandbox]:
    sandbox = build(scopes=(*SCOPES, *OPTIONAL))
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


async def test_a_channel_is_told_of_and_whether_the_app_is_in_it(client: AsyncWebClient) -> None:
    told = (await client.conversations_info(channel=EAST))["channel"]
    assert (told["name"], told["is_member"], told["is_archived"]) == ("east", True, False)
    assert not {"members", "app"} & told.keys()
    assert not (await client.conversations_info(channel=WEST))["channel"]["is_member"]


async def test_a_private_channel_is_known_from_inside_alone(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    for call in (
        client.conversations_info(channel=BOARD),
        client.conversations_invite(channel=BOARD, users=LEV),
        client.chat_postMessage(channel=BOARD, text="Hello"),
        client.conversations_inviteShared(channel=BOARD, emails="ivy@example.com"),
        client.conversations_info(channel="C404"),
    ):
        assert (await error(call))["error"] == "channel_not_found"
    sandbox.let_in("board")
    assert (await client.conversations_info(channel=BOARD))["channel"]["is_private"]
    await client.conversations_invite(channel=BOARD, users=LEV)
    await client.chat_postMessage(channel=BOARD, text="Hello")
    assert [said["text"] for said in sandbox.messages("lev", "board")] == ["Hello"]
    assert sandbox.messages("mia", "board") == []


async def test_the_app_brings_people_into_channels_that_it_is_in(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    answer = await client.conversations_invite(channel=EAST, users=[MIA, GUS])
    assert answer["channel"]["id"] == EAST
    assert sandbox.workspace.channels[EAST]["members"][-2:] == [MIA, GUS]
    for channel, users, code in (
        (EAST, MIA, "already_in_channel"),
        (EAST, "U404", "user_not_found"),
        (EAST, "", "no_user"),
        (EAST, NIA, "cant_invite"),
        (EAST, people.BOT_USER, "cant_invite_self"),
        (WEST, MIA, "not_in_channel"),
        (OLD, MIA, "is_archived"),
        ("D0LEV00000", MIA, "method_not_supported_for_channel_type"),
    ):
        refused = await error(client.conversations_invite(channel=channel, users=users))
        assert refused["error"] == code
    await sandbox.change("gus", is_ultra_restricted=True)
    refused = await error(client.conversations_invite(channel=EAST, users=GUS))
    assert refused["error"] == "ura_max_channels"


async def test_a_channel_is_archived_and_opened_and_the_app_let_in_and_out(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    sandbox.archive("east")
    for call in (
        client.conversations_invite(channel=EAST, users=MIA),
        client.chat_postMessage(channel=EAST, text="Hello"),
    ):
        assert (await error(call))["error"] == "is_archived"
    sandbox.archive("east", archived=False)
    sandbox.let_in(EAST, inside=False)
    for call in (
        client.conversations_invite(channel=EAST, users=MIA),
        client.chat_postMessage(channel=EAST, text="Hello"),
    ):
        assert (await error(call))["error"] == "not_in_channel"


async def test_who_is_in_a_channel_is_told_page_by_page(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    every = await client.conversations_members(channel=EAST)
    assert every["members"] == [ADA, LEV, people.BOT_USER]
    assert every["response_metadata"] == {"next_cursor": ""}
    first = await client.conversations_members(channel=EAST, limit=2)
    assert first["members"] == [ADA, LEV]
    cursor = first["response_metadata"]["next_cursor"]
    rest = await client.conversations_members(channel=EAST, limit=2, cursor=cursor)
    assert (rest["members"], rest["response_metadata"]["next_cursor"]) == ([people.BOT_USER], "")
    many = [f"U{number:09}" for number in range(150)]
    sandbox.workspace.channels[WEST] = {**sandbox.workspace.channels[WEST], "members": many}
    assert len((await client.conversations_members(channel=WEST))["members"]) == 100


async def test_who_is_in_a_channel_is_told_of_those_the_app_may_know(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    assert ADA in (await client.conversations_members(channel=WEST))["members"], "not in it"
    for channel in (BOARD, "C404", f"D{LEV[1:]}"):
        refused = await error(client.conversations_members(channel=channel))
        assert refused["error"] == "channel_not_found"
    sandbox.let_in("board")
    assert (await client.conversations_members(channel=BOARD))["members"][0] == ADA
    for given, code in (
        ({"limit": 1000}, "invalid_limit"),
        ({"limit": -1}, "invalid_limit"),
        ({"cursor": "nonsense"}, "invalid_cursor"),
        ({"cursor": "99:"}, "invalid_cursor"),
    ):
        refused = await error(client.conversations_members(channel=EAST, **given))
        assert refused["error"] == code


async def test_user_groups_are_told_of(client: AsyncWebClient) -> None:
    [told] = (await client.usergroups_list())["usergroups"]
    assert (told["id"], told["handle"], told["user_count"]) == (ANALYSTS, "analysts", 1)
    assert "users" not in told
    [told] = (await client.usergroups_list(include_users=True))["usergroups"]
    assert told["users"] == [ADA]
    assert (await client.usergroups_users_list(usergroup=ANALYSTS))["users"] == [ADA]


async def test_a_user_group_is_replaced_as_a_whole_and_never_by_nobody(
    client: AsyncWebClient,
) -> None:
    answer = await client.usergroups_users_update(usergroup=ANALYSTS, users=[LEV, MIA, LEV])
    assert answer["usergroup"]["users"] == [LEV, MIA]
    for users, code in (
        ("", "no_users_provided"),
        (GUS, "invalid_users"),
        ("U404", "invalid_users"),
        (people.BOT_USER, "invalid_users"),
    ):
        refused = await error(client.usergroups_users_update(usergroup=ANALYSTS, users=users))
        assert refused["error"] == code
    for call in (
        client.usergroups_users_update(usergroup="S404", users=LEV),
        client.usergroups_users_list(usergroup="S404"),
    ):
        assert (await error(call))["error"] == "no_such_subteam"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"is_idp_group": True}, "permission_denied"),
        ({"is_membership_locked": True}, "permission_denied"),
        ({"auto_type": "admin"}, "permission_denied"),
        ({"is_external": True}, "permission_denied"),
        ({"date_delete": 1_700_000_000}, "no_such_subteam"),
    ],
)
async def test_a_user_group_that_is_locked_or_disabled_is_changed_by_nobody(
    sandbox: Sandbox, client: AsyncWebClient, facts: dict[str, Any], code: str
) -> None:
    shelf = sandbox.workspace.usergroups
    shelf[ANALYSTS] = {**shelf[ANALYSTS], **facts}
    refused = await error(client.usergroups_users_update(usergroup=ANALYSTS, users=LEV))
    assert refused["error"] == code
    told = (await client.usergroups_list())["usergroups"]
    assert len(told) == (0 if "date_delete" in facts else 1)
    [told] = (await client.usergroups_list(include_disabled=True))["usergroups"]
    assert facts.items() <= told.items()


async def test_a_user_group_is_locked_and_unlocked(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    sandbox.lock(ANALYSTS)
    refused = await error(client.usergroups_users_update(usergroup=ANALYSTS, users=LEV))
    assert refused["error"] == "permission_denied"
    sandbox.lock(ANALYSTS, locked=False)
    assert (await client.usergroups_users_update(usergroup=ANALYSTS, users=LEV))["ok"]


async def test_a_single_channel_guest_has_a_refusal_of_their_own(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    await sandbox.change("mia", is_ultra_restricted=True)
    refused = await error(client.usergroups_users_update(usergroup=ANALYSTS, users=MIA))
    assert refused["error"] == "single_channel_guests_cannot_be_added"


@pytest.mark.parametrize("accepted", [True, False])
async def test_an_invitation_by_slack_connect_is_answered_and_the_bot_is_told(
    sandbox: Sandbox, client: AsyncWebClient, bot: Bot, accepted: bool
) -> None:
    answer = await client.conversations_inviteShared(channel=EAST, emails="ivy@example.com")
    assert answer["is_legacy_shared_channel"] is False
    assert (await sandbox.answer_shared(answer["invite_id"], accepted)).ok
    event = bot.last["event"]
    became = "accepted" if accepted else "declined"
    assert event["type"] == f"shared_channel_invite_{became}"
    assert event["invite"]["id"] == answer["invite_id"]
    assert event["invite"]["recipient_email"] == "ivy@example.com"
    assert event["channel"] == {"id": EAST, "is_private": False, "name": "east", "is_im": False}
    assert ("approval_required" in event) is accepted
    assert sandbox.workspace.shared[answer["invite_id"]]["state"] == became


async def test_who_accepts_may_be_another_and_an_admin_may_have_to_approve(
    sandbox: Sandbox, client: AsyncWebClient, bot: Bot
) -> None:
    answer = await client.conversations_inviteShared(channel=EAST, emails="ivy@example.com")
    invite = answer["invite_id"]
    await sandbox.answer_shared(invite, approval=True, by="egon@contoso.example")
    told, event = bot.last, bot.last["event"]
    assert event["approval_required"]
    assert event["accepting_user"]["profile"]["email"] == "egon@contoso.example"
    assert event["accepting_user"]["profile"]["real_name"] == "Egon"
    assert (told["team_id"], told["authorizations"][0]["team_id"]) == ("T0CONTOSO1", people.TEAM)
    assert sandbox.workspace.shared[invite]["state"] == "to_approve"
    await sandbox.approve_shared(invite)
    event = bot.last["event"]
    assert event["type"] == "shared_channel_invite_approved"
    assert event["approving_team_id"] == "T0CONTOSO1"
    assert sandbox.workspace.shared[invite]["state"] == "accepted"


async def test_an_invitation_that_never_was_is_not_answered(sandbox: Sandbox) -> None:
    for answer in (
        sandbox.answer_shared("I404"),
        sandbox.answer_shared("I404", accepted=False),
        sandbox.approve_shared("I404"),
    ):
        with pytest.raises(SlackError, match="invite_not_found"):
            await answer


async def test_of_many_all_come_into_a_channel_or_with_force_whom_there_is_nothing_against(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    await client.conversations_invite(channel=EAST, users=GUS)
    said = [
        {"user": GUS, "ok": False, "error": "already_in_channel"},
        {"user": NIA, "ok": False, "error": "cant_invite"},
    ]
    users = [GUS, MIA, NIA]
    refused = await error(client.conversations_invite(channel=EAST, users=users))
    assert (refused["error"], refused["errors"]) == ("already_in_channel", said)
    assert MIA not in sandbox.workspace.channels[EAST]["members"]
    answer = await client.conversations_invite(channel=EAST, users=users, force=True)
    assert (answer["errors"], answer["channel"]["name"]) == (said, "east")
    assert MIA in sandbox.workspace.channels[EAST]["members"]
    nobody = await error(client.conversations_invite(channel=EAST, users=[NIA], force=True))
    assert (nobody["error"], nobody["errors"]) == ("cant_invite", said[1:])


async def test_no_more_than_a_hundred_come_in_at_once(client: AsyncWebClient) -> None:
    crowd = [f"U{number:09}" for number in range(101)]
    refused = await error(client.conversations_invite(channel=EAST, users=crowd, force=True))
    assert refused["error"] == "too_many_users"


@pytest.mark.parametrize(
    ("channel", "emails", "code"),
    [
        (people.GENERAL, "ivy@example.com", "cannot_share_mandatory_channel"),
        (WEST, "ivy@example.com", "channel_not_found"),
        (OLD, "ivy@example.com", "channel_archived"),
        (EAST, "ivy", "invalid_email"),
        (EAST, "", "recipients_not_specified"),
        (EAST, "ivy@example.com,joe@example.com", "too_many_emails"),
    ],
)
async def test_by_slack_connect_one_address_is_invited_into_a_channel_that_can_be_shared(
    sandbox: Sandbox, client: AsyncWebClient, channel: str, emails: str, code: str
) -> None:
    sandbox.let_in("general")
    refused = await error(client.conversations_inviteShared(channel=channel, emails=emails))
    assert refused["error"] == code


Method = Callable[[AsyncWebClient], Awaitable[Any]]


@pytest.mark.parametrize(
    ("scopes", "call", "needed"),
    [
        ((), lambda c: c.conversations_info(channel=EAST), "channels:read,groups:read"),
        ((), lambda c: c.conversations_members(channel=EAST), "channels:read,groups:read"),
        (("groups:read",), lambda c: c.conversations_members(channel=EAST), "channels:read"),
        (("groups:read",), lambda c: c.conversations_info(channel=EAST), "channels:read"),
        (
            (),
            lambda c: c.conversations_invite(channel=EAST, users=MIA),
            "channels:manage,channels:write.invites,groups:write,groups:write.invites",
        ),
        (
            ("groups:write.invites",),
            lambda c: c.conversations_invite(channel=EAST, users=MIA),
            "channels:manage,channels:write.invites",
        ),
        ((), lambda c: c.usergroups_list(), "usergroups:read"),
        ((), lambda c: c.usergroups_users_list(usergroup=ANALYSTS), "usergroups:read"),
        (
            ("usergroups:read",),
            lambda c: c.usergroups_users_update(usergroup=ANALYSTS, users=LEV),
            "usergroups:write",
        ),
        (
            (),
            lambda c: c.conversations_inviteShared(channel=EAST, emails="i@example.com"),
            "conversations.connect:write",
        ),
    ],
)
async def test_each_wants_its_scope(
    build: Open, scopes: tuple[str, ...], call: Method, needed: str
) -> None:
    sandbox = build(scopes=scopes)
    await sandbox.start()
    refused = await error(call(AsyncWebClient(TOKEN, base_url=sandbox.api_url)))
    await sandbox.stop()
    assert (refused["error"], refused["needed"]) == ("missing_scope", needed)


async def test_the_narrower_scopes_do(build: Open) -> None:
    sandbox = build(scopes=("channels:write.invites",))
    await sandbox.start()
    client = AsyncWebClient(TOKEN, base_url=sandbox.api_url)
    assert (await client.conversations_invite(channel=EAST, users=MIA))["ok"]
    await sandbox.stop()


async def test_who_joins_the_team_is_in_general(sandbox: Sandbox) -> None:
    await sandbox.join("Ivy Invited", "ivy@example.com")
    members = sandbox.workspace.channels[people.GENERAL]["members"]
    assert members[-1] == sandbox.workspace.person("ivy")["id"]


async def test_they_are_kept_over_a_restart(build: Open, sandbox: Sandbox) -> None:
    sandbox.archive("east")
    again = build()
    assert again.workspace.channels[EAST]["is_archived"]
    assert len(again.workspace.channels) == 6
    again.workspace.store.close()


async def test_the_page_shows_channels_that_one_may_see(sandbox: Sandbox) -> None:
    transport = httpx.ASGITransport(sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        seen = {
            who: (await http.get("/demo/state", params={"as": who})).json()
            for who in ("ada", "mia")
        }
        done = await http.post("/demo/act", json={"do": "archive", "channel": "west"})
    assert done.status_code == 200
    assert sandbox.workspace.channels[WEST]["is_archived"]
    names = {who: [each["name"] for each in told["channels"]] for who, told in seen.items()}
    assert set(names["ada"]) - set(names["mia"]) == {"board", "plans"}
    assert seen["mia"]["usergroups"][0]["users"] == [ADA]
    assert seen["mia"]["shared"] == []

"""What Slack sends, of every kind that Usher knows, and each a little wrong in a known way."""

import copy
import json
import random
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode

from bot.slack import ids, received
from bot.slack.views.metadata import Metadata
from bot.slack.views.spot import Spot
from tests.bot.slack.door import FORM, JSON
from tests.people import ADA, ELSEWHERE

Json = dict[str, Any]
SOME_ID = "01J0000000000000000000000A"
PERSON: Json = {
    "user": {"id": ADA.user, "username": "ada", "name": "ada", "team_id": ADA.team},
    "team": {"id": ADA.team, "domain": "northwind"},
    "enterprise": None,
    "is_enterprise_install": False,
    "api_app_id": "A0USHERAPP",
    "token": "not-used",
    "trigger_id": "13345224609.738474920.8088930838d88f008e0",
}
USER: Json = {
    "id": ADA.user,
    "team_id": ADA.team,
    "name": "ada",
    "real_name": "Ada Admin",
    "deleted": False,
    "locale": "en-US",
    "tz": "Europe/Berlin",
    "is_admin": True,
    "is_owner": False,
    "is_primary_owner": False,
    "is_restricted": False,
    "is_ultra_restricted": False,
    "is_bot": False,
    "profile": {"real_name": "Ada Admin", "email": ADA.email},
    "enterprise_user": {"enterprise_id": "E1", "teams": [ADA.team]},
}
TYPED = {
    ids.EMAILS: {"type": "plain_text_input", "value": "ivy@example.com"},
    ids.PERSONAL_WORKGROUP: {"type": "checkboxes", "selected_options": [{"value": "yes"}]},
    ids.GROUP: {"type": "external_select", "selected_option": None},
    ids.NOTE: {"type": "plain_text_input", "value": "Welcome"},
    ids.LOCALE: {"type": "static_select", "selected_option": {"value": "en"}},
    ids.NAME: {"type": "plain_text_input", "value": "Design"},
    ids.DESCRIPTION: {"type": "plain_text_input", "value": None},
    ids.LEAVING: {"type": "multi_external_select", "selected_options": []},
    ids.CHANNELS: {"type": "multi_conversations_select", "selected_conversations": ["C0EAST0001"]},
    ids.USERGROUP: {"type": "external_select", "selected_option": {"value": ids.NO_USERGROUP}},
    ids.REASON: {"type": "plain_text_input", "value": "No"},
    ids.URL: {"type": "plain_text_input", "value": "https://hooks.example/x"},
    ids.EVENTS: {"type": "checkboxes", "selected_options": []},
}


def view(callback_id: str, kind: str = "modal") -> Json:
    metadata = Metadata(SOME_ID, from_home=True, spot=Spot("users", "open", "ivy", 10))
    return {
        "id": "V1",
        "team_id": ADA.team,
        "type": kind,
        "callback_id": callback_id,
        "hash": "156772938.1827394",
        "private_metadata": metadata.write(),
        "previous_view_id": None,
        "root_view_id": "V1",
        "app_installed_team_id": ADA.team,
        "blocks": [{"type": "input", "block_id": name, "element": {}} for name in TYPED],
        "state": {"values": {name: {name: field} for name, field in TYPED.items()}},
    }


VIEWS = (
    ids.INVITE,
    ids.WORKGROUP,
    ids.SETTINGS,
    ids.REFUSAL,
    ids.REVOKE_MODAL,
    ids.CORRECT_MODAL,
    ids.WEBHOOK,
)
MENUS = {
    ids.MENU: f"resend:{SOME_ID}",
    ids.ROLE: f"lead:{SOME_ID}",
    ids.WEBHOOK_MENU: f"test:{SOME_ID}",
    ids.HOME_FILTER: "pending",
}
SEARCHED = (ids.GROUP, ids.LEAVING, ids.USERGROUP, ids.ZONE)


def pressed() -> Iterator[Json]:
    """Each button and menu there is, in a message, in a modal or in Home."""
    places: list[Json] = [
        {
            "message": {"ts": "1.2", "team": ADA.team, "text": "ivy@example.com", "blocks": []},
            "channel": {"id": "D1", "name": "directmessage"},
            "response_url": "http://127.0.0.1:9/actions/T/1/x",
        },
        {"view": view(ids.INVITE)},
        {"view": view(ids.HOME, "home")},
    ]
    # Of the constants only an `action_id` has a point in it.
    constants = (value for name, value in vars(ids).items() if name.isupper())
    named = {each for each in constants if isinstance(each, str) and "." in each}
    for number, action_id in enumerate(sorted({*named, *MENUS})):
        told: Json = {"action_id": action_id, "block_id": "list.1", "type": "button"}
        told |= {"value": SOME_ID, "action_ts": "1.2"}
        if option := MENUS.get(action_id):
            told |= {"type": "overflow", "selected_option": {"value": option, "text": {}}}
        yield {**PERSON, "type": "block_actions", "actions": [told], **places[number % 3]}


def happened(event: Json) -> Json:
    authorization = {"enterprise_id": None, "team_id": ADA.team, "is_enterprise_install": False}
    return {
        "type": "event_callback",
        "team_id": ADA.team,
        "enterprise_id": None,
        "event_id": "Ev1",
        "event": event,
        "authorizations": [{**authorization, "user_id": "U0USHERBOT", "is_bot": True}],
    }


@cache
def everything() -> list[Json]:
    """One of each kind, as Slack sends it."""
    message: Json = {"ts": "1.2", "text": "a@example.com", "team": ADA.team, "user": "U1"}
    rich: Json = {"type": "rich_text", "elements": [{"elements": [{"text": "b@example.com"}]}]}
    message |= {"blocks": [rich], "attachments": [{"fallback": "c@example.com"}]}
    command = {"command": "/invite", "team_id": ADA.team, "user_id": ADA.user, "channel_id": "C1"}
    command |= {"trigger_id": "1.2.3", "response_url": "http://127.0.0.1:9/commands/1"}
    words = ("", "help", "list ivy", "revoke ivy@example.com", "resend ivy@example.com", "revok")
    return [
        *({**command, "text": each} for each in (*words, "export", "<mailto:a@b.de|a@b.de> x")),
        *pressed(),
        *({**PERSON, "type": "view_submission", "view": view(each)} for each in VIEWS),
        {**PERSON, "type": "view_closed", "view": view(ids.INVITE), "is_cleared": False},
        {**PERSON, "type": "shortcut", "callback_id": ids.INVITE, "action_ts": "1.2"},
        {
            **PERSON,
            "type": "message_action",
            "callback_id": ids.INVITE_MESSAGE,
            "message": message,
            "channel": {"id": "C1", "name": "general"},
            "response_url": "http://127.0.0.1:9/app/T/1/x",
        },
        *(
            {
                **PERSON,
                "type": "block_suggestion",
                "action_id": each,
                "block_id": each,
                "value": "d",
            }
            | {"view": view(ids.WORKGROUP)}
            for each in SEARCHED
        ),
        happened({"type": "app_home_opened", "user": ADA.user, "tab": "home", "channel": "D1"}),
        happened({"type": "app_home_opened", "user": ADA.user, "view": view(ids.HOME, "home")}),
        happened({"type": "user_change", "user": USER, "cache_ts": 1, "event_ts": "1.2"}),
        happened({"type": "team_join", "user": {**USER, "id": "U0IVY"}}),
        happened({"type": "shared_channel_invite_accepted", "invite": {"id": "I1"}}),
        happened({"type": "shared_channel_invite_declined", "invite": {"id": "I1"}}),
        happened({"type": "tokens_revoked", "tokens": {"bot": ["U1"]}}),
        happened({"type": "app_uninstalled"}),
        {"type": "url_verification", "challenge": "c-1", "token": "x"},
    ]


DEEP: Any = "x"
for _ in range(200):
    DEEP = [DEEP]
ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    5,
    2**31,
    2**63,
    10**400,
    1.5,
    float("inf"),
    float("nan"),
    "",
    " ",
    "x",
    "\0",
    "a\0b",
    "\ud800",
    "\udfff\ud800",
    "😀" * 50,
    "a" * 300,
    "é" * 5_000,
    "x" * 40_000,
    "\u0301\u0327" * 1_000,
    "<mailto:a@b|" * 400,
    "&" * 1_000,
    "\u202e\u2066{name}%s%(x)s",
    "'; DROP TABLE member; --",
    "../../etc/passwd",
    ELSEWHERE,
    "U1",
    SOME_ID,
    "{",
    '{"start": 1e999, "tab": "users"}',
    '{"tab": "users", "start": 999999999999999999999999, "typed": "\\ud800", "state": "\\u0000"}',
    [],
    [None],
    [[]],
    ["x"],
    [{}],
    [{"id": "U1"}],
    DEEP,
    {},
    {"id": None},
    {"id": "U1"},
    {"id": {"id": "U1"}},
    {"value": 5},
    {"type": "home"},
    {"\ud800": "\0"},
)


def mutated(chance: random.Random) -> Json:
    """One of `everything`, wrong in one to three places."""
    every = everything()
    # There are many buttons, and they are read alike.
    kind = chance.choice(sorted({_kind(each) for each in every}))
    body = copy.deepcopy(chance.choice([each for each in every if _kind(each) == kind]))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        place, key = _somewhere(body, chance)
        match chance.randrange(8):
            case 0:
                place.pop(key)
            case 1 if isinstance(place, dict):
                # A key of another kind of payload, as it is there or in another shape.
                other = chance.choice(every)
                added = chance.choice(sorted(other))
                place[added] = copy.deepcopy(chance.choice((other[added], chance.choice(ODD))))
            case 2:
                body["type"] = chance.choice([*sorted(received.KINDS), "event_callback", "news"])
            case 3 if isinstance(body.get("event"), dict):
                body["event"]["type"] = chance.choice(sorted(received.EVENTS))
            case _:
                place[key] = copy.deepcopy(chance.choice(ODD))
        if not body:
            return body
    return body


def _kind(body: Json) -> str:
    return "command" if "command" in body else str(body.get("event", body)["type"])


def _somewhere(body: Json, chance: random.Random) -> tuple[Any, Any]:
    """A dict or a list of the body's, at any depth, and a key of it."""
    place: Any = body
    while True:
        key = (
            chance.choice(sorted(place))
            if isinstance(place, dict)
            else chance.randrange(len(place))
        )
        inner = place[key]
        if not (isinstance(inner, dict | list) and inner and chance.random() < 0.7):
            return place, key
        place = inner


def written(body: Json, chance: random.Random) -> tuple[bytes, str]:
    """The body as it comes over the wire, and its content type."""
    if "command" in body and "type" not in body:
        fields = [(_plain(name), _plain(value)) for name, value in body.items()]
        if chance.random() < 0.1:
            fields.append((chance.choice(fields)[0], _plain(chance.choice(ODD))))
        return urlencode(fields).encode(), FORM
    text = json.dumps(body)
    if "event" in body or body.get("type") == "url_verification":
        return text.encode(), JSON
    return urlencode({"payload": text}).encode(), FORM


def _plain(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode(errors="ignore").decode()

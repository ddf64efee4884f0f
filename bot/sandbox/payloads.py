"""The bodies that Slack sends, with Slack's own keys (as in the tests of bolt-python).

They carry the old verification token too, as Slack's do; nobody should believe it.
"""

import re
import secrets
import time
import uuid
from typing import Any

from bot.sandbox import forms, people
from bot.sandbox.workspace import Json


def channel_name(channel: str) -> str:
    """Return its name; no channel of the stand-in is ever renamed."""
    named = {each["id"]: each["name"] for each in people.channels()}
    return str(named.get(channel, "directmessage"))


def command(person: Json, channel: str, name: str, text: str) -> Json:
    place = {"channel_id": channel, "channel_name": channel_name(channel)}
    who = {"user_id": person["id"], "user_name": person["name"]}
    return {**people.like("command"), **place, **who, "command": name, "text": text}


def interaction(kind: str, person: Json, **more: Any) -> Json:
    """Return what every interaction has, and more."""
    who = {"id": person["id"], "username": person["name"], "team_id": person["team_id"]}
    if kind == "message_action":
        return {"type": kind, **people.like("interaction"), "user": _named(person), **more}
    if kind != "shortcut":
        who["name"] = person["name"]
    return {"type": kind, **people.like("interaction"), "user": who, **more}


def _named(person: Json) -> Json:
    """Return who chose a message's shortcut: of these Slack says the least."""
    return {"id": person["id"], "name": person["name"]}


def of_view(surface: Json) -> Json:
    """Return the view of a modal or a Home as it is now, with what has been typed."""
    return {**surface["view"], "state": forms.state(surface)}


def where(surface: Json) -> Json:
    """Return the part of an interaction that says where it happened."""
    if "view" in surface:
        view = of_view(surface)
        return {"container": {"type": "view", "view_id": view["id"]}, "view": view}
    message, channel, alone = surface["message"], surface["channel"], surface["to"] is not None
    place: Json = {"type": "message", "message_ts": message["ts"], "channel_id": channel}
    return {
        "container": {**place, "is_ephemeral": alone},
        "channel": {"id": channel, "name": channel_name(channel)},
        # Of a message that only one person sees, Slack sends no copy.
        **({} if alone else {"message": message}),
        "state": forms.state(surface),
    }


def of_message(item: Json) -> Json:
    """Return the part of a message's shortcut that says which message it is."""
    message, channel = item["message"], item["channel"]
    return {
        "action_ts": stamp(),
        "message_ts": message["ts"],
        "channel": {"id": channel, "name": channel_name(channel)},
        "message": message if "blocks" in message else {**message, **_rich(message["text"])},
    }


URL = r"(?:[a-z][a-z0-9+.-]*://|mailto:)[^\s<>|]*[^\s<>|.,;:!?()'\"”’]"
LINK = re.compile(rf"(?P<url>{URL})|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)


def _rich(typed: str) -> Json:
    """Return what Slack makes of a message that somebody typed: links, and blocks of its own."""
    parts: list[Json] = []
    at = 0
    for found in LINK.finditer(typed):
        address = {"url": f"mailto:{found[0]}", "text": found[0]}
        link = {"url": found[0]} if found["url"] else address
        parts += [{"type": "text", "text": typed[at : found.start()]}, {"type": "link", **link}]
        at = found.end()
    parts.append({"type": "text", "text": typed[at:]})
    inner = [part for part in parts if part.get("text") != ""]
    section = {"type": "rich_text_section", "elements": inner}
    block = {"type": "rich_text", "block_id": secrets.token_hex(3), "elements": [section]}
    text = "".join(map(_as_text, inner))
    return {"text": text, "client_msg_id": str(uuid.uuid4()), "blocks": [block]}


def _as_text(part: Json) -> str:
    said = [part[key] for key in ("url", "text") if key in part]
    escaped = "|".join(said).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<{escaped}>" if part["type"] == "link" else escaped


def action(block: Json, element: Json, value: Json) -> Json:
    told = {key: element[key] for key in element.keys() & {"text", "value", "style", "placeholder"}}
    ids = {"action_id": element["action_id"], "block_id": block["block_id"]}
    return {"type": element["type"], **ids, **told, **value, "action_ts": stamp()}


def event(kind: str, **inner: Any) -> Json:
    told = {"type": kind, **inner, "event_ts": stamp()}
    ids = {"event_id": f"Ev{secrets.token_hex(5).upper()}", "event_time": int(time.time())}
    return {**people.like("event"), "event": told, **ids}


def connect(kind: str, told: Json) -> Json:
    """Return an event of Slack Connect: the team may be the other side's, and whose event it is the
    authorization says.
    """
    shared = {"team_id": "T0CONTOSO1", "is_ext_shared_channel": True}
    return {**event(kind, **told), **shared}


def stamp() -> str:
    return f"{time.time():.6f}"

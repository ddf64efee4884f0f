"""The workspace Northwind and its people; `objects.json` has the objects with all their keys."""

import json
from functools import cache
from pathlib import Path
from typing import Any

TEAM = "T0NORTHWND"
APP = "A0USHERAPP"
BOT = "B0USHERBOT"
BOT_USER = "U0USHERBOT"
SLACKBOT = "USLACKBOT"
GENERAL = "C0GENERAL1"


def like(name: str) -> Any:
    """Return one of Slack's objects; the caller may change it."""
    return json.loads(_objects())[name]


@cache
def _objects() -> bytes:
    return Path(__file__).with_name("objects.json").read_bytes()


def user(name: str, real_name: str, more: dict[str, Any]) -> dict[str, Any]:
    """Return somebody as `users.info` does with `include_locale` and `users:read.email`."""
    first, _, last = real_name.partition(" ")
    made = {**like("user"), "id": f"U0{name.upper():0<8}"[:10], "name": name, **more}
    names = {"real_name": real_name, "real_name_normalized": real_name}
    names |= {"display_name": first, "display_name_normalized": first}
    made["profile"] |= {**names, "first_name": first, "last_name": last}
    if not more.get("is_stranger"):
        made["profile"].setdefault("email", f"{name}@northwind.example")
    return {**made, "real_name": real_name}


def channels() -> list[dict[str, Any]]:
    """Return the channels there are at first; `app` says whether the app is in it."""
    usual = dict.fromkeys(
        ("is_private", "is_archived", "is_general", "is_ext_shared", "app"), False
    )
    every = like("channels")
    return [{**usual, "id": i, "name": n, "members": m, **more} for i, n, m, more in every]


def usergroups() -> list[dict[str, Any]]:
    return [{"id": i, "handle": h, "name": n, "users": u} for i, h, n, u in like("usergroups")]


def cast() -> list[dict[str, Any]]:
    """Return everybody there is at first; the app and Slackbot are people too."""
    return [user(*each) for each in like("cast")]


LEFT = ("id", "team_id", "name", "deleted", "is_forgotten", "profile", "is_bot", "is_app_user")


def told(person: dict[str, Any]) -> dict[str, Any]:
    """Return somebody as Slack tells of them: of who was deactivated it leaves out the most."""
    if not person["deleted"]:
        return person
    left = {key: person[key] for key in (*LEFT, "updated") if key in person}
    return {**left, "is_forgotten": False}

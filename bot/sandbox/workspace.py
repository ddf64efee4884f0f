"""What there is in the workspace: people, messages, open views, Homes, mails."""

import secrets
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime
from itertools import chain
from typing import Any

from bot.sandbox import people, rules
from bot.sandbox.store import Store

Json = dict[str, Any]
APP_DM = "app"


class SlackError(Exception):
    """A refusal in Slack's form: the code of `error`, the lines of `response_metadata`, which
    scopes would do, and what there is against each of several people.
    """

    def __init__(self, code: str, messages: list[str] | None = None, needed: str = "") -> None:
        super().__init__(code)
        self.code, self.needed = code, needed
        self.messages = messages or []
        self.each: list[Json] = []


class Workspace:
    """The record of the stand-in. A surface is what holds blocks: a modal, a Home, a message."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self.store, self.clock = store, clock
        self.people, self.messages, self.mails = map(store.shelf, ("person", "message", "mail"))
        self.stacks, self.homes, self.reads = map(store.shelf, ("stack", "home", "read"))
        self.files, self.channels = store.shelf("file"), store.shelf("channel")
        self.usergroups, self.shared = store.shelf("usergroup"), store.shelf("shared")
        self.url = ""
        for person in () if self.people else people.cast():
            self.people[person["id"]] = person
        for channel in () if self.channels else people.channels():
            self.channels[channel["id"]] = channel
        for group in () if self.usergroups else people.usergroups():
            self.usergroups[group["id"]] = group
        self._last = max((float(key.rpartition("/")[2]) for key in self.messages), default=0)

    def person(self, who: str, *, by_name: bool = True) -> Json:
        """Find somebody by id, or by first name in small letters."""
        named = (person for person in self.people.values() if by_name and person["name"] == who)
        found = self.people.get(who) or next(named, None)
        if found is None:
            raise SlackError("user_not_found")
        return dict(found)

    def channel(self, who: str, place: str) -> str:
        """Return the id of a channel named so, or of somebody's direct messages with the app."""
        if place == APP_DM:
            return f"D{self.person(who)['id'][1:]}"
        return next((each["id"] for each in self.channels.values() if each["name"] == place), place)

    def owner(self, channel: str) -> str | None:
        """Return whose direct messages with the app these are."""
        user = f"U{channel[1:]}"
        return user if channel.startswith("D") and user in self.people else None

    def post(
        self, channel: str, content: Json, *, user: str = people.BOT_USER, to: str | None = None
    ) -> Json:
        """Put a message into a channel, for everybody there or (`to`) for one person alone."""
        message: Json = {"type": "message", "user": user, "ts": self._stamp(), "team": people.TEAM}
        if user == people.BOT_USER:
            message |= {"bot_id": people.BOT, "app_id": people.APP}
        message |= _written(content)
        self.keep({"channel": channel, "to": to, "typed": {}, "offered": {}, "message": message})
        return message

    def edit(self, item: Json, content: Json) -> Json:
        """Replace what a message says."""
        edited = {"user": people.BOT_USER, "ts": self._stamp()}
        kept = {key: item["message"][key] for key in item["message"].keys() - {"text", "blocks"}}
        message = {**kept, **_written(content), "edited": edited}
        self.keep({**item, "message": message})
        return message

    def visible(self, who: str, place: str) -> Iterator[Json]:
        """Yield what a person sees in a place, oldest first."""
        user, channel = self.person(who)["id"], self.channel(who, place)
        known = self.channels.get(channel, {})
        if known.get("is_private") and user not in known["members"]:
            return
        for item in self.messages.values():
            if item["channel"] == channel and item["to"] in (None, user):
                yield item

    def stack(self, who: str) -> list[Json]:
        """Return the open modals of a person, the one on top last."""
        return list(self.stacks.get(self.person(who)["id"], ()))

    def opened(self, name: str) -> Json | None:
        """Find an open modal by its id or `external_id`."""
        every = (surface for stack in self.stacks.values() for surface in stack)
        ids = ("id", "external_id")
        return next((s for s in every if name and name in [s["view"][key] for key in ids]), None)

    def keep(self, surface: Json) -> None:
        """Put a changed surface where it was; a modal that was closed meanwhile stays closed."""
        if "message" in surface:
            self.messages[f"{surface['channel']}/{surface['message']['ts']}"] = surface
        elif surface["view"]["type"] == "home":
            self.homes[surface["user"]] = surface
        else:
            ours, stack = surface["view"]["id"], self.stacks.get(surface["user"], [])
            now = [surface if each["view"]["id"] == ours else each for each in stack]
            self.stacks[surface["user"]] = now

    def _stamp(self) -> str:
        """Return a `ts`: the shown time, and never the same twice."""
        self._last = max(self.clock().timestamp(), self._last + 0.000001)
        return f"{self._last:.6f}"


def _written(content: Json) -> Json:
    """Return the part of a message that is read, its blocks named as Slack names them."""
    blocks = {"blocks": _named(content["blocks"])} if content.get("blocks") else {}
    shared = {"files": content["files"]} if content.get("files") else {}
    return {"text": content.get("text", ""), **blocks, **shared}


def _named(blocks: list[Json]) -> list[Json]:
    """Give each block and element without an id one, as Slack does."""
    named = [{"block_id": secrets.token_hex(3), **block} for block in deepcopy(blocks)]
    for element in chain.from_iterable(map(rules.elements, named)):
        if element["type"] not in ("image", "plain_text", "mrkdwn"):
            element.setdefault("action_id", secrets.token_hex(3))
    return named


def surface(view: Json, user: str, before: Json | None = None, under: Json | None = None) -> Json:
    """Return a view as Slack keeps it; `before` is what it replaces, `under` what it lies on."""
    ids: Json = {"id": f"V{secrets.token_hex(5).upper()}"}
    ids["root_view_id"] = under["view"]["root_view_id"] if under else ids["id"]
    ids["previous_view_id"] = under["view"]["id"] if under else None
    if before:
        ids = {key: before["view"][key] for key in ids}
    ids["hash"] = f"{secrets.randbelow(10**10)}.{secrets.token_hex(4)}"
    whole = {**people.like("view"), **view, **ids, "blocks": _named(view["blocks"])}
    kept: Json = {key: before[key] if before else {} for key in ("typed", "offered")}
    return {"view": whole, "user": user, "errors": {}, **kept}

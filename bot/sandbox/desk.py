"""What the methods of the Web API work on, and whom and what they may reach."""

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass

from bot.sandbox import people
from bot.sandbox.triggers import Tickets
from bot.sandbox.workspace import Json, SlackError, Workspace


@dataclass(frozen=True)
class Desk:
    """What a method works on."""

    workspace: Workspace
    triggers: Tickets
    scopes: Collection[str]

    def need_scope(self, scope: str, error: str = "missing_scope") -> None:
        if scope and scope not in self.scopes:
            raise SlackError(error)

    def need_one_of(self, *scopes: str) -> None:
        if not set(scopes) & set(self.scopes):
            raise SlackError("missing_scope", needed=",".join(scopes))

    def user(self, args: Json, name: str) -> Json:
        return self.workspace.person(need(args, name), by_name=False)

    def acting(self, args: Json) -> str:
        """Return who a trigger was handed out for; it serves once."""
        return self.triggers.use(need(args, "trigger_id")).user

    def shown(self, person: Json, args: Json) -> Json:
        """Return a person as far as scopes and arguments allow."""
        shown = deepcopy(people.told(person))
        if args.get("include_locale") not in (True, 1, "true", "1"):
            shown.pop("locale", None)
        if "users:read.email" not in self.scopes:
            shown["profile"].pop("email", None)
        return shown

    def channel(self, args: Json) -> str:
        """Find where to post; somebody's id stands for their direct messages with the app."""
        name = need(args, "channel")
        if name in self.workspace.people:
            return messages_with(self.workspace.people[name])
        if not self.workspace.owner(name):
            self._may_post(self.workspace.channels.get(name))
        return name

    def _may_post(self, channel: Json | None) -> None:
        if channel is None or (channel["is_private"] and not channel["app"]):
            raise SlackError("channel_not_found")
        if channel["is_archived"]:
            raise SlackError("is_archived")
        if not channel["app"]:
            self.need_scope("chat:write.public", "not_in_channel")


def messages_with(person: Json) -> str:
    if person["is_bot"] or person["id"] == people.SLACKBOT:
        raise SlackError("cannot_dm_bot")
    return f"D{person['id'][1:]}"


def need(args: Json, name: str) -> str:
    value = args.get(name)
    if not isinstance(value, str) or not value:
        raise SlackError("invalid_arguments", [f"missing required field: {name}"])
    return value

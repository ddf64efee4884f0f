"""Usher before the strict Slack, as its stories act in it and look at it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.parts import Parts
from bot.sandbox import Sandbox, people
from bot.slack.people import People
from commands.invitations.describe import Invitation, describe_invitation
from commands.workgroups import manage
from storage import invitations

TOKEN = "xoxb-sandbox"


@dataclass
class House:
    """What a story needs: Slack to act in, and what the bot keeps."""

    slack: Sandbox
    parts: Parts
    people: People
    url: str

    @property
    def now(self) -> datetime:
        return self.parts.clock()

    def person(self, who: str) -> Any:
        return self.people.read(people.TEAM, self.id(who), self.slack.workspace.person(who))

    def id(self, who: str) -> str:
        return str(self.slack.workspace.person(who)["id"])

    async def group(self, name: str, description: str = "") -> str:
        made = await self.parts.run(manage.create, self.person("ada"), name, description, self.now)
        return made.id

    async def invited(self) -> list[Invitation]:
        """Every invitation there is, oldest first."""

        def look(unit: Any) -> list[Invitation]:
            return [describe_invitation(row, self.now) for row in invitations.every(unit, None)]

        return await self.parts.read(look)

    def opened(self) -> list[dict[str, Any]]:
        """The views that Slack was asked to open."""
        methods = ("views.open", "views.push")
        return [call.args["view"] for call in self.slack.calls if call.method in methods]

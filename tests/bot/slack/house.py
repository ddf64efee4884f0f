"""Usher before the strict Slack, as its stories act in it and look at it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.i18n import Texts
from bot.links import Links
from bot.parts import Parts
from bot.sandbox import Sandbox, people
from bot.settings import Settings
from bot.slack.late import LateAnswers
from bot.slack.people import People
from bot.slack.shapes import SlackUser
from commands.invitations.describe import Invitation, describe_invitation
from commands.workgroups import manage
from storage import invitations
from storage.database import Database
from tests.bot.slack.door import SECRET
from tests.clock import Clock

TOKEN = "xoxb-sandbox"


def made(database: Database, clock: Clock) -> Parts:
    """With limits that a story reaches soon."""
    settings = Settings(
        slack_signing_secret=SECRET,
        slack_bot_token=TOKEN,
        secret_keys="a-key-of-the-tests-long-enough",
        inviter_daily=5,
        address_daily=3,
    )
    links = Links(["a-key-of-the-tests-long-enough"], "http://localhost:3000")
    return Parts(settings, database, Texts.load(), links, clock, seconds=clock.seconds)


@dataclass
class House:
    """What a story needs: Slack to act in, and what the bot keeps."""

    slack: Sandbox
    parts: Parts
    clock: Clock
    people: People
    url: str
    late: LateAnswers

    @property
    def now(self) -> datetime:
        return self.parts.clock()

    def person(self, who: str) -> Any:
        told = SlackUser.model_validate(self.slack.workspace.person(who))
        return self.people.read(people.TEAM, told.id, told)

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

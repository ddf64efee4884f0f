"""All of Usher as it runs, as the stories of it act in it and look at it."""

import re
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.parts import Parts
from bot.sandbox import Sandbox
from commands import export
from storage.models import OutboxRow, Workspace
from tests.clock import Clock
from tests.patience import until


@dataclass
class Usher:
    """What a story needs: Slack to act in, the invitee's browser, and the time."""

    slack: Sandbox
    parts: Parts
    clock: Clock
    browser: httpx.AsyncClient

    async def rest(self) -> None:
        """Wait until nothing is in hand: what is, and takes days by a moved clock, is not tried."""
        await until(lambda: not self.parts.database.read(in_hand))

    async def mail_to(self, address: str, count: int = 1) -> dict[str, Any]:
        """The newest mail to this address, once there are `count`."""

        def arrived() -> list[dict[str, Any]]:
            mails = [mail for mail in self.slack.mails if address in mail["rcpt_to"]]
            return mails if len(mails) >= count else []

        return (await until(arrived))[-1]

    async def message(self, who: str, words: str) -> dict[str, Any]:
        """The first direct message from Usher with these words in it."""

        def arrived() -> list[dict[str, Any]]:
            return [each for each in self.slack.messages(who) if words in str(each)]

        return (await until(arrived))[0]

    async def invite(self, who: str, emails: str, **fields: Any) -> None:
        """`/invite`, fill in, press Invite."""
        assert (await self.slack.command(who, "/invite")).ok
        outcome = await self.slack.submit(who, {"emails": emails, **fields})
        assert outcome.ok, outcome
        assert self.slack.errors(who) == {}

    async def ask(self, emails: str = "ivy@example.com") -> None:
        """Mia, who may not invite, fills in the same form."""
        slack = self.slack
        await slack.open_home("ada")
        await slack.change("mia", locale="en-US")
        assert (await slack.command("mia", f"/invite {emails}")).ok
        view = slack.view("mia")
        assert view
        assert view["submit"]["text"] == "Request"
        assert (await slack.submit("mia", {"note": "She draws"})).ok
        assert "asked for, an admin decides" in str(slack.view("mia"))
        await slack.close("mia")

    async def rows(self, what: str) -> list[dict[str, Any]]:
        """What an export of it says."""
        table = export.TABLES[what]

        def read(unit: Session) -> list[dict[str, Any]]:
            found = table.rows(unit, None, self.clock())
            return [dict(zip(table.columns, row, strict=True)) for row in found]

        return await self.parts.read(read)

    def link_in(self, mail: dict[str, Any]) -> str:
        found = re.search(r"^http://\S+/i/\S+\r?$", mail["text"], re.MULTILINE)
        assert found
        return found[0].strip()

    def header(self, mail: dict[str, Any], name: str) -> str:
        return str(dict(mail["headers"])[name])


def in_hand(unit: Session) -> int | None:
    """A row that a worker has taken."""
    return unit.scalar(select(OutboxRow.id).where(OutboxRow.lease.is_not(None)).limit(1))


def zone(unit: Session) -> str | None:
    """Of the workspace, as Slack says it once it was asked."""
    return unit.scalar(select(Workspace.zone))

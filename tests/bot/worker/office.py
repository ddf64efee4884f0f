"""What the worker's stories share: a clock that moves, a worker that runs, what has arrived."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from typing import Any, TypeVar, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.i18n import Texts
from bot.links import Links
from bot.parts import Parts
from bot.sandbox import Sandbox
from bot.settings import Settings
from bot.slack.client import Client
from bot.slack.people import People
from bot.slack.sync import Sync
from bot.worker import schedule
from bot.worker.deliver import Lane
from bot.worker.leases import Leases
from bot.worker.mail import Mail
from bot.worker.mail_lane import MailLane
from commands.actors import Person
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered, Result
from commands.invitations.invite import InviteForm, invite
from storage.database import Database
from storage.models import Invitation, OutboxRow
from tests import people
from tests.bot.mail.server import Behaviour
from tests.clock import Clock

T = TypeVar("T")
TOKEN = "xoxb-sandbox"

# As the stand-in calls them.
ADA = replace(people.ADA, user="U0ADA00000")
LEV = replace(people.LEV, user="U0LEV00000")
MIA = replace(people.MIA, user="U0MIA00000")


def parts(
    database: Database, smtp_url: str, clock: Clock, *nameservers: str, **given: Any
) -> Parts:
    """Quick ones: looks are a few hundredths of a second apart."""
    settings = {
        "smtp_url": smtp_url,
        "mail_from": "Usher <invites@example.com>",
        "deliver_every": 0.03,
        "sweep_every": 0.03,
        "send_timeout": 5,
        "lease": 20,
        **given,
    }
    read = Settings.model_validate(settings)
    links = Links(["k" * 32], read.public_url)
    return Parts(read, database, Texts.load(), links, clock, nameservers, clock.seconds)


@dataclass
class Office:
    """Everything around one worker."""

    parts: Parts
    clock: Clock
    post_office: Behaviour
    slack: Sandbox
    client: Client
    _mails: list[Mail] = field(default_factory=list)

    def invite(self, *addresses: str, person: Person = LEV) -> list[str]:
        """Invite, and give the ids."""
        form = InviteForm(" ".join(addresses) or "ivy@example.com")
        made = self.parts.database.run(invite, person, form, self.parts.limits, self.clock())
        return [one.id for one in made]  # type: ignore[union-attr]

    def lane(self, **given: Any) -> Lane[Parcel]:
        """The lane of mails, to be turned by hand."""
        mail = Mail(self.parts, 8)
        self._mails.append(mail)
        return MailLane(self.parts, "mail.%", mail.send, **given)

    @asynccontextmanager
    async def working(self, **given: Any) -> AsyncIterator[asyncio.Event]:
        """Run the worker; at the end it is stopped as SIGTERM stops it."""
        stop = asyncio.Event()
        sync = Sync(self.parts, self.client, People(self.parts.texts))
        run = asyncio.create_task(schedule.run(self.parts, self.client, sync, stop, **given))
        try:
            yield stop
        finally:
            stop.set()
            await run
            await sync.close()

    async def leases_end(self) -> None:
        """Of all that is taken, as a worker has it that sees it taken for as long."""
        watching = Leases(self.parts)
        await watching.look()
        self.clock.move(seconds=21)
        await watching.look()

    def change(self, smtp_url: str = "", **given: Any) -> None:
        """Have other settings from here on."""
        smtp_url = smtp_url or f"smtp://127.0.0.1:{self.post_office.port}"
        self.parts = parts(self.parts.database, smtp_url, self.clock, **given)

    async def close(self) -> None:
        for mail in self._mails:
            await mail.close()
        await asyncio.to_thread(self.parts.close)

    @property
    def letters(self) -> list[Any]:
        return [message_from_bytes(cast("bytes", each[2])) for each in self.post_office.arrived]

    def told(self, name: str) -> list[str]:
        """The texts of the direct messages somebody has got."""
        return [message["text"] for message in self.slack.messages(name, place="app")]

    def record(self, invitation_id: str) -> Invitation:
        return self.ask(lambda unit: unit.get_one(Invitation, invitation_id))

    def rows(self, kinds: str = "%") -> list[OutboxRow]:
        """What stands in the outbox."""
        query = select(OutboxRow).where(OutboxRow.kind.like(kinds)).order_by(OutboxRow.id)
        return self.ask(lambda unit: list(unit.scalars(query)))

    def ask(self, query: Callable[[Session], T]) -> T:
        return self.parts.database.read(query)


class Held:
    """A mail server that says nothing to one command until it is let go."""

    def __init__(self, server: Behaviour, command: str) -> None:
        self.count, self.goes = 0, asyncio.Event()
        answer = server._answer

        async def held(smtp: Any, said: str) -> str:
            if said == command and not self.goes.is_set():
                self.count += 1
                await self.goes.wait()
            return await answer(smtp, said)

        server._answer = held  # type: ignore[method-assign, assignment]

    @property
    def reached(self) -> bool:
        return self.count > 0


class Sender:
    """Sends nothing: it waits until it is told what became of each."""

    def __init__(self) -> None:
        self.parcels: list[Parcel] = []
        self.goes = asyncio.Event()
        self.result: Result = Delivered()

    async def send(self, parcel: Parcel) -> Result:
        self.parcels.append(parcel)
        await self.goes.wait()
        return self.result

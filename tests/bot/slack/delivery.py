"""Time going on, and the worker doing what is due by then."""

from typing import Any

import aiohttp

from bot.slack.client import Client
from bot.slack.post import Post
from bot.slack.provision import Provisioner
from bot.slack.rate_limits import RateLimits
from bot.worker.deliver import Lane
from commands.delivery.parcels.parcel import Parcel, Recipient
from commands.delivery.provisioning.claim import Apart, Task
from commands.delivery.results import Delivered, Result
from commands.invitations.digest import digest
from commands.invitations.expire import expire
from commands.invitations.remind import remind
from storage.outbox_details import WorkgroupGone
from tests.bot.mail.letter import invitation
from tests.bot.sandbox.slack_places import EAST, MIA
from tests.bot.slack.house import TOKEN, House
from tests.people import NORTHWIND


async def mailed(_: Parcel) -> Delivered:
    return Delivered()


async def later(house: House, **by: float) -> None:
    """Move time on, and let the worker do what is due by then."""
    house.clock.move(**by)
    while await house.parts.run(remind, house.parts.limits, house.now):
        pass
    for command in (expire, digest):
        while await house.parts.run(command, house.now):
            pass
    await deliver(house)


async def deliver(house: House) -> None:
    """Let what is due leave."""
    async with aiohttp.ClientSession() as session:
        limits = RateLimits(house.parts, lambda: NORTHWIND)
        client = Client(TOKEN, house.slack.api_url, session, limits=limits)
        await Lane(house.parts, "mail.%", mailed).deliver()
        await Lane(house.parts, "slack.%", Post(house.parts, client).send).deliver()


LEV = Recipient("U0LEV00000", "Lev Lead", "en", "lead")


def parcel(**more: Any) -> Parcel:
    told: dict[str, Any] = {"invitation": invitation(), "recipient": LEV, **more}
    return Parcel(
        1, "lease", "slack.accepted", "T0NORTHWND", "Europe/Berlin", WorkgroupGone(), **told
    )


def task(kind: str, place: str = EAST, **more: Any) -> Task:
    told = {"user": MIA, "email": "mia@northwind.example", "link_kind": "channel", **more}
    return Task(1, "lease", f"place.{kind}", NORTHWIND, "link", slack_id=place, **told)


async def did(place: Provisioner, step: Task) -> Result:
    """What became of this one step."""
    result = await place.send(step)
    return result.fates[step.id] if isinstance(result, Apart) else result

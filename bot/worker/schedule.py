"""The table of what is looked for, and how often: each look only asks the database what is due."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot.parts import Parts
from bot.slack.client import Client
from bot.slack.post import Post
from bot.slack.provision import Provisioner
from bot.slack.sync import Sync
from bot.worker.deliver import Lane
from bot.worker.installation import InstallationNotices
from bot.worker.leases import Leases
from bot.worker.mail import Mail
from bot.worker.mail_lane import MailLane
from bot.worker.put_off import PutOffNotices
from bot.worker.timetable import Job, Timetable
from bot.worker.wall_clock import whole
from bot.worker.webhook import AT_ONCE, Webhooks
from commands.delivery import parcels, provisioning, webhooks
from commands.delivery.misdated import mend, needs_mending
from commands.delivery.provisioning.claim import MOST_AT_ONCE
from commands.invitations.digest import digest
from commands.invitations.expire import expire
from commands.invitations.remind import remind
from storage.vocabulary import MAILS, MESSAGES, PROVISIONING, WEBHOOKS

GRACE = 8.0
"""Seconds that what is in hand has at the end; what became of it is written down after that."""

SYNC_EVERY = 3600.0
"""Seconds; whether a look at everybody in Slack is due, which it is once a day."""

LOOKS = 12
"""In the time of a lease: each is a query, and what a dead worker held is late by two at most."""

MENDED = "what was dated by a clock that was ahead of this one has been dated anew"
CONNECTIONS = 8
POSTS = 4
TASKS = 4

log = structlog.get_logger(__name__)


async def run(
    parts: Parts,
    client: Client,
    sync: Sync,
    stop: asyncio.Event,
    *,
    grace: float = GRACE,
) -> None:
    """Work until `stop` is set; then let what is in hand end, and give the rest back."""
    mail, caller = Mail(parts, CONNECTIONS), Webhooks(parts)
    lanes = _lanes(parts, client, mail, caller)
    installed = InstallationNotices(parts, client, sync)
    timetable = Timetable(_jobs(parts, lanes, sync, installed, stop))
    timetable.start()
    log.info("worker.started")
    await stop.wait()
    await _end(timetable, list(lanes.values()), grace)
    await mail.close()
    await caller.close()
    log.info("worker.stopped")


def _lanes(parts: Parts, client: Client, mail: Mail, caller: Webhooks) -> dict[str, Lane[Any]]:
    return {
        "mail": MailLane(parts, MAILS, mail.send, at_once=CONNECTIONS),
        "slack": Lane(
            parts,
            MESSAGES,
            Post(parts, client).send,
            claim=parcels.claim_in_turn,
            record=parcels.record_in_turn,
            release=parcels.release_in_turn,
            at_once=POSTS,
            exact=True,
        ),
        "provisioning": Lane(
            parts,
            PROVISIONING,
            Provisioner(parts, client).send,
            claim=provisioning.claim,
            record=provisioning.record,
            release=provisioning.release,
            at_once=TASKS,
            batch=TASKS * MOST_AT_ONCE,
            exact=True,
        ),
        "webhook": Lane(
            parts,
            WEBHOOKS,
            caller.send,
            claim=webhooks.claim,
            record=webhooks.record,
            at_once=AT_ONCE,
            shared=True,
        ),
    }


def _jobs(
    parts: Parts,
    lanes: dict[str, Lane[Any]],
    sync: Sync,
    installed: InstallationNotices,
    stop: asyncio.Event,
) -> list[Job]:
    deliver_every, sweep_every = parts.settings.deliver_every, parts.settings.sweep_every
    leases_every = min(parts.settings.lease / LOOKS, sweep_every)
    return [
        *(Job(name, deliver_every, lane.deliver) for name, lane in lanes.items()),
        Job("remind", sweep_every, _until_done(parts, remind, stop, parts.limits)),
        Job("expire", sweep_every, _until_done(parts, expire, stop)),
        Job("digest", sweep_every, _until_done(parts, digest, stop)),
        Job("leases", leases_every, Leases(parts).look),
        Job("misdated", sweep_every, partial(_mend, parts), when_set=True),
        Job("put_off", deliver_every, PutOffNotices(parts).look),
        Job("sync", SYNC_EVERY, sync.want),
        Job("installation", sweep_every, installed.look),
    ]


def _until_done(
    parts: Parts, command: Callable[..., Any], stop: asyncio.Event, *given: Any
) -> Callable[[], Awaitable[None]]:
    """Run `command(unit, *given, now)`, a transaction each time, until it finds nothing."""

    async def work() -> None:
        while not stop.is_set() and await parts.run(command, *given, parts.clock()):
            pass

    return work


async def _mend(parts: Parts) -> None:
    """SQLite has one writer at a time, who is not to be waited for in vain."""
    ahead = timedelta()
    while await parts.read(needs_mending, parts.clock()):
        ahead = max(ahead, await parts.run(mend, parts.clock()))
    if ahead:
        log.info("clock.was_ahead", by=whole(ahead), hint=MENDED)


async def _end(timetable: Timetable, lanes: Sequence[Lane[Any]], grace: float) -> None:
    for lane in lanes:
        lane.close()
    await timetable.stop(grace)
    for lane in lanes:
        await lane.abandon()
        await timetable.look(Job("the end", 0, lane.write_down))

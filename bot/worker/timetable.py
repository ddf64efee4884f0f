"""Jobs and their times. One that fails is logged and comes again; none runs beside itself.

APScheduler keeps the times by the wall clock; a watch that goes by monotonic time has it keep them
when that clock is set.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.worker.wall_clock import WallClock, whole
from storage.errors import AWAY, described

SAY_AGAIN = 60.0
"""Seconds until a job that goes on failing is mentioned again."""

WATCH_EVERY = 1.0
"""Seconds, at most: by so much a look may be late once, when the clock is set back."""

TOLD = 2.0
"""Seconds; a clock that is set by less is no news to anybody."""

SET_BACK = "the clock of this machine was set back; Usher goes on as before"
SET_FORWARD = "the clock of this machine was set forward, or the machine slept"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to look for, every so many seconds; `when_set`: at once when the clock was set."""

    name: str
    every: float
    work: Callable[[], Awaitable[None]]
    when_set: bool = False


class _Every(BaseTrigger):  # type: ignore[misc]
    """Counts from now, not from the last time: IntervalTrigger goes through all the times between
    the two, which are a billion where a board without a battery began in 1970.
    """

    def __init__(self, seconds: float) -> None:
        self._every = timedelta(seconds=seconds)

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return now + self._every


class Timetable:
    """Runs each of its jobs at once and then at its times, as long as the loop lives."""

    def __init__(self, jobs: Sequence[Job], clock: WallClock | None = None) -> None:
        self._clock = clock or WallClock()
        self._watch_every = min([WATCH_EVERY, *(job.every for job in jobs)])
        self._watching: asyncio.Task[None] | None = None
        self._running: set[asyncio.Task[None]] = set()
        self._failing: dict[str, float] = {}
        # A tick that finds the last one still at work is no news; APScheduler warns of it.
        ticks = logging.getLogger(f"{__name__}.ticks")
        ticks.setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(timezone=UTC, logger=ticks)
        for job in jobs:
            self._scheduler.add_job(
                self.look,
                _Every(job.every),
                args=[job],
                next_run_time=datetime.now(UTC),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._watch_every)
            if by := timedelta(seconds=self._clock.was_set()):
                self._follow(by)

    def _follow(self, by: timedelta) -> None:
        """Set forward, what is next is due by itself; set back, it moves with the clock."""
        news = abs(by) >= timedelta(seconds=TOLD)
        if news:
            _tell(by)
        for entry in self._scheduler.get_jobs():
            [job] = entry.args
            if news and job.when_set:
                entry.modify(next_run_time=datetime.now(UTC))
            elif by < timedelta():
                entry.modify(next_run_time=entry.next_run_time + by)

    async def stop(self, seconds: float) -> None:
        """Begin nothing more; what runs may end by itself for so long."""
        if self._watching:
            self._watching.cancel()
        self._scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)
        self._scheduler.shutdown(wait=False)
        # It only asks the loop to do so.
        await asyncio.sleep(0)

    async def look(self, job: Job) -> None:
        """Do the job once. Its failure is logged, and no more than that."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - a coroutine always runs in one
        self._running.add(task)
        try:
            await job.work()
        except asyncio.CancelledError:
            log.warning("worker.broken_off", job=job.name)
        except Exception as error:  # noqa: BLE001 - whatever it was, the next look may do better
            self._failed(job, error)
        else:
            if self._failing.pop(job.name, None):
                log.info("worker.works_again", job=job.name)
        finally:
            self._running.discard(task)

    def _failed(self, job: Job, error: Exception) -> None:
        now = monotonic()
        if now - self._failing.get(job.name, -SAY_AGAIN) < SAY_AGAIN:
            return
        self._failing[job.name] = now
        if isinstance(error, AWAY):
            said = described(error) or ""
            log.error("worker.no_database", job=job.name, error=type(error).__name__, said=said)
        else:
            log.error("worker.failed", job=job.name, exc_info=error)


def _tell(by: timedelta) -> None:
    if by < timedelta():
        log.warning("clock.set_back", by=whole(-by), hint=SET_BACK)
    else:
        log.warning("clock.set_forward", by=whole(by), hint=SET_FORWARD)

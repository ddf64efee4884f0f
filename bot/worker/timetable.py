"""Jobs and their times. One that fails is logged and comes again; none runs beside itself."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from storage.errors import AWAY

SAY_AGAIN = 60.0
"""Seconds until a job that goes on failing is mentioned again."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to look for, every so many seconds."""

    name: str
    every: float
    work: Callable[[], Awaitable[None]]


class Timetable:
    """Runs each of its jobs at once and then at its times, as long as the loop lives."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self._failing: dict[str, float] = {}
        # A tick that finds the last one still at work is no news; APScheduler warns of it.
        ticks = logging.getLogger(f"{__name__}.ticks")
        ticks.setLevel(logging.ERROR)
        self._scheduler = AsyncIOScheduler(timezone=UTC, logger=ticks)
        for job in jobs:
            self._scheduler.add_job(
                self.look,
                IntervalTrigger(seconds=job.every, timezone=UTC),
                args=[job],
                next_run_time=datetime.now(UTC),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )

    def start(self) -> None:
        self._scheduler.start()

    async def stop(self, seconds: float) -> None:
        """Begin nothing more; what runs may end by itself for so long."""
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
            log.error("worker.no_database", job=job.name, error=type(error).__name__)
        else:
            log.error("worker.failed", job=job.name, exc_info=error)

"""A timetable alone, as a process of its own whose clock is set again and again; says on standard
output how often each job looked since the clock was last set.
"""

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path

from bot.logs import configure
from bot.worker.timetable import Job, Timetable
from tests.bot.worker.faked import FakedClock
from tests.patience import until


async def main(clock: FakedClock, settings: list[str]) -> None:
    looks: Counter[str] = Counter()

    def job(name: str, every: float, *, when_set: bool = False) -> Job:
        async def look() -> None:
            looks[name] += 1

        return Job(name, every, look, when_set)

    jobs = [job("often", 0.05), job("seldom", 0.2), job("hourly", 3600)]
    table = Timetable([*jobs, job("when set", 3600, when_set=True)])
    table.start()
    await until(lambda: looks["often"] > 1)
    for ahead in settings:
        looks.clear()
        clock.set(ahead)
        await until(lambda: looks["seldom"] > 1)
        sys.stdout.write(json.dumps(looks) + "\n")
    await table.stop(1)


configure("info", "json", ())
asyncio.run(main(FakedClock(Path(sys.argv[1]), sys.argv[2]), sys.argv[3:]))

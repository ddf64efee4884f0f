"""uvicorn looks only ten times a second whether it is to end: here it is told."""

import asyncio
from asyncio import AbstractEventLoop, Event
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace
from weakref import WeakSet

import pytest
import uvicorn.server


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Servers' naps end where one of them is to end; from then on those of its loop are short.

    To let each look five hundred times a second took 40 ms of a processor a second.
    """
    naps: set[tuple[AbstractEventLoop, Event]] = set()
    ending: WeakSet[AbstractEventLoop] = WeakSet()

    async def sleep(seconds: float) -> None:
        loop = asyncio.get_running_loop()
        if loop in ending:
            await asyncio.sleep(seconds / 50)
            return
        nap = loop, Event()
        naps.add(nap)
        try:
            async with asyncio.timeout(seconds):
                await nap[1].wait()
        except TimeoutError:
            pass
        finally:
            naps.discard(nap)

    def tell(server: uvicorn.Server, end: bool) -> None:
        vars(server)["should_exit"] = end
        for loop, woken in list(naps) if end else ():
            ending.add(loop)
            # One that is closed has nobody to wake any more.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(woken.set)

    told = property(lambda server: vars(server)["should_exit"], tell)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uvicorn.Server, "should_exit", told, raising=False)
        patch.setattr(
            uvicorn.server, "asyncio", SimpleNamespace(**vars(asyncio) | {"sleep": sleep})
        )
        yield

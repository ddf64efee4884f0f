"""No story is about how quick it is: the machine may have much else to do.

The limits of time have tests of their own, which set them anew.
"""

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any, TypeVar, overload

import pytest

from bot.slack import gate, people, private, rate_limits, seeing

PATIENCE = 90.0
"""Seconds for what takes a moment."""

T = TypeVar("T")


@overload
async def until(look: Callable[[], Awaitable[T]]) -> T: ...


@overload
async def until(look: Callable[[], T]) -> T: ...


async def until(look: Callable[[], Any]) -> Any:
    """Give the others their turns until `look` finds something, and that then.

    What happens elsewhere knows no event of ours. Raises TimeoutError where it does not happen.
    """
    async with asyncio.timeout(PATIENCE):
        while True:
            seen = look()
            if found := await seen if isawaitable(seen) else seen:
                return found
            await asyncio.sleep(0.01)


def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Usher wait for Slack as long as it takes."""
    monkeypatch.setattr(gate, "IN_TIME", PATIENCE)
    monkeypatch.setattr(rate_limits, "LOOK", PATIENCE)
    for module in (people, private, seeing):
        monkeypatch.setattr(module, "PATIENCE", PATIENCE)

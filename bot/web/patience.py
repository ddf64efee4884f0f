"""How long a page waits for the database: then it says so, with a way to try again."""

import asyncio

from starlette.requests import Request

SECONDS = 7.0
"""Less than the answers in hand get when the process ends (`bot.web.server`)."""


def until(request: Request) -> float:
    """The event loop's time by which the database has to have done all of this request's."""
    if not hasattr(request.state, "until"):
        request.state.until = asyncio.get_running_loop().time() + SECONDS
    found: float = request.state.until
    return found

"""What is refused at the door: every one passes here."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

import structlog

from bot.logs import bounded
from bot.logs.exceptions import origin

Headers = Iterable[tuple[bytes, bytes]]
AGAIN = b"1"
"""Seconds after which there may be room again."""

log = structlog.get_logger(__name__)


class Refused(Exception):
    """It gets no further: `status` for the client, `why` for both."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


def note(refused: Refused, neighbour: str) -> None:
    """The one place where a refusal of the door is told of. Nothing here was sent by anybody."""
    bounded.refused(str(int(refused.status)), neighbour or "unknown", refused.why)


@contextmanager
def survived() -> Iterator[None]:
    """Whatever fails with one connection is told of, and ends nothing but this block."""
    try:
        yield
    except Exception as error:
        if bounded.admits("door_failed", origin(error)):
            log.exception("door_failed")


def answer(refused: Refused, headers: Headers) -> bytes:
    """The whole answer; the connection ends with it."""
    text = f"{refused.why}\n".encode()
    given = [
        *headers,
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(text)),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if refused.status == HTTPStatus.SERVICE_UNAVAILABLE:
        given.append((b"retry-after", AGAIN))
    line = b"HTTP/1.1 %d %s\r\n" % (refused.status, refused.status.phrase.encode())
    return line + b"".join(b"%s: %s\r\n" % each for each in given) + b"\r\n" + text

"""Standard error as it may really be: a pipe that somebody has stopped to read.

A container's log driver that hangs, a pager, Ctrl-S: a write to what is full waits until somebody
reads on, and with it would wait whoever logs, the event loop and SIGTERM. So it is looked first.
"""

import os
import select
import sys
from contextlib import suppress

PIECE = 4096
"""Bytes that fit where a pipe says that it has room (pipe(7), PIPE_BUF)."""

PATIENCE = 50
"""Milliseconds for a reader who is only slow; none for one who did not use them."""


class Outlet:
    """Writes to what is standard error at that moment."""

    def __init__(self) -> None:
        self._patience = PATIENCE
        self._torn = False

    def took(self, line: str) -> bool:
        """Whether all of it found room; else it ends where the room did. Raises OSError or
        ValueError where nobody can read any more.
        """
        try:
            number = sys.stderr.fileno()
        except OSError:  # as with a StringIO
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()
            return True
        # Not behind what is only the beginning of a line.
        text = f"\n{line}\n" if self._torn else f"{line}\n"
        return self._written(number, text.encode(sys.stderr.encoding, "backslashreplace"))

    def _written(self, number: int, text: bytes) -> bool:
        rest = text
        while rest:
            if not self._has_room(number):
                self._patience, self._torn = 0, self._torn or len(rest) < len(text)
                return False
            with suppress(BlockingIOError):
                rest = rest[os.write(number, rest[:PIECE]) :]
        self._patience, self._torn = PATIENCE, False
        return True

    def _has_room(self, number: int) -> bool:
        """Where the reader is gone too: writing says so."""
        looking = select.poll()
        looking.register(number, select.POLLOUT)
        return bool(looking.poll(self._patience))

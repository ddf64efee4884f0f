"""An exception as the log may show it: what it is and where it arose, and nothing of the data.

Libraries put what they were given into their words: a row, a form's input, a whole answer. So
words are shown only of kinds whose words are about the program. `args`, notes and locals never.
"""

import asyncio
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from storage.errors import described

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

MOST = 10
"""Of a chain, or of groups in groups, no more are shown."""

# Of these, and not of what is made of them, the words are the interpreter's or a library's own.
_WORDED: frozenset[type[BaseException]] = frozenset(
    {
        AssertionError,
        AttributeError,
        ImportError,
        ModuleNotFoundError,
        IndexError,
        MemoryError,
        NameError,
        NotImplementedError,
        RecursionError,
        RuntimeError,
        TypeError,
        UnboundLocalError,
        ZeroDivisionError,
        asyncio.CancelledError,
        asyncio.InvalidStateError,
    }
)
# Ours are written so that they may be read; what a command refuses has what somebody typed in it.
_OURS = ("bot.", "storage.")
_NOT_OURS = "bot.sandbox."
_CAUSE = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n\n"
_TRACEBACK = "Traceback (most recent call last):\n"


def in_a_line(error: BaseException) -> str:
    """Its kind, and what may be said of it: `ValueError`, `OSError: [Errno 2] No such file …`."""
    kind, words = type(error), " ".join(_words(error).split())
    name = kind.__qualname__ if kind.__module__ == "builtins" else _full_name(kind)
    return f"{name}: {words}" if words else name


def origin(error: BaseException) -> str:
    """The place in the code where it arose, as `parts.py:69`; empty where it never did."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def trace(exc_info: ExcInfo) -> str:
    """A traceback like the interpreter's own, without values."""
    error = exc_info[1]
    return "".join(_chain(error, set())).rstrip("\n") if error else "no exception"


def _full_name(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _words(error: BaseException) -> str:
    kind = type(error)
    if (said := described(error)) is not None:
        return said
    if kind.__module__ == "slack_sdk.errors":
        return _code(getattr(error, "response", None))
    if isinstance(error, UnicodeError):
        return str(getattr(error, "reason", ""))
    if isinstance(error, BaseExceptionGroup):
        return f"{len(error.exceptions)} in a group"
    if kind in _WORDED or _is_ours(kind):
        return str(error)
    strerror = getattr(error, "strerror", "") if isinstance(error, OSError) else ""
    return f"[Errno {getattr(error, 'errno', None)}] {strerror}" if strerror else ""


def _is_ours(kind: type[BaseException]) -> bool:
    return kind.__module__.startswith(_OURS) and not kind.__module__.startswith(_NOT_OURS)


def _code(answer: object) -> str:
    """Slack's code alone: its messages repeat what it did not like."""
    get = getattr(answer, "get", None)
    return str(get("error")) if get else ""


def _chain(error: BaseException, seen: set[int]) -> Iterator[str]:
    """What came before, then the error, then what it is a group of."""
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before and id(before) not in seen and len(seen) < MOST:
        yield from _chain(before, seen)
        yield _CAUSE if error.__cause__ else _CONTEXT
    if error.__traceback__:
        yield _TRACEBACK
        yield from traceback.format_tb(error.__traceback__)
    yield f"{in_a_line(error)}\n"
    for inner in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        if id(inner) not in seen and len(seen) < MOST:
            yield "\nOne of the group:\n\n"
            yield from _chain(inner, seen)

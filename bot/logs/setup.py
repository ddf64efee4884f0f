"""structlog over the standard library's logging: every record of every library comes by here.

Masking is the last step before a line is drawn, when exceptions have become text already: by
`exceptions`, the one place where they do, and without values.
"""

import logging
import sys
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from copy import copy
from types import TracebackType
from typing import Literal

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.logs import bounded, exceptions
from bot.logs.masking import mask
from bot.logs.outlet import Outlet
from bot.logs.shown import shown

Format = Literal["console", "json"]

# What a library says at info too often: APScheduler a line at each tick.
_CHATTY = (
    "alembic",
    "apscheduler",
)
# aiosmtpd, the demo's mail server, says at debug each line of a mail as it comes: an address that
# is broken over two of them can't be told from other letters, and so not be masked.
_NEVER_HEARD = ("mail.log",)
# slack_sdk asks its own logger's level, unset means debug, and builds the lines nobody reads.
_ASKED_THEMSELVES = ("slack_sdk.web.async_base_client", "slack_sdk.webhook.async_client")
_TRACES = ("exception", "stack")
BEFORE_MASKING = 100_000
"""Characters of one text that are looked at; a body at debug may be longer."""

_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.ExceptionRenderer(exceptions.trace),
]


def configure(level: str, format: Format, secrets: Iterable[str] = ()) -> None:  # noqa: A002
    """Send all that is logged, and uncaught exceptions, to standard error, masked."""
    handler = _ToStandardError()
    handler.setFormatter(_formatter(format, tuple(secrets)))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    _take_over(root.level)
    structlog.configure(
        processors=[*_SHARED, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(root.level),
    )
    bounded.begin()
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def _take_over(level: int) -> None:
    """Let records of libraries with handlers of their own reach ours alone."""
    logging.captureWarnings(capture=True)
    # asyncio tells of each connection that fails below our code, and uvloop by its name.
    logging.getLogger("asyncio").filters = [bounded.OfAServer()]
    for name in ("uvicorn", "uvicorn.access", "uvicorn.error"):
        theirs = logging.getLogger(name)
        theirs.handlers, theirs.propagate = [], True
        theirs.filters = [bounded.OfAServer()]
    for name in _ASKED_THEMSELVES:
        logging.getLogger(name).setLevel(level)
    for name in _NEVER_HEARD:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _CHATTY:
        quiet = level if level <= logging.DEBUG else max(level, logging.WARNING)
        logging.getLogger(name).setLevel(quiet)


def _formatter(format: Format, secrets: tuple[str, ...]) -> ProcessorFormatter:  # noqa: A002
    drawn: list[Processor] = [structlog.processors.JSONRenderer(ensure_ascii=False)]
    if format == "console":
        drawn = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return ProcessorFormatter(
        foreign_pre_chain=_SHARED,
        processors=[ProcessorFormatter.remove_processors_meta, _Masked(secrets), *drawn],
    )


class _Masked:
    """A processor that leaves only masked text, numbers and containers of them."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = secrets

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {
            self._text(key): self._clean(value, lines=key in _TRACES)
            for key, value in event.items()
        }

    def _clean(self, value: object, *, lines: bool = False) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {self._text(key): self._clean(each) for key, each in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._clean(each) for each in value]
        return self._text(value, lines=lines)

    def _text(self, value: object, *, lines: bool = False) -> str:
        if isinstance(value, BaseException):
            value = exceptions.in_a_line(value)
        return shown(mask(str(value)[:BEFORE_MASKING], self._secrets), lines=lines)


class _ToStandardError(logging.Handler):
    """Writes to what is standard error at that moment.

    A faulty record is named by its place in the code: the standard library would print all of it.
    What finds no room there is counted.
    """

    def __init__(self) -> None:
        super().__init__()
        self._outlet, self._left_out = Outlet(), 0

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(_without_exceptions(record))
        except Exception:  # noqa: BLE001 - whatever somebody's __str__ raises
            where = f"{record.filename}:{record.lineno}"
            line = f"a line of {record.name} ({where}) could not be logged"
        # Nobody may be reading any more; that must stop nothing.
        with suppress(OSError, ValueError):
            if self._told_of_those_before() and self._outlet.took(line):
                return
            self._left_out += 1

    def _told_of_those_before(self) -> bool:
        if self._left_out:
            said = {"name": __name__, "levelno": logging.WARNING, "levelname": "WARNING"}
            told = f"lines that nobody read were left out: {self._left_out:,}"
            if not self._outlet.took(self.format(logging.makeLogRecord(said | {"msg": told}))):
                return False
            self._left_out = 0
        return True


def _without_exceptions(record: logging.LogRecord) -> logging.LogRecord:
    """The record, with what may be said of exceptions where a `%s` would have said all.

    asyncio writes out below its message the task, and in it the exception, or a call's arguments.
    """
    record = copy(record)
    if isinstance(record.args, tuple):
        record.args = tuple(
            exceptions.in_a_line(each) if isinstance(each, BaseException) else each
            for each in record.args
        )
    if record.name == "asyncio" and isinstance(record.msg, str):
        record.msg = record.msg.partition("\n")[0]
    return record


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("usher").critical("stopped", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    error = args.exc_value or args.exc_type()
    _uncaught(args.exc_type, error, args.exc_traceback)


def _unraisable(found: "sys.UnraisableHookArgs") -> None:
    """Where nobody can catch it, as in a finalizer; the interpreter would print its words."""
    error = found.exc_value or found.exc_type()
    log = logging.getLogger("usher")
    log.error(
        "an error that nobody could catch", exc_info=(type(error), error, found.exc_traceback)
    )

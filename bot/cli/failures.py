"""How a verb ends that can't do its work: one clear line and an exit code, no traceback."""

import sys
from collections.abc import Callable

FAILED = 1
MISUSED = 2


class Failure(Exception):
    """Says in one sentence what failed and what to do."""

    code = FAILED


class Misuse(Failure):
    """Wrong usage or settings."""

    code = MISUSED


def ending(work: Callable[[], None]) -> int:
    """Run `work` and give the exit code; what went wrong is said on standard error."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - the last resort, for a person at a terminal
        return _told(_inner(error))
    return 0


def _inner(error: Exception) -> Exception:
    """What broke one of the tasks of a group."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


def _told(error: Exception) -> int:
    from bot.settings import SettingsError  # noqa: PLC0415 - `--help` does without pydantic

    if isinstance(error, SettingsError):
        return _say(str(error), MISUSED)
    if isinstance(error, Failure):
        return _say(str(error), error.code)
    return _say(_in_a_line(error), FAILED)


def _say(text: str, code: int) -> int:
    sys.stderr.write(f"usher: {text}\n")
    return code


def _in_a_line(error: Exception) -> str:
    """What a library says can hold a row, a password or an address: only what may be shown of it,
    and where it arose.
    """
    from bot.logs import exceptions, mask  # noqa: PLC0415
    from storage.errors import AWAY  # noqa: PLC0415

    if isinstance(error, AWAY):
        return unusable(error)
    where = exceptions.origin(error)
    return f"failed, {mask(exceptions.in_a_line(error))}{f' (at {where})' if where else ''}"


def unusable(error: Exception) -> str:
    """What a database says of itself that can't be used, with nothing secret in it."""
    from bot.logs import mask  # noqa: PLC0415
    from storage.errors import described  # noqa: PLC0415

    said = described(error) or str(error) or "it did not answer in time"
    return f"the database named by DATABASE_URL can't be used: {mask(said.rstrip('. '))}"

"""What the database's errors mean and may say, for those who may not know SQLAlchemy."""

from sqlalchemy import exc
from sqlalchemy.engine import ExceptionContext


class OutOfTime(Exception):
    """It was given up in time: nothing of it is done, and nothing of it will be."""


class CommitUnknown(Exception):
    """The connection broke during COMMIT: nobody knows whether it was done."""


AWAY: tuple[type[Exception], ...] = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.TimeoutError,
    OutOfTime,
    CommitUnknown,
)
"""Away, restarting, full, locked, or without a free connection: trying again later may help."""

_WHERE = ("constraint_name", "table_name", "column_name")
# Classes of PostgreSQL's sqlstate (its manual, appendix A) whose words are about the connection,
# the statement or the server: those of the others can repeat a value ("invalid input syntax …").
_TELLING = ("08", "25", "28", "3D", "40", "42", "53", "55", "57", "58")


def described(error: BaseException) -> str | None:
    """Say what failed and where, without a value; None for what is no database's error.

    PostgreSQL puts whole rows into its DETAIL, and values into some of its messages; SQLite names
    columns and constraints alone.
    """
    if isinstance(error, exc.StatementError):
        cause = error.orig
        return (cause and described(cause)) or f"{type(cause).__name__} in a parameter"
    kind = next((each for each in type(error).__mro__ if each.__module__ in _SAID_BY), None)
    return _SAID_BY[kind.__module__](error) if kind else None


def why(error: BaseException) -> str:
    """For the log: its kind, and what the database said of it, without a value."""
    kind, said = type(error).__name__, described(error.__cause__ or error)
    return f"{kind}: {said}" if said else kind


def _by_postgresql(error: BaseException) -> str:
    state, found = getattr(error, "sqlstate", None), getattr(error, "diag", None)
    if not state:
        # Nobody has answered: these are the driver's words, about the address. Of the rest one
        # may be about a parameter.
        lost = any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)
        return _in_a_line(str(error)) if lost else "the driver's refusal"
    named = [(each.split("_")[0], getattr(found, each, None)) for each in _WHERE]
    where = "".join(f", {what} {name}" for what, name in named if name)
    words = getattr(found, "message_primary", None) if state.startswith(_TELLING) else None
    return f"sqlstate {state}{where}{f': {words}' if words else ''}"


def _in_a_line(words: str) -> str:
    return "; ".join(filter(None, (" ".join(line.split()) for line in words.splitlines())))


def _by_sqlite(error: BaseException) -> str:
    name = getattr(error, "sqlite_errorname", None)
    return f"{name}: {error}" if name and not str(error).startswith(name) else str(error)


_SAID_BY = {
    "psycopg": _by_postgresql,
    "psycopg.errors": _by_postgresql,
    "sqlite3": _by_sqlite,
}


def without_values(context: ExceptionContext) -> None:
    """Take the values out of an error before anybody sees it (the engine's `handle_error`)."""
    original, wrapped = context.original_exception, context.sqlalchemy_exception
    if said := described(original):
        original.args = (said,)
    if wrapped:
        wrapped.args = (f"({type(original).__name__}) {described(wrapped)}",)
        wrapped.params = None

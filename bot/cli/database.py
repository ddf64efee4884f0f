"""Whether the database serves, and in a sentence what to do where it never will as it is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.cli.failures import Misuse, unusable
from storage import schema
from storage.database import Database
from storage.faults import Fault, fault_of

LATER = frozenset({Fault.RIGHTS, Fault.NO_SCHEMA})
"""Whoever migrates may be about to grant or to make it."""


@contextmanager
def usable(database: Database) -> Iterator[None]:
    """Raises Misuse in place of what the database says, where the setting is wrong."""
    try:
        yield
    except Exception as error:
        if fault := fault_of(error):
            raise Misuse(_sentence(fault, error, database)) from None
        raise


def lacking(database: Database) -> Misuse | None:
    """What keeps it from serving that whoever migrates may mend. Raises Misuse for the rest."""
    try:
        found = schema.current(database)
    except Exception as error:
        if not (fault := fault_of(error)):
            raise
        wrong = Misuse(_sentence(fault, error, database))
        if fault not in LATER:
            raise wrong from None
        return wrong
    if not found and database.file:
        return Misuse(
            f"there is no database of Usher's in {database.file} (DATABASE_URL): "
            "run `usher migrate` first"
        )
    if not found:
        return Misuse(
            "the database named by DATABASE_URL has no tables of Usher's: run `usher migrate` first"
        )
    if found < schema.HEAD:
        return Misuse("the database's schema is older than this Usher: run `usher migrate` first")
    return None


def _sentence(fault: Fault, error: Exception, database: Database) -> str:
    url = database.engine.url
    role, name = url.username or "usher", url.database or "usher"
    return f"{unusable(error)}. {_REMEDIES[fault].format(role=role, name=name)}"


_NEW = "CREATE DATABASE {name} OWNER {role} ENCODING 'UTF8' TEMPLATE template0"
_REMEDIES: Mapping[Fault, str] = {
    Fault.ADDRESS: "Correct its parameters: they are libpq's, with its names and values",
    Fault.NO_DATABASE: f"Make it ({_NEW}), or correct the name",
    Fault.NOT_LET_IN: "Correct user and password, or let them in on the server (pg_hba.conf)",
    Fault.POOLING: "Set pool_mode = transaction (or session) for it in pgbouncer.ini",
    Fault.RIGHTS: (
        "Who runs `usher migrate` or `usher run` must own the tables and be allowed to make some "
        "(GRANT USAGE, CREATE ON SCHEMA public TO {role}, or the schema of its search_path); "
        "what is enough for `usher web` and `usher worker` stands in docs/security.md"
    ),
    Fault.NO_SCHEMA: (
        "Make that schema (CREATE SCHEMA usher AUTHORIZATION {role}), or grant the rights in it "
        "(GRANT USAGE, CREATE ON SCHEMA public TO {role}), or correct the search_path"
    ),
    Fault.ENCODING: f"Usher needs UTF8: make another database ({_NEW}) and name that",
    Fault.FILE: "Name a file in a folder in which Usher's user may write",
    Fault.READ_ONLY: "Let Usher's user write the file and its folder, or name another",
    Fault.NO_SQLITE: "Name another file: that one is no SQLite database, and was left as it is",
    Fault.FOREIGN: "Give Usher a database of its own: nothing was changed in that one",
}

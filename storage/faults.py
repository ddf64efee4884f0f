"""What is wrong with a database that answers and yet can't be used.

Nobody mends it by trying again: the address is wrong, or the database is not what it must be.
"""

import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto


class Fault(Enum):
    """A kind of it, with a remedy of its own."""

    ADDRESS = auto()
    """A parameter's value, a service or a certificate."""
    NO_DATABASE = auto()
    NOT_LET_IN = auto()
    """User, password, or the rules of who may come from where."""
    RIGHTS = auto()
    POOLING = auto()
    """The pooler takes no transactions."""
    NO_SCHEMA = auto()
    """None of the search path is there for this role."""
    ENCODING = auto()
    FILE = auto()
    """It can't be opened or made."""
    READ_ONLY = auto()
    NO_SQLITE = auto()
    """A file of another kind."""
    FOREIGN = auto()
    """Another program's."""


def fault_of(error: BaseException) -> Fault | None:
    """None where trying again may help, and for what is no database's error."""
    cause = getattr(error, "orig", None) or error
    if fault := getattr(cause, "fault", None):
        return Fault(fault)
    if name := getattr(cause, "sqlite_errorname", None):
        return next((each for begin, each in _SQLITE.items() if name.startswith(begin)), None)
    if not type(cause).__module__.startswith("psycopg"):
        return None
    state = getattr(cause, "sqlstate", None)
    if state and state != _POOLERS:
        return _STATES.get(state)
    return next((each for words, each in _WORDS if words.search(str(cause))), None)


_SQLITE: Mapping[str, Fault] = {
    "SQLITE_CANTOPEN": Fault.FILE,
    "SQLITE_PERM": Fault.FILE,
    "SQLITE_READONLY": Fault.READ_ONLY,
    "SQLITE_NOTADB": Fault.NO_SQLITE,
}
# PostgreSQL's manual, appendix A.
_STATES: Mapping[str, Fault] = {
    "3D000": Fault.NO_DATABASE,
    "3F000": Fault.NO_SCHEMA,
    "28000": Fault.NOT_LET_IN,
    "28P01": Fault.NOT_LET_IN,
    "42501": Fault.RIGHTS,
}
_POOLERS = "08P01"
"""PgBouncer's, of whatever it refuses."""
# While a session begins libpq gives words alone: its own, the server's, PgBouncer's. A server that
# speaks another language is quoted without a remedy.
_WORDS: Sequence[tuple[re.Pattern[str], Fault]] = (
    (re.compile("statement pooling mode"), Fault.POOLING),
    (re.compile(r'database ".*" does not exist|no such database'), Fault.NO_DATABASE),
    (
        re.compile(
            r"authentication failed|no password supplied|pg_hba\.conf|no such user|auth failed"
            r'|role ".*" (does not exist|is not permitted to log in)|permission denied for database'
        ),
        Fault.NOT_LET_IN,
    ),
    (
        re.compile(
            r"invalid (\S+ value|integer value|connection option|command-line argument)"
            r'|invalid value "|parameter "|(file|service) ".*(not found|does not exist)'
            r"|certificate verify failed|does not match host name|does not support SSL|weak sslmode"
        ),
        Fault.ADDRESS,
    ),
)

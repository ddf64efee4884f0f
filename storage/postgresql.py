"""Sessions of PostgreSQL that rely on nothing a database or a role may be set to, also behind a
pooler such as PgBouncer.

What a session needs goes with its first packet or with the BEGIN that is sent anyway: no statement
more. libpq reads the address, so that all it documents works
(https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING).
"""

import os
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from typing import Any, TypeVar

import psycopg
from psycopg import conninfo
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Engine, create_engine

from storage.deadline import Deadline
from storage.faults import Fault

T = TypeVar("T")

IDLE_SECONDS = 60
"""PostgreSQL ends a transaction that was left open: it holds up the outbox (dead rows pile up)."""

CONNECT_SECONDS = "5"

PING_SECONDS = 5.0
"""How long a session may take to say that it is there."""

SILENT_SECONDS = 120.0
"""How long the server may say nothing to a statement: twice what anybody's open transaction holds
up another's.
"""

# Firewalls and NAT forget a quiet connection and tell nobody (Azure after 4 minutes, AWS after 350
# seconds): it is kept from being quiet, and one that is lost is given up after 15 seconds instead
# of Linux's 15 minutes.
_LIVELY = {
    "keepalives_idle": "30",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}

# libpq takes these from its environment alone. They go with the first packet, where they outdo what
# ALTER DATABASE and ALTER ROLE set, and are among the few that PgBouncer takes and keeps for each
# client. They are spelled as the server says them: PgBouncer compares the letters.
_TEMPER = {"PGDATESTYLE": "ISO, MDY", "PGTZ": "UTC"}
# PgBouncer: "unsupported startup parameter: options", since 1.20 "… parameter in options: …";
# Amazon's RDS Proxy: "doesn't support command-line options".
_NO_OPTIONS = re.compile("startup parameter|command-line options")
_FAULTY = (
    "libpq doesn't understand it: after ? stand only its own parameters (sslmode=require&…), and in"
    " a user or password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25"
)


class NotUtf8(psycopg.OperationalError):
    """The database can't hold every name."""

    fault = Fault.ENCODING


class StandBy(psycopg.OperationalError):
    """The server only reads: away, until it is made the primary or another is named."""


class Connection(psycopg.Connection[Any]):
    """Does not wait for ever for who says nothing: whose way was cut, without a word, or a proxy
    that has forgotten it. Then it is closed.
    """

    deadline: Deadline | None = None
    silent: float = SILENT_SECONDS

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        """Raises psycopg.OperationalError."""
        most = self._patience() if timeout is None else timeout
        try:
            return super().wait(gen, interval, None if most == inf else most)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            raise

    def _patience(self) -> float:
        # Nothing but whether it is there is asked outside of a transaction.
        if self.autocommit:
            return PING_SECONDS
        return min(self.silent, self.deadline.patience() if self.deadline else inf)


@contextmanager
def patient(connection: object) -> Iterator[None]:
    """Wait as long as it takes, where a connection of the driver's is PostgreSQL's."""
    assert isinstance(connection, Connection)  # noqa: S101 - no other is made
    connection.silent = inf
    try:
        yield
    finally:
        connection.silent = SILENT_SECONDS


def parameters(url: str) -> dict[str, str]:
    """What libpq reads in `postgresql://…`. Raises ValueError, which repeats nothing of it."""
    address = re.sub(r"^postgres(ql(\+psycopg)?)?:", "postgresql:", url)
    if re.search(r"[\x00-\x1f\x7f]", address):
        raise ValueError("it must be one line")
    try:
        found = {name: str(value) for name, value in conninfo.conninfo_to_dict(address).items()}
        conninfo.timeout_from_conninfo(dict(found))
    except (psycopg.ProgrammingError, UnicodeError):
        raise ValueError(_FAULTY) from None
    hosts, ports = (found.get(name, "").split(",") for name in ("host", "port"))
    if not all(map(_is_host, hosts)):
        raise ValueError(
            "its host can't be read; in a password write @ as %40, : as %3A, / as %2F, # as %23"
        )
    if any(re.fullmatch(r"[^/:]*:\d+", host) for host in hosts):
        raise ValueError("several servers are written HOST:PORT,HOST:PORT before the /")
    if any(port and not _is_port(port) for port in ports) or len(ports) not in {1, len(hosts)}:
        raise ValueError("it must name one port from 1 to 65535, or one for each host")
    return found


def _is_host(text: str) -> bool:
    """A name that can be looked up, an address, or a socket's folder."""
    try:
        text.encode("idna")
    except UnicodeError:
        return text.startswith("/")
    return not re.search(r"[@\s]", text)


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 0 < int(text) < 2**16


def make_engine(url: str, pool: int) -> Engine:
    """`pool` threads write."""
    os.environ.update(_TEMPER)
    given = parameters(url)
    if given.get("sslrootcert", os.environ.get("PGSSLROOTCERT")) == "system":
        _trust_who_the_system_trusts()
    sessions = Sessions(given)
    return create_engine(
        sessions.url,
        creator=sessions.begin,
        hide_parameters=True,
        # Sent with the BEGIN; where a database is set to another, locks would guard old numbers.
        isolation_level="READ COMMITTED",
        pool_size=pool + 1,
        max_overflow=2,
        pool_pre_ping=True,
    )


def _trust_who_the_system_trusts() -> None:
    """Where that is written psycopg's wheel looks in a folder of its builder's, Python in the
    system's (https://github.com/psycopg/psycopg/issues/928).
    """
    found = ssl.get_default_verify_paths()
    for name, place in (
        (found.openssl_cafile_env, found.cafile),
        (found.openssl_capath_env, found.capath),
    ):
        if place:
            os.environ.setdefault(name, place)


class Sessions:
    """Begins sessions of one address, and finds out with the first whether a pooler answers there.

    A pooler may hand each transaction to another session of the server's: then nothing is prepared.
    """

    def __init__(self, given: dict[str, str]) -> None:
        self._plain: dict[str, Any] = {
            "fallback_application_name": "usher",
            **({} if _said(given, "connect_timeout") else {"connect_timeout": CONNECT_SECONDS}),
            **({} if _by_name(given) else _LIVELY),
            **_only_who_writes(given),
            **given,
            "client_encoding": "UTF8",
        }
        self._direct = self._plain | _with_options(given)
        self._is_pooled: bool | None = None
        where: dict[str, str | list[str]] = {
            name: given[name] for name in ("host", "port") if name in given
        }
        self.url = URL.create(
            "postgresql+psycopg",
            given.get("user"),
            given.get("password"),
            database=given.get("dbname"),
            query=where,
        )
        """For people: psycopg is given more."""

    def begin(self) -> Connection:
        """A session, checked by what the server says of itself unasked."""
        connection = self._connect()
        try:
            _refuse_unfit(connection)
            if self._is_pooled is None:
                self._is_pooled = is_pooled(connection)
        except psycopg.Error:
            connection.close()
            raise
        if self._is_pooled:
            connection.prepare_threshold = None
        connection.read_only = False
        return connection

    def _connect(self) -> Connection:
        if self._is_pooled:
            return Connection.connect(**self._plain)
        try:
            return Connection.connect(**self._direct)
        except psycopg.OperationalError as error:
            if not _NO_OPTIONS.search(str(error)):
                raise
            connection = Connection.connect(**self._plain)
            self._is_pooled = True
            return connection


def _refuse_unfit(connection: psycopg.Connection[Any]) -> None:
    said = connection.info.parameter_status
    if (encoding := said("server_encoding")) not in {"UTF8", None}:
        raise NotUtf8(f"its encoding is {encoding}, not UTF8")
    if said("in_hot_standby") == "on":
        raise StandBy("the server is a standby, which only reads")


def is_pooled(connection: psycopg.Connection[Any]) -> bool:
    """Whether the session that answers is another than the one that greeted.

    A pooler greets with a number of its own (PgBouncer's is random). One that takes `options` and
    passes over them (PgBouncer's ignore_startup_parameters) can't be told in another way.
    """
    connection.autocommit = True
    [[number]] = connection.execute("SELECT pg_catalog.pg_backend_pid()").fetchall()
    connection.autocommit = False
    return bool(number != connection.info.backend_pid)


def _said(given: dict[str, str], name: str) -> bool:
    """In the address, in libpq's environment, or maybe in the file of services."""
    return name in given or f"PG{name.replace('_', '').upper()}" in os.environ or _by_name(given)


def _by_name(given: dict[str, str]) -> bool:
    return "service" in given or "PGSERVICE" in os.environ


def _only_who_writes(given: dict[str, str]) -> dict[str, str]:
    """Of several servers the one that is no standby."""
    if "," not in given.get("host", "") or _said(given, "target_session_attrs"):
        return {}
    return {"target_session_attrs": "primary"}


def _with_options(given: dict[str, str]) -> dict[str, str]:
    """Ours first: of two that say the same the last counts."""
    theirs = given.get("options", os.environ.get("PGOPTIONS", ""))
    if _by_name(given) and not theirs:
        return {}
    return {"options": f"-c idle_in_transaction_session_timeout={IDLE_SECONDS}s {theirs}".strip()}

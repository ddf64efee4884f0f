"""Mailboxes of what was there before, and of what a process that knows of none still writes."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from commands.addresses import mailbox
from commands.invitations.suppression import lift, suppressed_emails
from storage import schema
from storage.database import Database

EMAILS = (
    "ada@example.com",
    "ada+1@example.com",
    "a.d.a+x+y@example.com",
    "a.d.a+x.y@gmail.com",
    "a.d.a@googlemail.com",
    "+ada@example.com",
    "+a.d.a+x@gmail.com",
    "a+@xn--bcher-kva.example",
    "ada@gmail.com.example",
    f"{'x' * 62}+@{'y' * 63}.{'y' * 63}.{'y' * 63}.example",
)
WORKSPACE = (
    "INSERT INTO workspace (id, team, name, zone, lifetime_days, digested_week, created_at) "
    "VALUES ('W', 'T', 'N', 'UTC', 14, '', '2026-01-01')"
)
MEMBER = (
    "INSERT INTO member (id, workspace_id, email, name, role, locale, joined_at) "
    "VALUES ('M', 'W', 'ada@x.example', 'Ada', 'admin', 'en', '2026-01-01')"
)
SUPPRESSION = "INSERT INTO suppression (workspace_id, email, created_at) VALUES ('W', :email, :at)"
INVITATION = (
    "INSERT INTO invitation (id, workspace_id, email, address, name, inviter_id, personal, note, "
    "locale, state, created_at, cycle, cycle_at, expires_at, reminded, mails, mail, mail_error, "
    "shown) VALUES (:id, 'W', :email, :email, '', 'M', FALSE, '', 'en', 'pending', :at, 1, :at, "
    "'2027-01-01', 0, 1, 'sent', '', '')"
)


@pytest.fixture
def old(fresh: Database, migrate_to: Callable[[str], None]) -> Database:
    migrate_to("0006")
    with fresh.transaction() as unit:
        unit.execute(text(WORKSPACE))
        unit.execute(text(MEMBER))
    return fresh


def write(old: Database, email: str, number: int = 0) -> None:
    """As a process of before does it."""
    at = "2026-01-01"
    with old.transaction() as unit:
        unit.execute(text(SUPPRESSION), {"email": email, "at": at})
        unit.execute(text(INVITATION), {"id": f"I{number}", "email": email, "at": at})


def test_each_has_the_mailbox_that_the_code_reads(old: Database) -> None:
    for number, email in enumerate(EMAILS):
        write(old, email, number)
    schema.migrate(old)
    for table in ("invitation", "suppression"):
        query = text(f"SELECT email, mailbox FROM {table}")
        rows = old.read(lambda unit, query=query: unit.execute(query).all())
        assert dict(tuple(row) for row in rows) == {email: mailbox(email) for email in EMAILS}


def test_nothing_else_is_lost(old: Database) -> None:
    write(old, "ada@example.com")
    schema.migrate(old)
    for table in ("workspace", "member", "invitation", "suppression"):
        query = text(f"SELECT count(*) FROM {table}")
        assert old.read(lambda unit, query=query: unit.scalar(query)) == 1


def test_what_a_process_of_before_suppresses_meanwhile_holds_for_all_spellings(
    old: Database,
) -> None:
    schema.migrate(old)
    write(old, "ada+1@example.com")
    both = ["ada+1@example.com", "ada@example.com", "bob@example.com"]
    assert old.run(suppressed_emails, "W", both) == set(both[:2])
    assert old.run(lift, "W", "ada@example.com")
    assert old.run(suppressed_emails, "W", both) == set()

"""Mails of before: all are still there and leave, and what Usher said of them is Usher's."""

import json
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from commands.delivery import parcels
from storage import schema
from storage.database import Database
from storage.models import AuditEntry, Invitation, OutboxRow
from tests.people import MONDAY
from tests.storage.before import AT, INVITATION, MEMBER, WORKSPACE

MAIL = (
    "INSERT INTO outbox (workspace_id, kind, key, invitation_id, member_id, details, state, "
    "created_at, due_at, attempts, reason) VALUES ('W', :kind, :key, :id, 'M0', :details, :state, "
    ":at, :at, 3, :reason)"
)
HAPPENED = (
    "INSERT INTO history (workspace_id, subject_id, verb, place, at, details) "
    "VALUES ('W', :id, :verb, 'mail', :at, :details)"
)
SAID = {
    "the mail server did not answer in time": "no_answer",
    "the connection to the mail server failed": "no_connection",
    "the mail server closed the connection": "no_connection",
    "Usher could not make it": "not_made",
    "Usher did not send it: a header hides a line end": "unsafe",
    "Usher did not send it: another From than was put in": "unsafe",
    "550 5.1.1 No such user": "550 5.1.1 No such user",
    "421 the connection to the mail server failed": "421 the connection to the mail server failed",
    "554 Usher did not send it: no": "554 Usher did not send it: no",
    "no_answer": "no_answer",
    "": "",
}


def write(database: Database, *said: str) -> None:
    """Invitations whose mail failed so, as a process of before wrote them."""
    with database.transaction() as unit:
        unit.execute(text(WORKSPACE), {"at": AT})
        member = {"id": "M0", "name": "Lev", "email": "lev@example.com", "at": AT}
        unit.execute(text(MEMBER), member)
        for n, each in enumerate(said):
            _write(unit, f"I{n}", each)


def _write(unit: Session, invitation: str, said: str) -> None:
    row = {"id": invitation, "name": "Ivy", "at": AT, "reason": said}
    address = f"{invitation.lower()}@example.com"
    told, number = json.dumps({"said": said, "more": [1]}), json.dumps({"number": 1})
    unit.execute(text(INVITATION), row | {"email": address, "address": address})
    unit.execute(text("UPDATE invitation SET mail_error = :reason WHERE id = :id"), row)
    for kind, details, state in (
        ("mail.invitation", number, "failed"),
        ("mail.joining", number, "pending"),
        ("slack.failed", told, "sent"),
        ("slack.no_file", told, "sent"),
    ):
        given = {"kind": kind, "key": f"{kind}{invitation}", "details": details, "state": state}
        unit.execute(text(MAIL), row | given)
    for verb in ("failed", "joining_failed", "not_placed"):
        unit.execute(text(HAPPENED), row | {"verb": verb, "details": told})


def test_what_usher_said_of_a_mail_is_a_code_wherever_it_stands(
    fresh: Database, migrate_to: Callable[[str], None]
) -> None:
    migrate_to("0010")
    write(fresh, *SAID)
    schema.migrate(fresh)
    with fresh.reading() as unit:
        for n, (said, code) in enumerate(SAID.items()):
            invitation = unit.get_one(Invitation, f"I{n}")
            rows = {row.kind: row for row in unit.query(OutboxRow).filter_by(invitation_id=f"I{n}")}
            happened = unit.query(AuditEntry).filter_by(subject_id=f"I{n}")
            details = {each.verb: each.details for each in happened}
            ours, others = {"said": code, "more": [1]}, {"said": said, "more": [1]}
            assert invitation.mail_error == code
            assert {rows["mail.invitation"].reason, rows["mail.joining"].reason} == {code}
            assert rows["mail.invitation"].details == {"number": 1}
            assert rows["slack.failed"].details == ours
            assert (rows["slack.no_file"].details, rows["slack.no_file"].reason) == (others, said)
            assert details == {"failed": ours, "joining_failed": ours, "not_placed": others}


def test_a_mail_that_waited_before_there_were_pauses_leaves(
    fresh: Database, migrate_to: Callable[[str], None]
) -> None:
    migrate_to("0008")
    write(fresh, "")
    with fresh.transaction() as unit:
        unit.execute(text("UPDATE outbox SET state = 'pending' WHERE kind = 'mail.invitation'"))
        before = unit.execute(text("SELECT * FROM outbox ORDER BY id")).mappings().all()
    schema.migrate(fresh)
    with fresh.transaction() as unit:
        after = unit.execute(text("SELECT * FROM outbox ORDER BY id")).mappings().all()
        unit.execute(text("DELETE FROM outbox WHERE kind = 'mail.joining'"))
    kept = [{**row, "put_off": None} for row in before]
    assert [{name: row[name] for name in row if name != "set_at"} for row in after] == kept
    [mail] = fresh.run(parcels.claim, MONDAY, timedelta(minutes=1), 9, "mail.%")
    assert mail.invitation
    assert mail.invitation.email == "i0@example.com"

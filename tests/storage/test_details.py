"""What stands beside a verb or a kind is a record: written and read in one way."""

from dataclasses import fields

import pytest

from bot.slack.views import messages
from bot.worker import mail
from commands.delivery.parcels.record import SENT_AS
from storage import audit_details, audit_log, outbox, outbox_details
from storage.audit_details import MembersMoved, Refusal, Renaming, SettingsChange
from storage.database import Database
from storage.outbox import NewOutboxRow
from storage.outbox_details import Digest, DigestRow, Event, Mail, Reminder
from storage.record import NOTHING, Record
from storage.vocabulary import OutboxKind, ShownFor, Verb, Via, WebhookEvent, webhook_kind
from tests.people import MONDAY

FULL = [
    (Verb.REFUSED, Refusal("no")),
    (Verb.MEMBERS_ADDED, MembersMoved(("A", "B"))),
    (Verb.EDITED, Renaming(("A", "a"), ("B", "b"))),
]
KINDS = [*OutboxKind, *map(webhook_kind, WebhookEvent)]
DIGEST = Digest(full=True, total=3, rows=(DigestRow("I", 1, "ending waiting"),), channel="C1")


@pytest.mark.parametrize(("verb", "record"), FULL)
def test_what_is_written_beside_a_verb_is_read_again(verb: Verb, record: Record) -> None:
    assert audit_details.read(verb, record.written()) == record


def test_a_digest_is_read_as_it_was_written() -> None:
    assert DIGEST.written() == {
        "full": True,
        "total": 3,
        "rows": [["I", 1, "ending waiting"]],
        "channel": "C1",
    }
    assert outbox_details.read(OutboxKind.DIGEST, DIGEST.written()) == DIGEST
    assert DIGEST.rows[0].shown_for == {ShownFor.ENDING, ShownFor.WAITING}


def test_settings_keep_what_each_was_and_is() -> None:
    change = SettingsChange({"lifetime_days": (14, 7)})
    assert change.written() == {"changed": {"lifetime_days": [14, 7]}}


def test_what_a_later_version_wrote_is_left_out() -> None:
    assert Mail.read({"number": 2, "priority": "high"}) == Mail(2)
    assert audit_details.read("teleported", {"to": "Mars"}) == NOTHING
    assert outbox_details.read("slack.tomorrow", {"of": 1}) == NOTHING


def test_an_event_without_facts_writes_none() -> None:
    event = Event("E", MONDAY.isoformat(), None, asked=True)
    assert event.written() == {
        "event": "E",
        "at": MONDAY.isoformat(),
        "actor": None,
        "asked": True,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_record(kind: str) -> None:
    record = outbox_details.record_of(kind)
    assert issubclass(record, Record)
    assert (record is Event) == kind.startswith("hook.")


def test_every_kind_that_is_a_message_is_drawn() -> None:
    drawn = {kind for kind in OutboxKind if kind.startswith("slack.")}
    by_others = {OutboxKind.HOME, OutboxKind.EXPORT, OutboxKind.UPDATE}
    assert set(messages.ABOUT_ONE) | set(messages.OTHERS) == drawn - by_others


def test_every_kind_that_is_a_mail_is_written_sent_and_recorded() -> None:
    mails = {kind for kind in OutboxKind if kind.startswith("mail.")}
    assert set(mail.KINDS) == mails
    assert set(SENT_AS) == mails
    assert {outbox_details.record_of(kind) for kind in mails} == set(mail.TOLD)


def test_a_record_of_another_kind_is_refused_before_it_is_written(northwind: Database) -> None:
    with northwind.transaction() as unit, pytest.raises(TypeError, match=r"mail\.reminder"):
        outbox.put(unit, "W", MONDAY, NewOutboxRow(OutboxKind.REMINDER, "k", details=Mail(1)))
    with northwind.transaction() as unit, pytest.raises(TypeError, match="refused"):
        audit_log.append(
            unit, "W", ["I"], Verb.REFUSED, MONDAY, via=Via.SLACK, actor=None, details=NOTHING
        )


def test_a_reminder_says_all_of_itself() -> None:
    assert {each.name for each in fields(Reminder)} == {"number", "cycle", "ordinal", "last"}

"""A letter and an invitation to begin from; a test replaces what its story is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header

from bot.mail.message import Letter
from bot.settings import Sender
from commands.invitations.describe import Invitation

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ULID = "01JDFPW2Q8T7M5X9K3C6B4N1ZA"

LETTER = Letter(
    sender=Sender("Usher", "invites@example.com"),
    recipient="Ada@example.com",
    subject="Lev invites you to Acme",
    text="Hello\n\nhttps://usher.example.com/i/abc\n",
    html="<p>Hello</p>\n",
    message_id=f"<inv.{ULID}.1@example.com>",
    date=NOW,
    language="en",
    list_unsubscribe="https://usher.example.com/u/abc",
)

INVITATION = Invitation(
    id=ULID,
    state="pending",
    address="Ivy.Newcomer@example.com",
    email="ivy.newcomer@example.com",
    envelope="Ivy.Newcomer@example.com",
    name="",
    inviter="Lev Lidov",
    inviter_email="lev@example.com",
    inviter_slack="U0LEV",
    workspace="Acme",
    zone="Europe/Berlin",
    workgroup="Design",
    personal=True,
    note="Hi Ivy,\n\nthe sketches are here.",
    locale="en",
    created_at=NOW,
    expires_at=NOW + timedelta(days=14),
    closed_at=None,
    mail="queued",
    mail_error="",
    suppressed=False,
    undoable=False,
    snoozed_until=None,
    remind_at=None,
    join_link="",
    reply_to=False,
)


def letter(**changes: object) -> Letter:
    return replace(LETTER, **changes)  # type: ignore[arg-type]


def invitation(**changes: object) -> Invitation:
    return replace(INVITATION, **changes)  # type: ignore[arg-type]


def decoded(value: str) -> str:
    """Read a header as clients do; the library's newer policies add spaces to long names."""
    return str(make_header(decode_header(value.replace("\r\n", ""))))

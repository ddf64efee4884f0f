"""An invitation and its states."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Dialect,
    ForeignKey,
    Index,
    String,
    TypeDecorator,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.models.base import PENDING, Base, one_of
from storage.models.members import Member, Workgroup
from storage.models.searched import Searched
from storage.models.workspace import Workspace
from storage.vocabulary import LOCALES, ShownFor


class State(enum.StrEnum):
    """Where an invitation is in its life; `commands.lifecycle` has the moves between them."""

    REQUESTED = "requested"
    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"
    REFUSED = "refused"


OPEN = "state IN ('requested', 'pending')"
HOLDING = f"{OPEN} AND NOT duplicate"
"""Open, and the one open invitation of its address."""


class Reasons(TypeDecorator[frozenset[ShownFor]]):
    """A set of `ShownFor`, stored as words with spaces between, in the order of the alphabet."""

    impl = String
    cache_ok = True

    def process_bind_param(
        self, value: frozenset[ShownFor] | None, _dialect: Dialect
    ) -> str | None:
        return None if value is None else " ".join(sorted(value))

    def process_result_value(
        self, value: str | None, _dialect: Dialect
    ) -> frozenset[ShownFor] | None:
        return None if value is None else frozenset(map(ShownFor, value.split()))

    def coerce_compared_value(self, _op: object, _value: Any) -> String:
        """What is looked for in it is one word."""
        return String()


class Invitation(Searched, Base):
    """One address invited to one workspace.

    `cycle` counts the renewals: each resend or extension begins a new one at `cycle_at`, and of
    its schedule `reminded` steps have been taken; `remind_at` is when the next is due. `shown` has
    what the admins were shown it for. `mailbox` is the same for all spellings of an address, empty
    where a process that knew of none wrote it. `source` is the Slack view it came from, so that the
    same view submitted twice invites once. A `duplicate` is a request of an address that had an
    open invitation: who asked must not learn that, so they have a request like any other, beside
    it.
    """

    SEARCHED = ("email", "address", "name")

    __tablename__ = "invitation"
    __table_args__ = (
        Index(
            "uq_invitation_open",
            "workspace_id",
            "email",
            unique=True,
            sqlite_where=text(HOLDING),
            postgresql_where=text(HOLDING),
        ),
        Index(
            "ix_invitation_remind",
            "remind_at",
            sqlite_where=text(f"{PENDING} AND remind_at IS NOT NULL"),
            postgresql_where=text(f"{PENDING} AND remind_at IS NOT NULL"),
        ),
        Index(
            "ix_invitation_expire",
            "expires_at",
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index(
            "ix_invitation_pending",
            "workspace_id",
            "created_at",
            sqlite_where=text(PENDING),
            postgresql_where=text(PENDING),
        ),
        Index("ix_invitation_email", "workspace_id", "email"),
        Index("ix_invitation_mailbox", "mailbox"),
        Index("ix_invitation_inviter", "inviter_id", "created_at"),
        one_of("state", *State),
        one_of("locale", *LOCALES),
        one_of("mail", "", "queued", "sent", "failed", "suppressed"),
        CheckConstraint(f"({OPEN}) = (closed_at IS NULL)", name="closed"),
        CheckConstraint("state <> 'accepted' OR member_id IS NOT NULL", name="accepted_by"),
        CheckConstraint("expires_at > cycle_at", name="lifetime"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(320))
    mailbox: Mapped[str] = mapped_column(String(320), default="", server_default="")
    address: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(255), default="")
    inviter_id: Mapped[str] = mapped_column(ForeignKey("member.id"))
    workgroup_id: Mapped[str | None] = mapped_column(
        ForeignKey("workgroup.id", ondelete="SET NULL")
    )
    personal: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(String(1000), default="")
    locale: Mapped[str] = mapped_column(String(2), default="en")
    source: Mapped[str | None] = mapped_column(String(64))
    duplicate: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[State] = mapped_column(String(10))
    created_at: Mapped[datetime]
    cycle: Mapped[int] = mapped_column(default=1)
    cycle_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0)
    remind_at: Mapped[datetime | None]
    resent_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    mails: Mapped[int] = mapped_column(default=0)
    mail: Mapped[str] = mapped_column(String(10), default="")
    mail_error: Mapped[str] = mapped_column(String(300), default="")
    shown: Mapped[frozenset[ShownFor]] = mapped_column(Reasons(40), default=frozenset())
    member_id: Mapped[str | None] = mapped_column(ForeignKey("member.id"))

    inviter: Mapped[Member] = relationship(foreign_keys=inviter_id, lazy="raise")
    workgroup: Mapped[Workgroup | None] = relationship(lazy="raise")
    workspace: Mapped[Workspace] = relationship(lazy="raise")

"""The outbox: mails, Slack messages, provisioning tasks and webhooks that are to leave."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage import outbox_details
from storage.models.base import PENDING, Base, one_of
from storage.record import Record

POSTED = "ts IS NOT NULL"
LEASED = "lease IS NOT NULL"
PUT_OFF = f"put_off IS NOT NULL AND {PENDING}"


class OutboxRow(Base):
    """What must leave the process: written with what caused it, taken by lease, marked once.

    It holds ids only; the text is made when it leaves. `key` keeps one from being written twice.
    `lease` names the taking: who marks must still hold it. `reference` is what the other side calls
    it, such as a Slack Connect invitation's id. `link_id` is the link whose place it leads to or
    speaks of. `put_off` is the scope of the pause that a mail waits or has waited in. `set_at` is
    when `due_at` was written, by the same clock: between the two is how long it was to wait,
    whatever that clock said. None of what is held back.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due",
            "due_at",
            sqlite_where=text(PENDING),
            postgresql_where=text(PENDING),
        ),
        Index(
            "ix_outbox_set",
            "set_at",
            sqlite_where=text(PENDING),
            postgresql_where=text(PENDING),
        ),
        Index(
            "ix_outbox_lease",
            "lease",
            sqlite_where=text(LEASED),
            postgresql_where=text(LEASED),
        ),
        Index("ix_outbox_invitation", "invitation_id"),
        Index("uq_outbox_key", "key", unique=True),
        Index(
            "ix_outbox_posted",
            "workspace_id",
            "created_at",
            sqlite_where=text(POSTED),
            postgresql_where=text(POSTED),
        ),
        Index("ix_outbox_endpoint", "endpoint_id", "id"),
        Index("ix_outbox_reference", "reference"),
        Index("ix_outbox_link", "link_id", "id"),
        Index(
            "ix_outbox_put_off",
            "put_off",
            "due_at",
            "workspace_id",
            sqlite_where=text(PUT_OFF),
            postgresql_where=text(PUT_OFF),
        ),
        one_of("state", "pending", "sent", "failed", "dropped"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(120))
    invitation_id: Mapped[str | None] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE")
    )
    member_id: Mapped[str | None] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(8), default="pending")
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    set_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(26))
    done_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    endpoint_id: Mapped[str | None] = mapped_column(ForeignKey("endpoint.id", ondelete="CASCADE"))
    reference: Mapped[str | None] = mapped_column(String(64))
    link_id: Mapped[str | None] = mapped_column(ForeignKey("link.id", ondelete="SET NULL"))
    put_off: Mapped[str | None] = mapped_column(String(255))

    @property
    def record(self) -> Record:
        """The details, typed by the kind."""
        return outbox_details.read(self.kind, self.details)

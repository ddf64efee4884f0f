"""The audit log: what was done, by whom and from where. The table is called `history`."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class AuditEntry(Base):
    """What happened: who did what to what, when, and from where. Rows are only ever added."""

    __tablename__ = "history"
    __table_args__ = (
        Index("ix_history_subject", "subject_id", "at"),
        Index("ix_history_mailing", "workspace_id", "verb", "at"),
        Index("ix_history_actor", "actor_id", "verb", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    subject_id: Mapped[str] = mapped_column(String(26))
    verb: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[str | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    via: Mapped[str] = mapped_column("place", String(8))
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

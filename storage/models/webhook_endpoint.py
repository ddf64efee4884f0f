"""Webhook endpoints: the URLs of a workspace that get its events."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class WebhookEndpoint(Base):
    """An address of the workspace's own that is told what happens, as Standard Webhooks has it.

    `secret` and, while it is being replaced, `old_secret` are encrypted. No `events` are all of
    them. `failing_since` is when the first of an unbroken row of failures was.
    """

    __tablename__ = "endpoint"
    __table_args__ = (Index("ix_endpoint_workspace_id", "workspace_id"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[list[str]] = mapped_column(default=list)
    secret: Mapped[str] = mapped_column(String(500))
    old_secret: Mapped[str | None] = mapped_column(String(500))
    failing_since: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

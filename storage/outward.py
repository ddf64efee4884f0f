"""The tables of what leaves the process, and of the places that a workspace sends it to."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import PENDING, Base, one_of

POSTED = "ts IS NOT NULL"


class Link(Base):
    """A Slack channel or user group whose people a workgroup's are to be.

    `connect` invites who has no Slack account into the channel by Slack Connect. `trouble` is the
    code with which Slack refused last, empty while all is well, and `trouble_with` the kind of step
    that met it; `mended_at` is when the last trouble ended. Slack replaces a user group's people as
    a whole, so only who holds the lease changes it.
    """

    __tablename__ = "link"
    __table_args__ = (
        Index("uq_link_place", "workgroup_id", "slack_id", unique=True),
        Index(
            "uq_link_usergroup",
            "workgroup_id",
            unique=True,
            sqlite_where=text("kind = 'usergroup'"),
            postgresql_where=text("kind = 'usergroup'"),
        ),
        Index("ix_link_slack_id", "workspace_id", "slack_id"),
        one_of("kind", "channel", "usergroup"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    workgroup_id: Mapped[str] = mapped_column(ForeignKey("workgroup.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(9))
    slack_id: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(80))
    connect: Mapped[bool] = mapped_column(default=False)
    trouble: Mapped[str] = mapped_column(String(64), default="")
    trouble_at: Mapped[datetime | None]
    trouble_with: Mapped[str] = mapped_column(String(32), default="")
    mended_at: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(48))
    leased_until: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Endpoint(Base):
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


class Outgoing(Base):
    """What must leave the process: written with what caused it, taken by lease, marked once.

    It holds ids only; the text is made when it leaves. `key` keeps one from being written twice.
    `lease` names the taking: who marks must still hold it. `reference` is what the other side calls
    it, such as a Slack Connect invitation's id. `link_id` is the link whose place it leads to or
    speaks of.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_due",
            "due_at",
            sqlite_where=text(PENDING),
            postgresql_where=text(PENDING),
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
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[str | None] = mapped_column(String(26))
    done_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    endpoint_id: Mapped[str | None] = mapped_column(ForeignKey("endpoint.id", ondelete="CASCADE"))
    reference: Mapped[str | None] = mapped_column(String(64))
    link_id: Mapped[str | None] = mapped_column(ForeignKey("link.id", ondelete="SET NULL"))

"""A Slack workspace with its settings, and its suppressed addresses."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, false, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, one_of
from storage.vocabulary import LOCALES


class Workspace(Base):
    """A Slack workspace in which the bot is installed, with its settings.

    A limit of None is the operator's. `own_zone` says that an admin chose the zone; else it follows
    Slack's primary owner. `digest_days` are ISO weekdays, `digest_channel` is empty for direct
    messages, `locale` empty for the inviter's own. `has_webhooks` says that there are
    endpoints to be told what happens, so that nobody looks for them in vain on every change.
    Of the installation: the Slack user who is `primary_owner` (empty until Slack said who), since
    when Slack's events are awaited, when the first was heard, when it was told that none is, the
    scopes that are missing, with spaces between, and when all of those had been told of.
    """

    __tablename__ = "workspace"
    __table_args__ = (
        one_of("who_may_invite", "admins", "leads", "everyone"),
        one_of("locale", "", *LOCALES),
        CheckConstraint("lifetime_days BETWEEN 1 AND 90", name="lifetime"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    team: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    own_zone: Mapped[bool] = mapped_column(default=False, server_default=false())
    who_may_invite: Mapped[str] = mapped_column(String(8), default="leads", server_default="leads")
    allowed_domains: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    blocked_domains: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    refuse_disposable: Mapped[bool] = mapped_column(default=True, server_default=true())
    lifetime_days: Mapped[int] = mapped_column(default=14)
    personal_pattern: Mapped[str] = mapped_column(
        String(75), default="{name}", server_default="{name}"
    )
    inviter_daily: Mapped[int | None]
    workspace_daily: Mapped[int | None]
    address_daily: Mapped[int | None]
    join_link: Mapped[str] = mapped_column(String(500), default="", server_default="")
    locale: Mapped[str] = mapped_column(String(2), default="", server_default="")
    reply_to: Mapped[bool] = mapped_column(default=False, server_default=false())
    digest_time: Mapped[str] = mapped_column(String(5), default="09:00", server_default="09:00")
    digest_days: Mapped[str] = mapped_column(String(7), default="12345", server_default="12345")
    digest_channel: Mapped[str] = mapped_column(String(32), default="", server_default="")
    digest_at: Mapped[datetime | None] = mapped_column(index=True)
    digested_week: Mapped[str] = mapped_column(String(8), default="")
    has_webhooks: Mapped[bool] = mapped_column("hooked", default=False, server_default=false())
    primary_owner: Mapped[str] = mapped_column(String(32), default="", server_default="")
    events_awaited_at: Mapped[datetime | None]
    events_heard_at: Mapped[datetime | None]
    silence_told_at: Mapped[datetime | None]
    missing_scopes: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    scopes_told_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Suppression(Base):
    """An address that asked this workspace not to mail it again, and the mailbox that this is.

    `mailbox` is empty where a process that knew of none wrote it.
    """

    __tablename__ = "suppression"
    __table_args__ = (Index("ix_suppression_mailbox", "mailbox"),)

    workspace_id: Mapped[str] = mapped_column(
        ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[str] = mapped_column(String(320), primary_key=True)
    mailbox: Mapped[str] = mapped_column(String(320), default="", server_default="")
    created_at: Mapped[datetime]

"""The tables; those of what leaves stand in `storage.outward` and are found here too.

What can be held by the database is held there: one open invitation for an address, one public
workgroup, the words a state may be. Ids that leave the house are ULIDs (26 characters); times are
stored in UTC and come back aware. A column that came later has a default in the database too: a
process of before, that does not know it, goes on writing.
"""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from storage.base import PENDING, Base, Moment, one_of
from storage.outward import Endpoint, Link, Outgoing

__all__ = ["PENDING", "Base", "Endpoint", "Link", "Moment", "Outgoing"]


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


class Workspace(Base):
    """A Slack workspace in which the bot is installed, with its settings.

    A limit of None is the operator's. `own_zone` says that an admin chose the zone; else it follows
    Slack's primary owner. `digest_days` are ISO weekdays, `digest_channel` is empty for direct
    messages, `locale` empty for the inviter's own. `hooked` says that there are
    endpoints to be told what happens, so that nobody looks for them in vain on every change.
    """

    __tablename__ = "workspace"
    __table_args__ = (
        one_of("who_may_invite", "admins", "leads", "everyone"),
        one_of("locale", "", "en", "ru"),
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
    hooked: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]


class Member(Base):
    """A person who belongs to a workspace, known by email, by Slack user, or by both.

    `left_at` is when Slack said that their account there is closed, `removed_at` when an admin took
    them out of the workspace: the row stays for the history, and an invitation brings them back.
    `home` is where they last were in App Home, in the words of who draws it; None for who never
    opened it.
    """

    __tablename__ = "member"
    __table_args__ = (
        Index("uq_member_email", "workspace_id", "email", unique=True),
        Index("uq_member_slack_user", "workspace_id", "slack_user", unique=True),
        CheckConstraint("email IS NOT NULL OR slack_user IS NOT NULL", name="known"),
        one_of("role", "admin", "lead", "member"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    email: Mapped[str | None] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(255))
    slack_user: Mapped[str | None] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(8), default="member")
    runs_slack: Mapped[bool] = mapped_column(default=False, server_default=false())
    locale: Mapped[str] = mapped_column(String(2), default="en")
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    home: Mapped[str | None] = mapped_column(Text)

    @property
    def gone(self) -> bool:
        """Not here any more to be told or asked anything: they left Slack, or were removed."""
        return self.left_at is not None or self.removed_at is not None


class Workgroup(Base):
    """A group of members: public (everyone), personal (one member's), or custom."""

    __tablename__ = "workgroup"
    __table_args__ = (
        Index(
            "uq_workgroup_name",
            "workspace_id",
            "name_key",
            unique=True,
            sqlite_where=text("archived_at IS NULL"),
            postgresql_where=text("archived_at IS NULL"),
        ),
        Index(
            "uq_workgroup_public",
            "workspace_id",
            unique=True,
            sqlite_where=text("kind = 'public'"),
            postgresql_where=text("kind = 'public'"),
        ),
        Index(
            "uq_workgroup_personal",
            "owner_id",
            unique=True,
            sqlite_where=text("kind = 'personal' AND archived_at IS NULL"),
            postgresql_where=text("kind = 'personal' AND archived_at IS NULL"),
        ),
        one_of("kind", "public", "personal", "custom"),
        CheckConstraint("(kind = 'personal') = (owner_id IS NOT NULL)", name="owned"),
        CheckConstraint("name <> ''", name="named"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(150))
    name_key: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(String(500), default="")
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class Membership(Base):
    """Who is in which workgroup."""

    __tablename__ = "membership"

    workgroup_id: Mapped[str] = mapped_column(
        ForeignKey("workgroup.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[str] = mapped_column(
        ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    joined_at: Mapped[datetime]


class Invitation(Base):
    """One address invited to one workspace.

    `cycle` counts the renewals: each resend or extension begins a new one at `cycle_at`, and of
    its schedule `reminded` steps have been taken; `remind_at` is when the next is due. `shown` has
    what the admins were shown it for. `source` is the Slack view it came from, so that the same
    view submitted twice invites once.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        Index(
            "uq_invitation_open",
            "workspace_id",
            "email",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
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
        Index("ix_invitation_inviter", "inviter_id", "created_at"),
        one_of("state", *State),
        one_of("locale", "en", "ru"),
        one_of("mail", "", "queued", "sent", "failed", "suppressed"),
        CheckConstraint(f"({OPEN}) = (closed_at IS NULL)", name="closed"),
        CheckConstraint("state <> 'accepted' OR member_id IS NOT NULL", name="accepted_by"),
        CheckConstraint("expires_at > cycle_at", name="lifetime"),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(320))
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
    shown: Mapped[str] = mapped_column(String(40), default="")
    member_id: Mapped[str | None] = mapped_column(ForeignKey("member.id"))

    inviter: Mapped[Member] = relationship(foreign_keys=inviter_id, lazy="raise")
    workgroup: Mapped[Workgroup | None] = relationship(lazy="raise")
    workspace: Mapped[Workspace] = relationship(lazy="raise")


class Suppression(Base):
    """An address that asked this workspace not to mail it again."""

    __tablename__ = "suppression"

    workspace_id: Mapped[str] = mapped_column(
        ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True
    )
    email: Mapped[str] = mapped_column(String(320), primary_key=True)
    created_at: Mapped[datetime]


class History(Base):
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
    place: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

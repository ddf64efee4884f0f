"""People of a workspace, its workgroups, and who is in which."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, one_of
from storage.models.searched import Searched


class Member(Searched, Base):
    """A person who belongs to a workspace, known by email, by Slack user, or by both.

    `left_at` is when Slack said that their account there is closed, `removed_at` when an admin took
    them out of the workspace: the row stays for the history, and an invitation brings them back.
    `home` is where they last were in App Home, in the words of who draws it; None for who never
    opened it.
    """

    SEARCHED = ("name", "email")

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


class Workgroup(Searched, Base):
    """A group of members: public (everyone), personal (one member's), or custom."""

    SEARCHED = ("name",)

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

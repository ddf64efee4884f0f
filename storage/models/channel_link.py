"""Which Slack channel or user group a workgroup is linked with."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, one_of


class ChannelLink(Base):
    """A Slack channel or user group whose people a workgroup's are to be.

    `connect` invites who has no Slack account into the channel by Slack Connect. `problem` is the
    code with which Slack refused last, empty while all is well, and `problem_with` the kind of task
    that met it; `mended_at` is when the last problem ended. Slack replaces a user group's people as
    a whole, so only who holds the lease changes it. `private` is as Slack said last of a channel,
    and true until it did: its name is then not for everybody.
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
    private: Mapped[bool] = mapped_column(default=True, server_default=true())
    connect: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[str] = mapped_column("trouble", String(64), default="")
    problem_at: Mapped[datetime | None] = mapped_column("trouble_at")
    problem_with: Mapped[str] = mapped_column("trouble_with", String(32), default="")
    mended_at: Mapped[datetime | None]
    lease: Mapped[str | None] = mapped_column(String(48))
    leased_until: Mapped[datetime | None]
    created_at: Mapped[datetime]

"""Additions: existing members whom somebody wants in a workgroup that leads into Slack."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base, one_of
from storage.vocabulary import AdditionState

REQUESTED = "state = 'requested'"


class Addition(Base):
    """What a lead asked for in one form: these members in this workgroup. An admin decides.

    `members` are ids; `decided_by` is the admin. It has lapsed where nobody need decide any more:
    the workgroup was archived, or leads nowhere.
    """

    __tablename__ = "addition"
    __table_args__ = (
        Index(
            "ix_addition_requested",
            "workgroup_id",
            sqlite_where=text(REQUESTED),
            postgresql_where=text(REQUESTED),
        ),
        one_of("state", *AdditionState),
    )

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    workgroup_id: Mapped[str] = mapped_column(ForeignKey("workgroup.id", ondelete="CASCADE"))
    asker_id: Mapped[str] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"))
    members: Mapped[list[str]]
    state: Mapped[str] = mapped_column(String(9), default=AdditionState.REQUESTED)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("member.id", ondelete="SET NULL"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

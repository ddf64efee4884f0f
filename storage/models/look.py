"""A look at everybody in Slack, page by page."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class Look(Base):
    """The look of a workspace that is under way, or the last one, if it is `done`.

    `cursor` is what Slack calls the page that is next, empty for the first. `holder` is who is at
    it, until `held_until`. `unseen` are the users who ran Slack when it began and stood on no page
    yet; it is not `whole` where Slack named somebody whom nobody could make out.
    """

    __tablename__ = "look"

    workspace_id: Mapped[str] = mapped_column(
        ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True
    )
    begun_at: Mapped[datetime]
    cursor: Mapped[str] = mapped_column(Text, default="")
    unseen: Mapped[list[str]]
    whole: Mapped[bool] = mapped_column(default=True)
    done: Mapped[bool] = mapped_column(default=False)
    holder: Mapped[str] = mapped_column(String(32), default="")
    held_until: Mapped[datetime]

"""What Slack takes no more of for a while."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class SlackLimit(Base):
    """Until when a workspace's Slack takes no more of a `method`; where there is a `channel`, only
    of what goes there. `set_at` is when that was written, by the same clock.
    """

    __tablename__ = "slack_limit"

    team: Mapped[str] = mapped_column(
        ForeignKey("workspace.team", ondelete="CASCADE"), primary_key=True
    )
    method: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True, default="")
    until: Mapped[datetime]
    set_at: Mapped[datetime]

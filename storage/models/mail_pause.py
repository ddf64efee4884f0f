"""A pause of mails that the mail server refuses because of us."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import Base


class MailPause(Base):
    """Since when mails of a `scope` are put off: "" for all, else the domain that they go to.

    `tries` counts the refusals in a row, `try_at` is when one mail is tried again, to see. `stage`,
    `code` (None without an answer) and `words` are the last refusal's. `told` has the workspaces
    (ids) whose admins were told, and what their messages' keys have in common. `ended_at` says that
    it is over and they are still to read so; `waited` is how many mails of each had waited.
    """

    __tablename__ = "mail_pause"

    scope: Mapped[str] = mapped_column(String(255), primary_key=True)
    since: Mapped[datetime]
    try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=1)
    stage: Mapped[str] = mapped_column(String(8))
    code: Mapped[int | None]
    words: Mapped[str] = mapped_column(String(300))
    ended_at: Mapped[datetime | None]
    told: Mapped[dict[str, str]] = mapped_column(default=dict)
    waited: Mapped[dict[str, int]] = mapped_column(default=dict)

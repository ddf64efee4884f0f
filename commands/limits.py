"""How much may be mailed in a day, counted per recipient under the lock of the workspace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from sqlalchemy.orm import Session

from commands.actors import Actor
from commands.errors import OverLimit
from storage import audit_log, outbox

DAY = timedelta(days=1)
RESEND_AFTER = timedelta(minutes=10)


class Chosen(Protocol):
    """A workspace's own limits; None is the operator's."""

    @property
    def inviter_daily(self) -> int | None: ...
    @property
    def workspace_daily(self) -> int | None: ...
    @property
    def address_daily(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Recipients in any 24 hours: of one inviter, of a workspace; mails to one address."""

    inviter: int = 100
    workspace: int = 1000
    address: int = 10

    def of(self, chosen: Chosen) -> "Limits":
        """These, lowered where the workspace has chosen less; more than these is none of its."""
        return Limits(
            min(chosen.inviter_daily or self.inviter, self.inviter),
            min(chosen.workspace_daily or self.workspace, self.workspace),
            min(chosen.address_daily or self.address, self.address),
        )


def require_asking(unit: Session, actor: Actor, wanted: int, limits: Limits, now: datetime) -> None:
    """Raise OverLimit unless so many addresses may be asked for now.

    Only what this person did counts: what others did would tell of them. What is mailed in the end
    counts where it is approved.
    """
    limits = limits.of(actor.workspace)
    mine = audit_log.mailing_times(unit, actor.workspace.id, now - DAY, actor.member.id)
    _require("inviter", mine, wanted, limits.inviter)


def require_room(
    unit: Session, actor: Actor, emails: Sequence[str], limits: Limits, now: datetime
) -> None:
    """Raise OverLimit unless all of `emails` may be mailed now.

    The caller holds the workspace's lock: under READ COMMITTED two counters would both find room.
    """
    limits = limits.of(actor.workspace)
    since, workspace = now - DAY, actor.workspace.id
    if actor.member.role != "admin":
        mine = audit_log.mailing_times(unit, workspace, since, actor.member.id)
        _require("inviter", mine, len(emails), limits.inviter)
    all_of_us = audit_log.mailing_times(unit, workspace, since)
    _require("workspace", all_of_us, len(emails), limits.workspace)
    to_each = outbox.mails_to(unit, workspace, emails, since)
    full = {email: at for email, at in to_each.items() if len(at) >= limits.address}
    if full:
        again = max(_again(at, 1, limits.address) or now for at in full.values())
        raise OverLimit("address", limits.address, 0, again, tuple(full))


def _require(
    whose: Literal["inviter", "workspace"], past: Sequence[datetime], wanted: int, limit: int
) -> None:
    if len(past) + wanted > limit:
        left = max(limit - len(past), 0)
        raise OverLimit(whose, limit, left, _again(past, wanted, limit))


def _again(past: Sequence[datetime], wanted: int, limit: int) -> datetime | None:
    """When enough of the past is a day old; never, if more is wanted than a day's limit."""
    if wanted > limit:
        return None
    return past[len(past) + wanted - limit - 1] + DAY

"""How much may be mailed and asked in a day, counted per recipient.

An inviter and a workspace are counted under the lock of the workspace, a mailbox under its own: it
gets its mails from all workspaces together. What a clock that was ahead has dated later than
tomorrow counts no more: nobody could do anything until then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from sqlalchemy.orm import Session

from commands import audit
from commands.actors import Actor
from commands.addresses import mailbox
from commands.errors import OverLimit
from storage import audit_log, mailboxes
from storage.audit_details import LookedUp, MembersMoved
from storage.models import Workspace
from storage.record import Record
from storage.vocabulary import Verb

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
    """Recipients in any 24 hours: of one inviter, of a workspace; mails to one mailbox."""

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


USUAL = Limits()


def require_asking(unit: Session, actor: Actor, wanted: int, limits: Limits, now: datetime) -> None:
    """Raise OverLimit unless so many addresses, or members to add, may be asked for now.

    Only what this person did counts: what others did would tell of them. What is mailed in the end
    counts where it is approved.
    """
    lowered = limits.of(actor.workspace)
    _require("inviter", _times(_asked_by(unit, actor, now)), wanted, lowered.inviter)


def require_room(
    unit: Session, actor: Actor, emails: Sequence[str], limits: Limits, now: datetime
) -> None:
    """Raise OverLimit unless all of `emails` may be mailed now.

    The caller holds the workspace's lock: under READ COMMITTED two counters would both find room.
    """
    lowered = limits.of(actor.workspace)
    if actor.member.role != "admin":
        require_asking(unit, actor, len(emails), limits, now)
    _require_in_workspace(unit, actor, len(emails), lowered, now)
    if full := MailRoom(unit, emails, limits, now).full(actor.workspace, emails):
        raise OverLimit("address", lowered.address, 0, max(full.values()), tuple(full))


@dataclass(frozen=True, slots=True)
class AskedForm:
    """What a form asks: how many of its addresses are `fresh`, and how many were `known` already.

    `key` is the same for the same addresses from the same Slack view, "" outside of any.
    """

    key: str
    fresh: int
    known: int


def require_form(
    unit: Session, actor: Actor, asked: AskedForm, limits: Limits, now: datetime
) -> bool:
    """Raise OverLimit unless all of it may be asked now; whether what it tells counts.

    Of who does not see everything each address counts, whatever becomes of it: else who is known
    here could be found out for nothing. The same form again counts once. The caller holds the
    workspace's lock.
    """
    lowered, wanted, counts = limits.of(actor.workspace), asked.fresh, False
    if actor.member.role != "admin":
        past = _asked_by(unit, actor, now)
        counts = not (asked.key and any(_tells_of(told, asked) for _, told in past))
        wanted += asked.known if counts else 0
        _require("inviter", _times(past), wanted, lowered.inviter)
    _require_in_workspace(unit, actor, wanted, lowered, now)
    return counts


def look_up(unit: Session, actor: Actor, addresses: int, form: str, now: datetime) -> None:
    """Write down that so many addresses of a form were refused or known already: they count."""
    if addresses:
        told = LookedUp(addresses, form)
        audit.record_by(unit, actor, actor.member.id, Verb.LOOKED_UP, now, told)


class MailRoom:
    """What mailboxes may still get: nobody else counts or mails to them until the unit ends."""

    def __init__(self, unit: Session, emails: Iterable[str], limits: Limits, now: datetime) -> None:
        boxes = list(dict.fromkeys(mailbox(email) for email in emails))
        mailboxes.lock(unit, boxes)
        self._limits, self._now = limits, now
        self._got: dict[str, list[tuple[str, datetime]]] = {box: [] for box in boxes}
        for box, workspace_id, at in mailboxes.mailed(unit, boxes, now - DAY) if boxes else ():
            if at <= now + DAY:
                self._got[box].append((workspace_id, at))

    def take(self, workspace: Workspace, email: str) -> datetime | None:
        """Count one mail more of this workspace; or when there is room for one.

        The operator's limit holds for all workspaces together. Less, that a workspace has chosen,
        holds for its own mails: else it would learn from a refusal what others send.
        """
        got = self._got[mailbox(email)]
        ours = [at for workspace_id, at in got if workspace_id == workspace.id]
        both = (
            ([at for _, at in got], self._limits.address),
            (ours, self._limits.of(workspace).address),
        )
        waits = [past[len(past) - limit] + DAY for past, limit in both if len(past) >= limit]
        if not waits:
            got.append((workspace.id, self._now))
        return max(waits, default=None)

    def full(self, workspace: Workspace, emails: Iterable[str]) -> dict[str, datetime]:
        """Of these, one after the other, those without room, and when there is some."""
        taken = {email: self.take(workspace, email) for email in emails}
        return {email: at for email, at in taken.items() if at}


Asked = Sequence[tuple[datetime, Record]]


def _asked_by(unit: Session, actor: Actor, now: datetime) -> Asked:
    asked = audit_log.asked_by(unit, actor.workspace.id, actor.member.id, now - DAY)
    return [(at, told) for at, told in asked if at <= now + DAY]


def _times(asked: Asked) -> list[datetime]:
    """One for each address, and for each member."""
    return [at for at, told in asked for _ in range(_number(told))]


def _number(told: Record) -> int:
    match told:
        case LookedUp(addresses=number):
            return number
        case MembersMoved(members=moved):
            return len(moved)
        case _:
            return 1


def _tells_of(told: Record, asked: AskedForm) -> bool:
    """Whether as much of this form was told before; a refusal tells of what was refused alone."""
    before = isinstance(told, LookedUp) and (told.form, told.addresses)
    return before == (asked.key, asked.known)


def _require_in_workspace(
    unit: Session, actor: Actor, wanted: int, lowered: Limits, now: datetime
) -> None:
    if not wanted:
        return
    past = audit_log.mailing_times(unit, actor.workspace.id, now - DAY)
    past = [at for at in past if at <= now + DAY]
    _require("workspace", past, wanted, lowered.workspace)


def _require(
    whose: Literal["inviter", "workspace"], past: Sequence[datetime], wanted: int, limit: int
) -> None:
    if wanted and len(past) + wanted > limit:
        left = max(limit - len(past), 0)
        raise OverLimit(whose, limit, left, _again(past, wanted, limit))


def _again(past: Sequence[datetime], wanted: int, limit: int) -> datetime | None:
    """When enough of the past is a day old; never, if more is wanted than a day's limit."""
    if wanted > limit:
        return None
    return past[len(past) + wanted - limit - 1] + DAY

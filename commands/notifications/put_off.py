"""Tell the admins that mails are put off, and that they go out again: once, and once.

All domains together are one such matter for a workspace, and the mail server as a whole another:
where the fiftieth domain refuses us, the message that stands there says so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands.notifications import app_home, notices
from commands.notifications.pauses import EVERYTHING, Pauses, is_certain, put_aside
from storage import ids, mail_pauses, members, outbox
from storage.models import MailPause, Member, OutboxRow
from storage.outbox import NewOutboxRow
from storage.outbox_details import MailsLeave, MailsPutOff
from storage.vocabulary import OutboxKind


@dataclass(frozen=True, slots=True)
class PutOffMails:
    """The mails of a workspace that wait in one pause; `domain` is "" where all mails do."""

    workspace_id: str
    domain: str
    since: datetime
    words: str
    waiting: int

    @property
    def whole(self) -> bool:
        return self.domain == EVERYTHING


def describe_put_off(unit: Session) -> list[PutOffMails]:
    """Of all workspaces that were told, by the domain."""
    return [
        PutOffMails(
            workspace_id,
            pause.scope,
            pause.since,
            pause.words,
            waiting,
        )
        for pause in mail_pauses.everything(unit)
        if pause.ended_at is None and pause.told
        for workspace_id, waiting in mail_pauses.waiting(unit, pause.scope).items()
        if workspace_id in pause.told
    ]


def tell_put_off(unit: Session, now: datetime) -> int:
    """Tell what is not told yet; how many pauses there are."""
    pauses = mail_pauses.lock_all(unit)
    # Who waits and how many is known once they are aside.
    put_aside(unit, Pauses(pauses), now)
    for whole in (True, False):
        matter = [each for each in pauses if (each.scope == EVERYTHING) == whole]
        for pause in matter:
            if pause.ended_at is None:
                _tell_begun(unit, pause, matter, now)
        over = [each for each in matter if _is_over(unit, each, now)]
        _tell_over(unit, over, [each for each in matter if each not in over], now)
    return len(pauses)


def _is_over(unit: Session, pause: MailPause, now: datetime) -> bool:
    """With all that waited on its way: if the mail server takes the first and refuses the next, it
    goes on.
    """
    if pause.ended_at is None:
        return False
    # Who waited for the lock may have looked at the clock before it ended.
    return not mail_pauses.is_leaving(unit, pause.scope, max(now, pause.ended_at))


def _tell_begun(
    unit: Session, pause: MailPause, matter: Sequence[MailPause], now: datetime
) -> None:
    if not is_certain(pause):
        return
    known, turn = _told(matter), ids.new(now)
    new = sorted(mail_pauses.waiting(unit, pause.scope).keys() - pause.told.keys())
    pause.told = {**pause.told, **{each: known.get(each, turn) for each in new}}
    for workspace_id in new:
        if workspace_id in known:
            _update(unit, workspace_id, known[workspace_id], now)
            continue
        admins = members.admins(unit, workspace_id)
        outbox.put(unit, workspace_id, now, *(_begun(pause, turn, each) for each in admins))
        app_home.redraw(unit, workspace_id, [each.id for each in admins], now)


def tell_new_admin(unit: Session, admin: Member, now: datetime) -> None:
    """The same to who has become one meanwhile."""
    if not any(each.id == admin.id for each in members.admins(unit, admin.workspace_id)):
        return
    messages = [
        _begun(pause, turn, admin)
        for pause in mail_pauses.everything(unit)
        if pause.ended_at is None and (turn := pause.told.get(admin.workspace_id))
    ]
    outbox.put(unit, admin.workspace_id, now, *messages)


def _begun(pause: MailPause, turn: str, admin: Member) -> NewOutboxRow:
    return NewOutboxRow(
        OutboxKind.MAILS_PUT_OFF,
        f"{_key(turn)}{admin.id}",
        member=admin.id,
        details=MailsPutOff(pause.scope == EVERYTHING),
    )


def _tell_over(
    unit: Session, over: Sequence[MailPause], left: Sequence[MailPause], now: datetime
) -> None:
    """A workspace hears of the last one only, with all that waited in any."""
    for pause in over:
        mail_pauses.remove(unit, pause.scope)
    for workspace_id, turn in sorted(_told(over).items()):
        waited = sum(each.waited.get(workspace_id, 0) for each in over)
        heir = next((each for each in left if workspace_id in each.told), None)
        if heir is None:
            _tell_leave(unit, workspace_id, turn, waited, now)
        else:
            before = heir.waited.get(workspace_id, 0)
            heir.waited = {**heir.waited, workspace_id: before + waited}
        _update(unit, workspace_id, turn, now)


def _told(pauses: Iterable[MailPause]) -> dict[str, str]:
    return {each: turn for pause in pauses for each, turn in pause.told.items()}


def _key(turn: str) -> str:
    """With which the keys of its messages begin."""
    return f"put_off:{turn}:"


def _tell_leave(unit: Session, workspace_id: str, turn: str, waited: int, now: datetime) -> None:
    """Only to who has read that mails were put off; where that has not left yet, it is dropped."""
    messages = [
        NewOutboxRow(
            OutboxKind.MAILS_LEAVE,
            f"mails_leave:{turn}:{each.member_id}",
            member=each.member_id,
            details=MailsLeave(waited),
        )
        for each in _posted(unit, workspace_id, turn)
    ]
    outbox.put(unit, workspace_id, now, *messages)


def _update(unit: Session, workspace_id: str, turn: str, now: datetime) -> None:
    """Have the messages that stand there say how it is, and the Homes of who reads them."""
    posted = _posted(unit, workspace_id, turn)
    notices.update(unit, workspace_id, posted, now)
    app_home.redraw(unit, workspace_id, [each.member_id or "" for each in posted], now)


def _posted(unit: Session, workspace_id: str, turn: str) -> list[OutboxRow]:
    """Also to who is an admin no longer."""
    kinds = (OutboxKind.MAILS_PUT_OFF,)
    posted = outbox.posted(unit, workspace_id, kinds, ids.made_at(turn))
    return [each for each in posted if each.key.startswith(_key(turn))]

"""What became of errands (`commands.errands`) in Slack, written down.

What Slack refuses of one person ends that step alone. What an admin can mend is trouble of the link
(`commands.trouble`): its steps wait for it, and are not given up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from commands import happened, members, notices, outgoing, placing, trouble
from commands.addresses import clean
from commands.errands import TURN, Busy, Errand, Found, Missing, Placed, Trouble
from commands.outgoing import Delivered, Fate, Postponed, Refused
from storage import invitations, links, outbox, steps, workspaces
from storage import members as people
from storage.models import Invitation, Link, Outgoing

LONGEST_NAME = 80
TAKEN = "taken"
"""Another member has the Slack account that was found."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """What the outcomes of a batch are written down with; all that they change is locked."""

    unit: Session
    now: datetime
    rows: Mapping[int, Outgoing]
    held: Mapping[str, Invitation]
    links: Mapping[str, Link]
    concerned: dict[str, Invitation] = field(default_factory=dict)


def settle(unit: Session, fates: Sequence[tuple[Errand, Fate]], now: datetime) -> None:
    """Write down what became of each; one whose lease another worker holds by now is left alone.

    Locked in the order of everybody: workspaces, invitations, links, rows of the outbox.
    """
    rows = outbox.these(unit, [each for errand, fate in fates for each in _rows(errand, fate)])
    lookers = [
        rows[errand.id] for errand, fate in fates if isinstance(fate, Found) and errand.id in rows
    ]
    for workspace_id in sorted({row.workspace_id for row in lookers}):
        workspaces.lock(unit, workspace_id)
    held = invitations.hold(unit, [row.invitation_id for row in rows.values() if row.invitation_id])
    linked = links.hold(unit, [errand.link for errand, _ in fates if errand.link])
    desk = _Desk(unit, now, rows, held, linked)
    for errand, fate in fates:
        if errand.id in rows:
            _settle(desk, errand, rows[errand.id], fate)
        _let_go(desk, errand)
    by_workspace: dict[str, list[Invitation]] = {}
    for row in desk.concerned.values():
        by_workspace.setdefault(row.workspace_id, []).append(row)
    for about in by_workspace.values():
        notices.refresh_all(unit, about, now)


def _rows(errand: Errand, fate: Fate) -> tuple[int, ...]:
    return (errand.id, *(fate.covers if isinstance(fate, Placed) else ()))


def _let_go(desk: _Desk, errand: Errand) -> None:
    link = desk.links.get(errand.link)
    if link and link.lease == errand.hold:
        link.lease = link.leased_until = None


def _settle(desk: _Desk, errand: Errand, row: Outgoing, fate: Fate) -> None:
    link = desk.links.get(errand.link)
    match fate:
        case Found() | Missing():
            _looked(desk, errand, row, fate)
        case Delivered():
            _placed(desk, errand, row, link, fate if isinstance(fate, Placed) else Placed())
        case Refused(words):
            _refused(desk, errand, row, link, words)
        case Busy(after=after):
            outbox.give_back(desk.unit, row.id, errand.lease, desk.now + (after or TURN))
        case Trouble() if link:
            _troubled(desk, errand, row, link, fate)
        case Postponed(words) if _is_over(row, link, desk.now):
            _refused(desk, errand, row, link, words)
        case Postponed():
            _put_off(desk, errand, row, fate)


def _troubled(desk: _Desk, errand: Errand, row: Outgoing, link: Link, fate: Trouble) -> None:
    if errand.kind == trouble.LOOK and link.name and fate.words == "missing_scope":
        # Whoever was placed there has told the name meanwhile: nothing need be asked.
        outbox.mark(desk.unit, row.id, errand.lease, "dropped", desk.now, reason="found without")
    elif _put_off(desk, errand, row, fate):
        _name(link, fate.name)
        trouble.meet(desk.unit, link, errand.kind, fate.words, row.due_at, desk.now)


def _name(link: Link, said: str) -> None:
    link.name = clean(said)[:LONGEST_NAME] or link.name


def _put_off(desk: _Desk, errand: Errand, row: Outgoing, fate: Postponed) -> bool:
    """True when it was this worker's to put off; the row's time is the new one then."""
    outgoing.put_off(desk.unit, row, errand.lease, fate, desk.now)
    desk.unit.refresh(row)
    return row.state == "pending" and row.lease is None


def _is_over(row: Outgoing, link: Link | None, now: datetime) -> bool:
    """Whether it was tried for long enough; the time in which a link was in trouble is none."""
    if link and link.trouble:
        return False
    mended = link.mended_at if link else None
    return now - max(row.created_at, mended or row.created_at) >= outgoing.GIVE_UP


def _looked(desk: _Desk, errand: Errand, row: Outgoing, fate: Found | Missing) -> None:
    unit, now = desk.unit, desk.now
    if not outbox.mark(unit, row.id, errand.lease, "sent", now):
        return
    member = people.these(unit, [row.member_id or ""]).get(row.member_id or "")
    about = desk.held.get(row.invitation_id or "")
    if member is None or about is None or member.slack_user:
        return
    if isinstance(fate, Missing):
        placing.missing(unit, about, member.id, now)
        desk.concerned[about.id] = about
    elif not members.recognize(unit, member, fate.person, now):
        row.reason = TAKEN
        note(desk, row, None, "not_placed", kind="account", said=TAKEN)


def _placed(desk: _Desk, errand: Errand, row: Outgoing, link: Link | None, placed: Placed) -> None:
    unit, now = desk.unit, desk.now
    if link is None:
        # Unlinked meanwhile, which took the step back.
        outbox.mark(unit, row.id, errand.lease, "sent", now)
        return
    if not outbox.mark(unit, row.id, errand.lease, "sent", now, reference=placed.reference):
        return
    _name(link, placed.name)
    done = {row.id, *steps.end(unit, placed.covers, now)}
    about = [desk.rows[each] for each in sorted(done) if desk.rows[each].invitation_id]
    inside = links.inside(unit, [link.id], [each.member_id for each in about if each.member_id])
    for each in about:
        if errand.kind == "place.connect":
            note(desk, each, link, "connect_sent")
        elif (link.id, each.member_id) in inside:
            note(desk, each, link, "placed", kind=link.kind)
    trouble.end(unit, link, errand.kind, now)


def _refused(desk: _Desk, errand: Errand, row: Outgoing, link: Link | None, words: str) -> None:
    said = outgoing.said(words)
    if not outbox.mark(desk.unit, row.id, errand.lease, "failed", desk.now, reason=said):
        return
    if link and errand.kind == "place.usergroup" and row.member_id is None:
        placing.one_by_one(desk.unit, link, desk.now)
    kind = errand.kind.removeprefix("place.")
    note(desk, row, link, "not_placed", kind=kind, said=said)


def note(desk: _Desk, row: Outgoing, link: Link | None, verb: str, **details: str) -> None:
    """In the story of the invitation that brought them; who was added later has none."""
    about = desk.held.get(row.invitation_id or "")
    if about is None:
        return
    name = (link.name or link.slack_id) if link else ""
    desk.concerned[about.id] = about
    happened.note(
        desk.unit,
        about.workspace_id,
        [about.id],
        verb,
        desk.now,
        place="system",
        name=name,
        **details,
    )

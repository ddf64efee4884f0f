"""Errands: the steps that bring people to their places in Slack, taken and written down.

What Slack refuses of one person ends that step alone. What an admin can mend is trouble of the link
(`commands.trouble`): its steps wait for it, and are not given up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands import happened, members, notices, outgoing, placing, trouble
from commands.actor import Person
from commands.addresses import clean
from commands.outgoing import Delivered, Fate, Postponed, Refused
from storage import invitations, links, models, outbox, steps, workspaces
from storage import members as people
from storage.models import Invitation, Link, Member, Outgoing

TURN = timedelta(seconds=5)
"""For so long waits who would do at once what is done one at a time."""

LONGEST_NAME = 80
KNOWN = "known in Slack"
TAKEN = "taken"
"""Another member has the Slack account that was found."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One step to take now. `slack_id` is the link's channel or user group, `user` whom it is
    about, in Slack, and `email` their address.
    """

    id: int
    lease: str
    kind: str
    team: str
    link: str = ""
    link_kind: str = ""
    slack_id: str = ""
    user: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Delivered):
    """Slack took it. `name` is how it calls the place, `reference` what it calls an invitation;
    `covers` are the other steps that were done with this one.
    """

    name: str = ""
    reference: str | None = None
    covers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Delivered):
    """This person of the workspace has the address."""

    person: Person


@dataclass(frozen=True, slots=True)
class Missing(Delivered):
    """Nobody of the workspace has the address."""


@dataclass(frozen=True, slots=True)
class Trouble(Postponed):
    """An admin can mend it; `words` is Slack's code, `name` the place's if it was said."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Busy(Postponed):
    """It was not tried: it is not its turn."""


def take(unit: Session, now: datetime, lease: timedelta, most: int, kinds: str) -> list[Errand]:
    """Lease up to `most` due rows of these kinds (LIKE); those without sense are dropped.

    Of a user group, and of what is in trouble, one at a time.
    """
    rows = outbox.take(unit, now, now + lease, most, kinds)
    if not rows:
        return []
    known = _load(unit, rows)
    errands, single = [], set()
    for row in rows:
        link = known.links.get(row.link_id or "")
        if reason := _senseless(row, link, known):
            outbox.mark(unit, row.id, row.lease or "", "dropped", now, reason=reason)
            if reason == KNOWN:
                # They became so while they accepted, and neither saw the other.
                placing.bring(unit, known.people[row.member_id or ""], row.invitation_id, now)
            continue
        if link and (row.kind == "place.usergroup" or _is_in_trouble(link, row)):
            if (link.slack_id, row.kind) in single:
                outbox.give_back(unit, row.id, row.lease or "", now + TURN)
                continue
            single.add((link.slack_id, row.kind))
        errands.append(_errand(row, link, known))
    return errands


def _is_in_trouble(link: Link, row: Outgoing) -> bool:
    return link.trouble_with in {row.kind, trouble.LOOK}


@dataclass(frozen=True, slots=True)
class _Known:
    """What a batch of rows speaks of, read with one query a kind."""

    workspaces: Mapping[str, models.Workspace]
    links: Mapping[str, Link]
    archived: frozenset[str]
    people: Mapping[str, Member]
    inside: set[tuple[str, str]]


def _load(unit: Session, rows: Sequence[Outgoing]) -> _Known:
    link_ids = [row.link_id for row in rows if row.link_id]
    member_ids = [row.member_id for row in rows if row.member_id]
    groups = links.workgroups(unit, link_ids)
    return _Known(
        workspaces.these(unit, [row.workspace_id for row in rows]),
        links.these(unit, link_ids),
        frozenset(link_id for link_id, group in groups.items() if group.archived_at),
        people.these(unit, member_ids),
        links.inside(unit, link_ids, member_ids),
    )


def _errand(row: Outgoing, link: Link | None, known: _Known) -> Errand:
    member = known.people.get(row.member_id or "")
    return Errand(
        id=row.id,
        lease=row.lease or "",
        kind=row.kind,
        team=known.workspaces[row.workspace_id].team,
        link=link.id if link else "",
        link_kind=link.kind if link else "",
        slack_id=link.slack_id if link else "",
        user=(member and member.slack_user) or "",
        email=(member and member.email) or "",
    )


def _senseless(row: Outgoing, link: Link | None, known: _Known) -> str:
    """Why it need not be done any more; empty when it must."""
    member = known.people.get(row.member_id or "")
    if row.kind == "place.account":
        return _senseless_look(member)
    if link is None:
        return "unlinked"
    if link.id in known.archived:
        return "the workgroup was archived"
    if row.kind in {"place.channel", "place.connect"}:
        if member is None or (link.id, member.id) not in known.inside:
            return "not in the workgroup any more"
        return _senseless_entry(row, link, member)
    return ""


def _senseless_look(member: Member | None) -> str:
    if member is None or member.removed_at or not member.email:
        return "nobody to look for"
    return KNOWN if member.slack_user else ""


def _senseless_entry(row: Outgoing, link: Link, member: Member) -> str:
    if member.left_at or member.removed_at:
        return "not here any more"
    if row.kind == "place.connect":
        if member.slack_user:
            return "has an account"
        return "" if link.connect else "turned off"
    return "" if member.slack_user else "not in Slack"


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is to be in a user group, by Slack id: at least `wanted`, and not `leaving`.

    `covers` are the steps that are done with it: all that wait for this user group.
    """

    wanted: tuple[str, ...] = ()
    leaving: frozenset[str] = frozenset()
    covers: tuple[int, ...] = ()


def begin(unit: Session, errand: Errand, lease: timedelta, now: datetime) -> Roster | None:
    """Hold the user group, which Slack replaces as a whole, until this is settled or the lease
    ends; None while somebody else holds it. Who is to be in it is read after that: two who read
    first could undo what the other did.

    An empty roster when another step has done this one already.
    """
    row = outbox.these(unit, [errand.id]).get(errand.id)
    held = links.hold_place(unit, row.workspace_id, errand.slack_id) if row else {}
    if row is None or errand.link not in held:
        return Roster()
    unit.refresh(row)
    if row.lease != errand.lease or row.state != "pending":
        return Roster()
    if any(link.leased_until and link.leased_until > now for link in held.values()):
        return None
    link = held[errand.link]
    link.lease, link.leased_until = _hold(errand), now + lease
    waiting = steps.of_link(unit, link.id, errand.kind)
    return Roster(
        wanted=tuple(each.slack_user or "" for each in links.people(unit, link.workgroup_id)),
        leaving=_leaving(unit, link, [each.member_id for each in waiting if each.member_id]),
        covers=tuple(each.id for each in waiting),
    )


def _hold(errand: Errand) -> str:
    """A taking of many rows has one lease."""
    return f"{errand.lease}.{errand.id}"


def _leaving(unit: Session, link: Link, about: Sequence[str]) -> frozenset[str]:
    """Of those that steps are about, who is in no workgroup any more that leads here."""
    stay = links.belonging(unit, link.workspace_id, link.slack_id, about)
    gone = people.these(unit, [each for each in about if each not in stay])
    return frozenset(member.slack_user for member in gone.values() if member.slack_user)


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
    lookers = [rows[errand.id] for errand, fate in fates if _finds(fate) and errand.id in rows]
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


def _finds(fate: Fate) -> bool:
    return isinstance(fate, Found)


def _let_go(desk: _Desk, errand: Errand) -> None:
    link = desk.links.get(errand.link)
    if link and link.lease == _hold(errand):
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

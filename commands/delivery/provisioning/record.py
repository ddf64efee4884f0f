"""Record what became of provisioning tasks in Slack: done, retried, or given up.

What Slack refuses of one person ends that task alone. What an admin can mend is a problem of the
link (`commands.provisioning.problems`): its tasks wait for it, and are not given up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit
from commands.characters import clean, cut
from commands.delivery import results
from commands.delivery.provisioning.apart import apart
from commands.delivery.provisioning.claim import (
    TURN,
    Found,
    LinkProblem,
    Missing,
    Placed,
    Task,
)
from commands.delivery.results import (
    Busy,
    Delivered,
    Limited,
    PermanentFailure,
    Result,
    TransientFailure,
    Withheld,
)
from commands.directory.join import recognize
from commands.notifications import notices
from commands.provisioning import plan, problems
from commands.provisioning.channel_links import LONGEST_NAME
from storage import channel_links, invitations, members, outbox, provisioning_tasks, workspaces
from storage.audit_details import InPlace, Named, NotInPlace
from storage.models import ChannelLink, Invitation, OutboxRow
from storage.record import Record
from storage.vocabulary import OutboxKind, Verb, Via

TAKEN = "taken"
"""Another member has the Slack account that was found."""


@dataclass(frozen=True, slots=True)
class _Batch:
    """What the results of a batch are written down with; all that they change is locked."""

    unit: Session
    now: datetime
    rows: Mapping[int, OutboxRow]
    held: Mapping[str, Invitation]
    links: Mapping[str, ChannelLink]
    concerned: dict[str, Invitation] = field(default_factory=dict)
    retried: dict[tuple[str, str], datetime] = field(default_factory=dict)
    """When those of a lease try a link again that failed there: together once more."""


def record(unit: Session, done: Sequence[tuple[Task, Result]], now: datetime) -> None:
    """Write down what became of each; one whose lease another worker holds by now is left alone.

    Locked in the order of everybody: workspaces, invitations, links, rows of the outbox.
    """
    done = [each for task, result in done for each in apart(task, result)]
    rows = outbox.get_many(unit, [each for task, result in done for each in _rows(task, result)])
    lookers = [
        rows[task.id] for task, result in done if isinstance(result, Found) and task.id in rows
    ]
    for workspace_id in sorted({row.workspace_id for row in lookers}):
        workspaces.lock(unit, workspace_id)
    held = invitations.lock(unit, [row.invitation_id for row in rows.values() if row.invitation_id])
    linked = channel_links.lock(unit, [task.link for task, _ in done if task.link])
    batch = _Batch(unit, now, rows, held, linked)
    for task, result in done:
        if task.id in rows:
            _record(batch, task, rows[task.id], result)
        _let_go(batch, task)
    results.wait(unit, [(t, r) for t, r in done if isinstance(r, Limited)], now)
    by_workspace: dict[str, list[Invitation]] = {}
    for row in batch.concerned.values():
        by_workspace.setdefault(row.workspace_id, []).append(row)
    for about in by_workspace.values():
        notices.refresh_all(unit, about, now)


def _rows(task: Task, result: Result) -> tuple[int, ...]:
    return (task.id, *(result.covers if isinstance(result, Placed) else ()))


def _let_go(batch: _Batch, task: Task) -> None:
    link = batch.links.get(task.link)
    if link and link.lease == task.hold:
        link.lease = link.leased_until = None


def _record(batch: _Batch, task: Task, row: OutboxRow, result: Result) -> None:
    link = batch.links.get(task.link)
    match result:
        case Found() | Missing():
            _looked(batch, task, row, result)
        case Delivered():
            _placed(batch, task, row, link, result if isinstance(result, Placed) else Placed())
        case PermanentFailure(words):
            _refused(batch, task, row, link, words)
        case Limited():
            pass
        case Busy(after=after):
            outbox.defer(batch.unit, row.id, task.lease, batch.now, batch.now + (after or TURN))
        case LinkProblem() if link:
            _has_problem(batch, task, row, link, result)
        case Withheld():
            _postponed(batch, task, row, result)
        case TransientFailure(words) if _is_over(row, link, batch.now):
            _refused(batch, task, row, link, words)
        case TransientFailure():
            _postponed(batch, task, row, result)


def _has_problem(
    batch: _Batch, task: Task, row: OutboxRow, link: ChannelLink, result: LinkProblem
) -> None:
    if task.kind == OutboxKind.FIND_NAME and link.name and result.words == "missing_scope":
        # Whoever was placed there has told the name meanwhile: nothing need be asked.
        outbox.mark(batch.unit, row.id, task.lease, "dropped", batch.now, reason="found without")
    elif _postponed(batch, task, row, result):
        _name(link, result.name)
        problems.begin(batch.unit, link, task.kind, result.words, row.due_at, batch.now)


def _name(link: ChannelLink, said: str) -> None:
    link.name = cut(clean(said), LONGEST_NAME) or link.name


def _postponed(batch: _Batch, task: Task, row: OutboxRow, result: TransientFailure) -> bool:
    """True when it was this worker's to postpone; the row's time is the new one then."""
    together = task.lease, task.link or str(task.id)
    if until := batch.retried.get(together):
        said = results.cleaned(result.words)
        outbox.retry_at(batch.unit, row.id, task.lease, batch.now, until, reason=said)
        return False
    results.retry_later(batch.unit, row, task.lease, result, batch.now)
    batch.unit.refresh(row)
    mine = row.state == "pending" and row.lease is None
    if mine and task.kind == OutboxKind.ADD_TO_CHANNEL:
        batch.retried[together] = row.due_at
    return mine


def _is_over(row: OutboxRow, link: ChannelLink | None, now: datetime) -> bool:
    """Whether it was tried for long enough; the time in which its link had a problem is none."""
    if link and link.problem:
        return False
    mended = link.mended_at if link else None
    return results.is_over(row, max(row.created_at, mended or row.created_at), now)


def _looked(batch: _Batch, task: Task, row: OutboxRow, result: Found | Missing) -> None:
    unit, now = batch.unit, batch.now
    if not outbox.mark(unit, row.id, task.lease, "sent", now):
        return
    member = members.get_many(unit, [row.member_id or ""]).get(row.member_id or "")
    about = batch.held.get(row.invitation_id or "")
    if member is None or about is None or member.slack_user:
        return
    if isinstance(result, Missing):
        plan.account_missing(unit, about, member.id, now)
        batch.concerned[about.id] = about
    elif not recognize(unit, member, result.person, now):
        row.reason = TAKEN
        _note(batch, row, Verb.NOT_PROVISIONED, NotInPlace("", "account", TAKEN))


def _placed(
    batch: _Batch, task: Task, row: OutboxRow, link: ChannelLink | None, placed: Placed
) -> None:
    unit, now = batch.unit, batch.now
    if link is None:
        # Unlinked meanwhile, which took the step back.
        outbox.mark(unit, row.id, task.lease, "sent", now)
        return
    if not outbox.mark(unit, row.id, task.lease, "sent", now, reference=placed.reference):
        return
    _name(link, placed.name)
    link.private = link.private if placed.private is None else placed.private
    done = {row.id, *provisioning_tasks.mark_done(unit, placed.covers, now)}
    about = [batch.rows[each] for each in sorted(done) if batch.rows[each].invitation_id]
    inside = channel_links.inside(
        unit, [link.id], [each.member_id for each in about if each.member_id]
    )
    for each in about:
        if task.kind == OutboxKind.INVITE_BY_CONNECT:
            _note(batch, each, Verb.CONNECT_SENT, Named(_name_of(link)))
        elif (link.id, each.member_id) in inside:
            _note(batch, each, Verb.PROVISIONED, InPlace(_name_of(link), link.kind))
    problems.end(unit, link, task.kind, now)


def _refused(
    batch: _Batch, task: Task, row: OutboxRow, link: ChannelLink | None, words: str
) -> None:
    said = results.cleaned(words)
    if not outbox.mark(batch.unit, row.id, task.lease, "failed", batch.now, reason=said):
        return
    if link and task.kind == OutboxKind.ADD_TO_USERGROUP and row.member_id is None:
        plan.one_by_one(batch.unit, link, batch.now)
    kind = task.kind.removeprefix("place.")
    _note(batch, row, Verb.NOT_PROVISIONED, NotInPlace(_name_of(link), kind, said))


def _name_of(link: ChannelLink | None) -> str:
    return (link.name or link.slack_id) if link else ""


def _note(batch: _Batch, row: OutboxRow, verb: Verb, details: Record) -> None:
    """In the audit log of the invitation that brought them; who was added later has none."""
    about = batch.held.get(row.invitation_id or "")
    if about is None:
        return
    batch.concerned[about.id] = about
    audit.record(
        batch.unit,
        about.workspace_id,
        [about.id],
        verb,
        batch.now,
        via=Via.SYSTEM,
        details=details,
    )

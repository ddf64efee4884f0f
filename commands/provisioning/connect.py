"""What becomes of an invitation by Slack Connect, as Slack says it: perhaps twice, late, or in
another order than it happened.

An acceptance may need an admin's approval, of either side, and only then somebody is in. Whoever
has the mail can accept, also somebody else than was invited.
https://docs.slack.dev/reference/events/shared_channel_invite_accepted
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from commands import audit
from commands.characters import clean, cut
from commands.notifications import notices
from commands.provisioning.channel_links import LONGEST_NAME
from storage import channel_links, invitations, provisioning_tasks, workspaces
from storage.audit_details import ByConnect as Told
from storage.audit_details import Named
from storage.models import Invitation, OutboxRow
from storage.outbox_details import ByConnect
from storage.vocabulary import Verb, Via

Came = Literal["to_approve", "accepted", "declined", "not_approved"]
"""As the step's row has it: accepted, but an admin has to approve it; accepted, and in; declined by
who was invited; and by an admin.
"""
VERBS = {
    "to_approve": Verb.CONNECT_TO_APPROVE,
    "accepted": Verb.CONNECT_ACCEPTED,
    "declined": Verb.CONNECT_DECLINED,
    "not_approved": Verb.CONNECT_NOT_APPROVED,
}


@dataclass(frozen=True, slots=True)
class Accepter:
    """Who accepted, as far as Slack says it; `is_invited` where it knew them by the invitation."""

    name: str = ""
    email: str = ""
    is_invited: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """To the invitation that Slack calls `reference`; `at` is Slack's time of it, in seconds, and
    nought where Slack said none.
    """

    reference: str
    came: Came
    at: float = 0.0
    by: Accepter | None = None


def answered(unit: Session, team: str, answer: Answer, now: datetime) -> None:
    """Write it down, and show it; of an invitation that is not Usher's nothing."""
    workspace = workspaces.by_team(unit, team)
    step = (
        provisioning_tasks.by_reference(unit, workspace.id, answer.reference) if workspace else None
    )
    if step is None or step.invitation_id is None or not isinstance(step.record, ByConnect):
        return
    row = invitations.get_many(unit, [step.invitation_id])[step.invitation_id]
    before, kept = step.reason, step.record
    late = 0 < answer.at < kept.told_at
    step.reason = _became(before, answer.came, late=late)
    by = _somebody_else(answer.by, row) or kept.by
    told = replace(kept, told_at=max(kept.told_at, answer.at), by=by)
    step.details = told.written()
    if (step.reason, told.by) != (before, kept.by):
        if step.reason != before:
            _note(unit, row, step, told, now)
        notices.refresh(unit, row, now)


def _became(before: str, came: Came, *, late: bool) -> str:
    """Who declines what was accepted before is an admin; the answer told last may be the first."""
    if late:
        return "not_approved" if before == "declined" and came != "declined" else before
    if came == "declined" and before in {"to_approve", "accepted", "not_approved"}:
        return "not_approved"
    return came


def _somebody_else(by: Accepter | None, row: Invitation) -> str:
    """The name of who accepted; empty where that was the invited, or Slack says nothing of them."""
    if by is None or by.is_invited or by.email.lower() == row.email.lower():
        return ""
    return cut(clean(by.name or by.email), LONGEST_NAME)


def _note(unit: Session, row: Invitation, step: OutboxRow, told: ByConnect, now: datetime) -> None:
    link = channel_links.get_many(unit, [told.link]).get(told.link)
    name, verb = link.name or link.slack_id if link else "", VERBS[step.reason]
    accepted = verb in {Verb.CONNECT_TO_APPROVE, Verb.CONNECT_ACCEPTED}
    details = Told(name, told.by) if accepted else Named(name)
    audit.record(unit, row.workspace_id, [row.id], verb, now, via=Via.SLACK, details=details)

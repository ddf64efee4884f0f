"""The audit log (history): what happened is only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from storage import audit_details
from storage.models import AuditEntry, Member
from storage.record import Record
from storage.vocabulary import Verb, Via

MAILING = (Verb.INVITED, Verb.APPROVED, Verb.RESENT)
"""What counts against the daily limit of a workspace, and of who did it."""

ASKING = (Verb.REQUESTED, Verb.LOOKED_UP, Verb.ADDITION_REQUESTED)
"""Counts against the limit of who asked, each address or member: what is approved is the admin's
mailing.
"""


def append(
    unit: Session,
    workspace_id: str,
    subjects: Sequence[str],
    verb: Verb,
    now: datetime,
    *,
    via: Via,
    actor: str | None,
    details: Record,
) -> None:
    """One row for each of `subjects`. Raises TypeError for details that are another verb's."""
    if type(details) is not audit_details.DETAILS.get(verb, Record):
        raise TypeError(f"{verb} is written down with {type(details).__name__}")
    common = {
        "workspace_id": workspace_id,
        "verb": verb,
        "actor_id": actor,
        "via": via,
        "at": now,
        "details": details.written(),
    }
    if subjects:
        unit.execute(insert(AuditEntry), [{"subject_id": each, **common} for each in subjects])


def newest(unit: Session, subject_id: str, most: int) -> list[tuple[str, datetime, str, Record]]:
    """The newest entries with the names of who acted, oldest first."""
    rows = unit.execute(
        select(AuditEntry.verb, AuditEntry.at, Member.name, AuditEntry.details)
        .outerjoin(Member, Member.id == AuditEntry.actor_id)
        .where(AuditEntry.subject_id == subject_id)
        .order_by(AuditEntry.id.desc())
        .limit(most)
    )
    return [
        (verb, at, name or "", audit_details.read(verb, details))
        for verb, at, name, details in rows
    ][::-1]


def done_by(unit: Session, actor: str, verb: Verb, since: datetime, most: int) -> list[Record]:
    """What stands beside the newest of a member's entries of one verb."""
    details = unit.scalars(
        select(AuditEntry.details)
        .where(AuditEntry.actor_id == actor, AuditEntry.verb == verb, AuditEntry.at >= since)
        .order_by(AuditEntry.at.desc())
        .limit(most)
    )
    return [audit_details.read(verb, each) for each in details]


@dataclass(frozen=True, slots=True)
class Entry:
    """What was done, when, and the name of who did it; empty where nobody did."""

    verb: str
    at: datetime
    by: str


def entries(
    unit: Session, subjects: Sequence[str], verbs: Sequence[Verb], since: datetime
) -> dict[str, list[Entry]]:
    """For each subject what was done to it since then, the last of it last."""
    rows = unit.execute(
        select(AuditEntry.subject_id, AuditEntry.verb, AuditEntry.at, Member.name)
        .outerjoin(Member, Member.id == AuditEntry.actor_id)
        .where(
            AuditEntry.subject_id.in_(subjects), AuditEntry.verb.in_(verbs), AuditEntry.at >= since
        )
        .order_by(AuditEntry.id)
    )
    done: dict[str, list[Entry]] = {}
    for subject, verb, at, name in rows:
        done.setdefault(subject, []).append(Entry(verb, at, name or ""))
    return done


def first_entries(
    unit: Session, subjects: Sequence[str], verbs: Sequence[Verb]
) -> dict[str, tuple[str, str]]:
    """For each subject which of these was done to it first, and the name of who did it."""
    rows = unit.execute(
        select(AuditEntry.subject_id, AuditEntry.verb, Member.name)
        .outerjoin(Member, Member.id == AuditEntry.actor_id)
        .where(AuditEntry.subject_id.in_(subjects), AuditEntry.verb.in_(verbs))
        .order_by(AuditEntry.id.desc())
    )
    return {subject: (verb, name or "") for subject, verb, name in rows}


def mailing_times(unit: Session, workspace_id: str, since: datetime) -> list[datetime]:
    """When the workspace's invitations were sent or resent since then, oldest first."""
    query = select(AuditEntry.at).where(
        AuditEntry.workspace_id == workspace_id, AuditEntry.verb.in_(MAILING), AuditEntry.at > since
    )
    return list(unit.scalars(query.order_by(AuditEntry.at)))


def asked_by(
    unit: Session, workspace_id: str, actor: str, since: datetime
) -> list[tuple[datetime, Record]]:
    """When this member invited, asked or looked up since then, oldest first, with the record."""
    rows = unit.execute(
        select(AuditEntry.at, AuditEntry.verb, AuditEntry.details)
        .where(
            AuditEntry.workspace_id == workspace_id,
            AuditEntry.verb.in_((*MAILING, *ASKING)),
            AuditEntry.at > since,
            AuditEntry.actor_id == actor,
        )
        .order_by(AuditEntry.at)
    )
    return [(at, audit_details.read(verb, details)) for at, verb, details in rows]

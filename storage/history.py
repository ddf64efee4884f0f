"""The history: what happened is only ever added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from storage.models import History, Member

MAILING = ("invited", "approved", "resent")
"""The verbs that count against the daily limit of a workspace, and of who did it."""

ASKING = ("requested",)
"""Counts against the limit of who asked: what is approved is the admin's mailing."""


def add(
    unit: Session,
    workspace_id: str,
    subjects: Sequence[str],
    verb: str,
    now: datetime,
    *,
    place: str,
    actor: str | None = None,
    **details: Any,
) -> None:
    """One row for each of `subjects`; `place` is slack, page, mail, system or cli."""
    common = {
        "workspace_id": workspace_id,
        "verb": verb,
        "actor_id": actor,
        "place": place,
        "at": now,
        "details": details,
    }
    if subjects:
        unit.execute(insert(History), [{"subject_id": each, **common} for each in subjects])


def told(
    unit: Session, subject_id: str, most: int
) -> list[tuple[str, datetime, str, dict[str, Any]]]:
    """The newest entries with the names of who acted, oldest first."""
    rows = unit.execute(
        select(History.verb, History.at, Member.name, History.details)
        .outerjoin(Member, Member.id == History.actor_id)
        .where(History.subject_id == subject_id)
        .order_by(History.id.desc())
        .limit(most)
    )
    return [(verb, at, name or "", details) for verb, at, name, details in rows][::-1]


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done, when, and the name of who did it; empty where nobody did."""

    verb: str
    at: datetime
    by: str


def deeds(
    unit: Session, subjects: Sequence[str], verbs: Sequence[str], since: datetime
) -> dict[str, list[Deed]]:
    """For each subject what was done to it since then, the last of it last."""
    rows = unit.execute(
        select(History.subject_id, History.verb, History.at, Member.name)
        .outerjoin(Member, Member.id == History.actor_id)
        .where(History.subject_id.in_(subjects), History.verb.in_(verbs), History.at >= since)
        .order_by(History.id)
    )
    done: dict[str, list[Deed]] = {}
    for subject, verb, at, name in rows:
        done.setdefault(subject, []).append(Deed(verb, at, name or ""))
    return done


def first_deeds(
    unit: Session, subjects: Sequence[str], verbs: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """For each subject which of these was done to it first, and the name of who did it."""
    rows = unit.execute(
        select(History.subject_id, History.verb, Member.name)
        .outerjoin(Member, Member.id == History.actor_id)
        .where(History.subject_id.in_(subjects), History.verb.in_(verbs))
        .order_by(History.id.desc())
    )
    return {subject: (verb, name or "") for subject, verb, name in rows}


def mailings(
    unit: Session, workspace_id: str, since: datetime, actor: str | None = None
) -> list[datetime]:
    """When invitations were sent or resent since then, oldest first: all, or one inviter's with
    what they asked for.
    """
    verbs = (*MAILING, *ASKING) if actor else MAILING
    query = select(History.at).where(
        History.workspace_id == workspace_id, History.verb.in_(verbs), History.at > since
    )
    if actor:
        query = query.where(History.actor_id == actor)
    return list(unit.scalars(query.order_by(History.at)))

"""Payloads: the JSON that an endpoint gets for an event, as things are when it leaves.

`type` and `timestamp` say what happened and when, `data` how things are by now: an event holds ids
only, so that nothing is told of who has been forgotten meanwhile. docs/webhooks.schema.json has
every form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from commands import events, lifecycle
from storage import audit_details, invitations, members, workgroups, workspaces
from storage.audit_details import Correction, MembersMoved, Renaming, RoleChange, ServerSaid
from storage.models import Invitation, Member, OutboxRow, Workgroup, Workspace
from storage.record import Record
from storage.vocabulary import Verb, event_of

Json = dict[str, Any]


def build(unit: Session, rows: Sequence[OutboxRow], now: datetime) -> dict[int, Json]:
    """By the rows' ids; one is missing whose subject is no longer there."""
    known = _load(unit, rows)
    told = {}
    for row in rows:
        about = _about(row, known, now)
        if about is not None:
            data = {**_common(row, known), **about}
            told[row.id] = {"type": event_of(row.kind), "timestamp": _at(row), "data": data}
    return told


@dataclass(frozen=True, slots=True)
class _Known:
    """What a batch of events speaks of, read with one query a kind."""

    workspaces: Mapping[str, Workspace]
    invitations: Mapping[str, Invitation]
    groups: Mapping[str, Workgroup]
    members: Mapping[str, Member]
    theirs: Mapping[str, Sequence[Workgroup]]


def _load(unit: Session, rows: Sequence[OutboxRow]) -> _Known:
    about: dict[str, list[str]] = {"invitation": [], "member": [], "workgroup": [], "usher": []}
    for row in rows:
        about[_kind(row)].append(events.told(row).subject)
    invited = invitations.get_many(unit, about["invitation"])
    people = [each for row in rows for each in _people(row)] + about["member"]
    people += [each.member_id for each in invited.values() if each.member_id]
    known = members.get_many(unit, people)
    return _Known(
        workspaces.get_many(unit, [row.workspace_id for row in rows]),
        invited,
        workgroups.get_many(unit, about["workgroup"]) if about["workgroup"] else {},
        known,
        workgroups.of_members(unit, list(known)) if known else {},
    )


def _kind(row: OutboxRow) -> str:
    return row.kind.split(".")[1]


def _people(row: OutboxRow) -> list[str]:
    actor, facts = events.told(row).actor, _facts(row)
    return [
        *([actor] if actor else []),
        *(facts.members if isinstance(facts, MembersMoved) else ()),
    ]


def _facts(row: OutboxRow) -> Record:
    """What the audit log keeps beside the verb."""
    about = events.told(row)
    return audit_details.read(about.verb, about.facts)


def _common(row: OutboxRow, known: _Known) -> Json:
    workspace = known.workspaces[row.workspace_id]
    actor = known.members.get(events.told(row).actor or "")
    return {
        "workspace": {"id": workspace.team, "name": workspace.name},
        "actor": _person(actor) if actor else None,
    }


def _about(row: OutboxRow, known: _Known, now: datetime) -> Json | None:
    """What the event is about; None where that is gone."""
    subject, facts = events.told(row).subject, _facts(row)
    match _kind(row):
        case "invitation" if found := known.invitations.get(subject):
            about = {"invitation": _invitation(found, now), **_of_invitation(facts)}
            return about | _accepted(row, found, known)
        case "member" if person := known.members.get(subject):
            return {"member": _member(person, known), **_move(facts)}
        case "workgroup" if group := known.groups.get(subject):
            return {"workgroup": _group(group), **_of_group(facts, known)}
        case "usher":
            return {}
        case _:
            return None


def _invitation(row: Invitation, now: datetime) -> Json:
    return {
        "id": row.id,
        "email": row.email,
        "name": row.name or None,
        "state": str(lifecycle.state_of(row, now)),
        "inviter": _person(row.inviter),
        "workgroup": _named(row.workgroup) if row.workgroup else None,
        "personal_workgroup": row.personal,
        "locale": row.locale,
        "created_at": stamp(row.created_at),
        "expires_at": stamp(row.expires_at),
        "closed_at": stamp(row.closed_at) if row.closed_at else None,
        "mail": row.mail,
    }


def _of_invitation(facts: Record) -> Json:
    """Why a mail failed, and which invitation took the place of a corrected one."""
    match facts:
        case ServerSaid(said=said):
            return {"reason": said}
        case Correction(to=to):
            return {"replaced_by": to}
    return {}


def _accepted(row: OutboxRow, found: Invitation, known: _Known) -> Json:
    if events.told(row).verb != Verb.ACCEPTED:
        return {}
    member = known.members.get(found.member_id or "")
    return {"member": _member(member, known) if member else None}


def _member(row: Member, known: _Known) -> Json:
    return {
        **_person(row),
        "slack_user": row.slack_user,
        "role": row.role,
        "workgroups": [_named(each) for each in known.theirs.get(row.id, ())],
        "joined_at": stamp(row.joined_at),
    }


def _move(facts: Record) -> Json:
    """The roles before and after, of an event that is about them."""
    if isinstance(facts, RoleChange):
        return {"before": facts.before, "after": facts.after}
    return {}


def _person(row: Member) -> Json:
    return {"id": row.id, "email": row.email, "name": row.name}


def _named(row: Workgroup) -> Json:
    return {"id": row.id, "name": row.name}


def _group(row: Workgroup) -> Json:
    archived = stamp(row.archived_at) if row.archived_at else None
    return {
        **_named(row),
        "kind": row.kind,
        "description": row.description,
        "archived_at": archived,
    }


def _of_group(facts: Record, known: _Known) -> Json:
    """Who came or went, or what it was called before."""
    match facts:
        case MembersMoved(members=moved):
            people = [known.members[each] for each in moved if each in known.members]
            return {"members": [_person(each) for each in people]}
        case Renaming(before=(name, description)):
            return {"before": {"name": name, "description": description}}
    return {}


def _at(row: OutboxRow) -> str:
    return stamp(datetime.fromisoformat(events.told(row).at))


def stamp(at: datetime) -> str:
    """As ISO 8601 in UTC, with milliseconds: two events of the same second have an order."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

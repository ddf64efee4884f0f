"""Request: who may not invite asks the admins, and learns nothing of the addresses by it.

Whether somebody is a member, is invited, was asked for, or wants no mail is not for everyone to
know. So nothing of that is looked at here: each address gets a request, is "asked for", and counts.
An address that has an open invitation gets its request beside that, a duplicate: to who asked it is
one like any other, wherever they look. The admins see what is known (`commands.invitations.known`).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit, policy
from commands.actors import Actor, Person
from commands.addresses import Address
from commands.invitations import doubts, expire
from commands.invitations.invite import (
    BEGINS_REQUESTED,
    InviteForm,
    checked,
    invite_addresses,
    new_row,
    picked,
)
from commands.limits import Limits, require_asking
from commands.notifications import notices
from commands.outcomes import Outcome, Requested
from storage import invitations, requests, workspaces
from storage.vocabulary import Verb, Via


def request(
    unit: Session, person: Person, form: InviteForm, limits: Limits, now: datetime
) -> list[Outcome]:
    """Ask the admins to invite; who may invite by now, invites. As `invite` in all else."""
    actor, wanted, form = checked(unit, person, form, now)
    if doubtful := doubts.ask_about(unit, actor, wanted, form.source or "", now):
        return [*doubtful]
    if policy.may_invite(actor):
        return invite_addresses(unit, actor, wanted, form, limits=limits, now=now)
    picked(unit, actor, form.workgroup)
    return _ask(unit, actor, wanted, form, limits=limits, now=now)


def _ask(
    unit: Session,
    actor: Actor,
    wanted: Sequence[Address],
    form: InviteForm,
    *,
    limits: Limits,
    now: datetime,
) -> list[Outcome]:
    """One request for each address, but for those that this person waits for already."""
    workspace_id, emails = actor.workspace.id, [address.email for address in wanted]
    workspaces.lock(unit, workspace_id)
    expire.write_down(unit, now, workspace_id, emails)
    before = requests.asked_before(unit, actor.member, emails, form.source)
    fresh = [address for address in wanted if address.email not in before]
    asked = {email: row.id for email, row in before.items()}
    if fresh:
        require_asking(unit, actor, len(fresh), limits, now)
        asked |= _add(unit, actor, fresh, form, now)
    return [Requested(asked[address.email], address.typed) for address in wanted]


def _add(
    unit: Session, actor: Actor, fresh: Sequence[Address], form: InviteForm, now: datetime
) -> dict[str, str]:
    """Insert them, and ask the admins for all at once; the id of each address's request."""
    rows = {address.email: new_row(actor, address, form, now) for address in fresh}
    # In the order of the addresses, so that two lists can't wait for each other.
    ordered = [rows[email] | BEGINS_REQUESTED for email in sorted(rows)]
    held = invitations.add(unit, ordered)
    beside = [row | {"duplicate": True} for row in ordered if row["id"] not in held]
    invitations.add(unit, beside)
    made = [row["id"] for row in rows.values()]
    by = actor.member.id
    audit.record(unit, actor.workspace.id, made, Verb.REQUESTED, now, via=Via.SLACK, actor=by)
    notices.ask_admins(unit, actor.workspace.id, made, now)
    return {email: row["id"] for email, row in rows.items()}

"""Give a role to members, with what follows from it. The last admin stays one."""

from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit
from commands.notifications import app_home, notices, put_off
from storage import members, requests
from storage.audit_details import RoleChange
from storage.models import Member
from storage.vocabulary import Verb, Via

MOST_ASKED = 1000
"""Requests that are told to a new admin, in one message a form."""


def give(
    unit: Session, member: Member, role: str, now: datetime, *, via: Via, actor: str | None = None
) -> None:
    """Make this member that; what they are already is not written down."""
    if member.role == role:
        return
    before, member.role = member.role, role
    unit.flush()
    _note(unit, member, before, now, via=via, actor=actor)
    app_home.redraw(unit, member.workspace_id, [member.id], now)


def begin(unit: Session, member: Member, now: datetime, *, via: Via) -> None:
    """Write down the role that somebody was made a member with."""
    _note(unit, member, None, now, via=via, actor=None)


def _note(
    unit: Session,
    member: Member,
    before: str | None,
    now: datetime,
    *,
    via: Via,
    actor: str | None,
) -> None:
    audit.record(
        unit,
        member.workspace_id,
        [member.id],
        Verb.ROLE_CHANGED,
        now,
        via=via,
        actor=actor,
        details=RoleChange(before, member.role),
    )
    if member.role == "admin":
        # Who asked while there was no admin would wait for nobody.
        waiting = requests.waiting(unit, member.workspace_id, now, MOST_ASKED)
        notices.ask_new_admin(unit, member, waiting, now)
        put_off.tell_new_admin(unit, member, now)


def is_last_admin(unit: Session, member: Member) -> bool:
    return member.role == "admin" and not members.other_admins(unit, member)

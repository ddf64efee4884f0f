"""Preview: an invitation that was never made, as its mail would say it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands import addresses
from commands.actors import Person
from commands.addresses import Address, clean, envelope
from commands.directory.identify import identify
from commands.errors import Rejected
from commands.invitations.describe import Invitation
from commands.invitations.invite import LOCALES, MAX_NOTE, InviteForm
from storage import ids, workgroups

EXAMPLE = "colleague@example.com"


def preview(unit: Session, person: Person, form: InviteForm, now: datetime) -> Invitation:
    """To the first of the addresses; to a made-up one while they can't be read.

    Nothing is stored, and its id is nobody's. Raises NotAllowed.
    """
    actor = identify(unit, person, now)
    workspace, invitee = actor.workspace, _first(form.emails)
    group = form.workgroup and workgroups.get(unit, workspace.id, form.workgroup)
    return Invitation(
        id=ids.new(now),
        state="pending",
        address=invitee.typed,
        email=invitee.email,
        envelope=envelope(invitee.typed, invitee.email),
        name=invitee.name,
        inviter=actor.member.name,
        inviter_email=actor.member.email,
        inviter_slack=actor.member.slack_user,
        workspace=workspace.name,
        zone=workspace.zone,
        workgroup=group.name if group and not group.archived_at else None,
        personal=form.personal,
        note=clean(form.note).strip()[:MAX_NOTE],
        locale=form.locale if form.locale in LOCALES else LOCALES[0],
        created_at=now,
        expires_at=now + timedelta(days=workspace.lifetime_days),
        closed_at=None,
        mail="",
        mail_error="",
        suppressed=False,
        undoable=False,
        snoozed_until=None,
        remind_at=None,
        join_link=workspace.join_link,
        reply_to=workspace.reply_to,
    )


def _first(typed: str) -> Address:
    try:
        return addresses.read(typed)[0]
    except Rejected:
        return Address(EXAMPLE, EXAMPLE)

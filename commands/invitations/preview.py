"""Preview: an invitation that was never made, as its mail would say it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from commands import addresses
from commands.actors import Person
from commands.addresses import Address
from commands.characters import clean, cut
from commands.directory.identify import identify
from commands.errors import Rejected
from commands.invitations.describe import Invitation, describe_invitation
from commands.invitations.invite import MAX_NOTE, InviteForm, new_row
from storage import models, workgroups
from storage.vocabulary import LOCALES

EXAMPLE = "colleague@example.com"


def preview(unit: Session, person: Person, form: InviteForm, now: datetime) -> Invitation:
    """To the first of the addresses; to a made-up one while they can't be read.

    It is described like one that was made, so that the mail says the same. Nothing is stored, and
    its id is nobody's. Raises NotAllowed.
    """
    actor = identify(unit, person, now)
    group = form.workgroup and workgroups.get(unit, actor.workspace.id, form.workgroup)
    row = models.Invitation(
        **new_row(actor, _first(form.emails), _readable(form), now),
        state=models.State.PENDING,
        mail="",
        mail_error="",
        inviter=actor.member,
        workgroup=group if group and not group.archived_at else None,
        workspace=actor.workspace,
    )
    return describe_invitation(row, now)


def _readable(form: InviteForm) -> InviteForm:
    """What would be refused is shown cut, or in the first language."""
    locale = form.locale if form.locale in LOCALES else LOCALES[0]
    return replace(form, note=cut(clean(form.note).strip(), MAX_NOTE), locale=locale)


def _first(typed: str) -> Address:
    try:
        return addresses.read(typed)[0]
    except Rejected:
        return Address(EXAMPLE, EXAMPLE)

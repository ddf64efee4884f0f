"""Describe an invitation: the read model that mails, messages, pages and lists are drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from commands import lifecycle, policy
from commands.actors import Actor, Person
from commands.addresses import envelope
from commands.directory import presence
from commands.directory.identify import identify
from commands.errors import NotFound
from commands.invitations.known import known
from commands.invitations.suppression import suppressed_emails
from commands.notifications.pauses import of_waiting
from commands.outcomes import Known
from commands.places import NamedPlace
from commands.provisioning import progress
from commands.provisioning.channel_links import where_to
from commands.provisioning.progress import TaskProgress
from storage import audit_log, invitations, members, models
from storage.record import Record
from storage.vocabulary import Verb


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a page, a mail or a message may know of one invitation, as of a moment.

    Names, the note and addresses are other people's data. `mail` is "" (nothing was to be
    mailed), queued, sent, failed (`mail_error` is what ServerSaid says) or suppressed; `suppressed`
    says that the address asked not to be mailed; `undoable` that a decline may become a yes;
    `remind_at` is None where no reminder will go.
    `join_link` leads into the Slack workspace and `reply_to` lets invitees answer the inviter,
    where the workspace wants that and the inviter is there. `archived_workgroup` is the name of
    the one that an open invitation was to lead into: nobody joins it any more. `steps` are those
    into Slack of who accepted, where that is looked at. `known` is what stands in the way of a
    request, and `leads_into` are the places in Slack that its workgroup leads into: for admins.
    `put_off_since` is since when a queued mail can't leave, which is not the address's fault.
    """

    id: str
    state: str
    address: str
    email: str
    envelope: str
    name: str
    inviter: str
    inviter_email: str | None
    inviter_slack: str | None
    workspace: str
    zone: str
    workgroup: str | None
    personal: bool
    note: str
    locale: str
    created_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    mail: str
    mail_error: str
    suppressed: bool
    undoable: bool
    snoozed_until: datetime | None
    remind_at: datetime | None
    join_link: str
    reply_to: bool
    archived_workgroup: str | None = None
    steps: tuple[TaskProgress, ...] = ()
    known: Known | None = None
    leads_into: tuple[NamedPlace, ...] = ()
    put_off_since: datetime | None = None


def describe_invitation(
    row: models.Invitation, now: datetime, *, suppressed: bool = False
) -> Invitation:
    """Draw the record as people may see it."""
    inviter, group = row.inviter, row.workgroup
    no_mail = suppressed or row.mail in {"failed", "suppressed"}
    archived = group if group and group.archived_at else None
    state = lifecycle.state_of(row, now)
    return Invitation(
        id=row.id,
        state=str(state),
        address=row.address,
        email=row.email,
        envelope=envelope(row.address, row.email),
        name=row.name,
        inviter=inviter.name,
        inviter_email=inviter.email,
        inviter_slack=inviter.slack_user,
        workspace=row.workspace.name,
        zone=row.workspace.zone,
        workgroup=group.name if group and not archived else None,
        personal=row.personal,
        note=row.note,
        locale=row.locale,
        created_at=row.created_at,
        expires_at=row.expires_at,
        closed_at=row.closed_at,
        mail=row.mail,
        mail_error=row.mail_error,
        suppressed=suppressed,
        undoable=row.state == "declined" and row.expires_at > now,
        snoozed_until=row.snoozed_until,
        remind_at=None if no_mail else row.remind_at,
        join_link=row.workspace.join_link,
        reply_to=row.workspace.reply_to and not inviter.gone,
        archived_workgroup=archived.name if archived and state in lifecycle.OPEN else None,
    )


def describe_invitations(
    unit: Session, rows: Sequence[models.Invitation], now: datetime, *, admin: bool = False
) -> tuple[Invitation, ...]:
    """Draw records of one workspace; suppressions are looked up for all at once.

    Of what was never mailed admins alone see what is known: who asked learns nothing by asking.
    """
    if not rows:
        return ()
    emails = [row.email for row in rows if admin or row.mails]
    unwanted = suppressed_emails(unit, rows[0].workspace_id, emails)
    standing = known(unit, rows, now) if admin else {}
    pauses = of_waiting(unit, rows)
    asked = {row.id for row in rows if admin and row.state == models.State.REQUESTED}
    leads = where_to(
        unit, leading_somewhere([row for row in rows if row.id in asked]), to_admin=True
    )
    found = []
    for row in rows:
        suppressed = row.email in unwanted and (admin or bool(row.mails))
        about = describe_invitation(row, now, suppressed=suppressed)
        into = leads.get(row.workgroup_id or "", ()) if row.id in asked else ()
        since = pauses.since(row)
        found.append(
            replace(about, known=standing.get(row.id), leads_into=into, put_off_since=since)
        )
    return tuple(found)


def leading_somewhere(rows: Sequence[models.Invitation]) -> set[str]:
    """The ids of their workgroups that are there."""
    groups = [row.workgroup for row in rows]
    return {group.id for group in groups if group and not group.archived_at}


def for_invitee(unit: Session, invitation_id: str, now: datetime) -> Invitation:
    """What who holds the link may see. Raises NotFound, also where it was not approved yet."""
    row = invitations.get(unit, invitation_id)
    if row is None or row.state in {"requested", "refused"}:
        raise NotFound
    found = _arrived(unit, row, now)
    if removed := presence.removed_since(unit, row):
        # Who is in reads where to go on, which is no longer theirs to read.
        return replace(found, state=str(models.State.REVOKED), closed_at=removed)
    if found.undoable and (invitations.newer_exists(unit, row) or _shut(unit, row)):
        return replace(found, undoable=False)
    return found


def _arrived(
    unit: Session, row: models.Invitation, now: datetime, *, admin: bool = False
) -> Invitation:
    """With its steps into Slack."""
    [found] = describe_invitations(unit, [row], now, admin=admin)
    return replace(found, steps=progress.progress(unit, [row]).get(row.id, ()))


def _shut(unit: Session, row: models.Invitation) -> bool:
    member = members.by_email(unit, row.workspace_id, row.email)
    return member is not None and not presence.lets_in(row, member)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the audit trail: what, when, who (empty for Usher itself), and the verb's record
    (`storage.audit_details`).
    """

    verb: str
    at: datetime
    by: str
    details: Record


def with_audit_trail(
    unit: Session, person: Person, invitation_id: str, most: int, now: datetime
) -> tuple[Invitation, list[AuditEntry]]:
    """An invitation and the newest of what happened to it, oldest first.

    Raises NotAllowed, NotFound.
    """
    actor = identify(unit, person, now)
    row = get_managed(unit, actor, invitation_id)
    admin, inviting = actor.member.role == "admin", policy.may_invite(actor)
    entries = [AuditEntry(*entry) for entry in audit_log.newest(unit, row.id, most)]
    # That it was lifted tells who only asked that there was something to lift.
    told = [each for each in entries if inviting or each.verb != Verb.UNSUPPRESSED]
    return _arrived(unit, row, now, admin=admin), told


def get_managed(unit: Session, actor: Actor, invitation_id: str) -> models.Invitation:
    """The invitation, locked, for who may see it.

    Raises NotFound: an unknown one and one of another workspace are not told apart.
    """
    row = invitations.get(unit, invitation_id, lock=True)
    if row is None or row.workspace_id != actor.workspace.id:
        raise NotFound
    if not policy.may_manage(actor, row):
        policy.refuse(unit, actor)
    return row


def get_answerable(unit: Session, invitation_id: str) -> models.Invitation:
    """The invitation, locked, for who holds its link. Raises NotFound: a request has none yet."""
    row = invitations.get(unit, invitation_id, lock=True)
    if row is None or row.state in {models.State.REQUESTED, models.State.REFUSED}:
        raise NotFound
    return row

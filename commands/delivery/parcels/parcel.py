"""A parcel: one mail or Slack message with all that there is to say of it, as of now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from commands import outcomes, policy
from commands.actors import Actor
from commands.invitations.describe import (
    Invitation,
    describe_invitation,
    leading_somewhere,
)
from commands.invitations.known import known as known_of
from commands.invitations.suppression import suppressed_pairs
from commands.notifications import notices
from commands.notifications.installation import Installation, told_of
from commands.notifications.pauses import Pauses, domain_of, of_waiting
from commands.notifications.put_off import PutOffMails, describe_put_off
from commands.places import NamedPlace
from commands.provisioning import progress
from commands.provisioning.channel_links import LinkedPlace, describe_links, where_to
from commands.provisioning.progress import TaskProgress
from commands.webhooks import endpoints
from commands.webhooks.endpoints import Endpoint
from commands.workgroups.additions import Addition, describe_additions
from storage import (
    audit_log,
    channel_links,
    invitations,
    members,
    models,
    outbox,
    webhook_endpoints,
    workspaces,
)
from storage.audit_log import Entry
from storage.models import OutboxRow
from storage.outbox_details import (
    Decision,
    Digest,
    EndpointPaused,
    LinkProblemNotice,
    Listing,
    MailsPutOff,
    OfAddition,
    Update,
)
from storage.record import Record
from storage.vocabulary import OutboxKind, ShownFor, Verb

R = TypeVar("R", bound=Record)

SHOWN_VERBS = (
    Verb.RESENT,
    Verb.EXTENDED,
    Verb.REVOKED,
    Verb.SNOOZED,
    Verb.CORRECTED,
    Verb.APPROVED,
    Verb.REFUSED,
    Verb.ACCEPTED,
    Verb.DECLINED,
    Verb.EXPIRED,
)

DECISIONS = (Verb.APPROVED, Verb.REFUSED, Verb.REVOKED, Verb.EXPIRED)
"""What ends a request: the first of these."""

ASKED = frozenset({OutboxKind.REQUEST, OutboxKind.APPROVED, OutboxKind.REFUSED})

MENDED = frozenset(
    {Verb.RESENT, Verb.CORRECTED, Verb.REVOKED, Verb.ACCEPTED, Verb.DECLINED, Verb.EXPIRED}
)
"""What leaves nothing to do about a mail that failed; more time alone brings no mail."""

ARRIVALS = frozenset({OutboxKind.ACCEPTED, OutboxKind.JOINING})
"""What says where in Slack who accepted is."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody of the workspace who is written to in Slack, and whether they may invite now."""

    slack_user: str
    name: str
    locale: str
    role: str
    may_invite: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """An invitation in a message: why it is there, and what was done to it since, by whom."""

    invitation: Invitation
    why: frozenset[ShownFor]
    verb: str
    by: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to send now. `replaces` is (channel, ts) of the Slack message to update.

    `decision` is what was decided on a request, or done about a mail that failed, and `by` the
    name of who did it. `link` is what a message about a problem is about, `endpoint` what one about
    webhooks is, `addition` what one about members for a workgroup is; None where that is gone.
    `passed_on` says that it was for an inviter who is gone. `put_off` are the workspace's mails
    that wait in pauses, for a message about that. `sees` is the scope of the pause that this mail's
    answer ends or prolongs.
    """

    id: int
    lease: str
    kind: str
    team: str
    zone: str
    details: Record
    invitation: Invitation | None = None
    recipient: Recipient | None = None
    rows: tuple[Listed, ...] = ()
    replaces: tuple[str, str] | None = None
    decision: str = ""
    by: str = ""
    endpoint: Endpoint | None = None
    link: LinkedPlace | None = None
    addition: Addition | None = None
    passed_on: bool = False
    put_off: tuple[PutOffMails, ...] = ()
    sees: str | None = None
    installation: Installation | None = None

    @property
    def domain(self) -> str:
        """To which a mail goes."""
        return domain_of(self.invitation.email) if self.invitation else ""

    def told(self, record: type[R]) -> R:
        """The details of its kind, as that record. Raises TypeError for another kind's."""
        if not isinstance(self.details, record):
            raise TypeError(f"{self.kind} has {type(self.details).__name__}")
        return self.details

    @property
    def channel(self) -> str:
        """Where it goes in place of a direct message; "" where it does not."""
        return self.details.channel if isinstance(self.details, Digest) else ""


@dataclass(frozen=True, slots=True)
class Known:
    """What a batch of rows speaks of, read with one query a kind."""

    originals: Mapping[int, OutboxRow]
    records: Mapping[str, models.Invitation]
    people: Mapping[str, models.Member]
    workspaces: Mapping[str, models.Workspace]
    suppressed: frozenset[tuple[str, str]]
    done: Mapping[str, Sequence[Entry]]
    decisions: Mapping[str, tuple[str, str]]
    endpoints: Mapping[str, models.WebhookEndpoint]
    links: Mapping[str, LinkedPlace]
    additions: Mapping[str, Addition]
    leads: Mapping[str, tuple[NamedPlace, ...]]
    steps: Mapping[str, tuple[TaskProgress, ...]]
    standing: Mapping[str, outcomes.Known]
    pauses: Pauses
    put_off: Sequence[PutOffMails]
    last: Mapping[tuple[object, ...], int]
    """Of each message that is updated, and each Home that is drawn, the last row that does it."""


def load(unit: Session, rows: Sequence[OutboxRow], now: datetime) -> Known:
    updated = [row.record.of for row in rows if isinstance(row.record, Update)]
    originals = outbox.get_many(unit, updated)
    shown = [*rows, *originals.values()]
    about = list({each for row in shown for each in _about(row)})
    records = invitations.get_many(unit, about)
    since = min((row.created_at for row in shown if row.kind in notices.SHOWING), default=None)
    paused = [row.record.endpoint for row in shown if isinstance(row.record, EndpointPaused)]
    asked = [each for row in shown if row.kind in ASKED for each in _about(row)]
    deciding = {each for row in shown if row.kind == OutboxKind.REQUEST for each in _about(row)}
    decided_on = [record for each, record in records.items() if each in deciding]
    added = [row.record.addition for row in shown if isinstance(row.record, OfAddition)]
    arrived = {row.invitation_id for row in shown if row.kind in ARRIVALS}
    return Known(
        originals,
        records,
        members.get_many(unit, [row.member_id for row in shown if row.member_id]),
        workspaces.get_many(unit, [row.workspace_id for row in rows]),
        suppressed_pairs(unit, [record.email for record in records.values()]),
        audit_log.entries(unit, about, (*SHOWN_VERBS, Verb.MAIL_FAILED), since) if since else {},
        audit_log.first_entries(unit, asked, DECISIONS) if asked else {},
        webhook_endpoints.get_many(unit, paused) if paused else {},
        _links(unit, shown),
        describe_additions(unit, added) if added else {},
        where_to(
            unit,
            leading_somewhere([records[each] for each in deciding if each in records]),
            to_admin=True,
        ),
        progress.progress(unit, [record for each, record in records.items() if each in arrived]),
        known_of(unit, decided_on, now),
        of_waiting(unit, () if _are_mails(rows) else records.values()),
        describe_put_off(unit)
        if any(row.kind == OutboxKind.MAILS_PUT_OFF for row in shown)
        else (),
        {drawn_where(row): row.id for row in rows},
    )


def _are_mails(rows: Sequence[OutboxRow]) -> bool:
    """They don't say that they are put off."""
    return all(row.kind.startswith("mail.") for row in rows)


def _links(unit: Session, rows: Sequence[OutboxRow]) -> Mapping[str, LinkedPlace]:
    ids = [row.record.link for row in rows if isinstance(row.record, LinkProblemNotice)]
    return describe_links(unit, list(channel_links.get_many(unit, ids).values())) if ids else {}


def _about(row: OutboxRow) -> list[str]:
    """The invitations that a row speaks of."""
    listed = [each for each, _ in _entries(row)]
    return listed or ([row.invitation_id] if row.invitation_id else [])


def _entries(row: OutboxRow) -> list[tuple[str, frozenset[ShownFor]]]:
    """The invitations that it lists, each with what it is shown for."""
    match row.record:
        case Listing(ids=ids) | Decision(ids=ids):
            return [(each, frozenset()) for each in ids]
        case Digest(rows=rows):
            return [(each.invitation_id, each.shown_for) for each in rows]
    return []


def drawn_where(row: OutboxRow) -> tuple[object, ...]:
    """What is drawn there shows what an earlier row of the same batch would have shown."""
    if row.kind == OutboxKind.HOME:
        return OutboxKind.HOME, row.member_id
    return ("of", row.record.of) if isinstance(row.record, Update) else ("new", row.id)


def compose(row: OutboxRow, known: Known, now: datetime) -> Parcel:
    """What a row says; of an update what the message says that it updates, as of now."""
    original = _original(row, known)
    details = original.record
    workspace = known.workspaces[row.workspace_id]
    rows = tuple(_listed(original, known, now))
    record = None if rows else known.records.get(original.invitation_id or "")
    decision, by = _decision(original, known)
    member = known.people.get(original.member_id or "")
    paused = details.endpoint if isinstance(details, EndpointPaused) else ""
    endpoint = known.endpoints.get(paused)
    problem = details.link if isinstance(details, LinkProblemNotice) else ""
    return Parcel(
        id=row.id,
        lease=row.lease or "",
        kind=original.kind,
        team=workspace.team,
        zone=workspace.zone,
        details=details,
        invitation=_described(record, known, now, _steps(original, known)) if record else None,
        recipient=_recipient(original, Actor(member, workspace)) if member else None,
        rows=rows,
        replaces=_posted_at(original) if original is not row else None,
        decision=decision,
        by=by,
        endpoint=endpoints.describe(endpoint) if endpoint else None,
        link=known.links.get(problem),
        addition=known.additions.get(details.addition) if isinstance(details, OfAddition) else None,
        passed_on=_is_passed_on(original, known),
        put_off=_put_off(original, known),
        installation=told_of(original.kind, workspace),
    )


def _original(row: OutboxRow, known: Known) -> OutboxRow:
    """Of an update the message that it updates."""
    return known.originals.get(row.record.of, row) if isinstance(row.record, Update) else row


def _put_off(row: OutboxRow, known: Known) -> tuple[PutOffMails, ...]:
    if not isinstance(row.record, MailsPutOff):
        return ()
    return tuple(
        each
        for each in known.put_off
        if each.workspace_id == row.workspace_id and each.whole == row.record.whole
    )


def _is_passed_on(row: OutboxRow, known: Known) -> bool:
    about = [known.records[each] for each in _about(row) if each in known.records]
    inviters = {record.inviter_id for record in about}
    return row.kind in notices.TO_INVITER and bool(inviters) and row.member_id not in inviters


def _described(
    record: models.Invitation, known: Known, now: datetime, steps: tuple[TaskProgress, ...] = ()
) -> Invitation:
    suppressed = (record.workspace_id, record.email) in known.suppressed
    # To who only asked nothing is told of an address; the admins are, by what is known.
    found = describe_invitation(record, now, suppressed=suppressed and bool(record.mails))
    return replace(
        found,
        put_off_since=known.pauses.since(record),
        steps=steps,
        known=known.standing.get(record.id),
        leads_into=known.leads.get(record.workgroup_id or "", ()),
    )


def _steps(row: OutboxRow, known: Known) -> tuple[TaskProgress, ...]:
    """Other messages say nothing of them, so that they are not new to them either."""
    return known.steps.get(row.invitation_id or "", ()) if row.kind in ARRIVALS else ()


def _decision(row: OutboxRow, known: Known) -> tuple[str, str]:
    """What was decided, or done, about the one invitation of a message, and by whom."""
    about = next(iter(_about(row)), "")
    if row.kind in ASKED:
        return known.decisions.get(about, ("", ""))
    if row.kind != OutboxKind.MAIL_FAILED:
        return "", ""
    found = ("", "")
    for each in known.done.get(about, ()):
        if each.verb == Verb.MAIL_FAILED and each.at <= row.created_at:
            # What came before the failure mended nothing, though it was in the same instant.
            found = ("", "")
        elif each.verb in MENDED:
            found = (each.verb, each.by)
    return found


def _last_done(row: OutboxRow, known: Known, invitation_id: str) -> tuple[str, str]:
    """What was last done to it since the message was written, and by whom; to a request what was
    decided.
    """
    if row.kind == OutboxKind.REQUEST:
        return known.decisions.get(invitation_id, ("", ""))
    if row.kind in notices.SHOWING:
        for each in reversed(known.done.get(invitation_id, ())):
            if each.verb in SHOWN_VERBS and each.at >= row.created_at:
                return each.verb, each.by
    return "", ""


def _recipient(row: OutboxRow, reader: Actor) -> Recipient | None:
    """None for who can't be told; a channel is told in the language of somebody who is gone too."""
    member = reader.member
    if member.slack_user is None or (member.gone and not _goes_to_a_channel(row)):
        return None
    may_invite = policy.may_invite(reader)
    return Recipient(member.slack_user, member.name, member.locale, member.role, may_invite)


def _goes_to_a_channel(row: OutboxRow) -> bool:
    return isinstance(row.record, Digest) and bool(row.record.channel)


def _posted_at(original: OutboxRow) -> tuple[str, str]:
    return original.channel or "", original.ts or ""


def _listed(row: OutboxRow, known: Known, now: datetime) -> Iterator[Listed]:
    for each, why in _entries(row):
        if record := known.records.get(each):
            about = _described(record, known, now)
            yield Listed(about, why, *_last_done(row, known, each))


def outdated(unit: Session, parcels: Sequence[Parcel], now: datetime) -> list[OutboxRow]:
    """Of these, as they were taken, the rows of which there is something else to say by now."""
    rows = outbox.get_many(unit, [parcel.id for parcel in parcels])
    known = load(unit, list(rows.values()), now)
    return [
        rows[parcel.id]
        for parcel in parcels
        if parcel.id in rows and _says(parcel) != _says(compose(rows[parcel.id], known, now))
    ]


def _says(parcel: Parcel) -> tuple[object, ...]:
    return (
        parcel.invitation,
        parcel.rows,
        parcel.decision,
        parcel.by,
        parcel.link,
        parcel.addition,
        parcel.put_off,
        parcel.installation,
    )

"""Invite: one address or many, into one workgroup or none."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from commands import addresses, audit, lifecycle, policy
from commands.actors import Actor, Person
from commands.addresses import Address, domains
from commands.characters import clean
from commands.directory.identify import identify
from commands.errors import NoSuchChoice, NoSuchWorkgroup, NoteTooLong
from commands.invitations import approve, doubts, expire
from commands.invitations.known import already_invited
from commands.invitations.suppression import suppressed_emails
from commands.limits import AskedForm, Limits, MailRoom, look_up, require_form
from commands.notifications import mails, notices, pauses
from commands.outcomes import (
    AlreadyInvited,
    AlreadyMember,
    Invited,
    MailedEnough,
    Outcome,
    Requested,
    Suppressed,
)
from commands.places import LeadsInto
from commands.provisioning.channel_links import name_places
from storage import channel_links, ids, invitations, members, workgroups, workspaces
from storage.models import ChannelLink, Invitation, State, Workgroup
from storage.vocabulary import LOCALES, Verb, Via

MAX_NOTE = 1000


@dataclass(frozen=True, slots=True)
class InviteForm:
    """What the modal holds; `source` is the id of the Slack view, one for each opening of it."""

    emails: str
    personal: bool = False
    workgroup: str | None = None
    note: str = ""
    locale: str = "en"
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the form is to begin with: whether it invites or asks, and the mail's language."""

    may_invite: bool
    locale: str


def prepare(unit: Session, person: Person, now: datetime) -> Prepared:
    """Before the form is shown. Raises NotAllowed for who can't be a member."""
    actor = identify(unit, person, now)
    return Prepared(policy.may_invite(actor), actor.workspace.locale or actor.member.locale)


def invite(
    unit: Session, person: Person, form: InviteForm, limits: Limits, now: datetime
) -> list[Outcome]:
    """What became of each address, in the order typed; or only of those that were mailed enough, or
    that look like a slip and were not asked about in this view yet. Into a workgroup that leads
    where who invites is not, it is asked for.

    Raises Rejected for a field, NotAllowed, or OverLimit; then nothing was changed. The same form
    from the same Slack view again answers as the first time.
    """
    actor, wanted, form = checked(unit, person, form, now)
    policy.require_inviting(unit, actor)
    if doubtful := doubts.ask_about(unit, actor, wanted, form.source or "", now):
        return [*doubtful]
    return invite_addresses(unit, actor, wanted, form, limits=limits, now=now)


def checked(
    unit: Session, person: Person, form: InviteForm, now: datetime
) -> tuple[Actor, list[Address], InviteForm]:
    """Who asks, for whom, with what: all that can be wrong whatever is known of the addresses.

    Raises Rejected for a field, or NotAllowed.
    """
    policy.admit(person)
    wanted = addresses.read(form.emails)
    form = replace(form, note=_note(form.note))
    if form.locale not in LOCALES:
        raise NoSuchChoice("locale")
    actor = identify(unit, person, now)
    domains.require_allowed(actor.workspace, wanted)
    return actor, wanted, form


def invite_addresses(
    unit: Session,
    actor: Actor,
    wanted: Sequence[Address],
    form: InviteForm,
    *,
    limits: Limits,
    now: datetime,
) -> list[Outcome]:
    """Invite addresses that were read before, for an actor who may; ask for them, where the
    workgroup leads out of this actor's reach. Raises OverLimit, NoSuchWorkgroup, PlacesUnseen.

    What of the form was refused or known already counts against the actor, and so it is committed:
    an address that was mailed enough is an answer, and no refusal.
    """
    workspaces.lock(unit, actor.workspace.id)
    leads = _leads(unit, actor, form.workgroup)
    done, known = _known(unit, actor, wanted, form.source, now, leads)
    asked = _asked(unit, actor, wanted, known)
    fresh = [address for address in wanted if address.email not in done | known]
    mailed = [*([] if leads else (address.email for address in fresh)), *asked]
    new, old = len(fresh) + len(asked), len(known) - len(asked)
    told = AskedForm(_key(wanted, form.source), new, old)
    counts = require_form(unit, actor, told, limits, now)
    full = MailRoom(unit, mailed, limits, now).full(actor.workspace, mailed) if mailed else {}
    if counts:
        look_up(unit, actor, len(full) or told.known, told.key, now)
    if full:
        return [
            MailedEnough(address.typed, full[address.email])
            for address in wanted
            if address.email in full
        ]
    if new:
        for row in asked.values():
            # So that this view's second submit finds it.
            row.source = form.source or row.source
        approve.start(unit, actor, list(asked.values()), now)
        known |= {email: _done(actor, row, None) for email, row in asked.items()}
        known |= _add(unit, actor, fresh, form, now, leads=leads)
    return as_mailed(unit, {address.email: (done | known)[address.email] for address in wanted})


def as_mailed(unit: Session, became: Mapping[str, Outcome]) -> list[Outcome]:
    """The outcomes by address (normalized), as their mails leave now or are put off."""
    mailed = [email for email, each in became.items() if isinstance(each, Invited)]
    waits = pauses.put_off(unit, mailed) if mailed else ()
    return [
        replace(each, put_off=True) if isinstance(each, Invited) and email in waits else each
        for email, each in became.items()
    ]


def _key(wanted: Sequence[Address], source: str | None) -> str:
    """Of the same addresses in the same Slack view; nobody can tell them by it."""
    if not source:
        return ""
    named = "\n".join([source, *sorted(address.email for address in wanted)])
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _asked(
    unit: Session, actor: Actor, wanted: Sequence[Address], known: Mapping[str, Outcome]
) -> dict[str, Invitation]:
    """The requests among them: who may invite and invites an address approves its request, unless
    it is for a workgroup into which they may bring nobody.
    """
    emails = [
        address.email
        for address in wanted
        if (outcome := known.get(address.email))
        and isinstance(outcome, AlreadyInvited)
        and outcome.requested
    ]
    if not emails:
        return {}
    rows = invitations.open_by_email(unit, actor.workspace.id, emails)
    # Who asked may take it back at this instant, without the workspace's lock.
    held = invitations.lock(unit, [row.id for row in rows.values()])
    asked = [each for each, row in held.items() if row.state == State.REQUESTED]
    rows = {row.email: row for row in invitations.get_many(unit, asked).values()}
    return _within_reach(unit, actor, rows)


def _within_reach(
    unit: Session, actor: Actor, rows: dict[str, Invitation]
) -> dict[str, Invitation]:
    groups = {
        row.workgroup.id for row in rows.values() if row.workgroup and not row.workgroup.archived_at
    }
    links = channel_links.of_groups(unit, list(groups)) if groups else []
    beyond = {link.workgroup_id for link in policy.out_of_reach(actor, links)}
    return {email: row for email, row in rows.items() if row.workgroup_id not in beyond}


def _note(text: str) -> str:
    note = clean(text).strip()
    if len(note) > MAX_NOTE:
        raise NoteTooLong(MAX_NOTE)
    return note


def picked(
    unit: Session, actor: Actor, group_id: str | None
) -> tuple[Workgroup | None, list[ChannelLink]]:
    """The picked workgroup, and what it is linked with. Raises NoSuchWorkgroup."""
    if group_id is None:
        return None, []
    group, links = workgroups.with_links(unit, actor.workspace.id, group_id)
    if group is None or group.archived_at or group.kind != "custom":
        raise NoSuchWorkgroup
    return group, links


def _leads(unit: Session, actor: Actor, group_id: str | None) -> LeadsInto | None:
    """Where it leads that is out of this actor's reach."""
    group, links = picked(unit, actor, group_id)
    beyond = policy.out_of_reach(actor, links)
    return LeadsInto(group.name, name_places(beyond, to_admin=False)) if group and beyond else None


def _known(
    unit: Session,
    actor: Actor,
    wanted: Sequence[Address],
    source: str | None,
    now: datetime,
    leads: LeadsInto | None,
) -> tuple[dict[str, Outcome], dict[str, Outcome]]:
    """What is clear without a new invitation: what this view has done, and what was so before."""
    workspace_id, emails = actor.workspace.id, [address.email for address in wanted]
    expire.write_down(unit, now, workspace_id, emails)
    before = invitations.from_source(unit, workspace_id, source, emails) if source else {}
    already = members.by_emails(unit, workspace_id, emails)
    unwanted = suppressed_emails(unit, workspace_id, emails)
    pending = invitations.open_by_email(unit, workspace_id, emails)
    known: dict[str, Outcome] = {}
    for address in wanted:
        if address.email in before:
            continue
        if member := already.get(address.email):
            known[address.email] = AlreadyMember(address.typed, member.name)
        elif address.email in unwanted:
            known[address.email] = Suppressed(address.typed)
        elif row := pending.get(address.email):
            known[address.email] = _already(actor, row)
    return {email: _done(actor, row, leads) for email, row in before.items()}, known


def _done(actor: Actor, row: Invitation, leads: LeadsInto | None) -> Outcome:
    """What this view has made of an address."""
    if row.state == State.REQUESTED:
        return Requested(row.id, row.address, leads)
    asked_by = row.inviter.name if row.inviter_id != actor.member.id else ""
    return Invited(row.id, row.address, asked_by)


def _already(actor: Actor, row: Invitation) -> AlreadyInvited:
    return already_invited(row, mine=policy.may_manage(actor, row))


def _add(
    unit: Session,
    actor: Actor,
    fresh: Sequence[Address],
    form: InviteForm,
    now: datetime,
    *,
    leads: LeadsInto | None = None,
) -> dict[str, Outcome]:
    """Insert in the order of the addresses, so that two lists can't wait for each other."""
    workspace_id = actor.workspace.id
    rows = [
        new_row(actor, address, form, now) | (BEGINS_REQUESTED if leads else BEGINS_PENDING)
        for address in sorted(fresh, key=lambda each: each.email)
    ]
    new = invitations.add(unit, rows)
    made = [row for row in rows if row["id"] in new]
    made_ids = [row["id"] for row in made]
    verb = Verb.REQUESTED if leads else Verb.INVITED
    audit.record(unit, workspace_id, made_ids, verb, now, via=Via.SLACK, actor=actor.member.id)
    tell = notices.ask_admins if leads else mails.first
    tell(unit, workspace_id, made_ids, now)
    beaten = [row["email"] for row in rows if row["id"] not in new]
    others = invitations.open_by_email(unit, workspace_id, beaten) if beaten else {}
    outcomes: dict[str, Outcome] = {
        row["email"]: Requested(row["id"], row["address"], leads)
        if leads
        else Invited(row["id"], row["address"])
        for row in made
    }
    return outcomes | {email: _already(actor, row) for email, row in others.items()}


BEGINS_PENDING: dict[str, Any] = {"state": State.PENDING, "mails": 1, "mail": "queued"}
BEGINS_REQUESTED: dict[str, Any] = {
    "state": State.REQUESTED,
    "mails": 0,
    "mail": "",
    "remind_at": None,
}
"""A request has no mail and no reminders yet."""


def new_row(actor: Actor, address: Address, form: InviteForm, now: datetime) -> dict[str, Any]:
    """The columns of a new invitation, but for those that a request has otherwise."""
    ends = now + timedelta(days=actor.workspace.lifetime_days)
    return {
        "id": ids.new(now),
        "workspace_id": actor.workspace.id,
        "email": address.email,
        "mailbox": addresses.mailbox(address.email),
        "address": address.typed,
        "name": address.name,
        "inviter_id": actor.member.id,
        "workgroup_id": form.workgroup,
        "personal": form.personal,
        "note": form.note,
        "locale": form.locale,
        "source": form.source,
        "created_at": now,
        "cycle_at": now,
        "expires_at": ends,
        "remind_at": lifecycle.next_due(now, ends, 0, actor.workspace.zone),
    }

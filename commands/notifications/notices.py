"""Slack messages to people of the workspace: who gets which, each once.

What a channel did not take goes to the admins as direct messages instead: that fallback is here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from commands.notifications import app_home
from storage import ids, invitations, members, outbox, requests
from storage.audit_details import ServerSaid
from storage.models import Addition, Invitation, Member, OutboxRow
from storage.outbox import NewOutboxRow
from storage.outbox_details import Decision, Digest, Listing, OfAddition, Update
from storage.record import NOTHING, Record
from storage.vocabulary import OutboxKind


def tell_inviter(
    unit: Session, row: Invitation, kind: OutboxKind, now: datetime, details: Record = NOTHING
) -> None:
    """One direct message of this kind about one invitation; told once a cycle."""
    assert kind in TO_INVITER  # noqa: S101 - else nobody gets it once the inviter is gone
    message = NewOutboxRow(
        kind,
        f"{_short(kind)}:{row.id}:{row.cycle}",
        invitation=row.id,
        member=row.inviter_id,
        details=details,
    )
    outbox.put(unit, row.workspace_id, now, message)
    app_home.redraw(unit, row.workspace_id, [row.inviter_id], now)


def tell_decided(
    unit: Session, rows: Sequence[Invitation], kind: OutboxKind, decision: Decision, now: datetime
) -> None:
    """One direct message to each who asked, about what was decided at once on theirs of these."""
    for theirs in _by_inviter(rows):
        if len(theirs) == 1:
            tell_inviter(unit, theirs[0], kind, now, decision)
        else:
            about = replace(decision, ids=tuple(row.id for row in theirs))
            _tell_of_all(unit, theirs, kind, about, now)


def _tell_of_all(
    unit: Session, rows: Sequence[Invitation], kind: OutboxKind, details: Record, now: datetime
) -> None:
    """One direct message to the inviter of all of these."""
    first = rows[0]
    key = f"{_short(kind)}:{first.id}:{first.cycle}"
    message = NewOutboxRow(kind, key, member=first.inviter_id, details=details)
    outbox.put(unit, first.workspace_id, now, message)
    app_home.redraw(unit, first.workspace_id, [first.inviter_id], now)


def _short(kind: OutboxKind) -> str:
    """As keys have it."""
    return kind.partition(".")[2]


def tell_inviters(
    unit: Session, rows: Sequence[Invitation], kind: OutboxKind, now: datetime
) -> None:
    """One direct message to each inviter about all of theirs among `rows`."""
    assert kind in TO_INVITER  # noqa: S101 - else nobody gets it once the inviter is gone
    for about in _by_inviter(rows):
        _tell_of_all(unit, about, kind, Listing(tuple(row.id for row in about)), now)


def tell_lapsed(unit: Session, rows: Sequence[Invitation], now: datetime) -> None:
    """One direct message to each who asked, about all requests of theirs among `rows`."""
    for about in _by_inviter(rows):
        if len(about) == 1:
            tell_inviter(unit, about[0], OutboxKind.LAPSED, now, Listing())
        else:
            listing = Listing(tuple(row.id for row in about))
            _tell_of_all(unit, about, OutboxKind.LAPSED, listing, now)


def _by_inviter(rows: Sequence[Invitation]) -> Iterable[list[Invitation]]:
    theirs: dict[str, list[Invitation]] = {}
    for row in rows:
        theirs.setdefault(row.inviter_id, []).append(row)
    return theirs.values()


def tell_admins(unit: Session, row: Invitation, kind: OutboxKind, now: datetime) -> None:
    """A direct message about one invitation to each admin but its inviter."""
    admins = members.admins(unit, row.workspace_id)
    messages = [
        NewOutboxRow(kind, f"{_short(kind)}:{row.id}:{admin.id}", row.id, admin.id)
        for admin in admins
        if admin.id != row.inviter_id
    ]
    outbox.put(unit, row.workspace_id, now, *messages)


def ask_admins(
    unit: Session, workspace_id: str, invitation_ids: Sequence[str], now: datetime
) -> None:
    """One message to each admin about all that one form asks for, with Approve and Refuse."""
    outbox.put(
        unit,
        workspace_id,
        now,
        *(_asking(admin, invitation_ids) for admin in members.admins(unit, workspace_id)),
    )


MOST_FORMS = 20
"""Of which a new admin gets messages, the oldest; all requests stand in Home."""


def ask_new_admin(
    unit: Session, admin: Member, waiting: Sequence[Invitation], now: datetime
) -> None:
    """The same to who has become one, about what still waits."""
    forms: dict[tuple[str, datetime], list[str]] = {}
    for row in waiting:
        forms.setdefault((row.inviter_id, row.created_at), []).append(row.id)
    there = any(each.id == admin.id for each in members.admins(unit, admin.workspace_id))
    asking = [_asking(admin, ids) for ids in forms.values()] if there else []
    outbox.put(unit, admin.workspace_id, now, *asking[:MOST_FORMS])


def _asking(admin: Member, invitation_ids: Sequence[str]) -> NewOutboxRow:
    """About one it is as it always was; about several it hangs on the first, and lists all."""
    first, *others = invitation_ids
    listing = Listing(tuple(invitation_ids) if others else ())
    key = f"request:{first}:{admin.id}"
    return NewOutboxRow(OutboxKind.REQUEST, key, first, admin.id, listing)


def ask_admins_to_add(unit: Session, row: Addition, now: datetime) -> None:
    """A message to each admin about all of it, with Approve and Refuse."""
    messages = [
        NewOutboxRow(
            OutboxKind.ADDITION_REQUEST,
            f"addition:{row.id}:{admin.id}",
            member=admin.id,
            details=OfAddition(row.id),
        )
        for admin in members.admins(unit, row.workspace_id)
    ]
    outbox.put(unit, row.workspace_id, now, *messages)


def tell_asker(unit: Session, row: Addition, now: datetime) -> None:
    """What became of it, to who asked."""
    message = NewOutboxRow(
        OutboxKind.ADDITION_DECIDED,
        f"addition_decided:{row.id}",
        member=row.asker_id,
        details=OfAddition(row.id),
    )
    outbox.put(unit, row.workspace_id, now, message)


def refresh_addition(unit: Session, row: Addition, now: datetime) -> None:
    """Bring all admins' copies of the question up to date."""
    kinds = (OutboxKind.ADDITION_REQUEST,)
    asked = outbox.posted(unit, row.workspace_id, kinds, row.created_at)
    update(
        unit, row.workspace_id, [each for each in asked if each.record == OfAddition(row.id)], now
    )


TO_INVITER = frozenset(
    {
        OutboxKind.ACCEPTED,
        OutboxKind.DECLINED,
        OutboxKind.UNSUBSCRIBED,
        OutboxKind.MAIL_FAILED,
        OutboxKind.EXPIRED,
        OutboxKind.ENDING,
        OutboxKind.APPROVED,
        OutboxKind.REFUSED,
        OutboxKind.LAPSED,
    }
)
"""What an inviter, or who asked, is told of theirs."""


def pass_on_to_admins(unit: Session, row: OutboxRow, now: datetime) -> None:
    """Tell the admins what was for an inviter who is gone; but not the one who did it."""
    by = row.record.by if isinstance(row.record, Decision) else ""
    messages = [
        NewOutboxRow(row.kind, f"{row.key}:{admin.id}", row.invitation_id, admin.id, row.record)
        for admin in members.admins(unit, row.workspace_id)
        if admin.id != by
    ]
    outbox.put(unit, row.workspace_id, now, *messages)


UPDATED_LISTS = (OutboxKind.DIGEST, OutboxKind.ENDING)
UPDATED = (OutboxKind.REQUEST, OutboxKind.MAIL_FAILED, OutboxKind.ACCEPTED)
SHOWING = frozenset({*UPDATED_LISTS, *UPDATED})
"""The messages that are brought up to date when something was done to what they show."""

KEPT_TRUE = SHOWING | {
    OutboxKind.LINK_PROBLEM,
    OutboxKind.ADDITION_REQUEST,
    OutboxKind.MAILS_PUT_OFF,
    OutboxKind.SCOPES_MISSING,
    OutboxKind.EVENTS_SILENT,
}
"""With them the message about a link, which follows the link (`commands.provisioning.problems`),
the one about members to be added, which follows what was decided, and those about mails that are
put off and about the installation, which follow `commands.notifications.put_off` and
`commands.notifications.installation`.
"""


def refresh(unit: Session, row: Invitation, now: datetime) -> None:
    """Bring the messages that show this invitation up to date, all admins' copies of them."""
    refresh_all(unit, [row], now)


def refresh_all(unit: Session, rows: Sequence[Invitation], now: datetime) -> None:
    """Bring up to date what shows any of these of one workspace: messages and Homes, each once."""
    if not rows:
        return
    workspace_id, changed = rows[0].workspace_id, {row.id for row in rows}
    # What stood in the way of those may be gone.
    changed |= requests.beside(unit, workspace_id, [row.email for row in rows])
    since = min(row.created_at for row in rows)
    lists = [
        *outbox.posted(unit, workspace_id, UPDATED_LISTS, since),
        *outbox.posted_about_forms(unit, OutboxKind.REQUEST, list(changed)),
    ]
    showing = [each for each in lists if not changed.isdisjoint(_listed(each))]
    # A list hangs on one invitation too, and is updated once.
    showing += outbox.posted_about(unit, UPDATED, list(changed))
    update(unit, workspace_id, list({each.id: each for each in showing}.values()), now)
    app_home.redraw(unit, workspace_id, {row.inviter_id for row in rows}, now)


def refresh_address(unit: Session, row: Invitation, now: datetime) -> None:
    """Show that its mailbox may not be mailed, or may again: the link may be that of an earlier
    invitation than the one that is open, or of another spelling.
    """
    others = invitations.open_to_mailbox(unit, row.workspace_id, row.mailbox)
    held = invitations.lock(unit, [each for each in others if each != row.id])
    refresh_all(unit, [row, *held.values()], now)


def update(unit: Session, workspace_id: str, posted: Sequence[OutboxRow], now: datetime) -> None:
    """Have these messages say how things are when the update leaves.

    The steps after an acceptance end one by one within seconds: one update says them all.
    """
    updates = [
        NewOutboxRow(
            OutboxKind.UPDATE,
            f"update:{each.id}:{ids.new(now)}",
            details=Update(each.id),
            due_at=app_home.next_turn(now) if each.kind == OutboxKind.ACCEPTED else now,
        )
        for each in posted
    ]
    outbox.put(unit, workspace_id, now, *updates)


def _listed(posted: OutboxRow) -> list[str]:
    """The invitations in a message that lists some."""
    match posted.record:
        case Listing(ids=ids) | Decision(ids=ids):
            return list(ids)
        case Digest(rows=rows):
            return [row.invitation_id for row in rows]
    return []


def tell_no_file(unit: Session, row_id: int, said: str, now: datetime) -> None:
    """Who waits for a file reads that it does not come, and what Slack said."""
    row = outbox.get_many(unit, [row_id])[row_id]
    message = NewOutboxRow(
        OutboxKind.NO_FILE, f"no_file:{row.id}", None, row.member_id, ServerSaid(said)
    )
    outbox.put(unit, row.workspace_id, now, message)


def send_digest_directly(unit: Session, row_id: int, said: str, now: datetime) -> None:
    """The digest that its channel refused, to each admin, with that channel and Slack's code."""
    row = outbox.get_many(unit, [row_id])[row_id]
    assert isinstance(row.record, Digest)  # noqa: S101 - nothing else goes to a channel
    direct = replace(row.record, channel="", meant_for=row.record.channel, said=said)
    messages = [
        NewOutboxRow(row.kind, f"detour:{row.id}:{admin.id}", member=admin.id, details=direct)
        for admin in members.admins(unit, row.workspace_id)
    ]
    outbox.put(unit, row.workspace_id, now, *messages)

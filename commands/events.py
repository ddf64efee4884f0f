"""Which audit entries are webhook events, and what is kept in the outbox to send them.

A webhook says of an invitation what became of it; before an admin approves it, a request is none.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from storage import ids, invitations, outbox, webhook_endpoints, workspaces
from storage.audit_details import RoleChange
from storage.models import OutboxRow, WebhookEndpoint
from storage.outbox import NewOutboxRow
from storage.outbox_details import Event
from storage.record import Record
from storage.vocabulary import Verb, WebhookEvent, webhook_kind

OF: Mapping[Verb, WebhookEvent] = {
    Verb.INVITED: WebhookEvent.INVITATION_CREATED,
    Verb.APPROVED: WebhookEvent.INVITATION_CREATED,
    Verb.MAILED: WebhookEvent.INVITATION_SENT,
    Verb.REMINDED: WebhookEvent.INVITATION_REMINDED,
    Verb.ACCEPTED: WebhookEvent.INVITATION_ACCEPTED,
    Verb.DECLINED: WebhookEvent.INVITATION_DECLINED,
    Verb.REVOKED: WebhookEvent.INVITATION_REVOKED,
    Verb.CORRECTED: WebhookEvent.INVITATION_REVOKED,
    Verb.EXPIRED: WebhookEvent.INVITATION_EXPIRED,
    Verb.MAIL_FAILED: WebhookEvent.INVITATION_FAILED,
    Verb.JOINED: WebhookEvent.MEMBER_CREATED,
    Verb.ROLE_CHANGED: WebhookEvent.MEMBER_ROLE_CHANGED,
    Verb.MEMBER_REMOVED: WebhookEvent.MEMBER_REMOVED,
    Verb.CREATED: WebhookEvent.WORKGROUP_CREATED,
    Verb.EDITED: WebhookEvent.WORKGROUP_UPDATED,
    Verb.MEMBERS_ADDED: WebhookEvent.WORKGROUP_MEMBERS_ADDED,
    Verb.MEMBERS_REMOVED: WebhookEvent.WORKGROUP_MEMBERS_REMOVED,
    Verb.ARCHIVED: WebhookEvent.WORKGROUP_ARCHIVED,
}
"""The verbs of the history that are events. A correction revokes one invitation and makes another,
and says of the first which one that is.
"""

SHARED = frozenset({Verb.REVOKED, Verb.EXPIRED})
"""What becomes of requests too."""


def tell(
    unit: Session,
    workspace_id: str,
    subjects: Sequence[str],
    verb: Verb,
    now: datetime,
    *,
    actor: str | None,
    details: Record,
) -> None:
    """Put in one row an endpoint that wants it, for each of `subjects`."""
    event = OF.get(verb)
    if not event or not workspaces.has_webhooks(unit, workspace_id) or _is_nothing_new(details):
        return
    if verb in SHARED:
        known = invitations.get_many(unit, subjects)
        subjects = [each for each in subjects if each in known and known[each].mails]
    wanting = [
        each for each in webhook_endpoints.of_workspace(unit, workspace_id) if wants(each, event)
    ]
    rows = []
    for subject in subjects if wanting else ():
        name = ids.new(now)
        about = Event(name, now.isoformat(), actor, subject, verb, details.written())
        rows += [row(each, event, name, about) for each in wanting]
    outbox.put(unit, workspace_id, now, *rows)


def row(endpoint: WebhookEndpoint, event: str, key: str, about: Event) -> NewOutboxRow:
    """The delivery that tells an endpoint of it; `key` is the same for what is told once."""
    return NewOutboxRow(
        webhook_kind(event), f"hook:{key}:{endpoint.id}", endpoint=endpoint.id, details=about
    )


def told(delivery: OutboxRow) -> Event:
    """What a delivery tells."""
    assert isinstance(delivery.record, Event)  # noqa: S101 - by its kind
    return delivery.record


def wants(endpoint: WebhookEndpoint, event: str) -> bool:
    return not endpoint.events or event in endpoint.events


def _is_nothing_new(details: Record) -> bool:
    """Who is made with a role, or is given the one they have, has not changed it."""
    return isinstance(details, RoleChange) and details.before in {None, details.after}

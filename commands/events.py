"""Events: which of what happens a workspace's endpoints are told of, and what is kept to tell it.

A webhook says of an invitation what became of it; before an admin approves it, a request is none.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from storage import ids, invitations, outbox, webhook_endpoints, workspaces
from storage.models import WebhookEndpoint
from storage.outbox import NewOutboxRow

PREFIX = "hook."

OF: Mapping[str, str] = {
    "invited": "invitation.created",
    "approved": "invitation.created",
    "mailed": "invitation.sent",
    "reminded": "invitation.reminded",
    "accepted": "invitation.accepted",
    "declined": "invitation.declined",
    "revoked": "invitation.revoked",
    "corrected": "invitation.revoked",
    "expired": "invitation.expired",
    "failed": "invitation.failed",
    "joined": "member.created",
    "role": "member.role_changed",
    "expelled": "member.removed",
    "created": "workgroup.created",
    "edited": "workgroup.updated",
    "added": "workgroup.members_added",
    "removed": "workgroup.members_removed",
    "archived": "workgroup.archived",
}
"""The verbs of the history that are events. A correction revokes one invitation and makes another,
and says of the first which one that is.
"""

SHARED = frozenset({"revoked", "expired"})
"""What becomes of requests too."""


def tell(
    unit: Session,
    workspace_id: str,
    subjects: Sequence[str],
    verb: str,
    now: datetime,
    *,
    actor: str | None,
    facts: Mapping[str, Any],
) -> None:
    """Put in one row an endpoint that wants it, for each of `subjects`."""
    event = OF.get(verb)
    if not event or not workspaces.has_webhooks(unit, workspace_id) or _is_nothing_new(verb, facts):
        return
    if verb in SHARED:
        known = invitations.get_many(unit, subjects)
        subjects = [each for each in subjects if each in known and known[each].mails]
    wanting = [
        each for each in webhook_endpoints.of_workspace(unit, workspace_id) if wants(each, event)
    ]
    told = {"verb": verb, "at": now.isoformat(), "actor": actor, "facts": dict(facts)}
    rows = []
    for subject in subjects if wanting else ():
        name = ids.new(now)
        about = {"event": name, "subject": subject, **told}
        rows += [row(each, event, name, about) for each in wanting]
    outbox.put(unit, workspace_id, now, *rows)


def row(
    endpoint: WebhookEndpoint, event: str, key: str, details: Mapping[str, Any]
) -> NewOutboxRow:
    return NewOutboxRow(
        f"{PREFIX}{event}", f"hook:{key}:{endpoint.id}", endpoint=endpoint.id, details=details
    )


def wants(endpoint: WebhookEndpoint, event: str) -> bool:
    return not endpoint.events or event in endpoint.events


def _is_nothing_new(verb: str, facts: Mapping[str, Any]) -> bool:
    """Who is made with a role, or is given the one they have, has not changed it."""
    return verb == "role" and facts["before"] in {None, facts["after"]}

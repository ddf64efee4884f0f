"""How often admins may send a webhook by hand: tests, and deliveries again.

Counted in the audit log, which a restart, another process and an endpoint that is removed and
added anew don't change. The caller holds the workspace: two counters would both find room.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from commands.errors import SentTooOften
from storage import audit_log
from storage.audit_log import Entry
from storage.models import WebhookEndpoint
from storage.vocabulary import Verb

WITHIN = timedelta(hours=1)
OF_ENDPOINT = 20
"""As many as its deliveries that are shown, so that all of them can be sent again."""
OF_WORKSPACE = 60

BY_HAND = (Verb.ENDPOINT_TESTED, Verb.DELIVERY_REPLAYED)


def require_room(unit: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
    """Raise SentTooOften unless one more may be sent to it now."""
    subjects = [endpoint.id, endpoint.workspace_id]
    done = audit_log.entries(unit, subjects, BY_HAND, now - WITHIN)
    _require(done.get(endpoint.id, ()), "endpoint", OF_ENDPOINT, now)
    _require(done.get(endpoint.workspace_id, ()), "workspace", OF_WORKSPACE, now)


def _require(
    done: Sequence[Entry], whose: Literal["endpoint", "workspace"], most: int, now: datetime
) -> None:
    lately = sorted(each.at for each in done if now - WITHIN < each.at <= now + WITHIN)
    if len(lately) >= most:
        raise SentTooOften(whose, most, lately[-most] + WITHIN)

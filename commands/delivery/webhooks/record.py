"""Record what became of webhook deliveries: sent, retried, held back, or given up.

An endpoint that fails without a break for days is paused, and its admins are told once. What it
would have been told is held back from then on, and leaves when somebody resumes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from commands.delivery import results
from commands.delivery.results import Delivered, TransientFailure
from commands.delivery.webhooks.claim import Delivery
from commands.webhooks import endpoints, failures
from commands.webhooks.failures import Failure, FailureCode
from storage import ids, members, outbox, webhook_endpoints
from storage.models import OutboxRow, WebhookEndpoint
from storage.outbox import NewOutboxRow
from storage.outbox_details import EndpointPaused
from storage.vocabulary import OutboxKind, Verb, Via, WebhookEvent, webhook_kind

PATIENCE = timedelta(days=3)
"""For so long an endpoint may fail without a break before it is paused."""


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """Tried again where its failure is transient; `after` is how long the endpoint said to wait."""

    failure: Failure
    after: timedelta | None = None


Result = Delivered | NotDelivered


def record(
    unit: Session, done: Sequence[tuple[Delivery, Result | TransientFailure]], now: datetime
) -> None:
    """Write down what became of each; one whose lease another worker holds by now is left alone.

    A transient failure in words is one of the worker's own, before anything was sent.
    """
    # Before their rows, as who removes one does it.
    held = webhook_endpoints.lock(unit, list({each.endpoint for each, _ in done}))
    rows = outbox.get_many(unit, [each.id for each, _ in done])
    for each, result in done:
        row, endpoint = rows.get(each.id), held.get(each.endpoint)
        if row is not None and endpoint is not None:
            _record(unit, row, each.lease, endpoint, result, now)
    unit.flush()


def _record(
    unit: Session,
    row: OutboxRow,
    lease: str,
    endpoint: WebhookEndpoint,
    result: Result | TransientFailure,
    now: datetime,
) -> None:
    match result:
        case Delivered():
            if outbox.mark(unit, row.id, lease, "sent", now):
                endpoint.failing_since = None
        case NotDelivered(failure, after):
            if _kept(unit, row, lease, failure, after, now):
                _failed(unit, row, endpoint, failure, now)
        case TransientFailure(words):
            own = NotDelivered(Failure(FailureCode.OTHER, said=words))
            _record(unit, row, lease, endpoint, own, now)


def _kept(
    unit: Session,
    row: OutboxRow,
    lease: str,
    failure: Failure,
    after: timedelta | None,
    now: datetime,
) -> bool:
    """Failed for good, or to be tried again; False when another worker holds it by now."""
    reason = failures.write(failure)
    if failure.is_permanent or _is_last(row, now):
        return outbox.mark(unit, row.id, lease, "failed", now, reason=reason)
    return results.retry_later(unit, row, lease, TransientFailure(reason, after), now)


def _is_last(row: OutboxRow, now: datetime) -> bool:
    return _is_test(row) or results.is_over(row, row.created_at, now)


def _is_test(row: OutboxRow) -> bool:
    return row.kind == webhook_kind(WebhookEvent.TEST)


def _failed(
    unit: Session, row: OutboxRow, endpoint: WebhookEndpoint, failure: Failure, now: datetime
) -> None:
    """A test says nothing of what goes on without it."""
    gone = failure.code is FailureCode.GONE
    if _is_test(row) and not gone:
        return
    since = min(endpoint.failing_since or now, now)
    # Before it was made, as a clock has it that was behind: that counts for nothing.
    endpoint.failing_since = now if since < endpoint.created_at <= now else since
    long = now - endpoint.failing_since >= PATIENCE
    if endpoint.paused_at is None and (long or gone):
        _pause(unit, endpoint, failure, now)


def _pause(unit: Session, endpoint: WebhookEndpoint, failure: Failure, now: datetime) -> None:
    endpoint.paused_at = now
    endpoints.audit_endpoint(unit, endpoint, Verb.ENDPOINT_PAUSED, now, via=Via.SYSTEM, actor=None)
    turn = ids.new(now)
    messages = [
        NewOutboxRow(
            OutboxKind.ENDPOINT_PAUSED,
            f"hook_paused:{turn}:{admin.id}",
            member=admin.id,
            details=EndpointPaused(endpoint.id, failures.write(failure)),
        )
        for admin in members.admins(unit, endpoint.workspace_id)
    ]
    outbox.put(unit, endpoint.workspace_id, now, *messages)

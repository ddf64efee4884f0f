"""What an endpoint was told lately, and how that went; and what admins read when it is paused."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks
from bot.slack.views.blocks import Json
from bot.slack.views.metadata import Metadata
from bot.slack.views.webhooks import PLACE, place
from bot.wording import webhook_endpoints
from bot.wording.webhook_failures import reason
from commands.delivery.parcels.parcel import Parcel
from commands.webhooks import failures
from commands.webhooks.endpoints import Delivery, Endpoint
from storage.outbox_details import EndpointPaused

MOST = 20
"""Deliveries, the newest."""

REASON = 300
"""Characters of what the other side said."""


def draw(
    endpoint: Endpoint,
    deliveries: Sequence[Delivery],
    words: Words,
    zone: str,
    metadata: Metadata,
    said: str = "",
) -> Json:
    """`said` (mrkdwn) is what was just done."""
    state = "\n".join(webhook_endpoints.state(endpoint, words, zone))
    nothing = blocks.section(blocks.plain(words("It was told nothing yet.")))
    return blocks.modal(
        ids.WEBHOOK_DELIVERIES,
        words("Deliveries"),
        [
            blocks.header(blocks.line(webhook_endpoints.place(endpoint.url), PLACE)),
            blocks.section(blocks.plain(state)),
            blocks.actions(*_ways(endpoint, words)),
            *([blocks.section(said)] if said else []),
            blocks.divider(),
            *([_row(each, words, zone) for each in deliveries[:MOST]] or [nothing]),
        ],
        close=words("Close"),
        metadata=metadata,
    )


def _ways(endpoint: Endpoint, words: Words) -> Iterator[Json]:
    """A view doesn't change by itself, so that one looks again."""
    yield blocks.button(words("Look again"), ids.WEBHOOK_DELIVERIES, endpoint.id)
    yield blocks.button(words("Send a test"), ids.WEBHOOK_TEST, endpoint.id)
    if endpoint.paused_at:
        yield blocks.button(words("Send again"), ids.WEBHOOK_RESUME, endpoint.id, style="primary")


def _row(each: Delivery, words: Words, zone: str) -> Json:
    when = f"{words.day(each.created_at, zone)}, {words.time(each.created_at, zone)}"
    event = blocks.name(webhook_endpoints.event(each.type, words))
    lines = [
        f"*{event}* · {webhook_endpoints.result(each, words, zone)}",
        " · ".join([when, *_tries(each, words), f"`{blocks.name(each.type)}`"]),
    ]
    if each.failure:
        lines.append(blocks.name(reason(each.failure, words), REASON))
    return blocks.section(
        "\n".join(lines), blocks.button(words("Replay"), ids.WEBHOOK_REPLAY, str(each.id))
    )


def _tries(each: Delivery, words: Words) -> Iterator[str]:
    if each.attempts:
        yield words.many("{n} try", "{n} tries", each.attempts)


def paused(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """To each admin, when an endpoint is paused because it failed for days."""
    endpoint = parcel.endpoint
    assert endpoint is not None  # noqa: S101 - without an endpoint it is dropped when taken
    where = place(endpoint)
    if endpoint.failing_since:
        since = words.moment(endpoint.failing_since, parcel.zone)
        said = words(
            "The webhook {address} is paused: it has failed since {since}.",
            address=where,
            since=since,
        )
    else:
        said = words("The webhook {address} is paused.", address=where)
    why = reason(failures.read(parcel.told(EndpointPaused).said or "–"), words)
    last = words("The last try: {reason}", reason=blocks.line(why, REASON))
    hint = words(
        "What happens meanwhile is kept. When the receiver works, send again. Its deliveries stand "
        "in the settings on Usher's Home, too."
    )
    buttons = [
        blocks.button(words("Send again"), ids.WEBHOOK_RESUME, endpoint.id, style="primary"),
        blocks.button(words("Deliveries"), ids.WEBHOOK_DELIVERIES, endpoint.id),
    ]
    said = f"⏸ {said}"
    return {
        "text": said,
        "blocks": [
            blocks.section(said),
            blocks.section(blocks.plain(last)),
            blocks.context(blocks.plain(hint)),
            blocks.actions(*buttons),
        ],
    }

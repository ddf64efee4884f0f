"""What an endpoint was told lately, and how that went; and what admins read when it is paused."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks as b
from bot.slack.views.blocks import Json
from bot.slack.views.hooks import PLACE, place
from bot.wording import hooks as worded
from bot.wording.webhook_reasons import reason
from commands.parcels import Parcel
from commands.webhooks import Delivery, Hook

MOST = 20
"""Deliveries, the newest."""

REASON = 300
"""Characters of what the other side said."""


def draw(
    hook: Hook,
    deliveries: Sequence[Delivery],
    words: Words,
    zone: str,
    metadata: str,
    said: str = "",
) -> Json:
    """`said` (mrkdwn) is what was just done."""
    state = "\n".join(worded.state(hook, words, zone))
    nothing = b.section(b.plain(words("It was told nothing yet.")))
    return b.modal(
        ids.WEBHOOK_DELIVERIES,
        words("Deliveries"),
        [
            b.header(b.line(worded.place(hook.url), PLACE)),
            b.section(b.plain(state)),
            b.actions(*_ways(hook, words)),
            *([b.section(said)] if said else []),
            b.divider(),
            *([_row(each, words, zone) for each in deliveries[:MOST]] or [nothing]),
        ],
        close=words("Close"),
        metadata=metadata,
    )


def _ways(hook: Hook, words: Words) -> Iterator[Json]:
    """A view doesn't change by itself, so that one looks again."""
    yield b.button(words("Look again"), ids.WEBHOOK_DELIVERIES, hook.id)
    yield b.button(words("Send a test"), ids.WEBHOOK_TEST, hook.id)
    if hook.paused_at:
        yield b.button(words("Send again"), ids.WEBHOOK_RESUME, hook.id, style="primary")


def _row(each: Delivery, words: Words, zone: str) -> Json:
    when = f"{words.day(each.created_at, zone)}, {words.time(each.created_at, zone)}"
    lines = [
        f"*{b.name(worded.event(each.type, words))}* · {worded.fate(each, words, zone)}",
        " · ".join([when, *_tries(each, words), f"`{b.name(each.type)}`"]),
    ]
    if each.reason:
        lines.append(b.name(reason(each.reason, words), REASON))
    return b.section("\n".join(lines), b.button(words("Replay"), ids.WEBHOOK_REPLAY, str(each.id)))


def _tries(each: Delivery, words: Words) -> Iterator[str]:
    if each.attempts:
        yield words.many("{n} try", "{n} tries", each.attempts)


def paused(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """To each admin, when an endpoint is paused because it failed for days."""
    hook = parcel.hook
    assert hook is not None  # noqa: S101 - without an endpoint it is dropped when taken
    where = place(hook)
    if hook.failing_since:
        since = words.moment(hook.failing_since, parcel.zone)
        said = words(
            "The webhook {address} is paused: it has failed since {since}.",
            address=where,
            since=since,
        )
    else:
        said = words("The webhook {address} is paused.", address=where)
    why = reason(str(parcel.details.get("said") or "–"), words)
    last = words("The last try: {reason}", reason=b.line(why, REASON))
    hint = words(
        "What happens meanwhile is kept. When the receiver works, send again. Its deliveries stand "
        "in the settings on Usher's Home, too."
    )
    buttons = [
        b.button(words("Send again"), ids.WEBHOOK_RESUME, hook.id, style="primary"),
        b.button(words("Deliveries"), ids.WEBHOOK_DELIVERIES, hook.id),
    ]
    said = f"⏸ {said}"
    return {
        "text": said,
        "blocks": [
            b.section(said),
            b.section(b.plain(last)),
            b.context(b.plain(hint)),
            b.actions(*buttons),
        ],
    }

"""Webhooks in Settings: the endpoints, and what can be done to one."""

from collections.abc import Iterator, Sequence

from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks
from bot.slack.views.blocks import Json
from bot.slack.views.metadata import Metadata
from bot.slack.views.paragraphs import paragraphs
from bot.wording import webhook_endpoints
from commands.webhooks.endpoints import MOST, Endpoint

PLACE = 150
"""Characters of host and path."""


def place(endpoint: Endpoint) -> str:
    """Host and path, in mrkdwn."""
    return address(endpoint.url)


def address(url: str) -> str:
    """Host and path of what is no more there to be shown, in mrkdwn."""
    return blocks.name(webhook_endpoints.place(url), PLACE)


def listed(endpoints: Sequence[Endpoint], words: Words, zone: str, metadata: Metadata) -> Json:
    said = words("Usher tells these addresses what happens here, each event as it happens.")
    if not endpoints:
        said = words(
            "A directory, an HR system or a script can be told what happens here: who is invited, "
            "who joins, who is in which workgroup. Add the address that is to be told."
        )
    return blocks.modal(
        ids.WEBHOOKS,
        words("Webhooks"),
        [
            blocks.section(blocks.plain(said)),
            *(_row(each, words, zone) for each in endpoints),
            _end(endpoints, words),
        ],
        close=words("Close"),
        metadata=metadata,
    )


def _end(endpoints: Sequence[Endpoint], words: Words) -> Json:
    if len(endpoints) < MOST:
        return blocks.actions(
            blocks.button(words("Add an endpoint"), ids.WEBHOOK_ADD, style="primary")
        )
    full = words.many(
        "A workspace has at most {n} endpoint.", "A workspace has at most {n} endpoints.", MOST
    )
    return blocks.context(blocks.plain(full))


def _row(endpoint: Endpoint, words: Words, zone: str) -> Json:
    events = blocks.name(webhook_endpoints.told(endpoint.events, words), 500)
    lines = [f"*{place(endpoint)}*", events, *webhook_endpoints.state(endpoint, words, zone)]
    return blocks.section(
        "\n".join(lines), blocks.overflow(ids.WEBHOOK_MENU, list(_menu(endpoint, words)))
    )


def _menu(endpoint: Endpoint, words: Words) -> Iterator[Json]:
    yield _choice("deliveries", words("Deliveries"), endpoint)
    yield _choice("edit", words("Edit"), endpoint)
    yield _choice("test", words("Send a test"), endpoint)
    if endpoint.paused_at:
        yield _choice("resume", words("Send again"), endpoint)
    else:
        yield _choice("pause", words("Pause"), endpoint)
    yield _choice("more", words("More …"), endpoint)


def _choice(verb: str, text: str, endpoint: Endpoint) -> Json:
    return blocks.option(text, ids.choice(verb, endpoint.id))


def more(endpoint: Endpoint, words: Words, zone: str, metadata: Metadata) -> Json:
    """What is seldom done, and asks before it is."""
    facts = [
        words("Address: {address}", address=blocks.line(endpoint.url, 500)),
        words("Events: {events}", events=webhook_endpoints.told(endpoint.events, words)),
        words("Added: {when}", when=words.moment(endpoint.created_at, zone)),
        *webhook_endpoints.state(endpoint, words, zone),
    ]
    hint = words(
        "A new secret signs beside the old one, so that nothing is missed while the receiver "
        "changes over. When it has, retire the old one."
    )
    return blocks.modal(
        ids.WEBHOOK_MORE,
        words("Endpoint"),
        [
            blocks.header(blocks.line(webhook_endpoints.place(endpoint.url), PLACE)),
            *paragraphs(facts),
            blocks.divider(),
            blocks.context(blocks.plain(hint)),
            blocks.actions(*_ways(endpoint, words)),
        ],
        close=words("Close"),
        metadata=metadata,
    )


def _ways(endpoint: Endpoint, words: Words) -> Iterator[Json]:
    no = words("Cancel")
    risk: blocks.Style | None = "danger" if endpoint.rotating else None
    title, yes = words("Make a new secret?"), words("New secret")
    ask = blocks.confirm(title, _rotation(endpoint, words), yes, no, risk)
    yield blocks.button(words("New secret"), ids.WEBHOOK_ROTATE, endpoint.id, confirm=ask)
    if endpoint.rotating:
        asked = words("From now on the new secret signs alone. Does the receiver know it already?")
        ask = blocks.confirm(words("Retire the old secret?"), asked, words("Retire"), no, "danger")
        yield blocks.button(
            words("Retire the old secret"), ids.WEBHOOK_RETIRE, endpoint.id, confirm=ask
        )
    asked = words("It is told nothing more, and its deliveries are forgotten.")
    ask = blocks.confirm(words("Remove this endpoint?"), asked, words("Remove"), no, "danger")
    yield blocks.button(
        words("Remove"), ids.WEBHOOK_REMOVE, endpoint.id, style="danger", confirm=ask
    )


def _rotation(endpoint: Endpoint, words: Words) -> str:
    if endpoint.rotating:
        return words(
            "Two secrets sign already, and no more can: the old one stops at once. A receiver that "
            "still knows only that one refuses what comes."
        )
    return words("It is shown once, and signs beside the one of today until you retire that.")


def secret(endpoint: Endpoint, made: str, words: Words, *, fresh: bool) -> Json:
    """The secret stands alone, so that all of it is easily taken; it is in no other view."""
    where = blocks.line(webhook_endpoints.place(endpoint.url), PLACE)
    if fresh:
        said = words("{address} is told from now on. Its secret:", address=where)
    else:
        said = words("The new secret of {address}:", address=where)
    hint = words(
        "Copy it now: it is not shown again. By it the receiver knows that a message is Usher's: "
        "each is signed as Standard Webhooks has it."
    )
    return blocks.modal(
        ids.WEBHOOK_SECRET,
        words("Secret"),
        [
            blocks.section(blocks.plain(said)),
            blocks.section(blocks.plain(made)),
            blocks.context(blocks.plain(hint)),
        ],
        close=words("Close"),
    )

"""Webhooks in Settings: the endpoints, and what can be done to one."""

from collections.abc import Iterator, Sequence

from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks as b
from bot.slack.views.blocks import Json
from bot.slack.views.paragraphs import paragraphs
from bot.wording import hooks as worded
from commands.webhooks import MOST, Hook

PLACE = 150
"""Characters of host and path."""


def place(hook: Hook) -> str:
    """Host and path, in mrkdwn."""
    return address(hook.url)


def address(url: str) -> str:
    """Host and path of what is no more there to be shown, in mrkdwn."""
    return b.name(worded.place(url), PLACE)


def listed(hooks: Sequence[Hook], words: Words, zone: str, metadata: str) -> Json:
    said = words("Usher tells these addresses what happens here, each event as it happens.")
    if not hooks:
        said = words(
            "A directory, an HR system or a script can be told what happens here: who is invited, "
            "who joins, who is in which workgroup. Add the address that is to be told."
        )
    return b.modal(
        ids.WEBHOOKS,
        words("Webhooks"),
        [
            b.section(b.plain(said)),
            *(_row(each, words, zone) for each in hooks),
            _end(hooks, words),
        ],
        close=words("Close"),
        metadata=metadata,
    )


def _end(hooks: Sequence[Hook], words: Words) -> Json:
    if len(hooks) < MOST:
        return b.actions(b.button(words("Add an endpoint"), ids.WEBHOOK_ADD, style="primary"))
    full = words.many(
        "A workspace has at most {n} endpoint.", "A workspace has at most {n} endpoints.", MOST
    )
    return b.context(b.plain(full))


def _row(hook: Hook, words: Words, zone: str) -> Json:
    events = b.name(worded.told(hook.events, words), 500)
    lines = [f"*{place(hook)}*", events, *worded.state(hook, words, zone)]
    return b.section("\n".join(lines), b.overflow(ids.WEBHOOK_MENU, list(_menu(hook, words))))


def _menu(hook: Hook, words: Words) -> Iterator[Json]:
    yield _choice("deliveries", words("Deliveries"), hook)
    yield _choice("edit", words("Edit"), hook)
    yield _choice("test", words("Send a test"), hook)
    if hook.paused_at:
        yield _choice("resume", words("Send again"), hook)
    else:
        yield _choice("pause", words("Pause"), hook)
    yield _choice("more", words("More …"), hook)


def _choice(verb: str, text: str, hook: Hook) -> Json:
    return b.option(text, ids.choice(verb, hook.id))


def more(hook: Hook, words: Words, zone: str, metadata: str) -> Json:
    """What is seldom done, and asks before it is."""
    facts = [
        words("Address: {address}", address=b.line(hook.url, 500)),
        words("Events: {events}", events=worded.told(hook.events, words)),
        words("Added: {when}", when=words.moment(hook.created_at, zone)),
        *worded.state(hook, words, zone),
    ]
    hint = words(
        "A new secret signs beside the old one, so that nothing is missed while the receiver "
        "changes over. When it has, retire the old one."
    )
    return b.modal(
        ids.WEBHOOK_MORE,
        words("Endpoint"),
        [
            b.header(b.line(worded.place(hook.url), PLACE)),
            *paragraphs(facts),
            b.divider(),
            b.context(b.plain(hint)),
            b.actions(*_deeds(hook, words)),
        ],
        close=words("Close"),
        metadata=metadata,
    )


def _deeds(hook: Hook, words: Words) -> Iterator[Json]:
    no = words("Cancel")
    risk: b.Style | None = "danger" if hook.rotating else None
    title, yes = words("Make a new secret?"), words("New secret")
    ask = b.confirm(title, _rotation(hook, words), yes, no, risk)
    yield b.button(words("New secret"), ids.WEBHOOK_ROTATE, hook.id, confirm=ask)
    if hook.rotating:
        asked = words("From now on the new secret signs alone. Does the receiver know it already?")
        ask = b.confirm(words("Retire the old secret?"), asked, words("Retire"), no, "danger")
        yield b.button(words("Retire the old secret"), ids.WEBHOOK_RETIRE, hook.id, confirm=ask)
    asked = words("It is told nothing more, and its deliveries are forgotten.")
    ask = b.confirm(words("Remove this endpoint?"), asked, words("Remove"), no, "danger")
    yield b.button(words("Remove"), ids.WEBHOOK_REMOVE, hook.id, style="danger", confirm=ask)


def _rotation(hook: Hook, words: Words) -> str:
    if hook.rotating:
        return words(
            "Two secrets sign already, and no more can: the old one stops at once. A receiver that "
            "still knows only that one refuses what comes."
        )
    return words("It is shown once, and signs beside the one of today until you retire that.")


def secret(hook: Hook, made: str, words: Words, *, fresh: bool) -> Json:
    """The secret stands alone, so that all of it is easily taken; it is in no other view."""
    where = b.line(worded.place(hook.url), PLACE)
    if fresh:
        said = words("{address} is told from now on. Its secret:", address=where)
    else:
        said = words("The new secret of {address}:", address=where)
    hint = words(
        "Copy it now: it is not shown again. By it the receiver knows that a message is Usher's: "
        "each is signed as Standard Webhooks has it."
    )
    return b.modal(
        ids.WEBHOOK_SECRET,
        words("Secret"),
        [b.section(b.plain(said)), b.section(b.plain(made)), b.context(b.plain(hint))],
        close=words("Close"),
    )

"""The answer to `list`: the newest invitations, a few lines each."""

from datetime import datetime
from itertools import chain

from bot import wording
from bot.i18n import Words
from bot.slack.views import blocks, room, rows
from bot.slack.views.blocks import Json
from commands.invitations.describe import Invitation
from commands.invitations.lists import ListPage

MOST = 20


def draw(page: ListPage, typed: str, words: Words, now: datetime) -> Json:
    """The text and blocks of a message; what people typed acts in no way."""
    title = blocks.section(blocks.plain(_title(page, typed, blocks.line(typed, 60), words)))
    drawn = [[blocks.section(blocks.plain(_lines(about, words, now)))] for about in page.rows]
    shown = room.first(drawn, [title, *room.more(page.total, words)])
    return {
        "text": _title(page, typed, blocks.name(typed, 60), words),
        "blocks": [title, *chain(*shown), *room.more(page.total - len(shown), words)],
    }


def _title(page: ListPage, typed: str, looked_for: str, words: Words) -> str:
    """`looked_for` is what was typed, as it may be shown."""
    if typed and page.total:
        return words.many(
            "{n} invitation with “{typed}” in it, the newest first",
            "{n} invitations with “{typed}” in them, the newest first",
            page.total,
            typed=looked_for,
        )
    if typed:
        return words("No invitation has “{typed}” in it.", typed=looked_for)
    if page.total:
        return words.many(
            "{n} invitation, the newest first", "{n} invitations, the newest first", page.total
        )
    return words("There are no invitations yet that you could see.")


def _lines(about: Invitation, words: Words, now: datetime) -> str:
    """Who, how it stands, and where it leads."""
    shown = blocks.line(about.address, 320)
    who = f"{blocks.line(about.name)} ({shown})" if about.name else shown
    facts = [
        wording.state(about, words),
        rows.age(about, words, now),
        words("by {inviter}", inviter=blocks.line(about.inviter)),
    ]
    if about.workgroup:
        facts.append(words("workgroup {workgroup}", workgroup=blocks.line(about.workgroup)))
    facts.append(rows.archived_plain(about, words))
    if about.personal:
        facts.append(words("personal workgroup"))
    if result := wording.mail(about, words):
        facts.append(blocks.line(result, rows.SAID))
    return f"{who}\n{' · '.join(filter(None, facts))}"

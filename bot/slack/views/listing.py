"""The answer to `list`: the newest invitations, a few lines each."""

from datetime import datetime

from bot import wording
from bot.i18n import Words
from bot.slack.views import blocks as b
from bot.slack.views import rows
from bot.slack.views.blocks import Json
from commands.overview import Invitation, Page

MOST = 20


def draw(page: Page, typed: str, words: Words, now: datetime) -> Json:
    """The text and blocks of a message; what people typed is plain text and acts in no way."""
    said = _title(page, typed, words)
    left = page.total - len(page.rows)
    more = (
        [b.context(words.many("{n} more on Usher's Home.", "{n} more on Usher's Home.", left))]
        if left
        else []
    )
    drawn = [b.section(b.plain(_lines(about, words, now))) for about in page.rows]
    return {"text": said, "blocks": [b.section(b.plain(said)), *drawn, *more]}


def _title(page: Page, typed: str, words: Words) -> str:
    looked_for = b.line(typed, 60)
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
    shown = b.line(about.address, 320)
    who = f"{b.line(about.name)} ({shown})" if about.name else shown
    facts = [
        wording.state(about, words),
        rows.age(about, words, now),
        words("by {inviter}", inviter=b.line(about.inviter)),
    ]
    if about.workgroup:
        facts.append(words("workgroup {workgroup}", workgroup=b.line(about.workgroup)))
    facts.append(rows.archived_plain(about, words))
    if about.personal:
        facts.append(words("personal workgroup"))
    if fate := wording.mail(about, words):
        facts.append(b.line(fate, rows.SAID))
    return f"{who}\n{' · '.join(filter(None, facts))}"

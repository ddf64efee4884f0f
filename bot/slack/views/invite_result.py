"""The answer to a submitted invite modal: what became of each address."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot import wording
from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks, room
from bot.slack.views.blocks import MODAL_BLOCKS, SECTION, Json, button, plain, section
from bot.slack.views.metadata import NOTHING_KEPT, Metadata
from commands.outcomes import AlreadyInvited, Invited, Outcome, Requested

MOST_BUTTONS = 50
"""Rows with a button of their own; what is beyond stands as lines, many in a block."""
MARGIN = 2_000
"""Of the characters of a message: for its blocks, and to say how many more lines there are."""


def answer(
    outcomes: Sequence[Outcome], words: Words, zone: str, kept: Metadata = NOTHING_KEPT
) -> Json:
    """Slack's answer to the submit: the result, or an error if nobody was invited or asked for.

    `kept` says whether the form was a request, and what of a list did not fit into it.
    """
    if any(isinstance(became, Invited | Requested) for became in outcomes):
        return {"response_action": "update", "view": draw(outcomes, words, zone, kept)}
    said = wording.under_emails(outcomes, words, zone)
    return {"response_action": "errors", "errors": {ids.EMAILS: said}}


def draw(
    outcomes: Sequence[Outcome], words: Words, zone: str, kept: Metadata = NOTHING_KEPT
) -> Json:
    """Line by line, first who was invited or asked for; with Resend where it fits."""
    invited = [each for each in outcomes if isinstance(each, Invited)]
    asked = [each for each in outcomes if isinstance(each, Requested)]
    others = [each for each in outcomes if not isinstance(each, Invited | Requested)]
    shown = [
        *_rest(kept, words),
        *_done(invited, asked, words, zone, to_ask=kept.asks),
        *_others(others, words, zone),
    ]
    return blocks.modal(
        ids.INVITE_RESULT,
        words("Invitations"),
        shown[:MODAL_BLOCKS],
        close=words("Done"),
        metadata=kept if kept.rest else NOTHING_KEPT,
    )


def _rest(kept: Metadata, words: Words) -> Iterator[Json]:
    """What of a list is still to come; the next form comes filled in where that is known."""
    if not kept.left:
        return
    said = words.many(
        "{n} address of your list is left for the next form.",
        "{n} addresses of your list are left for the next form.",
        kept.left,
    )
    yield section(plain(said), button(words("Next form"), ids.INVITE_REST) if kept.rest else None)


def _done(
    invited: Sequence[Outcome],
    asked: Sequence[Requested],
    words: Words,
    zone: str,
    *,
    to_ask: bool,
) -> Iterator[Json]:
    """The lists that have something in them; a right that came or went meanwhile is explained."""
    if asked:
        yield blocks.header(words.many("{n} person asked for", "{n} people asked for", len(asked)))
        if leads := next((each.leads for each in asked if each.leads), None):
            yield blocks.context(plain(wording.why_asked(leads, words)))
        elif not to_ask:
            yield blocks.context(
                words("You may not invite people here any more, so this became a request.")
            )
        yield from _lines(
            [wording.outcome(replace(each, leads=None), words, zone) for each in asked]
        )
    if invited:
        yield blocks.header(words.many("{n} person invited", "{n} people invited", len(invited)))
        if to_ask:
            yield blocks.context(
                words("You may invite people here now, so no admin has to decide.")
            )
        yield from _lines([wording.outcome(each, words, zone) for each in invited])


def _others(others: Sequence[Outcome], words: Words, zone: str) -> Iterator[Json]:
    if not others:
        return
    yield blocks.divider()
    left = MOST_BUTTONS
    rest: list[str] = []
    for each in others:
        said = wording.outcome(each, words, zone)
        if left and isinstance(each, AlreadyInvited) and each.mine and not each.requested:
            left -= 1
            resend = button(words("Resend"), ids.RESEND, each.id)
            yield section(plain(said), accessory=resend)
        else:
            rest.append(said)
    yield from _lines(rest)


def _lines(lines: Sequence[str]) -> Iterator[Json]:
    """As few sections as hold them."""
    text = ""
    for line in lines:
        if text and len(text) + 1 + len(line) > SECTION:
            yield section(plain(text))
            text = ""
        text = f"{text}\n{line}".strip("\n")
    if text:
        yield section(plain(text))


def in_message(shown: Sequence[Json], words: Words) -> list[Json]:
    """What a result shows, where a message stands for it: nothing to press, and as many lines as
    there is room for.
    """
    drawn: list[Json] = []
    free, lines, left = room.MOST - MARGIN, list[str](), 0
    for block in shown:
        if block["type"] != "section":
            drawn += [*_lines(lines), block]
            free, lines = free - room.weight([block]), []
            continue
        for line in block["text"]["text"].split("\n"):
            free -= len(line) + 1
            if free < 0:
                left += 1
            else:
                lines.append(line)
    drawn += _lines(lines)
    if not left:
        return drawn
    said = words.many("… and {n} more", "… and {n} more", left)
    home = words("Usher's Home shows your invitations and what became of them.")
    return [*drawn, blocks.context(f"{said}. {home}")]

"""Requests of one form: what admins are asked about all of them, and what who asked is told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from bot import wording
from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks, requests, room, rows
from bot.slack.views.blocks import Json
from bot.slack.views.metadata import Metadata
from bot.slack.views.paragraphs import paragraphs
from bot.slack.views.room import BLOCK, weight
from commands.delivery.parcels.parcel import Listed, Parcel
from commands.invitations.decide_all import DecidedAll
from commands.invitations.describe import Invitation
from storage.outbox_details import Decision
from storage.vocabulary import OutboxKind

MOST_BUTTONS = 12
"""Requests with buttons of their own: two blocks each, and one for what stands between two."""

ROOM = room.MOST - 1_500
"""Characters; what is left holds how many more there are, the way to them, and why an admin is told
of somebody else's.
"""
ROOM_FOR_BUTTONS = 6_000


def asked(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """To each admin: who asks for whom, all of one form, until each is decided."""
    about = parcel.rows[0].invitation
    said = words.many(
        "{inviter} asks to invite {n} person to {workspace}.",
        "{inviter} asks to invite {n} people to {workspace}.",
        len(parcel.rows),
        inviter=requests.who_asks(about),
        workspace=blocks.name(about.workspace),
    )
    head = [blocks.section(f"🙋 {said}"), *requests.wishes(about, words), *_all(parcel, words)]
    free = ROOM - weight(head)
    full = _full(parcel, words, min(free, ROOM_FOR_BUTTONS))
    drawn, left = _rows(parcel, full, words, free)
    waiting = [row.invitation.id for row in parcel.rows if _waits(row)]
    rest = _rest(left, waiting[len(full) :], words)
    return {"text": f"🙋 {said}", "blocks": [*head, *drawn, *rest]}


def _waits(row: Listed) -> bool:
    return row.invitation.state == "requested"


def _all(parcel: Parcel, words: Words) -> Iterator[Json]:
    """What is decided on all that still wait; of one that waits its own buttons do it."""
    waiting = [row.invitation for row in parcel.rows if _waits(row)]
    free = [about for about in waiting if not about.known]
    if len(waiting) < 2:  # noqa: PLR2004 - of one there is no all
        return
    ways = []
    if free:
        question = blocks.confirm(
            words.many("Invite {n} person?", "Invite {n} people?", len(free)),
            words(
                "Each of them gets an invitation by mail; whoever is over the day's "
                "limits goes on waiting."
            ),
            words("Approve all"),
            words("Not yet"),
            "primary",
        )
        approve = blocks.button(
            words("Approve all"), ids.APPROVE_ALL, free[0].id, style="primary", confirm=question
        )
        ways.append(approve)
    yield blocks.actions(*ways, blocks.button(words("Refuse all…"), ids.REFUSE_ALL, waiting[0].id))


def _rows(
    parcel: Parcel, full: Mapping[str, list[Json]], words: Words, free: int
) -> tuple[list[Json], int]:
    """In the order in which they were asked for, and how many there was no room for."""
    free -= sum(map(weight, full.values()))
    drawn: list[Json] = []
    lines: list[str] = []
    left = 0
    for row in parcel.rows:
        if own := full.get(row.invitation.id):
            drawn += [*paragraphs(lines, blocks.mrkdwn), *own]
            lines = []
            continue
        line = _line(row, parcel, words)
        cost = len(line) + 1 if lines else len(line) + BLOCK
        if left or cost > free:
            left += 1
        else:
            free -= cost
            lines.append(line)
    return [*drawn, *paragraphs(lines, blocks.mrkdwn)], left


def _full(parcel: Parcel, words: Words, free: int) -> Mapping[str, list[Json]]:
    """The first that wait, by their ids, each with its buttons."""
    found: dict[str, list[Json]] = {}
    for row in filter(_waits, parcel.rows):
        about = row.invitation
        known = _known(about, parcel, words)
        title = rows.title(about)
        own = [
            blocks.section(f"{title}\n{known}" if known else title),
            requests.buttons(about, words),
        ]
        free -= weight(own)
        if free < 0 or len(found) == MOST_BUTTONS:
            break
        found[about.id] = own
    return found


def _line(row: Listed, parcel: Parcel, words: Words) -> str:
    about = row.invitation
    if _waits(row):
        known = _known(about, parcel, words)
        return f"• {rows.who(about)}" + (f" · {known}" if known else "")
    became = requests.became(row.verb, row.by, about, words)
    return f"✓ {rows.who(about)} · {became}"


def _known(about: Invitation, parcel: Parcel, words: Words) -> str:
    return requests.known(about, words, parcel.zone)


def _rest(left: int, without_buttons: Sequence[str], words: Words) -> Iterator[Json]:
    """The way to those that wait without buttons, which come as others are decided."""
    if left:
        yield blocks.context(words.many("… and {n} more", "… and {n} more", left))
    if without_buttons:
        label = words("Show all on Usher's Home")
        yield blocks.actions(blocks.button(label, ids.REQUESTS_SHOW, without_buttons[0]))


def approved(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """To who asked."""
    about, total = parcel.rows[0].invitation, len(parcel.rows)
    said = (
        words.many(
            "{name} approved {n} request of {inviter}: they are invited to {workspace}.",
            "{name} approved {n} requests of {inviter}: they are invited to {workspace}.",
            total,
            name=blocks.name(parcel.by),
            inviter=blocks.name(about.inviter),
            workspace=blocks.name(about.workspace),
        )
        if parcel.passed_on
        else words.many(
            "{name} approved {n} request of yours: they are invited to {workspace}.",
            "{name} approved {n} requests of yours: they are invited to {workspace}.",
            total,
            name=blocks.name(parcel.by),
            workspace=blocks.name(about.workspace),
        )
    )
    gone = rows.archived(about, words)
    lost = [blocks.section(f"⚠️ {rows.sentence(gone)}")] if gone else []
    hint = blocks.context(words("You will hear of it when they answer."))
    return _told(f"👍 {said}", parcel, [*lost, hint], words)


def refused(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """To who asked."""
    total = len(parcel.rows)
    said = (
        words.many(
            "{name} refused {n} request of {inviter} to invite people.",
            "{name} refused {n} requests of {inviter} to invite people.",
            total,
            name=blocks.name(parcel.by),
            inviter=blocks.name(parcel.rows[0].invitation.inviter),
        )
        if parcel.passed_on
        else words.many(
            "{name} refused {n} request of yours to invite people.",
            "{name} refused {n} requests of yours to invite people.",
            total,
            name=blocks.name(parcel.by),
        )
    )
    why = blocks.section(blocks.plain(requests.given(parcel.told(Decision).reason, words)))
    return _told(f"👎 {said}", parcel, [why], words)


def lapsed(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """To who asked."""
    total = len(parcel.rows)
    if parcel.passed_on:
        said = words.many(
            "{n} request of {inviter} to invite people has lapsed: no admin decided in time.",
            "{n} requests of {inviter} to invite people have lapsed: no admin decided in time.",
            total,
            inviter=blocks.name(parcel.rows[0].invitation.inviter),
        )
        return _told(f"⌛ {said}", parcel, [], words)
    said = words.many(
        "{n} request of yours to invite people has lapsed: no admin decided in time.",
        "{n} requests of yours to invite people have lapsed: no admin decided in time.",
        total,
    )
    return _told(f"⌛ {said}", parcel, [blocks.context(requests.again(words))], words)


def _told(said: str, parcel: Parcel, more: Sequence[Json], words: Words) -> Json:
    """With the addresses, as many as there is room for."""
    lines: list[str] = []
    free = ROOM - weight([blocks.section(said), *more])
    for row in parcel.rows:
        line = f"• {rows.who(row.invitation)}"
        free -= len(line) + 1
        if free < BLOCK * 5:
            break
        lines.append(line)
    left = len(parcel.rows) - len(lines)
    rest = [blocks.context(words.many("… and {n} more", "… and {n} more", left))] if left else []
    listed = paragraphs(lines, blocks.mrkdwn)
    return {"text": said, "blocks": [blocks.section(said), *listed, *rest, *more]}


DRAWN: Mapping[str, Callable[[Parcel, Words, datetime], Json]] = {
    OutboxKind.REQUEST: asked,
    OutboxKind.APPROVED: approved,
    OutboxKind.REFUSED: refused,
    OutboxKind.LAPSED: lapsed,
}


def modal(words: Words, waiting: int, metadata: Metadata) -> Json:
    """Ask for the reason of a refusal of all."""
    said = words.many("Refuse {n} request?", "Refuse all {n} requests?", waiting)
    return requests.refusal(ids.REFUSAL_ALL, words("Refuse requests"), said, words, metadata)


def kept_back(done: DecidedAll, words: Words, zone: str) -> str:
    """Why some still wait after an approval of all; plain text."""
    invited = words.many("{n} person is invited.", "{n} people are invited.", done.decided)
    waiting = words.many("{n} request still waits.", "{n} requests still wait.", done.left)
    why = (
        wording.refusal(done.over, words, zone)
        if done.over
        else words("The reason stands beside each, or appears when you press Approve there.")
    )
    return " ".join([*([invited] if done.decided else []), waiting, why])

"""Messages that list invitations: what is over, what ends soon, what the admins are to see."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import chain

from bot import error_words
from bot.error_words import Cause
from bot.i18n import Words
from bot.slack.views import blocks, room, rows
from bot.slack.views.blocks import Json
from commands.delivery.parcels.parcel import Listed, Parcel
from commands.invitations.describe import Invitation
from commands.invitations.digest import MOST_ROWS
from storage.outbox_details import Digest
from storage.vocabulary import OutboxKind, ShownFor


def expired(parcel: Parcel, words: Words, now: datetime) -> Json:
    """To the inviter; resending what is over makes a new invitation of the same content."""
    said = (
        words.many(
            "{n} invitation by {inviter} expired without an answer.",
            "{n} invitations by {inviter} expired without an answer.",
            len(parcel.rows),
            inviter=_inviter(parcel),
        )
        if parcel.passed_on
        else words.many(
            "{n} invitation of yours expired without an answer.",
            "{n} invitations of yours expired without an answer.",
            len(parcel.rows),
        )
    )
    total, may = len(parcel.rows), _may_invite(parcel)
    drawn = [
        [_over(row.invitation, _two_lines(row, words, now), words, may=may)]
        for row in parcel.rows[:MOST_ROWS]
    ]
    hint: list[Json] = []
    if not may and any(rows.takes_mail(row.invitation) for row in parcel.rows):
        again = words.many("You can ask for it again.", "You can ask for them again.", total)
        hint = [blocks.context(again)]
    return _message(f"⌛ {said}", drawn, total, parcel, words, after=hint)


def _inviter(parcel: Parcel) -> str:
    """Whose all the rows are."""
    return blocks.name(parcel.rows[0].invitation.inviter)


def _may_invite(parcel: Parcel) -> bool:
    """Who asked for an invitation is its inviter, and may do less with it."""
    return parcel.recipient is None or parcel.recipient.may_invite


def _over(about: Invitation, lines: str, words: Words, *, may: bool) -> Json:
    if not rows.takes_mail(about):
        return blocks.section(f"{lines}\n{rows.mail(about, words)}")
    return blocks.section(lines, rows.resend(about, words("Invite again")) if may else None)


def ending(parcel: Parcel, words: Words, now: datetime) -> Json:
    """To the inviter, two days before the end."""
    said = (
        words.many(
            "{n} invitation by {inviter} ends soon and has no answer yet.",
            "{n} invitations by {inviter} end soon and have no answer yet.",
            len(parcel.rows),
            inviter=_inviter(parcel),
        )
        if parcel.passed_on
        else words.many(
            "{n} invitation of yours ends soon and has no answer yet.",
            "{n} invitations of yours end soon and have no answer yet.",
            len(parcel.rows),
        )
    )
    total, may = len(parcel.rows), _may_invite(parcel)
    drawn = [_ends_soon(row, parcel, words, now) for row in parcel.rows[:MOST_ROWS]]
    hint: list[Json] = []
    if not may and not all(rows.done(row, words, parcel.zone) for row in parcel.rows):
        who = words.many(
            "An admin can send it again, or extend it.",
            "An admin can send them again, or extend them.",
            total,
        )
        hint = [blocks.context(who)]
    return _message(f"⏳ {said}", drawn, total, parcel, words, after=hint)


def _ends_soon(row: Listed, parcel: Parcel, words: Words, now: datetime) -> list[Json]:
    about = row.invitation
    done = rows.done(row, words, parcel.zone)
    last = f"✓ {done}" if done else _until(about, words, parcel.zone)
    shown = blocks.section(f"{_two_lines(row, words, now)}\n{last}")
    if done or not _may_invite(parcel):
        return [shown]
    resend = [rows.resend(about, words("Resend"))] if rows.takes_mail(about) else []
    buttons = [*resend, rows.extend(about, words)]
    return [shown, blocks.actions(*buttons, block_id=rows.block_id(about))]


def _until(about: Invitation, words: Words, zone: str) -> str:
    facts = [] if rows.takes_mail(about) else [rows.mail(about, words)]
    return " · ".join([*facts, rows.ends(about, words, zone)])


def digest(parcel: Parcel, words: Words, now: datetime) -> Json:
    """To each admin: all that is pending, or what is new to see."""
    told = parcel.told(Digest)
    total = told.total
    if told.full:
        said = words.many("{n} pending invitation", "{n} pending invitations", total)
    else:
        said = words.many(
            "{n} pending invitation needs a look", "{n} pending invitations need a look", total
        )
    drawn = [[_watched(row, parcel, words, now)] for row in parcel.rows[:MOST_ROWS]]
    before = _detour(parcel, words)
    return _message(f"📬 {said}", drawn, total, parcel, words, before=before)


def _detour(parcel: Parcel, words: Words) -> list[Json]:
    """Why it did not go to the channel that the settings name, and what mends it."""
    told = parcel.told(Digest)
    if not told.meant_for:
        return []
    said = _why_not_there(told, words)
    return [blocks.context(f"⚠️ {said}")]


def _why_not_there(told: Digest, words: Words) -> str:
    channel = blocks.channel(told.meant_for)
    match error_words.cause(told.said.removeprefix("Slack: ")):
        case Cause.ARCHIVED:
            return words(
                "The channel for these reminders is archived, so they come to you. "
                "Please choose another one in the settings on Usher's Home."
            )
        case Cause.NOT_IN | Cause.UNSEEN | Cause.NO_SCOPE | Cause.NO_ACCESS:
            return words(
                "Usher can't post in {channel}, where these reminders should go, so they come to "
                "you. Please invite Usher to that channel, or choose another place in the settings "
                "on Usher's Home.",
                channel=channel,
            )
        case Cause.READ_ONLY:
            return words(
                "Not everybody may post in {channel}, where these reminders should go, so they "
                "come to you. Please let Usher post there (the channel's Settings tab › Posting "
                "permissions), or choose another place in the settings on Usher's Home.",
                channel=channel,
            )
        case _:
            return words(
                "Slack did not take these reminders for {channel}, so they come to you. If that "
                "goes on, please choose another place in the settings on Usher's Home.",
                channel=channel,
            )


def _watched(row: Listed, parcel: Parcel, words: Words, now: datetime) -> Json:
    about = row.invitation
    if done := rows.done(row, words, parcel.zone):
        return blocks.section(
            f"{_two_lines(row, words, now)}\n✓ {done}", block_id=rows.block_id(about)
        )
    facts = [rows.mail(about, words), rows.ends(about, words, parcel.zone)]
    lines = [_two_lines(row, words, now), " · ".join(facts)]
    if whys := _whys(row, words):
        lines.append(f"→ {whys}")
    return blocks.section("\n".join(lines), rows.menu(about, words), rows.block_id(about))


def _whys(row: Listed, words: Words) -> str:
    texts = {
        ShownFor.LEFT: words("who invited them is not here any more"),
        ShownFor.FAILED: words("the mail did not arrive"),
        ShownFor.ENDING: words("ends within two days"),
        ShownFor.WAITING: words("no answer for two days or more"),
    }
    return ", ".join(text for why, text in texts.items() if why in row.why)


def _two_lines(row: Listed, words: Words, now: datetime) -> str:
    return f"{rows.title(row.invitation)}\n{rows.provenance(row.invitation, words, now)}"


def _message(
    said: str,
    drawn: Sequence[Sequence[Json]],
    total: int,
    parcel: Parcel,
    words: Words,
    *,
    before: Sequence[Json] = (),
    after: Sequence[Json] = (),
) -> Json:
    """As many rows of all that there are (`total`) as there is room for."""
    head = [blocks.section(f"*{said}*"), *before]
    beside = [*head, *after, *room.more(total, words), *rows.passed_on(parcel, words)]
    shown = room.first(drawn, beside)
    left = max(total - MOST_ROWS, 0) + len(drawn) - len(shown)
    return {"text": said, "blocks": [*head, *chain(*shown), *after, *room.more(left, words)]}


DRAWN: dict[str, Callable[[Parcel, Words, datetime], Json]] = {
    OutboxKind.EXPIRED: expired,
    OutboxKind.ENDING: ending,
    OutboxKind.DIGEST: digest,
}

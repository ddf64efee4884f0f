"""The modals about one invitation; its id is their private_metadata."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot import wording
from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import arrival, rows
from bot.slack.views import blocks as b
from bot.slack.views.blocks import Json
from bot.slack.views.paragraphs import paragraphs
from commands.overview import Happened, Invitation

MOST_TYPED = 320
"""Characters of an address, with a name beside it."""


def revoke(about: Invitation, words: Words, metadata: str) -> Json:
    """A menu can't ask before one of its options, so that a modal does."""
    shown = b.line(about.address, 320)
    if about.state == "requested":
        said = words("The admins will no longer be asked to invite {address}.", address=shown)
    else:
        said = words("The link in the mail to {address} will stop working.", address=shown)
    again = words("You can invite this address again at any time.")
    return b.modal(
        ids.REVOKE_MODAL,
        words("Revoke invitation"),
        [b.section(b.plain(said)), b.context(b.plain(again))],
        submit=words("Revoke"),
        close=words("Keep it"),
        metadata=metadata,
    )


def more(
    about: Invitation,
    told: Sequence[Happened],
    words: Words,
    zone: str,
    now: datetime,
    metadata: str,
) -> Json:
    """All there is to know of it, and what stands in no menu."""
    return b.modal(
        ids.MORE_MODAL,
        words("Invitation"),
        [
            b.header(b.line(about.address, 150)),
            *paragraphs(_facts(about, words, zone, now)),
            *paragraphs(arrival.waiting(about, words), b.mrkdwn),
            *_deeds(about, words),
            b.divider(),
            b.section(f"*{words('What happened')}*"),
            *paragraphs(_told(each, words, zone) for each in told),
        ],
        close=words("Close"),
        metadata=metadata,
    )


def _told(each: Happened, words: Words, zone: str) -> str:
    """The zone stands in the facts above."""
    when = f"{words.day(each.at, zone)}, {words.time(each.at, zone)}"
    return f"{when}: {wording.happened(each, words)}"


def _deeds(about: Invitation, words: Words) -> Iterator[Json]:
    """The link and the address are of use while it is open."""
    if about.state == "pending":
        yield b.actions(
            b.button(words("Copy the link"), ids.LINK, about.id),
            rows.correct(about, words),
        )
    if not rows.takes_mail(about):
        asked = words("Do this only if the person asked for it: they wanted no more mails.")
        ask = b.confirm(words("Allow mails again?"), asked, words("Allow"), words("Keep it"))
        yield b.actions(b.button(words("Allow mails again"), ids.LIFT, about.id, confirm=ask))


def _facts(about: Invitation, words: Words, zone: str, now: datetime) -> Iterator[str]:
    if about.name:
        yield words("Name: {name}", name=b.line(about.name))
    yield words("State: {state}", state=wording.state(about, words))
    yield words("Inviter: {inviter}", inviter=_inviter(about))
    if about.workgroup:
        yield words("Workgroup: {workgroup}", workgroup=b.line(about.workgroup))
    if gone := rows.archived_plain(about, words):
        yield rows.sentence(gone)
    if about.personal:
        yield words("With a personal workgroup")
    began = words.moment(about.created_at, zone)
    if wording.only_asked(about):
        yield words("Requested: {when}", when=began)
    else:
        yield words("Invited: {when}", when=began)
    if about.closed_at:
        yield words("Closed: {when}", when=words.moment(about.closed_at, zone))
    else:
        yield words("Ends: {when}", when=words.moment(about.expires_at, zone))
    if reminder := rows.reminder(about, words, zone, now):
        yield rows.sentence(reminder)
    if fate := wording.mail(about, words):
        yield rows.sentence(b.line(fate, 500))


def _inviter(about: Invitation) -> str:
    email = f" ({b.line(about.inviter_email, 254)})" if about.inviter_email else ""
    return f"{b.line(about.inviter)}{email}"


def link(about: Invitation, address: str, words: Words) -> Json:
    """The link stands alone, so that all of it is easily taken."""
    whose = words(
        "Whoever opens this link can answer as {address}: give it to nobody else.",
        address=b.line(about.address, 320),
    )
    kept = words("The invitation's history says that you were shown it.")
    return b.modal(
        ids.LINK_MODAL,
        words("Link"),
        [b.section(b.plain(whose)), b.section(b.plain(address)), b.context(b.plain(kept))],
        close=words("Close"),
        metadata=about.id,
    )


def correct(about: Invitation, words: Words, metadata: str) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "max_length": MOST_TYPED,
        "focus_on_load": True,
        "initial_value": b.clip(about.address, MOST_TYPED),
    }
    hint = words(
        "The link in the mail to the wrong address stops working, and the right one is invited "
        "with the same content."
    )
    return b.modal(
        ids.CORRECT_MODAL,
        words("Correct the address"),
        [b.field(ids.EMAILS, words("Email"), element, hint=hint)],
        submit=words("Correct"),
        close=words("Cancel"),
        metadata=metadata,
    )

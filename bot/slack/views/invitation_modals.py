"""The modals about one invitation."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot import wording
from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks, progress, rows
from bot.slack.views.blocks import Json
from bot.slack.views.metadata import Metadata
from bot.slack.views.paragraphs import paragraphs
from commands.invitations.describe import AuditEntry, Invitation

MOST_TYPED = 320
"""Characters of an address, with a name beside it."""


def revoke(about: Invitation, words: Words, metadata: Metadata) -> Json:
    """A menu can't ask before one of its options, so that a modal does."""
    shown = blocks.line(about.address, 320)
    if about.state == "requested":
        said = words("The admins will no longer be asked to invite {address}.", address=shown)
    else:
        said = words("The link in the mail to {address} will stop working.", address=shown)
    again = words("You can invite this address again at any time.")
    return blocks.modal(
        ids.REVOKE_MODAL,
        words("Revoke invitation"),
        [blocks.section(blocks.plain(said)), blocks.context(blocks.plain(again))],
        submit=words("Revoke"),
        close=words("Keep it"),
        metadata=metadata,
    )


def more(
    about: Invitation,
    told: Sequence[AuditEntry],
    words: Words,
    zone: str,
    now: datetime,
    metadata: Metadata,
) -> Json:
    """All there is to know of it, and what stands in no menu."""
    return blocks.modal(
        ids.MORE_MODAL,
        words("Invitation"),
        [
            blocks.header(blocks.line(about.address, 150)),
            *paragraphs(_facts(about, words, zone, now)),
            *paragraphs(progress.waiting(about, words), blocks.mrkdwn),
            *_ways(about, words),
            blocks.divider(),
            blocks.section(f"*{words('What happened')}*"),
            *paragraphs(_told(each, words, zone) for each in told),
        ],
        close=words("Close"),
        metadata=metadata,
    )


def _told(each: AuditEntry, words: Words, zone: str) -> str:
    """The zone stands in the facts above."""
    when = f"{words.day(each.at, zone)}, {words.time(each.at, zone)}"
    return f"{when}: {wording.audit_entry(each, words)}"


def _ways(about: Invitation, words: Words) -> Iterator[Json]:
    """The link and the address are of use while it is open."""
    if about.state == "pending":
        yield blocks.actions(
            blocks.button(words("Copy the link"), ids.INVITATION_LINK, about.id),
            rows.correct(about, words),
        )
    if not rows.takes_mail(about):
        asked = words(
            "Do this only if the person asked for it: they wanted no more mails. It covers "
            "every spelling of this mailbox, such as {example}.",
            example="ada+usher@example.com",
        )
        ask = blocks.confirm(words("Allow mails again?"), asked, words("Allow"), words("Keep it"))
        yield blocks.actions(
            blocks.button(words("Allow mails again"), ids.UNSUPPRESS, about.id, confirm=ask)
        )


def _facts(about: Invitation, words: Words, zone: str, now: datetime) -> Iterator[str]:
    if about.name:
        yield words("Name: {name}", name=blocks.line(about.name))
    yield words("State: {state}", state=wording.state(about, words))
    yield words("Inviter: {inviter}", inviter=_inviter(about))
    if about.workgroup:
        yield words("Workgroup: {workgroup}", workgroup=blocks.line(about.workgroup))
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
    if result := wording.mail(about, words):
        yield rows.sentence(blocks.line(result, 500))


def _inviter(about: Invitation) -> str:
    email = f" ({blocks.line(about.inviter_email, 254)})" if about.inviter_email else ""
    return f"{blocks.line(about.inviter)}{email}"


def link(about: Invitation, address: str, words: Words) -> Json:
    """The link stands alone, so that all of it is easily taken."""
    whose = words(
        "Whoever opens this link can answer as {address}: give it to nobody else.",
        address=blocks.line(about.address, 320),
    )
    kept = words("The invitation's history says that you were shown it.")
    return blocks.modal(
        ids.INVITATION_LINK_MODAL,
        words("Link"),
        [
            blocks.section(blocks.plain(whose)),
            blocks.section(blocks.plain(address)),
            blocks.context(blocks.plain(kept)),
        ],
        close=words("Close"),
        metadata=Metadata(about.id),
    )


def correct(about: Invitation, words: Words, metadata: Metadata) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "max_length": MOST_TYPED,
        "focus_on_load": True,
        "initial_value": about.address,
    }
    hint = words(
        "The link in the mail to the wrong address stops working, and the right one is invited "
        "with the same content."
    )
    return blocks.modal(
        ids.CORRECT_MODAL,
        words("Correct the address"),
        [blocks.field(ids.EMAILS, words("Email"), element, hint=hint)],
        submit=words("Correct"),
        close=words("Cancel"),
        metadata=metadata,
    )

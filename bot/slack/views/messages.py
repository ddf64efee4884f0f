"""The messages that Usher writes on its own, in the recipient's language."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.i18n import Words
from bot.slack.views import (
    additions,
    blocks,
    channel_links,
    installation,
    list_messages,
    no_file,
    progress,
    put_off,
    request_lists,
    requests,
    room,
    rows,
    webhook_deliveries,
)
from bot.slack.views.blocks import Json
from bot.slack.views.paragraphs import paragraphs
from bot.wording import mail_problems
from commands.delivery.parcels.parcel import Listed, Parcel
from commands.invitations.describe import Invitation
from storage.audit_details import ServerSaid
from storage.outbox_details import WorkgroupGone
from storage.vocabulary import OutboxKind


def draw(parcel: Parcel, words: Words, now: datetime) -> Json:
    """The `text` and `blocks` of a message; the text is what a notification shows."""
    if about := parcel.invitation:
        said, more = ABOUT_ONE[parcel.kind](about, parcel, words)
        drawn: Json = {"text": said, "blocks": [blocks.section(said), *more]}
    else:
        drawn = OTHERS[parcel.kind](parcel, words, now)
    whole = [*drawn["blocks"], *rows.passed_on(parcel, words)]
    return room.fit({**drawn, "blocks": whole}, words)


Drawn = tuple[str, Sequence[Json]]


def accepted(about: Invitation, parcel: Parcel, words: Words) -> Drawn:
    said = (
        words(
            "{who} accepted the invitation of {inviter} and is now in {workspace}.",
            who=rows.who(about),
            inviter=blocks.name(about.inviter),
            workspace=blocks.name(about.workspace),
        )
        if parcel.passed_on
        else words(
            "{who} accepted your invitation and is now in {workspace}.",
            who=rows.who(about),
            workspace=blocks.name(about.workspace),
        )
    )
    where = []
    if about.workgroup:
        where.append(words("Workgroup: {workgroup}", workgroup=blocks.name(about.workgroup)))
    if gone := parcel.told(WorkgroupGone).gone:
        where.append(
            words("The workgroup {workgroup} no longer exists.", workgroup=blocks.name(gone))
        )
    if about.personal:
        where.append(words("With a personal workgroup"))
    steps = paragraphs(progress.lines(about, words), blocks.mrkdwn)
    return f"✅ {said}", [*steps, *([blocks.context(" · ".join(where))] if where else [])]


def declined(about: Invitation, parcel: Parcel, words: Words) -> Drawn:
    said = (
        words(
            "{who} declined the invitation of {inviter} to {workspace}.",
            who=rows.who(about),
            inviter=blocks.name(about.inviter),
            workspace=blocks.name(about.workspace),
        )
        if parcel.passed_on
        else words(
            "{who} declined your invitation to {workspace}.",
            who=rows.who(about),
            workspace=blocks.name(about.workspace),
        )
    )
    until = words.day(about.expires_at, parcel.zone)
    hint = words("The link in their mail lets them change their mind until {until}.", until=until)
    return f"✋ {said}", [blocks.context(hint)] if about.undoable else []


def stopped(about: Invitation, parcel: Parcel, words: Words) -> Drawn:
    said = words(
        "{who} asked not to be mailed by {workspace} any more.",
        who=rows.who(about),
        workspace=blocks.name(about.workspace),
    )
    hint = words("No reminder goes to them, and nobody can send them another invitation.")
    if about.state == "pending":
        until = words.day(about.expires_at, parcel.zone)
        hint += " " + words(
            "The mail that they have can still be answered until {until}.", until=until
        )
    return f"🔕 {said}", [blocks.context(hint)]


def failed(about: Invitation, parcel: Parcel, words: Words) -> Drawn:
    """With the server's words, which are data; a resend has taken them from the invitation."""
    said = words("The mail to {who} could not be delivered.", who=rows.who(about))
    server = parcel.told(ServerSaid).said or about.mail_error or "–"
    reason = mail_problems.sentence(server, words)
    done = rows.done(Listed(about, frozenset(), parcel.decision, parcel.by), words, parcel.zone)
    to = parcel.recipient
    ways = _ways_on if to is None or to.may_invite else _way_back
    more = [blocks.context(f"✓ {done}")] if done else ways(about, words)
    return f"⚠️ {said}", [blocks.section(blocks.plain(reason)), *more]


def _way_back(about: Invitation, words: Words) -> list[Json]:
    """For who asked for it, and may not invite."""
    if rows.takes_mail(about):
        advice = words(
            "If the address is wrong, revoke this invitation and ask again with the right one. If "
            "it is right, an admin can send the mail again."
        )
    else:
        advice = words(
            "The address asked not to be mailed any more. If it is wrong, revoke this invitation "
            "and ask again with the right one."
        )
    return [blocks.section(advice), blocks.actions(rows.revoke(about, words))]


def _ways_on(about: Invitation, words: Words) -> list[Json]:
    """Advice, and the buttons for it."""
    buttons = [rows.correct(about, words), rows.revoke(about, words)]
    if rows.takes_mail(about):
        buttons.insert(0, rows.resend(about, words("Resend")))
        advice = words(
            "If the address is right, resend it later. If it is wrong, correct it: this "
            "invitation is revoked, and the right address invited."
        )
    else:
        advice = words(
            "The address asked not to be mailed any more. If it is wrong, correct it: this "
            "invitation is revoked, and the right address invited."
        )
    return [blocks.section(advice), blocks.actions(*buttons)]


def group_gone(about: Invitation, _parcel: Parcel, words: Words) -> Drawn:
    said = words(
        "{who}, whom {inviter} invited, is now in {workspace}, but the workgroup of the "
        "invitation no longer exists.",
        who=rows.who(about),
        inviter=blocks.name(about.inviter),
        workspace=blocks.name(about.workspace),
    )
    return f"ℹ️ {said}", [blocks.context(words("If they need another workgroup, please add them."))]


ABOUT_ONE: dict[str, Callable[[Invitation, Parcel, Words], Drawn]] = {
    OutboxKind.ACCEPTED: accepted,
    OutboxKind.DECLINED: declined,
    OutboxKind.UNSUBSCRIBED: stopped,
    OutboxKind.MAIL_FAILED: failed,
    OutboxKind.GROUP_GONE: group_gone,
    **requests.ABOUT_ONE,
}
OTHERS: dict[str, Callable[[Parcel, Words, datetime], Json]] = {
    **list_messages.DRAWN,
    **request_lists.DRAWN,
    **additions.DRAWN,
    OutboxKind.NO_FILE: no_file.draw,
    OutboxKind.ENDPOINT_PAUSED: webhook_deliveries.paused,
    OutboxKind.LINK_PROBLEM: channel_links.with_problem,
    OutboxKind.MAILS_PUT_OFF: put_off.put_off,
    OutboxKind.MAILS_LEAVE: put_off.leave,
    OutboxKind.SCOPES_MISSING: installation.missing,
    OutboxKind.EVENTS_SILENT: installation.silent,
}

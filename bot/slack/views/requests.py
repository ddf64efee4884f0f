"""Requests: what admins are asked, and what who asked is told."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.i18n import Words
from bot.slack import ids
from bot.slack.shapes import View
from bot.slack.views import blocks, rows
from bot.slack.views.blocks import Json
from bot.slack.views.metadata import Metadata
from commands.delivery.parcels.parcel import Parcel
from commands.invitations.approve import MAX_REASON
from commands.invitations.describe import Invitation
from storage.outbox_details import Decision
from storage.vocabulary import OutboxKind

Drawn = tuple[str, Sequence[Json]]


def request(about: Invitation, parcel: Parcel, words: Words) -> Drawn:
    """To each admin: who asks for whom, until somebody has decided."""
    said = words(
        "{inviter} asks to invite {who} to {workspace}.",
        inviter=_who_asks(about),
        who=rows.who(about),
        workspace=blocks.name(about.workspace),
    )
    return f"🙋 {said}", [*_wishes(about, words), _end(about, parcel, words)]


def _who_asks(about: Invitation) -> str:
    return (
        blocks.mention(about.inviter_slack) if about.inviter_slack else blocks.name(about.inviter)
    )


def _wishes(about: Invitation, words: Words) -> Iterator[Json]:
    """What the invitation would be."""
    facts = []
    if about.workgroup:
        facts.append(words("Workgroup: {workgroup}", workgroup=blocks.name(about.workgroup)))
    if gone := rows.archived(about, words):
        facts.append(rows.sentence(gone))
    if about.personal:
        facts.append(words("With a personal workgroup"))
    if facts:
        yield blocks.context(" · ".join(facts))
    if about.note:
        yield blocks.section(blocks.plain(words("Note: {note}", note=about.note)))


def _end(about: Invitation, parcel: Parcel, words: Words) -> Json:
    if parcel.decision:
        return blocks.context(f"✓ {decision(about, parcel, words)}")
    return buttons(about, words)


def decision(about: Invitation, parcel: Parcel, words: Words) -> str:
    """What became of a request, and through whom."""
    by = blocks.name(parcel.by) if parcel.by else "–"
    match parcel.decision:
        case "approved":
            return words("Approved by {name}", name=by)
        case "refused":
            return words("Refused by {name}", name=by)
        case "revoked" if parcel.by == about.inviter:
            return words("Withdrawn by {name}", name=by)
        case "revoked":
            return words("Revoked by {name}", name=by)
        case _:
            return words("Lapsed: nobody decided in time")


def buttons(about: Invitation, words: Words) -> Json:
    """What an admin may decide."""
    return blocks.actions(
        blocks.button(words("Approve"), ids.APPROVE, about.id, style="primary"),
        blocks.button(words("Refuse"), ids.REFUSE, about.id),
    )


def withdraw(about: Invitation, words: Words) -> Json:
    """For who asked."""
    question = blocks.confirm(
        words("Withdraw this request?"),
        words(
            "Nobody has decided on {address} yet. You can ask again later.", address=about.address
        ),
        words("Withdraw"),
        words("Keep it"),
        "danger",
    )
    return blocks.button(words("Withdraw"), ids.REVOKE, about.id, style="danger", confirm=question)


def approved(about: Invitation, parcel: Parcel, words: Words) -> Drawn:
    said = (
        words(
            "{name} approved the request of {inviter}: {who} is invited to {workspace}.",
            name=blocks.name(parcel.by),
            inviter=blocks.name(about.inviter),
            who=rows.who(about),
            workspace=blocks.name(about.workspace),
        )
        if parcel.passed_on
        else words(
            "{name} approved your request: {who} is invited to {workspace}.",
            name=blocks.name(parcel.by),
            who=rows.who(about),
            workspace=blocks.name(about.workspace),
        )
    )
    gone = rows.archived(about, words)
    lost = [blocks.section(f"⚠️ {rows.sentence(gone)}")] if gone else []
    return f"👍 {said}", [*lost, blocks.context(words("You will hear of it when they answer."))]


def refused(about: Invitation, parcel: Parcel, words: Words) -> Drawn:
    said = (
        words(
            "{name} refused the request of {inviter} to invite {who}.",
            name=blocks.name(parcel.by),
            inviter=blocks.name(about.inviter),
            who=rows.who(about),
        )
        if parcel.passed_on
        else words(
            "{name} refused your request to invite {who}.",
            name=blocks.name(parcel.by),
            who=rows.who(about),
        )
    )
    reason = parcel.told(Decision).reason
    given = (
        words("The reason: {reason}", reason=reason) if reason else words("No reason was given.")
    )
    return f"👎 {said}", [blocks.section(blocks.plain(given))]


def lapsed(about: Invitation, parcel: Parcel, words: Words) -> Drawn:
    if parcel.passed_on:
        said = words(
            "The request of {inviter} to invite {who} has lapsed: no admin decided in time.",
            inviter=blocks.name(about.inviter),
            who=rows.who(about),
        )
        return f"⌛ {said}", []
    said = words(
        "Your request to invite {who} has lapsed: no admin decided in time.", who=rows.who(about)
    )
    return f"⌛ {said}", [
        blocks.context(words("You can ask again, and tell an admin that you did."))
    ]


ABOUT_ONE: Mapping[str, Callable[[Invitation, Parcel, Words], Drawn]] = {
    OutboxKind.REQUEST: request,
    OutboxKind.APPROVED: approved,
    OutboxKind.REFUSED: refused,
    OutboxKind.LAPSED: lapsed,
}


def modal(words: Words, address: str, metadata: Metadata) -> Json:
    """Ask for the reason of a refusal."""
    element = {"type": "plain_text_input", "multiline": True, "max_length": MAX_REASON}
    hint = words("The person who asked will read it.")
    said = words("Refuse the invitation of {address}?", address=blocks.line(address, 320))
    return blocks.modal(
        ids.REFUSAL,
        words("Refuse a request"),
        [
            blocks.section(blocks.plain(said)),
            blocks.field(ids.REASON, words("Reason"), element, optional=True, hint=hint),
        ],
        submit=words("Refuse"),
        close=words("Cancel"),
        metadata=metadata,
    )


def reason(view: View) -> str:
    """What was filled in."""
    return view.state.text(ids.REASON)

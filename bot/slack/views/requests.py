"""Requests: what admins are asked, and what who asked is told."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from bot import wording
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

LEADS = 1000
"""Characters on where a workgroup leads."""


def request(about: Invitation, parcel: Parcel, words: Words) -> Drawn:
    """To each admin: who asks for whom, until somebody has decided."""
    said = words(
        "{inviter} asks to invite {who} to {workspace}.",
        inviter=who_asks(about),
        who=rows.who(about),
        workspace=blocks.name(about.workspace),
    )
    standing = known(about, words, parcel.zone)
    more = [blocks.context(f"⚠️ {rows.sentence(standing)}")] if standing else []
    return f"🙋 {said}", [*wishes(about, words), *more, _end(about, parcel, words)]


def who_asks(about: Invitation) -> str:
    return (
        blocks.mention(about.inviter_slack) if about.inviter_slack else blocks.name(about.inviter)
    )


def wishes(about: Invitation, words: Words) -> Iterator[Json]:
    """What the invitation would be."""
    facts = []
    if about.workgroup:
        facts.append(words("Workgroup: {workgroup}", workgroup=blocks.name(about.workgroup)))
    if about.leads_into:
        facts.append(blocks.name(wording.leads_into(about.leads_into, words), LEADS))
    if gone := rows.archived(about, words):
        facts.append(rows.sentence(gone))
    if about.personal:
        facts.append(words("With a personal workgroup"))
    if facts:
        yield blocks.context(" · ".join(facts))
    if about.note:
        yield blocks.section(blocks.plain(words("Note: {note}", note=about.note)))


def known(about: Invitation, words: Words, zone: str) -> str:
    """What stands in the way of a request, in mrkdwn; empty where nothing does."""
    return blocks.name(wording.known(about.known, words, zone), 250) if about.known else ""


def _end(about: Invitation, parcel: Parcel, words: Words) -> Json:
    if parcel.decision:
        return blocks.context(f"✓ {became(parcel.decision, parcel.by, about, words)}")
    return buttons(about, words)


def became(verb: str, who: str, about: Invitation, words: Words) -> str:
    """What became of a request, and through whom."""
    by = blocks.name(who) if who else "–"
    match verb:
        case "approved":
            return words("Approved by {name}", name=by)
        case "refused":
            return words("Refused by {name}", name=by)
        case "revoked" if who == about.inviter:
            return words("Withdrawn by {name}", name=by)
        case "revoked":
            return words("Revoked by {name}", name=by)
        case _:
            return words("Lapsed: nobody decided in time")


def buttons(about: Invitation, words: Words) -> Json:
    """What an admin may decide; nobody is offered to invite whom that would not reach."""
    approve = blocks.button(words("Approve"), ids.APPROVE, about.id, style="primary")
    refuse = blocks.button(words("Refuse"), ids.REFUSE, about.id)
    return blocks.actions(*([] if about.known else [approve]), refuse)


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
    why = given(parcel.told(Decision).reason, words)
    return f"👎 {said}", [blocks.section(blocks.plain(why))]


def given(reason: str, words: Words) -> str:
    """Why an admin refused; as the admin typed it."""
    return words("The reason: {reason}", reason=reason) if reason else words("No reason was given.")


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
    return f"⌛ {said}", [blocks.context(again(words))]


def again(words: Words) -> str:
    """What can be done about a request that lapsed."""
    return words("You can ask again, and tell an admin that you did.")


ABOUT_ONE: Mapping[str, Callable[[Invitation, Parcel, Words], Drawn]] = {
    OutboxKind.REQUEST: request,
    OutboxKind.APPROVED: approved,
    OutboxKind.REFUSED: refused,
    OutboxKind.LAPSED: lapsed,
}


def modal(words: Words, address: str, metadata: Metadata) -> Json:
    """Ask for the reason of a refusal."""
    said = words("Refuse the invitation of {address}?", address=blocks.line(address, 320))
    return refusal(ids.REFUSAL, words("Refuse a request"), said, words, metadata)


def refusal(callback_id: str, title: str, said: str, words: Words, metadata: Metadata) -> Json:
    element = {"type": "plain_text_input", "multiline": True, "max_length": MAX_REASON}
    hint = words("The person who asked will read it.")
    return blocks.modal(
        callback_id,
        title,
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

"""Members whom a lead wants in a linked workgroup: what admins are asked, what the lead is told."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from bot import wording
from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks, notice
from bot.slack.views.blocks import Json
from bot.wording.lists import listed
from commands.delivery.parcels.parcel import Parcel
from commands.workgroups.additions import Addition, Asked, AskedFor
from storage.vocabulary import AdditionState, OutboxKind

ROOM = 2000
"""Characters of the members."""


def question(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """To each admin, about all of one form, until somebody has decided."""
    about = parcel.addition
    if about is None:
        return _gone(words)
    asker = blocks.mention(about.asker_slack) if about.asker_slack else blocks.name(about.asker)
    said = words.many(
        "{who} asks to add {n} member to the workgroup {workgroup}.",
        "{who} asks to add {n} members to the workgroup {workgroup}.",
        len(about.members),
        who=asker,
        workgroup=blocks.name(about.workgroup),
    )
    return _message(f"🙋 {said}", *_facts(about, words), _end(about, words))


def _facts(about: Addition, words: Words) -> Iterator[Json]:
    yield from _members(about, words)
    if about.leads_into:
        yield blocks.context(blocks.plain(wording.leads_into(about.leads_into, words)))


def _members(about: Addition, words: Words) -> Iterator[Json]:
    if about.members:
        yield blocks.section(listed([_member(each) for each in about.members], words, ROOM))


def _member(each: AskedFor) -> str:
    """By the account and the address: a name may be chosen to look like somebody else's."""
    who = blocks.mention(each.slack) if each.slack else blocks.name(each.name)
    return f"{who} ({blocks.address(each.email)})" if each.email else who


def _end(about: Addition, words: Words) -> Json:
    by = blocks.name(about.by) if about.by else "–"
    match about.state:
        case AdditionState.REQUESTED:
            return blocks.actions(
                blocks.button(words("Approve"), ids.APPROVE_ADDITION, about.id, style="primary"),
                blocks.button(words("Refuse"), ids.REFUSE_ADDITION, about.id),
            )
        case AdditionState.APPROVED:
            said = words("Approved by {name}", name=by)
        case AdditionState.REFUSED:
            said = words("Refused by {name}", name=by)
        case _:
            said = words("Lapsed: there is nothing to decide any more")
    return blocks.context(f"✓ {said}")


def decided(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """To who asked."""
    about = parcel.addition
    if about is None:
        return _gone(words)
    by, group = blocks.name(about.by), blocks.name(about.workgroup)
    who = _members(about, words)
    match about.state:
        case AdditionState.APPROVED:
            said = words(
                "{name} approved your request: these members are in the workgroup {workgroup} now.",
                name=by,
                workgroup=group,
            )
            return _message(f"👍 {said}", *who)
        case AdditionState.REFUSED:
            said = words(
                "{name} refused your request to add these members to the workgroup {workgroup}.",
                name=by,
                workgroup=group,
            )
            return _message(f"👎 {said}", *who)
        case _:
            said = words(
                "Your request to add members to the workgroup {workgroup} has lapsed:"
                " the workgroup is archived, it leads into no channel any more (then "
                "you can add them yourself), or these members are not here any more.",
                workgroup=group,
            )
            return _message(f"⌛ {said}", *who)


def _gone(words: Words) -> Json:
    return _message(f"ℹ️ {words('This workgroup is gone: there is nothing left to decide.')}")


def _message(said: str, *more: Json) -> Json:
    return {"text": said, "blocks": [blocks.section(said), *more]}


DRAWN: Mapping[str, Callable[[Parcel, Words, datetime], Json]] = {
    OutboxKind.ADDITION_REQUEST: question,
    OutboxKind.ADDITION_DECIDED: decided,
}


def asked(words: Words, became: Asked) -> Json:
    """To who saved the form: what is not done yet, and why."""
    said = words.many(
        "{n} member waits for an admin to decide; all else is saved.",
        "{n} members wait for an admin to decide; all else is saved.",
        became.number,
    )
    why = blocks.esc(wording.why_asked(became.leads, words))
    return notice.modal(words, f"{said} {why}")

"""Members on Home's Users tab: roles given and taken, and who is to go."""

from typing import get_args

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.i18n import Words
from bot.slack import home, ids
from bot.slack.call import Call
from bot.slack.private import tell
from bot.slack.views.blocks import name
from commands.directory.change_role import Role, change_role
from commands.directory.remove import remove
from commands.errors import LastAdmin, NotFound, UsherError


def register(bolt: AsyncApp) -> None:
    bolt.action(ids.ROLE)(choose)
    bolt.action(ids.REMOVE)(expel)


async def choose(ack: AsyncAck, call: Call) -> None:
    """The chosen option's value is `ROLE:ID`, the member's; out of Home a sentence says it."""
    option = call.action.selected_option
    if option is None:
        await ack()
        return
    role, _, member_id = option.value.partition(":")
    if role not in get_args(Role):
        raise NotFound("member")
    try:
        changed = await call.run(change_role, ids.known(member_id), role, call.now)
    except LastAdmin:
        # The menu shows what was picked: it is drawn anew with what holds.
        await _renew(call)
        raise
    if call.origin.in_home:
        await home.refresh(call)
        await ack()
    else:
        await tell(ack, call, _said(role, changed, call.words))


async def expel(ack: AsyncAck, call: Call) -> None:
    """Slack has asked whether they are sure."""
    try:
        gone = await call.run(remove, _member(call.action.text), call.now)
    except UsherError:
        # Another admin may have been quicker: Home shows who is there.
        await _renew(call)
        raise
    await _renew(call)
    said = call.words("{name} was removed. They can be invited again.", name=name(gone))
    await tell(ack, call, said)


def _member(value: str) -> str:
    try:
        return ids.known(value)
    except NotFound:
        raise NotFound("member") from None


async def _renew(call: Call) -> None:
    if call.origin.in_home:
        await home.refresh(call)


def _said(role: str, who: str, words: Words) -> str:
    match role:
        case "admin":
            return words("{name} is an admin now.", name=name(who))
        case "lead":
            return words("{name} is a lead now.", name=name(who))
        case _:
            return words("{name} is a member now, and neither admin nor lead.", name=name(who))

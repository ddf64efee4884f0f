"""`/invite list`, `resend`, `revoke`, `export` and `help`, answered for that person alone."""

from collections.abc import Awaitable, Callable, Mapping

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import wording
from bot.slack import command_text
from bot.slack.call import Call
from bot.slack.command_text import Mentions, holds_address
from bot.slack.private import tell
from bot.slack.views import help_text, list_command
from bot.slack.views.blocks import address, esc
from bot.slack.views.spot import LONGEST
from commands import export
from commands.directory import mentioned
from commands.errors import NoAddress, TextTooLong
from commands.invitations import by_address, lists


async def help_(ack: AsyncAck, call: Call, _typed: str) -> None:
    await tell(ack, call, help_text.usage(call.words, call.command))


async def list_(ack: AsyncAck, call: Call, typed: str) -> None:
    """The newest, of all or of what fits the search."""
    typed = command_text.searched(typed)[:LONGEST]
    page = await call.look(lists.listed, typed, list_command.MOST, call.now)
    drawn = list_command.draw(page, typed, call.words, call.now)
    await ack(**drawn, response_type="ephemeral")


async def resend(ack: AsyncAck, call: Call, typed: str) -> None:
    try:
        outcome = await call.run(by_address.resend_newest, _named(typed), call.limits, call.now)
    except (NoAddress, TextTooLong):
        await tell(ack, call, help_text.one_address(call.words, call.command, "resend"))
    else:
        await tell(ack, call, esc(wording.resent(outcome, call.words, call.zone)))


async def revoke(ack: AsyncAck, call: Call, typed: str) -> None:
    words = call.words
    try:
        revoked = await call.run(by_address.revoke_newest, _named(typed), call.now)
    except (NoAddress, TextTooLong):
        await tell(ack, call, help_text.one_address(words, call.command, "revoke"))
        return
    who = address(revoked.address)
    if revoked.requested:
        await tell(ack, call, words("The request for {who} is taken back.", who=who))
    else:
        await tell(ack, call, words("The invitation of {who} is revoked.", who=who))


def _named(typed: str) -> str:
    """What was typed, if it may be an address; a name or a mention is none."""
    return typed if holds_address(typed) else ""


async def export_(ack: AsyncAck, call: Call, _typed: str) -> None:
    """The file itself goes through the outbox."""
    words = call.words
    if await call.run(export.ask, call.now):
        said = words("A file with these invitations is on its way to your messages with Usher.")
        await tell(ack, call, said)
    else:
        await tell(ack, call, words("There are no invitations of yours yet, so there is no file."))


Answer = Callable[[AsyncAck, Call, str], Awaitable[None]]
KNOWN: Mapping[str, Answer] = {
    "help": help_,
    "list": list_,
    "resend": resend,
    "revoke": revoke,
    "export": export_,
}


async def unknown(ack: AsyncAck, call: Call, typed: str) -> None:
    """The help, and what may have been meant."""
    nearest = command_text.nearest(typed, KNOWN)
    await tell(ack, call, help_text.unknown(call.words, call.command, typed, nearest))


async def mention(ack: AsyncAck, call: Call, mentions: Mentions) -> None:
    """Who is here already, and how the others are invited."""
    found = await call.look(mentioned.mentioned, mentions.users, mentions.names, call.now)
    said = help_text.mentioned(call.words, call.command, found, group=mentions.group)
    await tell(ack, call, said)

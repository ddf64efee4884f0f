"""`/invite list`, `resend`, `revoke`, `export` and `help`, answered for that person alone."""

from collections.abc import Awaitable, Callable, Mapping
from difflib import get_close_matches

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import wording
from bot.slack.call import Call
from bot.slack.private import tell
from bot.slack.views import help_text, list_command
from bot.slack.views.blocks import address, esc
from bot.slack.views.spot import LONGEST
from commands import export
from commands.errors import NoAddress
from commands.invitations import by_address, lists


async def help_(ack: AsyncAck, call: Call, _typed: str) -> None:
    await tell(ack, call, help_text.usage(call.words, call.command))


async def list_(ack: AsyncAck, call: Call, typed: str) -> None:
    """The newest, of all or of what fits the search."""
    typed = typed[:LONGEST]
    page = await call.run(lists.listed, typed, list_command.MOST, call.now)
    drawn = list_command.draw(page, typed, call.words, call.now)
    await ack(**drawn, response_type="ephemeral")


async def resend(ack: AsyncAck, call: Call, typed: str) -> None:
    try:
        outcome = await call.run(by_address.resend_newest, typed, call.limits, call.now)
    except NoAddress:
        await tell(ack, call, help_text.one_address(call.words, call.command, "resend"))
    else:
        await tell(ack, call, esc(wording.resent(outcome, call.words, call.zone)))


async def revoke(ack: AsyncAck, call: Call, typed: str) -> None:
    words = call.words
    try:
        revoked = await call.run(by_address.revoke_newest, typed, call.now)
    except NoAddress:
        await tell(ack, call, help_text.one_address(words, call.command, "revoke"))
        return
    who = address(revoked.address)
    if revoked.requested:
        await tell(ack, call, words("The request for {who} is taken back.", who=who))
    else:
        await tell(ack, call, words("The invitation of {who} is revoked.", who=who))


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
    """The help, and what may have been meant: to compare takes long with a long word."""
    typed = typed[:LONGEST]
    nearest = get_close_matches(typed.lower(), KNOWN, 1, cutoff=0)[0]
    await tell(ack, call, help_text.unknown(call.words, call.command, typed, nearest))

"""Invite from Slack: command, shortcuts and button open the modal, its submit invites or asks."""

import logging
import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.i18n import DEFAULT, NAMES
from bot.slack import command_text, home, ids, message_addresses, subcommands
from bot.slack.call import Call
from bot.slack.command_text import unescaped
from bot.slack.private import SlackRefused, SlackUnanswered, agreed, open_view, tell
from bot.slack.views import invite_modal, invite_result, notice
from bot.slack.views.metadata import NOTHING_KEPT, Metadata
from commands.addresses import MAX_TEXT, NOBODY, Part, fitting
from commands.characters import clean
from commands.invitations.invite import Prepared, prepare
from commands.invitations.request import request
from commands.workgroups import manage

log = logging.getLogger(__name__)

MOST_OPTIONS = 100
LONGEST = 40_000
"""Characters behind a command; a message of Slack's holds no more."""


def register(bolt: AsyncApp) -> None:
    # Which command arrives is the manifest's affair: Slack may have refused the usual name.
    bolt.command(re.compile(""))(command)
    bolt.shortcut(ids.INVITE)(open_modal)
    bolt.shortcut(ids.INVITE_MESSAGE)(open_from_message)
    bolt.action(ids.INVITE_OPEN)(open_from_home)
    bolt.action(ids.INVITE_REST)(open_rest)
    bolt.options(ids.GROUP)(suggest)
    bolt.action(ids.GROUP)(pick)
    bolt.view(ids.INVITE)(submit)


async def command(ack: AsyncAck, call: Call) -> None:
    """A subcommand, or a slip of one; else addresses, which fill the modal; else the help."""
    if len(call.arguments) > LONGEST:
        said = call.words("This is more than Usher can read at once. Please send it in parts.")
        await tell(ack, call, said)
        return
    typed = unescaped(call.arguments).strip()
    first, *rest = typed.split(maxsplit=1)[:2] or [""]
    if do := subcommands.KNOWN.get(first.lower()):
        await do(ack, call, "".join(rest))
    elif slip := command_text.slip(typed, subcommands.KNOWN):
        await subcommands.unknown(ack, call, slip)
    elif not typed or command_text.holds_address(typed):
        await _open(ack, call, fitting(typed, MAX_TEXT))
    elif mentions := command_text.mentions(typed):
        await subcommands.mention(ack, call, mentions)
    else:
        await subcommands.unknown(ack, call, first)


async def open_modal(ack: AsyncAck, call: Call) -> None:
    await _open(ack, call)


async def open_from_home(ack: AsyncAck, call: Call) -> None:
    await _open(ack, call, kept=home.kept(call))


async def open_from_message(ack: AsyncAck, call: Call) -> None:
    """With the addresses that stand in a message."""
    found, left = await call.compute(message_addresses.addresses, call.message, MAX_TEXT)
    if found or left:
        await _open(ack, call, Part(found, fitting(found, MAX_TEXT).inside, left=left))
        return
    said = call.words("There is no email address in this message.")
    await open_view(call, notice.modal(call.words, said))
    await ack()


async def open_rest(ack: AsyncAck, call: Call) -> None:
    """What did not fit into the form before; above its result."""
    await _open(ack, call, fitting(call.origin.metadata.rest, MAX_TEXT))


async def _open(
    ack: AsyncAck, call: Call, part: Part = NOBODY, kept: Metadata = NOTHING_KEPT
) -> None:
    """Who may not invite sees a form that asks; who may neither is told so by `prepare`."""
    begin = await call.look(prepare, call.now)
    await open_view(call, invite_modal.draw(call.words, begin, part.text, kept.with_list(part)))
    await ack()


async def suggest(ack: AsyncAck, call: Call) -> None:
    """The workgroups that fit what is being typed."""
    found = await call.read(manage.search, call.searched, MOST_OPTIONS)
    await ack(options=[invite_modal.offered(group, call.words) for group in found])


async def pick(ack: AsyncAck, call: Call) -> None:
    """Below the picked workgroup stands where it leads; the form works without that too."""
    group_id = clean(call.view.state.picked(ids.GROUP))
    picked = await call.read(manage.picked, group_id)
    kept = call.origin.metadata
    locale = call.view.state.picked(ids.LOCALE)
    begin = Prepared(not kept.asks, locale if locale in NAMES else DEFAULT)
    view = invite_modal.with_workgroup(call.words, begin, kept, picked)
    try:
        await agreed(call, call.client.views_update(view_id=call.view.id, view=view))
    except SlackRefused:
        pass
    except SlackUnanswered as error:
        log.warning("Slack did not show where a workgroup leads: %s", error)
    await ack()


async def submit(ack: AsyncAck, call: Call) -> None:
    """Invite or ask, by the right of this moment. The answer comes last, after the commit."""
    outcomes = await call.run(request, invite_modal.read(call.view), call.limits, call.now)
    if call.origin.metadata.from_home:
        await home.refresh(call)
    kept = call.origin.metadata
    await ack(**invite_result.answer(outcomes, call.words, call.zone, kept))

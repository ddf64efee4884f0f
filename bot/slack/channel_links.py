"""Linked channels and user groups: what can be picked, and what Slack refused tried again."""

import logging
import time
from collections.abc import Callable

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import answers, ids
from bot.slack.call import Call
from bot.slack.private import SlackRefused, SlackUnanswered, tell, within_patience
from bot.slack.views import channel_links, workgroup_links
from commands.workgroups import linking
from storage import folding

log = logging.getLogger(__name__)

MOST_OPTIONS = 99
"""A menu takes a hundred, and one of them stands for none."""
LIFE = 30.0
"""Seconds: while one types, every letter asks, and Slack answers twenty times a minute."""

Usergroup = tuple[str, str, str]


class Usergroups:
    """The user groups (id, handle, name) of each team as Slack named them a moment ago."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, tuple[float, list[tuple[Usergroup, str]]]] = {}

    async def find(self, call: Call, typed: str) -> list[Usergroup]:
        """Those with what was typed in them that people can be put into; none where Slack says
        nothing or refuses.
        """
        words = folding.wanted(typed)
        known = await self._all(call)
        return [group for group, folded in known if folding.fits(folded, words)][:MOST_OPTIONS]

    async def _all(self, call: Call) -> list[tuple[Usergroup, str]]:
        """Each with what is searched in it."""
        team = call.person.team
        until, known = self._known.get(team, (0.0, []))
        if until > self._clock():
            return known
        try:
            asked = answers.read(call.client.usergroups_list(), answers.Usergroups)
            told = await within_patience(call, asked)
        except SlackRefused:
            return []
        except SlackUnanswered as error:
            log.warning("Slack named no user groups: %s", error)
            return []
        usable = [each for each in told.usergroups if not (each.lock or each.date_delete)]
        groups = [(each.id, each.handle or "", each.name or "") for each in usable]
        groups.sort(key=lambda each: each[1])
        known = [(each, folding.kept(*each[1:])) for each in groups]
        # Who opens one form after another in many workspaces is not to fill the memory.
        self._known = {team: (self._clock() + LIFE, known)}
        return known


def register(bolt: AsyncApp) -> None:
    usergroups = Usergroups()

    async def suggest(ack: AsyncAck, call: Call) -> None:
        found = await usergroups.find(call, call.searched)
        await ack(options=workgroup_links.offered(found, call.words))

    bolt.options(ids.USERGROUP)(suggest)
    bolt.action(ids.CHANNEL_LINK_RETRY)(retry)


async def retry(ack: AsyncAck, call: Call) -> None:
    """From the message about a problem, or from the form; the outbox updates the message."""
    tried = await call.run(linking.retry, ids.known(call.action.text), call.now)
    await tell(ack, call, channel_links.tried(tried, call.words))

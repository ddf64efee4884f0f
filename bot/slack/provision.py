"""A provisioning task to Slack: somebody comes into a channel or user group, or is looked for.

Nothing is retried here. https://docs.slack.dev/reference/methods has each method's errors.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot import error_words
from bot.error_words import Meaning
from bot.parts import Parts
from bot.slack import answers, api_errors, channel_invites, rate_limits
from bot.slack.answers import ODD, OddAnswer
from bot.slack.client import Client
from bot.slack.people import People
from commands.actors import OPEN_ACCOUNTS
from commands.delivery.provisioning.claim import (
    Apart,
    Found,
    LinkProblem,
    Missing,
    Placed,
    Roster,
    Task,
    begin_usergroup,
)
from commands.delivery.results import (
    Busy,
    Delivered,
    PermanentFailure,
    Result,
    TransientFailure,
    Withheld,
)
from storage.vocabulary import OutboxKind

EVERY = 3.0
"""Seconds between two invitations by Slack Connect: it takes 20 a minute."""


class Pace:
    """Gives each who asks a turn of its own, `every` so many seconds."""

    def __init__(self, every: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._every, self._clock = every, clock
        self._next = 0.0
        self._promised: dict[int, float] = {}

    def wait(self, who: int) -> float:
        """Seconds until their turn, which is kept for them; nought, and it is over."""
        now = self._clock()
        turn = self._promised.pop(who, None)
        if turn is None:
            turn = max(now, self._next)
            self._next = turn + self._every
        if turn > now:
            self._promised[who] = turn
        return max(0.0, turn - now)


class Provisioner:
    """Does provisioning tasks, each by its kind, as the bot."""

    def __init__(self, parts: Parts, client: Client, every: float = EVERY) -> None:
        self._parts, self._client = parts, client
        self._people, self._pace = People(parts.texts), Pace(every)
        self._ways: Mapping[str, Callable[[Task], Awaitable[Result]]] = {
            OutboxKind.FIND_ACCOUNT: self._account,
            OutboxKind.ADD_TO_CHANNEL: self._channel,
            OutboxKind.ADD_TO_USERGROUP: self._usergroup,
            OutboxKind.INVITE_BY_CONNECT: self._connect,
            OutboxKind.FIND_NAME: self._look,
        }

    async def send(self, task: Task) -> Result:
        """Do it, and tell what concerns one person from what can be mended and what may pass."""
        try:
            async with asyncio.timeout(self._parts.settings.send_timeout):
                return await self._ways[task.kind](task)
        except SlackApiError as error:
            return rate_limits.limited(error) or _judged(error, task)
        except TimeoutError:
            return TransientFailure("Slack did not answer in time")
        except aiohttp.ClientError as error:
            return TransientFailure(f"Slack can't be reached: {type(error).__name__}")
        except OddAnswer:
            return TransientFailure(ODD)

    async def _account(self, task: Task) -> Result:
        try:
            asking = self._client.users_lookupByEmail(email=task.email)
            told = (await answers.read(asking, answers.OneUser)).user
        except SlackApiError as error:
            if api_errors.code(error) == error_words.NOBODY:
                return Missing()
            raise
        person = self._people.read(task.team, told.id, told)
        return Found(person=person) if person.kind in OPEN_ACCOUNTS else Missing()

    async def _channel(self, task: Task) -> Result:
        """Everybody of the task with one call, where Slack has something against nobody."""
        known, of_others = channel_invites.Invitees(), None
        users = [each.user for each in task.everybody]
        try:
            await channel_invites.bring(
                self._client, task.slack_id, users, _is_about_somebody, known
            )
        except SlackApiError as error:
            if not known.said:
                raise
            of_others = rate_limits.limited(error) or _judged(error, task)
        fates = {
            each.id: _fate(known.said[each.user], known.name)
            for each in task.everybody
            if each.user in known.said
        }
        others = {each.id: of_others for each in task.everybody if of_others}
        # Also of one: when this is written down, the step may have been taken anew, with others.
        return Apart(fates={**others, **fates})

    async def _connect(self, task: Task) -> Result:
        if wait := self._pace.wait(task.id):
            return Busy("Slack takes 20 invitations a minute", timedelta(seconds=wait))
        try:
            asking = self._client.conversations_inviteShared(
                channel=task.slack_id, emails=task.email
            )
            answer = await answers.read(asking, answers.Shared)
        except SlackApiError as error:
            if api_errors.code(error) == error_words.IN_ALREADY:
                return Placed()
            raise
        return Placed(reference=answer.invite_id)

    async def _usergroup(self, task: Task) -> Result:
        lease = timedelta(seconds=self._parts.settings.lease)
        roster = await self._parts.run(begin_usergroup, task, lease, self._parts.clock())
        if roster is None:
            return Busy("another step changes this user group")
        if not roster.covers:
            return Delivered()
        asking = self._client.usergroups_users_list(usergroup=task.slack_id)
        present = (await answers.read(asking, answers.UsergroupUsers)).users
        try:
            return await self._replace(task, present, roster, roster.wanted)
        except SlackApiError as error:
            meaning = api_errors.meaning(error)
            asked_too_often = api_errors.wait(error) is not None
            may_be_locked = not (meaning is Meaning.PERSON or asked_too_often)
            if may_be_locked and (problem := await self._locked(task)):
                return problem
            if meaning is not Meaning.PERSON or not task.user:
                raise
        # Somebody of them can't be in it, perhaps not this one: without the others it shows.
        alone = Roster(roster.wanted, roster.leaving, (task.id,))
        return await self._replace(task, present, alone, [task.user])

    async def _replace(self, task: Task, present: list[str], roster: Roster, coming: Any) -> Result:
        """Slack takes the whole list: who is in it by other ways than Usher's stays."""
        added = [user for user in dict.fromkeys(coming) if user not in present]
        added = [user for user in added if user in roster.wanted]
        after = [user for user in (*present, *added) if user not in roster.leaving]
        if not after:
            return LinkProblem(error_words.EMPTY)
        name = ""
        if after != present:
            asking = self._client.usergroups_users_update(usergroup=task.slack_id, users=after)
            changed = (await answers.read(asking, answers.UsergroupChanged)).usergroup
            name = changed.handle or "" if changed else ""
        return Placed(name=name, covers=roster.covers)

    async def _look(self, task: Task) -> Result:
        if task.link_kind == "usergroup":
            return await self._look_at_usergroup(task)
        asking = self._client.conversations_info(channel=task.slack_id)
        told = (await answers.read(asking, answers.OneChannel)).channel
        name = told.name or ""
        if told.is_archived:
            return LinkProblem("is_archived", name=name)
        # Left out, the first who is brought there shows it.
        if told.is_member is False:
            return LinkProblem("not_in_channel", name=name)
        return Placed(name=name, private=told.is_private is not False)

    async def _look_at_usergroup(self, task: Task) -> Result:
        asking = self._client.usergroups_list()
        for told in (await answers.read(asking, answers.Usergroups)).usergroups:
            if told.id == task.slack_id and not told.date_delete:
                name = told.handle or ""
                return LinkProblem(told.lock, name=name) if told.lock else Placed(name=name)
        return LinkProblem("no_such_subteam")

    async def _locked(self, task: Task) -> Result | None:
        """Slack refuses, and has no word of its own for what has been locked since it was linked;
        None where that is not why, or Slack does not say.
        """
        try:
            seen = await self._look_at_usergroup(task)
        except (SlackApiError, OddAnswer):
            return None
        return seen if isinstance(seen, LinkProblem) else None


def _is_about_somebody(code: str) -> bool:
    return code == error_words.IN_ALREADY or error_words.meaning(code) is Meaning.PERSON


def _fate(said: str, name: str) -> Result:
    """Of one of those who were to come into a channel."""
    if said in {channel_invites.INSIDE, error_words.IN_ALREADY}:
        return Placed(name=name)
    return PermanentFailure(said) if _is_about_somebody(said) else TransientFailure(said)


def _judged(error: SlackApiError, task: Task) -> Result:
    code, wait = api_errors.code(error), api_errors.wait(error)
    match api_errors.meaning(error):
        case Meaning.PLACE | Meaning.RIGHT if task.kind != OutboxKind.FIND_ACCOUNT:
            return LinkProblem(code)
        case Meaning.APP | Meaning.RIGHT:
            return Withheld(code)
        case Meaning.PLACE | Meaning.WAIT:
            return TransientFailure(code, wait)
        case _:
            return PermanentFailure(code)

"""A provisioning task to Slack: somebody comes into a channel or user group, or is looked for.

Nothing is retried here. https://docs.slack.dev/reference/methods has each method's errors.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.parts import Parts
from bot.slack import answers, api_errors
from bot.slack.answers import ODD, OddAnswer
from bot.slack.client import Client
from bot.slack.people import People
from bot.slack.post import OPERATORS
from commands.actors import OPEN_ACCOUNTS
from commands.delivery.provisioning.claim import (
    Busy,
    Found,
    LinkProblem,
    Missing,
    Placed,
    Roster,
    Task,
    begin_usergroup,
)
from commands.delivery.results import Delivered, PermanentFailure, Result, TransientFailure
from storage.vocabulary import OutboxKind

IN_ALREADY = "already_in_channel"
NOBODY = "users_not_found"
EMPTY = "no_users_provided"
"""Slack takes no empty user group; it isn't even asked to."""

ABOUT_SOMEBODY = frozenset(
    {
        "cant_invite",
        "cant_invite_self",
        "failed_for_some_users",
        "invalid_email",
        "invalid_user",
        "invalid_users",
        "invitee_cant_see_channel",
        "no_external_invite_permission",
        "no_user",
        "single_channel_guests_cannot_be_added",
        "ura_max_channels",
        "user_disabled",
        "user_is_restricted",
        "user_is_ultra_restricted",
        "user_not_found",
        "user_team_not_in_channel",
        "users_not_found",
    }
)
"""What concerns one person, whom no admin's doing brings there."""

MENDABLE = frozenset(
    {
        EMPTY,
        "access_denied",
        "cannot_share_cross_workspace_channel",
        "cannot_share_mandatory_channel",
        "channel_archived",
        "channel_not_found",
        "connection_limit_exceeded",
        "ekm_access_denied",
        "invalid_channel_type",
        "is_archived",
        "legacy_connection_limit_exceeded",
        "member_limit_exceeded",
        "method_not_supported_for_channel_type",
        "missing_scope",
        "no_permission",
        "no_such_subteam",
        "not_allowed_for_grid_workspace",
        "not_in_channel",
        "not_owner",
        "not_paid",
        "not_supported",
        "paid_teams_only",
        "permission_denied",
        "plan_upgrade_required",
        "restricted_action",
        "subteam_not_found",
        "team_access_not_granted",
    }
)
"""What an admin can mend in Slack: invite Usher, install it anew, unarchive, unlink."""

EVERY = 3.0
"""Seconds between two invitations by Slack Connect: it takes 20 a minute."""

log = structlog.get_logger(__name__)


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
            return _judged(error, task.kind)
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
            if api_errors.code(error) == NOBODY:
                return Missing()
            raise
        person = self._people.read(task.team, told.id, told)
        return Found(person=person) if person.kind in OPEN_ACCOUNTS else Missing()

    async def _channel(self, task: Task) -> Result:
        try:
            asking = self._client.conversations_invite(channel=task.slack_id, users=task.user)
            answer = await answers.read(asking, answers.Joined)
        except SlackApiError as error:
            if api_errors.code(error) == IN_ALREADY:
                return Placed()
            raise
        return Placed(name=answer.channel.name or "" if answer.channel else "")

    async def _connect(self, task: Task) -> Result:
        if wait := self._pace.wait(task.id):
            return Busy("Slack takes 20 invitations a minute", timedelta(seconds=wait))
        try:
            asking = self._client.conversations_inviteShared(
                channel=task.slack_id, emails=task.email
            )
            answer = await answers.read(asking, answers.Shared)
        except SlackApiError as error:
            if api_errors.code(error) == IN_ALREADY:
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
            about_somebody = api_errors.code(error) in ABOUT_SOMEBODY
            asked_too_often = api_errors.wait(error) is not None
            if not (about_somebody or asked_too_often) and (problem := await self._locked(task)):
                return problem
            if not about_somebody or not task.user:
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
            return LinkProblem(EMPTY)
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


def _judged(error: SlackApiError, kind: str) -> Result:
    code, wait = api_errors.code(error), api_errors.wait(error)
    if code in ABOUT_SOMEBODY:
        return PermanentFailure(code)
    if code in MENDABLE and kind != OutboxKind.FIND_ACCOUNT:
        return LinkProblem(code)
    if code in OPERATORS:
        needed = api_errors.told(error).get("needed")
        log.error("slack.refuses_us", error=code, needed=needed, kind=kind)
    return TransientFailure(code, wait)

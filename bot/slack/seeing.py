"""How places in Slack stand with a person: looked at on the way to an answer, when a command asks.

A bot is told of public channels with `channels:read`, and of private ones with `groups:read` if it
is in them; of any other channel Slack says `channel_not_found`. What it does not say, or not in
time, is a place that nobody is in. https://docs.slack.dev/reference/methods/conversations.members
"""

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from typing import Any

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import error_words
from bot.error_words import Cause
from bot.slack import answers, api_errors
from bot.slack.client import Client
from commands.places import Obstacle, PlaceId, PlacesUnseen, SeenPlace

log = logging.getLogger(__name__)

PATIENCE = 1.5
"""Seconds for all of it: the command runs after that, within Slack's three."""
PAGE = 999
"""Slack wants less than a thousand."""
OBSTACLES: Mapping[Cause | None, Obstacle] = {
    Cause.UNSEEN: "unknown",
    Cause.NO_SCOPE: "scope",
    Cause.WRONG_KIND: "direct",
}

LOCKS: Mapping[str, Obstacle] = {
    "is_idp_group": "managed",
    "is_membership_locked": "locked",
    "is_external": "unknown",
    "auto_type": "locked",
}


async def look(
    client: Client, user: str, unseen: PlacesUnseen, until: float
) -> tuple[SeenPlace, ...]:
    """Each of the places; what is not seen by the event loop's time `until` is not seen."""
    until = min(asyncio.get_running_loop().time() + PATIENCE, until)
    return tuple(
        await asyncio.gather(
            *(_see(client, user, place, until, to_link=unseen.to_link) for place in unseen.places)
        )
    )


async def _see(
    client: Client, user: str, place: PlaceId, until: float, *, to_link: bool
) -> SeenPlace:
    channel = place.kind == "channel"
    facts, inside = (_channel, _in_channel) if channel else (_usergroup, _in_usergroup)
    seen, is_in = await asyncio.gather(
        _told(facts(client, place), until) if to_link else _nothing(),
        _told(inside(client, place, user), until),
    )
    found = seen if isinstance(seen, SeenPlace) else SeenPlace(place, obstacle=seen)
    unsaid: Obstacle = "" if isinstance(is_in, bool) else is_in
    return replace(found, inside=is_in is True, unsaid=unsaid)


async def _nothing() -> Obstacle:
    return "unknown"


async def _told(asked: Awaitable[Any], until: float) -> Any:
    """What was found; an obstacle where Slack refuses, or says nothing in time."""
    try:
        async with asyncio.timeout_at(until):
            return await asked
    except SlackApiError as error:
        return OBSTACLES.get(error_words.cause(api_errors.code(error)), "untold")
    except (TimeoutError, ClientError, SlackClientError) as error:
        log.warning("Slack did not show a place: %s", type(error).__name__)
        return "silent" if isinstance(error, TimeoutError) else "untold"


async def _channel(client: Client, place: PlaceId) -> SeenPlace | Obstacle:
    asking = client.conversations_info(channel=place.slack_id)
    told = (await answers.read(asking, answers.OneChannel)).channel
    if told.is_im or told.is_mpim:
        return "direct"
    obstacle: Obstacle = "archived" if told.is_archived else ""
    private = told.is_private is not False
    shared = bool(told.is_ext_shared)
    return SeenPlace(place, obstacle=obstacle, name=told.name or "", private=private, shared=shared)


async def _in_channel(client: Client, place: PlaceId, user: str) -> bool:
    cursor: str | None = None
    while cursor != "":
        asking = client.conversations_members(channel=place.slack_id, limit=PAGE, cursor=cursor)
        told = await answers.read(asking, answers.ChannelMembers)
        if user in told.members:
            return True
        cursor = told.cursor
    return False


async def _usergroup(client: Client, place: PlaceId) -> SeenPlace | Obstacle:
    """Who comes into one with default channels comes into those."""
    for told in (await answers.read(client.usergroups_list(), answers.Usergroups)).usergroups:
        if told.id == place.slack_id and not told.date_delete:
            name, locked = told.handle or "", LOCKS.get(told.lock, "")
            return SeenPlace(place, obstacle=locked, name=name, opens=told.opens, private=False)
    return "unknown"


async def _in_usergroup(client: Client, place: PlaceId, user: str) -> bool:
    asking = client.usergroups_users_list(usergroup=place.slack_id)
    return user in (await answers.read(asking, answers.UsergroupUsers)).users

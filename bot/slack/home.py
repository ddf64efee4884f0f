"""App Home: everybody's own invitations; for admins and leads all that is in the workspace."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot import error_words
from bot.i18n import Words
from bot.logs import bounded
from bot.parts import Parts
from bot.slack import answers, ids
from bot.slack.call import Call, Origin
from bot.slack.client import Client
from bot.slack.private import UNSHOWN, SlackRefused, SlackUnanswered, agreed, refusal
from bot.slack.views import home, home_settings, home_tabs, notice
from bot.slack.views.blocks import Json, esc
from bot.slack.views.metadata import Metadata
from bot.slack.views.spot import LONGEST, OWN, TABS, Spot
from bot.slack.waiting import Waiting
from commands import policy, workspace_settings
from commands.characters import clean
from commands.errors import NotAllowed
from commands.invitations import lists
from commands.invitations.lists import ListPage, OwnInvitations, Search
from commands.invitations.visit_home import visit_home
from commands.notifications import app_home
from commands.webhooks import endpoints
from storage.errors import AWAY, why

log = logging.getLogger(__name__)

UNSEEN = "outbox"
"""The kind of place of a Home that is drawn because of what somebody else did."""


def register(bolt: AsyncApp) -> None:
    bolt.event("app_home_opened")(opened)
    bolt.action(ids.HOME_TAB)(turn)
    bolt.action(ids.HOME_FILTER)(sift)
    bolt.action(ids.HOME_SEARCH)(search)
    bolt.action(ids.HOME_ALL)(search)
    for turned in (ids.HOME_NEWER, ids.HOME_OLDER):
        bolt.action(turned)(leaf)


async def opened(ack: AsyncAck, call: Call) -> None:
    """The event comes for the other tabs of the app too."""
    if call.tab == "home":
        try:
            await publish(call)
        except AWAY as error:
            if bounded.admits("database_away", type(error).__name__):
                log.warning("Home could not be read: %s", why(error))
            await _put(call, notice.home(esc(unable(call.words))))
    await ack()


def unable(words: Words) -> str:
    """Nothing was asked for that could have been changed."""
    return words("Usher couldn't show this just now. Please open Home again in a moment.")


async def turn(ack: AsyncAck, call: Call) -> None:
    tab = _value(call)
    await publish(call, Spot(tab if tab in TABS else OWN))
    await ack()


async def sift(ack: AsyncAck, call: Call) -> None:
    state = "" if _value(call) == home_tabs.ALL else _value(call)
    await publish(call, replace(where(call), state=state, start=0))
    await ack()


async def search(ack: AsyncAck, call: Call) -> None:
    """The field, when Enter is pressed; the button beside it has no value and shows all again."""
    typed = clean(_value(call)).strip()[:LONGEST]
    await publish(call, replace(where(call), typed=typed, start=0))
    await ack()


async def leaf(ack: AsyncAck, call: Call) -> None:
    """To another page; the button's value is its first row's number."""
    start = _value(call)
    digits = start.isascii() and start.isdecimal()
    await publish(call, replace(where(call), start=int(start[:6]) if digits else 0))
    await ack()


def _value(call: Call) -> str:
    """Of a button, a field or a menu."""
    return call.action.picked or call.action.text


def where(call: Call) -> Spot:
    """Where this person is, by the Home in which they act, or from which they opened a modal."""
    return call.origin.metadata.spot


def kept(call: Call, about: str = "") -> Metadata:
    """What a modal keeps that is opened now: what it is about, and the Home that lies behind."""
    behind = call.origin.in_home or call.origin.metadata.from_home
    return Metadata(about, behind, where(call)) if behind else Metadata(about)


async def refresh(call: Call, at: Spot | None = None) -> bool:
    """Publish after something was done: that is committed, whatever becomes of this. Whether Home
    shows it.
    """
    try:
        await publish(call, at)
    except SlackRefused:
        return False
    except UNSHOWN as error:
        why = str(error) if isinstance(error, SlackUnanswered) else type(error).__name__
        if bounded.admits("Home could not be published", why):
            log.warning("Home could not be published: %s", why)
        return False
    return True


async def catch_up(call: Call) -> None:
    """Show how things are where Home is in sight, or lies behind the modal that was acted in."""
    if call.origin.in_home or call.origin.metadata.from_home:
        await refresh(call)


async def publish(call: Call, at: Spot | None = None) -> None:
    """Show this person's Home as it is now; outsiders read there why it is empty.

    A Home that has changed since it was acted in is read anew and put there all the same. Raises
    private.SlackUnanswered.
    """
    at = at or where(call)
    try:
        await _put(call, await _drawn(call, at), hash=_acted_in(call))
    except SlackRefused as error:
        if error.word != error_words.CHANGED_SINCE:
            raise
        await _put(call, await _drawn(call, at))


def _acted_in(call: Call) -> str | None:
    """Which Home it was: Slack refuses to put another in place of a newer one."""
    in_it = call.origin.kind == "block_actions" and call.view.type == "home"
    return call.view.hash or None if in_it else None


async def renew(parts: Parts, client: Client, team: str, user: str) -> None:
    """Draw somebody's Home anew who did nothing, where they are in it. Raises what slack_sdk does.

    Nobody waits for it, so that it says nothing of a hash: what they do meanwhile comes after.
    """
    found = await parts.read(app_home.last_seen, team, user)
    if found is None:
        return
    person, at = found
    words, now = parts.texts.words(person.locale), parts.clock()
    call = Call(person, words, now, Origin(UNSEEN), Waiting(), client, parts)
    view = await _drawn(call, Metadata.read(at).spot)
    await answers.read(client.views_publish(user_id=user, view=view), answers.Agreed)


async def _put(call: Call, view: Json, **given: Any) -> None:
    publishing = call.client.views_publish(user_id=call.person.user, view=view, **given)
    await agreed(call, publishing)


async def _drawn(call: Call, at: Spot) -> Json:
    """What may be seen there now; a tab that one may not see any more gives way to one's own."""
    try:
        # Outsiders' needs no database.
        policy.admit(call.person)
        most = home.MOST if at.tab == OWN else 0
        if call.origin.kind == UNSEEN:
            mine = await call.look(lists.own, call.now, most, at.start)
        else:
            spot = Metadata(spot=at).write()
            mine = await call.look(visit_home, spot, call.now, most, at.start)
        if at.tab not in home.tabs(mine.role):
            return await _drawn(call, Spot())
        return await DRAWN[at.tab](call, mine, at)
    except NotAllowed as error:
        return notice.home(refusal(error, call))


async def _own(call: Call, mine: OwnInvitations, at: Spot) -> Json:
    if at.start and not mine.invitations:
        return await _drawn(call, Spot())
    return home.draw(mine, call.words, call.now, call.command, at)


async def _users(call: Call, mine: OwnInvitations, at: Spot) -> Json:
    found, at = await _page(call, lists.all_users, at)
    return home_tabs.users(mine, found, call.words, call.now, at, me=call.person.user)


async def _invitations(call: Call, mine: OwnInvitations, at: Spot) -> Json:
    found, at = await _page(call, lists.all_invitations, at)
    return home_tabs.invitations(mine, found, call.words, call.now, at)


async def _workgroups(call: Call, mine: OwnInvitations, at: Spot) -> Json:
    found, at = await _page(call, lists.all_groups, at)
    return home_tabs.workgroups(mine, found, call.words, at)


async def _page(call: Call, query: Callable[..., ListPage], at: Spot) -> tuple[ListPage, Spot]:
    """The rows from there on; from the first where there are no longer so many."""
    wanted = Search(at.state, at.typed, at.start)
    found = await call.look(query, wanted, home_tabs.MOST, call.now)
    if at.start and not found.rows:
        return await _page(call, query, replace(at, start=0))
    return found, at


async def _settings(call: Call, mine: OwnInvitations, at: Spot) -> Json:
    shown = await call.look(workspace_settings.show, call.now)
    webhooks = await call.look(endpoints.list_all, call.now)
    return home_settings.draw(mine, shown, call.limits, call.words, at, webhooks)


DRAWN: Mapping[str, Callable[[Call, OwnInvitations, Spot], Awaitable[Json]]] = {
    OWN: _own,
    "users": _users,
    "invitations": _invitations,
    "workgroups": _workgroups,
    "settings": _settings,
}

"""App Home, drawn: the way to its tabs, and one's own invitations."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks, home_rows
from bot.slack.views.blocks import Json, button, context, plain, section
from bot.slack.views.help_text import whom
from bot.slack.views.metadata import Metadata
from bot.slack.views.spot import OWN, TABS, Spot
from commands.invitations.lists import OwnInvitations

MOST = 25
"""Rows; each is three blocks at most, and a Home holds 100."""

SEEN_BY = {"admin": TABS, "lead": TABS[:-1], "member": (OWN,)}


def tabs(role: str) -> tuple[str, ...]:
    """What this role sees, in order."""
    return SEEN_BY[role]


def frame(mine: OwnInvitations, words: Words, at: Spot, shown: Iterable[Json]) -> Json:
    """A tab with its title, and the way to the others above it."""
    named, said = _names(words), _said(words)
    # One button a block: https://docs.slack.dev/reference/block-kit wants the action_ids of a
    # block to differ, and all of these are one.
    others = [
        section(plain(said[tab]), button(named[tab], ids.HOME_TAB, tab))
        for tab in tabs(mine.role)
        if tab != at.tab
    ]
    ways = [*others, blocks.divider()] if others else []
    return blocks.home(ids.HOME, [*ways, blocks.header(named[at.tab]), *shown], Metadata(spot=at))


def _names(words: Words) -> dict[str, str]:
    return {
        OWN: words("Your invitations"),
        "users": words("Users"),
        "invitations": words("Invitations"),
        "workgroups": words("Workgroups"),
        "settings": words("Settings"),
    }


def _said(words: Words) -> dict[str, str]:
    return {
        OWN: words("Whom you invited, and what became of it"),
        "users": words("Who is in, and who may do what"),
        "invitations": words("Who is invited, and who waits for what"),
        "workgroups": words("Which there are, and who is in them"),
        "settings": words("How this workspace invites"),
    }


def draw(
    mine: OwnInvitations, words: Words, now: datetime, command: str, at: Spot | None = None
) -> Json:
    at = at or Spot()
    return frame(
        mine,
        words,
        at,
        [*_ways(mine, words, command), blocks.divider(), *_rows(mine, words, now, at)],
    )


def _ways(mine: OwnInvitations, words: Words, command: str) -> Iterator[Json]:
    """How to invite, or how to ask for it."""
    if not mine.may_invite:
        said = words("You can ask for colleagues to be invited: an admin decides.")
        yield section(f"{said} {whom(mine.ask, words)}".strip())
        yield blocks.actions(
            button(words("Request an invitation"), ids.INVITE_OPEN, style="primary")
        )
        return
    ways = [button(words("Invite"), ids.INVITE_OPEN, style="primary")]
    if mine.role != "member":
        ways.append(button(words("New workgroup"), ids.WORKGROUP_CREATE))
    yield blocks.actions(*ways)
    shown = blocks.name(command)
    yield context(words("*{command}* does the same wherever you are.", command=shown))


def _rows(mine: OwnInvitations, words: Words, now: datetime, at: Spot) -> Iterator[Json]:
    if not mine.invitations:
        said = words("Nobody yet. The people you invite will be listed here.")
        yield section(plain(said))
    for about in mine.invitations:
        yield from home_rows.invitation(about, mine, words, now, own=True)
    yield from home_rows.pages(at.start, len(mine.invitations), mine.total, MOST, words)

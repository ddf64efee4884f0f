"""A site that a real browser can open: served from a thread, with an invitation in each state."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from bot.app import make_app
from bot.web.server import listen, serve
from storage.database import Database
from storage.models import Invitation, Member, Workspace
from tests.bot.mail.worst import LONG_ADDRESS, WORST
from tests.bot.web.site import Site, site
from tests.commands.progressing import known_in_slack, leaves, link
from tests.commands.story import Story
from tests.people import LEV

STATES = (
    "pending",
    "accepted",
    "arrived",
    "expected",
    "declined",
    "final",
    "expired",
    "revoked",
    "stop",
    "stopped",
)
DAY = timedelta(days=1)


@dataclass
class Served:
    """Where each state's page is."""

    site: Site
    url: str
    pages: dict[str, str]

    def fresh(self, address: str = "fresh@example.com") -> str:
        """The address of one more open invitation's page."""
        return self.site.link(self.site.story.invite(address))


@contextmanager
def serving(database: Database, story: Story) -> Iterator[Served]:
    with listen("127.0.0.1", 0) as listening:
        url = f"http://localhost:{listening.getsockname()[1]}"
        made = site(database, story, public_url=url)
        stop, loop = asyncio.Event(), asyncio.new_event_loop()
        serving = serve(make_app(made.parts), listening, stop, made.parts.settings)
        thread = threading.Thread(target=loop.run_until_complete, args=[serving])
        thread.start()
        try:
            yield Served(made, url, _in_each_state(made))
        finally:
            loop.call_soon_threadsafe(stop.set)
            thread.join()
            loop.close()
            made.parts.close()


def _in_each_state(made: Site) -> dict[str, str]:
    """With the longest and oddest that there may be."""
    story = made.story
    group = story.group(str(WORST.workgroup)[:75])
    more: dict[str, Any] = {"note": WORST.note, "workgroup": group, "personal": True}
    made_of = {
        state: story.invite(f"{number}{LONG_ADDRESS[1:]}", **more)
        for number, state in enumerate(STATES)
    }
    for state in ("accepted", "arrived", "expected"):
        story.accept(made_of[state])
    _reach(story, made_of["arrived"], made_of["expected"])
    for state in ("declined", "final"):
        story.decline(made_of[state])
    story.revoke(made_of["revoked"])
    story.stop(made_of["stopped"])
    past = {"cycle_at": story.now - 20 * DAY, "expires_at": story.now - DAY}
    for state in ("final", "expired"):
        _change(story, update(Invitation).where(Invitation.id == made_of[state]).values(**past))
    odd = {"name": WORST.inviter, "email": LONG_ADDRESS}
    _change(story, update(Member).where(Member.slack_user == LEV.user).values(**odd))
    _change(story, update(Workspace).values(name=WORST.workspace, zone=WORST.zone))
    links = {state: made.link(each) for state, each in made_of.items()}
    links |= {state: made.stop_link(made_of[state]) for state in ("stop", "stopped")}
    return {**links, "unknown": f"{made.parts.settings.public_url}/i/nothing"}


def _reach(story: Story, arrived: str, expected: str) -> None:
    """One is in Slack already, in part; the other has no account there."""
    known_in_slack(story, arrived)
    leaves(story, expected, "place.account", state="sent")
    for number, state in enumerate(("sent", "sent", "pending", "failed")):
        place = link(story, "channel", f"C{number}", "ж" * 80)
        leaves(story, arrived, "place.channel", place, state=state)
        place = link(story, "channel", f"D{number}", "w" * 80, connect=True)
        leaves(story, expected, "place.connect", place, state=state)
    held = link(story, "usergroup", "S1", "x" * 80, problem="paid_teams_only")
    leaves(story, arrived, "place.usergroup", held)
    _change(story, update(Workspace).values(join_link=WORST.join_link))


def _change(story: Story, statement: Any) -> None:
    with story.database.transaction() as unit:
        unit.execute(statement)

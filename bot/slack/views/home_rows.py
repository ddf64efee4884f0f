"""What the tabs of Home are made of: an invitation in two blocks, and the way to other pages."""

from collections.abc import Iterator
from datetime import datetime

from bot import wording
from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks, requests, rows
from bot.slack.views.blocks import Json, button, context, plain, section
from commands.invitations.describe import Invitation
from commands.invitations.lists import OwnInvitations

LONGEST_ADDRESS = 320
LEADS = 200
"""Characters on where a request leads."""
LONGEST = 700
"""Characters of the facts, a mail server's words among them."""


def invitation(
    about: Invitation, mine: OwnInvitations, words: Words, now: datetime, *, own: bool
) -> Iterator[Json]:
    """Who it is with what may be done; below in small print how it stands, where nothing acts.

    Three blocks at most.
    """
    decides = about.state == "requested" and not own and mine.role == "admin"
    way = None
    if not decides and about.state == "requested":
        way = requests.withdraw(about, words)
    elif not decides:
        way = rows.menu(about, words, may_invite=mine.may_invite)
    yield section(f"*{rows.who(about, LONGEST_ADDRESS)}*", accessory=way)
    yield context(plain(_facts(about, mine.zone, words, now, own=own), LONGEST))
    if decides:
        yield requests.buttons(about, words)


def _facts(about: Invitation, zone: str, words: Words, now: datetime, *, own: bool) -> str:
    facts = [wording.state(about, words), rows.age(about, words, now)]
    if not own:
        facts.append(words("by {inviter}", inviter=blocks.line(about.inviter)))
    if about.workgroup:
        facts.append(words("workgroup {workgroup}", workgroup=blocks.line(about.workgroup)))
    if about.known:
        facts.append(wording.known(about.known, words, zone))
    if about.leads_into:
        facts.append(blocks.line(wording.leads_into(about.leads_into, words), LEADS))
    facts.append(rows.archived_plain(about, words))
    if about.personal:
        facts.append(words("personal workgroup"))
    if result := wording.mail(about, words):
        facts.append(blocks.line(result, rows.SAID))
    if about.state == "pending":
        facts += [rows.reminder(about, words, zone, now), rows.ends(about, words, zone)]
    return " · ".join(fact for fact in facts if fact)


def pages(start: int, shown: int, total: int, most: int, words: Words) -> Iterator[Json]:
    """Which of how many these are, and the buttons to those before and after."""
    if not start and shown == total:
        return
    said = words("{first}–{last} of {total}", first=start + 1, last=start + shown, total=total)
    ways = []
    if start:
        ways.append(button(words("Previous page"), ids.HOME_NEWER, str(max(start - most, 0))))
    if start + shown < total:
        ways.append(button(words("Next page"), ids.HOME_OLDER, str(start + shown)))
    yield context(plain(said))
    yield blocks.actions(*ways)

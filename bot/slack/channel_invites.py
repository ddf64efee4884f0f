"""Bring many people into a channel with one call, and tell apart what became of each.

Slack answers for all at once: with `force` it takes whom it can, and lists the others with an error
each. https://docs.slack.dev/reference/methods/conversations.invite
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.slack import answers, api_errors
from bot.slack.client import Client

INSIDE = ""


@dataclass(slots=True)
class Invitees:
    """What is known so far: by user `INSIDE`, or Slack's word for why not. `name` is how it calls
    the channel.
    """

    said: dict[str, str] = field(default_factory=dict)
    name: str = ""


async def bring(
    client: Client,
    channel: str,
    users: Collection[str],
    about_somebody: Callable[[str], bool],
    known: Invitees,
) -> None:
    """Bring these in, and write down of whom something is `known`. Raises what is about all the
    others: what slack_sdk raises, and OddAnswer.

    Of whom Slack does not say what became, it does when it is asked again: of half of them, where
    it did not say whom it refused.
    """
    waiting: list[Sequence[str]] = [list(dict.fromkeys(users))]
    while waiting:
        some = waiting.pop()
        try:
            answer = await _invite(client, channel, some)
            errors, default = answer.errors, INSIDE
            known.name = (answer.channel and answer.channel.name) or known.name
        except SlackApiError as error:
            errors, default = api_errors.told(error).get("errors"), api_errors.code(error)
            if not about_somebody(default):
                raise
        named, unnamed = _named(errors, some)
        if len(some) == 1 or (default == INSIDE and not unnamed):
            known.said |= {user: named.get(user, *unnamed or [default]) for user in some}
            continue
        known.said |= named
        others = [user for user in some if user not in named]
        half = (len(others) + 1) // 2 if unnamed or not named else len(others)
        waiting += [part for part in (others[:half], others[half:]) if part]


async def _invite(client: Client, channel: str, users: Sequence[str]) -> answers.Joined:
    many = {"force": True} if len(users) > 1 else {}
    asking = client.conversations_invite(channel=channel, users=list(users), **many)
    return await answers.read(asking, answers.Joined)


def _named(errors: Any, users: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Why who is not in, and the same of whom Slack gives no name."""
    named: dict[str, str] = {}
    unnamed: list[str] = []
    for each in errors if isinstance(errors, list) else ():
        said = each if isinstance(each, dict) else {}
        user, word = said.get("user"), str(said.get("error") or "unknown_error")
        if user in users:
            named[str(user)] = word
        else:
            unnamed = [word]
    return named, unnamed

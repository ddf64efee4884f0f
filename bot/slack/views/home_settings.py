"""The Settings tab: how each is set, in words, and the way to change it."""

from collections.abc import Iterator, Sequence

from bot.i18n import NAMES, Words
from bot.slack import ids
from bot.slack.views.blocks import Json, address, button, clip, esc, section
from bot.slack.views.home import frame
from bot.slack.views.spot import Spot
from commands.addresses.readable import readable
from commands.invitations.lists import OwnInvitations
from commands.limits import Limits
from commands.webhooks.endpoints import Endpoint
from commands.workspace_settings import WorkspaceSettings

SECTIONS = ("who", "domains", "invitations", "limits", "reminders")
WEBHOOKS = "webhooks"
"""Shown after those, and changed elsewhere: they are no settings but a list."""
LONGEST = 1000
"""Characters of a list of domains."""


def draw(
    mine: OwnInvitations,
    set_: WorkspaceSettings,
    operators: Limits,
    words: Words,
    at: Spot,
    endpoints: Sequence[Endpoint] = (),
) -> Json:
    titled = {**titles(words), WEBHOOKS: words("Webhooks")}
    told = {
        "who": _who(set_, words),
        "domains": _domains(set_, words),
        "invitations": _invitations(set_, words),
        "limits": _limits(set_, operators, words),
        "reminders": _reminders(set_, words),
        WEBHOOKS: list(_webhooks(endpoints, words)),
    }
    edit = words("Edit")
    shown = [
        section("\n".join([f"*{titled[name]}*", *lines]), button(edit, ids.SETTINGS_EDIT, name))
        for name, lines in told.items()
    ]
    return frame(mine, words, at, shown)


def titles(words: Words) -> dict[str, str]:
    return {
        "who": words("Who may invite"),
        "domains": words("Domains"),
        "invitations": words("Invitations"),
        "limits": words("Limits"),
        "reminders": words("Reminders"),
    }


def inviters(words: Words) -> dict[str, str]:
    return {
        "admins": words("Admins"),
        "leads": words("Admins and leads"),
        "everyone": words("Every member"),
    }


def weekdays(words: Words) -> dict[str, str]:
    """By ISO number."""
    return {
        "1": words("Monday"),
        "2": words("Tuesday"),
        "3": words("Wednesday"),
        "4": words("Thursday"),
        "5": words("Friday"),
        "6": words("Saturday"),
        "7": words("Sunday"),
    }


def _who(set_: WorkspaceSettings, words: Words) -> list[str]:
    rest = words("Other members can ask; an admin decides. Guests can do neither.")
    return [inviters(words)[set_.who_may_invite], rest]


def _domains(set_: WorkspaceSettings, words: Words) -> list[str]:
    allowed = _listed(set_.allowed_domains) or words("all")
    blocked = _listed(set_.blocked_domains) or words("none")
    throw_away = words("refused") if set_.refuse_disposable else words("allowed")
    return [
        words("Allowed: {domains}", domains=allowed),
        words("Blocked: {domains}", domains=blocked),
        words("Throw-away addresses: {what}", what=throw_away),
    ]


def _listed(domains: Sequence[str]) -> str:
    return esc(clip(", ".join(map(readable, domains)), LONGEST)) if domains else ""


def _invitations(set_: WorkspaceSettings, words: Words) -> list[str]:
    language = NAMES[set_.locale] if set_.locale else words("the inviter's own")
    replies = words("the inviter") if set_.reply_to else words("nobody")
    link = address(set_.join_link, 500) if set_.join_link else words("none")
    pattern = address(set_.personal_pattern, 75)
    return [
        words.many("Open for {n} day", "Open for {n} days", set_.lifetime_days),
        words("Language of the mail: {language}", language=language),
        words("Name of a personal workgroup: {pattern}", pattern=pattern),
        words("Replies to the mail go to: {whom}", whom=replies),
        words("Link to join Slack: {link}", link=link),
    ]


def _limits(set_: WorkspaceSettings, operators: Limits, words: Words) -> list[str]:
    held = operators.of(set_)
    return [
        words.many(
            "A person: {n} invitation a day", "A person: {n} invitations a day", held.inviter
        ),
        words.many(
            "The workspace: {n} invitation a day",
            "The workspace: {n} invitations a day",
            held.workspace,
        ),
        words.many("An address: {n} mail a day", "An address: {n} mails a day", held.address),
    ]


def _reminders(set_: WorkspaceSettings, words: Words) -> list[str]:
    named = weekdays(words)
    days = ", ".join(named[day] for day in set_.digest_days)
    channel = f"<#{set_.digest_channel}>"
    place = channel if set_.digest_channel else words("direct messages to the admins")
    return [
        words("At {time} ({zone})", time=set_.digest_time, zone=set_.zone),
        words("On: {days}", days=days),
        words("Sent to: {place}", place=place),
    ]


def _webhooks(endpoints: Sequence[Endpoint], words: Words) -> Iterator[str]:
    if not endpoints:
        yield words("None: no other system is told what happens here.")
        return
    yield words.many(
        "{n} endpoint is told what happens here.",
        "{n} endpoints are told what happens here.",
        len(endpoints),
    )
    paused = sum(bool(endpoint.paused_at) for endpoint in endpoints)
    failing = sum(bool(endpoint.failing_since and not endpoint.paused_at) for endpoint in endpoints)
    if failing:
        yield "⚠️ " + words.many("{n} is failing", "{n} are failing", failing)
    if paused:
        yield "⏸ " + words.many("{n} is paused", "{n} are paused", paused)

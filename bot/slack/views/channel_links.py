"""Linked channels and user groups: how they are called, and what is told when Slack refuses."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks
from bot.slack.views.blocks import Json
from bot.slack.views.link_problems import CONNECT, explain
from commands.delivery.parcels.parcel import Parcel
from commands.provisioning.channel_links import LinkedPlace

MOST_PROBLEMS = 3
"""What more there is, the form says."""


class LinkLike(Protocol):
    """Whatever says which place in Slack it is, and what is wrong with it."""

    @property
    def kind(self) -> str: ...
    @property
    def slack_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def problem(self) -> str: ...


def place(each: LinkLike, words: Words) -> str:
    """A channel Slack names itself, to who may see it; naming a user group would call its people.

    In mrkdwn.
    """
    if each.kind == "channel":
        return blocks.channel(each.slack_id)
    return blocks.name(usergroup(each, words))


def usergroup(each: LinkLike, words: Words) -> str:
    """As Slack calls it, as soon as Slack was asked."""
    return f"@{each.name}" if each.name else words("a user group")


def places(linked: Iterable[LinkLike], words: Words) -> str:
    return " · ".join(place(each, words) for each in linked)


def lines(linked: tuple[LinkLike, ...], words: Words) -> Iterator[str]:
    """With what a workgroup is linked, and what is wrong with that, for its row in Home."""
    if linked:
        yield f"↳ {places(linked, words)}"
    with_problem = [each for each in linked if each.problem]
    for each in with_problem[:MOST_PROBLEMS]:
        yield f"⚠️ {place(each, words)}: {blocks.esc(explain(each.kind, each.problem, words).said)}"
    if left := len(with_problem[MOST_PROBLEMS:]):
        yield f"⚠️ {words.many('{n} more has trouble.', '{n} more have trouble.', left)}"


def with_problem(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """To each admin, once for each problem; brought up to date when it is mended."""
    link = parcel.link
    if link is None:
        said = words("What Slack refused is no longer linked: there is nothing left to do.")
        return _message(f"ℹ️ {said}")
    if not link.problem:
        return _mended(link, words)
    return _message(
        f"⚠️ {_refused(link, words)}", *_explained(link, words), blocks.actions(retry(link, words))
    )


def _refused(link: LinkedPlace, words: Words) -> str:
    where, whose = place(link, words), blocks.name(link.workgroup)
    if link.problem_with == CONNECT:
        return words(
            "Slack does not let Usher invite people of the workgroup {workgroup} into {place} by "
            "Slack Connect.",
            place=where,
            workgroup=whose,
        )
    return words(
        "Slack does not let Usher keep {place} in step with the workgroup {workgroup}.",
        place=where,
        workgroup=whose,
    )


def _mended(link: LinkedPlace, words: Words) -> Json:
    said = words(
        "{place} is in step with the workgroup {workgroup} again.",
        place=place(link, words),
        workgroup=blocks.name(link.workgroup),
    )
    rest = words.many("{n} step is on its way.", "{n} steps are on their way.", link.waiting)
    return _message(f"✅ {said}", *([blocks.context(rest)] if link.waiting else []))


def _explained(link: LinkedPlace, words: Words) -> Iterator[Json]:
    """What Slack said, what mends it, and how much waits for that."""
    known = explain(link.kind, link.problem, words, link.problem_with)
    yield blocks.section(blocks.plain(f"{known.said}\n→ {known.remedy}"))
    if link.waiting:
        yield blocks.context(
            words.many("{n} step waits for that.", "{n} steps wait for that.", link.waiting)
        )


def retry(link: LinkedPlace, words: Words) -> Json:
    return blocks.button(words("Try again now"), ids.CHANNEL_LINK_RETRY, link.id)


def tried(link: LinkedPlace, words: Words) -> str:
    """To who pressed the button; in mrkdwn."""
    if not link.waiting:
        return words("Nothing waits for {place}.", place=place(link, words))
    return words(
        "Usher tries {place} again now. What comes of it stands in the message about it and on "
        "Usher's Home.",
        place=place(link, words),
    )


def _message(said: str, *more: Json) -> Json:
    return {"text": said, "blocks": [blocks.section(said), *more]}

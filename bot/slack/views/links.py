"""Linked channels and user groups: how they are called, and what is told when Slack refuses."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks as b
from bot.slack.views.blocks import Json
from bot.slack.views.troubles import CONNECT, trouble
from commands.linking import Linked
from commands.parcels import Parcel

MOST_TROUBLES = 3
"""What more there is, the form says."""


class Shown(Protocol):
    """Whatever says which place in Slack it is, and what is wrong with it."""

    @property
    def kind(self) -> str: ...
    @property
    def slack_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def trouble(self) -> str: ...


def place(each: Shown, words: Words) -> str:
    """A channel Slack names itself, to who may see it; naming a user group would call its people.

    In mrkdwn.
    """
    if each.kind == "channel":
        return b.channel(each.slack_id)
    return b.name(usergroup(each, words))


def usergroup(each: Shown, words: Words) -> str:
    """As Slack calls it, as soon as Slack was asked."""
    return f"@{each.name}" if each.name else words("a user group")


def places(linked: Iterable[Shown], words: Words) -> str:
    return " · ".join(place(each, words) for each in linked)


def lines(linked: tuple[Shown, ...], words: Words) -> Iterator[str]:
    """With what a workgroup is linked, and what is wrong with that, for its row in Home."""
    if linked:
        yield f"↳ {places(linked, words)}"
    troubled = [each for each in linked if each.trouble]
    for each in troubled[:MOST_TROUBLES]:
        yield f"⚠️ {place(each, words)}: {b.esc(trouble(each.kind, each.trouble, words).said)}"
    if left := len(troubled[MOST_TROUBLES:]):
        yield f"⚠️ {words.many('{n} more has trouble.', '{n} more have trouble.', left)}"


def troubled(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """To each admin, once for each trouble; brought up to date when it is mended."""
    link = parcel.link
    if link is None:
        said = words("What Slack refused is no longer linked: there is nothing left to do.")
        return _message(f"ℹ️ {said}")
    if not link.trouble:
        return _mended(link, words)
    return _message(
        f"⚠️ {_refused(link, words)}", *_explained(link, words), b.actions(retry(link, words))
    )


def _refused(link: Linked, words: Words) -> str:
    where, whose = place(link, words), b.name(link.workgroup)
    if link.trouble_with == CONNECT:
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


def _mended(link: Linked, words: Words) -> Json:
    said = words(
        "{place} is in step with the workgroup {workgroup} again.",
        place=place(link, words),
        workgroup=b.name(link.workgroup),
    )
    rest = words.many("{n} step is on its way.", "{n} steps are on their way.", link.waiting)
    return _message(f"✅ {said}", *([b.context(rest)] if link.waiting else []))


def _explained(link: Linked, words: Words) -> Iterator[Json]:
    """What Slack said, what mends it, and how much waits for that."""
    known = trouble(link.kind, link.trouble, words, link.trouble_with)
    yield b.section(b.plain(f"{known.said}\n→ {known.remedy}"))
    if link.waiting:
        yield b.context(
            words.many("{n} step waits for that.", "{n} steps wait for that.", link.waiting)
        )


def retry(link: Linked, words: Words) -> Json:
    return b.button(words("Try again now"), ids.LINK_RETRY, link.id)


def tried(link: Linked, words: Words) -> str:
    """To who pressed the button; in mrkdwn."""
    if not link.waiting:
        return words("Nothing waits for {place}.", place=place(link, words))
    return words(
        "Usher tries {place} again now. What comes of it stands in the message about it and on "
        "Usher's Home.",
        place=place(link, words),
    )


def _message(said: str, *more: Json) -> Json:
    return {"text": said, "blocks": [b.section(said), *more]}

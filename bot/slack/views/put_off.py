"""What admins read when mails are put off because of us, and when they go out again."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.i18n import Words
from bot.slack.views import blocks
from bot.slack.views.blocks import Json
from bot.wording import mail_problems
from commands.delivery.parcels.parcel import Parcel
from commands.notifications.put_off import PutOffMails
from storage.outbox_details import MailsLeave

MOST = 10
"""Domains with what was said of each."""


def put_off(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """Since when, how many, why, and whom to tell."""
    matter = sorted(parcel.put_off, key=lambda each: each.since)
    if not matter:
        return _over(words("Mails were put off for a while. They go out again."))
    headline = _headline(matter, blocks.name(matter[0].domain), words, parcel.zone)
    plain = _headline(matter, matter[0].domain, words, parcel.zone)
    hint = words(
        "Please tell whoever runs Usher: the cause is in the mail settings or at the mail server, "
        "and the log has the details. Nobody needs to invite again: once it is mended, mails for "
        "open invitations go out by themselves, and you will read it here."
    )
    return {
        "text": headline,
        "blocks": [
            blocks.section(blocks.plain(plain)),
            *(blocks.section(blocks.plain(each)) for each in _reasons(matter, words)),
            blocks.context(blocks.plain(hint)),
        ],
    }


def _headline(matter: Sequence[PutOffMails], domain: str, words: Words, zone: str) -> str:
    """`domain` is that of the first, as it may be shown."""
    since = words.moment(matter[0].since, zone)
    if matter[0].whole:
        said = words("No mail has gone out since {since}.", since=since)
    elif len(matter) == 1:
        said = words("No mail to {domain} has gone out since {since}.", domain=domain, since=since)
    else:
        said = words.many(
            "No mail to {n} domain has gone out since {since}.",
            "No mail to {n} domains has gone out since {since}.",
            len(matter),
            since=since,
        )
    waiting = sum(each.waiting for each in matter)
    return f"⏸ {said} {words.many('{n} mail waits.', '{n} mails wait.', waiting)}"


def _reasons(matter: Sequence[PutOffMails], words: Words) -> Iterator[str]:
    for each in matter[:MOST]:
        if len(matter) == 1:
            yield mail_problems.sentence(each.words, words)
        else:
            yield f"{each.domain}: {mail_problems.reason(each.words, words)}"
    if (more := len(matter) - MOST) > 0:
        yield words.many("… and {n} more domain", "… and {n} more domains", more)


def leave(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """To who has read that they did not."""
    said = words("Mails go out again.")
    if waited := parcel.told(MailsLeave).waited:
        said += " " + words.many(
            "{n} mail that waited is on its way.", "{n} mails that waited are on their way.", waited
        )
    return _over(said)


def _over(said: str) -> Json:
    return {"text": f"✅ {said}", "blocks": [blocks.section(f"✅ {said}")]}

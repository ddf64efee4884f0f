"""What is read of Usher's installation: by the primary owner of events, by admins of scopes."""

from datetime import datetime

from bot.i18n import Words
from bot.slack.views import blocks
from bot.slack.views.blocks import Json
from bot.wording import scopes
from commands.delivery.parcels.parcel import Parcel

APPS = "<https://api.slack.com/apps>"


def silent(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """One step is left, and where it is done; afterwards, that it is."""
    if parcel.installation and parcel.installation.heard:
        return _said(words("✅ Slack's events reach Usher. Nothing is left to do."))
    lost = words(
        "Until then Usher's *Home* stays empty, and Usher notices a day late who joins Slack, "
        "leaves it or changes there. Inviting works."
    )
    todo = words(
        "Open {apps}, choose Usher, go to *Event Subscriptions* and press *Retry* next to the "
        "Request URL, then *Save Changes* if Slack offers it. If you don't see Usher there, "
        "please ask whoever installed it.",
        apps=APPS,
    )
    after = words("When the first event arrives, you will read it here.")
    said = words("⚠️ One step of installing Usher is left: Slack sends it no events yet.")
    return _said(said, lost, todo, hint=after)


def missing(parcel: Parcel, words: Words, _now: datetime) -> Json:
    """What Usher can't do, scope by scope, and how it can; afterwards, that it can."""
    lacking = parcel.installation.missing if parcel.installation else ()
    if not lacking:
        return _said(words("✅ Usher has all the scopes in Slack that it needs."))
    said = words.many(
        "⚠️ Usher lacks {n} scope in Slack that it needs here.",
        "⚠️ Usher lacks {n} scopes in Slack that it needs here.",
        len(lacking),
    )
    cant = "\n".join(f"• {scopes.lost(each, words)} (`{each}`)" for each in lacking)
    todo = words(
        "Please ask whoever runs Usher to print the manifest (`usher manifest`), put it into *App "
        "Manifest* at {apps} and save it, and then to install Usher again under *Install App*. An "
        "owner of the workspace may have to approve it.",
        apps=APPS,
    )
    rest = words("Everything else works as before. Once it is mended, you will read it here.")
    return _said(said, words("For now Usher can't:") + f"\n{cant}", todo, hint=rest)


def _said(said: str, *more: str, hint: str = "") -> Json:
    below = [blocks.context(hint)] if hint else []
    return {"text": said, "blocks": [*map(blocks.section, (said, *more)), *below]}

"""Parcels for Slack as they are drawn: made up, at their worst, and read as a person reads them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from bot.i18n import Texts, Words
from bot.slack.views import messages
from bot.slack.views.blocks import Json
from commands.delivery.parcels.parcel import Listed, Parcel, Recipient
from commands.invitations.describe import Invitation
from commands.places import NamedPlace, PlaceId
from storage import outbox_details
from storage.vocabulary import ShownFor
from tests.bot.mail.letter import NOW, invitation

TEXTS = Texts.load()
EN = TEXTS.words("en")
ADA = Recipient("U0ADA00000", "Ada Admin", "en", "admin")
MIA = Recipient("U0MIA00000", "Mia Member", "en", "member", may_invite=False)
NASTY = "<!channel> *evil*.example/x & <https://evil.example|Ada> 🎉" * 5
PLACES = tuple(
    NamedPlace(PlaceId("channel", f"C0{n}"), NASTY[:80] if n % 3 else "", private=not n % 3)
    for n in range(20)
)


def with_typed(typed: str) -> Invitation:
    """The longest invitation, with `typed` wherever people type."""
    return invitation(
        address=f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 60}.example",
        name=typed,
        inviter=typed,
        workspace=typed,
        workgroup=typed[:75],
        personal=True,
        note=typed,
        mail="failed",
        mail_error=f"550 {typed[:10]} {'й' * 288}",
        undoable=True,
        leads_into=PLACES,
    )


WORST = with_typed(NASTY)


def parcel(kind: str, about: Invitation | None = None, **more: Any) -> Parcel:
    stored = {
        "full": False,
        "total": len(more.get("rows", ())),
        "rows": [],
        "link": "",
        "code": "",
        "endpoint": "",
        "addition": "",
    }
    details = outbox_details.read(kind, stored | more.pop("details", {}))
    facts = {"invitation": about, "recipient": ADA, **more}
    return Parcel(1, "lease", kind, "T1", "Europe/Berlin", details, **facts)


def listed(about: Invitation, *why: str, verb: str = "", by: str = "") -> Listed:
    return Listed(about, frozenset(map(ShownFor, why)), verb, by)


def draw(sent: Parcel, words: Words = EN) -> Json:
    return messages.draw(sent, words, NOW + timedelta(days=3))


def texts(found: object) -> Iterator[str]:
    """Every text that a person reads, in order."""
    if isinstance(found, dict):
        if isinstance(found.get("text"), str) and "type" in found:
            yield found["text"]
        for value in found.values():
            yield from texts(value)
    elif isinstance(found, list):
        for value in found:
            yield from texts(value)


def shown(message: Json) -> str:
    return "\n".join(texts(message["blocks"]))


def pressed(found: object) -> Iterator[tuple[str, str]]:
    """Every button and menu option, as action and value."""
    if isinstance(found, dict):
        if "action_id" in found:
            values = [each["value"] for each in found.get("options", ())] or [found["value"]]
            yield from ((found["action_id"], value) for value in values)
        for value in found.values():
            yield from pressed(value)
    elif isinstance(found, list):
        for value in found:
            yield from pressed(value)

"""What leaves for Slack, each kind of message at its worst."""

from collections.abc import Iterator
from dataclasses import replace

from bot.slack.manifest import OPTIONAL_SCOPES, SCOPES
from bot.slack.views import messages
from commands.delivery.parcels.parcel import Parcel
from commands.notifications.installation import TELLING, Installation
from commands.notifications.put_off import PutOffMails
from commands.provisioning.channel_links import LinkedPlace
from commands.workgroups.additions import Addition, AskedFor
from tests.bot.mail.letter import NOW
from tests.bot.slack.views.parcels import MIA, NASTY, PLACES, listed, parcel, with_typed
from tests.bot.slack.views.webhook_samples import WORST as HOOK

KINDS = list(dict.fromkeys([*messages.ABOUT_ONE, *messages.OTHERS]))


def worst(kind: str, typed: str = NASTY) -> Iterator[Parcel]:
    """With `typed` wherever people type; to who may invite, and to who may not."""
    made = _worst_addition if kind.startswith("slack.addition") else _worst
    if kind in {"slack.put_off", "slack.mails_leave"}:
        made = _worst_put_off
    if kind in TELLING:
        made = _worst_installation
    for sent in made(kind, typed):
        yield from (sent, replace(sent, recipient=MIA))


def _worst_installation(kind: str, typed: str) -> Iterator[Parcel]:
    for heard, lacks in ((False, (*SCOPES, *OPTIONAL_SCOPES)), (True, ())):
        yield parcel(kind, installation=Installation("T1", heard, lacks), by=typed)


def _worst(kind: str, typed: str) -> Iterator[Parcel]:
    about_all = with_typed(typed)
    if kind in messages.ABOUT_ONE:
        for about in (about_all, replace(about_all, mail_error="", name="", workgroup=None)):
            for verb in ("", "resent", "revoked"):
                details = {"gone": typed, "said": typed}
                yield parcel(kind, about, details=details, decision=verb, by=typed)
        yield parcel(kind, replace(about_all, suppressed=True), details={})
        yield parcel(kind, about_all, details={}, by=typed, passed_on=True)
    if kind not in messages.OTHERS:
        return
    if kind == "slack.hook_paused":
        yield parcel(kind, endpoint=HOOK, details={"said": typed})
        return
    if kind == "slack.no_file":
        yield parcel(kind, details={"said": typed})
        return
    if kind == "slack.trouble":
        link = LinkedPlace("1" * 26, "usergroup", "S1", typed[:80], True, typed, "", NOW, 9)
        yield from (parcel(kind, link=each) for each in (None, link, replace(link, problem=typed)))
        return
    for verb in ("", "resent", "revoked"):
        many = [
            listed(
                replace(about_all, id=f"{n:026}"),
                *("waiting", "ending", "failed", "left"),
                verb=verb,
                by=typed,
            )
            for n in range(100)
        ]
        for full, quiet in ((True, False), (False, True)):
            many = [
                replace(each, invitation=replace(each.invitation, suppressed=quiet))
                for each in many
            ]
            told = {"full": full, "total": 1_000_000, "meant_for": "C" + "0" * 30, "said": "x"}
            yield parcel(kind, rows=tuple(many), details=told, passed_on=full)


def _worst_put_off(kind: str, typed: str) -> Iterator[Parcel]:
    domains = [f"{'x' * 60}.{n}.example" for n in range(50)]
    many = tuple(PutOffMails("W", each, NOW, typed[:300], 100_000) for each in domains)
    for about in ((), (replace(many[0], domain=""),), many[:1], many):
        yield parcel(kind, details={"whole": False, "waited": 100_000}, put_off=about)


def _worst_addition(kind: str, typed: str) -> Iterator[Parcel]:
    address = "&*" * 32 + "@" + "x" * 60 + ".test"
    coming = (AskedFor(typed, None, address), AskedFor(typed, "U" + "0" * 30, address)) * 250
    many = Addition("1" * 26, "", typed, None, coming, typed[:75], PLACES, typed)
    for state in ("requested", "approved", "refused", "lapsed"):
        yield parcel(kind, addition=replace(many, state=state))
    yield parcel(kind, addition=replace(many, members=(), leads_into=(), by=""))
    yield parcel(kind)

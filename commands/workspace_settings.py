"""Workspace settings: what its admins choose. Each is checked here and takes effect at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from commands import audit, lifecycle, policy
from commands.actors import Actor, Person
from commands.addresses import named_domains
from commands.characters import clean
from commands.directory.identify import identify
from commands.errors import BadSetting, BadSettings
from commands.limits import Limits
from commands.notifications import digest_times
from commands.places import PlaceId, PlacesUnseen
from storage import folding, workspaces
from storage.audit_details import SettingsChange
from storage.models import Workspace
from storage.vocabulary import LOCALES, Verb

WhoMayInvite = Literal["admins", "leads", "everyone"]
MAX_DOMAINS = 200
LONGEST_LIST = 3000
"""Characters of a list of domains: a field in Slack holds no more."""
LONGEST_PATTERN = 75
LONGEST_LINK = 500
MAX_LIMIT = 100_000
NO_CHANNEL = "-"
"""In place of a channel where one was wanted and none picked; "" wants none."""
LONGEST_NUMBER = 9
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_LINK = re.compile(r"https://[a-z0-9.-]+(?::\d+)?(?:[/?#][!-~]*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """A workspace's settings, as they are kept.

    A limit of None is the operator's, and so is one above that (`commands.limits`). `digest_days`
    are ISO weekdays ("12345"), `digest_channel` is empty for direct messages, `locale` empty for
    the inviter's own. Domains are ASCII.
    """

    who_may_invite: WhoMayInvite = "leads"
    allowed_domains: tuple[str, ...] = ()
    blocked_domains: tuple[str, ...] = ()
    refuse_disposable: bool = True
    lifetime_days: int = 14
    personal_pattern: str = "{name}"
    inviter_daily: int | None = None
    workspace_daily: int | None = None
    address_daily: int | None = None
    join_link: str = ""
    locale: str = ""
    reply_to: bool = False
    digest_time: str = "09:00"
    digest_days: str = "12345"
    digest_channel: str = ""
    zone: str = "UTC"


def show(unit: Session, person: Person, now: datetime) -> WorkspaceSettings:
    """The settings, for admins. Raises NotAllowed."""
    actor = identify(unit, person, now)
    policy.require_admin(unit, actor)
    return _of(actor.workspace)


def change(
    unit: Session, person: Person, typed: Mapping[str, str], operators: Limits, now: datetime
) -> WorkspaceSettings:
    """Take over what was typed, all of it or nothing; the history keeps old and new values.

    `typed` has any of the fields of `WorkspaceSettings` as text: lists with spaces, commas or lines
    between, truth as `yes` or `no`, an empty limit for the operator's. Raises NotAllowed,
    PlacesUnseen, or BadSettings naming all that is wrong.
    """
    actor = identify(unit, person, now)
    policy.require_admin(unit, actor)
    workspace = workspaces.lock(unit, actor.workspace.id)
    before = asdict(_of(workspace))
    wanted = _read(typed, operators)
    _require_ours(actor, wanted.get("digest_channel", ""))
    changed = {name: value for name, value in wanted.items() if value != before[name]}
    for name, value in changed.items():
        setattr(workspace, name, list(value) if isinstance(value, tuple) else value)
    if changed:
        workspace.own_zone = workspace.own_zone or "zone" in changed
        if changed.keys() & {"zone", "digest_time", "digest_days"}:
            digest_times.plan(workspace, now)
        unit.flush()
        moves = {name: (before[name], value) for name, value in changed.items()}
        audit.record_by(
            unit, actor, workspace.id, Verb.SETTINGS_CHANGED, now, SettingsChange(moves)
        )
    return _of(workspace)


def _require_ours(actor: Actor, channel: str) -> None:
    """What admins are shown names people and their addresses: nobody from outside may read it, as
    far as Slack tells what kind of channel it is.
    """
    if not channel:
        return
    if actor.seen is None:
        raise PlacesUnseen([PlaceId("channel", channel)], to_link=True)
    seen = {place.id.slack_id: place for place in actor.seen}.get(channel)
    if seen and seen.obstacle == "direct":
        raise BadSettings((BadSetting("digest_channel", "channel"),))
    if seen and seen.shared:
        raise BadSettings((BadSetting("digest_channel", "shared"),))


def _read(typed: Mapping[str, str], operators: Limits) -> dict[str, Any]:
    """Every field, so that all that is wrong is said together."""
    readers = _readers(operators)
    wanted: dict[str, Any] = {}
    wrong: list[BadSetting] = []
    for name, text in typed.items():
        try:
            wanted[name] = readers[name](text)
        except _Wrong as found:
            wrong += (BadSetting(name, why, typed) for why, typed in found.reasons.items())
    if wrong:
        raise BadSettings(tuple(wrong))
    return wanted


class _Wrong(Exception):
    """A field can't be that."""

    def __init__(self, why: Any, *typed: str) -> None:
        self.reasons: Mapping[Any, Sequence[str]] = {why: typed}


class _Several(_Wrong):
    """A list can't be that, for several reasons."""

    def __init__(self, reasons: Mapping[Any, Sequence[str]]) -> None:
        self.reasons = {why: tuple(typed) for why, typed in reasons.items()}


def _of(workspace: Workspace) -> WorkspaceSettings:
    return WorkspaceSettings(
        who_may_invite=workspace.who_may_invite,  # type: ignore[arg-type]
        allowed_domains=tuple(workspace.allowed_domains),
        blocked_domains=tuple(workspace.blocked_domains),
        refuse_disposable=workspace.refuse_disposable,
        lifetime_days=workspace.lifetime_days,
        personal_pattern=workspace.personal_pattern,
        inviter_daily=workspace.inviter_daily,
        workspace_daily=workspace.workspace_daily,
        address_daily=workspace.address_daily,
        join_link=workspace.join_link,
        locale=workspace.locale,
        reply_to=workspace.reply_to,
        digest_time=workspace.digest_time,
        digest_days=workspace.digest_days,
        digest_channel=workspace.digest_channel,
        zone=workspace.zone,
    )


def _one_of(*words: str) -> Any:
    def read(text: str) -> str:
        if text not in words:
            raise _Wrong("choice")
        return text

    return read


def _truth(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise _Wrong("choice")
    return text == "yes"


def _domains(text: str) -> tuple[str, ...]:
    found, wrong = named_domains.read(text)
    if wrong:
        raise _Several(wrong)
    if len(found) > MAX_DOMAINS or len("\n".join(found)) > LONGEST_LIST:
        raise _Wrong("too_many")
    return tuple(sorted(found))


def _number(least: int, most: int) -> Any:
    def read(text: str) -> int:
        digits = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
        if not (digits and least <= int(text) <= most):
            raise _Wrong("number", f"{least}–{most}")
        return int(text)

    return read


def _limits(operators: Limits) -> Mapping[str, Any]:
    """The readers of the daily limits: they may lower the operator's, never raise them."""
    return {
        "inviter_daily": _limit(operators.inviter),
        "workspace_daily": _limit(operators.workspace),
        "address_daily": _limit(operators.address),
    }


def _limit(operators: int) -> Any:
    def read(text: str) -> int | None:
        if not text:
            return None
        if text.isascii() and text.isdecimal() and int(text[:9]) > operators:
            raise _Wrong("over_operator", str(operators))
        found: int = _number(1, min(MAX_LIMIT, operators))(text)
        return found

    return read


def _pattern(text: str) -> str:
    rest = text.replace("{name}", "")
    if rest == text or len(text) > LONGEST_PATTERN or set(rest) & set("{}"):
        raise _Wrong("pattern")
    return text


def _join_link(text: str) -> str:
    """Slack's own invitation link, or a page of the company's that leads there."""
    if text and (len(text) > LONGEST_LINK or not _LINK.fullmatch(text)):
        raise _Wrong("link")
    return text


def _time(text: str) -> str:
    if not _TIME.fullmatch(text):
        raise _Wrong("time")
    return text


def _days(text: str) -> str:
    days = "".join(sorted(set(re.sub(r"[\s,]", "", text))))
    if not days or not set(days) <= set("1234567"):
        raise _Wrong("days")
    return days


def _zone(text: str) -> str:
    if not lifecycle.is_zone(text):
        raise _Wrong("zone", text[:64])
    return text


def zones(typed: str, most: int) -> list[str]:
    """The IANA zones with these words in their names; cities that begin with them come first."""
    typed = typed.replace("_", " ")
    wanted, beginning = folding.wanted(typed), folding.fold(typed)
    found = [each for each in _every_zone() if folding.fits(each[1], wanted)]
    found.sort(key=lambda each: not each[1].rpartition("/")[2].startswith(beginning))
    return [zone for zone, _ in found[:most]]


@cache
def _every_zone() -> list[tuple[str, str]]:
    """Those named after places, and UTC, with what is searched in each; what else there is are
    other names of these.
    """
    every = available_timezones()
    named = sorted(each for each in every if "/" in each and not each.startswith("Etc/"))
    return [(each, folding.kept(each.replace("_", " "))) for each in ("UTC", *named)]


def _channel(text: str) -> str:
    if text == NO_CHANNEL:
        raise _Wrong("no_channel")
    if text and not re.fullmatch(r"[CG][A-Z0-9]{2,31}", text):
        raise _Wrong("channel")
    return text


_LISTS: Mapping[str, Any] = {"allowed_domains": _domains, "blocked_domains": _domains}
"""Read as they were typed: what can't be seen may stand between two."""

_READERS: Mapping[str, Any] = {
    "who_may_invite": _one_of("admins", "leads", "everyone"),
    "refuse_disposable": _truth,
    "lifetime_days": _number(1, 90),
    "personal_pattern": _pattern,
    "join_link": _join_link,
    "locale": _one_of("", *LOCALES),
    "reply_to": _truth,
    "digest_time": _time,
    "digest_days": _days,
    "digest_channel": _channel,
    "zone": _zone,
}


def _readers(operators: Limits) -> dict[str, Any]:
    """Of every field by its name; all but lists get what was typed without what can't be seen."""

    def cleaned(read: Any) -> Any:
        return lambda text: read(clean(text).strip())

    readers = {**_READERS, **_limits(operators)}
    return {**_LISTS, **{name: cleaned(read) for name, read in readers.items()}}

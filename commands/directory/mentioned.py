"""Who is here of those whom somebody mentioned instead of naming an address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import policy
from commands.actors import Actor, Person
from commands.directory.identify import identify
from storage import members
from storage.folding import fold
from storage.models import Member

MOST = 10
"""People who are looked for."""
MOST_ALIKE = 50


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The names of who is a member already, and whether somebody is not known."""

    here: tuple[str, ...]
    unknown: bool


def mentioned(
    unit: Session, person: Person, users: Sequence[str], names: Sequence[str], now: datetime
) -> Mentioned:
    """Those who are here, by Slack id or by name. Raises NotAllowed for who can't be a member.

    Who may not invite learns of nobody whether they are: as of an address.
    """
    actor = identify(unit, person, now)
    if not policy.may_invite(actor):
        return Mentioned((), unknown=True)
    found = [_with_id(unit, actor, user) for user in users[:MOST]]
    found += [_called(unit, actor, name) for name in names[:MOST]]
    here = dict.fromkeys(one.name for those in found for one in those)
    return Mentioned(tuple(here), unknown=not all(found))


def _with_id(unit: Session, actor: Actor, user: str) -> list[Member]:
    found = members.by_slack_user(unit, actor.workspace.id, user)
    return [found] if found and not found.gone else []


def _called(unit: Session, actor: Actor, name: str) -> list[Member]:
    """By the whole name, which more words may follow, or else by first name or Slack's user name,
    which begins as what is before the @ of an address.
    """
    name = fold(name)
    first = name.partition(" ")[0]
    if not first:
        return []
    rows, _ = members.found(unit, actor.workspace.id, typed=first, limit=MOST_ALIKE)
    there = [(row, fold(row.name)) for row in rows if not row.gone]
    whole = [row for row, called in there if called and f"{name} ".startswith(f"{called} ")]
    return whole or [row for row, called in there if first in _short(row, called)]


def _short(row: Member, called: str) -> set[str]:
    return {called.partition(" ")[0], fold((row.email or "").partition("@")[0])}

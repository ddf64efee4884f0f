"""Ask once about what looks like a slip of the pen, before anything is sent."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit
from commands.actors import Actor
from commands.addresses import Address, slips
from commands.addresses.address import moved
from commands.addresses.readable import readable
from commands.limits import DAY
from commands.outcomes import Doubtful
from storage import audit_log
from storage.audit_details import Questioned
from storage.vocabulary import Verb

AT_ONCE = 15
"""Domains of one question: as many as its text can name. Nobody mistypes more in one form."""
MOST_REMEMBERED = 100
"""Questions to one person, the newest."""


def ask_about(
    unit: Session, actor: Actor, wanted: Sequence[Address], form: str, now: datetime
) -> list[Doubtful]:
    """The doubtful addresses of a form that this person was not asked about in it yet.

    It is written down that they are asked now: who sends the same form again means it so.
    """
    doubtful = dict(_doubtful(actor, wanted))
    if not doubtful:
        return []
    told = audit_log.done_by(unit, actor.member.id, Verb.QUESTIONED, now - DAY, MOST_REMEMBERED)
    before = {key for each in told if isinstance(each, Questioned) for key in each.keys}
    fresh = [each for each in doubtful if _key(form, each) not in before]
    named = list(dict.fromkeys(each.domain for each in fresh))[:AT_ONCE]
    asked = [each for each in fresh if each.domain in named]
    if asked:
        keys = Questioned(tuple(_key(form, each) for each in asked))
        audit.record_by(unit, actor, actor.member.id, Verb.QUESTIONED, now, keys)
    return [doubtful[each] for each in asked]


def _doubtful(actor: Actor, wanted: Sequence[Address]) -> Iterator[tuple[Address, Doubtful]]:
    """By who asks and what the workspace's settings name; nothing else is looked up, so that it
    tells nothing of who is known here.
    """
    own = (actor.member.email or "").rpartition("@")[2]
    theirs = {each for each in (own, *actor.workspace.allowed_domains) if each}
    for address in wanted:
        bare = slips.bare(address.typed)
        if doubt := slips.doubt(address.domain, theirs):
            meant = doubt.meant and moved(bare, readable(doubt.meant))
            yield address, Doubtful(address.typed, meant, readable(doubt.ending))
        elif bare != address.typed:
            yield address, Doubtful(address.typed, bare, "")


def _key(form: str, address: Address) -> str:
    return hashlib.sha256(f"{form}\n{address.email}".encode()).hexdigest()[:16]

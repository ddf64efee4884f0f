"""All that one form shows and changes of a workgroup: itself, its people, its links."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import groups, linking, members, policy
from commands.actor import Person
from commands.groups import Change, Shown
from commands.linking import Linked, Wanted


@dataclass(frozen=True, slots=True)
class Form:
    """What the form shows; who `may_link` changes also what the workgroup is linked with."""

    shown: Shown
    linked: tuple[Linked, ...]
    may_link: bool


def show(unit: Session, person: Person, group_id: str, now: datetime) -> Form:
    """Raises NotAllowed, NotFound."""
    shown = groups.show(unit, person, group_id, now)
    linked = linking.linked(unit, person, group_id, now)
    return Form(shown, linked, policy.may_link(members.find(unit, person, now)))


def change(
    unit: Session,
    person: Person,
    group_id: str,
    wanted: Change,
    links: Wanted | None,
    now: datetime,
) -> None:
    """All of the form or nothing of it; without `links` those stay as they are.

    Raises what `linking.change` and `groups.change` do.
    """
    if links is not None:
        # First, since more is needed for it than for the rest.
        linking.change(unit, person, group_id, links, now)
    groups.change(unit, person, group_id, wanted, now)

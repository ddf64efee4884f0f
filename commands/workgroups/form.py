"""The workgroup form: its name, its members and its linked channels, saved in one go."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands import policy
from commands.actors import Person
from commands.directory.identify import identify
from commands.limits import USUAL, Limits
from commands.provisioning.channel_links import LinkedPlace
from commands.workgroups import linking, manage
from commands.workgroups.additions import Asked
from commands.workgroups.linking import WantedLinks
from commands.workgroups.manage import Change, WorkgroupDetails


@dataclass(frozen=True, slots=True)
class Form:
    """What the form shows; who `may_link` changes also what the workgroup is linked with."""

    shown: WorkgroupDetails
    linked: tuple[LinkedPlace, ...]
    may_link: bool


def show_form(unit: Session, person: Person, group_id: str, now: datetime) -> Form:
    """Raises NotAllowed, NotFound."""
    shown = manage.show(unit, person, group_id, now)
    linked = linking.linked(unit, person, group_id, now)
    return Form(shown, linked, policy.may_link(identify(unit, person, now)))


def change_form(
    unit: Session,
    person: Person,
    group_id: str,
    wanted: Change,
    links: WantedLinks | None,
    now: datetime,
    limits: Limits = USUAL,
) -> Asked | None:
    """All of the form or nothing of it; without `links` those stay as they are.

    What the admins are asked for, where it needs them. Raises what `linking.change` and
    `manage.change` do.
    """
    if links is not None:
        # First, since more is needed for it than for the rest.
        linking.change(unit, person, group_id, links, now)
    return manage.change(unit, person, group_id, wanted, now, limits)

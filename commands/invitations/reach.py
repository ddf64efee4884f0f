"""Reach: who may keep an invitation open that leads into Slack's channels."""

from sqlalchemy.orm import Session

from commands import policy
from commands.actors import Actor
from commands.errors import OutOfReach
from commands.places import LeadsInto
from commands.provisioning.channel_links import name_places
from storage import channel_links
from storage.models import Invitation


def require_reach(unit: Session, actor: Actor, row: Invitation) -> None:
    """Raise OutOfReach where its workgroup leads, by now, into where they may bring nobody.

    Else what was open when an admin linked the workgroup could be kept open for ever. Raises
    PlacesUnseen where nobody has looked.
    """
    group = row.workgroup
    if actor.member.role == "admin" or group is None or group.archived_at:
        return
    if beyond := policy.out_of_reach(actor, channel_links.of_groups(unit, [group.id])):
        raise OutOfReach(LeadsInto(group.name, name_places(beyond, to_admin=False)))

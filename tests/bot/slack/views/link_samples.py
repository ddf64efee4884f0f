"""A linked channel and a user group, each with its problem, and a name that would act."""

from dataclasses import replace

from commands.provisioning.channel_links import LinkedPlace
from tests.people import MONDAY

NASTY = "<!channel> *evil*.example/x & 🎉" * 3
EAST = LinkedPlace(
    id="01J0000000000000000000000E",
    kind="channel",
    slack_id="C0EAST0001",
    name="east",
    connect=False,
    workgroup="East",
    problem="not_in_channel",
    problem_at=MONDAY,
    waiting=3,
)
ANALYSTS = replace(
    EAST, kind="usergroup", slack_id="S0ANALYSTS", name="analysts", problem="permission_denied"
)

"""Who and what the stand-in's workspace has, by id, and the scopes that reach its places."""

from bot.sandbox import Sandbox

EAST, WEST, BOARD, OLD = "C0EAST0001", "C0WEST0001", "C0BOARD001", "C0OLD00001"
PLANS = "C0PLANS001"
ANALYSTS = "S0ANALYSTS"
ADA, LEV, MIA = "U0ADA00000", "U0LEV00000", "U0MIA00000"
GUS, NIA = "U0GUS00000", "U0NIA00000"
OPTIONAL = (
    "channels:read",
    "groups:read",
    "channels:manage",
    "groups:write",
    "usergroups:read",
    "usergroups:write",
    "conversations.connect:write",
)


def allow(slack: Sandbox, *scopes: str) -> None:
    """Give the app these scopes too; all of the optional ones where none is named."""
    desk = slack.api._desk
    object.__setattr__(desk, "scopes", {*desk.scopes, *(scopes or OPTIONAL)})

"""What Slack lets the app do here: the scopes that it was installed with, and which are missing.

Slack says them beside each answer of its Web API, in `x-oauth-scopes`. Where nobody does (a proxy,
an emulator, a token that is not known) it is not known, and nothing is missing.
"""

from collections.abc import Collection, Iterator

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.manifest import OPTIONAL, SCOPES
from commands.notifications.installation import Used

HEADER = "x-oauth-scopes"
BROADER = {"channels:write.invites": "channels:manage", "groups:write.invites": "groups:write"}
"""With these too Slack lets an app invite: https://docs.slack.dev/reference/methods/conversations.invite."""


class Grants:
    """Of one token, as of the last answer; None until an answer said them."""

    def __init__(self) -> None:
        self.scopes: frozenset[str] | None = None

    def noted(self, answer: AsyncSlackResponse) -> AsyncSlackResponse:
        """The answer, with what it says of scopes kept."""
        said = next((of for name, of in answer.headers.items() if name.lower() == HEADER), "")
        if found := frozenset(filter(None, map(str.strip, said.split(",")))):
            self.scopes = found
        return answer


def missing(granted: Collection[str], used: Used) -> frozenset[str]:
    """What was not granted of what serves here, in the manifest's words."""
    return frozenset(
        scope for scope in _needed(used) if not {scope, BROADER.get(scope)} & {*granted}
    )


def _needed(used: Used) -> Iterator[str]:
    """An optional scope that nothing uses is not missed. `chat:write.public` never is: what goes
    to a channel that Usher is in takes none, and whether it is in there is not known.
    """
    yield from SCOPES
    for scope in OPTIONAL["channel"]:
        if used.private_channels if scope.startswith("groups:") else used.channels:
            yield scope
    if used.usergroups:
        yield from OPTIONAL["usergroup"]
    if used.connect:
        yield from OPTIONAL["connect"]

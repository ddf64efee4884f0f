"""How many deliveries a worker has in hand of one endpoint and of one workspace.

Who hangs holds a turn until the attempt ends: nobody may hold so many that others wait.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from storage.models import WebhookEndpoint

OF_ENDPOINT = 4
OF_FAILING = 1
"""Of one that fails one is tried; for the others it would only be waited too."""
OF_WORKSPACE = 8
"""An eighth of the turns, however many of its endpoints hang."""


class Shares:
    """What is in hand, as (workspace, endpoint), and what is taken beside it."""

    def __init__(self, in_hand: Iterable[tuple[str, str]]) -> None:
        taken = list(in_hand)
        self._workspaces = Counter(workspace for workspace, _ in taken)
        self._endpoints = Counter(endpoint for _, endpoint in taken)
        self._full_endpoints: set[str] = set()

    @property
    def full(self) -> Mapping[str, set[str]]:
        """By column of the outbox: who has had their share."""
        return {
            "workspace_id": _from(self._workspaces, OF_WORKSPACE),
            "endpoint_id": _from(self._endpoints, OF_ENDPOINT) | self._full_endpoints,
        }

    def take(self, endpoint: WebhookEndpoint, *, asked: bool) -> bool:
        """Whether one more may be taken, which then counts; what is `asked` for by hand is not
        kept waiting by failures.
        """
        most = OF_FAILING if endpoint.failing_since and not asked else OF_ENDPOINT
        if self._endpoints[endpoint.id] >= most:
            self._full_endpoints.add(endpoint.id)
            return False
        if self._workspaces[endpoint.workspace_id] >= OF_WORKSPACE:
            return False
        self._endpoints[endpoint.id] += 1
        self._workspaces[endpoint.workspace_id] += 1
        return True


def _from(counts: Counter[str], most: int) -> set[str]:
    return {each for each, count in counts.items() if count >= most}

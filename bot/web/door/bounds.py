"""How much, how many and how long: every number of the door, with its reason."""

import resource
from dataclasses import dataclass, field

from bot.slack.gate import LARGEST, PATH
from bot.web.guard import MOST_BYTES

MOST_CONNECTIONS = 512
"""Some seconds of all that one process answers; more would only wait inside instead of outside."""

_SLACK = PATH.encode()


def _half_of_the_files() -> int:
    """The other half is for the database, mail, Slack and webhooks, which must not lack one."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if files < 0 else max(4, min(MOST_CONNECTIONS, files // 2))


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bytes, counts, and seconds."""

    target: int = 8 * 1024
    """Of the request's target; RFC 9110 (4.1) recommends to take at least 8,000."""

    head: int = 16 * 1024
    """Of request line and fields together, as Node.js and h11 have it."""

    fields: int = 100
    """As Apache httpd has it. A browser sends some twenty, a proxy adds ten."""

    head_seconds: float = 10
    """Until the head is whole, from the first byte or, for the first request, the connection."""

    body_seconds: float = 15
    """Until the body is whole: 16 KiB at the pace of a bad phone line, Slack's in an instant."""

    idle_seconds: float = 5
    """Between two requests, as uvicorn has it."""

    near_idle_seconds: float = 620
    """The same where proxies are. They keep connections for 60 s (nginx, AWS), two minutes (Caddy)
    or ten (Google), and what they send while we close ours is lost: a 502 for whoever sent it.
    """

    unsent_seconds: float = 15
    """An answer that waits for its client for so long is given up."""

    linger_seconds: float = 2
    """What is still on its way is read and forgotten for so long after a refusal: who closes at
    once makes the client lose the answer (RFC 9112, 9.6).
    """

    look_seconds: float = 0.5
    """Between two looks at who takes too long."""

    pipelined: int = 8
    """Requests that wait behind one that is being answered."""

    most: int = field(default_factory=_half_of_the_files)
    """Connections in all."""

    wide: tuple[bytes, ...] = ()
    """What stands below these paths may send as much as Slack."""

    @property
    def each(self) -> int:
        """Connections of one neighbour: never all of them, and enough for a proxy that nobody has
        named in TRUSTED_PROXIES.
        """
        return max(1, self.most * 2 // 3)

    @property
    def spare(self) -> int:
        """Connections beyond all those, for questions after our health."""
        return max(2, self.most // 16)

    def body(self, path: bytes) -> int:
        """Bytes of a body. Only Slack sends much, and in the demo whoever plays it."""
        large = path.endswith(_SLACK) or path.startswith(self.wide)
        return LARGEST if large else MOST_BYTES

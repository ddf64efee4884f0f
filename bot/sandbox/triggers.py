"""What Slack hands out for a short time: trigger ids and response addresses, by the real time."""

import secrets
import time
from dataclasses import dataclass, replace

from bot.sandbox.workspace import SlackError


@dataclass
class Ticket:
    """Something that was handed to the bot on behalf of a person, and how often it was used."""

    user: str
    channel: str = ""
    ts: str | None = None
    uses: int = 0
    issued: float = 0.0


class Tickets:
    """Hands out tickets and takes them back.

    `errors` are Slack's words for one that is unknown, one too old, and one used too often.
    """

    def __init__(self, life: float, uses: int, *errors: str) -> None:
        self._life, self._uses = life, uses
        self._unknown, self._expired, self._used = errors
        self._tickets: dict[str, Ticket] = {}

    def issue(self, ticket: Ticket) -> str:
        key = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._tickets[key] = replace(ticket, issued=time.monotonic())
        return key

    def use(self, key: str) -> Ticket:
        ticket = self._tickets.get(key)
        if ticket is None:
            raise SlackError(self._unknown)
        if ticket.uses >= self._uses:
            raise SlackError(self._used)
        if time.monotonic() - ticket.issued > self._life:
            raise SlackError(self._expired)
        ticket.uses += 1
        return ticket

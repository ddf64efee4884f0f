"""What it takes to send one webhook: settings that allow localhost, an event, and made-up names."""

from ipaddress import ip_address
from socket import AF_INET, AF_INET6
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.parts import Parts
from bot.signing import new_secret
from bot.vault import Vault
from bot.worker.webhook import Webhooks
from commands.delivery.webhooks.claim import Delivery
from commands.delivery.webhooks.record import NotDelivered, Result
from commands.webhooks.failures import Failure, FailureCode
from storage.database import Database
from tests.bot.worker.office import parts
from tests.clock import Clock

KEY = "a-key-of-the-tests-long-enough"
SECRET = new_secret()
PAYLOAD = {"type": "usher.test", "timestamp": "2026-11-23T09:30:00.000Z", "data": {"name": "Мия"}}
LOCAL = "127.0.0.0/8"


EVENT = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def made(database: Database, networks: str, *nameservers: str) -> Parts:
    given = {"secret_keys": KEY, "webhook_networks": networks, "send_timeout": 0.5}
    return parts(database, "smtp://localhost", Clock(), *nameservers, **given)


def telling(url: str, *secrets: str) -> Delivery:
    sealed = tuple(Vault([KEY]).seal(each) for each in secrets or (SECRET,))
    return Delivery(
        1,
        "lease",
        "hook.usher.test",
        "endpoint",
        EVENT,
        url,
        PAYLOAD,
        sealed,
    )


class Names(AbstractResolver):
    """Every name leads to these addresses, one more each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: Any = 0,  # noqa: ARG002 - aiohttp's
    ) -> list[ResolveResult]:
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not found:
            raise OSError("no such name")
        return [
            ResolveResult(
                hostname=host,
                host=each,
                port=port,
                family=AF_INET6 if ip_address(each).version == 6 else AF_INET,
                proto=0,
                flags=0,
            )
            for each in found
        ]

    async def close(self) -> None:
        pass


def answered(status: int, said: str) -> NotDelivered:
    return NotDelivered(Failure(FailureCode.ANSWERED, status=status, said=said))


def failed(code: FailureCode) -> NotDelivered:
    """For a reason that needs no more facts."""
    return NotDelivered(Failure(code))


async def send(hooks: Webhooks, url: str) -> Result:
    return await hooks.send(telling(url))

"""Webhooks go where they may and no further, whatever a name leads to."""

import logging

import pytest

from bot.worker.webhook import Webhooks
from commands.delivery.results import Delivered
from commands.delivery.webhooks.record import NotDelivered
from commands.webhooks.failures import FailureCode
from tests.bot.worker.conftest import Make
from tests.bot.worker.endpoints import Endpoint, endpoint
from tests.bot.worker.sending import SECRET, Names, failed, send, telling

FORBIDDEN = failed(FailureCode.FORBIDDEN)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_name_that_leads_into_a_private_network_is_not_followed(
    make: Make, there: Endpoint, address: str, scheme: str
) -> None:
    hooks = make("", resolver=Names([address]))
    assert await send(hooks, f"{scheme}://hr.example:{there.port}/in") == FORBIDDEN
    assert there.connections == 0


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "localhost", "169.254.169.254"],
)
async def test_an_address_that_was_kept_while_it_was_allowed_is_not_reached_any_more(
    make: Make, there: Endpoint, host: str
) -> None:
    hooks = make("10.0.0.0/8")
    for scheme in ("http", "https"):
        assert await send(hooks, f"{scheme}://{host}:{there.port}/in") == FORBIDDEN
    assert there.connections == 0


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0177.0.0.1"])
async def test_an_odd_way_to_write_an_address_is_no_way_round(
    make: Make, there: Endpoint, host: str
) -> None:
    hooks = make("")
    assert isinstance(await send(hooks, f"https://{host}:{there.port}/in"), NotDelivered)
    assert there.connections == 0


async def test_a_name_that_leads_elsewhere_the_second_time_is_judged_again(
    make: Make, there: Endpoint
) -> None:
    names = Names(["127.0.0.1"], ["127.9.9.9"])
    hooks = make("127.0.0.1", resolver=names)
    there.more = "Connection: close\r\n"
    url = f"http://hr.example:{there.port}/in"
    assert await send(hooks, url) == Delivered()
    # aiohttp keeps names for ten seconds; a new connector knows none.
    hooks = make("127.0.0.1", resolver=names)
    assert await send(hooks, url) == FORBIDDEN
    assert len(there.taken) == 1


async def test_of_several_addresses_only_those_that_may_be_reached_are_tried(
    make: Make, there: Endpoint
) -> None:
    names = Names(["169.254.169.254", "::1", "127.0.0.1"])
    assert await send(make("127.0.0.1", resolver=names), f"http://hr.example:{there.port}/in") == (
        Delivered()
    )
    none = Names(["169.254.169.254", "::1", "10.0.0.1"])
    assert await send(make("", resolver=none), f"https://hr.example:{there.port}/in") == FORBIDDEN
    assert there.connections == 1


async def test_what_is_not_encrypted_goes_into_an_allowed_network_alone(make: Make) -> None:
    hooks = make(resolver=Names(["93.184.216.34"]))
    assert await send(hooks, "http://hr.example/in") == FORBIDDEN


async def test_a_name_that_leads_nowhere_is_tried_again(make: Make) -> None:
    hooks = make(resolver=Names([]))
    assert await send(hooks, "https://hr.example/in") == failed(FailureCode.UNRESOLVED)


async def test_no_proxy_connects_for_us(
    hooks: Webhooks, there: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with endpoint() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert await send(hooks, there.url) == Delivered()
        assert proxy.connections == 0


async def test_the_log_names_the_host_and_nothing_of_path_query_or_secret(
    hooks: Webhooks, there: Endpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger().setLevel(logging.DEBUG)
    there.answer = "503 Down"
    await hooks.send(telling(there.url.replace("/in", "/sec-path?sec-query=1")))
    async with endpoint() as gone:
        pass
    await hooks.send(telling(f"{gone.url}/sec-path?sec-query=1"))
    said = "".join(capsys.readouterr())
    assert "127.0.0.1" in said
    assert "sec-" not in said
    assert SECRET.removeprefix("whsec_") not in said

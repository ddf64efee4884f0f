"""A proxy that nobody has named is told of, once, where the operator looks."""

import logging

import httpx
import pytest

from tests.bot.web.site import Site
from tests.bot.web.site import site as made

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

HEADERS = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def warnings(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> int:
    told = "\n".join(record.getMessage() for record in caplog.records)
    return (told + capsys.readouterr().out).count("proxy_not_trusted")


async def details(browser: httpx.AsyncClient) -> list[str]:
    answer = await browser.get("/readyz")
    assert answer.status_code == 200
    return answer.text.splitlines()


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("neighbour", ["10.0.0.2", "127.0.0.1", "::1"])
async def test_who_forwards_and_is_not_trusted_is_told_of_once(
    site: Site,
    header: str,
    neighbour: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.WARNING)
    async with site.browser(neighbour) as proxy:
        for number in range(5):
            await proxy.get("/i/nothing", headers={header: f"198.51.100.{number}"})
            await proxy.post("/slack/events", headers={header: "198.51.100.7"})

        found = await details(proxy)

    assert warnings(caplog, capsys) == 1
    assert found[0] == "ok"
    assert len(found) == 2
    assert f"a proxy at {neighbour} forwards" in found[1]
    assert found[1].endswith(f"add {neighbour} to TRUSTED_PROXIES")
    assert "198.51.100" not in found[1]


async def test_who_is_trusted_and_who_forwards_nothing_is_not_told_of(
    site: Site, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    behind = made(site.story.database, site.story, trusted_proxies="192.0.2.0/24, ::1")
    for neighbour in ("192.0.2.1", "::ffff:192.0.2.2", "::1"):
        behind.come_from(neighbour)
        await behind.get("/i/nothing", headers=dict.fromkeys(HEADERS, "198.51.100.7"))
    behind.come_from("203.0.113.1")
    await behind.get("/i/nothing", headers={"X-Forwarded-Prefix": "/usher"})
    assert await details(behind.client) == ["ok"]
    await behind.client.aclose()

    assert warnings(caplog, capsys) == 0


FORWARDS = {"X-Forwarded-For": "198.51.100.7"}


async def test_whoever_makes_it_up_fills_no_log(
    site: Site, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in [*range(40), *range(40)]:
        site.come_from(f"8.8.8.{number}")
        await site.get("/i/nothing", headers=FORWARDS)

    assert warnings(caplog, capsys) == 16
    found = await details(site.client)
    assert len(found) == 17
    assert "8.8.8.39" in found[-1]


@pytest.mark.parametrize("real", ["127.0.0.1", "10.0.0.2", "100.64.0.2", "::1", "fd00::2"])
async def test_nobody_from_far_keeps_a_likely_proxy_from_being_told_of(
    site: Site, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], real: str
) -> None:
    async def strangers() -> None:
        for number in range(20):
            site.come_from(f"8.8.8.{number}")
            await site.get("/i/nothing", headers=FORWARDS)

    await strangers()
    site.come_from(real)
    await site.get("/i/nothing", headers=FORWARDS)
    await strangers()

    assert f"a proxy at {real} forwards" in (await details(site.client))[1]
    assert warnings(caplog, capsys) == 17


async def test_likely_proxies_are_not_told_of_without_end_either(
    site: Site, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in [*range(40), *range(40)]:
        site.come_from(f"10.0.0.{number}")
        await site.get("/i/nothing", headers=FORWARDS)

    assert warnings(caplog, capsys) == 16
    assert "10.0.0.39" in (await details(site.client))[-1]


async def test_who_has_a_network_is_told_of_once(
    site: Site, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(1, 40):
        site.come_from(f"2600:1:2:3::{number:x}")
        await site.get("/i/nothing", headers=FORWARDS)

    assert warnings(caplog, capsys) == 1
    assert "a proxy at 2600:1:2:3::1 forwards" in (await details(site.client))[1]

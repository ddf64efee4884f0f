"""Slack beyond a proxy: all that Usher does there, and what people read when it ends."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from structlog.testing import capture_logs

from storage.database import Database
from tests.bot.proxy import CompanyProxy, company_proxy
from tests.flows.living import living
from tests.flows.usher import Usher, zone
from tests.patience import until

SLACK = "http://slack.test"


@pytest.fixture
async def proxy() -> AsyncIterator[CompanyProxy]:
    async with company_proxy() as proxy:
        yield proxy


@pytest.fixture
async def usher(
    fresh_sqlite: Database, tmp_path: Path, proxy: CompanyProxy, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Usher]:
    """There is no way to Slack's name but through the proxy; slack_sdk would take another."""
    monkeypatch.setenv("HTTPS_PROXY", "http://[bad")
    given = {"slack_api_url": f"{SLACK}/api/", "http_proxy": proxy.url}
    async with living(fresh_sqlite, tmp_path, **given) as usher:
        port = urlsplit(usher.slack.workspace.url).port
        assert port
        usher.slack.workspace.url, usher.slack.api_url = SLACK, f"{SLACK}/api/"
        proxy.to.set_result(port)
        await until(lambda: usher.parts.database.read(zone) == "Europe/Berlin")
        yield usher


async def test_modals_messages_files_and_answers_go_through_it(usher: Usher) -> None:
    await usher.invite("lev", "ivy@example.com")
    await usher.mail_to("ivy@example.com")
    assert (await usher.slack.command("lev", "/invite export")).ok

    def shared() -> list[dict[str, Any]]:
        return [file for each in usher.slack.messages("lev") for file in each.get("files", ())]

    assert await until(shared)
    usher.clock.move(timedelta(days=2))
    await usher.message("ada", "ivy@example.com")
    assert (await usher.slack.command("lev", "/invite resend ivy@example.com")).ok
    [ivy] = await usher.rows("invitations")
    picked = f"resend:{ivy['id']}"
    assert (await usher.slack.click("ada", "invitation.menu", picked, place="app")).ok
    private = [each for each in usher.slack.messages("ada") if each.get("ephemeral")]
    assert "It can be sent again from" in str(private)


async def test_when_it_ends_lev_is_told_to_try_again_and_the_log_says_which_it_was(
    usher: Usher, proxy: CompanyProxy
) -> None:
    await usher.slack.open_home("lev")
    # The worker calls Slack too, and it is said once.
    with capture_logs() as logs:
        proxy.answer = "407 Proxy Authentication Required"
        await proxy.hang_up()
        assert (await usher.slack.command("lev", "/invite")).ok
    [said] = [each for each in usher.slack.messages("lev", place="general") if each["ephemeral"]]
    assert "Slack didn't show what you asked for. Please try again in a moment" in str(said)
    assert {line["proxy"] for line in logs if line["event"] == "slack.not_reached"} == {
        f"127.0.0.1:{proxy.port} (HTTP_PROXY)"
    }

    proxy.answer = ""
    await usher.invite("lev", "ivy@example.com")

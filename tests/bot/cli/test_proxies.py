"""`usher run` behind a company's proxy that reads what is encrypted: as such networks are."""

from base64 import b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.sandbox import Sandbox
from bot.slack.manifest import SCOPES
from tests.bot.cli.process import NEEDED, usher
from tests.bot.mail.certificate import self_signed
from tests.bot.proxy import company_proxy

SLACK = "slack.test"
FIRST = 4
"""Lines."""


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Sandbox]:
    slack = Sandbox(
        bot_url="",
        signing_secret=NEEDED["SLACK_SIGNING_SECRET"],
        bot_token=NEEDED["SLACK_BOT_TOKEN"],
        scopes=SCOPES,
        state_file=tmp_path / "slack.sqlite",
        hosts={SLACK},
    )
    await slack.start()
    yield slack
    await slack.stop()


async def test_slack_is_called_through_it_and_the_log_says_so_but_not_who_logs_in(
    tmp_path: Path, slack: Sandbox
) -> None:
    tls, authority = self_signed(tmp_path, SLACK)
    folder = tmp_path / "usher"
    folder.mkdir(mode=0o700)
    async with company_proxy(to=port_of(slack.api_url), company=tls) as proxy:
        environment = {
            "HTTPS_PROXY": f"http://operator:tulips%20%40home@127.0.0.1:{proxy.port}",
            "NO_PROXY": "localhost,127.0.0.1",
            "SSL_CERT_FILE": str(authority),
            "SLACK_API_URL": f"https://{SLACK}/api/",
            "LOG_LEVEL": "debug",
        }
        async with usher(folder, "run", environment=NEEDED | environment) as running:
            lines = await running.said("slack.synced")
            code, _, err = await running.stop()

    assert code == 0
    [way] = [line for line in lines if "calling_slack" in line]
    assert f'"proxy": "127.0.0.1:{proxy.port} (HTTPS_PROXY)"' in way
    assert lines.index(way) < FIRST
    assert set(proxy.asked) == {f"CONNECT {SLACK}:443"}
    assert set(proxy.logins) == {f"Basic {b64encode(b'operator:tulips @home').decode()}"}
    log = "".join(lines) + err
    assert not [word for word in ("operator", "tulips", *proxy.logins) if word in log]


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port
    return port

"""`usher demo`: one command, and everything is there; again, and it still is."""

import json
import re
import shutil
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.cli import demo, demo_clock
from bot.web.guard import MOST_BYTES
from tests.bot.cli.process import Usher, usher
from tests.bot.proxy import company_proxy
from tests.lived import lived_through
from tests.patience import PATIENCE, until


class Visitor:
    """Somebody on the demo page."""

    def __init__(self, running: Usher) -> None:
        self._demo = running

    async def act(self, **told: Any) -> Any:
        async with httpx.AsyncClient(base_url=self._demo.url, timeout=PATIENCE) as client:
            # Whoever plays Slack may send more than a page takes.
            much, kind = (
                json.dumps(told).ljust(2 * MOST_BYTES),
                {"content-type": "application/json"},
            )
            answer = await client.post("/demo/act", content=much, headers=kind)
            assert answer.status_code == 200, answer.text
            return answer.json()

    async def sees(self, who: str = "U0LEV00000") -> Any:
        async with httpx.AsyncClient(base_url=self._demo.url, timeout=PATIENCE) as client:
            return (await client.get("/demo/state", params={"as": who})).json()

    async def mail(self, to: str) -> Any:
        """The newest to an address, when it is there."""

        async def arrived() -> list[Any]:
            return [mail for mail in (await self.sees())["mails"] if to in json.dumps(mail)]

        mail = (await until(arrived))[0]
        async with httpx.AsyncClient(base_url=self._demo.url) as client:
            return (await client.get(f"/demo/mail/{mail['id']}")).json()

    async def hooked(self, wanted: set[str]) -> None:
        """Wait until the HR system was told of these, and of nothing of the past."""

        async def arrived() -> list[Any]:
            deliveries: list[Any] = (await self.sees())["hooks"]["deliveries"]
            return deliveries if {each["type"] for each in deliveries} == wanted else []

        assert {each["verified"] for each in await until(arrived)} == {"verified"}


def everywhere(proxy: str) -> dict[str, str]:
    """An environment that sends all there is through a proxy, and leaves nothing out."""
    names = [f"{each}_proxy" for each in ("http", "https", "all")]
    return {each: proxy for name in names for each in (name, name.upper())} | {"NO_PROXY": "x"}


def invitations(folder: Path) -> int:
    """How many the demo in this folder holds."""
    with closing(sqlite3.connect(folder / "var/demo/usher.db")) as database:
        found: int = database.execute("SELECT count(*) FROM invitation").fetchone()[0]
        return found


async def leads_into_a_private_channel(lev: Visitor) -> None:
    """A workgroup into which Lev brings nobody: he may ask."""
    assert not (await lev.act(do="command", who="lev", line="/invite"))["error"]
    options = await lev.act(do="suggest", who="lev", action_id="workgroup", query="plan")
    [about] = [each["description"]["text"] for each in options]
    assert about.startswith("Leads into a private channel · ")
    assert "plans" not in about


async def test_the_demo_shows_the_whole_chain_and_remembers_it(tmp_path: Path) -> None:
    async with (
        company_proxy() as proxy,
        usher(tmp_path, "demo", environment=everywhere(proxy.url)) as first,
    ):
        await first.answers("/readyz")
        assert (await first.answers("/demo")).headers["content-type"].startswith("text/html")
        for path in ("/demo", "/demo/static/app.js", "/demo/state?as=lev", "/demo/nothing"):
            safe = (await first.answers(path, 404 if "nothing" in path else 200)).headers
            assert safe.get_list("x-content-type-options") == ["nosniff"]
            [policy] = safe.get_list("content-security-policy")
            assert policy.startswith("default-src 'none'")
        lev = Visitor(first)
        assert not (await lev.act(do="command", who="lev", line="/invite ivy@example.com"))["error"]
        options = await lev.act(do="suggest", who="lev", action_id="workgroup", query="")
        assert [each["text"]["text"] for each in options][:2] == ["Design", "Engineering"]
        assert not (await lev.act(do="submit", who="lev", values={}))["error"]
        mail = await lev.mail("ivy@example.com")
        await lev.hooked({"invitation.created", "invitation.sent"})
        link = re.search(r"http://localhost:\d+/i/\S+", mail["text"])
        assert link
        page = await first.answers(link[0].partition(str(first.port))[2])
        assert "Lev Lead invites you to Northwind" in page.text
        code, out, err = await first.stop()

    assert code == 0
    assert proxy.asked == []
    assert f"http://localhost:{first.port}/demo" in out
    assert re.findall(r"^  (\d)\.", out, re.MULTILINE) == ["1", "2", "3"]
    assert "Traceback" not in err
    past = invitations(tmp_path)
    assert past > 60

    async with usher(tmp_path, "demo", port=first.port) as again:
        await again.answers("/readyz")
        await leads_into_a_private_channel(Visitor(again))
        assert (await Visitor(again).mail("ivy@example.com"))["text"] == mail["text"]
        await again.answers(link[0].partition(str(first.port))[2])
        assert (await again.stop())[0] == 0
    assert invitations(tmp_path) == past

    async with usher(tmp_path, "demo", "--fresh", port=first.port) as fresh:
        await fresh.answers("/readyz")
        assert (await Visitor(fresh).sees())["mails"] == []
        await fresh.answers(link[0].partition(str(first.port))[2], 404)
        assert (await fresh.stop())[0] == 0


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a demo has been before, so that its months need not go by again."""
    database = tmp_path / "var/demo/usher.db"
    database.parent.mkdir(parents=True)
    shutil.copy(lived_through(tmp_path_factory), database)
    return tmp_path


async def test_time_moves_on_and_stays_moved(folder: Path) -> None:
    async with usher(folder, "demo") as first:
        await first.answers("/readyz")
        lev = Visitor(first)
        before = (await lev.sees())["now"]
        async with usher(folder, "demo", "--fresh") as second:
            code, out, err = await second.ended()
        assert (code, out) == (2, "")
        assert err.startswith(f"usher: the demo is already running on port {first.port} ")
        await lev.act(do="advance", days=7)
        assert (await lev.sees())["now"] - before >= timedelta(days=6).total_seconds()
        await first.stop()

    async with usher(folder, "demo") as again:
        await again.answers("/readyz")
        now = (await Visitor(again).sees())["now"]
        assert now - before >= timedelta(days=6).total_seconds()

        async def is_verified() -> bool:
            """Slack's question has come, before anybody did anything."""
            async with httpx.AsyncClient(base_url=again.url) as client:
                return "event" not in (await client.get("/readyz")).text

        await until(is_verified)
        await again.stop()


async def test_what_the_environment_says_of_another_usher_is_left_alone(folder: Path) -> None:
    elsewhere = {
        "DATABASE_URL": f"sqlite:///{folder / 'real.db'}",
        "SLACK_BOT_TOKEN": "xoxb-the-real-one",
        "SLACK_APP_TOKEN": "xapp-the-real-one",
        "PUBLIC_URL": "https://usher.example.com",
        "SMTP_URL": "smtp://mail.example.com",
        "SMTP_HELO": "no name of ours",
    }
    with socket.create_server(("127.0.0.1", 0)) as real:
        elsewhere["METRICS_PORT"] = str(real.getsockname()[1])
        async with usher(folder, "demo", environment=elsewhere) as first:
            await first.answers("/readyz")
            code, out, _ = await first.stop()

    assert code == 0
    assert f"http://localhost:{first.port}/demo" in out
    assert not (folder / "real.db").exists()
    kept = (folder / "var/demo/secrets.json").stat()
    assert kept.st_mode & 0o077 == 0


def test_the_mailbox_is_greeted_by_a_full_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert demo._settings(demo._secrets()).smtp.helo == "usher.example"


def test_the_demo_calls_nobody_through_a_proxy_and_needs_no_good_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for written in ("http://proxy:3128", "socks5://proxy"):
        for name, value in everywhere(written).items():
            monkeypatch.setenv(name, value)
        proxies = demo._settings(demo._secrets()).proxies
        assert proxies.of("https://slack.com/") is None


@pytest.mark.parametrize(
    ("now", "moved"),
    [
        # Berlin is an hour ahead: in the daytime the days are whole
        ("2026-11-23T09:30", "2026-11-27T09:30"),
        ("2026-11-23T20:59", "2026-11-27T20:59"),
        # at night they end in a morning, when reminders are sent
        ("2026-11-23T01:15", "2026-11-27T09:00"),
        ("2026-11-23T21:00", "2026-11-28T09:00"),
    ],
)
def test_the_clock_runs_on_from_where_it_was_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: str, moved: str
) -> None:
    real = datetime.fromisoformat(now).replace(tzinfo=UTC)
    monkeypatch.setattr(demo_clock, "real_time", lambda: real)
    clock = demo_clock.MovedClock(tmp_path / "clock")
    assert clock() == real

    clock.advance(timedelta(days=4))

    expected = datetime.fromisoformat(moved).replace(tzinfo=UTC)
    later = timedelta(minutes=5)
    monkeypatch.setattr(demo_clock, "real_time", lambda: real + later)
    for same in (clock, demo_clock.MovedClock(tmp_path / "clock")):
        assert same() == expected + later


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        ("/demo", "demo"),
        ("/demo/state", "demo"),
        ("/demolition", "usher"),
        ("/i/demo", "usher"),
        ("/", "usher"),
    ],
)
async def test_only_what_is_below_demo_is_the_stand_ins(path: str, whose: str) -> None:
    asked: list[str] = []

    def app(name: str) -> Any:
        async def called(*_: Any) -> None:
            asked.append(name)

        return called

    await demo.Beside(app("demo"), app("usher"))({"type": "http", "path": path}, app(""), app(""))

    assert asked == [whose]

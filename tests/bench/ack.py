"""What Slack waits for: `/invite` to its modal, and the submit with its commit."""

import asyncio
import hashlib
import hmac
import itertools
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import aiohttp

from commands.actors import Person
from commands.invitations.invite import InviteForm, invite
from commands.limits import Limits
from storage.database import Database
from tests.bench.measure import free_port, process, verdict
from tests.bench.servers import SECRET, TEAM
from tests.bench.start import migrated, settings

ROUNDS = 12
EACH = 40
CLIENTS = 32
MANY = 320
NUMBERS = itertools.count()
WHO = Person(TEAM, "U0BENCH", name="Bench", email="bench@northwind.example", runs_slack=True)
LIMITS = Limits(10**6, 10**6, 10**6)


def command() -> bytes:
    return urlencode(
        {
            "command": "/invite",
            "text": "",
            "team_id": TEAM,
            "user_id": WHO.user,
            "channel_id": "C0",
            "trigger_id": f"1.2.{next(NUMBERS)}",
            "response_url": "https://hooks.slack.com/commands/1",
            "api_app_id": "A0",
        }
    ).encode()


def submit() -> bytes:
    number = next(NUMBERS)
    empty: dict[str, object] = {"type": "plain_text_input", "value": None}
    values = {
        "emails": {"emails": {"type": "plain_text_input", "value": f"p{number}@example.com"}},
        "personal_workgroup": {
            "personal_workgroup": {"type": "checkboxes", "selected_options": []}
        },
        "workgroup": {"workgroup": {"type": "external_select", "selected_option": None}},
        "note": {"note": empty},
        "locale": {
            "locale": {
                "type": "static_select",
                "selected_option": {
                    "text": {"type": "plain_text", "text": "English"},
                    "value": "en",
                },
            }
        },
    }
    view = {
        "id": f"V{number}",
        "type": "modal",
        "callback_id": "invite",
        "hash": "1.a",
        "private_metadata": "",
        "blocks": [],
        "state": {"values": values},
    }
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "northwind"},
        "user": {"id": WHO.user, "team_id": TEAM, "name": "bench"},
        "api_app_id": "A0",
        "trigger_id": f"1.2.{number}",
        "view": view,
    }
    return urlencode({"payload": json.dumps(payload)}).encode()


class Slack:
    """Signs and sends, on connections that are kept."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session, self._url = session, f"http://127.0.0.1:{port}/slack/events"

    async def send(self, body: bytes) -> float:
        stamp = str(int(time.time()))
        mac = hmac.new(SECRET.encode(), b"v0:%s:%s" % (stamp.encode(), body), hashlib.sha256)
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": f"v0={mac.hexdigest()}",
        }
        began = time.perf_counter()
        async with self._session.post(self._url, data=body, headers=headers) as answer:
            await answer.read()
            if answer.status != 200:
                raise RuntimeError(f"status {answer.status}")
        return time.perf_counter() - began


def run() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        migrated(folder)
        ports = [free_port() for _ in range(3)]
        ready = [f"http://127.0.0.1:{port}/healthz" for port in ports]
        env = settings(folder, ports[2], f"http://127.0.0.1:{ports[0]}/api/")
        for args, extra, url in (
            (("-m", "tests.bench.servers", "slack", str(ports[0])), {}, ready[0]),
            (("-m", "tests.bench.servers", "bolt", str(ports[1])), {}, ready[1]),
            (("-m", "bot", "web"), env, ready[2]),
        ):
            stack.enter_context(process(*args, env=extra, ready=url))
        yield from asyncio.run(measure(ports[1], ports[2], folder))


async def measure(bolt_port: int, usher_port: int, folder: Path) -> list[str]:
    alone = folder / "alone"
    alone.mkdir()
    migrated(alone)
    database = Database(f"sqlite:///{alone / 'bench.db'}")
    connector = aiohttp.TCPConnector(limit=CLIENTS)
    async with aiohttp.ClientSession(connector=connector) as session:
        bolt, usher = Slack(session, bolt_port), Slack(session, usher_port)
        for _ in range(20):
            for slack in (bolt, usher):
                await slack.send(command())
                await slack.send(submit())
            statements(database)
        lines = [await one(bolt, usher, database), await many(bolt, usher, database)]
    database.close()
    return lines


def statements(database: Database) -> float:
    """The submit's own statements through the same session, with nothing around them."""
    form = InviteForm(f"p{next(NUMBERS)}@example.com", source=f"V{next(NUMBERS)}")
    began = time.perf_counter()
    database.run(invite, WHO, form, LIMITS, datetime.now(UTC))
    return time.perf_counter() - began


async def one(bolt: Slack, usher: Slack, database: Database) -> str:
    ours: list[float] = []
    bare: list[float] = []
    alone: list[float] = []
    for _ in range(ROUNDS):
        ours += [await usher.send(submit()) for _ in range(EACH)]
        bare += [await bolt.send(submit()) for _ in range(EACH)]
        alone += [statements(database) for _ in range(EACH)]
    allowed = median(bare) + 1.3 * median(alone)
    return verdict(
        "submit with its commit, p50 at 1 client",
        f"{median(ours) * 1000:.2f} ms",
        f"bare Bolt {median(bare) * 1000:.2f} + 1.3 × statements {median(alone) * 1000:.2f} ms",
        median(ours) / allowed,
        1.0,
        least=False,
    )


async def many(bolt: Slack, usher: Slack, database: Database) -> str:
    ours: list[float] = []
    bare: list[float] = []
    alone: list[float] = []
    for _ in range(4):
        ours.append(await rate(lambda: usher.send(submit())))
        bare.append(await rate(lambda: bolt.send(submit())))
        alone.append(EACH / sum(statements(database) for _ in range(EACH)))
    least = min(median(bare), median(alone))
    return verdict(
        f"submits a second at {CLIENTS} clients",
        f"{median(ours):.0f}",
        f"the smaller of Bolt's {median(bare):.0f} and the statements' {median(alone):.0f}",
        median(ours) / least,
        0.7,
        least=True,
    )


async def rate(send: Callable[[], Awaitable[float]]) -> float:
    async def client() -> None:
        for _ in range(MANY // CLIENTS):
            await send()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return MANY / (time.perf_counter() - began)

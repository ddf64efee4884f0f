"""The demo: Usher with stand-ins for Slack and the mail server, in one process."""

import asyncio
import json
import os
import secrets
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.app import slack_of
from bot.cli import demo_history
from bot.cli.demo_alone import alone
from bot.cli.demo_clock import MovedClock
from bot.cli.running import (
    Ports,
    everything,
    hosts_are_ours,
    live,
    parts_of,
    take_ports,
    tell_version,
)
from bot.logs import configure
from bot.parts import Parts
from bot.sandbox import Sandbox
from bot.sandbox.doors import OwnNames
from bot.settings import Need, Settings, load
from bot.signing import new_secret
from bot.slack.gate import PATH
from bot.slack.manifest import OPTIONAL_SCOPES, SCOPES
from bot.web.door import Bounds
from commands.actors import Person
from commands.errors import NameTaken
from commands.places import PlaceId, SeenPlace
from commands.webhooks import endpoints
from commands.workgroups import linking, manage
from commands.workgroups.linking import WantedLinks
from storage import schema

FOLDER = Path("var/demo")
HR = "hr"
PLANS = PlaceId("channel", "C0PLANS001")
"""A private channel of the stand-in's, with Ada and Usher in it."""
VERIFY_TIMES = 5
EVERYWHERE = frozenset({"0.0.0.0", "::", ""})
TOLD = """\
Usher's demo: {url}
  1. You are Lev, a team lead: /invite a colleague, open the mail in the mailbox, and accept.
  2. Be Mia, who may only ask, or be Lev and pick Planning, which leads into a private channel
     that he is not in: /invite sends a request, and on Ada's Home you decide on it.
  3. Ada's Home has some months of users, invitations and workgroups. Move time on to see more.
Ctrl-C ends it; ./usher demo --fresh begins anew.
"""


def show(*, fresh: bool) -> None:
    """Run until told to stop."""
    # Only for HOST, PORT and the log's: what else the environment says is another Usher's.
    outer = _settings(_secrets())
    configure(outer.log_level, outer.log_format)
    hosts_are_ours(outer)

    async def life(stop: asyncio.Event) -> None:
        with take_ports(outer) as ports:
            tell_version()
            _make_room(fresh=fresh)
            await _live(_settings(_kept(FOLDER / "secrets.json")), ports, stop)

    # While another demo runs here, nothing of it is thrown away or changed.
    with alone(FOLDER, outer.port):
        live(life)


def _make_room(*, fresh: bool) -> None:
    if fresh:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    # It may be that of an Usher which did not yet keep it to itself.
    FOLDER.chmod(0o700)
    for file in filter(Path.is_file, FOLDER.iterdir()):
        file.chmod(0o600)


async def _live(settings: Settings, ports: Ports, stop: asyncio.Event) -> None:
    clock = MovedClock(FOLDER / "clock")
    sandbox = _sandbox(settings, clock)
    await sandbox.start()
    known = {"slack_api_url": sandbox.api_url, "smtp_url": SecretStr(sandbox.smtp_url)}
    try:
        async with parts_of(settings.model_copy(update=known), clock) as parts:
            await _prepare(parts, sandbox)
            sys.stdout.write(TOLD.format(url=f"{settings.public_url}/demo"))
            sys.stdout.flush()
            around = partial(_at_its_own_names, settings, sandbox.app)
            wide = ports._replace(bounds=Bounds(wide=(b"/demo/",)))
            async with asyncio.TaskGroup() as group:
                group.create_task(_verify(sandbox))
                await everything(parts, wide, stop, around)
    finally:
        await sandbox.stop()


async def _verify(sandbox: Sandbox) -> None:
    """The last step of an installation. The port is open: it waits for Usher's answer itself."""
    for _ in range(VERIFY_TIMES):
        if await sandbox.verify():
            return


def _at_its_own_names(settings: Settings, demo: ASGIApp, usher: ASGIApp) -> ASGIApp:
    return OwnNames(Beside(demo, usher), {settings.host})


class Beside:
    """Everything below `/demo` is the stand-in's, all else Usher's."""

    def __init__(self, demo: ASGIApp, usher: ASGIApp) -> None:
        self._demo, self._usher = demo, usher

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        mine = f"{scope.get('path')}/".startswith("/demo/")
        await (self._demo if mine else self._usher)(scope, receive, send)


def _sandbox(settings: Settings, clock: MovedClock) -> Sandbox:
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    token, secret = settings.slack_bot_token, settings.slack_signing_secret
    assert token and secret  # noqa: S101, PT018 - the demo makes them up
    return Sandbox(
        bot_url=f"http://{f'[{host}]' if ':' in host else host}:{settings.port}{PATH}",
        signing_secret=secret.get_secret_value(),
        bot_token=token.get_secret_value(),
        scopes=(*SCOPES, *OPTIONAL_SCOPES),
        state_file=FOLDER / "slack.sqlite",
        clock=clock,
        advance=clock.advance,
        command=settings.invite_command,
        hosts={settings.host},
    )


async def _prepare(parts: Parts, sandbox: Sandbox) -> None:
    """The first time: some months of invitations, and what Slack knows."""
    await asyncio.to_thread(schema.migrate, parts.database)
    done = FOLDER / "prepared"
    if done.exists():
        return
    cast = demo_history.Cast(*(_person(sandbox, name) for name in ("ada", "lev", "mia")))
    # Where it is there, the demo was ended in the moment after.
    with suppress(NameTaken):
        await parts.run(demo_history.write, cast, parts.limits, parts.clock())
    with suppress(NameTaken):
        await parts.run(_link_plans, _in_plans(cast.ada), parts.clock())
    await _tell_hr(parts, sandbox, cast.ada)
    async with slack_of(parts) as slack:
        await slack.sync.once()
    done.touch()


def _in_plans(ada: Person) -> Person:
    """Ada, of whom Slack says that she is in the private channel."""
    return replace(ada, seen=(SeenPlace(PLANS, inside=True, obstacle="", name="plans"),))


def _link_plans(unit: Any, ada: Person, now: datetime) -> None:
    """A workgroup that leads where Lev is not: whom he invites into it, Ada decides on."""
    made = manage.create(unit, ada, "Planning", "What comes next, and what it costs", now)
    linking.change(unit, ada, made.id, WantedLinks([PLANS.slack_id]), now)


async def _tell_hr(parts: Parts, sandbox: Sandbox, ada: Person) -> None:
    """An endpoint outside Slack is told of all that happens from here on."""
    given = parts.settings
    url, secret = f"http://127.0.0.1:{given.port}/demo/hooks/{HR}", new_secret()
    sealed, now = parts.vault.seal(secret), parts.clock()
    if not await parts.run(endpoints.list_all, ada, now):
        sandbox.hooks(HR, secret)
        await parts.run(endpoints.add, ada, url, (), sealed, now, given.webhook_networks)


def _person(sandbox: Sandbox, name: str) -> Person:
    """One of the cast, as Usher will come to know them."""
    user = sandbox.workspace.person(name)
    return Person(
        user["team_id"],
        user["id"],
        name=user["real_name"],
        email=user["profile"]["email"],
        locale=user["locale"].partition("-")[0],
        runs_slack=bool(user["is_admin"]),
    )


def _settings(made_up: Mapping[str, str]) -> Settings:
    settings = load(
        Need.DATABASE,
        **made_up,
        slack_api_url="http://localhost",
        smtp_helo="usher.example",
        smtp_url="smtp://localhost",
        mail_from="Usher <invites@usher.example>",
        database_url=f"sqlite:///{FOLDER.absolute() / 'usher.db'}",
        public_url="http://localhost",
        deliver_every=0.5,
        sweep_every=1.0,
        webhook_networks="127.0.0.0/8",
        no_proxy="*",
        log_level=os.environ.get("LOG_LEVEL") or "warning",
    )
    here = {"public_url": f"http://localhost:{settings.port}"}
    return settings.model_copy(
        update={**here, "metrics_host": settings.host, "metrics_port": settings.port}
    )


def _kept(file: Path) -> dict[str, str]:
    """The secrets of the last time, so that links in the mailbox go on working."""
    if not file.exists():
        file.write_text(json.dumps(_secrets()))
    found: dict[str, str] = json.loads(file.read_text())
    return found


def _secrets() -> dict[str, str]:
    return {
        "slack_signing_secret": secrets.token_hex(16),
        "slack_bot_token": f"xoxb-{secrets.token_hex(16)}",
        "secret_keys": secrets.token_urlsafe(32),
    }

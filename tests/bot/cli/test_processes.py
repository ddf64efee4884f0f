"""`run`, `web` and `worker` as processes: how they start, wait, stop and refuse."""

import json
import signal
import socket
from pathlib import Path

import httpx
import pytest

from bot.version import VERSION
from storage.alone import alone
from tests.bot.cli.process import NEEDED, free_port, usher


async def test_run_needs_no_migration_before_and_ends_with_zero(tmp_path: Path) -> None:
    async with usher(tmp_path, "run", environment=NEEDED) as running:
        await running.answers("/readyz")
        async with httpx.AsyncClient(base_url=running.url) as client:
            unsigned = await client.post("/slack/events", content=b"{}")
            assert unsigned.status_code == 401
            assert (await client.get("/i/nothing")).status_code == 404
            assert (await client.get("/demo")).status_code == 404

        code, out, err = await running.stop()

    assert (code, out) == (0, "")
    assert "Traceback" not in err
    assert "xoxb-not" not in err


async def test_ctrl_c_ends_it_with_zero_too(tmp_path: Path) -> None:
    async with usher(tmp_path, "run", environment=NEEDED) as running:
        await running.answers("/healthz")
        assert (await running.stop(signal.SIGINT))[0] == 0


async def test_a_second_run_on_the_same_file_is_told_what_may_be_several(tmp_path: Path) -> None:
    async with usher(tmp_path, "run", environment=NEEDED) as first:
        await first.answers("/readyz")
        (tmp_path / "link.db").symlink_to("usher.db")
        other = NEEDED | {"DATABASE_URL": "sqlite:///link.db"}
        async with usher(tmp_path, "run", environment=other) as second:
            code, _, err = await second.ended()
        await first.stop(signal.SIGKILL)

    assert code == 2
    assert err == (
        f"usher: another `usher run` is already running on {tmp_path}/usher.db: end that"
        " first, or start `usher web` and `usher worker` instead, of which there may be several\n"
    )
    with alone(f"sqlite:///{tmp_path}/usher.db"):
        """Whoever is killed holds nothing any more."""


async def test_the_log_begins_with_the_version_and_says_where_it_listens(tmp_path: Path) -> None:
    inner = free_port()
    environment = NEEDED | {"METRICS_HOST": "127.0.0.2", "METRICS_PORT": str(inner)}
    async with usher(
        tmp_path, "run", environment=environment, PUBLIC_URL="https://usher.example.com/tools"
    ) as running:
        assert (await running.answers("/healthz")).text == f"ok\nusher {VERSION}"
        code, _, err = await running.stop(signal.SIGHUP)

    first, *lines = [json.loads(line) for line in err.splitlines()]
    assert (code, first["event"], first["version"]) == (0, "starting", VERSION)
    told = {line["event"]: line for line in lines}
    public, operators = told["listening"], told["listening_for_operators"]
    assert (public["host"], public["port"]) == ("127.0.0.1", running.port)
    assert public["public_url"] == "https://usher.example.com/tools"
    assert (operators["host"], operators["port"]) == ("127.0.0.2", inner)


async def test_web_waits_for_the_schema_and_worker_too(tmp_path: Path) -> None:
    async with (
        usher(tmp_path, "web", environment=NEEDED) as web,
        usher(tmp_path, "worker", environment=NEEDED) as worker,
    ):
        await web.said("waits_for_schema")
        await worker.said("waits_for_schema")
        async with usher(tmp_path, "migrate") as migrating:
            assert (await migrating.ended())[0] == 0
        await web.answers("/readyz")

        code, _, said = await worker.stop()
        assert code == 0
        assert "Traceback" not in said
        assert (await web.stop())[0] == 0


@pytest.mark.parametrize("verb", ["web", "worker"])
async def test_told_to_stop_while_waiting_for_the_schema_they_end_with_zero(
    tmp_path: Path, verb: str
) -> None:
    async with usher(tmp_path, verb, environment=NEEDED) as waiting:
        await waiting.said("waits_for_schema")
        code, _, err = await waiting.stop()

    assert code == 0
    assert "Traceback" not in err


@pytest.mark.parametrize("verb", ["run", "demo"])
async def test_a_taken_port_is_named_and_nothing_else_is_said(tmp_path: Path, verb: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with usher(tmp_path, verb, port=port, environment=NEEDED) as refused:
            code, out, err = await refused.ended()

    assert (code, out) == (1, "")
    assert err == (
        f"usher: port {port} is taken by another program; end that, or set PORT to a free one\n"
    )
    assert not (tmp_path / "usher.db").exists()


async def test_an_address_that_is_not_this_machines_is_named(tmp_path: Path) -> None:
    async with usher(tmp_path, "run", environment=NEEDED, HOST="192.0.2.1") as refused:
        code, _, err = await refused.ended()

    assert code == 2
    assert "can't listen on HOST 192.0.2.1" in err
    assert "it is not this machine's; write an address of this machine" in err
    assert not (tmp_path / "usher.db").exists()


@pytest.mark.parametrize(("verb", "name"), [("demo", "HOST"), ("web", "METRICS_HOST")])
async def test_a_name_that_leads_nowhere_is_named_before_anything_starts(
    tmp_path: Path, verb: str, name: str
) -> None:
    # The machine's own name servers are asked, but not for long.
    quick = {"RES_OPTIONS": "attempts:1 timeout:1", name: "no-such-host.invalid"}
    async with usher(tmp_path, verb, environment=NEEDED | quick) as refused:
        code, out, err = await refused.ended()

    assert (code, out) == (2, "")
    assert err.startswith(f"usher: can't listen on {name} no-such-host.invalid")
    assert "the name can't be resolved; write an address of this machine" in err
    assert not (tmp_path / "usher.db").exists()
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("verb", ["run", "web", "worker"])
async def test_what_is_missing_is_named_at_once(tmp_path: Path, verb: str) -> None:
    async with usher(tmp_path, verb) as refused:
        code, _, err = await refused.ended()

    assert code == 2
    for name in ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "SECRET_KEYS"):
        assert f"{name} is missing" in err
    assert ("SMTP_URL is missing" in err) is (verb != "web")
    assert not (tmp_path / "usher.db").exists()


async def test_what_was_copied_too_far_is_named_all_at_once(tmp_path: Path) -> None:
    wrong = {
        "SLACK_SIGNING_SECRET": '"tell-nobody"',
        "SLACK_BOT_TOKEN": "xoxp-1-tell-nobody",
        "PUBLIC_URL": "https://usher.example.com/#tell-nobody",
        "HOST": "http://127.0.0.1",
        "SMTP_URL": "",
        "SMTP_URL_FILE": "/run/secrets/tell-nobody",
    }
    async with usher(tmp_path, "run", environment=NEEDED | wrong) as refused:
        code, out, err = await refused.ended()

    assert (code, out) == (2, "")
    for name in ("SLACK_SIGNING_SECRET stands in quotes", "SLACK_BOT_TOKEN is wrong"):
        assert name in err
    for name in ("PUBLIC_URL is wrong", "HOST is wrong", "SMTP_URL_FILE names a file"):
        assert name in err
    assert not any(word in err for word in ("tell-nobody", "Traceback"))
    assert not (tmp_path / "usher.db").exists()
    assert not (tmp_path / "var").exists()


async def test_secrets_in_files_and_a_host_by_name_are_all_that_it_needs(tmp_path: Path) -> None:
    secrets = ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "SECRET_KEYS", "SMTP_URL")
    for name in secrets:
        (tmp_path / name).touch(0o600)
        (tmp_path / name).write_text(f"{NEEDED[name]}\r\n")
    environment = {name: text for name, text in NEEDED.items() if name not in secrets}
    environment |= {f"{name}_FILE": name for name in secrets}
    environment |= {"HOST": "localhost", "PUBLIC_URL": "https://бот.пример.рф/приглашения"}
    async with usher(tmp_path, "run", environment=environment, LOG_LEVEL="debug") as running:
        await running.answers("/readyz")
        await running.answers(
            "/%D0%BF%D1%80%D0%B8%D0%B3%D0%BB%D0%B0%D1%88%D0%B5%D0%BD%D0%B8%D1%8F/healthz"
        )
        code, out, err = await running.stop()

    assert (code, out) == (0, "")
    assert not any(NEEDED[name] in err for name in secrets if name != "SMTP_URL")


async def test_a_wrong_name_to_greet_with_is_named_with_what_to_write(tmp_path: Path) -> None:
    environment = NEEDED | {"SMTP_HELO": "3f2a9c1b7d10"}
    async with usher(tmp_path, "run", environment=environment) as refused:
        code, _, err = await refused.ended()

    assert code == 2
    assert "SMTP_HELO is wrong: it must be a full name" in err
    assert "for example usher.example.com" in err
    assert "Traceback" not in err


async def test_a_database_that_is_away_is_named_in_one_line(tmp_path: Path) -> None:
    url = "postgresql://127.0.0.1:9/usher"
    async with usher(
        tmp_path, "run", environment=NEEDED, DATABASE_URL=url, LOG_LEVEL="critical"
    ) as broken:
        code, _, err = await broken.ended()

    assert code == 1
    assert err.startswith("usher: the database named by DATABASE_URL can't be used: ")
    assert err.count("\n") == 1


async def test_what_only_the_operator_should_see_has_an_address_of_its_own(
    tmp_path: Path,
) -> None:
    inner = str(free_port())
    async with usher(
        tmp_path, "run", environment=NEEDED, METRICS_HOST="127.0.0.2", METRICS_PORT=inner
    ) as running:
        assert (await running.answers("/readyz")).text == "ok"
        await running.answers("/metrics", 404)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.2:{inner}") as operator:
            numbers = await operator.get("/metrics")
            assert numbers.status_code == 200
            assert numbers.headers["x-content-type-options"] == "nosniff"
            assert (await operator.get("/healthz")).status_code == 200
            assert (await operator.get("/slack/events")).status_code == 404

        assert (await running.stop())[0] == 0


async def test_a_taken_port_of_the_operator_s_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        async with usher(tmp_path, "run", environment=NEEDED, METRICS_PORT=str(port)) as refused:
            code, _, err = await refused.ended()

    assert code == 1
    assert f"port {port} is taken by another program" in err
    assert "set METRICS_PORT to a free one" in err

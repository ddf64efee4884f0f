"""From `usher run` on a migrated database to the first answer."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from storage import schema
from storage.database import Database
from tests.bench.measure import alternating, free_port, process, verdict
from tests.bench.servers import SECRET

ROUNDS = 7
BOUND = 3


def settings(folder: Path, port: int, slack: str = "http://127.0.0.1:9/api/") -> dict[str, str]:
    return {
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_API_URL": slack,
        "SECRET_KEYS": "a-key-of-the-tests-long-enough",
        "SMTP_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "Usher <invites@example.com>",
        "INVITER_DAILY": "1000000",
        "WORKSPACE_DAILY": "1000000",
        "LOG_LEVEL": "critical",
    }


def migrated(folder: Path) -> None:
    database = Database(f"sqlite:///{folder / 'bench.db'}")
    schema.migrate(database)
    database.close()


def until_ready(*args: str, env: dict[str, str], port: int) -> float:
    """Seconds from starting the process to its first answer."""
    began = time.perf_counter()
    with process(*args, env=env, ready=f"http://127.0.0.1:{port}/healthz"):
        return time.perf_counter() - began


def run() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        migrated(folder)

        def usher() -> float:
            port = free_port()
            return until_ready("-m", "bot", "run", env=settings(folder, port), port=port)

        def bolt() -> float:
            port = free_port()
            return until_ready("-m", "tests.bench.servers", "bolt", str(port), env={}, port=port)

        ours, reference = alternating(ROUNDS, usher, bolt)
    yield verdict(
        "usher run to the first answer",
        f"{ours * 1000:.0f} ms",
        f"{reference * 1000:.0f} ms (bare Bolt, same server)",
        ours / reference,
        BOUND,
        least=False,
    )

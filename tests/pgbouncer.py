"""PgBouncer before a test's PostgreSQL: what is not said here is its default."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, make_url

from tests.bot.cli.process import free_port
from tests.patience import PATIENCE
from tests.plugin import program


class PgBouncer:
    """Between start and stop it answers at `url`; the server's is that of a socket's folder."""

    def __init__(self, server: URL, folder: Path, **settings: str) -> None:
        self.port = free_port()
        self.url = f"postgresql://{server.username}@127.0.0.1:{self.port}/{server.database}"
        self._folder = folder
        where = server.query.get("host") or server.host
        # It refuses to run as root, and must reach the server's socket.
        self._user = Path(str(where)).stat().st_uid if os.geteuid() == 0 else None
        (folder / "users").write_text(f'"{server.username}" ""\n')
        given = {
            "listen_addr": "127.0.0.1",
            "listen_port": self.port,
            "unix_socket_dir": "",
            "auth_type": "trust",
            "auth_file": folder / "users",
            **dict.fromkeys(("log_connections", "log_disconnections", "log_stats"), 0),
            **settings,
        }
        port = f" port={found}" if (found := server.query.get("port")) else ""
        lines = [f"{name} = {value}" for name, value in given.items()]
        ini = ["[databases]", f"* = host={where}{port}", "[pgbouncer]", *lines]
        (folder / "pgbouncer.ini").write_text("\n".join(ini) + "\n")

    def start(self) -> None:
        """Come back once it listens."""
        found = program("pgbouncer")
        assert found
        self._process = subprocess.Popen(
            [found, self._folder / "pgbouncer.ini"],
            stderr=subprocess.PIPE,
            user=self._user,
        )
        assert self._process.stderr
        while b"process up" not in (line := self._process.stderr.readline()):
            assert line, "it has ended"

    def stop(self) -> None:
        """At once, as where its machine dies."""
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate(timeout=PATIENCE)


@contextmanager
def pgbouncer(url: str, **settings: str) -> Iterator[PgBouncer]:
    # Not below pytest's folder, which is root's alone.
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        pooler = PgBouncer(make_url(url), Path(folder), **settings)
        pooler.start()
        yield pooler
        pooler.stop()

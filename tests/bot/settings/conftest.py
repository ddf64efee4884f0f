"""An environment of one's own: nothing of the tester's shell or `.env` is read."""

from pathlib import Path

import pytest

from bot.settings import Settings

ENOUGH = {
    "SLACK_SIGNING_SECRET": "8f742231b10e8888abcd99edd3c85a5a",
    "SLACK_BOT_TOKEN": "xoxb-1234567890-abcdefghijkl",
    "SECRET_KEYS": "newest-key-newest-key, oldest-key-oldest-key",
    "SMTP_URL": "smtp://usher:correct%20horse@smtp.example.com:587",
    "MAIL_FROM": "Usher <invites@example.com>",
}


class Environment:
    """What is set, and the `.env` beside it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self._monkeypatch = monkeypatch
        self.file = folder / ".env"

    def set(self, **values: str) -> None:
        for name, value in values.items():
            self._monkeypatch.setenv(name, value)

    def unset(self, name: str) -> None:
        self._monkeypatch.delenv(name)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Environment:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
        monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
    monkeypatch.chdir(tmp_path)
    return Environment(monkeypatch, tmp_path)


@pytest.fixture
def enough(environment: Environment) -> Environment:
    """All that `run` needs."""
    environment.set(**ENOUGH)
    return environment

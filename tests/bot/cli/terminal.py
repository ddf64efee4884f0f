"""Somebody at a terminal: types a command, reads both outputs and the exit code."""

import logging
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main, records
from bot.settings import Settings
from tests.clock import Clock


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


class Terminal:
    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder, self._patch, self._capsys = folder, monkeypatch, capsys
        self.database = folder / "usher.db"
        monkeypatch.chdir(folder)
        monkeypatch.setattr(records, "real_time", Clock(stands=True))
        for name in Settings.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
        self.set(DATABASE_URL=f"sqlite:///{self.database}", LOG_LEVEL="critical")

    def set(self, **environment: str) -> None:
        for name, value in environment.items():
            self._patch.setenv(name, value)

    def unset(self, name: str) -> None:
        self._patch.delenv(name)

    def usher(self, *words: str) -> Said:
        """In this process; what it does to the log is undone."""
        root, endpoint = logging.getLogger(), sys.excepthook
        before, umask = (root.handlers, root.level), os.umask(0)
        self._patch.setattr(sys, "argv", ["usher", *words])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        os.umask(umask)
        root.handlers, root.level = before
        sys.excepthook = endpoint
        logging.captureWarnings(capture=False)
        said = self._capsys.readouterr()
        code = ended.value.code
        return Said(code if isinstance(code, int) else 1, said.out, said.err)

"""A wall clock of one process that tests may set (Debian's faketime); monotonic time goes on."""

from pathlib import Path

LIBRARY = "lib/*/faketime/libfaketimeMT.so.1"


class FakedClock:
    """The real time, plus what it is set to be ahead."""

    def __init__(self, file: Path, ahead: str = "+0") -> None:
        self._file = file
        self.set(ahead)

    def set(self, ahead: str) -> None:
        """As faketime has it: `+7200`, `-365d`."""
        new = self._file.with_suffix(".new")
        new.write_text(ahead)
        new.rename(self._file)

    @property
    def environment(self) -> dict[str, str]:
        [library, *_] = Path("/usr").glob(LIBRARY)
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

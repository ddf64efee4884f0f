"""A secret in a file of its own, as Docker and Kubernetes hand it over: `SMTP_URL_FILE`."""

from pathlib import Path

SUFFIX = "_file"
MOST_BYTES = 64 * 1024


def named(setting: str) -> str:
    """The setting that names the file of another."""
    return f"{setting}{SUFFIX}"


def read(path: str) -> str:
    """What the file holds, as it stands there but for a BOM.

    Raises ValueError with what is wrong. Neither the path is repeated, in case it is the secret
    itself, nor anything that stands in the file.
    """
    return _text(_content(Path(path)))


def _content(path: Path) -> bytes:
    try:
        # What is no file may never end, or wait for ever for somebody who writes.
        if path.exists() and not path.is_file():
            raise ValueError("names a folder, a pipe or a device, not a file")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ValueError("names a file that isn't there") from None
    except PermissionError:
        raise ValueError("names a file that Usher may not read") from None
    except OSError as error:
        raise ValueError(f"names a file that can't be read ({error.strerror})") from None


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise ValueError(f"names a file of more than {MOST_BYTES // 1024} kB, which is no secret")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("names a file that isn't UTF-8 text; write it anew as that") from None

"""What is asked of the stand-in, read strictly: whatever gets past here can be shown again."""

import json
from typing import Any

from starlette.requests import Request


async def read(request: Request) -> Any:
    """The JSON of a body. Raises ValueError for what is none, or holds what JSON can't."""
    return as_json(await request.body())


def as_json(raw: bytes | str) -> Any:
    """Read it. Raises ValueError, for NaN, a number without end and half of a pair too."""
    try:
        found = json.loads(raw)
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError:
        raise ValueError("too deep") from None
    return found


def number(text: str | None, otherwise: int = 0) -> int:
    """A whole number of few digits. Raises ValueError."""
    text = text or str(otherwise)
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(2**63))):
        raise ValueError("not a whole number")
    return int(text)


def like(value: Any, example: Any) -> bool:
    """Whether it has the form of the example, whose missing values may become anything plain."""
    if isinstance(example, dict):
        return isinstance(value, dict) and all(
            key in example and like(each, example[key]) for key, each in value.items()
        )
    return isinstance(value, str | int) if example is None else type(value) is type(example)

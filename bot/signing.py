"""Webhooks are signed as Standard Webhooks 1.0 has it, so that any of its libraries verifies them:
https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md.
"""

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_secret() -> str:
    """As it is shown to who sets up the other side."""
    return f"{PREFIX}{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def headers(keys: Sequence[str], name: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """A signature for each secret: while one is being replaced, the other side knows either.

    `name` stays the same at each try; `at` is when this one is made, so that an old one that
    somebody overheard is found out.
    """
    stamp = str(int(at.timestamp()))
    signed = f"{name}.{stamp}.".encode() + body
    signatures = " ".join(f"v1,{_sign(key, signed)}" for key in keys)
    return {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": signatures}


def _sign(key: str, signed: bytes) -> str:
    raw = b64decode(key.removeprefix(PREFIX))
    return b64encode(hmac.digest(raw, signed, "sha256")).decode()

"""The links in mails: made from the keys, so that nothing readable is stored and none changes.

A token is base64url of the invitation's id (16 bytes) and an HMAC-SHA256 (30 of its bytes) over
purpose, id and version: 62 characters, the last of which stands for two bits only and so is a
letter (A, Q, g or w). The newest key signs, all verify.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Sequence
from typing import Literal

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from ulid import ULID

Purpose = Literal["i", "u"]
VERSION = 1
ID_BYTES = 16
MAC_BYTES = 30
LENGTH = 62


class Links:
    """Makes and reads the pages' addresses; `keys` newest first, `public_url` without a last /."""

    def __init__(self, keys: Sequence[str], public_url: str) -> None:
        self._keys = [_derive(key) for key in keys]
        self._base = public_url.rstrip("/")

    def invitation(self, invitation_id: str) -> str:
        """Where the invitee answers."""
        return f"{self._base}/i/{self.token('i', invitation_id)}"

    def unsubscribe(self, invitation_id: str) -> str:
        """Where the address unsubscribes."""
        return f"{self._base}/u/{self.token('u', invitation_id)}"

    def token(self, purpose: Purpose, invitation_id: str) -> str:
        return _make(self._keys[0], purpose, ULID.from_str(invitation_id).bytes)

    def read(self, purpose: Purpose, token: str) -> str | None:
        """The invitation's id, or None if it is not ours.

        It is verified by making it again: base64's last character has bits to spare, so that
        comparing decoded bytes would take a changed token for a right one.
        """
        if len(token) != LENGTH or not token.isascii():
            return None
        try:
            raw = urlsafe_b64decode(token + "==")[:ID_BYTES]
        except (Error, ValueError):
            return None
        # Every key is tried, so that the time taken does not tell which one signed.
        fits = [hmac.compare_digest(_make(key, purpose, raw), token) for key in self._keys]
        return str(ULID.from_bytes(raw)) if any(fits) else None


def _derive(key: str) -> bytes:
    """A key of its own for links (RFC 5869), so that another use of the secret reveals nothing."""
    return HKDF(SHA256(), 32, salt=None, info=b"usher links").derive(key.encode())


def _make(key: bytes, purpose: Purpose, raw: bytes) -> str:
    mac = hmac.digest(key, b"%s\0%s\0%d" % (purpose.encode(), raw, VERSION), "sha256")
    return urlsafe_b64encode(raw + mac[:MAC_BYTES]).rstrip(b"=").decode()

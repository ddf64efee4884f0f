"""The vault: what is stored must be read again, so it is encrypted with keys made from SECRET_KEYS.

The newest key seals, all open: a key that is replaced is kept as long as anything sealed with it is
to be read.
"""

from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Unreadable(Exception):
    """It was sealed with a key that is gone, or it is damaged."""


class Vault:
    """Seals and opens; `keys` newest first."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernets = [Fernet(_derive(key)) for key in keys]

    def seal(self, text: str) -> str:
        return self._fernets[0].encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Raises Unreadable."""
        try:
            return MultiFernet(self._fernets).decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Unreadable from None


def _derive(key: str) -> bytes:
    """A key of its own for what is stored (RFC 5869): that of the links reveals nothing of it."""
    derived = HKDF(SHA256(), 32, salt=None, info=b"usher tokens").derive(key.encode())
    return urlsafe_b64encode(derived)

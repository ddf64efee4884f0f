"""An email address: who is meant, where mail goes, and whose mailbox that is."""

from dataclasses import dataclass

_GMAIL = ("gmail.com", "googlemail.com")


@dataclass(frozen=True, slots=True)
class Address:
    """`typed` is what people read and `email` the identity; `name` where one stood beside it.

    `envelope` is where mail goes: the local part as typed at the ASCII form of the domain (RFC
    5891), so that mail servers without SMTPUTF8 take it.
    """

    typed: str
    email: str
    name: str = ""

    @property
    def domain(self) -> str:
        """ASCII."""
        return self.email.rpartition("@")[2]


def moved(typed: str, domain: str) -> str:
    """The same before the @, elsewhere."""
    return f"{typed.rpartition('@')[0]}@{domain}"


def envelope(typed: str, email: str) -> str:
    """The local part as typed at the ASCII domain of the normalized address."""
    return moved(typed, email.rpartition("@")[2])


def mailbox(email: str) -> str:
    """Where mail to a normalized address ends up: the same for all spellings of one mailbox.

    For counting and suppressing alone: two spellings are two identities all the same. What follows
    a "+" is a tag; where nothing is before it there is none (Postfix, `recipient_delimiter`). Gmail
    reads no dots, and is googlemail.com too: https://support.google.com/mail/answer/7436150
    """
    local, _, domain = email.lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _GMAIL:
        local, domain = local.replace(".", ""), _GMAIL[0]
    return f"{local}@{domain}"

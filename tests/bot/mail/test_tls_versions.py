"""However a mail server is spoken to over TLS, it is 1.2 or newer."""

import ssl

import pytest

from bot.mail.connection import trust
from bot.settings import mail_server


@pytest.mark.parametrize(
    "url",
    [
        "smtps://mail.example.com",
        "smtp://mail.example.com?starttls=required",
        "smtp://usher:battery@mail.example.com",
        "smtp://mail.example.com",
        "smtp://localhost",
    ],
)
def test_nothing_older_is_spoken(url: str) -> None:
    context = trust(mail_server.read(url))

    assert context
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2

"""SMTP_URL: where mail is handed over, and what can't be a mail server."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import mail_server
from bot.settings.mail_server import SmtpServer, Tls


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 587, "opportunistic")),
        ("smtp://mail.example:25/", SmtpServer("mail.example", 25, "opportunistic")),
        ("smtp://mail.example?starttls=required", SmtpServer("mail.example", 587, "starttls")),
        ("smtp://mail.example?starttls=never", SmtpServer("mail.example", 587, "none")),
        ("smtp://u:p@mail.example", SmtpServer("mail.example", 587, "starttls", "u", "p")),
        ("smtp://u:p@localhost:1025", SmtpServer("localhost", 1025, "opportunistic", "u", "p")),
        ("smtp://u:p@127.0.0.1:25", SmtpServer("127.0.0.1", 25, "opportunistic", "u", "p")),
        ("smtp://u:p@[::1]:25?starttls=never", SmtpServer("::1", 25, "none", "u", "p")),
        ("smtp://u:p@[::1]?starttls=required", SmtpServer("::1", 587, "starttls", "u", "p")),
        ("smtps://mail.example", SmtpServer("mail.example", 465, "tls")),
        ("SMTP://Mail.Example.:25", SmtpServer("mail.example", 25, "opportunistic")),
        ("smtp://mail_relay:25", SmtpServer("mail_relay", 25, "opportunistic")),
        ("smtps://почта.рф", SmtpServer("xn--80a1acny.xn--p1ai", 465, "tls")),
        (
            "smtp://a@b.example:p@mail.example",
            SmtpServer("mail.example", 587, "starttls", "a@b.example", "p"),
        ),
        ("smtp://localhost:465", SmtpServer("localhost", 465, "opportunistic")),
        ("smtps://127.0.0.1:587", SmtpServer("127.0.0.1", 587, "tls")),
        ("smtps://u:p@mail.example:2465", SmtpServer("mail.example", 2465, "tls", "u", "p")),
        (
            "smtps://usher%40acme.example:p%3A%2F%40%23@mail.example",
            SmtpServer("mail.example", 465, "tls", "usher@acme.example", "p:/@#"),
        ),
    ],
)
def test_a_mail_server_is_read(text: str, server: SmtpServer) -> None:
    assert mail_server.read(text) == server


@pytest.mark.parametrize("host", ["mail.example", "10.0.0.1", "localhost.example", "[2001:db8::1]"])
def test_credentials_go_over_tls_or_not_at_all(host: str) -> None:
    assert mail_server.read(f"smtp://u:p@{host}").tls == "starttls"
    with pytest.raises(ValueError, match="only over TLS"):
        mail_server.read(f"smtp://u:p@{host}?starttls=never")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("mail.example:587", "begin with smtp:// or smtps://"),
        ("https://mail.example", "begin with smtp:// or smtps://"),
        ("smtp://", "name a host"),
        ("smtp://:25", "name a host"),
        ("smtp://mail.example:0", "port can't be read"),
        ("smtp://mail.example:65536", "port can't be read"),
        ("smtp://u:hush/hush@mail.example", "port can't be read"),
        ("smtp://[mail.example", "port can't be read"),
        ("smtp://u:hush#hush@mail.example", "port can't be read"),
        ("smtp://mail.example/inbox", "nothing may follow the host"),
        ("smtp://mail.example#x", "nothing may follow the host"),
        ("smtp://mail.example?tls=yes", "only ?starttls=required or ?starttls=never"),
        ("smtp://mail.example?starttls=required&x=1", "only ?starttls=required"),
        ("smtps://mail.example?starttls=required", "takes no ?starttls"),
        ("smtp://u@mail.example", "a user needs a password"),
        ("smtp://:p@mail.example", "a user needs a password"),
        ("smtp://mail .example", "must not hold blanks"),
        ("smtp://u:hush%ff@mail.example", "no UTF-8; write % as %25"),
        ("smtp://u:[hush]@mail.example", "in a password write @ as %40"),
        ("smtp://mail..example", "its host"),
        ("smtp://[fe80::1%eth0]:25", "its host must not hold a zone"),
        ("smtp://[fe80::1%25eth0]:25", "its host must not hold a zone"),
        ("smtp://mail.example:465", "write smtps:// instead of smtp://"),
        ("smtp://u:hush@mail.example:465", "write smtps:// instead of smtp://"),
        ("smtp://mail.example:465?starttls=never", "write smtps:// instead of smtp://"),
        ("smtps://u:hush@mail.example:587", "write smtp:// instead of smtps://"),
        ("smtp://smtp://mail.example", "nothing may follow the host"),
    ],
)
def test_an_odd_mail_server_is_refused(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=re.escape(fault)) as error:
        mail_server.read(text)

    assert "hush" not in str(error.value)


def test_a_mail_server_s_password_does_not_show() -> None:
    assert "hush" not in repr(mail_server.read("smtps://u:hush@mail.example"))


SCHEMES: list[tuple[str, Tls]] = [("smtps", "tls"), ("smtp", "starttls")]


@pytest.mark.parametrize(("scheme", "tls"), SCHEMES)
@given(password=st.text(min_size=1))
def test_any_password_can_be_written(scheme: str, tls: Tls, password: str) -> None:
    quoted = "".join(f"%{byte:02X}" for byte in password.encode())

    server = mail_server.read(f"{scheme}://u:{quoted}@mail.example")

    assert (server.password, server.tls) == (password, tls)

"""What the text of a setting means, and what it may not be."""

import re
import secrets
from base64 import b64encode
from collections.abc import Callable
from ipaddress import ip_network
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import values
from bot.settings.values import Sender, SmtpServer, Tls


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
        ("smtps://u:p@mail.example:2465", SmtpServer("mail.example", 2465, "tls", "u", "p")),
        (
            "smtps://usher%40acme.example:p%3A%2F%40%23@mail.example",
            SmtpServer("mail.example", 465, "tls", "usher@acme.example", "p:/@#"),
        ),
    ],
)
def test_a_mail_server_is_read(text: str, server: SmtpServer) -> None:
    assert values.smtp_server(text) == server


@pytest.mark.parametrize("host", ["mail.example", "10.0.0.1", "localhost.example", "[2001:db8::1]"])
def test_credentials_go_over_tls_or_not_at_all(host: str) -> None:
    assert values.smtp_server(f"smtp://u:p@{host}").tls == "starttls"
    with pytest.raises(ValueError, match="only over TLS"):
        values.smtp_server(f"smtp://u:p@{host}?starttls=never")


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
    ],
)
def test_an_odd_mail_server_is_refused(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=re.escape(fault)) as error:
        values.smtp_server(text)

    assert "hush" not in str(error.value)


def test_a_mail_server_s_password_does_not_show() -> None:
    assert "hush" not in repr(values.smtp_server("smtps://u:hush@mail.example"))


SCHEMES: list[tuple[str, Tls]] = [("smtps", "tls"), ("smtp", "starttls")]


@pytest.mark.parametrize(("scheme", "tls"), SCHEMES)
@given(password=st.text(min_size=1))
def test_any_password_can_be_written(scheme: str, tls: Tls, password: str) -> None:
    quoted = "".join(f"%{byte:02X}" for byte in password.encode())

    server = values.smtp_server(f"{scheme}://u:{quoted}@mail.example")

    assert (server.password, server.tls) == (password, tls)


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("Usher <invites@example.com>", Sender("Usher", "invites@example.com")),
        ("invites@example.com", Sender("", "invites@example.com")),
        ('"Usher, of Acme" <invites@example.com>', Sender("Usher, of Acme", "invites@example.com")),
        ("Ашер <invites@example.com>", Sender("Ашер", "invites@example.com")),
        ("Usher <Invites@EXAMPLE.com>", Sender("Usher", "Invites@example.com")),
        ("usher@mailhost", Sender("", "usher@mailhost")),
        ("usher@xn--e1afmkfd.example", Sender("", "usher@xn--e1afmkfd.example")),
    ],
)
def test_a_sender_is_read(text: str, sender: Sender) -> None:
    assert values.sender(text) == sender


@pytest.mark.parametrize(
    "text",
    [
        "Usher",
        "Usher <>",
        "Usher <invites>",
        "Usher <invites@>",
        "a@example.com, b@example.com",
        "Usher, of Acme <invites@example.com>",
        "Usher <a@example.com> <b@example.com>",
        "Team: a@example.com, b@example.com;",
        "Usher <invites@example.com>\r\nBcc: gus@example.com",
        "Usher\n <invites@example.com>",
        "Usher\x00 <invites@example.com>",
        "Usher <приглашения@example.com>",
        "Usher <invites@пример.example>",
        "Usher <inv ites@example.com>",
    ],
)
def test_an_odd_sender_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"it must be|its address") as error:
        values.sender(text)

    assert text not in str(error.value)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://usher.example.com", "https://usher.example.com"),
        ("https://usher.example.com/", "https://usher.example.com"),
        ("http://localhost:3000/base/", "http://localhost:3000/base"),
    ],
)
def test_a_web_address_loses_its_last_slash(text: str, address: str) -> None:
    assert values.web_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "usher.example.com",
        "ftp://usher.example.com",
        "https://",
        "https://usher.example.com/?",
        "https://usher.example.com/?a=1",
        "https://usher.example.com/#top",
        "https://ada:pw@usher.example.com",
        "https://usher.example.com:port",
        "https://usher.example.com/a b",
        "https://usher.example.com/\u2028",
    ],
)
def test_an_odd_web_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must|can't be read"):
        values.web_address(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("sqlite:///usher.db", "sqlite:///usher.db"),
        ("sqlite:////var/lib/usher/usher.db", "sqlite:////var/lib/usher/usher.db"),
        ("postgres://u:p@db/usher", "postgresql+psycopg://u:p@db/usher"),
        ("postgresql://db/usher?sslmode=require", "postgresql+psycopg://db/usher?sslmode=require"),
        ("postgresql+psycopg:///usher?host=/tmp", "postgresql+psycopg:///usher?host=/tmp"),
    ],
)
def test_a_database_is_read(text: str, address: str) -> None:
    assert values.database_address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "usher.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///file::memory:?uri=true",
        "sqlite+aiosqlite:///usher.db",
        "postgresql://",
        "postgresql+asyncpg://db/usher",
        "mysql://db/usher",
    ],
)
def test_another_database_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="it must be sqlite:///FILE or postgresql://"):
        values.database_address(text)


ONE, OTHER = "8f742231b10e8888abcd99edd3c85a5a", "33fea0113f5b1d8a4b3f5e3c2f1a0d9e"


def test_keys_are_separated_by_commas_and_blanks_don_t_count() -> None:
    assert values.keys(f"{ONE}, {OTHER},") == (ONE, OTHER)


@pytest.mark.parametrize("text", ["a" * 15, ",", f"{'a' * 16},b"])
def test_short_keys_are_refused_with_a_recipe_for_a_good_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"secrets\.token_urlsafe\(32\)"):
        values.keys(text)


GUESSED = (
    "a" * 16,
    "k" * 64,
    "ab" * 8,
    "abcabcabcabcabcabc",
    "aaaaaaaabbbbbbbb",
    "0000000000000001",
    "0123456789abcdef",
    "1234567890123456",
    "abcdefghijklmnop",
    "zyxwvutsrqponmlk",
    "qwertyuiopasdfghjkl",
    "qazwsxedcrfvtgbyhn",
    "йцукенгшщзхъфывапролджэ",
    "changemechangeme",
    "CHANGE-ME-CHANGE-ME",
    "your-secret-key-here",
    "passwordpassword",
    "insert-your-key-here",
    "................",
)


@pytest.mark.parametrize("text", GUESSED)
def test_a_key_that_can_be_guessed_is_refused_and_not_repeated(text: str) -> None:
    for several in (text, f"{ONE},{text}", f"{text},{ONE}"):
        with pytest.raises(ValueError, match="can be guessed; make one with python3 -c") as raised:
            values.keys(several)
        assert text not in str(raised.value)


def test_the_same_key_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="one key stands in it twice"):
        values.keys(f"{ONE},{OTHER},{ONE}")


@pytest.mark.parametrize(
    "make",
    [
        lambda: secrets.token_urlsafe(32),
        lambda: secrets.token_hex(32),
        lambda: secrets.token_hex(8),
        lambda: b64encode(secrets.token_bytes(32)).decode(),
        lambda: str(uuid4()),
    ],
)
def test_no_key_made_by_chance_is_ever_refused(make: Callable[[], str]) -> None:
    for _ in range(1000):
        key = make()
        assert values.keys(key) == (key,)


@pytest.mark.parametrize(
    "text",
    ["correct horse battery staple", "a-key-of-the-tests-long-enough", "Tr0ub4dor&3-and-more"],
)
def test_a_phrase_of_one_s_own_is_taken(text: str) -> None:
    assert values.keys(text) == (text,)


def test_proxies_are_addresses_and_networks() -> None:
    assert values.networks("10.1.2.3/8, ::1,") == (ip_network("10.0.0.0/8"), ip_network("::1"))


@pytest.mark.parametrize("name", ["/invite", "/invite-user", "/пригласить", "/" + "a" * 31])
def test_a_command_s_name_is_read(name: str) -> None:
    assert values.command_name(name) == name


@pytest.mark.parametrize(
    "name", ["invite", "/", "//invite", "/Invite", "/Пригласить", "/in vite", "/" + "a" * 32]
)
def test_a_name_that_slack_would_refuse_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="it must be / and at most 31"):
        values.command_name(name)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("plain", ("plain",)),
        ("sqlite:///usher.db", ()),
        ("postgresql://u@db/usher", ()),
        ("smtp://u:p%20w@mail.example", ("p%20w", "p w")),
    ],
)
def test_of_an_address_only_the_password_is_secret(text: str, hidden: tuple[str, ...]) -> None:
    assert values.hidden(text) == hidden

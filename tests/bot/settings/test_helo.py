"""What Usher calls itself in EHLO: a name that all can look up, or none."""

import pytest

from bot.settings import Need, helo, load

from .conftest import Environment

LABEL = "a" * 63
LONGEST = ".".join([LABEL] * 3 + ["b" * 57, "com"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("usher.example.com", "usher.example.com"),
        ("Usher.Example.COM", "usher.example.com"),
        ("usher.example.com.", "usher.example.com"),
        ("example.com", "example.com"),
        ("mx-1.2nd.example.co.uk", "mx-1.2nd.example.co.uk"),
        ("r1---a.example.com", "r1---a.example.com"),
        ("1.example.com", "1.example.com"),
        ("usher.internal", "usher.internal"),
        ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("Bücher。example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        (LONGEST, LONGEST),
        ("[192.0.2.1]", "[192.0.2.1]"),
        ("[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]"),
        ("[ipv6:2001:DB8:0::1]", "[IPv6:2001:db8::1]"),
    ],
)
def test_a_full_name_or_an_address_literal_is_taken(text: str, name: str) -> None:
    assert helo.read(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "usher",
        "localhost",
        "3f2a9c1b7d10",
        "usher.",
        ".example.com",
        "usher..example.com",
        "usher.example.com..",
        "usher_1.example.com",
        "-usher.example.com",
        "usher-.example.com",
        "*.example.com",
        "usher example.com",
        "usher.example.com\r\nMAIL FROM:<ada@example.com>",
        "usher.example.com\n",
        "usher.example.com:587",
        "https://usher.example.com",
        "invites@example.com",
        "usher.example.com/path",
        "198.51.100.7",
        "１９８.51.100.7",
        "2001:db8::7",
        "usher.example.1",
        f"{LABEL}a.example.com",
        LONGEST.replace("b", "bb", 1),
        "\u212aelvin.exam_ple.com",
        "[]",
        "[",
        "[198.51.100.7",
        "[192.0.2.256]",
        "[192.0.2]",
        "[2001:db8::1]",
        "[IPv6:192.0.2.1]",
        "[IPv6:fe80::1%eth0]",
        "[IPv6:]",
        "[usher.example.com]",
        "[192.0.2.1] x",
        "[[192.0.2.1]]",
    ],
)
def test_all_else_is_refused_with_what_to_write_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"with a dot in it, or an address in brackets") as error:
        helo.read(text)

    assert "[192.0.2.1] or [IPv6:2001:db8::1]" in str(error.value)
    assert len(text) < 3 or text not in str(error.value)


@pytest.mark.parametrize(
    ("public_url", "called"),
    [
        ("https://usher.example.com/path", "usher.example.com"),
        ("https://Usher.Example.com.:8443/path/", "usher.example.com"),
        ("https://xn--e1afmkfd.example:8443", "xn--e1afmkfd.example"),
        ("https://ашер.example", "xn--80ak7a4a.example"),
        ("http://localhost:3000", "mail.example"),
        ("http://usher:3000", "mail.example"),
        ("http://usher.localhost", "mail.example"),
        ("http://localhost.localdomain", "mail.example"),
        ("http://usher.local", "mail.example"),
        ("http://usher.default.svc.cluster.local", "mail.example"),
        ("http://usher.internal", "mail.example"),
        ("http://usher.lan:3000", "mail.example"),
        ("http://usher.home.arpa", "mail.example"),
        ("https://usher.test", "mail.example"),
        ("http://192.0.2.1", "mail.example"),
        ("http://[2001:db8::1]:3000", "mail.example"),
        ("http://usher_web.example.com", "mail.example"),
    ],
)
def test_it_is_the_pages_host_or_the_senders_domain(public_url: str, called: str) -> None:
    assert helo.default(public_url, "invites@mail.example") == called


@pytest.mark.parametrize("sender", ["usher@mailhost", "usher@corp.local", "usher@mail.localdomain"])
def test_it_is_no_name_where_neither_can_be_looked_up(sender: str) -> None:
    assert helo.default("http://localhost:3000", sender) == ""


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("192.0.2.1", "[192.0.2.1]"),
        ("2001:db8::1", "[IPv6:2001:db8::1]"),
        ("fe80::1%eth0", "[IPv6:fe80::1]"),
        ("::ffff:192.0.2.1", "[192.0.2.1]"),
    ],
)
def test_an_address_is_written_as_mail_servers_read_it(address: str, shown: str) -> None:
    assert helo.literal(address) == shown
    assert helo.read(shown) == shown


def test_the_operators_name_goes_before_all_that_is_made_up(enough: Environment) -> None:
    enough.set(PUBLIC_URL="https://usher.example.com")
    assert load(Need.RUN).smtp.helo == "usher.example.com"

    enough.set(SMTP_HELO="MX.example.net.")
    assert load(Need.RUN).smtp.helo == "mx.example.net"

    enough.set(SMTP_HELO=" ")
    assert load(Need.RUN).smtp.helo == "usher.example.com"


def test_without_an_address_of_the_pages_it_is_the_senders_domain(enough: Environment) -> None:
    assert load(Need.RUN).smtp.helo == "example.com"

    enough.set(MAIL_FROM="Usher <invites@mailhost>")
    assert load(Need.RUN).smtp.helo == ""

"""The host of an address, and the one that Usher listens at."""

import pytest

from bot.settings import hosts


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "0.0.0.0"),
        ("0", "0.0.0.0"),
        ("127.1", "127.0.0.1"),
        ("::", "::"),
        ("[::1]", "::1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("localhost", "localhost"),
        ("LocalHost.", "localhost"),
        ("usher_web", "usher_web"),
        ("3f2a9c1b7d10", "3f2a9c1b7d10"),
        ("бот.рф", "xn--90a0am.xn--p1ai"),
    ],
)
def test_it_listens_at_an_address_or_a_name(text: str, host: str) -> None:
    assert hosts.listening(text) == host


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "~",
        "http://localhost",
        "localhost:3000",
        "127.0.0.1:3000",
        "[::1]:3000",
        "[::1",
        "10.0.0.0/8",
        "256.0.0.1",
        "255.255.255.255",
        "224.0.0.1",
        "ff02::1",
        "127.0.0.1, ::1",
        "127.0.0.1 # only here",
        "my host",
        "a..b",
        "::1::",
        "☕",
        f"{'a' * 64}.example",
        ".".join(["a" * 63] * 4),
    ],
)
def test_all_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r"127\.0\.0\.1, 0\.0\.0\.0 for all that it has, or ::1"):
        hosts.listening(text)

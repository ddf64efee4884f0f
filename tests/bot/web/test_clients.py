"""Whose address counts, behind proxies that are ours and headers that are made up."""

import pytest
from starlette.requests import Request

from bot.settings.values import networks
from bot.web.clients import client


def request(peer: str | None, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    return Request({"type": "http", "headers": headers, "client": peer and (peer, 4711)})


OURS = networks("10.0.0.0/8, 2001:db8:ffff::/48")


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.1", (), "192.0.2.1"),
        # Not from a proxy of ours: anybody may write the header
        ("192.0.2.1", ("198.51.100.7",), "192.0.2.1"),
        ("10.0.0.1", ("198.51.100.7",), "198.51.100.7"),
        # From the right: what stands further left the client wrote
        ("10.0.0.1", ("1.1.1.1, 198.51.100.7",), "198.51.100.7"),
        ("10.0.0.1", ("1.1.1.1, 198.51.100.7, 10.0.0.2",), "198.51.100.7"),
        ("10.0.0.1", ("1.1.1.1", "198.51.100.7", "10.0.0.2"), "198.51.100.7"),
        # All of them ours: the one furthest out
        ("10.0.0.1", ("10.0.0.3, 10.0.0.2",), "10.0.0.3"),
        ("10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", ("unknown",), "10.0.0.1"),
        ("10.0.0.1", ("198.51.100.7, nonsense",), "10.0.0.1"),
        ("10.0.0.1", ("198.51.100.7:52100",), "198.51.100.7"),
        ("::ffff:10.0.0.1", ("198.51.100.7",), "198.51.100.7"),
        ("2001:db8:ffff::1", ("[2001:db8:1:2:3:4:5:6]:443",), "2001:db8:1:2::"),
        ("2001:db8:1:2:3:4:5:6", (), "2001:db8:1:2::"),
        (None, ("198.51.100.7",), ""),
    ],
)
def test_the_address_is_the_first_from_the_right_that_is_no_proxy_of_ours(
    peer: str | None, forwarded: tuple[str, ...], found: str
) -> None:
    assert client(request(peer, *forwarded), OURS) == found


def test_without_proxies_no_header_counts() -> None:
    assert client(request("127.0.0.1", "198.51.100.7"), ()) == "127.0.0.1"

"""Which addresses webhooks may go to, as they are typed and as they are connected to."""

from ipaddress import ip_address, ip_network

import pytest

from commands.errors import BadEndpoint
from commands.webhooks.url_policy import host_of, may_reach, read

OWN = [ip_network("10.20.0.0/16"), ip_network("fd00:20::/32"), ip_network("127.0.0.0/8")]

PRIVATE = (
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808",
    "2001:db8::1",
    "2001:0:808:808:0:0:80ff:fffe",  # Teredo to 127.0.0.1
    "2002:7f00:1::1",
    "2002:c0a8:101::1",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
)
PUBLIC = ("8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8", "2002:808:808::1")


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_no_public_address_is_out_of_reach(address: str) -> None:
    assert not may_reach(ip_address(address), [])


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_within_reach_encrypted_alone(address: str) -> None:
    assert may_reach(ip_address(address), [])
    assert not may_reach(ip_address(address), [], encrypted=False)
    assert not may_reach(ip_address(address), OWN, encrypted=False)


@pytest.mark.parametrize(
    "address", ["10.20.3.4", "fd00:20::9", "127.0.0.1", "::ffff:10.20.3.4", "::ffff:127.0.0.1"]
)
def test_what_the_operator_allows_is_within_reach_unencrypted_too(address: str) -> None:
    assert may_reach(ip_address(address), OWN)
    assert may_reach(ip_address(address), OWN, encrypted=False)


@pytest.mark.parametrize("address", ["10.21.0.1", "169.254.169.254", "fd00:21::1", "192.168.1.1"])
def test_what_lies_beside_what_is_allowed_stays_out_of_reach(address: str) -> None:
    assert not may_reach(ip_address(address), OWN)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://example.com", "https://example.com"),
        ("  https://example.com/usher  ", "https://example.com/usher"),
        ("HTTPS://Example.COM/Usher?Token=A%20b", "https://example.com/Usher?Token=A%20b"),
        ("https://example.com:8443/a/b?c=d&e", "https://example.com:8443/a/b?c=d&e"),
        ("https://xn--e1afmkfd.xn--p1ai/", "https://xn--e1afmkfd.xn--p1ai/"),
        ("https://hooks/in", "https://hooks/in"),
        ("https://[2606:2800:220:1::1]:8443/x", "https://[2606:2800:220:1::1]:8443/x"),
        ("https://93.184.216.34/x", "https://93.184.216.34/x"),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert read(typed, []) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "scheme"),
        ("example.com", "scheme"),
        ("ftp://example.com", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("https://", "address"),
        ("https://:443/x", "address"),
        ("https://exa mple.com", "address"),
        ("https://example.com/a b", "address"),
        ("https://пример.рф", "address"),
        ("https://example.com\\@evil.example", "user"),
        ("https://user@example.com", "user"),
        ("https://user:secret@example.com", "user"),
        ("https://example.com:0", "address"),
        ("https://example.com:65536", "address"),
        ("https://example.com:port", "address"),
        ("https://example.com/#part", "address"),
        ("https://[::1", "address"),
        ("https://-bad.example", "address"),
        ("https://a..b", "address"),
        ("https://127.1", "address"),
        ("https://2130706433", "address"),
        ("https://0x7f000001/", "address"),
        ("https://0177.0.0.1", "address"),
        ("https://localhost/x", "private"),
        ("https://a.localhost", "private"),
        ("https://169.254.169.254/latest", "private"),
        ("https://[::ffff:10.0.0.1]/", "private"),
        ("https://[fe80::1]", "private"),
        ("http://example.com", "plain"),
        ("http://93.184.216.34", "plain"),
        ("https://example.com/" + "a" * 500, "long"),
    ],
)
def test_what_cannot_be_an_address_is_refused_with_its_reason(typed: str, why: str) -> None:
    with pytest.raises(BadEndpoint) as refused:
        read(typed, [])
    assert (refused.value.name, refused.value.why) == ("url", why)


def test_the_operators_own_networks_may_be_typed_also_without_encryption() -> None:
    for typed in ("http://10.20.3.4/in", "https://10.20.3.4/in", "http://localhost:3000/in"):
        assert read(typed, OWN) == typed
    # What a name leads to is seen when it is connected to.
    assert read("http://hr.corp.example/in", OWN) == "http://hr.corp.example/in"
    for typed, why in (("http://10.21.0.1", "private"), ("http://93.184.216.34", "plain")):
        with pytest.raises(BadEndpoint) as refused:
            read(typed, OWN)
        assert refused.value.why == why


def test_the_longest_address_is_taken_whole() -> None:
    longest = "https://example.com/".ljust(500, "a")
    assert read(longest, []) == longest
    with pytest.raises(BadEndpoint):
        read(f"{longest}a", [])


def test_only_the_host_is_told_to_others() -> None:
    assert host_of("https://example.com:8443/secret?token=1") == "example.com"

"""What is not the public internet, by our own list: the edges of each network, and what hides."""

import ast
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import pytest

from commands import webhooks
from commands.webhooks.special_networks import SPECIAL, Address, Network
from commands.webhooks.url_policy import may_reach

# What the issue, the registries and the clouds name; the list may say it in fewer blocks.
NAMED = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.0.0.0/29", "192.0.0.8/32", "192.0.0.170/31"),
    *("192.0.2.0/24", "192.88.99.0/24", "192.88.99.2/32", "192.168.0.0/16", "198.18.0.0/15"),
    *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32"),
    *("::/128", "::1/128", "::/96", "::ffff:0:0:0/96", "64:ff9b:1::/48", "100::/64"),
    *("100:0:0:1::/64", "2001::/23", "2001::/32", "2001:2::/48", "2001:10::/28", "2001:20::/28"),
    *("2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
)
METADATA = (
    *("169.254.169.254", "169.254.170.2", "169.254.170.23", "169.254.42.42", "169.254.0.23"),
    *("168.63.129.16", "192.0.0.192", "100.100.100.200", "fd00:ec2::254", "fd00:ec2::23"),
    *("fd20:ce::254", "fd00:c1::a9fe:a9fe", "fd00:42::42", "fe80::a9fe:a9fe"),
)
PUBLIC = (
    *("8.8.8.8", "1.1.1.1", "93.184.216.34", "168.63.129.15", "168.63.129.17", "192.0.1.0"),
    *("192.31.196.1", "192.52.193.1", "192.175.48.1", "100.63.255.255", "100.128.0.0"),
    *("2606:4700:4700::1111", "2606:4700::1111", "2001:4860:4860::8888", "2a00:1450:4001::1"),
    *("2620:4f:8000::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"),
    *("2606:4700::5efe:808:808", "2606:4700::200:5efe:808:808"),
)
HIDDEN = ("10.0.0.1", "127.0.0.1", "169.254.169.254", "168.63.129.16", "192.0.0.192", "224.0.0.1")
FORMS = (
    *("::ffff:{}", "::ffff:0:{}", "::{}", "64:ff9b::{}", "64:ff9b:1::{}"),
    *("2606:4700::5efe:{}", "2606:4700::200:5efe:{}", "2606:4700::100:5efe:{}"),
    *("fe80::5efe:{}", "2002:808:808::5efe:{}"),
)


@pytest.mark.parametrize("network", [*map(ip_network, NAMED), *SPECIAL], ids=str)
def test_nothing_of_a_special_network_is_reached(network: Network) -> None:
    for address in (network[0], network[-1], network[network.num_addresses // 2]):
        assert not may_reach(address, [])


@pytest.mark.parametrize("network", SPECIAL, ids=str)
def test_it_begins_and_ends_where_the_registry_says(network: Network) -> None:
    for beside in _beside(network):
        other = any(beside in each for each in SPECIAL if each != network)
        assert may_reach(beside, []) is not other


def _beside(network: Network) -> list[Address]:
    of = IPv4Address if network.version == 4 else IPv6Address
    last = 2**network.max_prefixlen - 1
    edges = (int(network[0]) - 1, int(network[-1]) + 1)
    return [of(each) for each in edges if 0 <= each <= last]


@pytest.mark.parametrize("address", METADATA)
def test_no_cloud_is_asked_about_its_machine(address: str) -> None:
    assert not may_reach(ip_address(address), [])


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_reached(address: str) -> None:
    assert may_reach(ip_address(address), [])


@pytest.mark.parametrize("address", ["192.0.0.9", "192.0.0.10", "2001:1::1", "2001:1::3"])
def test_a_service_of_ones_own_network_is_not_though_it_may_be_anywhere(address: str) -> None:
    assert not may_reach(ip_address(address), [])


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_ipv6_hides_an_address(form: str, hidden: str) -> None:
    assert not may_reach(ip_address(form.format(hidden)), [])


@pytest.mark.parametrize("hidden", HIDDEN)
def test_nor_does_6to4_or_teredo(hidden: str) -> None:
    inside, noughts = int(IPv4Address(hidden)), 0xFFFF_FFFF
    for number in (
        0x2002 << 112 | inside << 80 | 1,
        0x2001_0000 << 96 | inside << 64 | 1,
        0x2001_0000 << 96 | 0x0808_0808 << 64 | (inside ^ noughts),
    ):
        assert not may_reach(IPv6Address(number), [])


def test_what_the_operator_names_is_opened_and_nothing_beside_it() -> None:
    own = [ip_network("100.100.100.0/25"), ip_network("fd00:20::/32")]
    for address in ("100.100.100.1", "::ffff:100.100.100.1", "fd00:20::1"):
        assert may_reach(ip_address(address), own, encrypted=False)
    for address in ("100.100.100.200", "fd00:21::1", "168.63.129.16", "::ffff:100.100.100.200"):
        assert not may_reach(ip_address(address), own)


@pytest.mark.parametrize("module", ["special_networks", "url_policy"])
def test_no_judgement_is_the_interpreters(module: str) -> None:
    """Its lists change from one 3.11 to the next."""
    text = (Path(webhooks.__file__).parent / f"{module}.py").read_text()
    asked = {each.attr for each in ast.walk(ast.parse(text)) if isinstance(each, ast.Attribute)}
    assert {each for each in asked if each.startswith("is_")} == set()

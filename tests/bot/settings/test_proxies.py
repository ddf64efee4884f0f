"""Which way an address is called, as the variables say it in all the ways that people write."""

from pathlib import Path

import pytest

from bot.settings import Need, SettingsError, load, no_proxy
from bot.settings.proxies import Proxies, Unusable
from tests.bot.settings.conftest import Environment

SLACK = "https://slack.com/api/"
PROXY = "http://proxy.example:3128"
THERE = "proxy.example:3128 (HTTPS_PROXY)"
DIRECT = "none: NO_PROXY names it"


def way(address: str = SLACK, **written: str) -> str:
    return Proxies(**({"https_proxy": PROXY, "http_proxy": PROXY} | written)).way(address)


@pytest.mark.parametrize(
    "written",
    [
        "slack.com",
        "SLACK.com",
        "slack.com.",
        ".slack.com",
        "*.slack.com",
        "*slack.com",
        "slack.*",
        "com",
        "slack.com:443",
        "https://slack.com/",
        "*",
        "localhost, slack.com",
        "localhost slack.com",
        "localhost;slack.com",
        " ,, slack.com ,",
        '"slack.com"',
        "'localhost,slack.com'",
    ],
)
def test_what_no_proxy_names_is_called_directly(written: str) -> None:
    assert way(no_proxy=written) == DIRECT


@pytest.mark.parametrize(
    "written",
    [
        "",
        ",",
        ".",
        ":443",
        "lack.com",
        "api.slack.com",
        "slack.com:80",
        "slack.com.example",
        "localhost,127.0.0.1,::1,10.0.0.0/8",
        "0.0.0.0/0",
        "[",
        "[bad:1",
        "10.0.0.0/99",
        "🦊:x/y@z",
        f"slack.com:{'4' * 5000}",
    ],
)
def test_what_it_does_not_name_goes_through_the_proxy(written: str) -> None:
    assert way(no_proxy=written) == THERE


@pytest.mark.parametrize("written", ["slack.com", ".slack.com", "*.slack.com", "*.slack.com:443"])
def test_a_name_stands_for_all_below_it(written: str) -> None:
    for address in (SLACK, "https://hooks.slack.com/actions/1", "https://files.slack.com/upload"):
        assert way(address, no_proxy=written) == DIRECT


def test_a_name_of_another_script_is_the_same_in_ascii() -> None:
    for written in ("слак.рф", "*.СЛАК.рф", "xn--80aubx.xn--p1ai"):
        for host in ("слак.рф", "xn--80aubx.xn--p1ai"):
            assert way(f"https://{host}/api/", no_proxy=written) == DIRECT


@pytest.mark.parametrize(
    ("host", "written"),
    [
        ("10.20.30.40", "10.20.30.40"),
        ("10.20.30.40", "10.20.30.40:443"),
        ("10.20.30.40", "10.0.0.0/8"),
        ("10.20.30.40", "10.20.30.40/8"),
        ("10.20.30.40", "10.20.*"),
        ("[::ffff:10.20.30.40]", "10.0.0.0/8"),
        ("[fd00::1]", "fd00::1"),
        ("[fd00::1]", "FD00:0:0::1"),
        ("[fd00::1]", "[fd00::1]"),
        ("[fd00::1]", "[fd00::1]:443"),
        ("[fd00::1]", "fd00::/8"),
    ],
)
def test_addresses_are_named_by_their_networks_too(host: str, written: str) -> None:
    assert way(f"https://{host}/api/", no_proxy=written) == DIRECT
    assert way("https://192.0.2.1/api/", no_proxy=written) == THERE
    assert way("https://[2001:db8::1]/api/", no_proxy=written) == THERE


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.", "usher.localhost", "127.0.0.1", "127.8.9.10", "[::1]", "0.0.0.0"],
)
def test_this_machine_is_never_called_through_a_proxy(host: str) -> None:
    for scheme in ("http", "https"):
        assert way(f"{scheme}://{host}:3000/api/") == "none: it is this machine"


def test_nor_is_what_the_hosts_file_says_is_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = tmp_path / "hosts"
    monkeypatch.setattr(no_proxy, "HOSTS", hosts)
    written = "# 127.0.0.1 elsewhere.test\n\n127.0.1.1\tbox Slack.test # me\n192.0.2.1 far.test\n"
    hosts.write_text(written)
    assert way("http://slack.test/api/") == "none: it is this machine"
    for other in ("elsewhere", "far"):
        assert way(f"http://{other}.test/api/") == "proxy.example:3128 (HTTP_PROXY)"
    monkeypatch.setattr(no_proxy, "HOSTS", tmp_path / "none")
    assert way("http://slack.test/api/") == "proxy.example:3128 (HTTP_PROXY)"


@pytest.mark.parametrize(
    ("address", "written", "expected"),
    [
        (SLACK, {}, "none"),
        (
            SLACK,
            {"https_proxy": "a:1", "http_proxy": "b:2", "all_proxy": "c:3"},
            "a:1 (HTTPS_PROXY)",
        ),
        (SLACK, {"http_proxy": "b:2", "all_proxy": "c:3"}, "c:3 (ALL_PROXY)"),
        (SLACK, {"http_proxy": "b:2"}, "none: HTTP_PROXY is for http:// alone"),
        ("http://slack.test/", {"https_proxy": "a:1", "http_proxy": "b:2"}, "b:2 (HTTP_PROXY)"),
        ("http://slack.test/", {"https_proxy": "a:1"}, "none"),
        ("http://slack.test/", {"https_proxy": "a:1", "all_proxy": "c:3"}, "c:3 (ALL_PROXY)"),
    ],
)
def test_each_scheme_has_its_variable_and_all_proxy_stands_in(
    address: str, written: dict[str, str], expected: str
) -> None:
    assert Proxies(**written).way(address) == expected


@pytest.mark.parametrize(
    ("written", "there", "login"),
    [
        ("proxy.example:3128", "http://proxy.example:3128", b""),
        ("HTTP://Proxy.Example:3128/", "http://proxy.example:3128", b""),
        ("http://proxy.example", "http://proxy.example", b""),
        ("https://proxy.example", "https://proxy.example", b""),
        ("http://[fd00::1]:3128", "http://[fd00::1]:3128", b""),
        ("http://прокси.example:3128", "http://xn--h1adldfi.example:3128", b""),
        ("http://lev:p%40ss%3A%2F@proxy:3128", "http://proxy:3128", b"lev:p@ss:/"),
        ("http://lev:p@ss:/#?@proxy:3128", "http://proxy:3128", b"lev:p@ss:/#?"),
        ("lev:пароль@proxy:3128", "http://proxy:3128", "lev:пароль".encode()),
        ("http://lev:%ff@proxy:3128", "http://proxy:3128", b"lev:\xff"),
        ("http://lev:100%@proxy:3128", "http://proxy:3128", b"lev:100%"),
        ("http://token@proxy:3128", "http://proxy:3128", b"token:"),
    ],
)
def test_a_proxy_may_be_written_in_many_ways(written: str, there: str, login: bytes) -> None:
    proxy = Proxies(https_proxy=written).of(SLACK)
    assert proxy
    assert (proxy.url, proxy.login) == (there, login)


WRONG = [
    ("socks5://lev:secret@proxy:1080", "HTTP proxies alone, not SOCKS"),
    ("socks5h://proxy:1080", "HTTP proxies alone, not SOCKS"),
    ("SOCKS4A://proxy", "HTTP proxies alone, not SOCKS"),
    ('"http://lev:secret@proxy:3128"', "stands in quotes"),
    ("'http://proxy:3128'", "stands in quotes"),
    ("'http://proxy:3128", "begin with http:// or https://"),
    ('http://proxy:3128"', "host or port can't be read"),
    ("http://${PROXY_LOGIN}@proxy:3128", "that nothing has filled in"),
    ("<secret.example:3128>", "that nothing has filled in"),
    ("http://se cret@proxy:3128", "must not hold blanks"),
    ("http://secret@pro<x>y:3128", "host or port can't be read"),
    ("HTTPS_PROXY=http://proxy:3128", "named once more"),
    ("http://proxy:3128 ; true", "must not hold blanks"),
    ("ftp://proxy:21", "begin with http:// or https://"),
    ("//proxy:3128", "host or port can't be read"),
    ("http://", "host or port can't be read"),
    ("http://lev:secret@", "host or port can't be read"),
    ("http://:3128", "host or port can't be read"),
    ("http://proxy:0", "host or port can't be read"),
    ("http://proxy:65536", "host or port can't be read"),
    ("http://proxy:secret", "host or port can't be read"),
    ("http://proxy:3128:3128", "host or port can't be read"),
    ("http://[fd00::1:3128", "host or port can't be read"),
    ("http://proxy:3128/secret", "nothing may follow its port"),
    ("http://proxy:3128?secret", "nothing may follow its port"),
]


@pytest.mark.parametrize(("written", "fault"), WRONG)
def test_one_that_can_not_be_used_is_named_with_its_fault_and_without_its_value(
    enough: Environment, written: str, fault: str
) -> None:
    enough.set(HTTPS_PROXY=written)

    for need in (Need.WEB, Need.WORKER, Need.RUN):
        with pytest.raises(SettingsError) as error:
            load(need)

        said = str(error.value)
        assert "HTTPS_PROXY is wrong: " in said
        assert fault in said
        assert "put slack.com into NO_PROXY, to call it directly" in said
        assert "secret" not in said


@pytest.mark.parametrize(("written", "_fault"), WRONG)
def test_one_that_is_in_no_use_is_nobody_s_business(
    enough: Environment, written: str, _fault: str
) -> None:
    enough.set(HTTPS_PROXY=PROXY, ALL_PROXY=written, HTTP_PROXY=written)
    assert load(Need.RUN).proxies.way(SLACK) == THERE

    enough.set(HTTPS_PROXY=written, NO_PROXY="slack.com")
    settings = load(Need.RUN)
    assert settings.proxies.way(SLACK) == DIRECT
    assert not [secret for secret in settings.secrets() if "proxy:" in secret]
    with pytest.raises(Unusable):
        settings.proxies.of("https://elsewhere.example/")


def test_what_only_looks_at_the_database_calls_nobody(environment: Environment) -> None:
    environment.set(HTTPS_PROXY="socks5://proxy")
    load(Need.DATABASE)


@pytest.mark.parametrize(
    ("lower", "upper", "file", "expected"),
    [
        ("a:1", "b:2", "c:3", "a:1"),
        ("", "b:2", "c:3", "b:2"),
        (" ", "b:2", "c:3", "b:2"),
        ("", "", "c:3", "c:3"),
    ],
)
def test_lower_case_goes_before_upper_and_both_before_the_file(
    enough: Environment, lower: str, upper: str, file: str, expected: str
) -> None:
    enough.file.write_text(f"HTTPS_PROXY={file}\n", "utf-8")
    enough.set(https_proxy=lower, HTTPS_PROXY=upper)
    assert load(Need.RUN).proxies.way(SLACK) == f"{expected} (HTTPS_PROXY)"


def test_one_in_a_file_of_its_own_is_taken_and_the_file_named(
    enough: Environment, tmp_path: Path
) -> None:
    there = tmp_path / "https_proxy"
    enough.set(HTTPS_PROXY_FILE=str(there))
    there.write_text(f"{PROXY}\n")
    assert load(Need.RUN).proxies.way(SLACK) == THERE

    there.write_text("socks5://lev:secret@proxy\n")
    with pytest.raises(SettingsError) as error:
        load(Need.RUN)
    assert [problem.name for problem in error.value.problems] == ["HTTPS_PROXY_FILE"]


@pytest.mark.parametrize("nothing", ['""', "''", "\ufeff"])
def test_a_pair_of_quotes_is_none(enough: Environment, nothing: str) -> None:
    enough.set(https_proxy=nothing, HTTPS_PROXY=PROXY, no_proxy=nothing)
    assert load(Need.RUN).proxies.way(SLACK) == THERE

    enough.set(HTTPS_PROXY=nothing)
    assert load(Need.RUN).proxies.way(SLACK) == "none"


def test_the_lower_no_proxy_goes_before_the_upper(enough: Environment) -> None:
    enough.set(HTTPS_PROXY=PROXY, no_proxy="slack.com", NO_PROXY="localhost")
    assert load(Need.RUN).proxies.way(SLACK) == DIRECT


@pytest.mark.parametrize(
    "written", ["http://operator:tulips%40home@proxy:3128", "operator:tulips%40home@proxy:3128"]
)
def test_the_login_is_secret_in_each_form_and_the_host_is_not(
    enough: Environment, written: str
) -> None:
    enough.set(HTTPS_PROXY=written)
    settings = load(Need.RUN)

    secrets = {*settings.secrets()}
    assert {"operator", "tulips%40home", "tulips@home", "b3BlcmF0b3I6dHVsaXBzQGhvbWU="} <= secrets
    assert not [secret for secret in secrets if "proxy" in secret]
    assert "tulips" not in f"{settings!r}{settings.proxies!r}{settings.proxies.of(SLACK)!r}"

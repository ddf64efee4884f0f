"""PUBLIC_URL and SLACK_API_URL: addresses that everybody can follow."""

import pytest

from bot.settings import urls


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://usher.example.com", "https://usher.example.com"),
        ("https://usher.example.com/", "https://usher.example.com"),
        ("http://localhost:3000/base/", "http://localhost:3000/base"),
        ("HTTPS://Usher.Example.COM/Base", "https://usher.example.com/Base"),
        ("https://usher.example.com.", "https://usher.example.com"),
        ("https://usher.example.com:/", "https://usher.example.com"),
        ("https://usher.example.com:8443", "https://usher.example.com:8443"),
        ("https://usher.example.com//a//b//", "https://usher.example.com/a/b"),
        ("https://usher.example.com/a/../b/./c", "https://usher.example.com/b/c"),
        ("https://usher.example.com/a/%2E%2e/b", "https://usher.example.com/b"),
        ("https://usher.example.com/..//../a", "https://usher.example.com/a"),
        ("https://бот.пример.рф", "https://xn--90a0am.xn--e1afmkfd.xn--p1ai"),
        ("https://БОТ。пример.рф:8443", "https://xn--90a0am.xn--e1afmkfd.xn--p1ai:8443"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://usher.example.com/%D1%8E/%", "https://usher.example.com/%D1%8E/%25"),
        ('https://usher.example.com/a|b"<c>', "https://usher.example.com/a%7Cb%22%3Cc%3E"),
        ("https://usher.example.com/~a/b;c=d,e'f(g)", "https://usher.example.com/~a/b;c=d,e'f(g)"),
        ("http://[::1]:3000/", "http://[::1]:3000"),
        ("http://[::FFFF:192.0.2.7]", "http://192.0.2.7"),
        ("http://127.1:3000", "http://127.0.0.1:3000"),
        ("http://usher_web:3000", "http://usher_web:3000"),
    ],
)
def test_a_web_address_is_one_that_everybody_can_follow(text: str, address: str) -> None:
    assert urls.web(text) == address


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
        "https://usher.example.com/\u200b",
        "https://usher.example.com/\u00a0",
        "https://usher.example.com/{path}",
        "https://usher.example.com/%7Bpath%7D",
        "https://usher.example.com\\base",
        "https://usher.example.com/a\\b",
        "C:\\Program Files\\usher",
        "https:/usher.example.com",
        "https//usher.example.com",
        "https://https://usher.example.com",
        "https://usher..example.com",
        "https://-usher.example.com",
        "https://usher.example.com,www.example.com",
        f"https://{'a' * 64}.example.com",
        "https://%D0%B1.example.com",
        "https://☕.example.com",
        "https://300.1.1.1",
        "https://usher.example.com:0",
        "https://usher.example.com:65536",
        "http://[fe80::1%25eth0]:3000",
        "http://[::1",
        "localhost:3000",
    ],
)
def test_an_odd_web_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"must|can't be read|host|twice"):
        urls.web(text)


@pytest.mark.parametrize("host", ["0.0.0.0", "0", "[::]", "[::ffff:0.0.0.0]"])
def test_where_it_listens_is_not_where_it_is_reached(host: str) -> None:
    with pytest.raises(ValueError, match="nobody can reach that address"):
        urls.public(f"http://{host}:3000")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://slack.com/api", "https://slack.com/api/"),
        ("HTTPS://Slack.com/api//", "https://slack.com/api/"),
        ("https://acme.slack.com/api/", "https://acme.slack.com/api/"),
        ("https://slack-gov.com/api", "https://slack-gov.com/api/"),
        ("https://slack-gov.com/api/", "https://slack-gov.com/api/"),
        ("http://localhost:8080", "http://localhost:8080/"),
        ("http://localhost:8080/slack/api", "http://localhost:8080/slack/api/"),
    ],
)
def test_slack_s_api_has_its_one_address_and_a_stand_in_any(text: str, address: str) -> None:
    assert urls.slack_api(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "https://slack.com",
        "https://api.slack.com/",
        "http://slack.com/api/",
        "http://slack-gov.com/api/",
        "https://api.slack-gov.com/",
        "https://slack.com/api/chat.postMessage",
        "https://slack.com/API/",
    ],
)
def test_what_leads_past_slack_s_api_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"https://slack(-gov)?\.com/api/: unset it"):
        urls.slack_api(text)


def test_an_address_that_no_mail_s_header_has_room_for_is_refused() -> None:
    longest = "https://usher.example.com/".ljust(urls.LONGEST, "a")
    assert urls.public(longest) == longest

    for text in (f"{longest}a", f"https://usher.example.com/{'ж' * 200}"):
        with pytest.raises(ValueError, match="not be longer than 800"):
            urls.public(text)

"""What of a text may stand in a log, and what never."""

import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import mask

TOKEN = "AZ3v9Qk1mPq0xT7_b-2cD4eF6gH8"


@pytest.mark.parametrize(
    ("written", "logged"),
    [
        ("ada@example.com", "a…@example.com"),
        ("Ada Lovelace <ada@example.com>", "Ada Lovelace <a…@example.com>"),
        ("<mailto:ada@example.com|ada@example.com>", "<mailto:a…@example.com|a…@example.com>"),
        ("o'brien@example.com", "o…@example.com"),
        ("r&d@example.com", "r…@example.com"),
        ('"ada lovelace"@example.com', '"a…@example.com'),
        ("Ада@пример.example", "А…@пример.example"),
        ("ada@[192.0.2.1]", "a…@[192.0.2.1]"),
        ("ada&#64;example.com", "a…&#64;example.com"),
        ("text=ada%40example.com&user_id=U1", "text=a…%40example.com&user_id=U1"),
        ("payload=%257Bada%2540example.com", "payload=%2…%2540example.com"),
        ("{'email': 'ada@example.com'}", "{'email': 'a…@example.com'}"),
        ("a@example.com,b@example.com", "a…@example.com,b…@example.com"),
    ],
)
def test_an_address_keeps_its_first_letter_and_its_domain(written: str, logged: str) -> None:
    assert mask(written) == logged


WAYS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "in a sentence": "Mail for {} came back.".format,
    "in angle brackets": "Ada <{}>".format,
    "as Slack links it": "<mailto:{0}|{0}>".format,
    "as JSON": lambda address: json.dumps({"text": address, "n": 1}),
    "as JSON in JSON": lambda address: json.dumps({"payload": json.dumps({"text": address})}),
    "as Python": lambda address: repr({"text": address}),
    "as a form": lambda address: urlencode({"user": "U1", "text": address, "token": "t"}),
    "as JSON in a form": lambda address: urlencode({"payload": json.dumps({"text": address})}),
    "encoded twice": lambda address: quote(quote_plus(address)),
    "after a line's end": "first\n{}\nlast".format,
    "beside another": "{0},{0};{0}".format,
}


@pytest.mark.parametrize("way", WAYS)
@given(address=st.emails())
def test_no_address_survives_however_it_is_wrapped(way: str, address: str) -> None:
    wrapped = WAYS[way](address)

    logged = mask(wrapped)

    assert address not in logged
    assert WAYS[way](address) not in logged


@given(before=st.text(), address=st.emails(), after=st.text())
def test_no_address_survives_among_whatever_else_was_typed(
    before: str, address: str, after: str
) -> None:
    assert address not in mask(f"{before} {address} {after}")


@pytest.mark.parametrize(
    "text",
    [
        "<!channel> and <@U123> @here",
        "  @pytest.fixture",
        "GET /healthz HTTP/1.1",
        '{"a": [1, 2.5, null], "b": "c d"}',
        "/usr/lib/python3/dist-packages/u/x.py",
        "token: None, trigger_id=None",
        "the token was missing",
    ],
)
def test_what_is_no_secret_stays_readable(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-1234-5678-abcdEFGH",
        "xoxp-1234-5678-abcdEFGH",
        "xoxe.xoxp-1-Mi0yLTEyMzQ1Njc4",
        "xapp-1-A012-345-abcdef",
    ],
)
def test_a_slack_token_is_hidden_wherever_it_stands(secret: str) -> None:
    for text in (secret, f"Bearer {secret}", f"token={secret}&x=1", repr({"t": secret})):
        assert secret[-8:] not in mask(text)


@pytest.mark.parametrize("path", ["/i/{}", "/u/{}", "/i/{}/accept", "%2Fi%2F{}", "/base/u/{}?x"])
def test_a_link_token_is_hidden_and_its_path_is_not(path: str) -> None:
    assert mask(f"GET https://usher.example{path.format(TOKEN)}") == (
        f"GET https://usher.example{path.format('…')}"
    )


@pytest.mark.parametrize(
    "name",
    ["response_url", "trigger_id", "token", "access_token", "client_secret", "authorization"],
)
@pytest.mark.parametrize(
    "form",
    [
        "{}={}",
        "a=1&{}={}&b=2",
        '{{"{}": "{}"}}',
        "{{'{}': '{}'}}",
        "('{}', '{}')",
        '{{\\"{}\\":\\"{}\\"}}',
        "%7B%22{}%22%3A%22{}%22%7D",
        "{}: {}",
        "{}: Bearer {}",
    ],
)
def test_what_lets_others_act_for_us_is_hidden_by_its_name(name: str, form: str) -> None:
    logged = mask(form.format(name, "13345224609.738474920.8088930838d88f"))

    assert "8088930838" not in logged
    assert name in logged
    assert form.endswith("b=2") <= logged.endswith("&b=2")


@pytest.mark.parametrize(
    "address",
    [
        "https://hooks.slack.com/actions/T1/2/abcdefghij",
        "https://hooks.slack-gov.com/actions/T1/2/abcdefghij",
        "https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1%2F2%2Fabcdefghij",
        "https://join.slack.com/t/acme/shared_invite/zt-abcdefghij",
    ],
)
def test_addresses_at_slack_that_work_for_anybody_are_hidden(address: str) -> None:
    assert "abcdefghij" not in mask(f"url: {address}, body")


@pytest.mark.parametrize(
    "url",
    ["smtp://ada:s3cr3t@mail.example:587", "postgresql+psycopg://ada:s3@cr3t@localhost/usher"],
)
def test_the_password_in_an_address_is_hidden_and_the_host_is_not(url: str) -> None:
    logged = mask(f"cannot reach {url}")

    assert "cr3t" not in logged
    assert "://…@" in logged


def test_a_given_secret_is_hidden_but_not_one_as_short_as_a_word() -> None:
    assert mask("key hunter2-hunter2!", ["hunter2-hunter2"]) == "key …!"
    assert mask("usher speaks", ["sh"]) == "usher speaks"


def test_a_long_line_without_any_address_takes_no_second_look_at_each_letter() -> None:
    text = "x" * 2_000_000

    assert mask(text) == text

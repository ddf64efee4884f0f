"""Addresses in what people write, and texts that are made to take long."""

import unicodedata
from typing import Any

import pytest
from email_validator import EmailNotValidError

from commands.addresses import candidates, in_piece, read
from commands.characters import MARKS, clean
from commands.errors import BadAddresses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Please add ivy@example.com and Bob (bob@example.com).",
            "ivy@example.com bob@example.com",
        ),
        (
            "<mailto:ivy@example.com|ivy@example.com> &lt;bob@example.com&gt;",
            "ivy@example.com bob@example.com",
        ),
        ("IVY@example.com, ivy@example.com", "IVY@example.com"),
        ("Email:ivy@example.com! bob@example.com?", "ivy@example.com bob@example.com"),
        ("mailto:ivy@example.com?subject=Hi", "ivy@example.com"),
        ("*o'brien@example.com* “ivy+new@example.com”…", "o'brien@example.com ivy+new@example.com"),
        ("@ivy, lunch @ 12, https://medium.example/@ivy, a@b", ""),
        ("ivy@@example.com ivy@localhost <@U0LEV> <!here>", ""),
        ("", ""),
        ("ivy@example.com's desk, bob@example.com’s", "ivy@example.com bob@example.com"),
        ("`ivy@example.com` ```bob@example.com```", "ivy@example.com bob@example.com"),
        ("_ivy@example.com_ ~bob@example.com~", "ivy@example.com bob@example.com"),
        ("Кому: ivy@example.com，bob@example.com。", "ivy@example.com bob@example.com"),
        ("ivy@example.com,https://git@code.example/x", "ivy@example.com"),
        ("<https://code.example/ivy|ivy@example.com>", "ivy@example.com"),
        ("r&amp;d@example.com", "r&d@example.com"),
        ("-ivy@example.com\n–bob@example.com", "ivy@example.com bob@example.com"),
        ("ivy@example.com->bob@example.com", "ivy@example.com bob@example.com"),
        ("Почта：ivy@example.com，bob@example.com：да", "ivy@example.com bob@example.com"),
        ("Ask ivy@example.com: bob@example.com?", "ivy@example.com bob@example.com"),
    ],
)
def test_addresses_are_found_in_what_people_write(text: str, found: str) -> None:
    each_once: dict[str, str] = {}
    for address in filter(None, map(in_piece, candidates(text))):
        each_once.setdefault(address.email, address.typed)
    assert " ".join(each_once.values()) == found


@pytest.mark.parametrize(
    "text",
    [
        "ssh://git@example.com/org/repo.git",
        "git+ssh://git@example.com/repo.git",
        "https://user@example.com",
        "ftp://user:pass@example.com",
        "postgresql+psycopg://u:p,w@db.example.com/x",
        "git@github.com:org/repo.git",
        "scp a.txt root@host.example.com:/tmp",
        "user:pass@host.example.com",
        "foo@bar@example.com",
        "npm install pkg@example.com/package.tgz",
        "@ada@mastodon.example",
        "(@ada@mastodon.example)",
        "xmpp:ada@example.com",
        "sip:ada@example.com;transport=tcp",
        "acct:ada@example.com",
        "a@b.example.com/path",
        "//user@example.com",
        "https://x.example/?mail=ada@example.com&cc=(bob@example.com)",
        "https://x.example/a,ada@example.com",
        "www.x.example/?to=a,ada@example.com",
        "x.example?mail=ada@example.com",
        "mail=ada@example.com",
        "<https://x.example/?mail=ada@example.com|here>",
        "user@example.com#fragment",
        "react@18.2.0",
        "ada@example.co*m*",
        "ada@example.com_",
        "ada @example.com",
    ],
)
def test_what_is_part_of_something_longer_is_no_address(text: str) -> None:
    assert [address for address in map(in_piece, candidates(text)) if address] == []


def test_no_address_is_cut_where_a_message_is_too_long() -> None:
    for size in range(1, 16):
        text = f"{' ' * (100_000 - size)}ada@example.com bob@example.com"
        assert candidates(text) == (["ada@example.com"] if size == 15 else [])
    assert (
        candidates(f"{'ada@example.com,' * 6249}{'x' * 7}bob@example.com")[-1] == "ada@example.com"
    )


def test_what_can_be_no_address_is_no_candidate() -> None:
    assert candidates("a" * 200_000 + "@example.com") == []
    assert candidates("@" * 200_000) == []
    assert candidates("@ivy lunch @ 12 " * 1000) == []
    assert candidates(f"{'a' * 321}@example.com ada@example.com") == ["ada@example.com"]
    assert candidates(f"{' ' * 100_000}ada@example.com") == []
    assert candidates("a@b " * 25_000) == ["a@b"]


def test_an_entity_of_a_number_that_python_does_not_read_stays_as_it_is() -> None:
    assert candidates(f"&#{'1' * 5000}; ada&#64;example.com")[-1] == "ada@example.com"


def test_of_a_long_row_of_marks_as_many_stay_as_any_script_needs() -> None:
    """To bring them in order takes quadratic time: 40,000 of them took eight seconds."""
    assert clean("a" + "\u0301\u0327" * 20_000 + "b") == unicodedata.normalize(
        "NFC", "a" + "\u0301\u0327" * (MARKS // 2) + "b"
    )
    assert clean("नि\u0301ci\u0300") == unicodedata.normalize("NFC", "नि\u0301ci\u0300")


def test_what_is_too_long_for_an_address_reaches_no_parser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def validate(piece: str, **_: Any) -> Any:
        asked.append(piece)
        raise EmailNotValidError

    monkeypatch.setattr("commands.addresses.reading.validate_email", validate)
    with pytest.raises(BadAddresses) as caught:
        read(f"ada@{'ё' * 2900}.example, a@b")
    assert [len(each.typed) for each in caught.value.refused] == [320, 3]
    assert asked == ["a@b"]

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
    ],
)
def test_addresses_are_found_in_what_people_write(text: str, found: str) -> None:
    each_once: dict[str, str] = {}
    for address in filter(None, map(in_piece, candidates(text))):
        each_once.setdefault(address.email, address.typed)
    assert " ".join(each_once.values()) == found


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

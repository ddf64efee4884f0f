"""As much of a list as fits: cut between two people, and every one of them counted."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.addresses import NOBODY, Part, fitting

PEOPLE = [
    ("{n}@example.com", ", "),
    ("{n}@example.com", " "),
    ("{n}@example.com", "\n"),
    ("{n}@example.com", ";"),
    ("{n}@example.com", "、"),
    ("{n}@example.com", ",\n"),
    ("Jo Smith <{n}@example.com>", ", "),
    ("Jo Smith <{n}@example.com>", " "),
    ("Smith, Jo <{n}@example.com>", "; "),
    ("Smith, Jo <{n}@example.com>", ", "),
    ('"Smith; Jo" <{n}@example.com>', "; "),
    ("Jo Smith ({n}@example.com)", ", "),
    ("{n}@example.com (Jo Smith)", "\n"),
    ("{n}@example.com Smith, Jo", "; "),
    ("Jo\t{n}@example.com\tlead", "\n"),
    ("Jo <mailto:{n}@example.com?subject=come and see>", ", "),
    ("{n}＠example.com", "，"),
]


@pytest.mark.parametrize(("person", "between"), PEOPLE, ids=str)
@pytest.mark.parametrize("most", [200, 301, 502, 503, 504, 505])
def test_nobody_is_cut_and_nobody_is_lost(person: str, between: str, most: int) -> None:
    everybody = [person.format(n=f"p{n:02}") for n in range(50)]
    part = fitting(between.join(everybody), most)
    assert part.text == between.join(everybody[: part.inside])
    assert part.rest == between.join(everybody[part.inside :])
    assert part.left == 50 - part.inside
    assert len(part.text) <= most
    assert len(between.join(everybody[: part.inside + 1])) > most


def test_what_fits_is_left_as_it_is() -> None:
    for text in ("", " ada@example.com,\n", "no address", "Ada <ada@example.com> and more"):
        assert fitting(text, 40) == Part(text, text.count("@"))
    assert fitting("", 0) == NOBODY


@pytest.mark.parametrize(
    "text", ["x@" + "y" * 50, "x" * 40 + " ada@example.com", "a@b|" * 20, "<" + "a@b " * 20 + ">"]
)
def test_where_not_even_one_fits_nothing_does(text: str) -> None:
    assert fitting(text, 40) == Part("", 0, text, 1)


def test_a_heading_stays_with_the_first_and_what_follows_with_the_last() -> None:
    part = fitting("Name\tEmail\nLea\tlea@example.com\nMax\tmax@example.com\nthe end", 45)
    assert part == Part("Name\tEmail\nLea\tlea@example.com", 1, "Max\tmax@example.com\nthe end", 1)


@given(st.text(st.sampled_from(list("a@.<>,; \n\t、"))), st.integers(0, 60))
def test_of_any_text_every_address_is_in_one_of_both(text: str, most: int) -> None:
    part = fitting(text, most)
    assert len(part.text) <= most
    assert part.text in text
    whole = re.compile(r"[^\s,;<>、]*@[^\s,;<>、]*")
    assert whole.findall(part.text) + whole.findall(part.rest) == whole.findall(text)


@pytest.mark.parametrize("piece", ["a", "<", "@", "a@", "<a@b", ",", ", a@b", "\n"])
def test_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    part = fitting(text, 3000)
    assert len(part.text) <= 3000

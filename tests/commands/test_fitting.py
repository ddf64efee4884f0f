"""As much of a list as fits: cut between two people, and every one of them counted."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.addresses import NOBODY, Part, fitting, read

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
    "text",
    [
        "x@" + "y" * 50,
        "Email\nx@" + "y" * 50,
        "x" * 40 + " ada@example.com",
        "a@b|" * 20,
        "<" + "a@b " * 20 + ">",
    ],
)
def test_where_not_even_one_fits_nothing_does(text: str) -> None:
    assert fitting(text, 40) == Part("", 0, text, 1)


@pytest.mark.parametrize("heading", ["Name\tEmail", " Имя\tПочта\tОтдел", '"Name" | "E-Mail"'])
def test_a_heading_stands_above_both_and_what_follows_stays_with_the_last(heading: str) -> None:
    part = fitting(f"\n{heading}\nLea\tlea@example.com\nMax\tmax@example.com\nthe end", 45)
    assert part == Part(
        f"{heading}\nLea\tlea@example.com".strip(),
        1,
        f"{heading}\nMax\tmax@example.com\nthe end",
        1,
    )


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("Name\tTeam\tEmail", "Lea\tIT\tlea{n:03}@example.com"),
        ("name,email", '"Lea",lea{n:03}@example.com'),
        ("email;name", "lea{n:03}@example.com;Lea"),
    ],
)
def test_a_long_sheet_is_read_in_as_many_forms_as_it_takes(heading: str, row: str) -> None:
    rest = "\n".join([heading, *(row.format(n=n) for n in range(300))])
    people = []
    while rest:
        part = fitting(rest, 3000)
        people += read(part.text)
        rest = part.rest
    assert [each.typed for each in people] == [f"lea{n:03}@example.com" for n in range(300)]
    assert {each.name for each in people} == {"Lea"}


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

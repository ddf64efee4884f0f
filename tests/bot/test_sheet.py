"""CSV that is safe to open, whichever of three signs the reader takes for the separator."""

import csv
import io
import itertools

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from bot.wording import sheet

SEPARATORS = (",", ";", "\t")
SIGNS = "=+-@＝＋－＠﹦﹢﹣﹫⁼⁺"
COLUMNS = ("id", "name", "note", "members")


def written(*cells: str) -> str:
    out = io.StringIO(newline="")
    sheet.write(out, COLUMNS, [("01J", *cells)])
    return out.getvalue()


def read(text: str, separator: str, *, blanks: bool = False) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=blanks)
    return list(reader)


def cells_however_read(text: str) -> set[str]:
    """By three separators, with blanks before quotes or without, quotes heeded or not."""
    strict = (
        read(text, separator, blanks=blanks) for separator in SEPARATORS for blanks in (False, True)
    )
    simple = (
        [line.split(separator) for line in regex.split(r"[\r\n\u2028\u2029]", text)]
        for separator in ";\t"
    )
    return set(itertools.chain.from_iterable(itertools.chain(*strict, *simple)))


def is_formula(cell: str) -> bool:
    return regex.sub(r"""^[\s"\p{DI}\p{C}\u2800]+""", "", cell).startswith(tuple(SIGNS))


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize(
    "before",
    [
        *("", " ", "\t", "\r", "\n", "\u00a0", "\u3000", '"', '""', "\u200b", "\u202e", "\0"),
        *("a;", "a; ", "a\t", "a\n", "a\r\n", "a;;", ' a;"', 'a; " ', "a;\u200b", "; ", "a\u2028"),
        "\u2800",
    ],
)
def test_no_cell_begins_like_a_formula_however_it_is_read(before: str, sign: str) -> None:
    text = written(f"{before}{sign}cmd|' /C calc'!A0", "x", f"{before}{sign}1+1")
    assert not list(filter(is_formula, cells_however_read(text)))
    assert "'" + sign in text


@pytest.mark.parametrize("typed", ["\t=1", "\r=1", "\n=1", "\r\n=1", "\t\t-1", "\tx", "'\t=1"])
def test_no_cell_begins_with_a_tab_or_the_end_of_a_line(typed: str) -> None:
    [_, row] = read(written(typed, "", ""), ",")
    assert row[1].startswith("'" + typed[0])


CELL = st.text(st.sampled_from(f'{SIGNS}\';,\t\n\r""  ab\u200b\0'), max_size=12)


@given(st.lists(CELL, min_size=3, max_size=3))
@example(["a;", '"=b', ";"])
@example(['";\n"', "=", '"'])
def test_nor_does_any_of_any_row(cells: list[str]) -> None:
    text = written(*cells)
    assert not list(filter(is_formula, cells_however_read(text)))


def restored(cell: str) -> str:
    """As docs/export.md says."""
    signs = f"[{regex.escape(SIGNS)}]"
    return regex.sub(rf"(^|[;\n])([ \"]*)'('*{signs})", r"\1\2\3", cell)


@given(st.text(st.sampled_from(f"{SIGNS}'; ,\n\"ab"), max_size=12))
def test_what_was_typed_can_be_had_back(typed: str) -> None:
    typed = typed.strip("\n")
    [_, row] = read(written(typed, "", ""), ",")
    assert restored(row[1]) == typed


@pytest.mark.parametrize(
    "text",
    [
        "a-b; c=d, e+f @ g; 3 - 4",
        "Hi Bob,\nsee you – bye",
        "ada@example.com; bob+x@example.com",
        '"Quoted", he said; "so"',
        "a, =b",
        "'quoted'",
    ],
)
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert read(written(text, "", ""), ",")[1][1] == text


def test_names_between_which_we_put_a_separator_are_no_formulas_either() -> None:
    [_, row] = read(written("Public; =cmd; -1", "", "-ada@example.com; +bob@example.com"), ",")
    assert row[1:] == ["Public; '=cmd; '-1", "", "'-ada@example.com; '+bob@example.com"]


def test_controls_and_half_characters_are_left_out() -> None:
    [_, row] = read(written("a\0b\x1b[31mc\x9bd\ud83d", "two\nlines\tand a tab", ""), ",")
    assert row[1:] == ["ab[31mcd", "two\nlines\tand a tab", ""]

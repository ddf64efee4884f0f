"""Where somebody is in Home, written into the view and read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.views import spot
from bot.slack.views.spot import LONGEST, TABS, Spot

SPOTS = st.builds(
    Spot,
    st.sampled_from(TABS),
    st.sampled_from(["", "pending", "expired"]),
    st.text(max_size=LONGEST).filter(lambda typed: typed.isprintable()),
    st.integers(0, 999_999),
)


@given(SPOTS)
def test_what_is_written_is_read_again(at: Spot) -> None:
    assert spot.read(at.written()) == at


@given(SPOTS)
def test_it_fits_beside_what_else_a_modal_keeps(at: Spot) -> None:
    assert len(at.written()) <= 1000


def test_the_beginning_needs_no_words() -> None:
    assert Spot().written() == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        '{"tab": "elsewhere"}',
        '{"tab": 7}',
        '{"start": -1}',
        '{"start": "1"}',
        '{"start": true}',
        '{"more": 1}',
        "[" * 2000,
    ],
)
def test_anything_else_is_the_beginning(text: str) -> None:
    assert spot.read(text) == Spot()

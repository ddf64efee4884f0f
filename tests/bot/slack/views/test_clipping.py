"""Cutting mrkdwn: what is one thing stays one, and what was opened is closed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.views.blocks import mrkdwn
from bot.slack.views.clipping import FORMATTING, clip, pieces
from bot.slack.views.paragraphs import paragraphs

WHOLE = (
    *(
        "&amp;",
        "&lt;",
        "&gt;",
        "<@U0ADA00000>",
        "<#C0EAST0001>",
        "<!date^1392734382^{date}|Feb 18>",
    ),
    *("<https://usher.example/i?a=1&amp;b=2|press *here*>", "<!channel>"),
)
MARKED = st.lists(
    st.sampled_from((*WHOLE, *"abж 🎉\n", " *bold* ", "*b", "c*", "_i_ ", "~s~", "a*b", "`x` "))
).map("".join)
TOKEN = re.compile("|".join(map(re.escape, WHOLE)))


@given(MARKED, st.integers(1, 80))
def test_nothing_is_cut_in_two(text: str, most: int) -> None:
    cut = clip(text, most)
    assert 0 < len(cut) <= most
    assert not re.search("[&<>]", TOKEN.sub("", cut))


@given(MARKED, st.integers(8, 80))
def test_every_sign_that_opens_is_closed(text: str, most: int) -> None:
    if len(text) > most:
        signs = FORMATTING.findall(TOKEN.sub("", clip(text, most)))
        assert not [sign for sign in "*_~`" if signs.count(sign) % 2]


@given(MARKED, st.integers(50, 80))
def test_pieces_are_all_of_it(text: str, most: int) -> None:
    found = list(pieces(text, most))
    assert "".join(found) == text
    for piece in found:
        assert len(piece) <= most
        assert not re.search("[&<>]", TOKEN.sub("", piece))


@given(st.text(max_size=200), st.integers(1, 20))
def test_any_text_comes_to_an_end(text: str, most: int) -> None:
    assert 0 < len(clip(text, most)) <= most
    assert "".join(pieces(text, most)) == text


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("a &amp; b", 7, "a…"),
        ("a &amp; b", 9, "a &amp; b"),
        ("<@U0ADA00000> asks", 10, "…"),
        ("*Ivy Newcomer* asks", 8, "*Ivy N…*"),
        ("*_Ivy Newcomer_*", 9, "*_Ivy…_*"),
        ("", 5, "–"),
    ],
)
def test_a_cut_is_shown(text: str, most: int, shown: str) -> None:
    assert clip(text, most) == shown


def test_a_long_text_of_ours_is_cut_so_wherever_it_stands() -> None:
    text = "&amp;" * 3000
    assert mrkdwn(text)["text"] == "&amp;" * 599 + "…"
    for section in paragraphs([text], mrkdwn):
        assert TOKEN.sub("", section["text"]["text"]) == ""

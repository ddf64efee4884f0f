"""The pieces of views: what people typed does not act, and nothing is longer than Slack takes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.rules import problems
from bot.slack.views import blocks
from bot.slack.views.blocks import address, clip, esc, line, mention, name
from tests.scripts import ENGLAND, TEXTS

HOSTILE = (
    "<!channel> <@U0ADA> <https://evil.example|a> http://evil.example/x evil.example/x *b* _i_"
)


def test_three_characters_are_escaped_and_no_other() -> None:
    assert esc("""<a & "b" 'c'>""") == """&lt;a &amp; "b" 'c'&gt;"""


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("a   d", 4, "a…"), ("", 3, "–")],
)
def test_a_text_is_cut_visibly_and_never_empty(text: str, most: int, shown: str) -> None:
    assert clip(text, most) == shown


@given(st.text(), st.integers(2, 50))
def test_no_cut_text_is_too_long_or_empty(text: str, most: int) -> None:
    assert 0 < len(clip(text, most)) <= most


def test_a_line_is_one_line_of_what_can_be_seen() -> None:
    assert line("a\n b\x00\u202e\ud800c ") == "a bc"


def test_a_name_mentions_nobody_and_is_no_link() -> None:
    shown = name(HOSTILE, 200)
    assert "<" not in shown
    assert "evil.example" not in shown
    assert "evil" in shown, "it is still there to be read"
    assert "://" not in shown
    assert "*" not in shown
    assert "_" not in shown


@pytest.mark.parametrize(
    "typed",
    ["हिन्दी.com", "भारत.शी", "👩\u200d💻.to", "i❤\ufe0f.ws", "علی\u200cرضا.com", "ه\u200d.همه"],
)
def test_no_script_makes_a_link_of_a_name(typed: str) -> None:
    assert name(typed) == typed.replace(".", ".\u200c")


def test_what_belongs_to_a_text_stays_in_a_line_and_is_not_cut_in_two() -> None:
    assert [line(text) for text in TEXTS] == [*TEXTS]
    assert line("x" * 78 + "👩\u200d💻") == "x" * 78 + "…"
    assert clip(f"{ENGLAND}xyz", 8) == f"{ENGLAND}…"
    assert clip(f"x{ENGLAND}xyz", 8) == "x…"
    assert clip(f"{name('a.b')} {'c' * 9}", 12) == f"{name('a.b')} {'c' * 6}…"


def test_a_name_keeps_its_letters() -> None:
    assert name("Zoë O'Neil & 李_雷") == "Zoë O'Neil &amp; 李_雷"


def test_an_address_can_be_copied_as_it_is() -> None:
    assert address("first_last+x@sub.example.com") == "first_last+x@sub.example.com"
    assert "`" not in address("`x`@example.com")


def test_only_what_looks_like_an_id_becomes_a_mention() -> None:
    assert mention("U0ADA") == "<@U0ADA>"
    assert mention("U1> <!channel>") == "U1&gt; &lt;!channel&gt;"


def test_what_people_typed_acts_in_no_plain_text() -> None:
    assert blocks.plain(":smile: <!here>") == {
        "type": "plain_text",
        "text": ":smile: <!here>",
        "emoji": False,
    }


def test_mrkdwn_leaves_bare_addresses_and_names_alone() -> None:
    assert blocks.mrkdwn("x.example")["verbatim"] is True


def everything(text: str) -> list[dict[str, Any]]:
    ask = blocks.confirm(text, text, text, text, "danger")
    press = blocks.button(text, "b1", text[:2000], style="primary", confirm=ask)
    options = [blocks.option(text, str(number), text) for number in range(5)]
    return [
        blocks.header(text),
        blocks.divider(),
        blocks.section(text, press, block_id="s"),
        blocks.section(blocks.plain(text), blocks.overflow("o", options, ask)),
        blocks.context(text, blocks.plain(text), block_id="c"),
        blocks.actions(
            blocks.button(text, "b2", url="https://usher.example/i"), press, block_id="a"
        ),
    ]


@pytest.mark.parametrize("text", ["", "x", "<" * 5000, "ж" * 5000])
def test_slack_takes_every_piece_however_long_its_text(text: str) -> None:
    assert problems({"blocks": everything(text)}, "message") == []
    asked = blocks.field("f", text, {"type": "plain_text_input"}, hint=text, optional=True)
    modal = blocks.modal("m", text, [*everything(text), asked], submit=text or "Go", close=text)
    assert problems(modal, "modal") == []
    assert problems(blocks.home("h", everything(text)), "home") == []


def test_what_is_empty_is_left_out() -> None:
    assert blocks.button("Go", "b") == {
        "type": "button",
        "text": blocks.plain("Go"),
        "action_id": "b",
    }
    assert "submit" not in blocks.modal("m", "Title", everything("x"), close="Close")
    assert "description" not in blocks.option("a", "b")


def test_a_view_never_has_more_blocks_than_slack_takes() -> None:
    many = [blocks.divider()] * 150
    assert len(blocks.modal("m", "Title", many, close="Close")["blocks"]) == 100
    assert len(blocks.home("h", many)["blocks"]) == 100

"""What a view keeps of itself, written into it and read again."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.rules import problems
from bot.slack.views import blocks
from bot.slack.views.metadata import NOTHING_KEPT, Metadata
from bot.slack.views.spot import LONGEST, TABS, Spot
from commands.addresses import Part
from tests.bot.slack.views.modals import MOST_KEPT

ID = "01J0000000000000000000000C"
HELD = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
SPOTS = st.builds(
    Spot,
    st.sampled_from(TABS),
    st.sampled_from(["", "pending", "expired"]),
    st.text(HELD, max_size=LONGEST),
    st.integers(0, 999_999),
)
KEPT = st.builds(
    Metadata,
    st.sampled_from(["", ID, "domains"]) | st.text(HELD, max_size=26),
    st.booleans(),
    SPOTS,
    st.booleans(),
)
LISTS = st.builds(Part, st.just(""), st.integers(0), st.text(HELD), st.integers(0))
JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
KEYS = ("about", "from_home", "asks", "tab", "state", "typed", "start", "more")


@given(KEPT)
def test_what_is_written_is_read_again(kept: Metadata) -> None:
    assert Metadata.read(kept.write()) == kept


@given(KEPT, LISTS)
def test_the_rest_of_a_list_is_read_again(kept: Metadata, part: Part) -> None:
    assert Metadata.read(kept.with_list(part).write()) == kept.with_list(part)
    assert kept.with_list(part).left == part.left


@pytest.mark.parametrize("sign", ["a", '"', "\x01", "я"])
def test_the_rest_of_a_list_is_kept_whole_or_not(sign: str) -> None:
    form = Metadata("0" * 26, True, MOST_KEPT.spot)
    lengths = set()
    for length in range(300, 3000, 7):
        kept = replace(form.with_list(Part("", 136, sign * length, 64)), asks=True)
        assert len(kept.write()) <= 3000
        assert kept.left == 64
        assert kept.rest in {"", sign * length}
        lengths.add(len(kept.rest))
    assert max(lengths) > 300


@given(SPOTS)
def test_home_keeps_where_it_is_and_nothing_else(at: Spot) -> None:
    written = Metadata(spot=at).write()
    assert Metadata.read(written).spot == at
    assert set(json.loads(written or "{}")) <= {"tab", "state", "typed", "start"}


@given(KEPT)
def test_slack_takes_it(kept: Metadata) -> None:
    assert len(kept.write()) <= len(Metadata("0" * 26, True, MOST_KEPT.spot, True).write())


def test_slack_takes_the_most_that_is_kept() -> None:
    assert len(MOST_KEPT.write()) <= 1000
    shown = [blocks.section("x")]
    view = blocks.modal("invite", "x", shown, close="x", metadata=MOST_KEPT)
    assert Metadata.read(view["private_metadata"]) == MOST_KEPT
    assert problems(view, "modal") == []


def test_the_beginning_needs_no_words() -> None:
    assert NOTHING_KEPT.write() == ""
    assert "private_metadata" not in blocks.modal("invite", "x", [], close="x")
    assert Metadata.read("") == Metadata.read(None) == NOTHING_KEPT


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
        '{"tab":' * 2000,
        '{"start": ' + "9" * 5000 + "}",
        '{"start": ' + "9" * 4000 + "}",
        '{"start": 1000000}',
        '{"start": 1e999}',
    ],
)
def test_anything_else_is_the_beginning(text: str) -> None:
    assert Metadata.read(text).spot == Spot()
    assert not Metadata.read(text).from_home


def test_what_json_may_escape_and_no_database_holds_is_left_out() -> None:
    kept = json.dumps(
        {"tab": "users", "state": "a\0", "typed": "b\ud800" + "c" * 200, "about": "\0"}
    )
    assert Metadata.read(kept) == Metadata("", spot=Spot("users", "a", "b" + "c" * 99))


@given(st.text())
def test_whatever_text_it_is_is_read(text: str) -> None:
    assert Metadata.read(Metadata.read(text).write()) == Metadata.read(text)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, JSONS)))
def test_whatever_stands_in_it_is_of_its_kind(found: dict[str, Any]) -> None:
    kept = Metadata.read(json.dumps(found))
    assert kept.spot.tab in TABS
    assert kept.spot.start >= 0
    parts = (kept.about, kept.from_home, kept.asks, kept.spot.state, kept.spot.typed)
    assert [type(part) for part in parts] == [str, bool, bool, str, str]


def test_what_is_about_something_never_forgets_it_for_the_rest() -> None:
    """A form that forgot which workgroup it changes would make a new one."""
    assert Metadata.read(f'{{"about": "{ID}", "tab": "elsewhere", "new": []}}') == Metadata(ID)
    assert Metadata.read("nonsense").about == "nonsense", "no id, which is then refused"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (ID, Metadata(ID)),
        ("domains", Metadata("domains")),
        ("home", Metadata(from_home=True)),
        (f'{ID}home{{"tab": "users"}}', Metadata(ID, from_home=True, spot=Spot("users"))),
        ("request", Metadata(asks=True)),
        (
            'requesthome{"typed": "request home"}',
            Metadata(from_home=True, spot=Spot(typed="request home"), asks=True),
        ),
        ('{"tab": "workgroups", "start": 25}', Metadata(spot=Spot("workgroups", start=25))),
        (f"{ID}home{{", Metadata(ID, from_home=True)),
    ],
)
def test_what_the_version_before_wrote_is_understood(text: str, kept: Metadata) -> None:
    assert Metadata.read(text) == kept

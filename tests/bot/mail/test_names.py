"""Names and notes, made fit to be shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.names import clean_name, clean_note, runs_right_to_left, shown_name, visible


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("  Lev \t\n Lidov ", "Lev Lidov"),
        ("Lev\u00a0\u2028Lidov", "Lev Lidov"),
        ("Le\u0301o", "Léo"),
        ("\u202eveL\u202c\u200b\ufeff\u00ad", "veL"),
        ("a\0b\x1bc\ud800", "abc"),
        ("=?utf-8?q?x?=", "= ?utf-8?q?x?="),
        ("=\u200b?utf-8", "= ?utf-8"),
        ("👩\u200d👩\u200d👧 team", "👩\u200d👩\u200d👧 team"),
        ("❤️\u200d🔥", "❤️\u200d🔥"),
        ("a\u200db", "ab"),
        ("👩\u200d\u200d👧", "👩👧"),
        ("👩\u200d", "👩"),
    ],
)
def test_a_name_is_one_visible_line(typed: str, clean: str) -> None:
    assert clean_name(typed) == clean


def test_a_long_name_ends_in_an_ellipsis() -> None:
    assert clean_name("x" * 60) == "x" * 60
    assert clean_name("x" * 61) == "x" * 59 + "…"


def test_a_long_name_is_not_cut_inside_a_space_or_joined_emoji() -> None:
    assert clean_name("x" * 58 + " yyy") == "x" * 58 + "…"
    assert clean_name("x" * 57 + "👩\u200d👧") == "x" * 57 + "👩\u200d👧"
    assert clean_name("x" * 57 + "👩\u200d👧y") == "x" * 57 + "👩…"


@given(st.text(st.characters(), max_size=200))
def test_cleaning_twice_is_cleaning_once(name: str) -> None:
    once = clean_name(name)
    assert clean_name(once) == once
    assert len(once) <= 60
    assert not {unicodedata.category(one) for one in once.replace("\u200d", "")} & {
        "Cc",
        "Cf",
        "Cs",
        "Zl",
        "Zp",
    }


@pytest.mark.parametrize(
    "name",
    [
        "evil.example/click",
        "http://evil.example",
        "mailto:a@evil.example",
        "www.evil.example",
        "evil。example",
        "boss@evil.example",
    ],
)
def test_a_name_does_not_become_a_link(name: str) -> None:
    shown = shown_name(name)
    assert shown.replace("\u200c", "") == name
    assert name not in shown
    assert not any(f"{mark}e" in shown for mark in (".", "@", "。", "://"))


@pytest.mark.parametrize("name", ["Lev J. Lidov", "Acme Inc.", "Design: web", "R & D", "50 %"])
def test_an_ordinary_name_is_left_alone(name: str) -> None:
    assert shown_name(name) == name


def test_a_workgroups_longest_name_is_shown_in_full() -> None:
    assert shown_name("x" * 75) == "x" * 75


def test_a_note_keeps_its_lines_and_loses_what_is_not_seen() -> None:
    assert clean_note("\n Hi\u202e Ivy,\r\n\r\n\tcome  in\0!\n\n") == ["Hi Ivy,", "", "come in!"]
    assert clean_note(" \n ") == []


def test_the_marks_around_names_can_not_be_typed() -> None:
    assert visible("\u2068Lev\u2069") == "Lev"


def test_right_to_left_is_told_by_letters() -> None:
    assert runs_right_to_left("Acme עיצוב")
    assert runs_right_to_left("مرحبا")
    assert not runs_right_to_left("Студия")
    assert not runs_right_to_left("Acme")

"""Names and notes, made fit to be shown."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.names import (
    clean_name,
    clean_note,
    persons_name,
    plain_name,
    runs_right_to_left,
    shown_name,
)
from commands.characters import clean, seen
from tests.scripts import TEXTS


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
    assert clean_name("x" * 57 + "👩\u200d👧y") == "x" * 57 + "…"
    assert clean_name("x" * 55 + "علی\u200cرضا") == "x" * 55 + "علی…"


@given(st.text(st.characters(), max_size=200))
def test_cleaning_twice_is_cleaning_once(name: str) -> None:
    once = clean_name(name)
    assert clean_name(once) == once
    assert len(once) <= 60
    assert not {unicodedata.category(one) for one in seen(once)} & {"Cc", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize("text", TEXTS)
def test_what_belongs_to_a_name_stays_in_every_form_of_it(text: str) -> None:
    assert clean_name(text) == plain_name(text) == shown_name(text) == persons_name(text) == text
    assert clean_note(f"{text}\n{text}") == [text, text]


LEADING = (
    "evil.example/click",
    "http://evil.example",
    "HTTPS://evil",
    "mailto:a@evil.example",
    "tel:+15550100",
    "www.evil.example",
    "evil.example",
    "evil.com",
    "evil。example",
    "evil．example",
    "evil｡example",
    "evil․example",
    "ｅvil．example",
    "boss@evil.example",
    "boss＠evil.example",
    "boss@localhost",
    "boss＠localhost",
    "https：／／evil",
    "xn--e1afmkfd.xn--p1ai",
    "пример.рф",
    "192.0.2.1",
    "evil\u200b.\u2060example",
    "evil.\u200cexample",
    "evil\u200d.example",
    "http:\u200d//evil",
    "boss@\u200cevil.example",
    "علی\u200cرضا.com",
    "شرکت.\u200dهمه",
    "क्\u200d.\u200dभारत",
    "👩\u200d💻.to",
    "❤\ufe0f.\ufe0fws",
    "\u202eevil.example",
    "<boss@evil.example>",
    "(evil.example)",
    "t.me",
    "e.evil.example",
)


@pytest.mark.parametrize("name", LEADING)
def test_a_name_does_not_become_a_link(name: str) -> None:
    shown = shown_name(name)
    assert shown.replace(" ", "") == clean(name)
    assert not any(re.search(r"[.@:。．｡․＠]", word[:-1]) for word in shown.split(" "))


@pytest.mark.parametrize("name", LEADING)
def test_a_name_brings_no_address_and_no_link_into_a_subject(name: str) -> None:
    assert plain_name(name) == ""
    assert plain_name(f"IT support {name}") == "IT support"
    assert plain_name(f"{name} Lev {name}\n{name}") == "Lev"
    assert plain_name(f"{'w' * 70} {name}") == "w" * 59 + "…"


ORDINARY = (
    "Lev J. Lidov",
    "Acme Inc.",
    "Design: web",
    "R & D",
    "50 %",
    "Иванов И.И.",
    "J.R.R. Tolkien",
    "Ada Lovelace, Ph.D.",
    "Lev (@lev)",
    "Team 10:30",
    "Usher 2.0",
    "O’Neill-Smith",
    "Wait...",
    "ق.ه\u200d",
    "и т.д.",
)


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_name_is_left_alone(name: str) -> None:
    assert shown_name(name) == name
    assert plain_name(name) == name


@pytest.mark.parametrize(
    ("typed", "plain"), [("J.Smith", "J. Smith"), ("А.Б.Иванов", "А. Б. Иванов")]
)
def test_initials_close_to_a_name_stand_apart_in_a_subject(typed: str, plain: str) -> None:
    assert plain_name(typed) == plain


def test_in_a_body_a_name_that_is_nothing_but_an_address_is_broken_up() -> None:
    assert persons_name("IT support https://evil.example") == "IT support"
    assert persons_name("john.smith") == "john. smith"


@given(st.text(st.characters(), max_size=200))
def test_nothing_that_links_is_ever_left_in_a_subject(name: str) -> None:
    assert not re.search(r"://|\w@\w|(?<=\w)\.(?=\w\w)", plain_name(name))


def test_a_workgroups_longest_name_is_shown_in_full() -> None:
    assert shown_name("x" * 75) == "x" * 75


def test_a_note_keeps_its_lines_and_loses_what_is_not_seen() -> None:
    assert clean_note("\n Hi\u202e Ivy,\r\n\r\n\tcome  in\0!\n\n") == ["Hi Ivy,", "", "come in!"]
    assert clean_note(" \n ") == []


def test_the_marks_around_names_can_not_be_typed() -> None:
    assert clean_name("\u2068Lev\u2069") == "Lev"


def test_right_to_left_is_told_by_letters() -> None:
    assert runs_right_to_left("Acme עיצוב")
    assert runs_right_to_left("مرحبا")
    assert not runs_right_to_left("Студия")
    assert not runs_right_to_left("Acme")

"""Every text for people is there in each language, whole, and says the same places."""

import re
from collections.abc import Iterator, Sequence
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.i18n import DEFAULT, FOLDER
from storage.vocabulary import LOCALES
from tests.house.messages import (
    NotWrittenOut,
    Said,
    catalog,
    everything,
    in_python,
    in_template,
)

OTHERS = [locale for locale in LOCALES if locale != DEFAULT]


@pytest.fixture(scope="module")
def english() -> Catalog:
    return catalog()


@pytest.fixture(scope="module", params=OTHERS)
def translated(request: pytest.FixtureRequest) -> Catalog:
    with (FOLDER / f"{request.param}.po").open("rb") as file:
        return read_po(file, locale=request.param, abort_invalid=True)


def messages(of: Catalog) -> Iterator[Message]:
    """All but the heading, whose msgid is empty."""
    return (message for message in of if message.id)


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def edges(text: str) -> tuple[bool, bool]:
    """Whether blanks stand at either end."""
    return text != text.lstrip(), text != text.rstrip()


def test_every_text_is_translated(english: Catalog, translated: Catalog) -> None:
    missing = {
        message.id: message.locations
        for message in messages(english)
        if not (there := translated.get(message.id)) or not all(forms(there.string))
    }

    assert missing == {}


def test_no_translation_is_left_over(english: Catalog, translated: Catalog) -> None:
    assert [message.id for message in messages(translated) if not english.get(message.id)] == []
    assert list(translated.obsolete) == []


def test_no_translation_is_a_guess(translated: Catalog) -> None:
    assert [message.id for message in messages(translated) if message.fuzzy] == []


def test_every_number_has_all_its_forms(english: Catalog, translated: Catalog) -> None:
    counted = [message.id for message in messages(english) if message.pluralizable]

    for msgid in counted:
        told = translated.get(msgid)
        assert told, msgid
        assert len(list(filter(None, forms(told.string)))) == translated.num_plurals, msgid


def test_each_language_has_the_same_places_and_edges(translated: Catalog) -> None:
    for message in messages(translated):
        asked = forms(message.id)[-1]
        for told in filter(None, forms(message.string)):
            assert places(told) == places(asked), message.id
            assert edges(told) == edges(asked), message.id


def test_russian_is_written_in_russian_letters(translated: Catalog) -> None:
    if str(translated.locale) != "ru":
        return
    told = [text for message in messages(translated) for text in forms(message.string) if text]

    assert [text for text in told if not re.search(r"[а-яё]", text, re.IGNORECASE)] == []


def test_every_place_is_filled_where_a_text_is_said() -> None:
    wrong = [
        said.where
        for said in everything()
        if set(said.values) - {"n"} != set().union(*map(places, said.texts)) - {"n"}
    ]

    assert wrong == []


SAID_IN_CODE = """
words("One")
call.words("Two {x}", x=1)
words.many("{n} day", "{n} days", days, who=who)
self.words.many("a", "b", n)
texts.words("ru")
self._texts.words(locale)
many("no", "no", 1)
words.day(now, zone)
"""
SAID_IN_A_TEMPLATE = """
<p title="{{ words("One") }}">{{ words.many("{n} day", "{n} days", n, x=2) }}</p>
{{ words("To {place}") | fill(place=place) }}
{{ words.day(moment) }} {{ other("no") }} words("no")
"""


def test_what_is_said_in_code_is_found() -> None:
    assert list(in_python(SAID_IN_CODE, "a.py")) == [
        Said(("One",), frozenset(), "a.py:2"),
        Said(("Two {x}",), frozenset({"x"}), "a.py:3"),
        Said(("{n} day", "{n} days"), frozenset({"n", "who"}), "a.py:4"),
        Said(("a", "b"), frozenset({"n"}), "a.py:5"),
    ]


def test_what_is_said_in_a_template_is_found() -> None:
    assert list(in_template(SAID_IN_A_TEMPLATE, "a.html")) == [
        Said(("One",), frozenset(), "a.html:2"),
        Said(("{n} day", "{n} days"), frozenset({"n", "x"}), "a.html:2"),
        Said(("To {place}",), frozenset({"place"}), "a.html:3"),
    ]


@pytest.mark.parametrize("said", ["words(title)", 'words(f"{n} days")', 'words.many("a", b, 2)'])
def test_a_text_that_is_not_written_out_is_an_error(said: str) -> None:
    with pytest.raises(NotWrittenOut, match=r"a\.py:1"):
        list(in_python(said, "a.py"))


def test_a_text_that_is_not_written_out_in_a_template_is_an_error() -> None:
    with pytest.raises(NotWrittenOut, match=r"a\.html:1"):
        list(in_template("{{ words(title) }}", "a.html"))

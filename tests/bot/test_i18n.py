"""Texts, plurals and dates in both languages."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from babel.messages.pofile import PoFileError

from bot.i18n import Texts, Words
from storage.vocabulary import LOCALES

SUMMER = datetime(2026, 7, 1, 13, 30, tzinfo=UTC)
CATALOG = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "Hello {name}"
msgstr "Здравствуйте, {name}"

msgid "{n} day of {name}"
msgid_plural "{n} days of {name}"
msgstr[0] "{n} день {name}"
msgstr[1] "{n} дня {name}"
msgstr[2] "{n} дней {name}"
"""  # noqa: E501


@pytest.fixture
def russian(tmp_path: Path) -> Words:
    (tmp_path / "ru.po").write_text(CATALOG, encoding="utf-8")
    return Texts.load(tmp_path).words("ru")


def test_a_sentence_is_translated_with_its_values(russian: Words) -> None:
    assert russian("Hello {name}", name="{Ада}") == "Здравствуйте, {Ада}"


def test_a_sentence_without_values_keeps_its_braces(russian: Words) -> None:
    assert russian("a {literal}") == "a {literal}"


def test_what_has_no_translation_stays_english(russian: Words) -> None:
    assert russian("Not there") == "Not there"


@pytest.mark.parametrize(
    ("n", "text"), [(1, "1 день"), (2, "2 дня"), (5, "5 дней"), (11, "11 дней"), (21, "21 день")]
)
def test_russian_has_three_plurals(russian: Words, n: int, text: str) -> None:
    shown = russian.many("{n} day of {name}", "{n} days of {name}", n, name="Ады")
    assert shown == f"{text} Ады"


def test_english_needs_no_catalogue(tmp_path: Path) -> None:
    words = Texts.load(tmp_path).words("en")
    assert words.many("{n} day", "{n} days", 1) == "1 day"
    assert words.many("{n} day", "{n} days", 2) == "2 days"


@pytest.mark.parametrize(
    ("locale", "chosen"),
    [
        ("ru", "ru"),
        ("ru-RU", "ru"),
        ("ru_RU", "ru"),
        ("en-GB", "en"),
        ("xx-DE", "en"),
        (None, "en"),
    ],
)
def test_a_person_gets_their_language_and_english_where_it_is_not_there(
    locale: str | None, chosen: str
) -> None:
    texts = Texts.load()
    assert texts.words(locale).locale == chosen
    assert sorted(texts.locales) == sorted(LOCALES)


def test_a_moment_is_told_in_the_zone_of_the_workspace() -> None:
    texts = Texts.load()
    en, ru = texts.words("en"), texts.words("ru")
    assert en.moment(SUMMER, "Europe/Berlin") == "1 July 2026, 15:30 (Berlin, UTC+02:00)"
    assert ru.moment(SUMMER, "Europe/Berlin") == "1 июля 2026 г., 15:30 (Берлин, UTC+02:00)"
    assert en.moment(SUMMER, "America/New_York") == "1 July 2026, 09:30 (New York, UTC-04:00)"
    assert en.moment(SUMMER, "UTC") == "1 July 2026, 13:30 (UTC)"
    assert en.moment(SUMMER, "Mars/Base_One") == "1 July 2026, 13:30 (Base One, UTC)"
    assert en.moment(SUMMER, "Etc/UTC") == "1 July 2026, 13:30 (UTC)"
    assert en.day(SUMMER.replace(hour=23), "Asia/Kolkata") == "2 July 2026"


@pytest.mark.parametrize(
    ("zone", "english", "russian"),
    [
        ("Asia/Kolkata", "Kolkata", "Калькутта"),
        ("Asia/Calcutta", "Kolkata", "Калькутта"),
        ("Europe/Kyiv", "Kyiv", "Киев"),
        ("Asia/Yangon", "Yangon", "Янгон"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "Буэнос-Айрес"),
        ("America/Indiana/Knox", "Knox, Indiana", "Нокс, Индиана"),
        ("America/New_York", "New York", "Нью-Йорк"),
    ],
)
def test_a_city_has_its_name_though_its_zone_got_another(
    zone: str, english: str, russian: str
) -> None:
    texts = Texts.load()
    assert f"({english}, UTC" in texts.words("en").moment(SUMMER, zone)
    assert f"({russian}, UTC" in texts.words("ru").moment(SUMMER, zone)


def test_every_city_is_called_something() -> None:
    words = Texts.load().words("ru")
    for zone in available_timezones():
        assert "/" not in words.moment(SUMMER, zone)


def test_a_broken_catalogue_is_seen_at_start(tmp_path: Path) -> None:
    (tmp_path / "ru.po").write_text("this is no catalogue", encoding="utf-8")
    with pytest.raises(PoFileError):
        Texts.load(tmp_path)


def test_a_list_is_written_as_its_language_does() -> None:
    english, russian = (Texts.load().words(locale) for locale in ("en", "ru"))
    assert english.each(["Ada"]) == "Ada"
    assert english.each(["Ada", "Lev"]) == "Ada and Lev"
    assert english.each(["Ada", "Lev", "Mia"]) == "Ada, Lev, and Mia"
    assert russian.each(["Ада", "Лев", "Мия"]) == "Ада, Лев и Мия"

"""The texts in each language: gettext catalogues read at start, dates by Babel.

The msgid is the English sentence itself, so English needs no catalogue. Whatever holds the texts
of one language is called `words` in the code: that is what the extractor looks for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

from babel.core import Locale, get_global
from babel.dates import format_datetime
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from commands.lifecycle import zone_of

FOLDER = Path(__file__).parent / "locales"
DEFAULT = "en"
GROUPED = 1000
"""From here on the digits of a number stand in groups."""
NAMES: Mapping[str, str] = MappingProxyType({"en": "English", "ru": "Русский"})
_DAY: Mapping[str, str] = MappingProxyType({"en": "d MMMM y", "ru": "d MMMM y 'г'."})


@dataclass(frozen=True)
class Words:
    """The texts of one language; `locale` is its code, one of `LOCALES`."""

    locale: str
    _found: NullTranslations = field(repr=False)

    def __call__(self, text: str, /, **values: object) -> str:
        """Translate an English sentence and put `values` into its `{places}`."""
        found = self._found.gettext(text)
        return found.format(**self._written(values)) if values else found

    def many(self, one: str, other: str, n: int, /, **values: object) -> str:
        """Choose the form that goes with `n`, which stands in the text as `{n}`."""
        return self._found.ngettext(one, other, n).format(n=self.number(n), **self._written(values))

    def number(self, n: int) -> str:
        """Write a number: `10,000`."""
        return str(n) if n < GROUPED else format_decimal(n, locale=self.locale)

    def each(self, items: Sequence[str]) -> str:
        """Write a list: `Ada, Lev, and Mia`."""
        return format_list(items, locale=self.locale)

    def _written(self, values: Mapping[str, object]) -> dict[str, object]:
        return {
            key: self.number(value) if type(value) is int else value
            for key, value in values.items()
        }

    def day(self, moment: datetime, zone: str) -> str:
        """Write the day there: `24 November 2026`."""
        return format_datetime(moment, _DAY[self.locale], zone_of(zone), self.locale)

    def time(self, moment: datetime, zone: str) -> str:
        """Write the hour there: `15:30`."""
        return format_datetime(moment, "HH:mm", zone_of(zone), self.locale)

    def moment(self, moment: datetime, zone: str) -> str:
        """Write day, hour and zone: `24 November 2026, 15:30 (Berlin, UTC+01:00)`."""
        there = _place(moment, zone, self.locale)
        return f"{self.day(moment, zone)}, {self.time(moment, zone)} ({there})"


@dataclass(frozen=True)
class Texts:
    """All languages."""

    words_by_locale: Mapping[str, Words]

    @classmethod
    @cache
    def load(cls, folder: Path = FOLDER) -> "Texts":
        """Read the catalogues, once. A broken one raises at start, not at the first reader."""
        found = {DEFAULT: Words(DEFAULT, NullTranslations())}
        for path in sorted(folder.glob("*.po")):
            with path.open("rb") as po:
                catalog = read_po(po, locale=path.stem, abort_invalid=True)
            mo = BytesIO()
            write_mo(mo, catalog)
            mo.seek(0)
            found[path.stem] = Words(path.stem, GNUTranslations(mo))
        return cls(MappingProxyType(found))

    @property
    def locales(self) -> tuple[str, ...]:
        """What there is, English first."""
        return tuple(self.words_by_locale)

    def words(self, locale: str | None) -> Words:
        """The language of a locale such as `ru-RU`; English where we don't have it."""
        language = (locale or DEFAULT).replace("_", "-").partition("-")[0].lower()
        return self.words_by_locale.get(language) or self.words_by_locale[DEFAULT]


def _place(moment: datetime, zone: str, locale: str) -> str:
    """The zone's city in that language, and its offset from UTC at that moment."""
    offset = format_datetime(moment, "xxx", zone_of(zone))
    shown = "UTC" if offset == "+00:00" else f"UTC{offset}"
    if "/" not in zone or zone.startswith("Etc/"):
        return shown
    return f"{_city(zone, locale)}, {shown}"


@cache
def _city(zone: str, locale: str) -> str:
    """By the zone's name, or by one it had before: CLDR keeps to those (Asia/Calcutta)."""
    known = Locale(locale).time_zones
    before = sorted(old for old, new in get_global("zone_aliases").items() if new == zone)
    named = (known.get(each, {}).get("city") for each in (zone, *before))
    return next(filter(None, named), zone.rpartition("/")[2].replace("_", " "))

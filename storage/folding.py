"""Text as it is searched: what a person means by it, however it was typed.

What is kept and what is looked for are folded alike, so that `елки` finds `Ёлки`: case and accents
don't count, nor do quotes, nor which of Unicode's forms of a letter, digit or dash it is. It only
ever makes more fit: й is found by и too, as its breve is an accent to Unicode. Other scripts are
not spelt in Latin letters, so `ada` finds no `Ада`. A change here wants a migration that folds anew
what is kept.
"""

import re
import unicodedata
from functools import lru_cache

import regex

MOST_WORDS = 10
"""Words that are looked for; nobody types more, and each is one more comparison of every row."""

_IN_BETWEEN = "'\"`´„‚′‵ʹʺʻʼʽʾʿˈˊˋꞌ՚׳״·・ـ"
"""Left out in words and around them: quotes, apostrophes, middle dots, the kashida."""
_UNSEEN = regex.compile(r"[\p{DI}\p{Cc}\p{Cf}\p{Cs}\p{Me}\p{Pi}\p{Pf}\u2800]")
_DASHES = "−⁃˗"
_LATIN = "æ:ae œ:oe þ:th ð:d ı:i ȷ:j ŋ:n ə:e"
_CYRILLIC = "ә:а ө:о ү:у һ:х"
_ARABIC = "ی:ي ى:ي ک:ك ة:ه ہ:ه ھ:ه ٱ:ا"
_LETTERS = dict(pair.split(":") for pair in f"{_LATIN} {_CYRILLIC} {_ARABIC}".split())
"""Letters that are typed as others where a keyboard lacks them, and that Unicode knows no base of:
of Latin, of Kazakh and its kin, and the Persian and Urdu forms of Arabic's.
"""
_SCRIPTS = ("LATIN ", "GREEK ", "CYRILLIC ")
_KATAKANA = range(ord("ァ"), ord("ヶ") + 1)
_TO_HIRAGANA = ord("ぁ") - ord("ァ")
_WORD = re.compile(r"(?:mailto:|https?://|@)?([^\s,;|<>()]+)")
_A_LABEL = re.compile(r"xn--([a-z0-9-]+)")


def fold(text: str) -> str:
    """The text with one space where there were any, and none around it."""
    text = unicodedata.normalize("NFD", text)
    return " ".join("".join(map(_folded, text)).split())


def wanted(typed: str) -> list[str]:
    """What is to be found, each in any place; none where nothing was typed that counts.

    What people put around names and addresses (`Lovelace, Ada <ada@…>`) parts words, and what
    they put before them (`@ada`, `mailto:…`, `https://…`) is left out. U+200C parts them too:
    others write a space there, or nothing.
    """
    return list(dict.fromkeys(_WORD.findall(fold(typed.replace("\u200c", " ")))))[:MOST_WORDS]


def kept(*texts: str | None) -> str:
    """What words are looked for in: the texts, and addresses as they are read (RFC 3492) too."""
    given = [text for text in texts if text]
    folded = list(map(fold, given))
    read = [fold(_A_LABEL.sub(_read, text)) for text in folded if "xn--" in text]
    return " ".join(dict.fromkeys(filter(None, [*folded, *read])))


def fits(folded: str, words: list[str]) -> bool:
    """Whether what was kept has each of the words."""
    return all(word in folded for word in words)


def _read(label: re.Match[str]) -> str:
    try:
        return label[1].encode().decode("punycode")
    except UnicodeError:
        return label[0]


@lru_cache(4096)
def _folded(char: str) -> str:
    if char.isspace():
        return " "
    return "".join(map(_plain, _bare(_bare(char).casefold())))


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    # An accent that stands alone is to Unicode a space with that accent.
    return "" if plain.startswith(" ") else "".join(filter(_counts, plain))


def _counts(char: str) -> bool:
    """Whether it is more than an accent, a quote, or something that nobody sees.

    Marks are told apart by their class: those of Latin, Greek, Cyrillic, Hebrew, Arabic and Syriac
    are accents or may be left out; vowels of Thai or Hindi, and what tells `が` from `か`, may not.
    """
    place = unicodedata.combining(char)
    if place in {1, 7} or 10 <= place <= 36 or place >= 200:  # noqa: PLR2004 - UAX #44's classes
        return False
    return char not in _IN_BETWEEN and not _UNSEEN.match(char)


def _plain(char: str) -> str:
    if char in _DASHES or unicodedata.category(char) == "Pd":
        return "-"
    if ord(char) in _KATAKANA:
        return chr(ord(char) + _TO_HIRAGANA)
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    base = _base(char)
    return _LETTERS.get(char) or (char if base == char else _folded(base))


def _base(char: str) -> str:
    """Of `ł` l, by its name in Unicode: LATIN SMALL LETTER L WITH STROKE."""
    name, more, _ = unicodedata.name(char, "").partition(" WITH ")
    if not more or not name.startswith(_SCRIPTS):
        return char
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return char

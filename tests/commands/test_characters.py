"""Which characters stay: whatever belongs to a text, and nothing that only hides one."""

import unicodedata

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from commands.characters import MARKS, clean, cut, seen
from tests.scripts import ENGLAND, TEXTS

CLUSTERS = tuple(dict.fromkeys(found for each in TEXTS for found in regex.findall(r"\X", each)))
HIDDEN = {
    "controls": "\0\x07\x1b\x7f\x9b",
    "a lone surrogate": "\ud83d",
    "no characters": "\ufffe\uffff\ufdd0",
    "directions": "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
    "no width": "\u200b\u2060\ufeff\u00ad",
    "operators": "\u2061\u2062\u2063\u2064",
    "annotations": "\ufff9\ufffa\ufffb\ufffc",
    "Hangul fillers": "\u115f\u1160\u3164\uffa0",
    "deprecated": "\u206a\u206b\u206c\u206d\u206e\u206f\u17b4\u17b5\U000e0001",
    "music and shorthand": "\U0001d159\U0001d173\U0001d17a\U0001bca0",
    "not yet anything": "\u2065\ufff0\U000e0000\U000e0fff",
}


@pytest.mark.parametrize("text", TEXTS)
def test_what_belongs_to_a_text_stays(text: str) -> None:
    assert clean(text) == text
    assert clean(f"«{text}»\n({text})") == f"«{text}»\n({text})"


@given(st.lists(st.sampled_from(TEXTS), max_size=5))
def test_so_it_does_in_any_company(texts: list[str]) -> None:
    assert clean(" ".join(texts)) == " ".join(texts)


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_what_hides_goes_wherever_it_stands(hidden: str) -> None:
    for each in hidden:
        assert clean(f"{each}a{each}{each}b علی{each}‌رضا 👩{each}\u200d💻{each}").startswith("ab ")
        assert each not in clean(f"{each}a{each}ب{each}ب क्{each}ष 👩{each}{ENGLAND[1:]}葛{each}")


@pytest.mark.parametrize(
    ("typed", "stays"),
    [
        ("ad\u200cmin", "admin"),
        ("ad\u200dmin", "admin"),
        ("ад\u200cмин", "админ"),
        ("管\u200d理", "管理"),
        ("\u200cعلی\u200c رضا\u200c", "علی رضا"),
        ("علی\u200c\u200c\u200cرضا", "علی\u200cرضا"),
        ("علی\u200c\u200dرضا", "علیرضا"),
        ("علی\u200cx", "علیx"),
        ("ب\u200dب", "بب"),
        ("ب\u200dـب \u200dب x\u200dب", "بـب ب xب"),
        ("ن\u200cी", "نी"),
        ("पा\u200dनी", "पानी"),
        ("क्\u200cि", "क्ि"),
        ("x\u200cد د\u200cx", "x\u200cد دx"),
        ("x\u200cक x\u200d्क", "xक x्क"),
        ("ប\u200cា x\u200c៉", "បា x៉"),
        ("क्\u200d\u200dष", "क्ष"),
        ("👩\u200d", "👩"),
        ("\u200d👩", "👩"),
        ("👩\u200d\u200d👧", "👩👧"),
        ("👩\u200da", "👩a"),
        ("👩\u200c💻", "👩💻"),
        ("a\ufe0f\ufe00b\U000e0100", "ab"),
        ("1\ufe0f2\ufe0e", "12"),
        ("x\ufe0f\u20e3", "x\u20e3"),
        ("❤\ufe0f\ufe0f", "❤\ufe0f"),
        ("葛\U000e0100\U000e0101 葛\ufe0f", "葛\U000e0100 葛"),
        ("a\u034fb o\u0308\u034f\u0304", "ab ȫ"),
        ("ש\u034f\u05b0 \u05b0\u034fש", "ש\u05b0 \u05b0ש"),
        ("\u180eab\u180b ᠠ\u180e x\u180eᠠ", "ab ᠠ xᠠ"),
        ("x\U000e0061\U000e0064\U000e006d", "x"),
        ("👩" + ENGLAND[1:], "👩"),
        (ENGLAND[:-1], "🏴"),
        (ENGLAND + "\U000e0061\U000e007f", ENGLAND),
        ("🏴\U000e0067\U000e007f", "🏴"),
        ("🏴" + "\U000e0061" * 7 + "\U000e007f", "🏴"),
        ("a\u2800b\u2800", "a b "),
    ],
)
def test_joiners_selectors_and_tags_stay_only_where_they_shape_something(
    typed: str, stays: str
) -> None:
    assert clean(typed) == unicodedata.normalize("NFC", stays)


def test_what_is_left_together_is_composed() -> None:
    assert clean("e\u200b\u0301 e\u200d\u0301") == "é é"


@pytest.mark.parametrize("between", ["", "\u034f", "\u200d", "\ufe0f", "\u0489"])
def test_no_letter_has_more_marks_than_any_script_needs(between: str) -> None:
    cleaned = clean("x" + f"\u0301{between}" * 100 + "y")
    assert 1 < len(cleaned) <= len("xy") + MARKS


PIECES = (
    *CLUSTERS,
    *"".join(HIDDEN.values()),
    *"\u200c\u200d\u200c\u200d\ufe0f\u034f\u180b\u180e\U000e0100\U000e0067\U000e007f\u2800",
    *"\u0301\u094d\u0dca\u0ddc\u09cd\u0640\u064b\u0653\u0621\u05b0\u20e3\u0344\u1100\u1161\u11a8",
    *"a1 \n\r\u2028\ufa10",
)
ANY = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=12).map("".join))


@given(ANY)
@example("\u0dca\u0ddc\u034f\u0dca\u200d")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@given(ANY)
def test_nothing_hidden_survives_but_beside_what_it_shapes(text: str) -> None:
    cleaned = clean(text)
    assert not regex.search(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]", cleaned.replace("\n", ""))
    for run in regex.finditer(r"\p{DI}+", cleaned):
        tags = regex.fullmatch(r"[\U000e0030-\U000e007a]{3,6}\U000e007f", run[0])
        assert tags or len(run[0]) == 1 or regex.fullmatch(r"\ufe0f\u200d|[᠋-᠍᠏]᠎", run[0])
        around = cleaned[: run.start()][-1:] + cleaned[run.end() :][:1]
        assert not regex.fullmatch(r"[\sA-Za-z\p{Cyrillic}\p{Greek}]{0,2}", around), around


@given(ANY)
def test_lines_stay_lines(text: str) -> None:
    ends = text.replace("\r\n", "\n")
    assert clean(text).count("\n") == sum(ends.count(end) for end in "\n\r\x85\u2028\u2029")


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x85", "\u2028", "\u2029"])
def test_lines_end_with_one_sign_whatever_typed_them(end: str) -> None:
    assert clean(f"Hello{end}{end}Ivy") == "Hello\n\nIvy"


@pytest.mark.parametrize("text", TEXTS)
def test_a_cut_falls_between_what_is_drawn_as_one(text: str) -> None:
    clusters = regex.findall(r"\X", text)
    longest = max(map(len, clusters))
    for most in range(longest, len(text)):
        kept = cut(text, most)
        assert most - longest - 1 < len(kept) <= most
        assert clean(kept) == kept
        whole = regex.findall(r"\X", kept)
        assert list(map(seen, whole)) == list(map(seen, clusters[: len(whole)]))


def test_what_is_longer_by_itself_is_cut_all_the_same() -> None:
    assert cut("👩\u200d" * 50 + "👩", 10) == "👩\u200d" * 4 + "👩"
    assert cut("abc", 3) == "abc"


def test_what_an_eye_sees_has_no_joiners() -> None:
    assert seen("evil.\u200dexample ❤\ufe0f") == "evil.example ❤"

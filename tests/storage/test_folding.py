"""What is typed finds what is meant, and not what is another word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.folding import MOST_WORDS, fits, fold, kept, wanted

MEANT = {
    "case": [("ёлки", "ЁЛКИ"), ("STRASSE", "Straße"), ("οδος", "ΟΔΌΣ"), ("Οδός", "οδοσ")],
    "accents": [
        ("елки", "Ёлки"),
        ("Ёлки", "елки"),
        ("иогурт", "Йогурт"),
        ("jose garcia", "José García"),
        ("nguyen van duc", "Nguyễn Văn Đức"),
        ("zazolc gesla jazn", "Zażółć gęślą jaźń"),
        ("cesky krumlov", "Český Krumlov"),
        ("stefan", "Ștefan"),
        ("stefan", "Ştefan"),
        ("резюме", "резюме\u0301"),
        ("ελλαδα", "Ελλάδα"),
        ("cafe\u0301", "CAFÉ"),
        ("ада́", "Ада"),
    ],
    "letters that are one and a stroke": [
        ("lodz", "Łódź"),
        ("soren", "Søren"),
        ("dorde", "Đorđe"),
        ("aesop oeuvre", "Æsop Œuvre"),
        ("thor gudrun", "Þór Guðrún"),
        ("галаган", "Ґалаґан"),
        ("казак алия", "Қазақ Әлия"),
    ],
    "Turkish i": [
        ("istanbul", "İstanbul"),
        ("ISTANBUL", "ıstanbul"),
        ("ıstanbul", "Istanbul"),
        ("İSTANBUL", "istanbul"),
    ],
    "points and forms of Arabic and Hebrew": [
        ("عليرضا", "علی\u200cرضا"),
        ("علی\u200cرضا", "علیرضا"),
        ("علی\u200cرضا", "علی رضا"),
        ("علی رضا", "علی\u200cرضا"),
        ("محمد", "مُحَمَّد"),
        ("احمد", "أحمد"),
        ("كريم", "کریم"),
        ("محمد", "محـــمد"),
        ("שלום", "שָׁלוֹם"),
        ("\ufefb", "لا"),
    ],
    "forms of one character": [
        ("file", "\ufb01le"),
        ("ada@example.com", "Ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ"),
        ("ﾊﾟﾝ", "パン"),
        ("さとう", "サトウ"),
        ("2026", "٢٠٢٦"),
        ("2026", "２０２６"),
        ("no 5", "№ 5"),
        ("하", "한국"),
        ("한국", unicodedata.normalize("NFD", "한국")),
        ("\u212b", "å"),
        ("฿กำ", "฿ก\u0e4d\u0e32"),
        ("फैज", "फ़ैज़"),
    ],
    "what nobody sees": [
        ("design", "de\u00adsi\u200bgn"),
        ("design", "\ufeffdesign\u2060"),
        ("👩💻", "👩\u200d💻"),
        ("❤", "❤\ufe0f"),
        ("de\u202esign", "design"),
        ("de\x00sign", "design"),
        ("design", "de\u034fsign"),
    ],
    "white space": [
        ("  ada \t lovelace ", "Ada\u00a0Lovelace"),
        ("ada lovelace", "Ada\u3000\u2009Lovelace"),
    ],
    "apostrophes and quotes": [
        *[("O'Brien", f"O{each}Brien") for each in "’‘`´ʼʹ′＇‛"],
        *[(f"O{each}Brien", "O'Brien") for each in "’‘`´ʼʹ′＇‛"],
        ("obrien", "O’Brien"),
        ("O’Brien", "Obrien"),
        ("лукяненко", "Лук’яненко"),
        ('ооо "елки"', "ООО «Ёлки»"),
        ("“elves”", '"Elves"'),
        ('צה"ל', "צה״ל"),
        ("paral·lel", "parallel"),
    ],
    "dashes": [
        *[("jean-luc", f"Jean{each}Luc") for each in "‐‑‒–—−－﹣"],
        *[(f"jean{each}luc", "Jean-Luc") for each in "‐‑‒–—−－﹣"],
    ],
    "words in any order": [
        ("lovelace ada", "Ada Lovelace"),
        ("Lovelace, Ada", "Ada Lovelace"),
        ("Ada Lovelace", "Lovelace,Ada"),
        ("love ad", "Ada Lovelace"),
        ("ada; lovelace", "Ada Lovelace"),
        ("ada lovelace", "Ada (Lovelace)"),
        ("lovelace (ada)", "Ada Lovelace"),
    ],
    "as people are called in Slack, and as addresses are copied": [
        ("@ada", "Ada Lovelace"),
        ("＠Ada", "ada@example.com"),
        ("@example.com", "ada@example.com"),
        ("ada @example.com", "ada@example.com"),
        ("mailto:ada@example.com", "Ada@example.com"),
        ("<http://example.com|example.com>", "ada@example.com"),
        ("https://Пример.рф", "ada@xn--e1afmkfd.xn--p1ai"),
        ("<mailto:ada@example.com|ada@example.com>", "ada@example.com"),
        ("Ada Lovelace <ada@example.com>", "ada@example.com Lovelace, Ada"),
    ],
    "literally": [("100%", "100% wool"), ("a_b", "a_b"), ("back\\slash", "Back\\Slash")],
}


@pytest.mark.parametrize("kind", MEANT)
def test_what_is_meant_is_found(kind: str) -> None:
    missed = [
        (typed, there) for typed, there in MEANT[kind] if not fits(kept(there), wanted(typed))
    ]
    assert missed == []
    assert all(wanted(typed) for typed, _ in MEANT[kind])


OTHERS = [
    ("елка", "Ёлки"),
    ("ада", "Ada"),
    ("ハハ", "パパ"),
    ("कि", "कु"),
    ("ไก", "ใก"),
    ("i", "і"),
    ("lovelace grace", "Ada Lovelace"),
    ("adalovelace", "Ada Lovelace"),
    ("a%c", "abc"),
    ("a_c", "abc"),
    ("\\", "/"),
    ("ada@", "Ada Lovelace"),
    ("山本", "山口"),
]


def test_another_word_is_not_found() -> None:
    assert [each for each in OTHERS if fits(kept(each[1]), wanted(each[0]))] == []


@pytest.mark.parametrize("typed", ["", "  ", "\u0301", "\u200d\ufe0f", "’'\"", "´", "<>", "\ud800"])
def test_where_nothing_is_typed_that_counts_no_word_is_wanted(typed: str) -> None:
    assert wanted(typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "ada@", "ADA@EXAMPLE", "@пример", "пример.рф", "ada@пример.рф",
        "xn--e1afmkfd", "ada@xn--e1afmkfd.xn--p1ai", "xn--e1",
    ],
)  # fmt: skip
def test_an_address_is_found_as_it_is_sent_to_and_as_it_is_read(typed: str) -> None:
    there = kept("ada@xn--e1afmkfd.xn--p1ai", "Ada@xn--e1afmkfd.xn--p1ai", "")
    assert fits(there, wanted(typed)) is (typed != "ADA@EXAMPLE")


@pytest.mark.parametrize("label", ["xn--", "xn---", "xn--99999999999", "xn--a-\u0301", "xn--0"])
def test_what_only_looks_like_such_a_domain_is_kept_as_it_is(label: str) -> None:
    assert fits(kept(f"ada@{label}.example"), wanted(f"ada@{label}"))


def test_what_is_the_same_twice_is_kept_once() -> None:
    assert kept("ada@example.com", "Ada@Example.com", "Ада", None, "") == "ada@example.com ада"


def test_no_more_than_ten_words_are_looked_for() -> None:
    typed = " ".join(f"w{number}" for number in range(60))
    assert wanted(typed) == [f"w{number}" for number in range(MOST_WORDS)]
    assert wanted("ada ADA áda") == ["ada"]


def test_to_fold_twice_changes_nothing_more() -> None:
    every = map(chr, [*range(0x3400), *range(0xA000, 0xAC00), *range(0xF900, 0x20000)])
    assert [each for each in every if (once := fold(each)) != fold(once)] == []


@given(st.text(), st.text(max_size=5), st.text())
def test_any_part_of_a_text_is_found_in_it(before: str, typed: str, after: str) -> None:
    there = kept(before + typed + after)
    assert all(word in there for word in wanted(unicodedata.normalize("NFC", typed)))
    assert there.encode().find(b"\x00") == -1

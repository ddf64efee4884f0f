"""Nobody is mailed whom nobody typed: links are decoded, and nothing unseen changes an address."""

import re
import unicodedata
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commands.addresses import candidates, hidden, in_piece, read
from commands.errors import BadAddress, BadAddresses, NoAddress


def found(text: str) -> list[str]:
    return [each.typed for each in read(text)]


def refused(text: str) -> list[BadAddress]:
    with pytest.raises(BadAddresses) as refusal:
        read(text)
    return list(refusal.value.refused)


def in_message(text: str) -> list[str]:
    return [address.typed for address in map(in_piece, candidates(text)) if address]


BOTH = ["ada@example.com", "bob@example.com"]
LINKS = [
    ("mailto:ada%2Btag@example.com", ["ada+tag@example.com"]),
    ("MAILTO:%61da%40example.com", ["ada@example.com"]),
    ("mailto:ada+tag@example.com", ["ada+tag@example.com"]),
    ("mailto:gorby%25kremvax@example.com", ["gorby%kremvax@example.com"]),
    ("mailto:ada@b%C3%BCcher.example", ["ada@bücher.example"]),
    ("mailto://ada@example.com", ["ada@example.com"]),
    ("mailto:///ada@example.com/", ["ada@example.com"]),
    ("\"mailto:ada@example.com\" 'mailto:bob@example.com'", BOTH),
    ("mailto: ada@example.com", ["ada@example.com"]),
    ("“mailto:ada@example.com”.", ["ada@example.com"]),
    ("mailto:ada@example.com. mailto:bob@example.com)", BOTH),
    ("mailto:ada@example.com\u200bbob@example.com\u200b", BOTH),
    ("mailto:ada@example.com,bob@example.com", BOTH),
    ("mailto:ada@example.com,%20bob@example.com", BOTH),
    ("mailto:ada@example.com;bob@example.com", BOTH),
    (
        "mailto:ada@example.com,bob@example.com?subject=Hi%20there&body=Dear%20eve@evil.example",
        BOTH,
    ),
    ("mailto:?to=ada@example.com,bob@example.com", BOTH),
    ("mailto:ada@example.com?subject=Hi&to=bob@example.com", BOTH),
    ("mailto:ada@example.com?Cc=bob@example.com&bcc=", BOTH),
    ("mailto:ada@example.com?subject=Hi&amp;bcc=bob%40example.com", BOTH),
    ("<mailto:ada%2Btag@example.com|ada+tag@example.com>", ["ada+tag@example.com"]),
    ("<mailto:ada@example.com?subject=Hi|Ada>", ["ada@example.com"]),
    ("<mailto:ada@example.com|mailto:ada@example.com>", ["ada@example.com"]),
    ("mailto:ada@example.com mailto:bob@example.com", BOTH),
    ("(mailto:ada@example.com)", ["ada@example.com"]),
    ("[Ada](mailto:ada@example.com)", ["ada@example.com"]),
]


@pytest.mark.parametrize(("text", "typed"), LINKS)
def test_a_mailto_link_is_decoded(text: str, typed: list[str]) -> None:
    assert found(text) == typed
    assert in_message(text) == typed


@pytest.mark.parametrize(
    "link",
    [
        "mailto:ada%252Btag@example.com",
        "mailto:ada%0Abob@example.com",
        "mailto:ada@example.com%0D%0ABcc:eve@evil.example",
        "mailto:ada@example.com%0Abob@example.com",
        "mailto:ada@example.com%00",
        "mailto:ada%E2%80%8B@example.com",
        "mailto:ada%FF@example.com",
        "mailto:mailto%3Aada@example.com",
        "mailto:ada@example.com?subject=Hi,bob@example.com",
        "mailto:%22ada%40work%22@example.com",
    ],
)
def test_a_link_that_may_mean_several_things_is_refused_whole(link: str) -> None:
    assert [each.why for each in refused(link)] == ["syntax"]
    assert in_message(link) == []


def test_what_a_link_shows_and_where_it_leads_must_be_one_address() -> None:
    assert refused("Ada <ada@example.com<mailto:eve@evil.example>>")
    assert refused("Ada <ada@example.com <eve@evil.example>>")
    [problem] = refused("<mailto:eve@evil.example|ada@example.com>")
    assert problem.typed == "mailto:eve@evil.example|ada@example.com"


@pytest.mark.parametrize(
    "typed",
    ["user%example.com@relay.example.org", "50%off@example.com", "ada%2Btag@example.com"],
)
def test_a_percent_sign_without_a_link_is_a_percent_sign(typed: str) -> None:
    assert found(typed) == in_message(typed) == [typed]


def test_an_entity_is_read_once() -> None:
    assert found("ada&#64;example.com &lt;bob&commat;example.com&gt;") == BOTH
    assert found("r&amp;d@example.com") == ["r&d@example.com"]
    assert refused("ada&amp;#64;example.com")


@pytest.mark.parametrize("entity", ["&#8203;", "&shy;", "&ZeroWidthSpace;", "&#1;", "&#xFFFE;"])
def test_no_entity_vanishes_out_of_an_address(entity: str) -> None:
    assert [each.why for each in refused(f"ada@exam{entity}ple.com")] == ["hidden"]
    assert found(f"ada@example.com{entity}bob@example.com") == BOTH
    assert in_message(f"ada@exam{entity}ple.com") == []


UNSEEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u2066\u2069\u061c"
    "\x00\x07\x1f\x7f\x9f\u115f\u3164\uffa0\u034f\u180e\ufe0f\ufff9\ud800\U000e0041\U000e0101\u2800"
)


@pytest.mark.parametrize("sign", UNSEEN, ids=[f"U+{ord(sign):04X}" for sign in UNSEEN])
def test_what_nobody_sees_changes_no_address(sign: str) -> None:
    assert found(f"{sign}ada@example.com{sign}, <{sign}bob@example.com{sign}>") == BOTH
    assert found(f"ada@example.com{sign}bob@example.com") == BOTH
    assert found(f"ada@example.com{sign * 3}\n({sign}bob@example.com{sign})") == BOTH
    assert in_message(f"{sign}ada@example.com{sign}bob@example.com.{sign}") == BOTH
    for typed in (f"a{sign}da@example.com", f"ada@exam{sign}ple.com", f"ada@example.co{sign}m"):
        [problem] = refused(typed)
        assert problem.why == "hidden"
        assert re.fullmatch(r"[!-~]*\[U\+[0-9A-F]{4,6}\][!-~]*", problem.typed)
        assert in_message(typed) == []


@pytest.mark.parametrize("sign", "/|&+→")
def test_a_sign_that_no_domain_has_parts_two_addresses(sign: str) -> None:
    assert found(f"ada@example.com{sign}bob@example.com") == BOTH
    assert in_message(f"ada@example.com{sign}bob@example.com") == BOTH
    assert refused(f"ada@example.com{sign}bob")
    assert refused(f"a@b.example/c{sign}d@e.example")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_end_of_a_line_parts_people(end: str) -> None:
    assert found(f"ada@example.com{end}bob@example.com") == BOTH
    assert in_message(f"ada@example.com{end}bob@example.com") == BOTH


@pytest.mark.parametrize(
    "text",
    ["\u202emoc.elpmaxe@ada.oi", "Ada \u202e<moc.elpmaxe@ada.oi>", "\u202e Hi ada@b.example"],
)
def test_what_is_shown_backwards_is_mailed_to_nobody(text: str) -> None:
    [problem] = refused(f"{text}\nbob@example.com")
    assert problem.why == "hidden"
    assert "[U+202E]" in problem.typed
    assert in_message(f"{text}\nbob@example.com") == ["bob@example.com"]


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("\u212aim@example.com", BadAddress("\u212aim@example.com", "non_ascii")),
        ("ａda@example.com", BadAddress("ａda@example.com", "non_ascii")),
        ("ada＠example.com", BadAddress("ada＠example.com", "syntax")),
        ("ada@ｅxample.com", BadAddress("ada@ｅxample.com", "mixed", "ada@example.com")),
        ("ada@example。com", BadAddress("ada@example。com", "mixed", "ada@example.com")),
        ("ada@ⓔxample.com", BadAddress("ada@ⓔxample.com", "mixed", "ada@example.com")),
    ],
)
def test_what_only_stands_for_a_plain_sign_is_asked_about(typed: str, problem: BadAddress) -> None:
    assert refused(typed) == [problem]


ANY = st.lists(
    st.one_of(
        st.characters(),
        st.sampled_from(list("@.,;:<>()[]&%\"'|/ \n\t-=?•\u200b\u00ad\u202e\u212a＠．")),
        st.sampled_from(["ada@example.com", "bob@b.example", "mailto:", "%40", "&#64;", "to="]),
    ),
    max_size=20,
).map("".join)


@given(ANY)
@example("ada@exam\u00adple.com")
@example("ada@ｅxample.com")
def test_no_text_has_an_address_that_does_not_stand_in_it(text: str) -> None:
    """But for what is encoded, and the form in which a domain is written."""
    try:
        people = found(text)
    except (BadAddresses, NoAddress):
        people = []
    plain = unicodedata.normalize("NFC", text.lower())
    decoded = plain.replace("%40", "@").replace("&#64;", "@")
    for typed in people + in_message(text):
        assert typed.lower() in plain or typed.lower() in decoded


# Two slashes in front are a slip's, and what looks encoded twice is refused.
LOCALS = st.from_regex(r"(?!//)[a-z0-9!#$%&'*+/=?^_`{|}~-]{1,20}", fullmatch=True).filter(
    lambda local: not re.search("%[0-9A-Fa-f]{2}", local)
)


@given(st.lists(LOCALS, min_size=1, max_size=20))
def test_whatever_is_encoded_into_a_link_comes_out_of_it(people: list[str]) -> None:
    typed = [f"{local}@example.com" for local in people]
    link = "mailto:" + ",".join(map(quote, typed))
    assert found(link) == list(dict.fromkeys(typed))


def test_all_that_unicode_lets_programs_ignore_is_unseen() -> None:
    unseen = {chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cf"}
    # Signs of numbers and verses, and hieroglyphs' and shorthand's, which are seen.
    seen = re.compile(
        "[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd\U00013430-\U0001343f]"
    )
    assert not {char for char in unseen - set(hidden.CHARACTERS) if not seen.match(char)}

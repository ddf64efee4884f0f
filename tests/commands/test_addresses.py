"""What people type and paste: every wrapping comes off, and every refusal has its reason."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commands.addresses import MAX_TEXT, Address, envelope, one, read
from commands.characters import clean
from commands.errors import BadAddress, BadAddresses, NoAddress, SeveralAddresses, TextTooLong

ADA = Address("ada@example.com", "ada@example.com")
NAMED = Address("ada@example.com", "ada@example.com", "Ada Lovelace")
BOB = Address("bob@example.com", "bob@example.com")


def refused(text: str) -> BadAddress:
    with pytest.raises(BadAddresses) as refusal:
        read(text)
    [problem] = refusal.value.refused
    return problem


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.com",
        "  ada@example.com\n",
        "<ada@example.com>",
        "< ada@example.com >",
        "<<ada@example.com>>",
        "(ada@example.com).",
        "[ada@example.com]",
        "'ada@example.com'",
        '"ada@example.com"',
        '"ada@example.com',
        "ada@example.com.",
        "ada@example.com...",
        "mailto:ada@example.com",
        "MAILTO:ada@example.com?subject=Hello",
        "<mailto:ada@example.com>",
        "<mailto:ada@example.com|ada@example.com>",
        "<mailto:ada@example.com|Ada Lovelace>",
        "&lt;ada@example.com&gt;",
        "&#60;mailto:ada@example.com|ada@example.com&#62;",
        "\u2068ada@example.com\u2069",
        "\ufeffada@example.com\u202c",
        "ada@example.com, ada@example.com; ADA@Example.COM",
        "ada@example.com <ada@example.com>",
        '"ada@example.com" <ada@example.com>',
    ],
)
def test_every_wrapping_comes_off(text: str) -> None:
    assert read(text) == [ADA]


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace <ada@example.com>",
        "Ada  Lovelace<ada@example.com>",
        '"Ada Lovelace" <ada@example.com>',
        "'Ada Lovelace' <ada@example.com>",
        "Ada Lovelace <mailto:ada@example.com|ada@example.com>",
        "Ada&nbsp;Lovelace &lt;ada@example.com&gt;",
        "Ada\tLovelace\u200b <ada@example.com>,",
        "Ada Lovelace&#8206; <ada@example.com>",
    ],
)
def test_the_name_beside_an_address_is_kept(text: str) -> None:
    assert read(text) == [NAMED]


def test_a_quoted_name_may_have_a_comma() -> None:
    both = read('"Lovelace, Ada" <ada@example.com>, "Builder, Bob" <bob@example.com>')
    assert [each.name for each in both] == ["Lovelace, Ada", "Builder, Bob"]


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.com, bob@example.com",
        "ada@example.com bob@example.com",
        "ada@example.com;bob@example.com",
        "ada@example.com\nbob@example.com",
        "ada@example.com\r\n\r\nbob@example.com",
        "ada@example.com\u00a0,;\tbob@example.com",
        "<ada@example.com><bob@example.com>",
        "<ada@example.com, bob@example.com>",
        "ada@example.com <bob@example.com>",
        '"ada@example.com, bob@example.com',
        '"ada@example.com; "<bob@example.com>',
        "<ada@example.com <bob@example.com>",
    ],
)
def test_whatever_stands_between_them_both_are_found(text: str) -> None:
    assert read(text) == [ADA, BOB]


def test_a_stray_quote_loses_nobody() -> None:
    found = read('"Ada <ada@example.com>, "Bob" <bob@example.com>')
    assert [(each.name, each.email) for each in found] == [("Ada", ADA.email), ("Bob", BOB.email)]


def test_words_before_a_named_address_that_have_an_at_are_addresses_too() -> None:
    assert read("bob@example.com Ada Lovelace <ada@example.com>") == [BOB, NAMED]


def test_a_name_may_have_a_lonely_at() -> None:
    [found] = read('"Ada @ Analytical Engines" <ada@example.com>')
    assert found.name == "Ada @ Analytical Engines"


def test_a_long_name_is_cut() -> None:
    [found] = read(f"{'Ada ' * 40}<ada@example.com>")
    assert len(found.name) <= 80
    assert found.name.startswith("Ada Ada")
    [found] = read(f"{'N' * 81} <ada@example.com>")
    assert found.name == "N" * 80


@pytest.mark.parametrize("typed", ["r&d@example.com", "bob&copy@example.com", "a|b@example.com"])
def test_signs_that_an_address_may_have_stay(typed: str) -> None:
    assert read(typed)[0].typed == read(f"<{typed}>")[0].typed == typed


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("ada", "syntax"),
        ("@", "syntax"),
        ("@example.com", "syntax"),
        ("ada@", "syntax"),
        ("ada@example", "syntax"),
        ("ada@@example.com", "syntax"),
        (".ada@example.com", "syntax"),
        ("a..da@example.com", "syntax"),
        ("ada.@example.com", "syntax"),
        ("ada@example..com", "syntax"),
        ("ada@-example.com", "syntax"),
        ("ada@exa_mple.com", "syntax"),
        ("ada@127.0.0.1", "syntax"),
        ("ada@example.com/bob", "syntax"),
        ("анна@example.com", "non_ascii"),
        ("анна@пример.рф", "non_ascii"),
        ("ada@localhost", "special"),
        ("ada@shop.test", "special"),
        ("ada@shop.LOCAL", "special"),
        ("ada@shop.invalid", "special"),
        ("ada@shop.onion", "special"),
        ("a" * 65 + "@example.com", "too_long"),
        ("ada@" + "b." * 126 + "com", "too_long"),
    ],
)
def test_each_refusal_names_the_piece_and_the_reason(typed: str, why: str) -> None:
    assert refused(f"bob@example.com {typed}") == BadAddress(typed, why)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        '"ada lovelace"@example.com',
        '"ada,bob"@example.com',
        "<ada>@example.com",
        "ada@<example.com>",
        'ada@"example.com"',
        "ada @example.com",
        "ada@[127.0.0.1",
        '"ada"@example.com',
    ],
)
def test_a_broken_address_is_named_as_it_was_typed(typed: str) -> None:
    assert refused(typed) == BadAddress(typed, "syntax")
    assert refused(f"bob@example.com, {typed}; carl@example.com") == BadAddress(typed, "syntax")
    assert refused(f"{typed} Bob <bob@example.com>") == BadAddress(typed, "syntax")


def test_a_mention_before_a_named_address_belongs_to_the_name() -> None:
    assert read("Ada @home <ada@example.com>") == [replace(NAMED, name="Ada @home")]


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(BadAddresses) as refusal:
        read("Ada Lovelace, bob@example.com; carl@example")
    assert [each.typed for each in refusal.value.refused] == ["Ada", "Lovelace", "carl@example"]


def test_two_alphabets_in_a_domain_are_shown_in_ascii_and_typing_that_confirms() -> None:
    problem = refused("ada@gm\u0430il.com")
    assert problem == BadAddress("ada@gm\u0430il.com", "mixed", "ada@xn--gmil-63d.com")
    assert read(problem.ascii) == [Address(problem.ascii, problem.ascii)]


def test_a_domain_in_one_alphabet_is_read_as_typed_and_mailed_in_ascii() -> None:
    [found] = read("Ida@Müller.example")
    assert found.typed == "Ida@müller.example"
    assert found.email == "ida@xn--mller-kva.example"
    assert envelope(found.typed, found.email) == "Ida@xn--mller-kva.example"


def test_the_same_domain_in_both_forms_is_one_address() -> None:
    assert len(read("info@müller.example INFO@xn--mller-kva.example")) == 1


def test_the_local_part_is_kept_as_typed_and_does_not_tell_people_apart() -> None:
    [found] = read("Ada.Lovelace@Example.COM")
    assert (found.typed, found.email) == ("Ada.Lovelace@example.com", "ada.lovelace@example.com")
    assert envelope(found.typed, found.email) == "Ada.Lovelace@example.com"


@pytest.mark.parametrize("text", ["", " ", ",;\n", "<>", "\x00\u200b", '""', "<mailto:>"])
def test_nothing_that_looks_like_an_address_is_refused_as_nothing(text: str) -> None:
    with pytest.raises(NoAddress):
        read(text)


def test_one_wants_exactly_one() -> None:
    assert one("Ada Lovelace <ada@example.com>") == NAMED
    with pytest.raises(NoAddress) as nothing:
        one("")
    assert nothing.type is NoAddress
    with pytest.raises(SeveralAddresses):
        one("ada@example.com bob@example.com")


def test_a_text_that_is_too_long_is_refused_not_cut() -> None:
    text = " ".join(f"p{number}@example.com" for number in range(400))
    assert len(text) > MAX_TEXT
    with pytest.raises(TextTooLong) as refusal:
        read(text)
    assert refusal.value.most == MAX_TEXT == 3000


def test_blanks_around_it_do_not_make_a_text_too_long() -> None:
    assert read(" " * MAX_TEXT + "ada@example.com" + "\n" * MAX_TEXT) == [ADA]


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "<",
        ">",
        '"',
        "@",
        "&",
        "&lt;",
        "<mailto:",
        '"a" ',
        "a@",
        "Ada ",
        "\u0430@",
        "(",
        "\x00",
    ],
)
@pytest.mark.parametrize("size", [MAX_TEXT, 1 << 20], ids=["a field", "a megabyte"])
def test_hostile_text_gets_an_answer(piece: str, size: int) -> None:
    with pytest.raises((BadAddresses, NoAddress, TextTooLong)):
        read(piece * (size // len(piece)))


TEXT = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(list("<>@.,;:&\"'()[]|\n\t ab\u0430\u200b\x00-_+")),
    ),
    max_size=60,
)
"""Any characters at all, lone surrogates among them, and often those with a meaning."""


@given(TEXT)
@example("ada@\u2100.com")
@example("ada@xn--a.com")
@example("ada@" + "\u0301" * 30)
def test_any_text_is_addresses_or_a_refusal_that_says_why(text: str) -> None:
    found, problems = _outcome(text)
    assert all(each.typed for each in problems)
    for each in found:
        assert each.email.isascii()
        assert each.email == each.email.lower()
        assert each.email.count("@") == 1
        assert envelope(each.typed, each.email).lower() == each.email
        assert (clean(each.name), clean(each.typed)) == (each.name, each.typed)
        assert read(each.typed) == [Address(each.typed, each.email)]


def _outcome(text: str) -> tuple[list[Address], Sequence[BadAddress]]:
    try:
        return read(text), ()
    except NoAddress:
        return [], ()
    except BadAddresses as refusal:
        return [], refusal.refused


@given(TEXT, TEXT)
def test_an_address_in_any_company_is_found_or_something_is_refused(
    before: str, after: str
) -> None:
    try:
        found = read(f"{before} ada@example.com {after}")
    except BadAddresses:
        return
    assert ADA.email in {each.email for each in found}

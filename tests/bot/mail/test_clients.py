"""Our mails as clients take them, by caniemail's data: all of it, or there is a reason."""

import re
from collections.abc import Iterator
from itertools import product

import pytest

from bot.i18n import Texts
from bot.links import Links
from bot.mail.letters import KINDS, Letters, MailKind
from bot.settings import Sender
from storage.vocabulary import LOCALES

from .excuses import MISSED, OF_WORD, OTHER_FORMS, UNLISTED
from .letter import NOW, invitation
from .markup import ONLY_WORD, Use, lacks, uses, uses_of_word
from .worst import WORST

TEXTS = Texts.load()
LETTERS = Letters(
    Sender("Usher", "invites@example.com"),
    Links(["a key of the tests, long enough"], "https://usher.example.com"),
)
WORD = ("outlook", "outlook/windows")
USUAL = invitation(join_link="https://join.slack.com/t/acme")
ALL = list(product(KINDS, LOCALES))


def html(kind: MailKind, locale: str) -> str:
    """All that such a mail can have in it: the usual, the worst, the last."""
    words = TEXTS.words(locale)
    mails = product((USUAL, WORST), (False, True))
    return "".join(
        LETTERS.render(kind, of, words, NOW, number=2, last=last).html for of, last in mails
    )


def faults(found: set[Use], clients: tuple[str, ...] = ()) -> set[str]:
    return {
        f"{lack}: {use.written}"
        for use in found
        for lack in lacks(use, clients)
        if not is_excused(lack, use.written)
    }


def is_excused(lack: str, written: str) -> bool:
    if lack in OTHER_FORMS and not re.search(OTHER_FORMS[lack], written):
        return True
    return bool({lack, f"{lack} {written}"} & {*MISSED, *UNLISTED, *OF_WORD})


@pytest.mark.parametrize(("kind", "locale"), ALL)
def test_each_client_takes_all_of_a_mail_or_it_does_no_harm(kind: MailKind, locale: str) -> None:
    assert faults(uses(html(kind, locale))) == set()


@pytest.mark.parametrize(("kind", "locale"), ALL)
def test_word_takes_what_it_alone_is_given(kind: MailKind, locale: str) -> None:
    found = uses_of_word(html(kind, locale))
    assert {"html-table", "html-style"} < {use.name for use in found}
    assert faults(found, WORD) == set()


def lacking() -> Iterator[tuple[str, str]]:
    for kind, locale in ALL:
        page = html(kind, locale)
        yield from ((lack, use.written) for use in uses(page) for lack in lacks(use))
        for use in uses_of_word(page):
            yield from ((lack, use.written) for lack in lacks(use, WORD))


def test_nothing_is_excused_that_no_mail_has() -> None:
    found = {each for lack, written in lacking() for each in (lack, f"{lack} {written}")}
    assert {*MISSED, *OTHER_FORMS, *UNLISTED, *OF_WORD} - found == set()


def styled(style: str, tag: str = "td") -> str:
    return f'<{tag} style="{style}">'


@pytest.mark.parametrize(
    "odd",
    [
        "<bdi>",
        "<section>",
        "<button type=submit>",
        "<img src=x>",
        "<svg>",
        "<ol>",
        "<td lang=en>",
        "<div role=article>",
        "<td align=right>",
        "<td valign=top hidden>",
        "<a target=_blank>",
        "<a id=x>",
        '<meta name="description">',
        styled("display: flex"),
        styled("display: none"),
        styled("padding: 1px", "p"),
        styled("padding: 2px 3px", "a"),
        styled("margin: -1px", "p"),
        styled("margin: 0 auto", "p"),
        styled("margin: 1px", "span"),
        styled("max-width: 1px", "div"),
        styled("width: 1px", "p"),
        styled("height: 1px", "div"),
        styled("border: 9px solid"),
        styled("border: 1px solid", "p"),
        styled("border-radius: 1px / 2px"),
        styled("font-size: 1rem"),
        styled("font-size: 90%"),
        styled("font-weight: 350"),
        styled("font-weight: 500"),
        styled("text-align: start"),
        styled("text-decoration: underline dotted"),
        styled("overflow-wrap: anywhere"),
        styled("color: var(--ink)"),
        styled("color: #fff !important"),
        styled("color: oklch(1 1 1)"),
        styled("width: calc(100% - 1px)"),
        styled("width: 1vw"),
        styled("background-image: url(x.png)"),
        styled("background-color: red; /* why */"),
        styled("position: absolute"),
        styled("opacity: 0"),
        styled("unicode-bidi: isolate"),
        styled("margin-inline: 1px"),
        "<style>a:hover { color: #fff }</style>",
        "<style>td.card { color: #fff }</style>",
        "<style>#card { color: #fff }</style>",
        "<style>[data-ogsc] td { color: #fff }</style>",
        "<style>td > p { color: #fff }</style>",
        "<style>td + td { color: #fff }</style>",
        "<style>* { color: #fff }</style>",
        "<style>p::first-line { color: #fff }</style>",
        "<style>@import 'x.css';</style>",
        "<style>@font-face { font-family: x }</style>",
        "<style>@supports (color: red) { p { color: #fff } }</style>",
        "<style>@media (orientation: landscape) { p { color: #fff } }</style>",
        "<style>@media (max-height: 1px) { p { color: #fff } }</style>",
        "<style>@media (prefers-reduced-motion) { p { color: #fff } }</style>",
        "<style>@media screen { @media (max-width: 1px) { p { color: #fff } } }</style>",
        "<style>p { color: #fff } /* why */</style>",
    ],
)
def test_what_some_client_does_not_take_is_found(odd: str) -> None:
    assert faults(uses(odd))


def test_what_stands_for_word_alone_is_looked_at_too() -> None:
    assert (
        faults(uses_of_word("<!--[if mso]><td style='border-radius: 1px'><![endif]-->"), WORD)
        == set()
    )
    assert faults(uses_of_word("<!--[if mso]><v:roundrect><![endif]-->"), WORD)
    assert faults(uses("<!--[if mso]><v:roundrect><![endif]-->")) == set()


@pytest.mark.parametrize(("kind", "locale"), ALL)
def test_important_is_written_as_all_take_it(kind: MailKind, locale: str) -> None:
    page = html(kind, locale)
    assert re.findall("important", page, re.IGNORECASE) == re.findall("(?<=[^ ] !)important", page)


def test_word_has_what_it_needs_in_place_of_what_it_does_not_take() -> None:
    page = html("invitation", "en")
    blocks = "".join(ONLY_WORD.findall(page))
    assert "mso-line-height-rule: exactly" in blocks
    assert "<o:PixelsPerInch>96</o:PixelsPerInch>" in blocks
    assert 'width="560" align="center"' in blocks
    cells = re.findall(r'<td class="button"[^>]*>', page)
    assert cells
    assert all("mso-padding-alt: 15px 30px" in cell for cell in cells)
    assert all("padding: 15px 30px" in link for link in re.findall(r'<a class="open"[^>]*>', page))


@pytest.mark.parametrize(("kind", "locale"), ALL)
def test_the_table_says_again_what_a_client_takes_off_with_html_and_body(
    kind: MailKind, locale: str
) -> None:
    page = re.search(r'<table[^>]* class="page"[^>]*>', html(kind, locale))
    assert page
    for said in (f'lang="{locale}"', 'dir="ltr"', 'bgcolor="#f4f3ee"'):
        assert said in page[0]


def test_the_style_sheet_is_within_gmails_16_kb() -> None:
    [block] = re.findall(
        r"<style[^>]*>.*?</style>",
        LETTERS.render("invitation", USUAL, TEXTS.words("en"), NOW, number=1).html.partition(
            "<!--[if mso]>"
        )[0],
        re.DOTALL,
    )
    assert len(block) < 2_000

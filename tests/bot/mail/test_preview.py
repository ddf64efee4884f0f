"""A mail before there is an invitation: the real words, and links that are nobody's."""

from dataclasses import replace

import pytest

from bot.i18n import Texts
from bot.links import Links
from bot.mail.letters import Letters
from bot.mail.preview import PLACEHOLDER, Preview
from bot.settings import Sender
from tests.bot.mail.letter import NOW, invitation

TEXTS = Texts.load()
URL = "https://usher.example.com/x"
SENDER = Sender("Northwind's Usher", "invites@example.com")


@pytest.mark.parametrize("locale", TEXTS.locales)
def test_it_reads_like_the_mail_that_will_be_sent(locale: str) -> None:
    about, words, links = invitation(), TEXTS.words(locale), Links(["k" * 32], URL)
    letters = Letters(SENDER, links)
    real = letters.render("invitation", about, words, NOW, number=1, wrap=False)
    subject, text = Preview(SENDER, URL)(about, words, NOW)
    expected = real.text
    for token in (links.token("i", about.id), links.token("u", about.id)):
        assert token not in text
        expected = expected.replace(token, PLACEHOLDER)
    assert (subject, text) == (real.subject, expected)
    assert f"{URL}/i/EXAMPLE" in text


@pytest.mark.parametrize("locale", TEXTS.locales)
def test_a_paragraph_is_one_line_for_the_window_to_break(locale: str) -> None:
    quoted = " ".join(["We start on Monday."] * 8)
    about = replace(invitation(), note=f"Hello!\n\n{quoted}")
    _, text = Preview(SENDER, URL)(about, TEXTS.words(locale), NOW)
    lines = text.splitlines()
    mailed = Letters(SENDER, Links(["k" * 32], URL)).render(
        "invitation", about, TEXTS.words(locale), NOW, number=1
    )
    assert f"> {quoted}" in lines
    assert f"{URL}/i/EXAMPLE" in lines
    assert lines.count("") == mailed.text.splitlines().count("")
    assert len(lines) < len(mailed.text.splitlines())


def test_no_token_of_ours_is_in_it() -> None:
    assert Links(["k" * 32], URL).read("i", PLACEHOLDER) is None


def test_a_process_that_sends_nothing_shows_it_too() -> None:
    _, text = Preview(None, URL)(invitation(), TEXTS.words("en"), NOW)
    assert "Sent by Usher for Acme" in text

"""What is put into a sentence is escaped, unless it is markup of our own."""

import pytest
from jinja2 import UndefinedError

from bot.web.templating import apart, environment, fill


def test_the_sentence_and_its_values_are_escaped() -> None:
    assert fill("Q & A for {who}", who="<b>") == "Q &amp; A for &lt;b&gt;"


def test_markup_of_our_own_stays() -> None:
    assert fill("Hello {who}", who=apart("<b>")) == "Hello <bdi>&lt;b&gt;</bdi>"


def test_braces_in_a_name_are_only_braces() -> None:
    assert fill("Hello {who}", who=apart("{who.__class__} {0}")) == (
        "Hello <bdi>{who.__class__} {0}</bdi>"
    )


def test_a_name_that_nobody_gave_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{{ missing }}").render()

"""What is read of the installation: what does not work, where to go, and that it is mended."""

import pytest

from commands.notifications.installation import Installation
from tests.bot.slack.views.parcels import TEXTS, draw, parcel, shown


def said(kind: str, locale: str, *, heard: bool = False, missing: tuple[str, ...] = ()) -> str:
    about = Installation("T1", heard, missing)
    return shown(draw(parcel(f"slack.{kind}", installation=about), TEXTS.words(locale)))


@pytest.mark.parametrize("locale", ["en", "ru"])
def test_the_owner_reads_where_to_press_what(locale: str) -> None:
    text = said("silent", locale)
    for each in ("<https://api.slack.com/apps>", "*Event Subscriptions*", "*Retry*", "Request URL"):
        assert each in text
    assert ("*Home* stays empty" if locale == "en" else "остаётся пустой") in text


def test_and_that_it_is_done() -> None:
    text = said("silent", "en", heard=True)
    assert text == "✅ Slack's events reach Usher. Nothing is left to do."


def test_admins_read_what_each_scope_is_for_and_how_to_get_it() -> None:
    text = said("scopes", "en", missing=("files:write", "usergroups:write"))
    assert "Usher lacks 2 scopes" in text
    assert "• send CSV files (`files:write`)\n• bring people into linked user groups" in text
    for each in ("`usher manifest`", "*App Manifest*", "*Install App*", "Everything else works"):
        assert each in text


def test_and_in_russian() -> None:
    text = said("scopes", "ru", missing=("files:write",))
    assert "не хватает в Slack 1 разрешения, которое здесь нужно" in text
    assert "• отправлять файлы CSV (`files:write`)" in text


def test_and_that_it_was_granted() -> None:
    assert said("scopes", "en") == "✅ Usher has all the scopes in Slack that it needs."

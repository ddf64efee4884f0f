"""The same in Russian: Lev's Slack, Ivy's mail and page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.window import Window

pytestmark = pytest.mark.browser


@pytest.fixture
def window(window: Window) -> Iterator[Window]:
    """Lev speaks Russian for a while."""
    window.speak("Русский")
    yield window
    window.be("Lev")
    window.speak("English")


def test_lev_invites_in_russian_and_is_answered_in_russian(window: Window) -> None:
    window.type("/invite eva@example.com")
    form = window.modal
    expect(form.get_by_role("heading", name="Пригласить коллег")).to_be_visible()
    expect(form.get_by_label("Электронная почта")).to_have_value("eva@example.com")
    form.get_by_role("group", name="Создать личную рабочую группу").get_by_role("checkbox").check()
    window.pick("Выбрать рабочую группу", "sup", "Support")
    window.press("Пригласить")
    expect(form).to_contain_text("Приглашён 1 человек")
    window.press("Готово")

    mail = window.read("eva@example.com")
    expect(mail.get_by_role("heading", level=1)).to_have_text(
        "Lev Lead приглашает вас в рабочее пространство Northwind"
    )
    page = window.follow(mail.get_by_role("link", name="Открыть приглашение"))
    expect(page.get_by_text("Вы войдёте в рабочую группу Support.")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lev Lead invites you to Northwind")
    page.get_by_role("link", name="Русский").click()
    page.get_by_role("button", name="Принять").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Вы с нами")

    told = window.told("Приглашение принято: eva@example.com")
    expect(told).to_contain_text("Рабочая группа: Support")
    expect(window.home()).to_contain_text("Ваши приглашения")


def test_the_mails_language_is_chosen_in_the_form(window: Window) -> None:
    window.type("/invite pat@example.com")
    window.modal.get_by_label("Язык письма").select_option("English")
    window.press("Пригласить")
    window.press("Готово")
    mail = window.read("pat@example.com")
    expect(mail.get_by_role("heading", level=1)).to_have_text("Lev Lead invites you to Northwind")

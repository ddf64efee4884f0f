"""Pages speak the invitation's language, or the one that was chosen, and keep it."""

import pytest

from tests.bot.web.site import Site, buttons, links

# Nothing here depends on the kind of database.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

RUSSIAN, ENGLISH = "Если вы примете приглашение", "If you accept"


def lang(page: str) -> str:
    return page.partition('<html lang="')[2][:2]


async def test_a_page_speaks_the_language_of_its_invitation(site: Site) -> None:
    bob = site.story.invite(locale="ru")

    page = await site.look(bob, headers={"Accept-Language": "en"})

    assert RUSSIAN in page.text
    assert lang(page.text) == page.headers["content-language"] == "ru"


async def test_another_language_can_be_chosen(site: Site) -> None:
    bob = site.story.invite(locale="ru")

    page = await site.get(f"{site.link(bob)}?lang=en")

    assert ENGLISH in page.text
    assert lang(page.text) == "en"


async def test_the_switch_leads_to_the_same_page_and_marks_the_present_language(site: Site) -> None:
    bob = site.story.invite()

    page = await site.look(bob)

    here = site.link(bob).removeprefix("https://usher.example.com")
    assert f'href="{here}?lang=ru" lang="ru" hreflang="ru">Русский</a>' in page.text
    assert 'lang="en" aria-current="true">English</span>' in page.text


@pytest.mark.parametrize("what", ["accept", "decline"])
async def test_a_chosen_language_is_kept_over_the_answer(site: Site, what: str) -> None:
    bob = site.story.invite()
    page = await site.get(f"{site.link(bob)}?lang=ru")
    [target] = [to for to, _ in buttons(page) if what in to]

    answer = await site.client.post(target)

    assert answer.headers["location"].endswith("?lang=ru")
    assert lang((await site.get(answer.headers["location"])).text) == "ru"


async def test_a_chosen_language_is_kept_over_a_late_answer_and_a_stop(site: Site) -> None:
    bob = site.story.invite()
    site.story.revoke(bob)
    late = await site.press(bob, "accept", "?lang=ru")
    assert (late.status_code, lang(late.text)) == (410, "ru")

    stop = late.text.partition('class="link" href="')[2].partition('"')[0]
    assert stop.endswith("?lang=ru")
    [(target, _)] = buttons(await site.get(stop))
    stopped = await site.client.post(target)
    assert lang(stopped.text) == "ru"
    # From the answer to a press too the switch leads to something that can be opened.
    [switch] = [each for each in links(stopped) if "lang=en" in each]
    assert (await site.get(switch)).status_code == 200


@pytest.mark.parametrize("odd", ["xx", "", "EN", "ru-RU", "../", '"><b>'])
async def test_a_language_that_is_not_ours_is_not_taken(site: Site, odd: str) -> None:
    bob = site.story.invite(locale="ru")

    page = await site.client.get(site.link(bob), params={"lang": odd})
    answer = await site.client.post(f"{site.link(bob)}/accept", params={"lang": odd})

    assert lang(page.text) == "ru"
    assert "?" not in answer.headers["location"]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("ru", "ru"),
        ("RU-ru", "ru"),
        ("xx, ru;q=0.8, en;q=0.5", "ru"),
        ("ru;q=0.4, en;q=0.9", "en"),
        ("ru;q=0, de", "en"),
        ("ru;q=odd", "en"),
        ("ru; level=1", "ru"),
        ("*", "en"),
        ("", "en"),
        (",;,=;q=", "en"),
        ("xx," * 1000 + "ru", "en"),
    ],
)
async def test_a_page_without_an_invitation_speaks_the_browsers_language(
    site: Site, asked: str, answered: str
) -> None:
    page = await site.get("/i/nothing", headers={"Accept-Language": asked})

    assert lang(page.text) == answered


async def test_an_unknown_link_can_be_read_in_another_language_too(site: Site) -> None:
    page = await site.get("/i/nothing?lang=ru")
    assert lang(page.text) == "ru"
    assert 'href="?lang=en"' in page.text


async def test_an_error_after_a_press_offers_no_switch_that_leads_nowhere(site: Site) -> None:
    answer = await site.client.post("/i/nothing/accept")

    assert answer.status_code == 404
    assert "lang=ru" not in answer.text

"""The demo page's routes: what they show to whom, and what they let them do."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from bot.sandbox.pages import STATIC
from tests.bot.sandbox.blocks import SEARCH, actions, asked, button, home, message, modal, option
from tests.bot.sandbox.bot import Bot, Open, open_modal
from tests.bot.sandbox.mails import letter, send
from tests.clock import Clock
from tests.people import MONDAY


@pytest.fixture
async def browser(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        yield browser


async def seen(browser: httpx.AsyncClient, who: str = "lev") -> dict[str, Any]:
    return dict((await browser.get("/demo/state", params={"as": who})).json())


async def act(browser: httpx.AsyncClient, do: str, **told: Any) -> Any:
    answer = await browser.post("/demo/act", json={"do": do, **told})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_page_is_there_and_loads_nothing_from_elsewhere(
    browser: httpx.AsyncClient,
) -> None:
    page = await browser.get("/demo")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "style=" not in page.text
    assert "onclick" not in page.text


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.iterdir()))
async def test_each_of_its_files_is_served(browser: httpx.AsyncClient, name: str) -> None:
    assert (await browser.get(f"/demo/static/{name}")).status_code == 200


@pytest.mark.parametrize("path", ["/demo/nothing", "/demo/static/nothing.js", "/", "/demo/mail/0"])
async def test_what_is_not_there_is_not_found(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(path)).status_code == 404


async def test_a_person_sees_who_and_where_they_are(browser: httpx.AsyncClient) -> None:
    state = await seen(browser)
    assert state["me"]["real_name"] == "Lev Lead"
    assert state["command"] == "/invite"
    assert {"ada", "lev", "mia", "gus"} <= {person["name"] for person in state["people"]}
    assert state["places"] == {"general": [], "app": []}
    assert (state["home"], state["modal"], state["depth"], state["mails"]) == (None, None, 0, [])


async def test_nobody_is_seen_by_a_wrong_name(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/demo/state", params={"as": "zoe"})
    assert (answer.status_code, answer.json()) == (404, {"error": "user_not_found"})


async def test_the_state_comes_at_once_if_it_is_new_and_not_at_all_if_it_is_not(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.pages.LONGEST_WAIT", 0.01)
    state = await seen(browser)
    again = await browser.get("/demo/state", params={"as": "lev", "after": state["version"]})
    assert again.status_code == 204
    await act(browser, "say", who="lev", text="Hello", place="general")
    news = await browser.get("/demo/state", params={"as": "lev", "after": state["version"]})
    assert news.json()["version"] > state["version"]


async def test_a_command_is_typed_and_its_answer_seen(browser: httpx.AsyncClient, bot: Bot) -> None:
    bot.answers["command"] = lambda _: "Hello"
    outcome = await act(browser, "command", who="lev", line="/invite help", place="general")
    assert (outcome["error"], outcome["body"]) == ("", "Hello")
    assert [said["text"] for said in (await seen(browser))["places"]["general"]] == ["Hello"]
    assert (await seen(browser, "mia"))["places"]["general"] == []


async def test_a_modal_is_shown_with_its_errors_and_what_was_typed(
    browser: httpx.AsyncClient, sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal(asked("emails")))
    wrong = {"response_action": "errors", "errors": {"emails": "There is no @ in it."}}
    bot.answers["view_submission"] = lambda _: wrong
    await act(browser, "submit", who="lev", values={"emails": {"emails": "ivy"}})
    state = await seen(browser)
    typed = state["modal"]["view"]["state"]["values"]["emails"]["emails"]
    assert (state["depth"], typed["value"]) == (1, "ivy")
    assert state["modal"]["errors"] == {"emails": "There is no @ in it."}
    assert (await seen(browser, "ada"))["modal"] is None


async def test_a_search_is_typed_and_a_modal_closed(
    browser: httpx.AsyncClient, sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    await open_modal(sandbox, bot, client, modal(SEARCH))
    bot.answers["block_suggestion"] = lambda _: {"options": [option("01J", "Design")]}
    place = {"place": "modal", "ts": ""}
    found = await act(browser, "suggest", who="lev", action_id="workgroup", query="d", **place)
    assert found == [option("01J", "Design")]
    await act(browser, "close", who="lev")
    assert (await seen(browser))["modal"] is None


async def test_buttons_and_shortcuts_are_pressed(
    browser: httpx.AsyncClient, bot: Bot, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel="U0LEV00000", **message(actions(button("go"))))
    ts = (await seen(browser))["places"]["app"][0]["ts"]
    where = {"place": "app", "ts": ts, "typed": {}}
    await act(browser, "click", who="lev", action_id="go", value=None, **where)
    assert bot.last["actions"][0]["action_id"] == "go"
    await act(browser, "shortcut", who="lev")
    assert (bot.last["type"], bot.last["callback_id"]) == ("shortcut", "invite")


async def test_the_home_is_opened_and_seen(
    browser: httpx.AsyncClient, bot: Bot, client: AsyncWebClient
) -> None:
    await act(browser, "open_home", who="lev")
    assert bot.last["event"]["type"] == "app_home_opened"
    await client.views_publish(user_id="U0LEV00000", view=home())
    assert (await seen(browser))["home"]["type"] == "home"


async def test_somebody_changes_their_language_and_somebody_comes(
    browser: httpx.AsyncClient, bot: Bot
) -> None:
    await act(browser, "change", who="lev", locale="ru-RU")
    assert (await seen(browser))["me"]["locale"] == "ru-RU"
    await act(browser, "join", name="Ivy Invited", email="ivy@example.com")
    assert bot.last["event"]["type"] == "team_join"


async def test_what_is_unread_is_counted_until_it_is_read(
    browser: httpx.AsyncClient, client: AsyncWebClient
) -> None:
    async def unread(who: str) -> Any:
        state = await seen(browser)
        return next(person["unread"] for person in state["people"] if person["name"] == who)

    for text in ("one", "two"):
        await client.chat_postMessage(channel="U0ADA00000", text=text)
    assert await unread("ada") == {"general": 0, "app": 2}
    await act(browser, "read", who="ada", place="app")
    assert await unread("ada") == {"general": 0, "app": 0}
    await client.chat_postMessage(channel="U0ADA00000", text="three")
    await act(browser, "say", who="ada", text="mine", place="general")
    assert await unread("ada") == {"general": 0, "app": 1}
    assert await unread("lev") == {"general": 1, "app": 0}


async def test_there_is_nothing_to_read_where_nothing_was_said(
    browser: httpx.AsyncClient,
) -> None:
    before = await seen(browser)
    await act(browser, "read", who="ada", place="app")
    assert (await seen(browser))["version"] == before["version"]


async def test_time_is_moved_on(build: Open) -> None:
    clock = Clock(stands=True)
    sandbox = build(clock=clock, advance=clock.move)
    transport = httpx.ASGITransport(sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        before = await seen(browser)
        await act(browser, "advance", days=3)
        after = await seen(browser)
    await sandbox.stop()
    assert clock() == MONDAY + timedelta(days=3)
    assert (before["now"], after["now"]) == (MONDAY.timestamp(), clock().timestamp())
    assert after["version"] != before["version"]


async def test_without_a_clock_of_its_own_time_stays(browser: httpx.AsyncClient) -> None:
    await act(browser, "advance", days=7)
    assert (await seen(browser))["now"] == pytest.approx(datetime.now(UTC).timestamp(), abs=60)


async def test_a_method_can_be_told_to_fail(
    browser: httpx.AsyncClient, sandbox: Sandbox, client: AsyncWebClient
) -> None:
    await act(browser, "fail", method="auth.test", error="account_inactive")
    with pytest.raises(Exception, match="account_inactive"):
        await client.auth_test()


@pytest.mark.parametrize(
    "told",
    [
        {},
        [],
        {"do": "dance"},
        {"do": "command"},
        {"do": "submit", "who": "lev"},
        {"do": "shortcut", "who": "zoe"},
        {"do": "click", "who": "lev", "action_id": "go"},
    ],
)
async def test_what_cannot_be_done_is_refused(browser: httpx.AsyncClient, told: Any) -> None:
    answer = await browser.post("/demo/act", json=told)
    assert answer.status_code == 400
    assert answer.json()["error"]


async def test_a_form_of_another_site_does_nothing(
    browser: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    told = '{"do": "say", "who": "lev", "text": "x", "place": "general"}'
    answer = await browser.post("/demo/act", content=told, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 400
    assert sandbox.messages("lev", "general") == []


async def test_mails_are_listed_newest_first_and_opened(
    browser: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    for subject in ("one", "two"):
        await send(sandbox, letter(subject=subject))
    listed = (await seen(browser))["mails"]
    assert [mail["subject"] for mail in listed] == ["two", "one"]
    assert "html" not in listed[0]
    whole = (await browser.get(f"/demo/mail/{listed[0]['id']}")).json()
    assert (whole["subject"], whole["text"].strip()) == ("two", "Hello Ivy")
    assert whole["source"].startswith("From: Usher")


async def test_a_mails_html_runs_no_script_and_its_links_open_outside(
    browser: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    await send(sandbox, letter())
    (mail,) = (await seen(browser))["mails"]
    page = await browser.get(f"/demo/mail/{mail['id']}/html")
    policy = page.headers["content-security-policy"]
    assert page.text.startswith('<base target="_blank">')
    assert "<p>Hello <b>Ivy</b></p>" in page.text
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert (await browser.get("/demo/mail/0/html")).status_code == 404

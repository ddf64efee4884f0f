"""Webhooks from Home's settings, over HTTP: added, changed, paused, given a new secret, removed."""

import logging
from base64 import b64decode

import pytest

from tests.bot.slack.endpoints import (
    URL,
    added,
    click,
    hooks,
    listed,
    pick,
    said,
    sealed,
    submitted,
    top,
)
from tests.bot.slack.home_page import texts
from tests.bot.slack.house import House
from tests.bot.slack.views.languages import strings


async def test_an_admin_adds_an_endpoint_and_sees_its_secret_once(house: House) -> None:
    assert "A directory, an HR system" in said(await listed(house))
    await click(house, "webhook.add")
    values = {"url": f" {URL} ", "events": ["member.created", "invitation.accepted"]}
    assert (await house.slack.submit("ada", values)).ok
    view = top(house, "webhook.secret")
    [secret] = [text for text in strings(view["blocks"]) if text.startswith("whsec_")]
    assert len(b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
    [endpoint] = await hooks(house)
    assert (endpoint.url, endpoint.events) == (URL, ("invitation.accepted", "member.created"))
    assert await sealed(house, endpoint) == (secret, None)
    await house.slack.close("ada")
    assert "hr.example.com/usher" in said(top(house, "webhooks")), "the list is not of before"
    assert "1 endpoint is told what happens here." in texts(house, "ada")
    for view in house.slack.views("ada"):
        assert "whsec" not in str(view)


async def test_each_has_a_secret_of_its_own_and_no_log_knows_it(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await listed(house)
    seen = set()
    for path in ("a", "b"):
        await click(house, "webhook.add")
        await house.slack.submit("ada", {"url": f"https://x.example/{path}?token=geheim"})
        view = top(house, "webhook.secret")
        seen |= {text for text in strings(view["blocks"]) if text.startswith("whsec_")}
        await house.slack.close("ada")
    assert len(seen) == 2
    assert not [secret for secret in seen if secret in caplog.text]


async def test_nothing_chosen_is_all(house: House) -> None:
    await listed(house)
    await click(house, "webhook.add")
    await house.slack.submit("ada", {"url": URL})
    assert (await hooks(house))[0].events == ()
    await house.slack.close("ada")
    assert "All events" in said(top(house, "webhooks"))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://hr.example.com", "Without encryption"),
        ("ftp://hr.example.com", "https://"),
        ("https://127.0.0.1/usher", "private network"),
        ("https://ada:geheim@hr.example.com", "user or a password"),
        ("hr.example.com", "https://"),
    ],
)
async def test_an_address_that_can_not_be_is_said_under_its_field(
    house: House, url: str, why: str
) -> None:
    await listed(house)
    await click(house, "webhook.add")
    await house.slack.submit("ada", {"url": url})
    errors = house.slack.errors("ada")
    assert list(errors) == ["url"]
    assert why in errors["url"]
    assert await hooks(house) == ()


async def test_events_that_there_are_not_are_said_under_their_field(house: House) -> None:
    await listed(house)
    await click(house, "webhook.add")
    view = top(house, "webhook")
    view["state"]["values"]["url"]["url"]["value"] = URL
    view["state"]["values"]["events"]["events"]["selected_options"] = [{"value": "some.day"}]
    outcome = await submitted(house, "ada", view)
    assert list(outcome["errors"]) == ["events"]
    assert await hooks(house) == ()


async def test_the_eleventh_is_one_too_many(house: House) -> None:
    await listed(house)
    await click(house, "webhook.add")
    for n in range(10):
        await added(house, f"{URL}/{n}")
    await house.slack.submit("ada", {"url": URL})
    assert "at most 10" in house.slack.errors("ada")["url"]
    await house.slack.close("ada")
    await house.slack.close("ada")
    assert "webhook.add" not in str(await listed(house))


async def test_an_endpoint_is_changed(house: House) -> None:
    endpoint = await added(house)
    await listed(house)
    await pick(house, "edit", endpoint)
    values = {"url": "https://other.example/x", "events": ["member.removed"]}
    assert (await house.slack.submit("ada", values)).ok
    [changed] = await hooks(house)
    assert (changed.id, changed.url) == (endpoint.id, "https://other.example/x")
    assert changed.events == ("member.removed",)
    view = top(house, "webhooks")
    assert "other.example/x" in said(view)
    assert "A member was removed" in said(view)


async def test_saving_a_form_as_it_was_changes_nothing(house: House) -> None:
    endpoint = await added(house)
    await listed(house)
    await pick(house, "edit", endpoint)
    assert (await house.slack.submit("ada")).ok
    assert await hooks(house) == (endpoint,)


async def test_an_endpoint_is_paused_and_sends_again(house: House) -> None:
    endpoint = await added(house)
    await listed(house)
    await pick(house, "pause", endpoint)
    assert (await hooks(house))[0].paused_at == house.now
    assert "⏸ Paused since" in said(top(house, "webhooks"))
    assert "⏸ 1 is paused" in texts(house, "ada")
    await pick(house, "resume", endpoint)
    assert (await hooks(house))[0].paused_at is None
    assert "✓ No failures" in said(top(house, "webhooks"))
    assert "paused" not in texts(house, "ada")


async def test_a_secret_is_replaced_and_the_old_one_retired(house: House) -> None:
    endpoint = await added(house)
    old, _ = await sealed(house, endpoint)
    await listed(house)
    await pick(house, "more", endpoint)
    assert "webhook.retire" not in str(top(house, "webhook.more"))
    await click(house, "webhook.rotate", endpoint.id)
    view = top(house, "webhook.secret")
    [made] = [text for text in strings(view["blocks"]) if text.startswith("whsec_")]
    assert await sealed(house, endpoint) == (made, old)
    await house.slack.close("ada")
    assert "🔑 Two secrets sign" in said(top(house, "webhooks"))
    await pick(house, "more", endpoint)
    await click(house, "webhook.retire", endpoint.id)
    assert await sealed(house, endpoint) == (made, None)
    assert "webhook.retire" not in str(top(house, "webhook.more"))
    await house.slack.close("ada")
    assert "Two secrets sign" not in said(top(house, "webhooks"))


async def test_a_secret_that_slack_did_not_show_is_said(house: House) -> None:
    endpoint = await added(house)
    await listed(house)
    await pick(house, "more", endpoint)
    house.slack.fail("views.update", status=200, error="internal_error")
    await click(house, "webhook.rotate", endpoint.id)
    view = top(house, "notice")
    assert "didn't show the new secret." in said(view)
    assert "whsec" not in str(house.slack.views("ada"))


async def test_an_endpoint_is_removed(house: House) -> None:
    endpoint = await added(house)
    await listed(house)
    await pick(house, "more", endpoint)
    await click(house, "webhook.remove", endpoint.id)
    assert await hooks(house) == ()
    assert "hr.example.com/usher is removed" in said(top(house, "notice"))
    await house.slack.close("ada")
    assert "A directory, an HR system" in said(top(house, "webhooks"))
    assert "None: no other system is told" in texts(house, "ada")


async def test_what_is_done_is_done_whatever_slack_says_to_the_list(house: House) -> None:
    endpoint = await added(house)
    await listed(house)
    house.slack.fail("views.update", status=200, error="internal_error")
    house.slack.fail("views.publish", status=200, error="internal_error")
    await pick(house, "pause", endpoint)
    assert (await hooks(house))[0].paused_at

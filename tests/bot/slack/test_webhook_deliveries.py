"""What an endpoint was told lately, looked at and sent again; and the message of a pause."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.slack import webhook_modals
from bot.slack.views import messages
from commands.delivery.parcels.parcel import Parcel, Recipient
from commands.errors import NotFound
from commands.webhooks import endpoints
from commands.webhooks.endpoints import Endpoint
from storage.models import OutboxRow
from storage.outbox_details import EndpointPaused
from tests.bot.slack.endpoints import (
    GONE,
    NOBODY,
    added,
    click,
    hooks,
    listed,
    pick,
    press,
    said,
    told,
    top,
)
from tests.bot.slack.home_page import texts, turn
from tests.bot.slack.house import House


async def settled(house: House) -> None:
    """Let what is on its way have arrived."""

    def record(unit: Any) -> None:
        for row in unit.scalars(select(OutboxRow)):
            row.state, row.done_at = "sent", house.now

    await house.parts.run(record)


def posted(house: House, endpoint: Endpoint) -> None:
    """The message that it is paused, as Ada has it."""
    to = Recipient(house.id("ada"), "Ada", "en", "admin")
    parcel = Parcel(
        1,
        "x",
        "slack.hook_paused",
        "T",
        "UTC",
        EndpointPaused(endpoint.id, "500"),
        recipient=to,
        endpoint=endpoint,
    )
    message = messages.draw(parcel, house.parts.texts.words("en"), house.now)
    house.slack.workspace.post(house.slack.workspace.channel("ada", "app"), message)


async def test_a_test_is_sent_and_seen_among_the_deliveries(house: House) -> None:
    endpoint = await added(house)
    await listed(house)
    await pick(house, "deliveries", endpoint)
    assert "It was told nothing yet." in said(top(house, "webhook.deliveries"))
    await house.slack.close("ada")
    await pick(house, "test", endpoint)
    view = top(house, "webhook.deliveries")
    assert "A test is on its way." in said(view)
    assert "*A test* · 🕓 on its way" in said(view)
    await click(house, "webhook.test", endpoint.id)
    assert [each.type for each in await told(house, endpoint)] == ["usher.test"] * 2
    await click(house, "webhook.deliveries", endpoint.id)
    view = top(house, "webhook.deliveries")
    assert said(view).count("*A test*") == 2
    assert "A test is on its way." not in said(view)
    assert len(house.slack.views("ada")) == 2


async def test_a_delivery_is_sent_again(house: House) -> None:
    endpoint = await added(house)
    await house.parts.run(endpoints.test, house.person("ada"), endpoint.id, house.now)
    [first] = await told(house, endpoint)
    await listed(house)
    await pick(house, "deliveries", endpoint)
    await settled(house)
    await click(house, "webhook.replay", str(first.id))
    view = top(house, "webhook.deliveries")
    assert "It is on its way again." in said(view)
    assert said(view).count("*A test*") == 2
    assert len(await told(house, endpoint)) == 2


async def test_a_paused_one_is_tried_and_sends_again_from_its_deliveries(house: House) -> None:
    endpoint = await added(house)
    await house.parts.run(endpoints.pause, house.person("ada"), endpoint.id, house.now)
    await listed(house)
    await pick(house, "deliveries", endpoint)
    await click(house, "webhook.resume", endpoint.id)
    view = top(house, "webhook.deliveries")
    assert "hr.example.com/usher is told again." in said(view)
    assert "webhook.resume" not in str(view)
    await house.slack.close("ada")
    assert "✓ No failures" in said(top(house, "webhooks"))
    assert "paused" not in texts(house, "ada")


async def test_an_admin_sends_again_from_the_message(house: House) -> None:
    endpoint = await added(house)
    await house.parts.run(endpoints.pause, house.person("ada"), endpoint.id, house.now)
    posted(house, endpoint)
    for _ in range(2):
        await click(house, "webhook.resume", endpoint.id)
        assert (await hooks(house))[0].paused_at is None
        assert "is told again" in house.slack.messages("ada")[-1]["text"]
        assert house.slack.messages("ada")[-1]["ephemeral"]
    assert house.slack.view("ada") is None


async def test_an_admin_looks_at_the_deliveries_from_the_message(house: House) -> None:
    endpoint = await added(house)
    await house.parts.run(endpoints.test, house.person("ada"), endpoint.id, house.now)
    [first] = await told(house, endpoint)
    posted(house, endpoint)
    await click(house, "webhook.deliveries", endpoint.id)
    assert "*A test*" in said(top(house, "webhook.deliveries"))
    await click(house, "webhook.replay", str(first.id))
    await click(house, "webhook.test", endpoint.id)
    await click(house, "webhook.deliveries", endpoint.id)
    assert len(house.slack.views("ada")) == 1
    assert house.slack.home("ada") is None, "no Home is drawn that nobody opened"


@pytest.mark.parametrize("value", ["999999", "", "x", "-1", "٣", "9" * 18, "9" * 30, NOBODY])
async def test_a_delivery_that_there_is_not_has_its_sentence(house: House, value: str) -> None:
    await turn(house, "ada", "settings")
    assert GONE in said(await press(house, "ada", "webhook.replay", value))


async def test_a_row_of_the_outbox_that_is_no_delivery_is_not_sent_again(house: House) -> None:
    await house.slack.command("lev", "/invite ivy@example.com")
    await house.slack.submit("lev")
    await turn(house, "ada", "settings")
    assert GONE in said(await press(house, "ada", "webhook.replay", "1"))


def test_a_number_is_one_that_either_database_can_look_for() -> None:
    assert webhook_modals.number("2147483647") == 2**31 - 1
    with pytest.raises(NotFound):
        webhook_modals.number("2147483648")

"""Webhooks, drawn: the list, the form, the secret, the deliveries, and the message of a pause."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.i18n import Words
from bot.sandbox.rules import problems
from bot.slack.shapes import View
from bot.slack.views import messages, webhook_deliveries, webhook_form, webhooks
from bot.slack.views.metadata import NOTHING_KEPT, Metadata
from bot.wording import webhook_endpoints
from commands.delivery.parcels.parcel import Parcel, Recipient
from commands.webhooks.endpoints import EVENTS, MOST, Delivery, Endpoint
from commands.webhooks.failures import Failure, FailureCode
from storage.outbox_details import read
from storage.vocabulary import WebhookEvent
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, mrkdwn, strings
from tests.bot.slack.views.modals import HOME, MOST_KEPT, submitted
from tests.bot.slack.views.samples import HOSTILE
from tests.bot.slack.views.webhook_samples import FAILING, PAUSED, SENT, WELL, WORST
from tests.people import MONDAY

ZONE = "Europe/Berlin"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def other(words: str) -> Failure:
    return Failure(FailureCode.OTHER, said=words)


STATES = ["pending", "sent", "failed", "dropped"]
LONG = replace(
    SENT,
    id=10**17,
    type="workgroup.members_removed",
    attempts=10_000,
    failure=Failure(FailureCode.ANSWERED, status=500, said=HOSTILE),
)


def listed(*found: Endpoint, words: Words = ENGLISH) -> dict[str, Any]:
    return webhooks.listed(found, words, ZONE, HOME)


def deliveries(endpoint: Endpoint, *told: Delivery, said: str = "", words: Words = ENGLISH) -> Any:
    return webhook_deliveries.draw(endpoint, told, words, ZONE, Metadata(endpoint.id), said)


def paused(endpoint: Endpoint = PAUSED, words: Words = ENGLISH, **details: Any) -> dict[str, Any]:
    to = Recipient("U0ADA00000", "Ada", "en", "admin")
    kind = "slack.hook_paused"
    parcel = Parcel(
        1,
        "lease",
        kind,
        "T1",
        ZONE,
        read(kind, {"endpoint": "E", **details}),
        recipient=to,
        endpoint=endpoint,
    )
    return messages.draw(parcel, words, MONDAY)


def text(view: dict[str, Any]) -> str:
    return "\n".join(strings(view["blocks"]))


def pressed(view: dict[str, Any]) -> list[tuple[str, str]]:
    elements = [each for block in view["blocks"] for each in block.get("elements", ())]
    return [(each["action_id"], each.get("value", "")) for each in elements if "action_id" in each]


def offered(view: dict[str, Any]) -> list[str]:
    [menu] = [block["accessory"] for block in view["blocks"] if "accessory" in block]
    assert menu["action_id"] == "webhook.menu"
    return [option["value"] for option in menu["options"]]


def modals(words: Words) -> list[dict[str, Any]]:
    every = [replace(LONG, id=n, state=STATES[n % 4]) for n in range(30)]
    return [
        listed(words=words),
        listed(*[WORST] * 10, words=words),
        webhooks.more(WORST, words, ZONE, MOST_KEPT),
        webhooks.more(WELL, words, ZONE, Metadata(WELL.id)),
        webhooks.secret(WORST, SECRET, words, fresh=True),
        webhooks.secret(WORST, SECRET, words, fresh=False),
        webhook_form.draw(words, HOME),
        webhook_form.draw(words, HOME, replace(WORST, url=WORST.url[:500])),
        deliveries(WORST, *every, said="x" * 200, words=words),
        deliveries(WELL, words=words),
    ]


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_slack_takes_each_of_them_at_its_worst(words: Words) -> None:
    for view in modals(words):
        assert problems(view, "modal") == [], view["callback_id"]
    for endpoint in (WORST, WELL):
        message = paused(endpoint, words, said="й" * 300)
        assert problems({"channel": "D1", **message}, "message") == []


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_nothing_in_an_address_or_an_answer_acts(words: Words) -> None:
    stored = (HOSTILE, f"answered:500:{HOSTILE}")
    views = [*modals(words), *(paused(WORST, words, said=each) for each in stored)]
    for each in (part["text"] for view in views for part in mrkdwn(view)):
        assert "<!" not in each
        assert "evil.example" not in each
        assert "*x*" not in each


def test_what_may_be_a_secret_in_an_address_is_only_in_its_own_modals() -> None:
    assert "hr.example.com/usher" in webhook_endpoints.place(WELL.url)
    for view in (listed(WELL), deliveries(WELL, SENT), paused(WELL), modals(ENGLISH)[4]):
        assert "geheim" not in json.dumps(view)
    assert "geheim" in text(webhooks.more(WELL, ENGLISH, ZONE, NOTHING_KEPT))


def test_without_endpoints_the_list_says_what_they_are_for() -> None:
    view = listed()
    assert "A directory, an HR system or a script can be told" in text(view)
    assert pressed(view) == [("webhook.add", "")]


def test_as_many_as_there_may_be_leave_room_for_no_more() -> None:
    assert "webhook.add" in str(listed(*[WELL] * (MOST - 1)))
    full = listed(*[WELL] * MOST)
    assert "webhook.add" not in str(full)
    assert "at most 10 endpoints" in text(full)


@pytest.mark.parametrize(
    ("endpoint", "state"),
    [
        (WELL, "✓ No failures"),
        (FAILING, "⚠️ Failing since 22 November 2026, 10:30 (Berlin, UTC+01:00)"),
        (replace(WELL, paused_at=MONDAY), "⏸ Paused since 23 November 2026, 10:30"),
        (PAUSED, "⏸ Paused since 23 November 2026, 10:30"),
        (PAUSED, "⚠️ Failing since 20 November 2026, 10:30"),
        (replace(WELL, rotating=True), "🔑 Two secrets sign"),
    ],
)
def test_the_list_says_how_each_endpoint_is(endpoint: Endpoint, state: str) -> None:
    assert state in text(listed(endpoint))
    assert ("No failures" in text(listed(endpoint))) == (
        "No failures" in state or endpoint.rotating
    )


def test_the_list_says_what_each_endpoint_is_told() -> None:
    assert "All events" in text(listed(WELL))
    some = replace(WELL, events=("invitation.accepted", "member.created", "some.morrow"))
    said = text(listed(some))
    assert "An invitation was accepted · A member joined · some" in said
    assert "All events" not in said


def test_a_menu_has_what_can_be_done() -> None:
    verbs = [value.partition(":")[0] for value in offered(listed(WELL))]
    assert verbs == ["deliveries", "edit", "test", "pause", "more"]
    verbs = [value.partition(":")[0] for value in offered(listed(PAUSED))]
    assert verbs == ["deliveries", "edit", "test", "resume", "more"]
    assert {value.partition(":")[2] for value in offered(listed(WELL))} == {WELL.id}


def test_what_can_not_be_undone_asks_first() -> None:
    def asking(endpoint: Endpoint) -> dict[str, str]:
        view = webhooks.more(endpoint, ENGLISH, ZONE, NOTHING_KEPT)
        buttons = [each for block in view["blocks"] for each in block.get("elements", ())]
        return {
            each["action_id"]: each["confirm"]["text"]["text"]
            for each in buttons
            if "action_id" in each
        }

    assert list(asking(WELL)) == ["webhook.rotate", "webhook.remove"]
    rotating = asking(replace(WELL, rotating=True))
    assert list(rotating) == ["webhook.rotate", "webhook.retire", "webhook.remove"]
    assert "until you retire that" in asking(WELL)["webhook.rotate"]
    assert "the old one stops at once" in rotating["webhook.rotate"]


@pytest.mark.parametrize("fresh", [True, False])
def test_the_secret_stands_alone_and_only_there(fresh: bool) -> None:
    view = webhooks.secret(WELL, SECRET, ENGLISH, fresh=fresh)
    assert [each for each in strings(view["blocks"]) if "whsec" in each] == [SECRET]
    assert "not shown again" in text(view)
    assert ("is told from now on" in text(view)) == fresh
    assert "whsec" not in json.dumps({**view, "blocks": []})


def test_every_event_can_be_chosen_and_is_named_in_words() -> None:
    view = webhook_form.draw(ENGLISH, HOME)
    groups = view["blocks"][1]["element"]["option_groups"]
    options = [option for group in groups for option in group["options"]]
    assert [option["value"] for option in options] == list(EVENTS)
    for option in options:
        assert option["text"]["text"] != option["value"], "it has words"
        assert option["description"]["text"] == option["value"]
    assert webhook_endpoints.event(WebhookEvent.TEST, ENGLISH) == "A test"


def test_the_form_of_one_that_is_there_begins_as_it_is() -> None:
    endpoint = replace(WELL, events=("member.created", "some.yesterday"))
    url, events = webhook_form.draw(ENGLISH, Metadata(endpoint.id), endpoint)["blocks"]
    assert url["element"]["initial_value"] == endpoint.url
    assert [each["value"] for each in events["element"]["initial_options"]] == ["member.created"]
    url, events = webhook_form.draw(ENGLISH, NOTHING_KEPT)["blocks"]
    assert "initial_value" not in url["element"]
    assert "initial_options" not in events["element"]


def test_what_is_filled_in_is_read() -> None:
    values = {
        "url": {"url": {"value": " https://a.example/x\n"}},
        "events": {"events": {"selected_options": [{"value": "member.created"}]}},
    }
    found = webhook_form.read(submitted(values))
    assert found == webhook_form.WebhookForm("https://a.example/x", ("member.created",))
    empty = {"url": {"url": {"value": None}}, "events": {"events": {"selected_options": None}}}
    for view in (View(), submitted(None), submitted(empty)):
        assert webhook_form.read(view) == webhook_form.WebhookForm("", ())


@pytest.mark.parametrize(
    ("delivery", "lines"),
    [
        (
            SENT,
            (
                "*An invitation was accepted* · ✅ delivered\n"
                "23 November 2026, 10:30 · 1 try · `invitation.accepted`"
            ),
        ),
        (
            replace(SENT, state="failed", attempts=9, failure=other("The answer was 500.")),
            (
                "*An invitation was accepted* · ❌ not delivered\n"
                "23 November 2026, 10:30 · 9 tries · `invitation.accepted`\n"
                "The answer was 500."
            ),
        ),
        (
            replace(
                SENT, state="pending", failure=other("Too late"), due_at=MONDAY + timedelta(hours=1)
            ),
            (
                "*An invitation was accepted* · 🕓 tried again: 23 November 2026, 11:30\n"
                "23 November 2026, 10:30 · 1 try · `invitation.accepted`\n"
                "Too late"
            ),
        ),
        (
            replace(SENT, state="pending", type=WebhookEvent.TEST, attempts=0),
            "*A test* · 🕓 on its way\n23 November 2026, 10:30 · `usher.test`",
        ),
        (
            replace(SENT, state="pending", attempts=0, due_at=MONDAY.replace(year=9999)),
            (
                "*An invitation was accepted* · ⏸ waits until it is told again\n"
                "23 November 2026, 10:30 · `invitation.accepted`"
            ),
        ),
        (
            replace(SENT, state="dropped", attempts=0),
            (
                "*An invitation was accepted* · ⏹ not sent\n"
                "23 November 2026, 10:30 · `invitation.accepted`"
            ),
        ),
    ],
)
def test_a_delivery_says_what_when_and_how_it_went(delivery: Delivery, lines: str) -> None:
    [row] = [block for block in deliveries(WELL, delivery)["blocks"] if "accessory" in block]
    assert row["text"]["text"].replace("\u200c", "") == lines
    button = row["accessory"]
    assert (button["action_id"], button["value"]) == ("webhook.replay", "7")


def test_the_newest_twenty_are_shown() -> None:
    every = [replace(SENT, id=n) for n in range(30, 0, -1)]
    rows = [block for block in deliveries(WELL, *every)["blocks"] if "accessory" in block]
    assert [row["accessory"]["value"] for row in rows] == [str(n) for n in range(30, 10, -1)]
    assert "It was told nothing yet." in text(deliveries(WELL))
    assert "It was told nothing yet." not in text(deliveries(WELL, SENT))


def test_the_deliveries_of_a_paused_one_offer_to_send_again() -> None:
    assert [action for action, _ in pressed(deliveries(WELL))] == [
        "webhook.deliveries",
        "webhook.test",
    ]
    assert pressed(deliveries(PAUSED, said="Done."))[-1] == ("webhook.resume", PAUSED.id)
    assert "Done." in text(deliveries(PAUSED, said="Done."))


def test_admins_read_which_is_paused_since_when_it_failed_and_what_it_last_said() -> None:
    message = paused(PAUSED, said="The answer was 500.")
    assert message["text"].replace("\u200c", "") == (
        "⏸ The webhook hr.example.com/usher is paused: it has failed since "
        "20 November 2026, 10:30 (Berlin, UTC+01:00)."
    )
    assert "The last try: The answer was 500." in text(message)
    assert pressed(message) == [
        ("webhook.resume", PAUSED.id),
        ("webhook.deliveries", PAUSED.id),
    ]


def test_the_message_of_a_pause_holds_when_it_works_again() -> None:
    message = paused(WELL)
    assert message["text"].replace("\u200c", "") == "⏸ The webhook hr.example.com/usher is paused."
    assert "The last try: –" in text(message)

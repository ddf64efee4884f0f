"""Numbers for Prometheus, without a token or an address in them."""

from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families
from starlette.types import Receive, Scope, Send

from bot.web.metrics import Counted, Metrics
from commands.delivery.results import PutOff
from storage.database import Database
from storage.vocabulary import MailStage
from tests.bot.web.site import Site
from tests.bot.web.site import site as made


async def numbers(site: Site) -> dict[tuple[str, ...], float]:
    answer = await site.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_what_waits_in_the_outbox_and_for_how_long(site: Site) -> None:
    site.story.invite("bob@example.com, ")
    site.story.invite("cyd@example.com")
    site.story.wait(minutes=3)

    found = await numbers(site)

    assert found["usher_outbox_due",] == 2
    assert found["usher_outbox_oldest_seconds",] == 180
    assert found["usher_database_up",] == 1


async def test_mails_that_are_put_off(site: Site) -> None:
    site.story.invite("bob@example.com")
    site.story.invite("cyd@example.com")
    refused = PutOff("553 5.7.1 not yours", MailStage.MAIL, 553)
    [first, second] = site.story.claim("mail.%")
    site.story.record([first, second], refused)

    found = await numbers(site)

    assert found["usher_mail_pauses",] == 1
    assert found["usher_mails_put_off",] == 2
    assert found["usher_outbox_due",] == 0


async def test_requests_are_counted_by_route_and_status(site: Site) -> None:
    bob = site.story.invite()
    for _ in range(3):
        await site.look(bob)
    await site.press(bob, "accept")
    await site.get("/i/nothing")
    await site.get("/somewhere/else")

    found = await numbers(site)

    assert found["usher_requests_total", "/i/{token}", "200"] == 3
    assert found["usher_requests_total", "/i/{token}/accept", "303"] == 1
    assert found["usher_requests_total", "/i/{token}", "404"] == 1
    assert found["usher_requests_total", "other", "404"] == 1


async def test_no_token_is_a_label(site: Site) -> None:
    bob = site.story.invite()
    await site.look(bob)

    assert site.link(bob).rpartition("/")[2] not in (await site.get("/metrics")).text


async def test_an_outbox_that_can_not_be_read_is_not_shown_as_empty(
    site: Site, tmp_path: Path
) -> None:
    away = made(Database(f"sqlite:///{tmp_path / 'gone' / 'usher.db'}"), site.story)

    found = await numbers(away)

    assert found["usher_database_up",] == 0
    assert found["usher_outbox_due",] != found["usher_outbox_due",]
    await away.close()


async def test_what_is_no_request_is_not_counted(site: Site) -> None:
    """The server may ask the app for its lifespan; there is no status to count."""
    seen: list[str] = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["type"])

    metrics = Metrics(site.parts)
    await Counted(app, metrics.requests)({"type": "lifespan"}, nothing, nothing)

    assert seen == ["lifespan"]
    assert [sample for family in metrics.requests.collect() for sample in family.samples] == []


async def nothing(*_: Any) -> Any:
    return None

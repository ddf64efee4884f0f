"""Why webhooks were not delivered, as workers of revision 0004 wrote it: what people read stays."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.i18n import Words
from bot.slack.views import messages, webhook_deliveries
from bot.slack.views.metadata import NOTHING_KEPT
from commands.delivery.parcels import claim
from commands.webhooks import endpoints
from commands.webhooks.failures import FailureCode
from storage import schema
from storage.database import Database
from storage.outbox_details import EndpointPaused
from tests.bot.slack.views.languages import ENGLISH, RUSSIAN, strings
from tests.people import ADA, MONDAY, NORTHWIND
from tests.storage.waiting import until_somebody_waits

SAID = [
    (
        "answered 503 Service Unavailable",
        "answered 503 Service Unavailable",
        "ответ 503 Service Unavailable",
    ),
    ("answered 500", "answered 500", "ответ 500"),
    ("answered 429 Slow: Down", "answered 429 Slow: Down", "ответ 429 Slow: Down"),
    ("answered 410 Gone", "answered 410 Gone", "ответ 410 Gone"),
    (
        "answered 302 Found: redirects are not followed",
        "answered 302 Found: redirects are not followed",
        "ответ 302 Found: перенаправления не выполняются",
    ),
    (
        "answered 301: redirects are not followed",
        "answered 301: redirects are not followed",
        "ответ 301: перенаправления не выполняются",
    ),
    (
        "no answer within 20 seconds",
        "no answer within 20 seconds",
        "нет ответа в течение 20 секунд",
    ),
    ("no answer within 1 seconds", "no answer within 1 second", "нет ответа в течение 1 секунды"),
    ("its name can't be resolved", "its name can't be resolved", "имя сервера не найдено в DNS"),
    (
        "its certificate can't be trusted, or it speaks no TLS",
        "its certificate can't be trusted, or it speaks no TLS",
        "сертификату нельзя доверять или сервер не использует TLS",
    ),
    (
        "it is in a private network that WEBHOOK_NETWORKS doesn't allow",
        "it is in a private network that WEBHOOK_NETWORKS doesn't allow",
        "адрес в частной сети, которой нет в WEBHOOK_NETWORKS",
    ),
    ("it can't be reached", "it can't be reached", "сервер недоступен"),
    ("it broke off", "it broke off", "соединение прервалось"),
    (
        "its secret can't be read with these SECRET_KEYS: make a new one",
        "its secret can't be read with these SECRET_KEYS: make a new one",
        "секрет не читается с нынешними SECRET_KEYS: создайте новый",
    ),
    ("no longer there", "no longer there", "этого больше нет"),
]
"""What was stored, and what of it was read then, in English and in Russian."""

UNKNOWN = [
    "Usher could not make it",
    "no answer within 19.5 seconds",
    "unreachable",
    "answered:503:once",
    "ä" * 300,
]
"""What has no words: it was shown as it stood."""

EVERY = [*SAID, *((said, said, said) for said in UNKNOWN)]
ENDPOINT = "01J0000000000000000000000H"

WORKSPACE = (
    "INSERT INTO workspace (id, team, name, zone, lifetime_days, digested_week, created_at) "
    f"VALUES ('W', '{NORTHWIND}', 'N', 'UTC', 14, '', '2026-01-01')"
)
MEMBER = (
    "INSERT INTO member (id, workspace_id, email, name, slack_user, role, locale, joined_at) "
    f"VALUES ('M', 'W', 'ada@example.com', 'Ada', '{ADA.user}', 'admin', 'en', '2026-01-01')"
)
HOOK = (
    "INSERT INTO endpoint (id, workspace_id, url, events, secret, paused_at, created_at) "
    f"VALUES ('{ENDPOINT}', 'W', 'https://hr.example.com', '[]', 'x', '2026-01-01', '2026-01-01')"
)
ROW = text(
    "INSERT INTO outbox (workspace_id, kind, key, member_id, endpoint_id, details, state, reason, "
    "attempts, created_at, due_at) VALUES ('W', :kind, :key, :member, :endpoint, :details, "
    ":state, :reason, 1, '2026-01-01', '2026-01-01')"
)


def put(unit: Session, kind: str, key: str, state: str = "failed", **given: Any) -> None:
    details = json.dumps(given.pop("details", {}))
    values = {"member": None, "endpoint": None, "reason": "", **given}
    unit.execute(ROW, {"kind": kind, "key": key, "state": state, "details": details, **values})


def put_delivery(unit: Session, said: str, state: str = "failed") -> None:
    details = {"event": "E", "at": MONDAY.isoformat(), "actor": "M"}
    put(
        unit,
        "hook.usher.test",
        f"hook:{said[:100]}",
        state,
        endpoint=ENDPOINT,
        details=details,
        reason=said,
    )


@pytest.fixture
def old(fresh: Database, migrate_to: Callable[[str], None]) -> Database:
    """A workspace with a paused endpoint."""
    migrate_to("0004")
    with fresh.transaction() as unit:
        for line in (WORKSPACE, MEMBER, HOOK):
            unit.execute(text(line))
    return fresh


def shown(database: Database, words: Words) -> list[str]:
    """The last lines of the deliveries, oldest first."""
    endpoint, found = database.run(endpoints.deliveries, ADA, ENDPOINT, 20, MONDAY)
    view = webhook_deliveries.draw(endpoint, found, words, "UTC", NOTHING_KEPT)
    rows = [block["text"]["text"] for block in view["blocks"] if "accessory" in block]
    return [row.replace("\u200c", "").splitlines()[-1] for row in reversed(rows)]


def test_the_deliveries_say_what_they_said(old: Database) -> None:
    with old.transaction() as unit:
        for said, *_ in EVERY:
            put_delivery(unit, said)
    schema.migrate(old)
    assert shown(old, ENGLISH) == [english for _, english, _ in EVERY]
    assert shown(old, RUSSIAN) == [russian for *_, russian in EVERY]


def test_every_reason_that_had_words_has_a_code(old: Database) -> None:
    with old.transaction() as unit:
        for said, *_ in SAID:
            put_delivery(unit, said)
    schema.migrate(old)
    _, found = old.run(endpoints.deliveries, ADA, ENDPOINT, 20, MONDAY)
    codes = {each.failure.code for each in found if each.failure}
    assert codes == set(FailureCode) - {FailureCode.OTHER}


def test_the_messages_of_a_pause_say_what_they_said(old: Database) -> None:
    with old.transaction() as unit:
        for n, (said, *_) in enumerate(EVERY):
            details = {"endpoint": ENDPOINT, "said": said}
            put(unit, "slack.hook_paused", f"paused:{n}", "pending", member="M", details=details)
    schema.migrate(old)
    found = old.run(claim, MONDAY, timedelta(minutes=1), 100, "slack.%")
    for parcel, (_, english, russian) in zip(found, EVERY, strict=True):
        assert parcel.told(EndpointPaused).endpoint == ENDPOINT
        for words, said in ((ENGLISH, english), (RUSSIAN, russian)):
            drawn = list(strings(messages.draw(parcel, words, MONDAY)["blocks"]))
            assert words("The last try: {reason}", reason=said) in drawn


def test_what_others_said_stays_as_it_is(old: Database) -> None:
    said = "it broke off"
    with old.transaction() as unit:
        for kind in ("mail.invitation", "place.channel", "slack.no_file"):
            put(unit, kind, kind, reason=said, details={"said": said})
        put(unit, "slack.hook_paused", "bare", "sent", details={"endpoint": ENDPOINT})
        put_delivery(unit, "", "sent")
    rows = "SELECT reason, details FROM outbox ORDER BY id"
    before = [tuple(row) for row in old.read(lambda unit: unit.execute(text(rows)).all())]
    schema.migrate(old)
    assert before == [tuple(row) for row in old.read(lambda unit: unit.execute(text(rows)).all())]


def test_what_a_worker_of_before_still_writes_stands_as_it_is(old: Database) -> None:
    schema.migrate(old)
    with old.transaction() as unit:
        put_delivery(unit, "it broke off")
    assert shown(old, ENGLISH) == shown(old, RUSSIAN) == ["it broke off"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_a_worker_writes_meanwhile_counts(old: Database) -> None:
    with old.transaction() as unit:
        put_delivery(unit, "it broke off", "pending")
    with ThreadPoolExecutor(1) as pool:
        with old.transaction() as unit:
            unit.execute(text("UPDATE outbox SET state = 'sent', reason = ''"))
            migrating = pool.submit(schema.migrate, old)
            until_somebody_waits(old)
        migrating.result()
    assert old.read(lambda unit: unit.scalar(text("SELECT reason FROM outbox"))) == ""

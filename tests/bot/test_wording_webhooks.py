"""Webhooks in words: why one was not delivered is read in one's own language."""

from dataclasses import replace

import pytest

from bot.i18n import Words
from bot.wording import webhook_endpoints
from bot.wording.webhook_failures import reason
from commands.webhooks import endpoints, failures
from commands.webhooks.failures import Failure, FailureCode
from storage.vocabulary import WebhookEvent
from tests.bot.slack.views.languages import ENGLISH, RUSSIAN, WORDY
from tests.bot.slack.views.webhook_samples import SENT

SAID = [
    (
        Failure(FailureCode.ANSWERED, status=503, said="Service Unavailable"),
        "answered 503 Service Unavailable",
        "ответ 503 Service Unavailable",
    ),
    (Failure(FailureCode.ANSWERED, status=500), "answered 500", "ответ 500"),
    (
        Failure(FailureCode.REDIRECTED, status=302, said="Found"),
        "answered 302 Found: redirects are not followed",
        "ответ 302 Found: перенаправления не выполняются",
    ),
    (
        Failure(FailureCode.REDIRECTED, status=301),
        "answered 301: redirects are not followed",
        "ответ 301: перенаправления не выполняются",
    ),
    (Failure(FailureCode.GONE, status=410, said="Gone"), "answered 410 Gone", "ответ 410 Gone"),
    (
        Failure(FailureCode.TIMED_OUT, seconds=20),
        "no answer within 20 seconds",
        "нет ответа в течение 20 секунд",
    ),
    (
        Failure(FailureCode.TIMED_OUT, seconds=1.0),
        "no answer within 1 second",
        "нет ответа в течение 1 секунды",
    ),
    (
        Failure(FailureCode.TIMED_OUT, seconds=19.5),
        "no answer within 19.5 seconds",
        "нет ответа в течение 19.5 секунды",
    ),
    (Failure(FailureCode.UNRESOLVED), "its name can't be resolved", "имя сервера не найдено в DNS"),
    (
        Failure(FailureCode.UNTRUSTED),
        "its certificate can't be trusted, or it speaks no TLS",
        "сертификату нельзя доверять или сервер не использует TLS",
    ),
    (
        Failure(FailureCode.FORBIDDEN),
        "it is in a private network that WEBHOOK_NETWORKS doesn't allow",
        "адрес в частной сети, которой нет в WEBHOOK_NETWORKS",
    ),
    (Failure(FailureCode.UNREACHABLE), "it can't be reached", "сервер недоступен"),
    (Failure(FailureCode.BROKEN_OFF), "it broke off", "соединение прервалось"),
    (
        Failure(FailureCode.SECRET_UNREADABLE),
        "its secret can't be read with these SECRET_KEYS: make a new one",
        "секрет не читается с нынешними SECRET_KEYS: создайте новый",
    ),
    (Failure(FailureCode.SUBJECT_MISSING), "no longer there", "этого больше нет"),
    (
        Failure(FailureCode.OTHER, said="Usher could not make it"),
        "Usher could not make it",
        "Usher could not make it",
    ),
]
"""What a person reads, in English and in Russian."""


def test_every_code_has_words() -> None:
    assert {failure.code for failure, *_ in SAID} == set(FailureCode)


@pytest.mark.parametrize(("failure", "english", "russian"), SAID)
def test_a_failure_is_read_alike_before_and_after_it_was_stored(
    failure: Failure, english: str, russian: str
) -> None:
    for each in (failure, failures.read(failures.write(failure))):
        assert (reason(each, ENGLISH), reason(each, RUSSIAN)) == (english, russian)
        assert (reason(each, WORDY) == english) == (failure.code is FailureCode.OTHER)


@pytest.mark.parametrize(
    "stored", ["", "–", "brand new", "no answer within 1e+03 seconds", "answered:often"]
)
def test_a_reason_of_tomorrow_stands_as_it_is(stored: str) -> None:
    assert reason(failures.read(stored), WORDY) == stored


@pytest.mark.parametrize("words", [ENGLISH, WORDY])
def test_every_event_and_every_state_has_words(words: Words) -> None:
    assert {name.partition(".")[0] for name in endpoints.EVENTS} == set(
        webhook_endpoints.kinds(words)
    )
    for name in (*endpoints.EVENTS, WebhookEvent.TEST):
        assert webhook_endpoints.event(name, words) != name
    done = {
        webhook_endpoints.result(replace(SENT, state=state), words, "UTC")
        for state in ("pending", "sent", "failed", "dropped")
    }
    assert len(done) == 4


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://hr.example.com", "hr.example.com"),
        ("https://hr.example.com/", "hr.example.com"),
        ("https://hr.example.com:8443/a/b/?key=1", "hr.example.com:8443/a/b"),
        ("http://[::1]:80/x#y", "[::1]:80/x"),
    ],
)
def test_a_place_is_host_and_path(url: str, place: str) -> None:
    assert webhook_endpoints.place(url) == place

"""Why a webhook was not delivered: written into a column and read back, whatever stands there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.webhooks import failures
from commands.webhooks.failures import Failure, FailureCode

EACH = {
    FailureCode.ANSWERED: (
        Failure(FailureCode.ANSWERED, status=503, said="Service Unavailable"),
        "answered:503:Service Unavailable",
    ),
    FailureCode.REDIRECTED: (
        Failure(FailureCode.REDIRECTED, status=302, said="Found"),
        "redirected:302:Found",
    ),
    FailureCode.GONE: (Failure(FailureCode.GONE, status=410), "gone:410"),
    FailureCode.TIMED_OUT: (Failure(FailureCode.TIMED_OUT, seconds=20), "timed_out:20"),
    FailureCode.UNRESOLVED: (Failure(FailureCode.UNRESOLVED), "unresolved"),
    FailureCode.UNTRUSTED: (Failure(FailureCode.UNTRUSTED), "untrusted"),
    FailureCode.FORBIDDEN: (Failure(FailureCode.FORBIDDEN), "forbidden"),
    FailureCode.UNREACHABLE: (Failure(FailureCode.UNREACHABLE), "unreachable"),
    FailureCode.BROKEN_OFF: (Failure(FailureCode.BROKEN_OFF), "broken_off"),
    FailureCode.SECRET_UNREADABLE: (Failure(FailureCode.SECRET_UNREADABLE), "secret_unreadable"),
    FailureCode.SUBJECT_MISSING: (Failure(FailureCode.SUBJECT_MISSING), "subject_missing"),
    FailureCode.OTHER: (Failure(FailureCode.OTHER, said="a: b"), "other:a: b"),
}
"""A failure of each code, and how it is stored: rows of yesterday are read tomorrow."""


@pytest.mark.parametrize("code", FailureCode)
def test_every_code_is_stored_in_a_form_that_stays_and_is_read_back(code: FailureCode) -> None:
    failure, stored = EACH[code]
    assert failure.code == code
    assert failures.write(failure) == stored
    assert failures.read(stored) == failure


@given(status=st.integers(100, 999), said=st.text("aZ :é%", max_size=280))
def test_an_answer_is_read_back_whatever_its_phrase(status: int, said: str) -> None:
    failure = Failure(FailureCode.ANSWERED, status=status, said=said)
    assert failures.read(failures.write(failure)) == failure


@given(seconds=st.integers(1, 2000).map(lambda tenths: tenths / 10))
def test_a_fraction_of_a_second_is_read_back(seconds: float) -> None:
    failure = Failure(FailureCode.TIMED_OUT, seconds=seconds)
    assert failures.read(failures.write(failure)) == failure


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "–",
        "brand new",
        "brand_new:1",
        "answered",
        "answered:",
        "answered:often:x",
        "answered:0503",
        "answered:٣",
        "answered:503:",
        "answered:" + "9" * 5000,
        "answered 503 Service Unavailable",
        "timed_out:soon",
        "timed_out:nan",
        "timed_out:inf",
        "timed_out:1e999",
        "timed_out:020",
        "timed_out:-5",
        "unreachable:at all",
        "Unreachable",
    ],
)
def test_what_is_unknown_or_damaged_is_kept_as_it_stands(stored: str) -> None:
    assert failures.read(stored) == Failure(FailureCode.OTHER, said=stored)


@given(code=st.sampled_from(FailureCode), facts=st.text())
def test_nothing_that_stands_there_is_an_error(code: FailureCode, facts: str) -> None:
    for stored in (facts, f"{code}{facts}", f"{code}:{facts}"):
        failures.read(stored)


def test_an_endless_phrase_fits_the_column_and_holds_nothing_that_a_database_refuses() -> None:
    stored = failures.write(Failure(FailureCode.ANSWERED, status=500, said="\0" + "x" * 1000))
    assert stored == "answered:500:" + "x" * 287
    assert failures.read(stored).status == 500


@pytest.mark.parametrize("code", FailureCode)
def test_only_an_end_and_a_lost_secret_are_permanent(code: FailureCode) -> None:
    permanent = {FailureCode.GONE, FailureCode.SECRET_UNREADABLE}
    assert Failure(code).is_permanent == (code in permanent)

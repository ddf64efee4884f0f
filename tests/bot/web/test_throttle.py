"""The window slides exactly, and memory is bounded."""

import pytest

from bot.web.throttle import Throttle
from tests.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock(stands=True)


def test_so_many_are_let_through_and_the_next_waits(clock: Clock) -> None:
    throttle = Throttle(3, 60, clock=clock.seconds)

    assert [throttle.wait("mia") for _ in range(4)] == [0, 0, 0, 60]


def test_the_wait_is_until_the_first_is_a_minute_old(clock: Clock) -> None:
    throttle = Throttle(2, 60, clock=clock.seconds)
    throttle.wait("mia")
    clock.move(seconds=20.5)
    throttle.wait("mia")

    assert throttle.wait("mia") == 40
    clock.move(seconds=39.4)
    assert throttle.wait("mia") == 1
    clock.move(seconds=0.1)
    assert throttle.wait("mia") == 0
    assert throttle.wait("mia") == 21


def test_who_waits_is_not_made_to_wait_longer_by_asking(clock: Clock) -> None:
    throttle = Throttle(1, 60, clock=clock.seconds)
    throttle.wait("mia")
    for _ in range(100):
        throttle.wait("mia")

    clock.move(seconds=60)
    assert throttle.wait("mia") == 0


def test_each_has_a_limit_of_their_own(clock: Clock) -> None:
    throttle = Throttle(1, 60, clock=clock.seconds)

    assert throttle.wait("mia") == 0
    assert throttle.wait("gus") == 0
    assert throttle.wait("mia") == 60


def test_who_asks_under_two_names_waits_for_both_and_counts_for_neither(clock: Clock) -> None:
    throttle = Throttle(2, 60, clock=clock.seconds)
    throttle.wait("bob", "mia")
    throttle.wait("bob", "gus")

    assert throttle.wait("bob", "mia") == 60
    assert throttle.wait("cyd", "mia") == 0
    assert throttle.wait("cyd", "mia") == 60
    assert throttle.wait("cyd", "gus") == 0
    assert throttle.wait("cyd") == 60


def test_what_is_refused_pushes_nobody_out(clock: Clock) -> None:
    throttle = Throttle(1, 60, keys=3, clock=clock.seconds)
    throttle.wait("bob", "mia")

    for number in range(100):
        assert throttle.wait("bob", f"2001:db8:{number}::") == 60

    assert throttle.wait("mia") == 60
    assert len(throttle._asked) == 2


def test_who_has_not_asked_for_long_is_forgotten(clock: Clock) -> None:
    throttle = Throttle(5, 60, clock=clock.seconds)
    for who in ("ada", "lev", "mia"):
        throttle.wait(who)
    clock.move(seconds=60)

    throttle.wait("gus")

    assert list(throttle._asked) == ["gus"]


def test_only_those_who_asked_last_are_remembered(clock: Clock) -> None:
    throttle = Throttle(1, 60, keys=2, clock=clock.seconds)
    for who in ("ada", "lev", "ada", "mia"):
        throttle.wait(who)

    assert len(throttle._asked) == 2
    assert throttle.wait("ada") == 60
    assert throttle.wait("lev") == 0

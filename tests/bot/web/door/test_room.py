"""How many come in, and who makes room for whom."""

import asyncio

import pytest

from bot.settings import Settings
from tests.bot.web.door.visitor import Answer, House, Visitor, asking, house
from tests.patience import PATIENCE

HALF = asking("POST /echo", "Content-Length: 10", body=b"half")
HEALTH = asking("GET /healthz")
PAGE = asking("GET /echo")
MOST = 6
"""Of them four from one address."""

OTHERS = "127.0.0.2"


async def waiting(usher: House, number: int, raw: bytes = HALF) -> list[Visitor]:
    visitors = []
    for _ in range(number):
        visitors.append(await usher.visit())
        await visitors[-1].send(raw)
    return visitors


async def held(usher: House, number: int, address: str = "127.0.0.1") -> list[Visitor]:
    return [await usher.held(address) for _ in range(number)]


@pytest.mark.parametrize("half", [HALF, b"GET / HT", asking("POST /unread", "Content-Length: 2")])
async def test_half_sent_requests_hold_nobody_up(half: bytes) -> None:
    async with house(most=MOST) as usher:
        await waiting(usher, 50, half)

        for _ in range(3 * MOST):
            assert (await usher.ask(PAGE)).status == 200


async def test_who_has_kept_us_waiting_longest_makes_room_and_is_told() -> None:
    async with house(most=MOST) as usher:
        first, *_ = await waiting(usher, 4)

        assert (await usher.ask(PAGE)).status == 200

        answer = await first.answer()
        assert (answer.status, answer.headers["connection"]) == (503, "close")
        assert answer.headers["retry-after"] == "1"
        assert await first.rest() == b""


async def test_who_is_being_answered_makes_room_for_nobody() -> None:
    async with house(most=MOST) as usher:
        served = await held(usher, 3)
        served += [await usher.held()]
        for _ in range(5):
            assert (await usher.ask(PAGE)).status == 503

        usher.go_on.set()

        assert [(await one.answer()).body for one in served] == [b"held"] * 4


async def test_one_neighbour_never_has_all_of_it() -> None:
    async with house(most=MOST) as usher:
        await held(usher, 4)

        refused = await usher.ask(PAGE)
        assert refused.status == 503
        assert refused.headers["retry-after"] == "1"
        assert (await usher.ask(PAGE, OTHERS)).status == 200


async def test_where_all_is_taken_room_is_made_by_the_neighbour_who_holds_most() -> None:
    async with house(most=MOST) as usher:
        slow = await usher.visit(OTHERS)
        await slow.send(HALF)
        crowd = await waiting(usher, 4)
        await usher.held("127.0.0.3")

        assert (await usher.ask(PAGE, "127.0.0.4")).status == 200

        assert (await crowd[0].answer()).status == 503
        assert (await slow.ask(b" whole")).status == 200


async def test_a_proxy_of_ours_speaks_for_many_and_is_bounded_only_in_all() -> None:
    known = Settings.model_validate({"trusted_proxies": "127.0.0.1"})
    async with house(settings=known, most=MOST) as usher:
        await held(usher, MOST)

        assert (await usher.ask(PAGE)).status == 503
        assert (await usher.ask(PAGE, OTHERS)).status == 503


async def test_health_is_told_while_the_door_is_full() -> None:
    async with house(most=MOST) as usher:
        await held(usher, 4)
        await held(usher, 2, OTHERS)

        for address in ("127.0.0.1", OTHERS, "127.0.0.3"):
            for head in (HEALTH, asking("HEAD /healthz"), asking("GET /readyz?x=1")):
                visitor = await usher.visit(address)
                await visitor.send(head)
                answer = (await visitor.rest()).split(b"\r\n")
                assert answer[0] == b"HTTP/1.1 200 OK"
                assert b"connection: close" in answer
            assert (await usher.ask(PAGE, address)).status == 503
            assert (await usher.ask(HALF, address)).status == 503


async def test_who_idles_in_the_room_for_health_does_not_hold_it() -> None:
    async with house(most=MOST) as usher:
        await held(usher, 4)
        await waiting(usher, 50, b"GET /healthz HT")

        for _ in range(5):
            assert (await usher.ask(HEALTH)).status == 200


async def test_beyond_even_that_one_is_turned_away_without_a_word() -> None:
    async with house(most=MOST) as usher:
        await held(usher, 4)
        for _ in range(2):
            await usher.held(path="/hold/healthz")

        visitor = await usher.visit()
        await visitor.send(HEALTH)
        assert await visitor.rest() == b""


async def test_who_has_left_leaves_room() -> None:
    async with house(most=MOST) as usher:
        for _ in range(5):
            for visitor in await held(usher, 4):
                visitor.writer.close()
                await visitor.writer.wait_closed()
        gone = [asking("GET /echo", "Connection: close")] * 20
        answers: list[Answer] = [await usher.ask(raw) for raw in gone]
        assert {answer.status for answer in answers} == {200}


async def test_requests_that_wait_behind_one_are_few() -> None:
    async with house() as usher:
        visitor = await usher.held(behind=PAGE * 50)
        usher.go_on.set()

        said = await visitor.rest()

        assert said.count(b"HTTP/1.1 200 OK") == 9
        assert b"HTTP/1.1 503" not in said
        assert usher.seen == ["/echo"] * 8


async def test_a_bad_request_behind_a_good_one_is_no_answer_to_the_good_one() -> None:
    chunked = asking("POST /echo", "Transfer-Encoding: chunked", body=b"no number\r\n")
    for bad in (b"GARBAGE\r\n\r\n", HALF + b"x" * 6 + b"GARBAGE\r\n\r\n", chunked):
        async with house() as usher:
            visitor = await usher.held(behind=bad)
            usher.go_on.set()

            said = await visitor.rest()
            assert said.startswith(b"HTTP/1.1 200 OK")
            assert b"HTTP/1.1 400" not in said


async def test_many_at_once_are_answered_in_order() -> None:
    async with house() as usher:
        visitor = await usher.visit()
        await visitor.send(b"".join(asking(f"GET /echo/{number}") for number in range(5)))
        async with asyncio.timeout(PATIENCE):
            for _ in range(5):
                assert (await visitor.answer()).status == 200
    assert usher.seen == [f"/echo/{number}" for number in range(5)]

"""Who breaks the connection off instead of ending it takes nobody along."""

import asyncio
import socket
import struct
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager

import pytest
import uvloop

from bot.web.door import Bounds, Connection, Keeper
from bot.web.door.connection import Stage
from tests.bot.web.door.visitor import LONG, House, asking, house
from tests.patience import until

UNREAD = asking("POST /unread", "Content-Length: 9")
PAGE = asking("GET /echo")
RESET = struct.pack("ii", 1, 0)
LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.SelectorEventLoop,
    "uvloop": uvloop.new_event_loop,
}


@pytest.fixture
def keepers(monkeypatch: pytest.MonkeyPatch) -> list[Keeper]:
    """Those who watch."""
    found: list[Keeper] = []
    watch = Keeper.watch

    async def seen(keeper: Keeper) -> None:
        found.append(keeper)
        await watch(keeper)

    monkeypatch.setattr(Keeper, "watch", seen)
    return found


def guests(keeper: Keeper) -> list[Connection]:
    return [one for one in keeper.guests() if isinstance(one, Connection)]


@contextmanager
def answered_early(usher: House) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", usher.port)) as visitor:
        visitor.sendall(UNREAD)
        yield visitor


def reset(visitor: socket.socket) -> None:
    """The loop has no turn to notice."""
    visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    visitor.close()


async def they_have_their_answer(keepers: list[Keeper], number: int) -> None:
    def ready() -> bool:
        found = guests(keepers[0]) if keepers else []
        early = [one for one in found if one.stage is Stage.BODY and one.cycle.response_complete]
        return len(early) == number

    await until(ready)


@pytest.mark.parametrize("loop", LOOPS)
def test_the_keeper_outlives_who_resets_while_it_looks(loop: str, keepers: list[Keeper]) -> None:
    async def story() -> None:
        async with house() as usher:
            with answered_early(usher) as visitor:
                await they_have_their_answer(keepers, 1)
                (guest,) = guests(keepers[0])
                reset(visitor)
                guest.look(asyncio.get_running_loop().time() + 2 * LONG)
            await until(lambda: not guests(keepers[0]))

            assert (await usher.ask(PAGE)).status == 200

    _live(loop, story)


@pytest.mark.parametrize("loop", LOOPS)
def test_who_resets_while_it_makes_room_leaves_no_newcomer_uncounted(
    loop: str, keepers: list[Keeper], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        async with house(most=6) as usher:
            crowd = [answered_early(usher) for _ in range(4)]
            visitors = [one.__enter__() for one in crowd]
            await they_have_their_answer(keepers, 4)
            make_way = Connection.make_way

            def meanwhile(guest: Connection) -> None:
                for visitor in visitors:
                    reset(visitor)
                make_way(guest)

            monkeypatch.setattr(Connection, "make_way", meanwhile)
            newcomer = await usher.visit()
            assert (await newcomer.ask(PAGE)).status == 200
            await until(lambda: len(guests(keepers[0])) == 1)

    _live(loop, story)


async def test_one_whom_it_can_not_look_at_is_sent_away_and_told_of(
    keepers: list[Keeper],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(_guest: Connection, _now: float) -> None:
        raise ZeroDivisionError

    async with house() as usher:
        visitor = await usher.visit()
        monkeypatch.setattr(Connection, "look", broken)
        assert await visitor.rest() == b""
        monkeypatch.undo()

        assert (await usher.ask(PAGE)).status == 200
    assert "door_failed" in caplog.text + capsys.readouterr().out


async def test_one_who_can_not_make_way_is_sent_away_all_the_same(
    keepers: list[Keeper], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_guest: Connection) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Connection, "make_way", broken)
    async with house(most=4) as usher:
        first, _ = await usher.visit(), await usher.visit()
        await until(lambda: bool(keepers) and len(guests(keepers[0])) == 2)

        assert (await usher.ask(PAGE)).status == 200
        assert await first.rest() == b""


async def test_who_can_not_be_counted_does_not_come_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_keeper: Keeper, _guest: Connection, _address: str) -> None:
        raise ZeroDivisionError

    async with house() as usher:
        with monkeypatch.context() as patch:
            patch.setattr(Keeper, "admit", broken)
            assert await (await usher.visit()).rest() == b""
        assert (await usher.ask(PAGE)).status == 200


async def test_the_keeper_goes_on_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = 0

    def broken(_keeper: Keeper, _now: float) -> None:
        nonlocal looked
        looked += 1
        raise ZeroDivisionError

    monkeypatch.setattr(Keeper, "look", broken)
    keeper = Keeper(Bounds(look_seconds=0.001))
    watching = asyncio.create_task(keeper.watch())
    await until(lambda: looked > 2)
    assert not watching.done()
    watching.cancel()


def _live(loop: str, story: Callable[[], Coroutine[None, None, None]]) -> None:
    with asyncio.Runner(loop_factory=LOOPS[loop]) as runner:
        runner.run(story())

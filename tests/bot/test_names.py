"""Names that others chose: a server that says nothing, late, no, or too much holds up nobody."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import names
from bot.names import ADDRESSES, Names, Unresolved, connect
from tests.clock import Clock
from tests.name_server import SILENT, NameServer, name_server
from tests.patience import PATIENCE, until

ZONE = {
    "silent.example": SILENT,
    "good.example": ("127.0.0.7",),
    "both.example": ("127.0.0.7", "::1"),
    "many.example": tuple(f"127.0.1.{number}" for number in range(20)),
}


@pytest.fixture
async def server() -> AsyncIterator[NameServer]:
    async with name_server({**ZONE}) as found:
        yield found


@pytest.fixture
async def found(server: NameServer) -> AsyncIterator[Names]:
    """It gives up soon, until it is made patient."""
    made = Names([server.address], within=0.2, quiet=20)
    yield made
    await made.close()


async def look_up(found: Names, name: str, port: int = 443) -> list[str]:
    answers = await found.resolve(name, port, socket.AF_UNSPEC)
    assert {each["port"] for each in answers} == {port}
    return sorted(each["host"] for each in answers)


async def test_a_name_is_its_addresses_of_both_kinds(server: NameServer) -> None:
    found = Names([server.address])
    assert await look_up(found, "good.example") == ["127.0.0.7"]
    assert await look_up(found, "both.example", 25) == ["127.0.0.7", "::1"]
    await found.close()


async def test_of_a_name_with_many_addresses_a_few_are_taken(server: NameServer) -> None:
    found = Names([server.address])
    assert len(await look_up(found, "many.example")) == ADDRESSES
    await found.close()


async def test_what_is_written_down_on_this_machine_needs_no_name_server(
    server: NameServer, found: Names
) -> None:
    assert "127.0.0.1" in await look_up(found, "localhost")
    assert await look_up(found, "127.0.0.9") == ["127.0.0.9"]
    assert server.asked == []


async def test_a_silent_name_is_given_up_while_others_are_found(
    server: NameServer, found: Names
) -> None:
    waits = [asyncio.ensure_future(look_up(found, f"{n}.silent.example")) for n in range(50)]
    server.zone |= {f"{n}.silent.example": SILENT for n in range(50)}
    await until(lambda: len(set(server.asked)) == 50)
    found._within = PATIENCE
    assert await look_up(found, "good.example") == ["127.0.0.7"]
    for wait in waits:
        with pytest.raises(Unresolved):
            await wait


async def test_it_holds_no_thread(server: NameServer) -> None:
    server.zone |= {f"{n}.silent.example": SILENT for n in range(50)}
    found = Names([server.address], within=PATIENCE)
    before = threading.active_count()
    waits = [asyncio.ensure_future(look_up(found, f"{n}.silent.example")) for n in range(50)]
    await until(lambda: len(set(server.asked)) == 50)
    assert threading.active_count() <= before
    await found.close()
    for wait in waits:
        with pytest.raises(asyncio.CancelledError):
            await wait


async def test_another_network_has_other_name_servers(tmp_path: Path) -> None:
    """The file is written in place, behind a link, as Docker and systemd-resolved do."""
    written, link = tmp_path / "stub-resolv.conf", tmp_path / "resolv.conf"
    link.symlink_to(written)
    written.write_text("nameserver 127.0.0.1:9\n")
    async with name_server({}) as before, name_server({**ZONE}) as after:
        found = Names(within=PATIENCE, quiet=20, resolv_conf=link)
        for address in ("127.0.0.1:9", before.address):
            written.write_text(f"search example\nnameserver {address}\n")
            with pytest.raises(Unresolved):
                await look_up(found, "good.example")
        written.write_text(f"# options ndots:5\nnameserver none\nnameserver {after.address}\n")
        assert await look_up(found, "good.example") == ["127.0.0.7"]
        assert before.asked
        await found.close()


async def test_what_is_being_asked_ends_where_it_began(tmp_path: Path) -> None:
    written = tmp_path / "resolv.conf"
    async with name_server({**ZONE}) as before, name_server({}) as after:
        before.late["good.example"] = asyncio.Event()
        written.write_text(f"nameserver {before.address}\n")
        found = Names(within=PATIENCE, resolv_conf=written)
        wait = asyncio.ensure_future(look_up(found, "good.example"))
        await until(lambda: before.asked)
        written.write_text(f"nameserver {after.address}\n# other servers\n")
        with pytest.raises(Unresolved):
            await look_up(found, "unknown.example")
        before.late["good.example"].set()
        assert await wait == ["127.0.0.7"]
        assert after.asked
        await found.close()


async def test_what_comes_late_but_in_time_is_taken(server: NameServer) -> None:
    server.late["good.example"] = asyncio.Event()
    found = Names([server.address], within=PATIENCE)
    wait = asyncio.ensure_future(look_up(found, "good.example"))
    # Asked a second time for each of A and AAAA, the server answers all four.
    await until(lambda: server.asked.count("good.example") == 4)
    server.late["good.example"].set()
    assert await wait == ["127.0.0.7"]
    await found.close()


@pytest.mark.parametrize("name", ["silent.example", "unknown.example"])
async def test_what_was_asked_in_vain_is_left_alone_for_a_while(
    server: NameServer, name: str
) -> None:
    clock = Clock(stands=True)
    found = Names([server.address], within=0.2, quiet=20, clock=clock.seconds)
    for _ in range(5):
        with pytest.raises(Unresolved):
            await look_up(found, name)
    asked = server.asked.count(name)
    assert asked == 2, "once for each kind of address: it was given up before the second try"
    clock.move(seconds=19.9)
    with pytest.raises(Unresolved):
        await look_up(found, name, 8443)
    assert server.asked.count(name) == asked
    server.zone[name] = ("127.0.0.7",)
    clock.move(seconds=0.2)
    found._within = PATIENCE
    assert await look_up(found, name) == ["127.0.0.7"]
    await found.close()


async def test_where_nobody_is_left_alone_it_is_asked_again(server: NameServer) -> None:
    found = Names([server.address])
    with pytest.raises(Unresolved):
        await look_up(found, "unknown.example")
    server.zone["unknown.example"] = ("127.0.0.7",)
    assert await look_up(found, "unknown.example") == ["127.0.0.7"]
    await found.close()


async def test_only_so_many_are_remembered_and_the_oldest_forgotten(
    server: NameServer, found: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "REMEMBERED", 2)
    for name in ("a.example", "b.example", "c.example"):
        with pytest.raises(Unresolved):
            await look_up(found, name)
    server.zone |= dict.fromkeys(("a.example", "b.example", "c.example"), ("127.0.0.7",))
    found._within = PATIENCE
    assert await look_up(found, "a.example") == ["127.0.0.7"]
    for name in ("b.example", "c.example"):
        with pytest.raises(Unresolved):
            await look_up(found, name)


async def test_however_many_want_a_name_it_is_asked_for_once(server: NameServer) -> None:
    server.late["good.example"] = asyncio.Event()
    found = Names([server.address], within=PATIENCE)
    first, *others = (asyncio.ensure_future(look_up(found, "good.example", n)) for n in range(9))
    await until(lambda: server.asked.count("good.example") == 2)
    first.cancel()
    server.late["good.example"].set()
    assert await asyncio.gather(*others) == [["127.0.0.7"]] * 8
    assert server.asked.count("good.example") == 2, "once for each kind of address"
    await found.close()


async def test_who_connects_gets_to_the_address_that_answers(server: NameServer) -> None:
    listening = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.7", 0)
    port = listening.sockets[0].getsockname()[1]
    server.zone["some.example"] = ("127.0.0.8", "127.0.0.7", "::1")
    found = Names([server.address])
    with await connect(found, "some.example", port) as connected:
        assert connected.getpeername() == ("127.0.0.7", port)
    with pytest.raises(OSError, match="not found"):
        await connect(found, "unknown.example", port)
    await found.close()
    listening.close()
    await listening.wait_closed()

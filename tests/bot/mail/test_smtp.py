"""Handing mails over to a real SMTP server, and what becomes of them when it is unwell."""

import asyncio
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.mail.message import build
from bot.mail.smtp import Mailer, NotSent, PermanentFailure, PutOff, TransientFailure
from bot.settings import SmtpServer
from storage.vocabulary import MailProblem, MailStage
from tests.patience import until

from .letter import letter
from .server import Behaviour, listening

US = "invites@example.com"
IVY = "Ivy@example.com"
DATA = build(letter(text=".\n..dots\nFrom the team\n", html="Привет"))


def server(behaviour: Behaviour, **changes: str) -> SmtpServer:
    return SmtpServer("127.0.0.1", behaviour.port, **({"tls": "none"} | changes))  # type: ignore[arg-type]


async def fails(mailer: Mailer) -> NotSent:
    with pytest.raises(NotSent) as failure:
        await mailer.send(US, IVY, DATA)
    return failure.value


async def test_what_was_built_arrives_byte_for_byte() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        sent = await mailer.send(US, IVY, DATA)
        await mailer.close()
    assert sent.words == "taken"
    assert behaviour.arrived == [(US, [IVY], DATA)]


async def test_mails_share_a_connection_that_is_kept() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        for _ in range(3):
            await mailer.send(US, IVY, DATA)
        await mailer.close()
    assert behaviour.connections == 1
    assert len(behaviour.arrived) == 3


async def test_no_more_connections_are_open_than_allowed() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour), connections=3)
        await asyncio.gather(*(mailer.send(US, IVY, DATA) for _ in range(20)))
        await mailer.close()
    assert (behaviour.connections, behaviour.most_open) == (3, 3)
    assert len(behaviour.arrived) == 20


async def test_a_connection_is_changed_after_some_mails() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour), mails_each=2)
        for _ in range(5):
            await mailer.send(US, IVY, DATA)
        await mailer.close()
        await until(lambda: behaviour.commands.count("QUIT") == 3)
    assert behaviour.connections == 3


async def test_a_connection_that_nobody_needs_is_closed() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour), idle=0.01)
        await mailer.send(US, IVY, DATA)
        await until(lambda: behaviour.open == 0)
        await mailer.send(US, IVY, DATA)
        await mailer.close()
    assert behaviour.connections == 2


async def test_a_connection_in_use_is_not_closed_for_idling(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour), idle=0.05)
        await mailer.send(US, IVY, DATA)
        behaviour.hangs_at = "DATA"
        slow = asyncio.create_task(mailer.send(US, IVY, DATA))
        await asyncio.sleep(0.1)
        behaviour.go_on.set()
        await slow
        await mailer.close()
    assert behaviour.connections == 1
    assert [record.message for record in caplog.records if record.name == "asyncio"] == []


async def test_closing_leaves_no_connection_open() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        await asyncio.gather(*(mailer.send(US, IVY, DATA) for _ in range(4)))
        await mailer.close()
        await until(lambda: behaviour.open == 0)
    assert behaviour.commands.count("QUIT") == 4


async def test_closing_minds_no_connection_that_the_server_has_closed() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        await mailer.send(US, IVY, DATA)
        behaviour.hang_up()
        await until(lambda: behaviour.open == 0)
        await asyncio.sleep(0.01)
        await mailer.close()
    assert behaviour.connections == 1


async def test_it_says_who_it_is_and_asks_nobody_for_that() -> None:
    async with listening() as behaviour:
        mailer = Mailer(replace(server(behaviour), helo="usher.example.com"))
        await mailer.send(US, IVY, DATA)
        await mailer.close()
    assert behaviour.called == ["usher.example.com"]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
async def test_a_permanent_no_is_a_refusal(command: str) -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        behaviour.says[command] = "550 5.1.1 No such user here"
        failure = await fails(mailer)
        await mailer.close()
    assert isinstance(failure, PermanentFailure)
    assert (failure.code, failure.words) == (550, "5.1.1 No such user here")
    assert str(failure) == "550 5.1.1 No such user here"


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
async def test_a_no_for_now_is_postponed(command: str) -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        behaviour.says[command] = "451 4.7.1 Greylisted, come back in 5 minutes"
        failure = await fails(mailer)
        await mailer.close()
    assert isinstance(failure, TransientFailure)
    assert (failure.code, failure.words) == (451, "4.7.1 Greylisted, come back in 5 minutes")


async def test_after_a_refusal_the_connection_carries_the_next_mail() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        behaviour.says["RCPT"] = "550 no"
        await fails(mailer)
        behaviour.says.clear()
        await mailer.send(US, IVY, DATA)
        await mailer.close()
    assert behaviour.connections == 1
    assert len(behaviour.arrived) == 1


async def test_a_connection_that_can_not_begin_anew_is_dropped() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        behaviour.says |= {"RCPT": "550 no", "RSET": "500 what?"}
        assert isinstance(await fails(mailer), PermanentFailure)
        behaviour.says.clear()
        await mailer.send(US, IVY, DATA)
        await mailer.close()
    assert behaviour.connections == 2


async def test_a_server_that_asks_for_a_login_is_the_operators_to_mend() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        behaviour.says["MAIL"] = "530 5.7.0 Authentication required"
        failure = await fails(mailer)
        await mailer.close()
    assert isinstance(failure, PutOff)
    assert failure.code == 530


async def test_a_kept_connection_that_the_server_closed_goes_unnoticed() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        await mailer.send(US, IVY, DATA)
        behaviour.drops_at = "MAIL"
        await mailer.send(US, IVY, DATA)
        await mailer.close()
    assert behaviour.connections == 2
    assert len(behaviour.arrived) == 2


async def test_a_kept_connection_that_says_goodbye_goes_unnoticed() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        await mailer.send(US, IVY, DATA)
        behaviour.says["MAIL"] = "421 4.4.2 Idle for too long"
        failure = await fails(mailer)
        behaviour.says.clear()
        await mailer.send(US, IVY, DATA)
        await mailer.close()
    assert isinstance(failure, PutOff)
    assert (failure.code, failure.words) == (421, "4.4.2 Idle for too long")
    assert behaviour.connections == 3


async def test_a_new_connection_that_breaks_is_postponed_and_not_tried_again() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        behaviour.drops_at = "MAIL"
        assert isinstance(await fails(mailer), PutOff)
        await mailer.close()
    assert behaviour.connections == 1


async def test_a_connection_that_breaks_during_the_mail_does_not_send_it_again() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        await mailer.send(US, IVY, DATA)
        behaviour.drops_at = "DATA"
        failure = await fails(mailer)
        await mailer.close()
    assert isinstance(failure, TransientFailure)
    assert failure.code is None
    assert behaviour.commands.count("DATA") == 2


@pytest.mark.parametrize(("command", "kind"), [("MAIL", PutOff), ("DATA", TransientFailure)])
async def test_a_server_that_hangs_is_postponed_and_its_connection_dropped(
    command: str, kind: type[NotSent]
) -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour), timeout=0.3)
        behaviour.hangs_at = command
        with capture_logs() as logs:
            failure = await fails(mailer)
        await until(lambda: behaviour.open == 0)
        await mailer.close()
    assert isinstance(failure, kind)
    assert failure.words == MailProblem.NO_ANSWER
    assert [line["words"] for line in logs] == ["no_answer"]


async def test_waiting_for_a_connection_counts_as_part_of_the_attempt() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour), connections=1)
        behaviour.hangs_at = "MAIL"
        patient = asyncio.create_task(mailer.send(US, IVY, DATA))
        await until(lambda: behaviour.commands == ["MAIL"])
        mailer.timeout = 0.05
        assert isinstance(await fails(mailer), PutOff)
        patient.cancel()
        await asyncio.wait([patient])
        await until(lambda: behaviour.open == 0)
    assert behaviour.connections == 1


async def test_a_server_that_is_not_there_is_postponed() -> None:
    async with listening() as behaviour:
        gone = server(behaviour)
    with capture_logs() as logs:
        failure = await fails(Mailer(gone))
    assert isinstance(failure, PutOff)
    assert (failure.stage, failure.words) == (MailStage.CONNECT, MailProblem.NO_CONNECTION)
    assert [line["event"] for line in logs] == ["mail.put_off"]


async def test_a_cancelled_mail_leaves_no_connection_behind() -> None:
    async with listening() as behaviour:
        mailer = Mailer(server(behaviour))
        behaviour.hangs_at = "RCPT"
        task = asyncio.create_task(mailer.send(US, IVY, DATA))
        await until(lambda: "RCPT" in behaviour.commands)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: behaviour.open == 0)
        await mailer.close()

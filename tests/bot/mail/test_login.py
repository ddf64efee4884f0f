"""Logging in: a password goes only where it may, and what is wrong is the operator's to mend."""

import asyncio
import hmac

import pytest
from structlog.testing import capture_logs

from bot.mail.message import build
from bot.mail.smtp import Mailer, NotSent, PutOff
from bot.settings import SmtpServer
from storage.vocabulary import MailProblem, MailStage
from tests.patience import until

from .letter import LETTER
from .scripted import scripted
from .server import PASSWORD, USER, Behaviour, listening

US = "invites@example.com"
IVY = "Ivy@example.com"
DATA = build(LETTER)


def server(behaviour: Behaviour, password: str = PASSWORD) -> SmtpServer:
    return SmtpServer("127.0.0.1", behaviour.port, "opportunistic", USER, password)


async def fails(mailer: Mailer) -> NotSent:
    with pytest.raises(NotSent) as failure:
        await mailer.send(US, IVY, DATA)
    return failure.value


async def test_the_mailer_logs_in() -> None:
    async with listening(login=True) as behaviour:
        mailer = Mailer(server(behaviour))
        await mailer.send(US, IVY, DATA)
        await mailer.close()
    assert behaviour.logins == [(USER.encode(), PASSWORD.encode())]
    assert len(behaviour.arrived) == 1


async def test_a_refused_login_is_postponed_and_logged_without_the_password() -> None:
    async with listening(login=True) as behaviour:
        mailer = Mailer(server(behaviour, password="wrong one"))
        with capture_logs() as logs:
            failure = await fails(mailer)
        await until(lambda: behaviour.open == 0)
    assert isinstance(failure, PutOff)
    assert failure.code == 535
    assert failure.stage is MailStage.LOGIN
    assert [(line["event"], line["log_level"]) for line in logs] == [("mail.put_off", "error")]
    assert "wrong one" not in str(logs)


async def test_a_server_without_logins_is_postponed() -> None:
    async with listening() as behaviour:
        failure = await fails(Mailer(server(behaviour)))
    assert isinstance(failure, PutOff)
    assert failure.stage is MailStage.LOGIN
    assert behaviour.arrived == []


async def test_a_password_is_not_sent_where_everybody_can_read_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.mail.connection.is_local", lambda _: False)
    async with listening(login=True) as behaviour:
        mailer = Mailer(server(behaviour))
        with capture_logs() as logs:
            failure = await fails(mailer)
        await until(lambda: behaviour.open == 0)
    assert isinstance(failure, PutOff)
    assert (failure.code, failure.words) == (None, MailProblem.NOT_ENCRYPTED)
    assert behaviour.logins == []
    assert [line["event"] for line in logs] == ["mail.put_off"]


async def test_a_server_that_greets_with_a_no_is_postponed() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"554 5.7.1 Your network is blocked\r\n")
        await writer.drain()
        writer.close()

    busy = await asyncio.start_server(refuse, "127.0.0.1", 0)
    async with busy:
        port = busy.sockets[0].getsockname()[1]
        with capture_logs() as logs:
            failure = await fails(Mailer(SmtpServer("127.0.0.1", port, "none")))
    assert isinstance(failure, PutOff)
    assert failure.code == 554
    assert [line["event"] for line in logs] == ["mail.put_off"]


async def test_a_machine_that_is_held_to_fips_140_logs_in_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """CRAM-MD5 is the last that is tried (https://github.com/python/cpython/issues/136134)."""

    def without_md5(key: bytes, msg: bytes | None = None, digestmod: str = "") -> hmac.HMAC:
        if digestmod == "md5":
            raise ValueError("[digital envelope routines] unsupported")
        return new(key, msg, digestmod)

    new = hmac.new
    monkeypatch.setattr(hmac, "new", without_md5)
    async with scripted(
        EHLO=b"250-mx.example.com\r\n250 AUTH CRAM-MD5 PLAIN", AUTH=b"235 2.7.0 Welcome"
    ) as script:
        mailer = Mailer(script.server(login=True))
        await mailer.send(US, IVY, DATA)
        await mailer.close()
    assert script.talks[0].count("AUTH") == 1

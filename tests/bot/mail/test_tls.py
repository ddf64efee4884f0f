"""Encryption: demanded, taken where offered, and whom to believe."""

import ssl
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.mail.connection import is_local
from bot.mail.message import build
from bot.mail.smtp import Mailer, NotSent, PutOff
from bot.settings import SmtpServer
from storage.vocabulary import MailProblem, MailStage
from tests.patience import until

from .certificate import self_signed
from .letter import LETTER
from .server import PASSWORD, USER, Behaviour, listening

US = "invites@example.com"
IVY = "Ivy@example.com"
DATA = build(LETTER)


async def send(behaviour: Behaviour, tls: str, *, login: bool = False) -> None:
    user, password = (USER, PASSWORD) if login else ("", "")
    server = SmtpServer("127.0.0.1", behaviour.port, tls, user, password)  # type: ignore[arg-type]
    mailer = Mailer(server)
    try:
        await mailer.send(US, IVY, DATA)
    finally:
        await mailer.close()
        await until(lambda: behaviour.open == 0)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    _, certificate = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return tmp_path


def same_certificate(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize("tls", ["starttls", "opportunistic"])
async def test_a_trusted_server_gets_the_mail_encrypted(trusted: Path, tls: str) -> None:
    async with listening(starttls=same_certificate(trusted), login=True) as behaviour:
        await send(behaviour, tls, login=True)
    assert behaviour.encrypted == [True]
    assert behaviour.arrived == [(US, [IVY], DATA)]
    assert behaviour.logins == [(USER.encode(), PASSWORD.encode())]


async def test_a_server_may_be_encrypted_from_the_first_byte(trusted: Path) -> None:
    async with listening(tls=same_certificate(trusted)) as behaviour:
        await send(behaviour, "tls")
    assert behaviour.encrypted == [True]


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path, tls: str) -> None:
    context, _ = self_signed(tmp_path)
    from_the_first_byte, later = (context, None) if tls == "tls" else (None, context)
    async with listening(tls=from_the_first_byte, starttls=later, login=True) as behaviour:
        with capture_logs() as logs, pytest.raises(PutOff) as failure:
            await send(behaviour, tls, login=True)
    assert failure.value.words == MailProblem.NO_CONNECTION
    assert failure.value.stage == (MailStage.CONNECT if tls == "tls" else MailStage.STARTTLS)
    assert "certificate" in logs[0]["error"].lower()
    assert behaviour.logins == []
    assert behaviour.arrived == []


async def test_where_plain_text_would_do_a_self_made_certificate_does_too(tmp_path: Path) -> None:
    context, _ = self_signed(tmp_path)
    async with listening(starttls=context) as behaviour:
        await send(behaviour, "opportunistic")
    assert behaviour.encrypted == [True]


async def test_where_encryption_is_demanded_plain_text_does_not_do() -> None:
    async with listening() as behaviour:
        with pytest.raises(NotSent) as failure:
            await send(behaviour, "starttls")
    assert isinstance(failure.value, PutOff)
    assert (failure.value.stage, failure.value.words) == (
        MailStage.STARTTLS,
        MailProblem.NOT_ENCRYPTED,
    )
    assert behaviour.arrived == []


async def test_a_server_without_encryption_gets_plain_text_where_that_is_fine() -> None:
    async with listening() as behaviour:
        await send(behaviour, "opportunistic")
    assert behaviour.encrypted == [False]


async def test_a_password_elsewhere_goes_only_to_whom_a_certificate_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.mail.connection.is_local", lambda _: False)
    context, _ = self_signed(tmp_path)
    async with listening(starttls=context, login=True) as behaviour:
        with pytest.raises(PutOff):
            await send(behaviour, "opportunistic", login=True)
    assert behaviour.logins == []


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.1.1", "::1"])
def test_this_machine_is_local(host: str) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["smtp.example.com", "10.0.0.1", "localhost.example.com"])
def test_every_other_is_not(host: str) -> None:
    assert not is_local(host)

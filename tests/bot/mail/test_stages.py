"""However far a conversation came: where it was refused, what follows, and that it is over."""

import pytest
from structlog.testing import capture_logs

from bot.mail.message import build
from bot.mail.smtp import Mailer, NotSent, PermanentFailure, PutOff, TransientFailure
from bot.settings import SmtpServer
from storage.vocabulary import MailProblem, MailStage

from .letter import LETTER
from .scripted import END, GREETING, Script, scripted

OUR, IVY = "our@example.com", "ivy@example.com"
DATA = build(LETTER)


async def fails(mailer: Mailer) -> NotSent:
    with pytest.raises(NotSent) as failure:
        await mailer.send(OUR, IVY, DATA)
    return failure.value


async def refused(server: SmtpServer) -> NotSent:
    mailer = Mailer(server)
    failure = await fails(mailer)
    await mailer.close()
    return failure


async def next_mail_arrives(script: Script, mailer: Mailer) -> int:
    """On which connection, counted from 1."""
    script.says.clear()
    await mailer.send(OUR, IVY, DATA)
    await mailer.close()
    return len(script.talks)


async def test_a_server_that_knows_no_ehlo_is_greeted_as_it_was_before() -> None:
    async with scripted(EHLO=b"502 5.5.1 Unknown command") as script:
        mailer = Mailer(script.server())
        await mailer.send(OUR, IVY, DATA)
        await mailer.close()
    assert script.talks[0][:3] == ["EHLO", "HELO", "MAIL"]


async def test_a_server_that_takes_our_name_in_no_greeting_is_put_off() -> None:
    refusal = b"504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname"
    async with scripted(EHLO=refusal, HELO=refusal) as script:
        failure = await refused(script.server())
    assert isinstance(failure, PutOff)
    assert (failure.stage, failure.code, failure.domain_only) == (MailStage.CONNECT, 504, False)
    assert script.talks == [["EHLO", "HELO"]]


@pytest.mark.parametrize(
    ("at", "stage"),
    [
        (GREETING, MailStage.CONNECT),
        ("EHLO", MailStage.CONNECT),
        ("STARTTLS", MailStage.STARTTLS),
        ("AUTH", MailStage.LOGIN),
        ("MAIL", MailStage.MAIL),
        ("RCPT", MailStage.RCPT),
    ],
)
@pytest.mark.parametrize(
    ("said", "code", "words"),
    [
        (b"421 4.3.2 Shutting down", 421, "4.3.2 Shutting down"),
        (b"", None, MailProblem.NO_CONNECTION),
        (b"+OK POP3 ready", None, MailProblem.NOT_UNDERSTOOD),
        (b"299 fine", None, MailProblem.NOT_UNDERSTOOD),
    ],
)
async def test_a_server_that_breaks_off_or_speaks_of_else_is_put_off(
    at: str, stage: MailStage, said: bytes, code: int | None, words: str
) -> None:
    async with scripted() as script:
        script.says[at] = said
        if at == "EHLO":
            script.says["HELO"] = said
        mailer = Mailer(script.server(login=at == "AUTH", starttls=at == "STARTTLS"))
        failure = await fails(mailer)
        mailer.server = script.server()
        connections = await next_mail_arrives(script, mailer)
    if code and stage is MailStage.RCPT:
        assert isinstance(failure, TransientFailure)
    else:
        assert isinstance(failure, PutOff)
        assert failure.stage is stage
    assert (failure.code, failure.words) == (code, words)
    assert connections == 2


@pytest.mark.parametrize("at", ["DATA", END])
@pytest.mark.parametrize("said", [b"421 4.3.2 Shutting down", b"", b"+OK", b"299 fine"])
async def test_a_mail_that_may_have_arrived_is_tried_again_for_two_days_only(
    at: str, said: bytes
) -> None:
    async with scripted() as script:
        script.says[at] = said
        mailer = Mailer(script.server())
        failure = await fails(mailer)
        connections = await next_mail_arrives(script, mailer)
    assert type(failure) is TransientFailure
    assert connections == 2


async def test_who_says_that_it_goes_is_not_asked_again_though_it_stays() -> None:
    async with scripted() as script:
        script.says[END], script.stays = b"421 4.3.2 Shutting down", True
        mailer = Mailer(script.server())
        await fails(mailer)
        assert await next_mail_arrives(script, mailer) == 2


async def test_where_the_kept_connection_is_gone_the_new_one_counts() -> None:
    async with scripted() as script:
        mailer = Mailer(script.server())
        await mailer.send(OUR, IVY, DATA)
        script.says |= {"MAIL": b"421 4.4.2 Idle for too long", GREETING: b"554 No service"}
        failure = await fails(mailer)
    assert isinstance(failure, PutOff)
    assert (failure.stage, failure.code) == (MailStage.CONNECT, 554)


async def test_a_connection_whose_answers_are_out_of_turn_is_dropped() -> None:
    async with scripted(MAIL=b"250 OK\r\n250 OK") as script:
        mailer = Mailer(script.server())
        await fails(mailer)
        assert await next_mail_arrives(script, mailer) == 2


async def test_every_way_to_log_in_is_tried_and_the_last_answer_counts() -> None:
    async with scripted(AUTH=b"534 5.7.9 Please log in with your web browser") as script:
        failure = await refused(script.server(login=True))
    assert (failure.code, failure.words) == (534, "5.7.9 Please log in with your web browser")
    assert script.talks == [["EHLO", "AUTH", "AUTH"]]


async def test_who_is_told_to_go_while_logging_in_goes() -> None:
    async with scripted(AUTH=b"421 4.7.0 Too many failed attempts") as script:
        failure = await refused(script.server(login=True))
    assert (failure.code, failure.words) == (421, "4.7.0 Too many failed attempts")
    assert script.talks == [["EHLO", "AUTH"]]


async def test_a_mailbox_stays_the_invitees_however_often_the_same_is_said() -> None:
    async with scripted(RCPT=b"550 5.1.1 User unknown") as script:
        mailer = Mailer(script.server())
        kinds = {type(await fails(mailer)) for _ in range(10)}
        await mailer.close()
    assert kinds == {PermanentFailure}
    assert len(script.talks) == 1, "a no is no reason to leave"


async def test_what_is_about_us_is_an_error_in_the_log_with_code_words_and_stage() -> None:
    said = b"553 5.7.1 <our@example.com>: Sender address rejected: not owned by user usher"
    async with scripted(RCPT=said) as script:
        with capture_logs() as logs:
            await refused(script.server())
    [line] = logs
    assert (line["log_level"], line["event"]) == ("error", "mail.put_off")
    assert (line["stage"], line["code"], line["domain"]) == ("rcpt", 553, "example.com")
    assert line["words"].endswith("Sender address rejected: not owned by user usher")


async def test_what_is_about_all_mails_says_so() -> None:
    async with scripted(MAIL=b"530 5.7.0 Authentication required") as script:
        with capture_logs() as logs:
            await refused(script.server())
    assert [(line["stage"], line["domain"]) for line in logs] == [("mail", "any")]


async def test_a_refused_mailbox_has_the_servers_words_in_the_log() -> None:
    async with scripted(RCPT=b"550 5.1.1 <ivy@example.com>: User unknown") as script:
        with capture_logs() as logs:
            await refused(script.server())
    [line] = logs
    assert (line["log_level"], line["event"], line["code"]) == ("info", "mail.refused", 550)
    assert line["words"].endswith("User unknown")

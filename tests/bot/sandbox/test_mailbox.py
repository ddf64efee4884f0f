"""The mailbox: a real SMTP server, asked by a real SMTP client."""

from urllib.parse import urlsplit

import aiohttp
import aiosmtplib
import pytest

from bot.sandbox import Sandbox
from bot.sandbox.mailbox import opened
from bot.sandbox.workspace import SlackError
from tests.bot.sandbox.bot import Open
from tests.bot.sandbox.mails import letter, send


async def test_a_mail_arrives_with_all_that_it_says(sandbox: Sandbox) -> None:
    await send(sandbox, letter())
    (mail,) = sandbox.mails
    assert (mail["from"], mail["to"]) == ("Usher <invites@example.com>", "Ivy <ivy@example.com>")
    assert (mail["mail_from"], mail["rcpt_to"]) == ("invites@example.com", ["ivy@example.com"])
    assert mail["subject"] == "Come in"
    assert mail["text"].strip() == "Hello Ivy"
    assert mail["html"].strip() == "<p>Hello <b>Ivy</b></p>"
    assert ["MIME-Version", "1.0"] in mail["headers"]
    assert "Content-Type: multipart/alternative" in mail["source"]
    assert mail["received"] == pytest.approx(sandbox.workspace.clock().timestamp(), abs=60)


async def test_mails_are_kept_in_the_order_of_their_arrival(sandbox: Sandbox) -> None:
    for subject in ("one", "two", "three"):
        await send(sandbox, letter(subject=subject))
    assert [mail["subject"] for mail in sandbox.mails] == ["one", "two", "three"]


async def test_one_connection_carries_many_mails(sandbox: Sandbox) -> None:
    at = urlsplit(sandbox.smtp_url)
    async with aiosmtplib.SMTP(hostname=at.hostname, port=at.port) as client:
        for _ in range(3):
            await client.send_message(letter())
    assert len(sandbox.mails) == 3


async def test_russian_is_read_as_it_was_written(sandbox: Sandbox) -> None:
    await send(sandbox, letter(subject="Приглашение в рабочее пространство Нортвинд для вас"))
    (mail,) = sandbox.mails
    assert mail["subject"] == "Приглашение в рабочее пространство Нортвинд для вас"


@pytest.mark.parametrize(("to", "code"), [("Bounce@example.com", 550), ("later@example.com", 451)])
async def test_some_addresses_are_refused_so_that_this_can_be_seen(
    sandbox: Sandbox, to: str, code: int
) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as caught:
        await send(sandbox, letter(to=to))
    assert caught.value.recipients[0].code == code
    assert sandbox.mails == []


async def test_it_can_be_told_to_refuse_the_sender_as_servers_do(sandbox: Sandbox) -> None:
    sandbox.mail_server("sender")
    with pytest.raises(aiosmtplib.SMTPSenderRefused) as caught:
        await send(sandbox, letter())
    assert caught.value.code == 553
    assert caught.value.message.startswith("5.7.1 <invites@example.com>: Sender address rejected")
    sandbox.mail_server("takes")
    await send(sandbox, letter())
    assert len(sandbox.mails) == 1


async def test_it_can_be_told_to_know_no_mailbox(sandbox: Sandbox) -> None:
    sandbox.mail_server("mailbox")
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as caught:
        await send(sandbox, letter())
    assert caught.value.recipients[0].code == 550
    assert caught.value.recipients[0].message.startswith("5.1.1 <ivy@example.com>:")


async def test_once_it_is_not_reachable_it_hangs_up_on_who_is_there_and_who_comes(
    sandbox: Sandbox,
) -> None:
    at = urlsplit(sandbox.smtp_url)
    there = aiosmtplib.SMTP(hostname=at.hostname, port=at.port)
    await there.connect()
    sandbox.mail_server("away")
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await there.noop()
    there.close()
    with pytest.raises((aiosmtplib.SMTPException, ConnectionError)):
        await send(sandbox, letter())
    sandbox.mail_server("takes")
    await send(sandbox, letter())
    assert len(sandbox.mails) == 1


async def test_what_it_was_told_outlives_a_restart(sandbox: Sandbox, build: Open) -> None:
    sandbox.mail_server("sender")
    with pytest.raises(SlackError):
        sandbox.mail_server("maybe")
    again = build()
    assert again.mailbox.does == "sender"
    again.workspace.store.close()


async def test_the_page_sees_what_it_does_and_tells_it_what_to_do(sandbox: Sandbox) -> None:
    async with aiohttp.ClientSession(sandbox.workspace.url) as session:
        for does, status in (("sender", 200), ("maybe", 400)):
            told = {"do": "mail_server", "does": does}
            async with session.post("/demo/act", json=told) as answer:
                assert answer.status == status
        async with session.get("/demo/state", params={"as": "lev"}) as answer:
            assert (await answer.json())["mail_server"] == "sender"
    with pytest.raises(aiosmtplib.SMTPSenderRefused):
        await send(sandbox, letter())


async def test_an_open_connection_does_not_hold_up_the_end(sandbox: Sandbox) -> None:
    at = urlsplit(sandbox.smtp_url)
    client = aiosmtplib.SMTP(hostname=at.hostname, port=at.port)
    await client.connect()
    await sandbox.mailbox.stop()
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await client.noop()
    client.close()


def test_a_plain_mail_has_no_html_and_none_of_its_headers_is_needed() -> None:
    mail = opened(b"\r\nHello\r\n")
    assert (mail["text"], mail["html"], mail["subject"]) == ("Hello\r\n", "", "")


def test_a_mail_in_another_charset_is_read() -> None:
    source = "Content-Type: text/plain; charset=koi8-r\r\n\r\nПривет".encode("koi8-r")
    assert opened(source)["text"] == "Привет"

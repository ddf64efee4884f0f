"""The way of one invitation, as a person and the bot meet in the stand-in."""

from typing import Any

import aiosmtplib
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.bot.sandbox.bot import Bot

MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "invite",
    "title": {"type": "plain_text", "text": "Invite people"},
    "submit": {"type": "plain_text", "text": "Invite"},
    "blocks": [
        {
            "type": "input",
            "block_id": "emails",
            "label": {"type": "plain_text", "text": "Email"},
            "element": {"type": "plain_text_input", "action_id": "emails"},
        }
    ],
}


async def test_lev_invites_with_a_modal_and_hears_of_it(
    sandbox: Sandbox, bot: Bot, client: AsyncWebClient
) -> None:
    async def open_modal(told: dict[str, Any]) -> dict[str, Any]:
        await client.views_open(trigger_id=told["trigger_id"], view=MODAL)
        return {}

    async def invite(told: dict[str, Any]) -> dict[str, Any]:
        email = told["view"]["state"]["values"]["emails"]["emails"]["value"]
        await client.chat_postMessage(channel=told["user"]["id"], text=f"Invited {email}")
        mail = f"From: u@x.example\r\nTo: {email}\r\nSubject: Come\r\n\r\nHello\r\n".encode()
        await aiosmtplib.send(
            mail,
            sender="u@x.example",
            recipients=[email],
            hostname="127.0.0.1",
            port=int(sandbox.smtp_url.rpartition(":")[2]),
        )
        return {}

    bot.answers = {"command": open_modal, "view_submission": invite}

    assert (await sandbox.command("lev", "/invite")).ok
    view = sandbox.view("lev")
    assert view
    assert view["callback_id"] == "invite"
    assert (await sandbox.submit("lev", {"emails": "ivy@example.com"})).ok

    assert sandbox.view("lev") is None
    assert [message["text"] for message in sandbox.messages("lev")] == ["Invited ivy@example.com"]
    assert [mail["subject"] for mail in sandbox.mails] == ["Come"]
    assert sandbox.messages("mia") == []

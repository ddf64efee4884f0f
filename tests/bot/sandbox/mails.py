"""A mail to the stand-in's mailbox, by a real SMTP client."""

from email.message import EmailMessage
from urllib.parse import urlsplit

import aiosmtplib

from bot.sandbox import Sandbox


def letter(**more: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Usher <invites@example.com>"
    mail["To"] = more.get("to", "Ivy <ivy@example.com>")
    mail["Subject"] = more.get("subject", "Come in")
    mail.set_content("Hello Ivy\n")
    mail.add_alternative("<p>Hello <b>Ivy</b></p>", subtype="html")
    return mail


async def send(sandbox: Sandbox, mail: EmailMessage) -> None:
    at = urlsplit(sandbox.smtp_url)
    await aiosmtplib.send(mail, hostname=at.hostname, port=at.port)

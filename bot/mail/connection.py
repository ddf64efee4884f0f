"""One connection to the mail server: opened, encrypted and logged in as the settings say."""

import asyncio
import ssl
from ipaddress import ip_address

import aiosmtplib

from bot.mail.answers import Attempt, NotOffered
from bot.names import Names
from bot.names import connect as connected
from bot.settings import SmtpServer, helo
from storage.vocabulary import MailProblem, MailStage

IN_CLEAR = frozenset({"plain", "login"})
"""Ways to log in by the password itself."""


async def connect(
    server: SmtpServer, names: Names, tls: ssl.SSLContext | None, seconds: float, attempt: Attempt
) -> aiosmtplib.SMTP:
    """Open a connection that is ready for MAIL; the attempt knows how far it came. Raises what
    aiosmtplib raises, NotOffered and OSError.

    The library would look up the server's name, and this machine's, in threads that all share. It
    would also greet, encrypt and log in by itself, and not say at which of these it was refused.
    """
    attempt.stage = MailStage.CONNECT
    sock = await connected(names, server.host, server.port)
    client = aiosmtplib.SMTP(
        hostname=server.host,
        sock=sock,
        local_hostname=server.helo or helo.literal(sock.getsockname()[0]),
        use_tls=server.tls == "tls",
        start_tls=False,
        tls_context=tls,
        timeout=seconds,
    )
    await client.connect()
    try:
        await _greet(client)
        await _encrypt(client, server, attempt)
        await _log_in(client, server, attempt)
    except BaseException:
        client.close()
        raise
    return client


async def _greet(client: aiosmtplib.SMTP) -> None:
    """EHLO, or where that is refused and the server still listens, HELO (RFC 5321, 3.2)."""
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError:
        if not client.is_connected:
            raise
        await client.helo()


async def _encrypt(client: aiosmtplib.SMTP, server: SmtpServer, attempt: Attempt) -> None:
    """By STARTTLS, where it is demanded or offered."""
    offered = client.supports_extension("starttls")
    if server.tls == "starttls" or (server.tls == "opportunistic" and offered):
        attempt.stage = MailStage.STARTTLS
        if not offered:
            raise NotOffered(MailProblem.NOT_ENCRYPTED)
        await client.starttls()
        await _greet(client)


async def _log_in(client: aiosmtplib.SMTP, server: SmtpServer, attempt: Attempt) -> None:
    """In one of the ways that the server offers; the last refusal is the one that counts."""
    if not server.user:
        return
    attempt.stage = MailStage.LOGIN
    if not is_local(server.host) and client.get_transport_info("sslcontext") is None:
        raise NotOffered(MailProblem.NOT_ENCRYPTED)
    refused: aiosmtplib.SMTPException = NotOffered(MailProblem.NO_LOGIN)
    # Over TLS one that hides the password (CRAM) gains nothing, and needs what FIPS 140 forbids.
    for way in sorted(client.supported_auth_methods, key=lambda way: way not in IN_CLEAR):
        try:
            await getattr(client, f"auth_{way.replace('-', '')}")(server.user, server.password)
        except aiosmtplib.SMTPAuthenticationError as error:
            refused = error
            if not client.is_connected:
                break
        else:
            return
    raise refused


def leave(client: aiosmtplib.SMTP) -> None:
    """Say QUIT and close, without waiting for the answer. Only between two mails."""
    if isinstance(client.transport, asyncio.WriteTransport):
        client.transport.write(b"QUIT\r\n")
    client.close()


def trust(server: SmtpServer) -> ssl.SSLContext | None:
    """Decide whom to believe: a server that proves its name, but where plain text would do too.

    A mail server on this machine often has a certificate that it made for itself. Reading the
    machine's authorities takes some 20 ms, so this is done once, and only where they are asked.
    """
    if server.tls == "none":
        return None
    if server.tls == "opportunistic" and (not server.user or is_local(server.host)):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    return ssl.create_default_context()


def is_local(host: str) -> bool:
    """Tell whether what is sent to a host stays on this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

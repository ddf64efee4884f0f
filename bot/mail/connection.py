"""One connection to the mail server: opened, encrypted and logged in as the settings say."""

import asyncio
import ssl
from ipaddress import ip_address

import aiosmtplib

from bot.names import Names
from bot.names import connect as connected
from bot.settings import SmtpServer, helo


class NotEncrypted(aiosmtplib.SMTPException):
    """A password is wanted, and the server offers no encryption."""


async def connect(
    server: SmtpServer, names: Names, tls: ssl.SSLContext | None, seconds: float
) -> aiosmtplib.SMTP:
    """Open a connection that is ready for MAIL. Raises what aiosmtplib raises, and OSError.

    The library would look up the server's name, and this machine's, in threads that all share.
    """
    sock = await connected(names, server.host, server.port)
    client = aiosmtplib.SMTP(
        hostname=server.host,
        sock=sock,
        local_hostname=server.helo or helo.literal(sock.getsockname()[0]),
        use_tls=server.tls == "tls",
        start_tls={"starttls": True, "opportunistic": None}.get(server.tls, False),
        tls_context=tls,
        timeout=seconds,
    )
    await client.connect()
    try:
        await _log_in(client, server)
    except BaseException:
        client.close()
        raise
    return client


async def _log_in(client: aiosmtplib.SMTP, server: SmtpServer) -> None:
    if not server.user:
        return
    if not is_local(server.host) and client.get_transport_info("sslcontext") is None:
        raise NotEncrypted("the server offers no encryption, so the password was not sent")
    await client.login(server.user, server.password)


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

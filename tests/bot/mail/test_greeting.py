"""What a real server hears in EHLO, and takes: one that demands a full name, as Postfix can."""

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.mail.message import build
from bot.mail.smtp import Mailer, NotSent
from bot.settings import Settings
from tests.patience import until

from .certificate import self_signed
from .letter import LETTER
from .server import Behaviour, listening

US = "invites@example.com"
IVY = "Ivy@example.com"
DATA = build(LETTER)
FULL = re.compile(r"(?:[a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*", re.ASCII | re.IGNORECASE)


def is_fit(name: str) -> bool:
    """Postfix's reject_non_fqdn_helo_hostname and reject_invalid_helo_hostname."""
    if not name.startswith("["):
        return bool(FULL.fullmatch(name))
    try:
        address = ip_address(name[1:-1].removeprefix("IPv6:"))
    except ValueError:
        return False
    return name.endswith("]") and ("IPv6:" in name) == isinstance(address, IPv6Address)


@dataclass
class Strict(Behaviour):
    """Answers a name that it does not like with 504: to EHLO, or later, as Postfix does."""

    refuses_at: str = "RCPT"

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        answers = await super().handle_EHLO(server, session, envelope, name, answers)
        if not is_fit(name):
            self.says[self.refuses_at] = (
                f"504 5.5.2 <{name}>: Helo command rejected: need fully-qualified hostname"
            )
        return [self.says["EHLO"]] if "EHLO" in self.says else answers

    async def handle_HELO(  # noqa: N802
        self, _: SMTP, session: Session, __: Envelope, name: str
    ) -> str:
        session.host_name = name
        self.called.append(name)
        return self.says.get("EHLO", "250 mx.example.com")


def configured(behaviour: Behaviour, host: str = "127.0.0.1", **given: str) -> Mailer:
    at = f"[{host}]" if ":" in host else host
    values = {"smtp_url": f"smtp://{at}:{behaviour.port}", "mail_from": "Usher <invites@mailhost>"}
    return Mailer(Settings(**(values | given)).smtp)  # type: ignore[arg-type]


async def send(behaviour: Behaviour, host: str = "127.0.0.1", **given: str) -> None:
    mailer = configured(behaviour, host, **given)
    try:
        await mailer.send(US, IVY, DATA)
    finally:
        await mailer.close()
        await until(lambda: behaviour.open == 0)


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


HERE = [
    pytest.param("127.0.0.1", "[127.0.0.1]", id="IPv4"),
    # The address at this end, not at the other.
    pytest.param("127.0.0.9", "[127.0.0.1]", id="another's"),
    pytest.param(
        "::1",
        "[IPv6:::1]",
        id="IPv6",
        marks=pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6"),
    ),
]
WITHOUT_A_NAME = [
    {},
    {"public_url": "http://localhost:3000"},
    {"public_url": "http://usher:3000"},
    {"public_url": "http://192.0.2.7"},
    {"public_url": "http://usher_web.example.com"},
]


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "RCPT"])
@pytest.mark.parametrize(("host", "literal"), HERE)
async def test_who_has_no_name_gives_the_address_that_it_comes_from(
    host: str, literal: str, stage: str
) -> None:
    async with listening(host=host, behaviour=Strict(refuses_at=stage)) as behaviour:
        await send(behaviour, host)
    assert behaviour.called == [literal]
    assert behaviour.arrived == [(US, [IVY], DATA)]


@pytest.mark.parametrize("given", WITHOUT_A_NAME)
async def test_what_means_something_only_here_is_never_said(given: dict[str, str]) -> None:
    async with listening(behaviour=Strict()) as behaviour:
        await send(behaviour, **given)
        await send(behaviour, mail_from="Usher <invites@example.com>", **given)
    assert behaviour.called == ["[127.0.0.1]", "example.com"]
    assert len(behaviour.arrived) == 2


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ({"public_url": "https://usher.example.com:8443/in"}, "usher.example.com"),
        ({"public_url": "https://ашер.example"}, "xn--80ak7a4a.example"),
        ({"smtp_helo": "mx.example.net"}, "mx.example.net"),
        ({"smtp_helo": "[192.0.2.1]"}, "[192.0.2.1]"),
        ({"smtp_helo": "[IPv6:2001:db8::1]"}, "[IPv6:2001:db8::1]"),
    ],
)
async def test_a_name_that_is_set_is_said(given: dict[str, str], called: str) -> None:
    async with listening(behaviour=Strict()) as behaviour:
        await send(behaviour, **({"public_url": "https://usher.example.com"} | given))
    assert behaviour.called == [called]
    assert len(behaviour.arrived) == 1


@pytest.mark.parametrize("given", [{}, {"public_url": "https://usher.example.com"}])
async def test_the_second_greeting_after_starttls_says_the_same(
    given: dict[str, str], tmp_path: Path
) -> None:
    context, _ = self_signed(tmp_path)
    async with listening(starttls=context, behaviour=Strict()) as behaviour:
        await send(behaviour, **given)
    assert behaviour.called == ["usher.example.com" if given else "[127.0.0.1]"] * 2
    assert behaviour.encrypted == [True]


@pytest.mark.parametrize("stage", ["EHLO", "MAIL", "RCPT"])
async def test_such_a_server_does_refuse_a_name_that_is_none(stage: str) -> None:
    async with listening(behaviour=Strict(refuses_at=stage)) as behaviour:
        mailer = configured(behaviour)
        mailer.server = mailer.server.__class__("127.0.0.1", behaviour.port, "none", helo="3f2a9c")
        with pytest.raises(NotSent):
            await mailer.send(US, IVY, DATA)
        await mailer.close()
    assert {*behaviour.called} == {"3f2a9c"}
    assert behaviour.arrived == []

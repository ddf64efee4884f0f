"""A server's words, fit to be shown to the inviter."""

import pytest

from bot.logs import configure
from bot.mail.message import build
from bot.mail.replies import read, shown
from bot.mail.smtp import Mailer, NotSent
from bot.settings import SmtpServer

from .letter import LETTER
from .scripted import scripted

SERVER = SmtpServer("smtp.example.com", 587, "starttls", "usher@example.com", "open sesame")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("5.1.1 No such user", "5.1.1 No such user"),
        ("5.1.1 No\nsuch\r\nuser\x1b[31m", "5.1.1 No such user[31m"),
        (
            "5.1.1 Utilisateur inconnu \udce0 cette adresse",
            "5.1.1 Utilisateur inconnu à cette adresse",
        ),
        ("open sesame is wrong for usher@example.com", "… is wrong for …"),
        ("we dislike https://usher.example.com/i/abc here", "we dislike … here"),
        ("we dislike usher.example.com/i/" + "aB3-_" * 12 + "Ab", "we dislike usher.example.…"),
        ("token " + "aB3-_" * 12, "token …"),
        ("", ""),
    ],
)
def test_words_are_one_line_without_secrets_and_links(said: str, read: str) -> None:
    assert shown(said, SERVER) == read


def test_words_are_short() -> None:
    assert len(shown("no " * 1000, SERVER)) == 300


LONG = (
    b"550-5.1.1 The email account that you tried to reach does not exist. Please try\r\n"
    b"550-5.1.1 double-checking the recipient's email address for typos or\r\n"
    b"550 5.1.1 unnecessary spaces."
)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (b"550 5.1.1 Adresse \xe9lectronique inconnue", "550 5.1.1 Adresse électronique inconnue"),
        (
            "550 5.1.1 Нет такого пользователя".encode(),
            "550 5.1.1 Нет такого пользователя",
        ),
        (
            "550-5.1.1 Ключ\r\n550 5.1.1 ".encode() + b"\x93caf\xe9\x94 unknown \x81",
            "550 5.1.1 Ключ “café” unknown",
        ),
        (
            LONG,
            LONG.decode()
            .replace("\r\n550-5.1.1", "")
            .replace("\r\n550 5.1.1", "")
            .replace("550-", "550 "),
        ),
        (
            b"550-Unknown user\r\n550 5.1.1 Check the address",
            "550 5.1.1 Unknown user Check the address",
        ),
        (
            b"550-550 5.1.1 Unknown user\r\n550-550 5.1.1\r\n550 5.1.1: again",
            "550 5.1.1 Unknown user again",
        ),
        (b"550 5.1.1.1 is a host, user unknown", "550 5.1.1.1 is a host, user unknown"),
        (b"550 [5.1.1] User unknown", "550 5.1.1 User unknown"),
        (b"550", "550"),
    ],
)
async def test_what_can_be_read_of_an_answer_is_kept_and_its_code_stands_once(
    said: bytes, read: str
) -> None:
    async with scripted(RCPT=said) as script:
        mailer = Mailer(script.server())
        with pytest.raises(NotSent) as failure:
            await mailer.send("our@example.com", "ivy@example.com", build(LETTER))
        await mailer.close()
    assert str(failure.value) == read


@pytest.mark.parametrize(
    ("message", "enhanced"),
    [
        ("5.1.1 User unknown", "5.1.1"),
        ("#5.1.0 Address rejected", "5.1.0"),
        ("sorry, no mailbox here by that name (#5.1.1)", "5.1.1"),
        ("cuda_nsu 5.1.1 <ivy@example.com>... User unknown", "5.1.1"),
        ("User unknown at 5.1.1.1", ""),
        ("User unknown", ""),
    ],
)
def test_the_enhanced_code_is_found_wherever_it_stands(message: str, enhanced: str) -> None:
    assert read(message).enhanced == enhanced


@pytest.mark.parametrize(
    "said",
    [
        b"550 5.1.1 <ivy@example.com>: User unknown",
        b"550 5.7.1 <our@example.com> may not write to <ivy@example.com>: https://usher.example.com/i/abcdefghij",
    ],
)
@pytest.mark.parametrize("level", ["debug", "info"])
@pytest.mark.usefixtures("log_as_it_was")
async def test_no_log_has_a_whole_address_or_a_link(
    said: bytes, level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(level, "json")
    async with scripted(RCPT=said) as script:
        mailer = Mailer(script.server())
        with pytest.raises(NotSent):
            await mailer.send("our@example.com", "ivy@example.com", build(LETTER))
        await mailer.close()
    logged = capsys.readouterr().err
    assert "i…@example.com" in logged
    assert "ivy@" not in logged
    assert "our@" not in logged
    assert "abcdefghij" not in logged

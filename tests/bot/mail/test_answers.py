"""A server's words, fit to be shown to the inviter."""

import pytest

from bot.mail.replies import shown
from bot.settings import SmtpServer

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

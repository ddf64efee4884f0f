"""Names of mails: unique, short, and the same at each try."""

import re

import pytest

from bot.mail.headers import message_id, subject

from .letter import ULID, decoded

LONG = [
    "mail.invitations.of.a-rather-long-name.example.com",
    "a-single-label-that-is-far-too-long-for-this.example",
    "x" * 63 + "." + "y" * 63 + ".example",
    "localhost",
    "EXAMPLE.com",
]


def test_a_mail_is_named_after_its_invitation_and_number() -> None:
    assert message_id(ULID, 2, "example.com") == f"<inv.{ULID}.2@example.com>"


@pytest.mark.parametrize("domain", LONG)
@pytest.mark.parametrize("number", [1, 12, 123])
def test_the_name_stays_under_60_characters_and_valid(domain: str, number: int) -> None:
    name = message_id(ULID, number, domain)
    assert len(name) < 60
    assert re.fullmatch(rf"<inv\.{ULID}\.{number}@[a-z0-9]([a-z0-9.-]*[a-z0-9])?>", name)
    assert name == message_id(ULID, number, domain)


def test_a_long_domain_loses_labels_on_its_left() -> None:
    name = message_id(ULID, 1, "mail.invitations.of.a-rather-long-name.example.com")
    assert name == f"<inv.{ULID}.1@example.com>"


def test_domains_too_long_to_shorten_stay_apart() -> None:
    names = {message_id(ULID, 1, f"{'x' * 40}.{top}") for top in ("example", "test")}
    assert len(names) == 2


def test_a_long_subject_is_folded_between_words() -> None:
    text = "Lev invites you to a workspace with a very long name, so that it must be folded"
    assert "\r\n " in subject(text)
    assert decoded(subject(text)) == text


def test_no_line_of_an_encoded_subject_is_over_76_characters() -> None:
    text = "Лев Лидов приглашает вас в рабочее пространство 🎉 «Студия Север»" * 2
    lines = f"Subject: {subject(text)}".split("\r\n")
    assert max(map(len, lines)) <= 76
    assert decoded(subject(text)) == text

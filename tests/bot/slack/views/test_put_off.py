"""What is said of mails that are put off: to admins in a message, and in each row."""

from dataclasses import replace
from datetime import timedelta

from bot import wording
from commands.notifications.put_off import PutOffMails
from tests.bot.mail.letter import NOW, invitation
from tests.bot.slack.views.parcels import EN, TEXTS, draw, parcel, shown

RU = TEXTS.words("ru")
ALL = PutOffMails("W", "", NOW, "553 5.7.1 not owned by user", 10)
GMAIL = PutOffMails("W", "gmail.com", NOW + timedelta(hours=1), "550 5.7.26 blocked", 2)


def said(*about: PutOffMails, locale: str = "en") -> str:
    message = draw(parcel("slack.put_off", put_off=about, details={"whole": True}))
    if locale == "ru":
        sent = parcel("slack.put_off", put_off=about, details={"whole": True})
        message = draw(sent, RU)
    return shown(message)


def test_admins_read_since_when_how_many_why_and_what_to_do() -> None:
    text = said(ALL)
    assert "No mail has gone out since 24 November 2026, 10:30" in text
    assert "10 mails wait." in text
    assert "The mail server said: 553 5.7.1 not owned by user" in text
    assert "Please tell whoever runs Usher" in text


def test_what_is_ours_is_not_put_into_the_server_s_mouth() -> None:
    text = said(replace(ALL, words="no_connection"))
    assert "The mail server said" not in text
    assert "the connection to the mail server failed" in text


def test_a_domain_is_named_and_several_each_with_their_reason() -> None:
    assert "No mail to gmail.com has gone out" in said(GMAIL)
    both = said(GMAIL, replace(GMAIL, domain="yahoo.com", words="554 5.7.9 not yet", waiting=1))
    assert "No mail to 2 domains" in both
    assert "3 mails wait." in both
    assert "gmail.com: 550 5.7.26 blocked" in both
    assert "yahoo.com: 554 5.7.9 not yet" in both


def test_what_stands_there_when_it_is_over_says_so() -> None:
    assert said() == "✅ Mails were put off for a while. They go out again."


def test_in_russian_too() -> None:
    assert "не уходит ни одно письмо. Ждут отправки 10 писем." in said(ALL, locale="ru")


def test_a_row_says_since_when_its_mail_is_put_off() -> None:
    about = invitation(put_off_since=NOW)
    assert wording.mail(about, EN) == "the mail has been put off since 24 November 2026, 10:30"
    assert wording.mail(about, RU) == "письмо отложено, ждёт с 24 ноября 2026 г., 10:30"
    assert wording.mail(replace(about, mail="sent"), EN) == "mail sent"
    assert wording.mail(replace(about, state="expired"), EN) == ""

"""What goes over the wire is what was put in, whatever people call themselves."""

from dataclasses import replace
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.message import BOUNDARY, UnsafeLetter, build, check
from bot.mail.names import clean_name, clean_note
from bot.settings import Sender

from .letter import LETTER, decoded, letter

HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]
OURS = "invites@example.com"
anything = st.text(st.characters(), max_size=300)
mischief = st.text(st.sampled_from('=?utf-8qbB:_0DA0dAxÄш<>@,;"\\ \r\n\t\0\ud800\u202e\u200d👩'))


def read(data: bytes) -> "Message[str, str]":
    return message_from_bytes(data)


def named(name: str) -> bytes:
    return build(letter(sender=Sender(name, OURS), subject=name))


def parts(data: bytes) -> tuple[str, str]:
    _, *found = (part.get_payload(decode=True) for part in read(data).walk())
    text, html = (bytes(part).decode() for part in found if isinstance(part, bytes))
    return text, html


def test_a_letter_has_the_headers_that_were_put_in_and_nothing_else() -> None:
    message = read(build(LETTER))
    assert message.keys() == HEADERS
    assert message["From"] == '"Usher"\r\n <invites@example.com>'
    assert message["To"] == "Ada@example.com"
    assert message["Subject"] == "Lev invites you to Acme"
    assert message["Date"] == "Tue, 24 Nov 2026 09:30:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "en"


def test_one_click_unsubscribe_is_offered() -> None:
    message = read(build(LETTER))
    assert message["List-Unsubscribe"] == "<https://usher.example.com/u/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_reminder_answers_to_the_first_mail() -> None:
    first = "<inv.01JDFPW2Q8T7M5X9K3C6B4N1ZA.1@example.com>"
    message = read(build(letter(references=first)))
    assert (message["In-Reply-To"], message["References"]) == (first, first)


def test_the_inviter_can_be_answered_where_the_workspace_wants_that() -> None:
    message = read(build(letter(reply_to="lev@example.com")))
    assert message["Reply-To"] == "lev@example.com"
    assert message["From"].endswith("<invites@example.com>")


@pytest.mark.parametrize(
    "text", ["Hello", "Привет, Айви! " * 40, ".\n..\nFrom me\n=20", "x" * 5000]
)
def test_both_parts_arrive_as_they_were_written(text: str) -> None:
    arrived = parts(build(letter(text=text, html=f"<p>{text}</p>")))
    assert [part.replace("\r\n", "\n") for part in arrived] == [f"{text}\n", f"<p>{text}</p>\n"]


def test_the_wire_carries_seven_bits_in_lines_that_every_server_takes() -> None:
    data = build(letter(text="Привет " * 900, html="ü" * 4000, subject="Здравствуйте " * 20))
    assert data.isascii()
    assert max(map(len, data.split(b"\r\n"))) < 80
    assert data.count(b"\r") == data.count(b"\n") == data.count(b"\r\n")


def test_an_encoded_word_in_a_name_adds_no_header() -> None:
    message = read(named("=?utf-8?q?=0D=0ABcc=3A_x?="))
    assert message.keys() == HEADERS
    assert "\n" not in decoded(message["Subject"])


def test_two_line_ends_in_an_encoded_word_are_no_body() -> None:
    data = named("=?utf-8?q?=0D=0A=0D=0Ahello?= Мир")
    assert "hello" not in parts(data)[0]
    assert read(data).keys() == HEADERS


def test_a_name_with_an_address_in_it_is_no_second_sender() -> None:
    message = read(named("Evil <boss@corp.example>, " + "x" * 90))
    people = getaddresses(message.get_all("From", []))
    assert [address for _, address in people] == [OURS]


def test_a_long_cyrillic_name_keeps_its_spaces() -> None:
    name = "Анна Мария Петрова-Водкина из отдела проектирования и дизайна"[:60]
    assert decoded(read(named(name))["From"]) == f"{name} <{OURS}>"


def test_a_long_page_address_is_neither_encoded_nor_folded() -> None:
    url = "https://usher.example.com/some/path/u/" + "aB3_-" * 30
    assert read(build(letter(list_unsubscribe=url)))["List-Unsubscribe"] == f"<{url}>"


def test_nul_and_lone_surrogates_do_not_reach_the_wire() -> None:
    assert decoded(read(named("A\0d\ud800a"))["Subject"]) == "Ada"
    assert b"\0" not in build(letter(text="a\0b\ud800"))


def test_a_from_over_320_characters_goes_without_the_name() -> None:
    address = "i" * 64 + "@" + ".".join(["d" * 60] * 3) + ".example"
    sender = Sender("Очень длинное имя отправителя " * 2, address)
    assert read(build(letter(sender=sender)))["From"] == address


def test_a_sender_without_a_name_is_just_the_address() -> None:
    assert read(named(" \u202e "))["From"] == OURS


@pytest.mark.parametrize(
    "address",
    [
        "анна@example.com",
        "anna@пример.рф",
        "a b@example.com",
        "a@b@example.com",
        "a,b@example.com",
        "a\r\nBcc: x@example.com",
        "=?utf-8?q?=0D=0ABcc=3A_x?=@example.com",
        "<a@example.com>",
        "a@example.com\n",
        "",
    ],
)
def test_an_address_that_is_none_does_not_leave(address: str) -> None:
    with pytest.raises(UnsafeLetter, match="address"):
        build(letter(recipient=address))


@pytest.mark.parametrize("url", ["https://a.example/\r\nBcc: x", "https://a.example/>", "a b", "ш"])
def test_a_page_address_that_is_none_does_not_leave(url: str) -> None:
    with pytest.raises(UnsafeLetter, match="page"):
        build(letter(list_unsubscribe=url))


@pytest.mark.parametrize("field", ["message_id", "references", "language"])
def test_the_gate_stops_a_header_that_came_in_on_another(field: str) -> None:
    with pytest.raises(UnsafeLetter, match="other headers"):
        build(letter(**{field: "<a@b>\r\nBcc: boss@corp.example"}))


def test_the_gate_stops_a_body_that_came_in_on_a_header() -> None:
    with pytest.raises(UnsafeLetter, match="other headers"):
        build(letter(message_id="<a@b>\r\n\r\nhello"))


@pytest.mark.parametrize(
    "hidden", ["=?utf-8?q?=0D=0ABcc=3A_x?=", "=?utf-8?b?Cg==?=", "=?odd?q?x?="]
)
def test_the_gate_stops_a_line_end_that_hides_in_an_encoded_word(hidden: str) -> None:
    with pytest.raises(UnsafeLetter, match="hides"):
        build(letter(language=hidden))


def test_the_gate_stops_a_line_that_is_too_long() -> None:
    with pytest.raises(UnsafeLetter, match="too long"):
        build(letter(list_unsubscribe="https://a.example/" + "x" * 1000))


@pytest.mark.parametrize("language", ["e\0n", "ен", "e\ud800n"])
def test_the_gate_stops_what_cannot_travel(language: str) -> None:
    with pytest.raises(UnsafeLetter, match="travel"):
        build(letter(language=language))


def test_the_gate_stops_a_lone_line_end() -> None:
    head = "From: invites@example.com\r\nTo: Ada@example.com"
    with pytest.raises(UnsafeLetter, match="travel"):
        check(f"{head}\r\n\r\n.\n.".encode(), FIELDS, LETTER)


FIELDS = {"From": OURS, "To": "Ada@example.com"}


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ("From: invites@example.com, boss@corp.example\r\nTo: Ada@example.com", "another From"),
        ("From: boss@corp.example\r\nTo: Ada@example.com", "another From"),
        ("From: invites@example.com\r\nTo: Ada@example.com, x@example.com", "another To"),
        ("From: invites@example.com\r\nFrom: x@example.com\r\nTo: Ada@example.com", "headers"),
        ("From: invites@example.com\r\nodd\r\nTo: Ada@example.com", "headers"),
        ("From: invites@example.com\r\nTo: Ada@example.com\r\nodd", "headers"),
        ("To: Ada@example.com\r\nFrom: invites@example.com", "headers"),
    ],
)
def test_the_gate_trusts_nothing_but_the_bytes(head: str, fault: str) -> None:
    with pytest.raises(UnsafeLetter, match=fault):
        check(f"{head}\r\n\r\n".encode(), FIELDS, LETTER)


def test_the_gate_counts_the_parts() -> None:
    head = "From: invites@example.com\r\nTo: Ada@example.com"
    body = f"--{BOUNDARY}\r\n" * 4
    with pytest.raises(UnsafeLetter, match="other parts"):
        check(f"{head}\r\n\r\n{body}".encode(), FIELDS, LETTER)


@given(name=anything | mischief, subject=anything | mischief, text=anything | mischief)
def test_no_text_ever_adds_a_header_a_sender_or_a_part(name: str, subject: str, text: str) -> None:
    meant = replace(LETTER, sender=Sender(name, OURS), subject=subject, text=text, html=text)
    message = read(build(meant))
    assert message.keys() == HEADERS
    assert [at for _, at in getaddresses([message["From"].replace("\r\n", "")])] == [OURS]
    assert len(message.get_payload()) == 2
    assert decoded(message["Subject"]) == clean_name(subject, 200)


@given(anything | mischief)
def test_a_name_is_read_back_as_it_was_cleaned(name: str) -> None:
    clean = clean_name(name)
    [(shown, _)] = getaddresses([read(named(name))["From"].replace("\r\n", "")])
    assert decoded(shown) == clean


@given(anything | mischief)
def test_a_note_is_read_back_line_by_line(note: str) -> None:
    text = "\n".join(clean_note(note))
    assert parts(build(letter(text=text)))[0].replace("\r\n", "\n") == f"{text}\n"

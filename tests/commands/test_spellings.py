"""Spellings of a mailbox: which addresses lead to the same, and which to another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.addresses import mailbox, one


def box(typed: str) -> str:
    """The mailbox of what is typed, through the door."""
    return mailbox(one(typed).email)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Ada+Work@Example.COM", "ada@example.com"),
        ("ada+a+b@example.com.", "ada@example.com"),
        ("ada+@example.com", "ada@example.com"),
        ("ada@bücher.example", "ADA+x@XN--BCHER-KVA.example"),
        ("a.d.a+x@gmail.com", "Ada@GoogleMail.com"),
        ("a.+x@gmail.com", "a@gmail.com"),
        ("+ada@example.com", "+ADA@example.com"),
    ],
)
def test_spellings_of_one_mailbox_are_the_same(typed: str, same: str) -> None:
    assert box(typed) == box(same)


@pytest.mark.parametrize(
    ("typed", "other"),
    [
        ("a.da@example.com", "ada@example.com"),
        ("a.da@gmail.com.example", "ada@gmail.com.example"),
        ("ada-work@example.com", "ada@example.com"),
        ("ada@example.com", "ada@example.org"),
        ("ada@mail.example.com", "ada@example.com"),
        ("+ada@example.com", "+bob@example.com"),
        ("+ada@example.com", "ada@example.com"),
    ],
)
def test_different_mailboxes_stay_different(typed: str, other: str) -> None:
    assert box(typed) != box(other)


LOCALS = st.from_regex(r"[a-z0-9_-]{1,10}(\.[a-z0-9_-]{1,10}){0,3}", fullmatch=True)
TAGS = st.from_regex(r"[a-z0-9+_-]{0,20}", fullmatch=True)


@given(LOCALS, TAGS, st.sampled_from(["example.com", "gmail.com", "googlemail.com"]))
def test_a_tag_and_capitals_change_no_mailbox_and_all_else_stays(
    local: str, tag: str, domain: str
) -> None:
    plain = box(f"{local}@{domain}")
    assert box(f"{local}+{tag}@{domain}".upper()) == plain == mailbox(plain)
    kept = local.replace(".", "") if "mail.com" in domain else local
    assert plain.partition("@")[0] == kept

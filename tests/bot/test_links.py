"""The links in mails: always the same, nothing to read in them, and no other is taken."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links import LENGTH, Links
from storage import ids
from tests.people import MONDAY

KEY, OTHER = "k" * 32, "o" * 32
LINKS = Links([KEY], "https://usher.example.com/app/")
BOB = ids.new(MONDAY)


def test_the_link_of_an_invitation_is_always_the_same() -> None:
    assert LINKS.invitation(BOB) == Links([KEY], "https://usher.example.com/app").invitation(BOB)
    assert LINKS.invitation(BOB).startswith("https://usher.example.com/app/i/")
    assert LINKS.unsubscribe(BOB).startswith("https://usher.example.com/app/u/")


def test_a_token_is_short_and_ends_in_a_letter_so_that_mail_clients_link_all_of_it() -> None:
    for _ in range(300):
        token = LINKS.token("i", ids.new(MONDAY))
        assert len(token) == LENGTH <= 64
        assert token[-1] in string.ascii_letters


def test_a_token_reads_back_for_its_own_purpose_alone() -> None:
    assert LINKS.read("i", LINKS.token("i", BOB)) == BOB
    assert LINKS.read("u", LINKS.token("u", BOB)) == BOB
    assert LINKS.read("u", LINKS.token("i", BOB)) is None


def test_after_a_rotation_the_new_key_signs_and_the_old_one_still_opens() -> None:
    rotated = Links([OTHER, KEY], "https://usher.example.com")
    assert rotated.read("i", LINKS.token("i", BOB)) == BOB
    assert rotated.token("i", BOB) != LINKS.token("i", BOB)
    assert LINKS.read("i", rotated.token("i", BOB)) is None


@pytest.mark.parametrize("place", range(LENGTH))
def test_a_changed_character_is_not_ours_wherever_it_stands(place: int) -> None:
    token = LINKS.token("i", BOB)
    for other in string.ascii_letters + string.digits + "-_":
        if other != token[place]:
            assert LINKS.read("i", token[:place] + other + token[place + 1 :]) is None


@given(st.text(max_size=80) | st.text("abcXYZ019-_", min_size=LENGTH, max_size=LENGTH))
def test_nothing_made_up_is_ours(token: str) -> None:
    assert LINKS.read("i", token) is None

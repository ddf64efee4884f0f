"""The vault: sealed with the newest key, opened with any."""

import pytest

from bot.vault import Unreadable, Vault

NEW, OLD = "n" * 32, "o" * 32


def test_what_is_sealed_is_not_readable_and_is_opened_again() -> None:
    vault = Vault([NEW])
    sealed = vault.seal("whsec_тайна")
    assert "whsec" not in sealed
    assert sealed.isascii()
    assert vault.open(sealed) == "whsec_тайна"
    assert vault.seal("whsec_тайна") != sealed


def test_the_newest_key_seals_and_all_open() -> None:
    before = Vault([OLD]).seal("a")
    both = Vault([NEW, OLD])
    assert both.open(before) == "a"
    assert Vault([NEW]).open(both.seal("b")) == "b"


def test_what_was_sealed_with_a_key_that_is_gone_says_so() -> None:
    sealed = Vault([OLD]).seal("a")
    for vault, text in ((Vault([NEW]), sealed), (Vault([OLD]), sealed[:-2]), (Vault([OLD]), "x")):
        with pytest.raises(Unreadable):
            vault.open(text)


def test_the_longest_secret_fits_its_column_sealed() -> None:
    assert len(Vault([NEW]).seal("whsec_" + "x" * 88)) <= 500

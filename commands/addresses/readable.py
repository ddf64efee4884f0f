"""A domain in the letters that people read."""

import unicodedata

import idna


def readable(domain: str) -> str:
    """Of an ASCII domain, or an ending; as it is where the letters are of several alphabets, or do
    not lead back to it: then they may only look like another's.
    """
    try:
        shown = idna.decode(domain)
        same = idna.encode(shown, uts46=True).decode() == domain
    except idna.IDNAError:
        return domain
    return shown if same and len(scripts(shown)) == 1 else domain


def scripts(domain: str) -> set[str]:
    """The alphabets in it; with more than one it may only look like what was meant (UTS 39)."""
    return {unicodedata.name(char, "?").split()[0] for char in domain if char.isalpha()}

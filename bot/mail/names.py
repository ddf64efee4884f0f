"""What people typed, made fit to be shown: one line, nothing invisible, nothing that acts."""

import re
import unicodedata

HEADER = 60
BODY = 80
_JOINER = "\u200d"
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_STRAY_JOINER = re.compile(f"(?<![{_EMOJI}]){_JOINER}|{_JOINER}(?![{_EMOJI}])")
# Mail clients turn "evil.example", "a@b.example" and "http://…" into links on their own.
_LINKING = re.compile(r"(?<=\w)([.@:\u3002\uff0e\uff61])(?=[\w/])")
_NON_JOINER = "\u200c"

# Around a name, so that a right-to-left one leaves the sentence in order. `visible` lets neither
# through, so whoever finds one knows that it is ours.
ISOLATE = "\u2068"
RELEASE = "\u2069"


def clean_name(text: str, limit: int = HEADER) -> str:
    """Make one line of a name, without control, format and surrogate characters, fit for a header.

    Encoded words (RFC 2047) are broken up: the standard library's and some clients' parsers
    decode them wherever they find them, and one may hold line ends (CVE-2024-6923).
    """
    line = " ".join(visible(" ".join(text.split())).replace("=?", "= ?").split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rstrip(f" {_JOINER}") + "…"


def clean_note(text: str) -> list[str]:
    """Split a note into its lines, without what can't be seen; no blank lines at either end."""
    lines = (visible(" ".join(line.split())) for line in text.splitlines())
    note = "\n".join(lines).strip("\n")
    return note.split("\n") if note else []


def shown_name(text: str) -> str:
    """Make a name fit for a mail's body, where it must not become a link."""
    return _LINKING.sub(rf"\1{_NON_JOINER}", clean_name(text, BODY))


def visible(text: str) -> str:
    """Drop control, format and surrogate characters, but joiners inside emoji; compose the rest."""
    if not text.isprintable():
        kept = (one for one in text if one == _JOINER or unicodedata.category(one) not in _UNSEEN)
        text = _STRAY_JOINER.sub("", "".join(kept))
    return unicodedata.normalize("NFC", text)


_UNSEEN = {"Cc", "Cf", "Cs"}


def runs_right_to_left(text: str) -> bool:
    """Tell whether a letter of a right-to-left script is in it."""
    return not text.isascii() and any(unicodedata.bidirectional(one) in _RTL for one in text)


_RTL = {"R", "AL"}

"""What people typed, made fit to be shown: one line, nothing invisible, nothing that acts."""

import re
import unicodedata

from commands.characters import clean, cut, seen

HEADER = 60
BODY = 80
# Mail clients turn "evil.example", "a@b.example" and "http://…" into links on their own, also with
# the dots that browsers take for one (UTS #46); some drop zero-width characters before they look,
# so what is looked at is what is seen.
_DOTS = ".\u3002\uff0e\uff61\u2024\ufe52"
_MARKS = re.compile(rf"(?<=\S)([{_DOTS}@\uff20\ufe6b:\uff1a])(?=\S)")
_LEADING = re.compile(
    r"""
    :// | [^\s(\[<"']@\S | \bwww\d*\. | \b(?:mailto|tel|sms|https?|ftp|file|data|javascript):
    | (?<=[^\s.])\.(?=[^\s.]{2})
    | \d\.\d+\.\d+\.\d
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Around a name, so that a right-to-left one leaves the sentence in order. `clean` lets neither
# through, so whoever finds one knows that it is ours.
ISOLATE = "\u2068"
RELEASE = "\u2069"


def clean_name(text: str, limit: int = HEADER) -> str:
    """Make one line of a name, clean and fit for a header.

    Encoded words (RFC 2047) are broken up: the standard library's and some clients' parsers
    decode them wherever they find them, and one may hold line ends (CVE-2024-6923).
    """
    line = " ".join(clean(text).replace("=?", "= ?").split())
    return line if len(line) <= limit else f"{cut(line, limit - 1).rstrip()}…"


def clean_note(text: str) -> list[str]:
    """Split a note into its lines, without what can't be seen; no blank lines at either end."""
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    note = "\n".join(lines).strip("\n")
    return note.split("\n") if note else []


def plain_name(text: str, limit: int = HEADER) -> str:
    """Make a name fit for a subject: without the words that hold an address or a link; it may be
    empty then.
    """
    words = clean(text).split()
    return clean_name(" ".join(each for each in map(_spaced, words) if not _leads(each)), limit)


def persons_name(text: str) -> str:
    """Make somebody's name fit for a mail's body: plain, or where nothing would be left, shown."""
    return plain_name(text, BODY) or shown_name(text)


def shown_name(text: str, limit: int = BODY) -> str:
    """Make a name fit for where it must not become a link: what would is broken up by blanks."""
    words = clean_name(text, limit).split(" ")
    return " ".join(_MARKS.sub(r"\1 ", each) if _leads(each) else each for each in words)


def _leads(word: str) -> bool:
    """Whether a mail client may make a link of it, or a person read one in it."""
    folded = unicodedata.normalize("NFKC", seen(word))
    return bool(_LEADING.search(re.sub(f"[{_DOTS}]", ".", folded)))


def _spaced(word: str) -> str:
    """Initials that stand close to a name, apart: `J.Smith` could be a domain."""
    *initials, name = word.split(".")
    if initials and all(len(each) == 1 and each.isupper() for each in initials) and name.istitle():
        return ". ".join((*initials, name))
    return word


def runs_right_to_left(text: str) -> bool:
    """Tell whether a letter of a right-to-left script is in it."""
    return not text.isascii() and any(unicodedata.bidirectional(one) in _RTL for one in text)


_RTL = {"R", "AL"}

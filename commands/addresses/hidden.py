"""What nobody sees in a text, and which must neither glue addresses together nor change one.

Names keep what their script needs (`commands.characters`); an address has no such characters.
"""

import re

# Unicode's Default_Ignorable_Code_Point (DerivedCoreProperties.txt), controls, lone surrogates,
# and the blank braille pattern. The line ends and the tab among the controls are no part of it.
_RANGES = (
    *((0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F)),
    *((0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F)),
    *((0x202A, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xD800, 0xDFFF)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB)),
    *((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF)),
)
CLASS = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in _RANGES)
"""Between the brackets of a regular expression."""
CHARACTERS = "".join(chr(code) for first, last in _RANGES for code in range(first, last + 1))
_PLAIN = "".join(char for char in CHARACTERS if char.isascii())
_HIDDEN = re.compile(f"[{CLASS}]")
# Of these the ones that shape no letter or emoji beside them.
_SHAPELESS = (
    r"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad"
    r"\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
)
_AT_A_BLANK = re.compile(
    rf"(?<!\S)[{_SHAPELESS}]+|(?<![{_SHAPELESS}])[{_SHAPELESS}]++(?=[\s:：]|$)"
)
_BACKWARDS = "\u202e"
"""Right-to-left override: what stands behind it on its line is shown backwards."""
_NEWLINE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Python takes these four for blanks.
_SEPARATORS = dict.fromkeys(range(0x1C, 0x20), "\x00")


def lines_ended(text: str) -> str:
    """The text with one sign at the ends of its lines, whatever typed them."""
    return _NEWLINE.sub("\n", text).translate(_SEPARATORS)


def without_edges(text: str) -> str:
    """Without what programs put unseen around what is copied, where a blank parts it anyway."""
    return _AT_A_BLANK.sub("", text)


def is_backwards(line: str) -> bool:
    """Whether it is shown otherwise than it is."""
    return _BACKWARDS in line


def within(piece: str) -> bool:
    return bool(_HIDDEN.search(piece))


def strip(piece: str, opening: str, closing: str) -> str:
    """Without these signs around it, and without what can't be seen."""
    unseen = _PLAIN if piece.isascii() else CHARACTERS
    return piece.lstrip(opening + unseen).rstrip(closing + unseen)


def shown(text: str) -> str:
    """The text with a name for each character that can't be seen."""
    return _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)

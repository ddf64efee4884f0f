r"""Which characters of a text stay: those that are seen, and those that shape what is seen.

What Unicode calls default ignorable (`\p{DI}`) is drawn by nobody where it means nothing, so it
can hide a text or make two look alike; where it means something it belongs to a script or an emoji.
"""

import unicodedata

import regex

MARKS = 30
"""Marks on one letter, as in the Stream-Safe Text Format (UAX #15): no script needs more, and to
compose a long row of them takes quadratic time.
"""

_NEWLINE = regex.compile(r"\r\n?|[\x85\u2028\u2029]")
# Braille's empty cell parts its words; beside anything else it only looks like nothing.
_BLANK = regex.compile(
    r"(?V1)[[\s\x1c-\x1f]--\n]|(?<![\u2801-\u28ff])\u2800|\u2800(?![\u2801-\u28ff])"
)
_SHAPING = r"\u034f\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\U000e0020-\U000e007f\U000e0100-\U000e01ef"
_HIDING = regex.compile(
    rf"(?V1)[[\p{{DI}}\p{{Cc}}\p{{Cs}}\p{{NChar}}\ufff9-\ufffc\U0001d159]--[\n{_SHAPING}]]"
)
_TOO_MANY = regex.compile(rf"(?<=\p{{M}}{{{MARKS}}})\p{{M}}+")

_SEEN_MARKS = r"[\p{M}--\p{DI}]{0,4}"
_CURSIVE = rf"[\p{{jt=D}}\p{{jt=R}}\p{{jt=L}}\u0621]{_SEEN_MARKS}"
_ENDED = r"[\p{Nd}\p{Latin}\p{Pe}\p{Pf}]"
_JOINS_NEXT = r"[\p{jt=D}\p{jt=L}]" + _SEEN_MARKS
_JOINS_LAST = _SEEN_MARKS + r"[\p{jt=D}\p{jt=R}\p{jt=C}]"
_INDIC = r"[\p{L}--\p{InSC=Other}]"
_VIRAMA = r"\p{ccc=9}"
_MONGOLIAN = r"[\p{L}&&\p{Mongolian}]"
_VARIANTS = r"\u180b-\u180d\u180f"
_TAG, _TAG_OF_LETTER = r"[\U000e0030-\U000e0039\U000e0061-\U000e007a]", r"[\U000e0061-\U000e007a]"
_VARIED = (
    r"[\p{Myanmar}\p{Phags_Pa}\p{Manichaean}\p{Egyptian_Hieroglyphs}\u2018-\u201d\u2205-\u2aff"
    r"\u3001\u3002\uff01\uff0c\uff0e\uff10\uff1a\uff1b\uff1f]"
)
_POINT = r"[\u0591-\u05c7]"
# In each the one group is what stays.
_KEPT = (
    # U+200C parts the letters of a cursive script. UAX #31 (A1) has it only where they would join,
    # but people also write it after what never does, as between the names محمد and رضا, or before
    # the ending of a number, a foreign word or one in quotes.
    rf"(?<={_CURSIVE}|{_ENDED})(\u200c)\u200c*(?={_SEEN_MARKS}{_CURSIVE})",
    # U+200D makes a letter join where nothing follows that would, as in abbreviations.
    rf"(?<={_JOINS_NEXT})(\u200d)(?!{_JOINS_LAST}|\p{{DI}})",
    # Both choose a letter's form after a virama (UAX #31, A2 and B; where a word ends, too, as many
    # do in Malayalam), and before one, as in Bengali's ya-phalaa and Sinhala's touching letters; in
    # Khmer that of a register.
    rf"(?<={_INDIC}{_SEEN_MARKS}{_VIRAMA})(\u200c)\u200c*(?!\p{{InSC=Vowel_Dependent}}|\p{{DI}})",
    rf"(?<={_INDIC}{_SEEN_MARKS}{_VIRAMA})(\u200d)(?!\p{{InSC=Vowel_Dependent}}|\p{{DI}})",
    rf"(?<={_INDIC}{_SEEN_MARKS})([\u200c\u200d])(?={_VIRAMA}{_INDIC})",
    r"(?<=\p{Khmer})([\u200c\u200d])(?=[\u17c9\u17ca])",
    # Emoji (UTS #51): joined ones, in colour or not, keycaps, flags of regions.
    r"(?<=\p{ExtPict}[\ufe0f\p{EMod}]?)(\u200d)(?=\p{ExtPict})",
    r"(?<=\p{ExtPict})([\ufe0e\ufe0f])",
    r"(?<=[0-9#*])(\ufe0f)(?=\u20e3)",
    rf"(?<=\U0001f3f4)({_TAG_OF_LETTER}{{2}}{_TAG}{{1,4}}\U000e007f)",
    # Variants that Unicode lists: of Han in databases of their own, else of these few.
    r"(?<=\p{Ideographic})([\ufe00-\ufe02\U000e0100-\U000e01ef])",
    rf"(?<={_VARIED})([\ufe00-\ufe06])",
    rf"(?<={_MONGOLIAN})([{_VARIANTS}])",
    rf"(?<={_MONGOLIAN}[{_VARIANTS}]?)(\u180e)(?={_MONGOLIAN})",
    # It keeps Hebrew's points in their order.
    rf"(?<={_POINT})(\u034f)(?={_POINT})",
)
_SHAPED = regex.compile(rf"(?V1)(?=[{_SHAPING}])(?|{'|'.join(_KEPT)}|(?s:.))")
_HIDDEN = regex.compile(r"\p{DI}")
# Flags by themselves: \X counts each back to the first of its row.
_CLUSTER = regex.compile(r"\p{RI}{2}[\p{M}\u200d]*|\X")


def clean(text: str) -> str:
    """In NFC, without what is not seen and shapes nothing: controls, lone surrogates, what sets a
    direction or hides, more marks than `MARKS` on a letter.

    Lines end with one sign, whatever typed them; other white space is a blank.
    """
    text = _NEWLINE.sub("\n", text)
    if text.isascii() and text.isprintable():
        return text
    text = _composed(_HIDING.sub("", _BLANK.sub(" ", text)))
    shaped = _SHAPED.sub(r"\1", text)
    return text if shaped == text else _composed(shaped)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", _TOO_MANY.sub("", text))


def seen(text: str) -> str:
    """Without all that is not drawn by itself, also where it belongs: as a reader's eye has it."""
    return text if text.isascii() else _HIDDEN.sub("", text)


def cut(text: str, most: int) -> str:
    """At most `most` characters, and nothing that is drawn as one in two: a letter with its marks,
    a flag, a joined emoji; but what is longer than that by itself.
    """
    if len(text) <= most:
        return text
    start = end = 0
    for cluster in _CLUSTER.finditer(text):
        if cluster.end() > most:
            break
        start, end = cluster.span()
    # What was to shape the next one has nothing to shape any more.
    return _SHAPED.sub(r"\1", text[: end or most], pos=start).rstrip("\u2800")

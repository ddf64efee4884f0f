"""What the words behind the command are: a slip of a subcommand, addresses, or a mention.

Slack hands them on as they were typed or escaped, as the manifest says (`should_escape`).
https://docs.slack.dev/interactivity/implementing-slash-commands
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

SHORT, SHORTEST = 4, 2
"""Letters of a word in which one slip is enough, and in which none is seen."""
LONGEST = 20
"""Characters of a word that may be a slip: to compare takes long with a long one."""

# Slack escapes what people type, so that no "<" is in it: each try ends at the next one.
_MAILTO = re.compile(r"<mailto:([^|<>\s]+)(?:\|[^<>]*)?>", re.IGNORECASE)
_FIRST = re.compile(r"([^\s:=@＠]+)(?:[:=]+|(?=\s|$))")
_AT = re.compile(r"[@＠]")
_APART = re.compile(r"[^\s@＠,;<>]\s{1,9}@[\w-]+\.\w")
_AROUND = re.compile(r"[\s,;<>()\[\]\"'“”]")
# "Lis <lis@…>", "Lis (lis@…)", "Lis – lis@…"; a sheet's row, a heading.
_NAMED = re.compile(r"[<(\[–—]|\s-\s")
_SHEET = re.compile(r"[\t\n]")
_LAYOUT = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
"""The Russian keyboard's letters where Latin ones were meant."""

_USER = re.compile(r"<@([A-Z0-9]{1,32})(?:\|([^<>]*))?>")
# No address before it, whose end a quote or a bracket may be.
_ALONE = r"""(?<![\w.+@＠>)-])(?<!\w")"""
_GROUP = re.compile(
    rf"<[#!][^<>]*>|{_ALONE}@(?:here|channel|everyone|group)\b|(?<![^\s,;(])#[\w-]+"
)
_NAME = re.compile(rf"{_ALONE}@([^\s,;<>()@][^,;<>()@\n]{{0,99}})")
_END = re.compile(r"[\W_]+$")


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom somebody mentioned: by their Slack ids, by name, or a whole channel or group."""

    users: tuple[str, ...]
    names: tuple[str, ...]
    group: bool

    def __bool__(self) -> bool:
        return bool(self.users or self.names or self.group)


def unescaped(typed: str) -> str:
    """What was typed behind the command, as it was typed: Slack escapes it, and wraps addresses."""
    unwrapped = _MAILTO.sub(_as_typed, typed)
    return unwrapped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _as_typed(link: re.Match[str]) -> str:
    """The address, or still a link where the form has something to decode (RFC 6068)."""
    return f"mailto:{link[1]}" if re.search("[%?,;]", link[1]) else link[1]


def slip(typed: str, known: Iterable[str]) -> str:
    """The first word, if it is a slip of one that is `known`; empty if not, or if it is a name."""
    first = _FIRST.match(typed)
    if not first or len(first[0]) > LONGEST:
        return ""
    word = _folded(first[1])
    return first[0] if _meant(word, known) and not _is_name(word, typed, first.end()) else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """Which of those `known` it is most like."""
    word = _folded(word[:LONGEST])
    return _meant(word, known) or get_close_matches(word, list(known), 1, cutoff=0)[0]


def _meant(word: str, known: Iterable[str]) -> str:
    """Of which it is a slip, or the beginning."""
    for typed in (word, word.translate(_LAYOUT)):
        near = [(_edits(typed, each), each) for each in known if _is_near(typed, each)]
        if near:
            return min(near)[1]
    return ""


def _is_near(typed: str, meant: str) -> bool:
    """One slip in a short word, two in a long one: `Luis` is none of `list`."""
    if len(typed) > SHORTEST and meant.startswith(typed):
        return True
    most = 1 if min(len(typed), len(meant)) <= SHORT else 2
    return _edits(typed, meant) <= most


def _edits(one: str, other: str) -> int:
    """Letters that are others, missing or too many, or changed places (Damerau, Levenshtein)."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            ways = [rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b)]
            if i > 1 and j > 1 and (a, one[i - 2]) == (other[j - 2], b):
                ways.append(rows[-2][j - 2] + 1)
            row.append(min(ways))
        rows.append(row)
    return rows[-1][-1]


def holds_address(typed: str) -> bool:
    """Whether something in it may be an address, well or badly written, and is no mention."""
    if _APART.search(typed):
        return True
    return bool(_AT.search(_NAME.sub(" ", _GROUP.sub(" ", _USER.sub(" ", typed)))))


def mentions(typed: str) -> Mentions:
    """Whom it mentions, each once."""
    group = bool(_GROUP.search(typed))
    rest = _GROUP.sub(" ", typed)
    users = dict.fromkeys(found[1] for found in _USER.finditer(rest))
    names = dict.fromkeys(_END.sub("", found[1]) for found in _NAME.finditer(_USER.sub(" ", rest)))
    return Mentions(tuple(users), tuple(filter(None, names)), group)


def searched(typed: str) -> str:
    """What is searched for: of a mention the name."""
    named = _USER.sub(lambda found: found[2] or found[0], typed)
    return named.removeprefix("@")


def _folded(word: str) -> str:
    """Without case and what stands around it: `REVOKE:`."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", unicodedata.normalize("NFKC", word).casefold())


def _is_name(word: str, typed: str, end: int) -> bool:
    """Whether the first word is the name of whose address follows."""
    at = _AT.search(typed, end)
    if not at:
        return False
    local = _AROUND.split(typed[end : at.start()])[-1]
    between = typed[end : at.start() - len(local)]
    words = [typed[:end], *between.split()]
    if _SHEET.search(between) or word in local.casefold():
        return True
    named = _NAMED.search(between) and words[0][0].isupper()
    return bool(named) or (len(words) > 1 and all(each[0].isupper() for each in words))

"""Lists of people as mail programs and people write them: each address with its name."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from commands.addresses.tokens import Token, pieces, tokens
from commands.characters import clean, cut

MAX_NAME = 80
MOST_OF_A_FAMILY = 3
"""Words before a comma that are a family name, as in `von der Leyen, Ursula <…>`."""
Pair = tuple[str, str]
"""A name (often empty) and what should be an address."""
# Brackets and links are among the words only where they are empty.
_NO_WORDS = ("dash", "mark", "angle", "link")
_ADDRESS = re.compile(r"\S+@\S+")
_AROUND = ('""', "“”", "„“", "«»", "‘’", "‚‘", "()", "[]", "（）", "【】")


def pairs(text: str) -> list[Pair]:
    """Every address of a list with its name, and each other word as a pair that is no address.

    A name stands before `<…>`, `(…)`, a dash or a colon, or behind an address in brackets or after
    a dash. It stays as it is written: `Smith, Jon` may as well be `Acme, Inc.`
    """
    entries = list(_entries(text))
    is_group = _is_group([token for entry in entries for token in entry])
    return [
        pair
        for entry in entries
        for pair in _Entry(text, entry, is_group=is_group or _is_group(entry)).read()
    ]


def named(text: str) -> str:
    """The text as a name: without quotes or brackets around it, and no longer than is sensible."""
    name = " ".join(clean(text).split())
    inside, around = name[1:-1].replace('\\"', "\x00"), name[:1] + name[1:][-1:]
    if around == "''" or (around in _AROUND and not any(sign in inside for sign in around)):
        name = inside.replace("\\\\", "\\").replace("\x00", '"').strip()
    for sign in "\"'":
        if name.count(sign) == 1:
            name = name.strip(f"{sign} ")
    # What shaped a letter beside it, and now stands at an edge, shapes nothing.
    return clean(cut(name, MAX_NAME)).strip()


def _entries(text: str) -> Iterator[list[Token]]:
    """What stands between ends of lines, semicolons and labels."""
    entry: list[Token] = []
    for token in tokens(text):
        if token.kind != "end":
            entry.append(token)
            continue
        yield entry
        entry = []
    yield entry


class _Entry:
    """A stretch of a list. Its commas part people, or a family name from a first name."""

    def __init__(self, text: str, entry: Sequence[Token], *, is_group: bool) -> None:
        self._text = text
        self._entry = entry
        self._found: list[Pair] = []
        self._is_group = is_group
        self._has_families = not _parts_people(entry)

    def read(self) -> list[Pair]:
        last: Token | None = None
        loose: list[list[Token]] = [[]]
        for token, behind in zip_longest(self._entry, self._entry[1:]):
            if token.addresses and not _is_name(token, behind):
                self._between(last, loose, token)
                last, loose = token, [[]]
            elif token.kind == "comma":
                loose.append([])
            else:
                loose[-1].append(token)
        self._between(last, loose, None)
        return self._found

    def _between(self, last: Token | None, loose: list[list[Token]], token: Token | None) -> None:
        """Give the words between two addresses to one of them as its name; others are refused."""
        if last and len(last.addresses) == 1 and not self._found[-1][0]:
            loose[0] = self._behind(loose[0], token if len(loose) == 1 else None)
        parts = [_without_marks(part) for part in loose]
        if self._is_group:
            parts = [_behind_colon(part) for part in parts]
        name = self._before(token, parts) if token and len(token.addresses) == 1 else ""
        left = (word for part in parts for word in part if word.kind not in _NO_WORDS)
        self._found += [("", piece) for word in left for piece in pieces(word.text)]
        if token:
            self._found += [(name, address) for address in token.addresses]

    def _behind(self, words: list[Token], token: Token | None) -> list[Token]:
        """The words that are not the name of the address before them; `token` is the next."""
        match words:
            case [Token(kind="group") as group, *others]:
                name = named(group.text)
            case [Token(kind="dash", is_colon=False), *behind] if _without_marks(behind) and not (
                token and (token.wraps or behind[-1].kind == "dash")
            ):
                name, others = self._written(behind), []
            case _:
                return words
        self._found[-1] = (name, self._found[-1][1])
        return others

    def _before(self, token: Token, parts: list[list[Token]]) -> str:
        """The name of the address behind these words; takes it out of them."""
        name = parts[-1]
        if name and name[-1].kind == "dash":
            name = name[:-1]
        elif not token.wraps and [word.kind for word in name] != ["quoted"]:
            return ""
        if not name:
            return ""
        parts[-1] = []
        match [part for part in parts if part]:
            case [family] if self._has_families and len(family) <= MOST_OF_A_FAMILY:
                name = [*family, *name]
                family.clear()
        return self._written(name)

    def _written(self, words: Sequence[Token]) -> str:
        name = named(self._text[words[0].start : words[-1].end])
        return "" if _ADDRESS.fullmatch(name) else name


def _is_name(token: Token, behind: Token | None) -> bool:
    """Whether an address in quotes is no more than the name of the one behind it (RFC 5322)."""
    alone = token.kind == "quoted" and (token.text[1:-1],) == token.addresses
    return alone and behind is not None and behind.kind == "angle"


def _is_group(entry: Sequence[Token]) -> bool:
    """Whether what stands before the colon is a group's name (RFC 5322): `Team: a@b, c@d;`."""
    people = [n for n, token in enumerate(entry) if token.addresses]
    colons = [n for n, token in enumerate(entry) if token.is_colon]
    return len(people) > 1 and len(colons) == 1 and colons[0] < people[0]


def _parts_people(entry: Sequence[Token]) -> bool:
    """Whether somebody's name has no comma, among several in brackets: then none has one."""
    names: list[int] = []
    parts: list[list[Token]] = [[]]
    for token in entry:
        if token.kind == "comma":
            parts.append([])
        elif not token.addresses:
            parts[-1].append(token)
        else:
            filled = [part for part in map(_without_marks, parts) if part]
            if token.wraps and filled and [word.kind for word in filled[-1]] != ["quoted"]:
                names.append(len(filled))
            parts = [[]]
    return len(names) > 1 and 1 in names


def _without_marks(words: list[Token]) -> list[Token]:
    """Without bullets, numbers, dashes and `and` in front."""
    start = 0
    while start < len(words) and words[start].kind in ("mark", "dash"):
        start += 1
    return words[start:]


def _behind_colon(words: list[Token]) -> list[Token]:
    colon = next((n for n, word in enumerate(words) if word.is_colon), -1)
    return words[colon + 1 :]

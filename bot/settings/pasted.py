"""What comes along when a value is copied from somewhere, and was not meant."""

import re
from collections.abc import Iterator

NOT_FILLED_IN = (
    "holds a placeholder that nothing has filled in (such as ${NAME}): write the value itself, and"
    " in an address $ as %24, { as %7B"
)
_UNSEEN_AT_THE_ENDS = "\ufeff\u200b\u200e\u200f\u2060"
_QUOTES = "\"'`“”„‟‘’‚‛«»‹›"
_NAME_BEFORE = re.compile(r"(?:export\s+)?(\w+)\s*=")
# Within a value only what no password is by chance: names of three letters and more, a command
# with its argument.
_FILLED_IN_LATER = re.compile(
    r"\$\{[A-Za-z_]\w{2,}(?:[:?+-][^{}]*)?\}|\$\([a-z]+ [^()]*\)|\{\{.*\}\}"
    r"|^(?:\$\w+|\$\{[^{}]*\}|%\w+%|<[^<>@]*>)$"
)


def stripped(text: str) -> str:
    """Without what nobody sees at its ends; nothing where it is only a pair of quotes."""
    bare = text.strip().strip(_UNSEEN_AT_THE_ENDS).strip()
    return "" if bare in ('""', "''") else bare


def fault(name: str, text: str) -> str | None:
    """What is wrong with it, whatever it is a value of; never repeats it."""
    return next(_faults(name, text), None)


def _faults(name: str, text: str) -> Iterator[str]:
    if re.search(r"[\ud800-\udfff]", text):  # what is no UTF-8 comes so (PEP 383)
        yield "holds bytes that are no UTF-8"
    if name == "secret_keys":
        return  # any text can be a key, and has been
    if re.search(r"[\x00-\x1f\x7f]", text):
        yield "must be one line, without tabs"
    if len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
        yield (
            "stands in quotes, which count as part of it (docker's --env-file, for one, keeps"
            " them): write it without"
        )
    before = _NAME_BEFORE.match(text)
    if before and before[1].lower() == name:
        yield "is named once more in its own value: write it once, NAME=value"
    if _FILLED_IN_LATER.search(text):
        yield NOT_FILLED_IN

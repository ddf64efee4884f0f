"""Why a webhook was not delivered: the outbox keeps it in English, admins read it in theirs."""

import re
from collections.abc import Callable, Mapping

from bot.i18n import Words


def reason(said: str, words: Words) -> str:
    """What the worker wrote down; what it learns to say tomorrow stands as it is."""
    if exact := _EXACT.get(said):
        return exact(words)
    if found := re.fullmatch(r"answered (.*): redirects are not followed", said):
        return words("answered {status}: redirects are not followed", status=found[1])
    if found := re.fullmatch(r"answered (.*)", said):
        return words("answered {status}", status=found[1])
    if found := re.fullmatch(r"no answer within (\d{1,3}) seconds?", said):
        return words.many(
            "no answer within {n} second", "no answer within {n} seconds", int(found[1])
        )
    return said


_EXACT: Mapping[str, Callable[[Words], str]] = {
    "its secret can't be read with these SECRET_KEYS: make a new one": lambda words: words(
        "its secret can't be read with these SECRET_KEYS: make a new one"
    ),
    "its name can't be resolved": lambda words: words("its name can't be resolved"),
    "its certificate can't be trusted, or it speaks no TLS": lambda words: words(
        "its certificate can't be trusted, or it speaks no TLS"
    ),
    "it is in a private network that WEBHOOK_NETWORKS doesn't allow": lambda words: words(
        "it is in a private network that WEBHOOK_NETWORKS doesn't allow"
    ),
    "it can't be reached": lambda words: words("it can't be reached"),
    "it broke off": lambda words: words("it broke off"),
    "no longer there": lambda words: words("no longer there"),
}

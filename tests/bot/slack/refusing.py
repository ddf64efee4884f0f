"""Words with which the stand-in refuses, where each of the table would take too long."""

from collections import defaultdict

from bot.error_words import WORDS, Meaning

EACH = 2
NAMED = (
    "account_inactive",
    "token_revoked",
    "missing_scope",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "channel_not_found",
    "user_not_found",
    "unknown_method",
)


def some() -> dict[str, Meaning]:
    """A few of each meaning, and those that were misjudged once."""
    known = defaultdict[Meaning, list[str]](list)
    for word, meaning in WORDS.items():
        known[meaning].append(word)
    chosen = [word for words in known.values() for word in words[:EACH]]
    return {word: WORDS[word] for word in (*chosen, *NAMED)}

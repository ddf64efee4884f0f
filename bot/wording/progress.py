"""Where in Slack somebody is, and why they are not: plain text."""

from bot import error_words
from bot.error_words import Cause, Meaning
from bot.i18n import Words

TAKEN = "taken"
"""The account that was found is another member's (`commands.delivery.provisioning.record`)."""
FORBIDDEN = frozenset(
    {
        Cause.ADMINS_ONLY,
        Cause.FORBIDDEN,
        Cause.LOCKED,
        Cause.MANAGED,
        Cause.NO_ACCESS,
        Cause.NO_SCOPE,
        Cause.READ_ONLY,
        Cause.WRONG_KIND,
    }
)


def place(kind: str, name: str, words: Words) -> str:
    """A channel or user group by its name; Slack may not have said it yet."""
    if kind == "usergroup":
        return f"@{name}" if name else words("a user group")
    return f"#{name}" if name else words("a channel")


def reason(code: str, words: Words) -> str:
    """Why Slack did not do it, in the middle of a sentence, for who can't mend it: by what its word
    means (`bot.error_words`). What is no word of Slack's says why there was none.
    """
    if code in error_words.GUESTS:
        return words("a guest may not be there")
    if code == TAKEN:
        return words("another member has it")
    if not code:
        return words("Slack does not take it")
    if " " in code:
        return words("Slack could not be reached or did not answer")
    return _by_cause(code, words) or words("Slack says {code}", code=code)


def _by_cause(code: str, words: Words) -> str:
    """Empty for a word that only Slack can explain."""
    cause = error_words.cause(code)
    if cause in FORBIDDEN or error_words.meaning(code) is Meaning.APP:
        return words("Slack does not allow Usher to do it")
    said = {
        Cause.NOT_IN: words("Usher is not in that channel"),
        Cause.UNSEEN: words("Usher is not in that channel"),
        Cause.ARCHIVED: words("the channel is archived"),
        Cause.NO_SUCH_GROUP: words("the user group is gone"),
        Cause.UNPAID: words("this takes a paid plan of Slack"),
        Cause.FULL: words("no more people fit in there"),
        Cause.PENDING: words("another invitation by Slack Connect is still open there"),
    }
    return said.get(cause, "") if cause else ""

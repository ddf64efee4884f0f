"""Why a mail was not delivered: in the mail server's words, or in ours where it said nothing."""

from collections.abc import Callable, Mapping

from bot.i18n import Words
from storage.vocabulary import MailProblem


def reason(said: str, words: Words) -> str:
    """To stand behind a colon; `said` is what the record has."""
    return OURS[MailProblem(said)](words) if _is_ours(said) else said


def sentence(said: str, words: Words) -> str:
    """Who says it, and what."""
    why = reason(said, words)
    if _is_ours(said):
        return words("Reason: {reason}", reason=why)
    return words("The mail server said: {said}", said=why)


def _is_ours(said: str) -> bool:
    return said in set(MailProblem)


OURS: Mapping[MailProblem, Callable[[Words], str]] = {
    MailProblem.NO_ANSWER: lambda words: words("the mail server did not answer in time"),
    MailProblem.NO_CONNECTION: lambda words: words("the connection to the mail server failed"),
    MailProblem.NOT_UNDERSTOOD: lambda words: words(
        "Usher could not understand the mail server's answer"
    ),
    MailProblem.NOT_ENCRYPTED: lambda words: words("the mail server offers no encryption"),
    MailProblem.NO_LOGIN: lambda words: words(
        "the mail server offers no way to log in that Usher knows"
    ),
    MailProblem.NOT_MADE: lambda words: words("Usher could not make the mail"),
    MailProblem.UNSAFE: lambda words: words(
        "Usher did not send it, as a name in it could forge the mail's sender or recipient"
    ),
}

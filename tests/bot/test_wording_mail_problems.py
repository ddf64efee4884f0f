"""Why a mail was not delivered, told in the words of whoever said it."""

import pytest

from bot.i18n import Texts
from bot.wording import mail_problems
from storage.vocabulary import MailProblem

TEXTS = Texts.load()


@pytest.mark.parametrize("locale", ["en", "ru"])
@pytest.mark.parametrize("problem", MailProblem)
def test_each_of_our_own_problems_has_words_and_never_the_servers(
    problem: MailProblem, locale: str
) -> None:
    words = TEXTS.words(locale)
    why = mail_problems.reason(problem, words)
    assert problem not in why
    assert mail_problems.sentence(problem, words).endswith(f": {why}")
    assert "said" not in mail_problems.sentence(problem, words)
    assert "ответил:" not in mail_problems.sentence(problem, words)


@pytest.mark.parametrize("said", ["550 unsafe", "550 no_answer", "450", "–"])
def test_a_servers_words_stay_its_own(said: str) -> None:
    words = TEXTS.words("en")
    assert mail_problems.reason(said, words) == said
    assert mail_problems.sentence(said, words) == f"The mail server said: {said}"

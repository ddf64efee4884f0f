"""One table of Slack's error words, each with one meaning, and all that Slack documents in it."""

import json
import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from bot import error_words
from bot.error_words import WORDS, Cause, Meaning, cause, hint, meaning
from bot.i18n import Words
from bot.slack.views.link_problems import explain
from bot.slack.views.no_file import _why
from tests.bot.slack.views.languages import EACH, NAMES

from .documented_errors import COPY

BOT = Path(__file__).parents[3] / "bot"
NOT_DOCUMENTED = {
    "app_uninstalled",
    "auto_type",
    "cannot_dm_bot",
    "invalid_json",
    "invalid_user",
    "is_external",
    "is_idp_group",
    "is_membership_locked",
    "json_not_object",
    "paid_teams_only",
    "single_channel_guests_cannot_be_added",
    "subteam_not_found",
    "trigger_expired",
    "user_is_ultra_restricted",
    "user_team_not_in_channel",
}
"""On older pages, seen without being on any, or what a user group says of itself."""


def documented() -> set[str]:
    copy = json.loads(COPY.read_text("utf-8"))
    own = (each["words"] for each in copy["methods"].values())
    return {*copy["on_nearly_every_page"], *chain.from_iterable(own)}


def test_every_documented_error_of_every_method_in_use_stands_in_it() -> None:
    assert documented() - WORDS.keys() == set()


def test_what_is_not_documented_is_known_not_to_be() -> None:
    assert WORDS.keys() - documented() == NOT_DOCUMENTED


def test_no_word_stands_there_twice() -> None:
    assert [
        word for word, times in Counter(row[0] for row in error_words._rows()).items() if times > 1
    ] == []


@pytest.mark.parametrize(
    ("about", "words"),
    [
        (Meaning.APP, "account_inactive token_revoked invalid_auth not_authed unknown_method"),
        (Meaning.RIGHT, "missing_scope no_permission access_denied"),
        (Meaning.PLACE, "channel_not_found not_in_channel is_archived restricted_action"),
        (
            Meaning.PLACE,
            "restricted_action_read_only_channel restricted_action_thread_only_channel",
        ),
        (Meaning.PLACE, "restricted_action_non_threadable_channel restricted_action_thread_locked"),
        (Meaning.PERSON, "user_not_found user_disabled cant_invite ura_max_channels"),
        (Meaning.WAIT, "ratelimited rate_limited ratelimit fatal_error internal_error"),
        (Meaning.OURS, "invalid_blocks msg_too_long view_too_large invalid_arguments"),
        (Meaning.ANSWER, "already_in_channel users_not_found hash_conflict message_not_found"),
        (Meaning.WAIT, "brand_new"),
    ],
)
def test_what_a_word_means(about: Meaning, words: str) -> None:
    assert {word: meaning(word) for word in words.split()} == dict.fromkeys(words.split(), about)


def test_whoever_can_mend_it_reads_how() -> None:
    operators = {Meaning.APP, Meaning.RIGHT, Meaning.OURS}
    admins = {Meaning.PLACE, Meaning.RIGHT}
    for word, about in WORDS.items():
        assert bool(hint(word)) is (about in operators), word
        assert (cause(word) is not None) is (about in admins), word
    assert (hint("brand_new"), cause("brand_new")) == ("", None)


@pytest.mark.parametrize("language", EACH, ids=NAMES)
@pytest.mark.parametrize("why", Cause)
def test_every_cause_has_a_remedy_in_each_language(why: Cause, language: Words) -> None:
    word = next(word for word in WORDS if cause(word) is why)
    explained = [explain(kind, word, language) for kind in ("channel", "usergroup")]
    told = [each.remedy for each in explained if word not in each.said]
    told += [said for said in [_why(f"Slack: {word}", language)] if word not in said]
    assert all(told)
    assert told, "nobody is told what mends it"


def test_no_other_module_judges_by_a_word() -> None:
    named = re.compile("|".join(rf'"{word}"' for word in WORDS))
    found = {
        str(path.relative_to(BOT)): {*named.findall(path.read_text("utf-8"))}
        for path in BOT.rglob("*.py")
        if "sandbox" not in path.parts and path.name != "error_words.py"
    }
    assert {name: words for name, words in found.items() if words} == {
        # What was seen of a place is told like what Slack refuses of it.
        "slack/answers.py": (
            locked := {'"auto_type"', '"is_external"', '"is_idp_group"', '"is_membership_locked"'}
        ),
        "slack/seeing.py": locked,
        "slack/provision.py": {'"is_archived"', '"no_such_subteam"', '"not_in_channel"'},
        # Which of them come of a 429, with or without its status.
        "slack/rate_limits.py": {'"rate_limited"', '"ratelimited"'},
        # An event.
        "slack/manifest.py": {'"app_uninstalled"'},
    }

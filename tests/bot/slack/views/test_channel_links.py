"""Linked channels and user groups: in Home's rows, and in the message about what Slack refuses."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.error_words import WORDS, Cause, Meaning, cause, meaning
from bot.i18n import Words
from bot.sandbox.rules import problems
from bot.slack.manifest import OPTIONAL_SCOPES
from bot.slack.views import channel_links, messages
from bot.slack.views.link_problems import Explanation, explain
from commands.delivery.parcels.parcel import Parcel, Recipient
from commands.invitations.lists import LinkShown
from commands.provisioning.channel_links import LinkedPlace
from storage.outbox_details import LinkProblemNotice
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, mrkdwn, strings
from tests.bot.slack.views.link_samples import ANALYSTS, EAST, NASTY
from tests.people import MONDAY

ROOT = Path(__file__).parents[4]
GROUPED = {
    "channel": (
        (Cause.NOT_IN,),
        (Cause.UNSEEN,),
        (Cause.ARCHIVED,),
        (Cause.NO_SCOPE,),
        (Cause.UNPAID,),
        (Cause.FULL,),
        (Cause.PENDING,),
        (Cause.WRONG_KIND,),
        (Cause.FORBIDDEN, Cause.READ_ONLY, Cause.NO_ACCESS),
    ),
    "usergroup": (
        (Cause.NO_SCOPE,),
        (Cause.UNPAID,),
        (Cause.EMPTIED,),
        (Cause.ADMINS_ONLY,),
        (Cause.NO_SUCH_GROUP,),
        (Cause.FULL,),
        (Cause.FORBIDDEN, Cause.READ_ONLY, Cause.NO_ACCESS),
    ),
}
CODES = [
    (kind, code)
    for kind, groups in GROUPED.items()
    for code in WORDS
    if cause(code) in {why for each in groups for why in each}
]
WORST = replace(EAST, slack_id="C" + "0" * 31, workgroup=NASTY, problem="x" * 64, waiting=100_000)


def told(link: LinkedPlace | None, words: Words = ENGLISH) -> dict[str, Any]:
    ada = Recipient("U0ADA00000", "Ada Admin", "en", "admin")
    sent = Parcel(
        1,
        "lease",
        "slack.trouble",
        "T1",
        "UTC",
        LinkProblemNotice("L", "x"),
        recipient=ada,
        link=link,
    )
    return messages.draw(sent, words, MONDAY)


def said(link: LinkedPlace | None) -> str:
    return "\n".join(strings(told(link)))


def shown(link: LinkedPlace) -> LinkShown:
    return LinkShown(link.kind, link.slack_id, link.name, link.problem)


def rows(*linked: LinkedPlace, words: Words = ENGLISH) -> list[str]:
    return list(channel_links.lines(tuple(map(shown, linked)), words))


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize(("kind", "code"), [*CODES, ("channel", "x" * 64), ("usergroup", "")])
def test_slack_takes_the_message_of_every_problem(words: Words, kind: str, code: str) -> None:
    for step in ("", f"place.{kind}", "place.connect"):
        link = replace(WORST, kind=kind, name=NASTY[:80], problem=code, problem_with=step)
        for message in (told(link, words), told(replace(link, waiting=0), words)):
            assert problems({"channel": "D1", **message}, "message") == []
            assert "<!" not in "".join(part["text"] for part in mrkdwn(message))
            assert "evil.example" not in "".join(part["text"] for part in mrkdwn(message))


@pytest.mark.parametrize(("kind", "code"), CODES)
def test_what_is_known_is_said_in_plain_words_with_a_remedy(kind: str, code: str) -> None:
    known = explain(kind, code, ENGLISH)
    assert code not in known.said
    assert known.remedy != explain(kind, "something_new", ENGLISH).remedy


def test_each_kind_of_refusal_has_a_sentence_of_its_own() -> None:
    for kind, groups in GROUPED.items():
        words = [next(word for word in WORDS if cause(word) in each) for each in groups]
        sentences = {explain(kind, word, ENGLISH).said for word in words}
        assert len(sentences) == len(groups)


def test_what_is_not_known_is_said_in_slack_s_words() -> None:
    assert explain("channel", "fatal_error", ENGLISH).said == "Slack said: fatal_error"
    assert explain("channel", "no_users_provided", ENGLISH).said == "Slack said: no_users_provided"
    assert explain("usergroup", "is_archived", ENGLISH).said == "Slack said: is_archived"


@pytest.mark.parametrize(
    ("kind", "code", "remedy"),
    [
        ("channel", "not_in_channel", "@Usher"),
        ("channel", "is_archived", "Unarchive"),
        ("channel", "missing_scope", "channels:write.invites"),
        ("usergroup", "missing_scope", "usergroups:write"),
        ("usergroup", "paid_teams_only", "Upgrade"),
        ("usergroup", "permission_denied", "Permissions"),
        ("usergroup", "no_users_provided", "Add somebody else"),
    ],
)
def test_the_remedy_fits_the_problem(kind: str, code: str, remedy: str) -> None:
    assert remedy in explain(kind, code, ENGLISH).remedy


@pytest.mark.parametrize("kind", GROUPED)
def test_the_scopes_that_are_named_can_be_had(kind: str) -> None:
    named = explain(kind, "missing_scope", ENGLISH).remedy.partition(": ")[2].rstrip(".")
    assert set(named.split(", ")) <= set(OPTIONAL_SCOPES)


def test_a_user_group_needs_a_paid_plan_and_so_does_slack_connect() -> None:
    assert "User groups" in explain("usergroup", "plan_upgrade_required", ENGLISH).said
    assert "Slack Connect" in explain("channel", "not_paid", ENGLISH).said


def test_the_operators_page_names_every_word_that_admins_are_told_of() -> None:
    page = (ROOT / "docs" / "slack.md").read_text("utf-8")
    told = [word for word in WORDS if meaning(word) in {Meaning.PLACE, Meaning.RIGHT, Meaning.APP}]
    assert [word for word in told if f"`{word}`" not in page] == []


def test_admins_read_which_place_what_slack_said_what_mends_it_and_who_waits() -> None:
    text = said(EAST)
    assert "keep <#C0EAST0001> in step with the workgroup East." in text
    assert "Usher is not in that channel.\n→ Write @Usher in that channel" in text
    assert "3 steps wait for that." in text
    [button] = told(EAST)["blocks"][-1]["elements"]
    assert (button["action_id"], button["value"]) == ("link.retry", EAST.id)
    assert button["text"]["text"] == "Try again now"


def test_nobody_is_said_to_wait_where_nobody_does() -> None:
    assert "wait" not in said(replace(EAST, waiting=0))


def test_the_message_says_when_it_is_mended_and_has_no_button_then() -> None:
    mended = replace(EAST, problem="", waiting=2)
    assert "<#C0EAST0001> is in step with the workgroup East again." in said(mended)
    assert "2 steps are on their way." in said(mended)
    assert "link.retry" not in str(told(mended))
    assert len(told(replace(mended, waiting=0))["blocks"]) == 1


def test_the_message_says_when_there_is_no_such_link_any_more() -> None:
    assert "no longer linked" in said(None)
    assert "link.retry" not in str(told(None))


def test_a_user_group_is_named_and_not_called() -> None:
    assert channel_links.place(ANALYSTS, ENGLISH) == "@analysts"
    assert channel_links.place(replace(ANALYSTS, name=""), ENGLISH) == "a user group"
    assert "<!" not in channel_links.place(replace(ANALYSTS, name="<!here>"), ENGLISH)


def test_a_row_says_what_the_workgroup_is_linked_with() -> None:
    assert rows() == []
    fine = replace(EAST, problem="")
    assert rows(fine, replace(ANALYSTS, problem="")) == ["↳ <#C0EAST0001> · @analysts"]


def test_a_row_says_what_is_wrong_but_not_everything() -> None:
    assert rows(EAST, replace(ANALYSTS, problem=""))[1:] == [
        "⚠️ <#C0EAST0001>: Usher is not in that channel."
    ]
    assert rows(*[EAST] * 5)[-1] == "⚠️ 2 more have trouble."
    assert len(rows(*[EAST] * 3)) == 4


def test_who_tries_again_reads_where_the_outcome_will_stand_or_that_nothing_waits() -> None:
    assert "tries @analysts again now" in channel_links.tried(ANALYSTS, ENGLISH)
    assert (
        channel_links.tried(replace(ANALYSTS, waiting=0), ENGLISH) == "Nothing waits for @analysts."
    )


def test_what_slack_connect_is_refused_is_said_so_with_its_own_scope() -> None:
    text = said(replace(EAST, problem="missing_scope", problem_with="place.connect"))
    assert "invite people of the workgroup East into <#C0EAST0001> by Slack Connect." in text
    assert "conversations.connect:write." in text
    assert "channels:write.invites" not in text


def test_a_problem_is_two_sentences() -> None:
    assert explain("channel", "is_archived", ENGLISH) == Explanation(
        "The channel is archived.", "Unarchive it and try again, or link another one."
    )

"""The workgroup modal, and the help: within what Slack takes, in every language."""

import pytest

from bot.i18n import Words
from bot.sandbox.rules import problems
from bot.slack.views import help_text, workgroup_modal
from bot.slack.views.blocks import section
from bot.slack.views.metadata import NOTHING_KEPT
from commands.workgroups.form import Form
from commands.workgroups.manage import Archived, Workgroup, WorkgroupDetails, WorkgroupMember
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, mrkdwn, strings
from tests.bot.slack.views.modals import MOST_KEPT

HOSTILE = Workgroup("01J", "<!channel> *x* evil.example/x", "")


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_slack_takes_it_in_every_language(words: Words) -> None:
    assert problems(workgroup_modal.draw(words), "modal") == []
    assert problems(workgroup_modal.made(words, HOSTILE), "modal") == []


@pytest.mark.parametrize("words", EACH[:2], ids=NAMES[:2])
def test_no_text_of_ours_is_cut(words: Words) -> None:
    assert not [text for text in strings(workgroup_modal.draw(words)) if text.endswith("…")]


def test_its_ids_are_those_of_the_contract() -> None:
    view = workgroup_modal.draw(ENGLISH)
    assert view["callback_id"] == "workgroup"
    assert [block["block_id"] for block in view["blocks"]] == ["name", "description"]


def test_a_groups_name_mentions_nobody() -> None:
    [said] = [part["text"] for part in mrkdwn(workgroup_modal.made(ENGLISH, HOSTILE))]
    assert "<" not in said
    assert "evil.example" not in said


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_slack_takes_the_help_with_the_oddest_words(words: Words) -> None:
    odd = "<" * 3000
    for text in (
        help_text.usage(words, odd),
        help_text.one_address(words, odd, "resend"),
        help_text.unknown(words, odd, odd, "help"),
    ):
        said = {"text": text[:3000], "blocks": [section(text)], "response_type": "ephemeral"}
        assert problems(said, "message") == []
        assert "<" not in text


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("members", [0, 1, 10_000])
def test_slack_takes_the_fullest_edit(words: Words, members: int) -> None:
    group = Workgroup("01J0000000000000000000000C", "😀" * 75, "я" * 500)
    form = Form(WorkgroupDetails(group, "custom", members), (), may_link=True)
    view = workgroup_modal.edit(form, words, MOST_KEPT)
    assert problems(view, "modal") == []
    named = [block.get("block_id") for block in view["blocks"]]
    assert ("remove" in named) is bool(members)


def test_the_form_says_how_many_are_in() -> None:
    form = Form(WorkgroupDetails(HOSTILE, "custom", 10_000), (), may_link=False)
    view = workgroup_modal.edit(form, ENGLISH, NOTHING_KEPT)
    assert "It has 10,000 members." in list(strings(view))


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_slack_takes_the_longest_names_of_members(words: Words) -> None:
    several = [
        WorkgroupMember(f"01J{n:023}", "😀" * 255, "x" * 320 if n % 2 else "", left=n % 3 == 0)
        for n in range(100)
    ]
    offered = workgroup_modal.offered(several, words)
    element = {"type": "static_select", "action_id": "a", "options": offered}
    view = {"type": "home", "blocks": [{"type": "actions", "elements": [element]}]}
    assert problems(view, "home") == []


def test_who_left_slack_is_offered_as_such() -> None:
    [option] = workgroup_modal.offered([WorkgroupMember("1", "Mia Member", "", left=True)], ENGLISH)
    assert option["text"]["text"] == "Mia Member (left Slack)"


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("counts", [(0, 0), (1, 0), (0, 1), (10_000, 2)])
def test_slack_takes_the_answer_to_who_archives(words: Words, counts: tuple[int, int]) -> None:
    view = workgroup_modal.archived(words, Archived("<!channel> *x* evil.example", *counts))
    assert problems(view, "modal") == []
    assert "<!" not in str(view)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 0), "Nobody was invited into it."),
        ((1, 0), "1 pending invitation into it now leads into Public only."),
        ((1200, 0), "1,200 pending invitations into it now lead into Public only."),
        ((0, 2), "2 requests for it would lead into Public only."),
    ],
)
def test_who_archives_reads_how_many_fall_back(counts: tuple[int, int], said: str) -> None:
    view = workgroup_modal.archived(ENGLISH, Archived("Sales", *counts))
    assert view["blocks"][0]["text"]["text"] == f"The workgroup *Sales* is archived. {said}"

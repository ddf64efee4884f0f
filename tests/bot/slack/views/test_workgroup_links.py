"""The fields that link a workgroup: within what Slack takes, and read as they were filled in."""

from dataclasses import replace
from typing import Any

import pytest

from bot.i18n import Words
from bot.sandbox.rules import problems
from bot.slack.views import workgroup_links, workgroup_modal
from commands.provisioning.channel_links import LinkedPlace
from commands.workgroups.form import Form
from commands.workgroups.linking import WantedLinks
from commands.workgroups.manage import Workgroup, WorkgroupDetails
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, mrkdwn, strings
from tests.bot.slack.views.link_samples import ANALYSTS, EAST, NASTY
from tests.bot.slack.views.modals import MOST_KEPT, submitted

SHOWN = WorkgroupDetails(
    Workgroup("01J0000000000000000000000C", "😀" * 75, "я" * 500), "custom", 10_000
)
CHANNELS = tuple(replace(EAST, id=f"01J{n:023}", slack_id=f"C{n:031}") for n in range(30))
FULL = (*CHANNELS, replace(ANALYSTS, name="😀" * 80))


def view(*linked: LinkedPlace, may_link: bool = True, words: Words = ENGLISH) -> dict[str, Any]:
    return workgroup_modal.edit(Form(SHOWN, linked, may_link), words, MOST_KEPT)


def element(drawn: dict[str, Any], name: str) -> dict[str, Any]:
    [found] = [block["element"] for block in drawn["blocks"] if block.get("block_id") == name]
    return dict(found)


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("may_link", [True, False])
@pytest.mark.parametrize("linked", [(), FULL, (replace(ANALYSTS, name=NASTY[:80]),)])
def test_slack_takes_the_fullest_form(
    words: Words, linked: tuple[LinkedPlace, ...], may_link: bool
) -> None:
    drawn = view(*linked, may_link=may_link, words=words)
    assert problems(drawn, "modal") == []
    assert all("<!" not in part["text"] for part in mrkdwn(drawn))


@pytest.mark.parametrize("words", EACH[:2], ids=NAMES[:2])
def test_no_text_of_ours_is_cut(words: Words) -> None:
    fields = list(workgroup_links.draw(Form(SHOWN, (EAST, ANALYSTS), True), words))
    offered = workgroup_links.offered((), words)
    assert not [text for text in strings([*fields, *offered]) if text.endswith("…")]


def test_an_admin_picks_public_and_private_channels_and_nobody_s_direct_messages() -> None:
    picked = element(view(), "channels")
    assert picked["type"] == "multi_conversations_select"
    assert picked["filter"] == {"include": ["public", "private"]}
    assert "initial_conversations" not in picked


def test_what_is_linked_is_picked_already() -> None:
    drawn = view(EAST, replace(CHANNELS[1], connect=True), ANALYSTS)
    assert element(drawn, "channels")["initial_conversations"] == ["C0EAST0001", f"C{1:031}"]
    chosen = element(drawn, "usergroup")["initial_option"]
    assert (chosen["value"], chosen["text"]["text"]) == ("S0ANALYSTS", "@analysts")
    assert element(drawn, "connect")["initial_options"][0]["value"] == "yes"
    assert "initial_options" not in element(view(EAST), "connect")


def test_more_channels_than_one_may_pick_stay_linked() -> None:
    picked = element(view(*FULL), "channels")
    assert len(picked["initial_conversations"]) == picked["max_selected_items"] == 30
    assert element(view(), "channels")["max_selected_items"] == 20


def test_user_groups_are_asked_for_from_the_first_letter_on() -> None:
    assert element(view(), "usergroup")["min_query_length"] == 0


def test_the_first_that_is_offered_stands_for_none() -> None:
    options = workgroup_links.offered([("S1", "east", "People in the east")], ENGLISH)
    assert [option["value"] for option in options] == ["none", "S1"]
    assert options[1]["text"]["text"] == "@east"
    assert options[1]["description"]["text"] == "People in the east"
    unnamed = workgroup_links.offered([("S1", "east", "")], ENGLISH)
    assert "description" not in unnamed[1]


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_slack_takes_the_longest_names_of_user_groups(words: Words) -> None:
    several = [(f"S{n}", "😀" * 80, "<!here>" * 40) for n in range(99)]
    menu = {
        "type": "static_select",
        "action_id": "a",
        "options": workgroup_links.offered(several, words),
    }
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [menu]}]}
    assert problems(home, "home") == []


def test_what_was_refused_stands_in_the_form_with_a_button_to_try_again() -> None:
    drawn = view(EAST, replace(ANALYSTS, problem=""))
    pressed = [
        (block["accessory"]["action_id"], block["accessory"]["value"])
        for block in drawn["blocks"]
        if "accessory" in block
    ]
    assert pressed == [("link.retry", EAST.id)]
    assert any("Usher is not in that channel." in text for text in strings(drawn))


def test_a_lead_reads_what_is_linked_and_changes_nothing_of_it() -> None:
    drawn = view(EAST, ANALYSTS, may_link=False)
    assert "Linked with <#C0EAST0001> · @analysts. Only admins can change that." in list(
        strings(drawn)
    )
    assert "If you are not in all of them, an admin decides." in str(drawn)
    assert "link.retry" not in str(drawn)
    names = {block.get("block_id") for block in drawn["blocks"]}
    assert not names & {"channels", "usergroup", "connect"}
    assert "Linked" not in str(list(strings(view(may_link=False))))


@pytest.mark.parametrize(
    ("acceptable", "said"), [(0, ""), (1, "1 invitation that can still be accepted leads")]
)
def test_who_links_reads_how_many_invitations_lead_there(acceptable: int, said: str) -> None:
    shown = replace(SHOWN, acceptable=acceptable)
    drawn = str(workgroup_modal.edit(Form(shown, (), may_link=True), ENGLISH, MOST_KEPT))
    assert ("can still be accepted" in drawn) == bool(acceptable)
    assert said in drawn


def filled(**fields: Any) -> dict[str, Any]:
    return {name: {name: value} for name, value in fields.items()}


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({}, None),
        (filled(name={"value": "x"}), None),
        (filled(channels={"selected_conversations": []}), WantedLinks()),
        (filled(channels={}, usergroup={"selected_option": None}, connect={}), WantedLinks()),
        (filled(channels={}, usergroup={"selected_option": {"value": "none"}}), WantedLinks()),
        (
            filled(
                channels={"selected_conversations": ["C1", "G2"]},
                usergroup={"selected_option": {"value": "S1"}},
                connect={"selected_options": [{"value": "yes"}]},
            ),
            WantedLinks(("C1", "G2"), "S1", connect=True),
        ),
    ],
)
def test_it_is_read_as_it_was_filled_in(values: dict[str, Any], wanted: WantedLinks | None) -> None:
    assert workgroup_links.read(submitted(values).state) == wanted
    assert workgroup_modal.read(submitted(values)).links == wanted

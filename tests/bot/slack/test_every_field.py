"""Each field that Slack may leave out, or say otherwise, has a story that gives its other value.

The fields are those of the shapes that requests and answers are read in; what has no story yet is
named by the test.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from bot.slack import answers, received, shapes
from bot.slack.shapes import Shape

HERE = Path(__file__).parent
KINDS_OF_PEOPLE = "test_people.py::test_guests_bots_and_strangers_are_told_apart"
RUNS_SLACK = "test_people.py::test_who_runs_slack_is_told_by_any_of_three_flags"
OF_ANY_KIND = "test_shapes.py::test_a_field_can_be_read_whichever_it_is"
IN_A_MESSAGE = "test_message_addresses.py::test_addresses_are_found_wherever_people_read_them"
NO_FORM = "test_gate_shapes.py::test_a_command_with_what_no_form_can_hold_is_malformed"
SPARSE_VIEW = "test_other_values.py::test_a_view_of_which_slack_says_little_is_taken"
PLACE = "test_received.py::test_a_place_knows_how_somebody_there_can_be_answered"
GRID = "test_other_values.py::test_in_an_organisation_the_workspace_is_the_one_that_is_installed"
INSTALLED = "test_other_values.py::test_whose_event_it_is_slack_says_in_several_ways"
CONNECT = "test_events.py::test_who_accepted_is_read_from_the_little_that_slack_says"
LOCKED = "test_linking.py::test_a_user_group_that_nobody_can_change_is_neither_offered_nor_linked"
OPENS = "test_other_values.py::test_what_a_user_group_opens_is_careful"
LEFT_OUT = "test_provision.py::test_what_slack_leaves_out_of_a_channel_is_no_problem_of_it"
BESIDE = "test_other_values.py::test_what_slack_need_not_say_of_what_it_did_holds_up_nothing"

STORIES = {
    "User.team_id": (
        "test_outsiders.py::test_a_payload_that_names_another_team_comes_from_a_stranger_unasked"
    ),
    "Profile.real_name": "test_people.py::test_a_person_without_a_profile_has_a_name",
    "Profile.email": (
        "test_people.py::test_what_says_nothing_against_somebody_leaves_them_a_person"
    ),
    "OfOrganisation.enterprise_id": KINDS_OF_PEOPLE,
    "OfOrganisation.teams": KINDS_OF_PEOPLE,
    "SlackUser.name": CONNECT,
    "SlackUser.real_name": CONNECT,
    "SlackUser.profile": "test_people.py::test_a_person_without_a_profile_has_a_name",
    "SlackUser.locale": ("test_people.py::test_a_change_without_a_language_leaves_somebody_theirs"),
    "SlackUser.tz": "test_people.py::test_a_zone_that_this_machine_does_not_know_is_left_out",
    "SlackUser.deleted": KINDS_OF_PEOPLE,
    "SlackUser.is_bot": KINDS_OF_PEOPLE,
    "SlackUser.is_stranger": KINDS_OF_PEOPLE,
    "SlackUser.is_restricted": KINDS_OF_PEOPLE,
    "SlackUser.is_ultra_restricted": KINDS_OF_PEOPLE,
    "SlackUser.is_admin": RUNS_SLACK,
    "SlackUser.is_owner": RUNS_SLACK,
    "SlackUser.is_primary_owner": RUNS_SLACK,
    "SlackUser.enterprise_user": KINDS_OF_PEOPLE,
    "Filled.value": OF_ANY_KIND,
    "Filled.selected_option": OF_ANY_KIND,
    "Filled.selected_options": OF_ANY_KIND,
    "Filled.selected_time": OF_ANY_KIND,
    "Filled.selected_conversation": OF_ANY_KIND,
    "Filled.selected_conversations": "test_shapes.py::test_each_kind_of_field_has_its_accessor",
    "Action.block_id": SPARSE_VIEW,
    "Action.type": "test_actions.py::test_an_overflow_menu_without_a_choice_is_malformed",
    "State.values": "test_shapes.py::test_what_is_not_filled_in_reads_as_empty",
    "Block.type": "test_shapes.py::test_the_first_input_of_a_view_is_where_an_apology_stands",
    "Block.block_id": "test_shapes.py::test_the_first_input_of_a_view_is_where_an_apology_stands",
    **{
        f"View.{name}": SPARSE_VIEW
        for name in ("id", "type", "hash", "blocks", "state", "private_metadata")
    },
    "View.app_installed_team_id": GRID,
    "View.previous_view_id": SPARSE_VIEW,
    "SubmittedView.type": SPARSE_VIEW,
    "Message.team": (
        "test_outsiders.py::test_a_payload_that_names_another_team_comes_from_a_stranger_unasked"
    ),
    "Message.text": IN_A_MESSAGE,
    "Message.blocks": IN_A_MESSAGE,
    "Message.attachments": IN_A_MESSAGE,
    "Command.text": "test_received.py::test_each_kind_of_request_has_what_was_done",
    "Command.trigger_id": PLACE,
    "Command.response_url": PLACE,
    **{f"Command.{name}": NO_FORM for name in ("view", "event", "actions", "authorizations")},
    "Interaction.team": GRID,
    "Interaction.enterprise": GRID,
    "Interaction.enterprise_id": GRID,
    "Interaction.trigger_id": PLACE,
    "Interaction.response_url": PLACE,
    "Interaction.message": "test_received.py::test_each_kind_of_request_has_what_was_done",
    "Interaction.view": PLACE,
    "OpenedHome.tab": (
        "test_received.py::test_which_of_the_apps_tabs_was_opened_is_home_unless_slack_says_another"
    ),
    "OpenedHome.view": (
        "test_received.py::test_which_of_the_apps_tabs_was_opened_is_home_unless_slack_says_another"
    ),
    "ConnectInvite.recipient_user_id": CONNECT,
    "AboutInvite.event_ts": (
        "test_received.py::test_when_it_was_is_read_where_slack_says_it_as_ever"
    ),
    "AboutInvite.approval_required": CONNECT,
    "AboutInvite.accepting_user": CONNECT,
    "AboutInvite.declining_team_id": (
        "test_events.py::test_what_ones_own_admin_declines_nobody_else_has_declined"
    ),
    "Authorization.team_id": INSTALLED,
    "Authorization.enterprise_id": INSTALLED,
    "EventCallback.team_id": INSTALLED,
    "EventCallback.enterprise_id": INSTALLED,
    "EventCallback.authorizations": INSTALLED,
    "EventCallback.event_time": (
        "test_user_change.py::test_what_is_told_again_later_was_overtaken_and_slack_is_asked"
    ),
    "Next.next_cursor": "test_other_values.py::test_a_list_ends_where_slack_names_no_next_page",
    "Paged.response_metadata": (
        "test_other_values.py::test_a_list_ends_where_slack_names_no_next_page"
    ),
    "Users.members": (
        "test_answers.py::test_one_odd_user_holds_up_no_other_and_nobody_is_dismissed_for_it"
    ),
    "Called.name": BESIDE,
    "Called.handle": BESIDE,
    "Joined.channel": BESIDE,
    "Joined.errors": "test_channel_invites.py::test_of_whom_slack_does_not_say_it_asks_again",
    "Shared.invite_id": BESIDE,
    "UsergroupChanged.usergroup": BESIDE,
    "Defaults.channels": OPENS,
    "Defaults.groups": OPENS,
    "Usergroup.handle": OPENS,
    "Usergroup.name": OPENS,
    "Usergroup.prefs": OPENS,
    **{
        f"Usergroup.{name}": LOCKED
        for name in (
            "date_delete",
            "is_idp_group",
            "is_membership_locked",
            "is_external",
            "auto_type",
        )
    },
    **{
        f"ChannelInfo.{name}": LEFT_OUT
        for name in ("name", "is_archived", "is_member", "is_private")
    },
    "ChannelInfo.is_im": "test_other_values.py::test_direct_messages_are_no_channel",
    "ChannelInfo.is_mpim": "test_other_values.py::test_direct_messages_are_no_channel",
    "ChannelInfo.is_ext_shared": "test_workspace_settings.py::"
    "test_a_channel_with_outsiders_is_refused_however_it_was_picked",
    "Posted.channel": BESIDE,
    "Posted.ts": BESIDE,
}


def fields() -> Iterator[tuple[str, FieldInfo]]:
    """Of each shape its own."""
    for module in (shapes, received, answers):
        for shape in _shapes(module):
            own = shape.model_fields.keys() & shape.__annotations__.keys()
            yield from ((f"{shape.__name__}.{each}", shape.model_fields[each]) for each in own)


def _shapes(module: ModuleType) -> list[type[Shape]]:
    every = [each for each in vars(module).values() if isinstance(each, type)]
    return [
        each for each in every if issubclass(each, Shape) and each.__module__ == module.__name__
    ]


def has_another_value(field: FieldInfo) -> bool:
    """It may be missing or null, in a list too, or is a yes or a no."""
    return not field.is_required() or bool({bool, type(None)} & set(_inside(field.annotation)))


def _inside(kind: Any) -> Iterator[Any]:
    yield kind
    for each in get_args(kind):
        yield from _inside(each)


@cache
def parts(name: str) -> dict[str, str]:
    """What stands in a file, each by its name: tests, helpers, and values."""
    text = (HERE / name).read_text("utf-8")
    found: dict[str, str] = {}
    for each in ast.parse(text).body:
        first = min(mark.lineno for mark in [each, *getattr(each, "decorator_list", ())])
        whole = "\n".join(text.splitlines()[first - 1 : each.end_lineno])
        found |= dict.fromkeys(_names(each), whole)
    return found


def _names(part: ast.stmt) -> list[str]:
    if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [part.name]
    targets = part.targets if isinstance(part, ast.Assign) else [getattr(part, "target", None)]
    return [each.id for each in targets if isinstance(each, ast.Name)]


def told(story: str) -> str:
    """All that a story says, with what it takes from beside it; empty where there is none."""
    name, _, first = story.partition("::")
    known, said, naming = parts(name), dict[str, str](), [first]
    while naming:
        each = naming.pop()
        if each in known and each not in said:
            said[each] = known[each]
            naming += re.findall(r"\w+", known[each])
    return "\n".join(said.values())


def test_each_field_that_slack_may_say_otherwise_has_its_story() -> None:
    assert {name for name, field in fields() if has_another_value(field)} == set(STORIES)


@pytest.mark.parametrize("field", STORIES)
def test_its_story_is_there_and_speaks_of_it(field: str) -> None:
    assert re.search(rf"\b{field.partition('.')[2]}\b", told(STORIES[field]))


NULL_ELSEWHERE = {"State.values", "View.state", "Users.members"}
"""Made empty where they are null (test_shapes.py), and a list of which some may be odd."""


def test_what_slack_may_leave_out_it_may_say_null_of() -> None:
    for name, field in fields():
        if has_another_value(field) and name not in NULL_ELSEWHERE:
            kind: Any = field.annotation
            assert TypeAdapter(kind).validate_python(None) is None, name

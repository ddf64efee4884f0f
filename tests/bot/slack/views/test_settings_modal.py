"""Workspace settings, drawn: how each is said, and the modals in which they change and are read."""

from dataclasses import fields, replace
from typing import Any

import pytest

from bot.i18n import Words
from bot.sandbox.rules import problems
from bot.slack import ids
from bot.slack.shapes import View
from bot.slack.views import home_settings, settings_modal
from bot.slack.views.home_settings import SECTIONS
from bot.slack.views.metadata import Metadata
from bot.slack.views.spot import Spot
from commands.invitations.lists import OwnInvitations
from commands.limits import Limits
from commands.webhooks.endpoints import Endpoint
from commands.workspace_settings import WorkspaceSettings
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, strings
from tests.bot.slack.views.modals import submitted
from tests.bot.slack.views.webhook_samples import FAILING, PAUSED, WELL

MINE = OwnInvitations((), 0, "admin", "UTC", True, ())
FIRST = WorkspaceSettings()
WORST = WorkspaceSettings(
    who_may_invite="everyone",
    allowed_domains=tuple(f"{'x' * 11}{n:03}.example" for n in range(130)),
    blocked_domains=tuple(f"{'y' * 11}{n:03}.example" for n in range(130)),
    refuse_disposable=False,
    lifetime_days=90,
    personal_pattern="<!here> {name} " + "😀" * 60,
    inviter_daily=99_999,
    workspace_daily=99_999,
    address_daily=99_999,
    join_link="https://join.slack.com/" + "x" * 477,
    locale="ru",
    reply_to=True,
    digest_time="23:59",
    digest_days="1234567",
    digest_channel="C" + "0" * 31,
    zone="America/Argentina/ComodRivadavia",
)


OPERATORS = Limits(100_000, 200_000, 300_000)


def overview(set_: WorkspaceSettings, words: Words = ENGLISH, *hooks: Endpoint) -> dict[str, Any]:
    return home_settings.draw(MINE, set_, OPERATORS, words, Spot("settings"), hooks)


def told(set_: WorkspaceSettings) -> str:
    return "\n".join(strings(overview(set_)))


SETTINGS = [each.name for each in fields(WorkspaceSettings)]


def test_every_setting_stands_in_one_modal() -> None:
    in_modals = [name for names in settings_modal.NAMES_OF.values() for name in names]
    assert sorted({*in_modals} - {ids.PLACE}) == sorted(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_said_in_home(name: str) -> None:
    assert told(replace(FIRST, **{name: getattr(WORST, name)})) != told(FIRST)


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("set_", [FIRST, WORST], ids=["first", "worst"])
def test_slack_takes_the_tab(words: Words, set_: WorkspaceSettings) -> None:
    assert problems(overview(set_, words), "home") == []
    assert problems(overview(set_, words, FAILING, PAUSED), "home") == []


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("set_", [FIRST, WORST], ids=["first", "worst"])
def test_slack_takes_each_modal(words: Words, set_: WorkspaceSettings, section: str) -> None:
    assert problems(settings_modal.draw(section, set_, OPERATORS, words), "modal") == []


def test_each_setting_is_said_as_it_is_at_first() -> None:
    said = told(FIRST)
    for line in (
        "Admins and leads",
        "Allowed: all",
        "Blocked: none",
        "Throw-away addresses: refused",
        "Open for 14 days",
        "Language of the mail: the inviter's own",
        "Name of a personal workgroup: {name}",
        "Replies to the mail go to: nobody",
        "Link to join Slack: none",
        "A person: 100,000 invitations a day",
        "The workspace: 200,000 invitations a day",
        "An address: 300,000 mails a day",
        "At 09:00 (UTC)",
        "On: Monday, Tuesday, Wednesday, Thursday, Friday",
        "Sent to: direct messages to the admins",
    ):
        assert line in said


def test_each_setting_is_said_as_an_admin_chose_it() -> None:
    chosen = replace(
        FIRST,
        who_may_invite="admins",
        allowed_domains=("a.example", "b.example"),
        blocked_domains=("c.example",),
        refuse_disposable=False,
        lifetime_days=1,
        personal_pattern="{name} & co",
        inviter_daily=1,
        join_link="https://join.slack.com/x",
        locale="ru",
        reply_to=True,
        digest_days="7",
        digest_channel="C0GENERAL1",
    )
    said = told(chosen)
    for line in (
        "Admins\n",
        "Allowed: a.example, b.example",
        "Blocked: c.example",
        "Throw-away addresses: allowed",
        "Open for 1 day\n",
        "Language of the mail: Русский",
        "Name of a personal workgroup: {name} &amp; co",
        "Replies to the mail go to: the inviter",
        "Link to join Slack: https://join.slack.com/x",
        "A person: 1 invitation a day",
        "On: Sunday",
        "Sent to: <#C0GENERAL1>",
    ):
        assert line in said


def test_each_part_has_its_button() -> None:
    buttons = [
        (block["accessory"]["action_id"], block["accessory"]["value"])
        for block in overview(FIRST)["blocks"]
        if block.get("accessory", {}).get("action_id") == "settings.edit"
    ]
    assert buttons == [("settings.edit", section) for section in (*SECTIONS, "webhooks")]


@pytest.mark.parametrize(
    ("hooks", "said"),
    [
        ([], ["None: no other system is told"]),
        ([WELL], ["1 endpoint is told"]),
        (
            [WELL, FAILING, FAILING, PAUSED],
            ["4 endpoints are told", "⚠️ 2 are failing", "⏸ 1 is paused"],
        ),
        ([FAILING, PAUSED, PAUSED], ["⚠️ 1 is failing", "⏸ 2 are paused"]),
    ],
)
def test_webhooks_are_counted_with_what_is_wrong_with_them(
    hooks: list[Endpoint], said: list[str]
) -> None:
    shown = "\n".join(strings(overview(FIRST, ENGLISH, *hooks)))
    for line in said:
        assert line in shown
    if hooks == [WELL]:
        assert "failing" not in shown
        assert "paused" not in shown


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_of_a_modal_is_read(section: str) -> None:
    view = settings_modal.draw(section, WORST, OPERATORS, ENGLISH)
    drawn = {block["block_id"] for block in view["blocks"]}
    assert drawn == set(settings_modal.NAMES_OF[section])


def read(section: str, **filled: dict[str, Any]) -> dict[str, str]:
    values = {name: {name: element} for name, element in filled.items()}
    return settings_modal.read(submitted(values, Metadata(section)))


def test_what_is_empty_is_read_as_such() -> None:
    assert read("domains") == {
        "allowed_domains": "",
        "blocked_domains": "",
        "refuse_disposable": "no",
    }
    assert read("limits") == {"inviter_daily": "", "workspace_daily": "", "address_daily": ""}
    assert settings_modal.read(View()) == {}


def test_the_inviters_own_language_is_none() -> None:
    own = {"selected_option": {"value": "own"}}
    assert read("invitations", locale=own)["locale"] == ""
    russian = {"selected_option": {"value": "ru"}}
    assert read("invitations", locale=russian)["locale"] == "ru"


@pytest.mark.parametrize(
    ("place", "channel", "read_as"),
    [
        ("direct", "C0GENERAL1", ""),
        ("channel", "C0GENERAL1", "C0GENERAL1"),
        ("channel", None, "-"),
    ],
)
def test_the_channel_counts_where_the_channel_is_picked(
    place: str, channel: str | None, read_as: str
) -> None:
    found = read(
        "reminders",
        digest_place={"selected_option": {"value": place}},
        digest_channel={"selected_conversation": channel},
        digest_days={"selected_options": [{"value": "1"}, {"value": "3"}]},
        digest_time={"selected_time": "08:15"},
    )
    assert found["digest_channel"] == read_as
    assert (found["digest_days"], found["digest_time"]) == ("1 3", "08:15")

"""Workspace settings: each is checked, takes effect at once, and stands in the history."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from commands import workspace_settings
from commands.errors import BadSetting, BadSettings, NotAllowed
from commands.invitations.invite import prepare
from commands.limits import Limits
from commands.places import PlaceId, PlacesUnseen, SeenPlace
from commands.workspace_settings import WorkspaceSettings
from storage.models import AuditEntry, Workspace
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA

GENEROUS = Limits(1_000_000, 1_000_000, 1_000_000)


def change(story: Story, *seen: SeenPlace, **typed: str) -> WorkspaceSettings:
    ada = replace(ADA, seen=seen)
    found = story.database.run(workspace_settings.change, ada, typed, GENEROUS, story.now)
    assert isinstance(found, WorkspaceSettings)
    return found


def show(story: Story) -> WorkspaceSettings:
    found = story.run(workspace_settings.show, ADA)
    assert isinstance(found, WorkspaceSettings)
    return found


def written(story: Story) -> list[Any]:
    return [each.details["changed"] for each in story.all(AuditEntry) if each.verb == "settings"]


def test_at_first_everything_is_as_the_models_say(story: Story) -> None:
    assert show(story) == WorkspaceSettings(zone="Europe/Berlin")


READ: list[tuple[str, str, Any]] = [
    ("who_may_invite", "everyone", "everyone"),
    ("allowed_domains", "b.example, A.Example;a.example\n@c.example", None),
    ("blocked_domains", "@bücher.example.", ("xn--bcher-kva.example",)),
    ("refuse_disposable", "no", False),
    ("lifetime_days", "90", 90),
    ("personal_pattern", " {name}'s desk ", "{name}'s desk"),
    ("inviter_daily", "1", 1),
    ("workspace_daily", "100000", 100_000),
    ("address_daily", "2", 2),
    ("join_link", "https://join.slack.com/t/x", "https://join.slack.com/t/x"),
    ("locale", "ru", "ru"),
    ("reply_to", "yes", True),
    ("digest_time", "23:59", "23:59"),
    ("digest_days", "7 1,3", "137"),
    ("digest_channel", "C0GENERAL1", "C0GENERAL1"),
    ("zone", "Asia/Kolkata", "Asia/Kolkata"),
]


@pytest.mark.parametrize(("name", "typed", "value"), READ, ids=[name for name, *_ in READ])
def test_each_setting_is_taken_over_and_stays(
    story: Story, name: str, typed: str, value: Any
) -> None:
    value = ("a.example", "b.example", "c.example") if value is None else value
    before = getattr(show(story), name)
    assert getattr(change(story, **{name: typed}), name) == value
    assert getattr(show(story), name) == value
    as_kept = [list(each) if isinstance(each, tuple) else each for each in (before, value)]
    assert written(story) == [{name: as_kept}]


def test_there_is_a_reader_for_every_setting() -> None:
    assert {name for name, *_ in READ} == set(WorkspaceSettings.__dataclass_fields__)


WRONG: list[tuple[str, str, str]] = [
    ("lifetime_days", "0000000015", "number"),
    ("lifetime_days", "000000015" + "9" * 5000, "number"),
    ("allowed_domains", "é" * 5000, "domain"),
    ("who_may_invite", "guests", "choice"),
    ("who_may_invite", "", "choice"),
    ("allowed_domains", "nonsense", "domain"),
    ("allowed_domains", "a.example *.b.example", "domain"),
    ("allowed_domains", "-a.example", "domain"),
    ("allowed_domains", "a..example", "domain"),
    ("allowed_domains", "user@example.com", "address"),
    ("blocked_domains", "user@example.com", "address"),
    ("allowed_domains", "mailto:user@example.com", "address"),
    ("allowed_domains", "user＠example.com", "address"),
    ("allowed_domains", "@@example.com", "address"),
    ("allowed_domains", "user@", "address"),
    ("allowed_domains", "https://example.com/", "domain"),
    ("allowed_domains", "example.com/team", "domain"),
    ("allowed_domains", "example.com:25", "domain"),
    ("allowed_domains", "<example.com>", "domain"),
    ("allowed_domains", ".example.com", "domain"),
    ("allowed_domains", "127.0.0.1", "domain"),
    ("allowed_domains", "10.0.0.10", "domain"),
    ("allowed_domains", "exa mple.com", "domain"),
    ("allowed_domains", "ex\u0430mple.com", "domain"),
    ("allowed_domains", "@", "domain"),
    ("allowed_domains", "com", "ending"),
    ("allowed_domains", "co.uk", "ending"),
    ("blocked_domains", "рф", "ending"),
    ("allowed_domains", "example.con", "slip"),
    ("allowed_domains", "example.r", "domain"),
    ("blocked_domains", " ".join(f"d{n}.example" for n in range(201)), "too_many"),
    ("blocked_domains", " ".join(f"{'x' * 50}{n}.example" for n in range(60)), "too_many"),
    ("refuse_disposable", "maybe", "choice"),
    ("lifetime_days", "0", "number"),
    ("lifetime_days", "91", "number"),
    ("lifetime_days", "-1", "number"),
    ("lifetime_days", "1.5", "number"),
    ("lifetime_days", "", "number"),
    ("lifetime_days", "٣", "number"),
    ("lifetime_days", "9" * 5000, "number"),
    ("personal_pattern", "desk", "pattern"),
    ("personal_pattern", "{name} {mail}", "pattern"),
    ("personal_pattern", "{name}}", "pattern"),
    ("personal_pattern", "{name}" + "x" * 70, "pattern"),
    ("inviter_daily", "0", "number"),
    ("workspace_daily", "100001", "number"),
    ("address_daily", "many", "number"),
    ("join_link", "http://join.slack.com", "link"),
    ("join_link", "javascript:alert(1)", "link"),
    ("join_link", "https://", "link"),
    ("join_link", "https://[x", "link"),
    ("join_link", "https://a b.example", "link"),
    ("join_link", "https://x.example/" + "x" * 500, "link"),
    ("locale", "xx", "choice"),
    ("reply_to", "", "choice"),
    ("digest_time", "24:00", "time"),
    ("digest_time", "9:00", "time"),
    ("digest_days", "", "days"),
    ("digest_days", "18", "days"),
    ("digest_channel", "D0DIRECT", "channel"),
    ("digest_channel", "-", "no_channel"),
    ("zone", "Mars/Olympus", "zone"),
    ("zone", "", "zone"),
]


@pytest.mark.parametrize(("name", "typed", "why"), WRONG)
def test_what_can_not_be_is_refused_with_its_reason(
    story: Story, name: str, typed: str, why: str
) -> None:
    before = show(story)
    with pytest.raises(BadSettings) as refusal:
        change(story, **({"who_may_invite": "admins"} | {name: typed}))
    assert [(each.name, each.why) for each in refusal.value.wrong] == [(name, why)]
    assert show(story) == before
    assert written(story) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("@example.com", ["example.com"]),
        ("Example.COM.", ["example.com"]),
        ("example。com", ["example.com"]),
        ("a.example，b.example、c.example；d.example", [f"{n}.example" for n in "abcd"]),
        ("a.example\u200bb.example\u00adc.example", [f"{n}.example" for n in "abc"]),
        ("пример.рф", ["xn--e1afmkfd.xn--p1ai"]),
        ("corp.internal mail.lan", ["corp.internal", "mail.lan"]),
    ],
)
def test_a_domain_stands_for_itself_however_it_is_typed(
    story: Story, typed: str, kept: list[str]
) -> None:
    assert change(story, allowed_domains=typed).allowed_domains == tuple(kept)


def test_each_reason_that_a_list_is_wrong_is_told(story: Story) -> None:
    with pytest.raises(BadSettings) as refusal:
        change(story, allowed_domains="a@b.example, x; co.uk a.con c@b.example d.example")
    assert refusal.value.wrong == (
        BadSetting("allowed_domains", "address", ("a@b.example", "c@b.example")),
        BadSetting("allowed_domains", "domain", ("x",)),
        BadSetting("allowed_domains", "ending", ("co.uk",)),
        BadSetting("allowed_domains", "slip", ("a.con",)),
    )


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_taken_over(story: Story) -> None:
    before = show(story)
    with pytest.raises(BadSettings) as refusal:
        change(
            story,
            allowed_domains="a.example nonsense, -b.example",
            blocked_domains="c.example\nc..example",
            refuse_disposable="no",
            lifetime_days="91",
        )
    assert list(refusal.value.wrong) == [
        BadSetting("allowed_domains", "domain", ("nonsense", "-b.example")),
        BadSetting("blocked_domains", "domain", ("c..example",)),
        BadSetting("lifetime_days", "number", ("1–90",)),
    ]
    assert show(story) == before
    assert written(story) == []


def test_an_empty_limit_is_the_operators_again(story: Story) -> None:
    change(story, inviter_daily="7")
    assert change(story, inviter_daily="").inviter_daily is None


def test_a_channel_and_a_link_can_be_taken_back(story: Story) -> None:
    change(story, digest_channel="C0GENERAL1", join_link="https://x.example")
    found = change(story, digest_channel="", join_link="")
    assert (found.digest_channel, found.join_link) == ("", "")


def test_what_was_so_already_is_not_written_down(story: Story) -> None:
    change(story, lifetime_days="14", who_may_invite="leads")
    assert written(story) == []


def test_the_history_says_who_changed_it(story: Story) -> None:
    change(story, lifetime_days="7", locale="ru")
    [entry] = [each for each in story.all(AuditEntry) if each.verb == "settings"]
    assert entry.actor_id == story.member(ADA).id
    assert entry.details == {"changed": {"lifetime_days": [14, 7], "locale": ["", "ru"]}}


@pytest.mark.parametrize("who", [LEV, MIA])
def test_only_admins_look_and_change(story: Story, who: Any) -> None:
    with pytest.raises(NotAllowed):
        story.run(workspace_settings.show, who)
    with pytest.raises(NotAllowed):
        story.database.run(workspace_settings.change, who, {"reply_to": "yes"}, Limits(), story.now)


def test_a_lifetime_holds_for_the_next_invitation(story: Story) -> None:
    change(story, lifetime_days="3")
    bob = story.invite()
    assert story.row(bob).expires_at == story.now + timedelta(days=3)


def test_the_workspaces_language_fills_the_form(story: Story) -> None:
    assert story.run(prepare, LEV).locale == "en"
    change(story, locale="ru")
    assert story.run(prepare, LEV).locale == "ru"


def test_the_workspaces_limits_lower_the_operators(story: Story) -> None:
    change(story, inviter_daily="7")
    [workspace] = story.all(Workspace)
    assert Limits(100, 2, 3).of(workspace) == Limits(7, 2, 3)
    assert Limits(1, 2, 3).of(workspace) == Limits(1, 2, 3), "the operator has lowered it since"


@pytest.mark.parametrize("name", ["inviter_daily", "workspace_daily", "address_daily"])
def test_a_limit_above_the_operators_is_refused_with_that(story: Story, name: str) -> None:
    operators = Limits(20, 20, 20)
    for typed in ("20", ""):
        story.database.run(workspace_settings.change, ADA, {name: typed}, operators, story.now)
    before = show(story)
    with pytest.raises(BadSettings) as refusal:
        story.database.run(workspace_settings.change, ADA, {name: "21"}, operators, story.now)
    assert list(refusal.value.wrong) == [BadSetting(name, "over_operator", ("20",))]
    assert show(story) == before


def test_a_chosen_time_plans_the_next_reminder_at_once(story: Story) -> None:
    change(story, digest_time="18:30", zone="Asia/Kolkata", digest_days="3")
    [workspace] = story.all(Workspace)
    assert workspace.digest_at is not None
    assert workspace.digest_at.isoformat() == "2026-11-25T13:00:00+00:00"
    assert workspace.own_zone


def test_slacks_zone_is_followed_until_an_admin_chose_one(story: Story) -> None:
    change(story, reply_to="yes")
    [workspace] = story.all(Workspace)
    assert not workspace.own_zone


def test_zones_begin_with_what_was_typed() -> None:
    assert workspace_settings.zones("berm", 1) == ["Atlantic/Bermuda"]
    assert "Europe/Berlin" in workspace_settings.zones("berlin", 1)
    assert workspace_settings.zones("New  York", 1) == ["America/New_York"]
    assert workspace_settings.zones("york america/new", 1) == ["America/New_York"]
    assert workspace_settings.zones("New_York", 1) == ["America/New_York"]
    assert workspace_settings.zones("São Paulo", 1) == ["America/Sao_Paulo"]
    assert workspace_settings.zones("RIO", 1) == ["America/Argentina/Rio_Gallegos"], "no La_Rioja"
    assert workspace_settings.zones("", 1) == ["UTC"]
    assert workspace_settings.zones("nowhere at all", 9) == []
    assert len(workspace_settings.zones("a", 100)) == 100
    assert "Europe/Berlin" in workspace_settings.zones("europe/", 100)


EAST = PlaceId("channel", "C0EAST0001")


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (SeenPlace(EAST, obstacle="", shared=True), "shared"),
        (SeenPlace(EAST, obstacle="", shared=True, inside=True), "shared"),
        (SeenPlace(EAST, obstacle="direct"), "channel"),
    ],
)
def test_what_admins_are_shown_goes_to_no_conversation_and_to_nobody_from_outside(
    story: Story, seen: SeenPlace, why: str
) -> None:
    with pytest.raises(BadSettings) as caught:
        change(story, seen, digest_channel=EAST.slack_id, digest_time="10:00")
    assert list(caught.value.wrong) == [BadSetting("digest_channel", why)]  # type: ignore[arg-type]
    assert show(story).digest_time == "09:00"


@pytest.mark.parametrize("obstacle", ["", "unknown", "scope", "silent", "archived"])
def test_a_channel_of_which_slack_tells_nothing_may_be_chosen(story: Story, obstacle: str) -> None:
    seen = SeenPlace(EAST, obstacle=obstacle)  # type: ignore[arg-type]
    assert change(story, seen, digest_channel=EAST.slack_id).digest_channel == EAST.slack_id


def test_somebody_looks_at_the_channel_even_if_it_stays_the_same(story: Story) -> None:
    change(story, digest_channel=EAST.slack_id)
    typed = {"digest_channel": EAST.slack_id}
    with pytest.raises(PlacesUnseen) as unseen:
        story.database.run(workspace_settings.change, ADA, typed, GENEROUS, story.now)
    assert (unseen.value.places, unseen.value.to_link) == ((EAST,), True)
    story.database.run(workspace_settings.change, ADA, {"zone": "UTC"}, GENEROUS, story.now)

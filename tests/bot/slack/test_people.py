"""Who is calling, as Slack tells it, kept within bounds."""

from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.i18n import Texts
from bot.sandbox import payloads
from bot.sandbox.people import TEAM
from bot.slack.client import Client
from bot.slack.people import People
from bot.slack.shapes import SlackUser
from storage.models import Member
from tests.bot.slack.house import House
from tests.clock import Clock
from tests.people import NORTHWIND

FULL: dict[str, Any] = {
    "id": "U0LEV",
    "team_id": NORTHWIND,
    "name": "lev",
    "deleted": False,
    "is_restricted": False,
    "is_ultra_restricted": False,
    "is_bot": False,
    "locale": "ru-RU",
    "tz": "Europe/Berlin",
    "profile": {"real_name": "Lev Lead", "email": "lev@northwind.example"},
}


class Slack:
    """A Web API that knows one person, and counts how often it is asked."""

    def __init__(self, **user: Any) -> None:
        self.user = {**FULL, **user}
        self.asked = 0

    async def users_info(self, *, user: str, include_locale: bool) -> Any:
        assert include_locale, "without it Slack leaves the locale out"
        self.asked += 1
        return SimpleNamespace(data=self.answer(user))

    def answer(self, user: str) -> Any:
        return {"ok": True, "user": {**self.user, "id": user}}


def people(**more: Any) -> People:
    return People(Texts.load(), **more)


async def find(known: People, slack: Slack, user: str = "U0LEV", team: str = NORTHWIND) -> Any:
    client: Any = slack
    return await known.find(client, team, user)


async def test_a_person_is_read_from_what_slack_says() -> None:
    person = await find(people(), Slack(is_owner=True))
    assert (person.name, person.email) == ("Lev Lead", "lev@northwind.example")
    assert (person.kind, person.locale, person.zone) == ("person", "ru", "Europe/Berlin")
    assert person.runs_slack


@pytest.mark.parametrize("flag", ["is_admin", "is_owner", "is_primary_owner"])
async def test_who_runs_slack_is_told_by_any_of_three_flags(flag: str) -> None:
    assert (await find(people(), Slack(**{flag: True}))).runs_slack
    assert not (await find(people(), Slack())).runs_slack


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"is_restricted": True}, "guest"),
        ({"is_ultra_restricted": True}, "guest"),
        ({"is_bot": True}, "bot"),
        ({"deleted": True}, "deleted"),
        ({"is_stranger": True}, "stranger"),
        ({"team_id": "T0ELSEWHERE"}, "stranger"),
        ({"team_id": "T0ELSEWHERE", "is_restricted": True}, "stranger"),
        ({"team_id": None}, "person"),
        (
            {"enterprise_user": {"enterprise_id": "E1", "teams": ["T9"]}, "team_id": "T9"},
            "stranger",
        ),
        (
            {
                "enterprise_user": {"enterprise_id": "E1", "teams": ["T9", NORTHWIND]},
                "team_id": "T9",
            },
            "person",
        ),
    ],
)
async def test_guests_bots_and_strangers_are_told_apart(told: dict[str, Any], kind: str) -> None:
    assert (await find(people(), Slack(**told))).kind == kind


async def test_who_is_of_an_organisation_belongs_to_it_where_usher_is_installed_for_all() -> None:
    grid = {"team_id": "T9", "enterprise_user": {"enterprise_id": "E1", "teams": ["T9"]}}
    assert (await find(people(), Slack(**grid), team="E1")).kind == "person"


async def test_a_name_without_end_has_one() -> None:
    assert (await find(people(), Slack(profile={"real_name": "x" * 5000}))).name == "x" * 1000


async def test_slackbot_is_a_bot_though_slack_denies_it() -> None:
    assert (await find(people(), Slack(), "USLACKBOT")).kind == "bot"


@pytest.mark.parametrize("tz", [None, "", "Mars/Olympus", "../../etc/passwd", "Europe"])
async def test_a_zone_that_this_machine_does_not_know_is_left_out(tz: str | None) -> None:
    assert (await find(people(), Slack(tz=tz))).zone == ""


async def test_a_person_without_a_profile_has_a_name() -> None:
    person = await find(people(), Slack(profile=None))
    assert (person.name, person.email) == ("lev", "")


async def test_slack_is_asked_once_about_a_person_until_that_is_old() -> None:
    clock = Clock(stands=True)
    known, slack = people(life=60.0, clock=clock.seconds), Slack()
    await find(known, slack)
    clock.move(seconds=59)
    await find(known, slack)
    assert slack.asked == 1
    clock.move(seconds=2)
    await find(known, slack)
    assert slack.asked == 2


async def test_memory_has_an_end_and_who_was_not_seen_for_longest_is_forgotten() -> None:
    known, slack = people(most=2), Slack()
    for user in ("U1", "U2", "U1", "U3"):
        await find(known, slack, user)
    assert slack.asked == 3
    await find(known, slack, "U1")
    assert slack.asked == 3
    await find(known, slack, "U2")
    assert slack.asked == 4


async def test_the_same_id_in_two_teams_is_two_people() -> None:
    known, slack = people(), Slack()
    assert (await find(known, slack, team=NORTHWIND)).kind == "person"
    assert (await find(known, slack, team="T0OTHER")).kind == "stranger"


async def test_a_change_corrects_what_is_known_and_keeps_the_language() -> None:
    known, slack = people(), Slack()
    await find(known, slack)
    told = {**FULL, "is_restricted": True}
    del told["locale"]
    known.correct(NORTHWIND, SlackUser.model_validate(told))
    person = await find(known, slack)
    assert (person.kind, person.locale, slack.asked) == ("guest", "ru", 1)


async def test_a_change_of_somebody_unknown_fills_no_memory() -> None:
    known, slack = people(), Slack()
    known.correct(NORTHWIND, SlackUser.model_validate(FULL))
    await find(known, slack)
    assert slack.asked == 1


async def test_a_change_told_in_part_makes_usher_ask_again() -> None:
    known, slack = people(), Slack(is_restricted=True)
    await find(known, slack)
    known.correct(NORTHWIND, SlackUser(id="U0LEV"))
    assert (await find(known, slack)).kind == "guest"
    assert slack.asked == 2


async def test_once_the_own_team_is_known_other_teams_are_strangers_unasked() -> None:
    known, slack = people(), Slack(team_id="T0ELSEWHERE")
    known.home = NORTHWIND
    assert (await find(known, slack, team="T0ELSEWHERE")).kind == "stranger"
    assert slack.asked == 0


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500},
        {"error": "user_not_found"},
        {"status": 429, "retry_after": 0},
        {"hang": 0.3},
    ],
)
async def test_where_slack_is_silent_nobody_is_known_and_nothing_is_remembered(
    house: House, fault: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.people.PATIENCE", 0.05)
    house.slack.fail("users.info", **fault)
    assert (await house.slack.command("lev", "/invite")).ok
    [said] = house.slack.messages("lev", place="general")
    assert "Slack didn't say who you are" in said["text"]
    assert house.opened() == []
    monkeypatch.setattr("bot.slack.people.PATIENCE", 1.0)
    await house.slack.command("lev", "/invite")
    assert len(house.opened()) == 1


async def test_an_answer_without_a_user_is_no_answer() -> None:
    class Odd(Slack):
        def answer(self, _user: str) -> Any:
            return {"ok": True, "user": None}

    assert (await find(people(), Odd())).kind == "unknown"


async def test_usher_hears_of_a_person_who_becomes_a_guest(house: House) -> None:
    assert (await house.slack.command("lev", "/invite")).ok
    assert len(house.opened()) == 1
    await house.slack.change("lev", is_restricted=True)
    await house.slack.command("lev", "/invite")
    assert len(house.opened()) == 1
    asked = [call for call in house.slack.calls if call.method == "users.info"]
    assert len(asked) == 1


async def test_a_client_of_slack_sdk_is_what_is_asked(house: House) -> None:
    client = Client("xoxb-sandbox", base_url=house.slack.api_url)
    person = await house.people.find(client, TEAM, house.id("mia"))
    assert (person.locale, person.kind) == ("ru", "person")


@pytest.mark.parametrize("locale", [{}, {"locale": None}, {"locale": ""}])
async def test_a_change_without_a_language_leaves_somebody_theirs(
    house: House, locale: dict[str, Any]
) -> None:
    await house.slack.command("mia", "/invite")
    mia = {**house.slack.workspace.person("mia"), "real_name": "Mia Marten"}
    mia["profile"] = {**mia["profile"], "real_name": "Mia Marten"}
    del mia["locale"]
    told = payloads.event("user_change", user={**mia, **locale})
    await house.slack.line.event(told)

    def kept(unit: Session) -> tuple[str, str]:
        member = unit.scalars(select(Member).where(Member.slack_user == mia["id"])).one()
        return member.name, member.locale

    assert await house.parts.read(kept) == ("Mia Marten", "ru")
    house.slack.fail("users.info", status=500)
    client = Client("xoxb-sandbox", base_url=house.slack.api_url)
    assert (await house.people.find(client, TEAM, mia["id"])).locale == "ru", "as it was known"


def test_who_is_read_without_a_language_has_none_yet() -> None:
    assert people().read(NORTHWIND, "U1", SlackUser(id="U1")).locale == ""


@pytest.mark.parametrize("who", ["ada", "lev", "gus"])
async def test_who_was_deactivated_is_known_as_that_by_the_little_that_slack_says(
    house: House, who: str
) -> None:
    """By each of the ways that Usher hears of it: it says neither admin nor guest any more."""
    client = Client("xoxb-sandbox", base_url=house.slack.api_url)
    await house.people.find(client, TEAM, house.id(who))
    await house.slack.change(who, deleted=True)
    assert (await house.people.find(client, TEAM, house.id(who))).kind == "deleted"
    listed = await client.users_list()
    [told] = [each for each in listed["members"] if each["id"] == house.id(who)]
    read = people().read(TEAM, told["id"], SlackUser.model_validate(told))
    assert (read.kind, read.runs_slack) == ("deleted", False)
    assert read.name == house.slack.workspace.person(who)["real_name"]
    before = "guest" if who == "gus" else "person"
    await house.slack.change(who, deleted=False)
    assert (await house.people.find(client, TEAM, house.id(who))).kind == before


async def test_an_admin_who_was_deactivated_is_gone_and_one_who_is_back_runs_slack_again(
    house: House,
) -> None:
    await house.slack.change("lev", is_admin=True)
    await house.slack.command("ada", "/invite")
    await house.slack.command("lev", "/invite")

    def is_now(unit: Session) -> tuple[str, bool]:
        lev = unit.scalars(select(Member).where(Member.slack_user == house.id("lev"))).one()
        return lev.role, lev.left_at is not None

    assert await house.parts.read(is_now) == ("admin", False)
    await house.slack.change("lev", deleted=True)
    assert await house.parts.read(is_now) == ("member", True)
    await house.slack.change("lev", deleted=False)
    assert await house.parts.read(is_now) == ("admin", False)


@pytest.mark.parametrize(
    "more",
    [
        {"is_invited_user": True},
        {"is_app_user": True},
        {"is_email_confirmed": False},
        {"who_can_share_contact_card": None},
        {"tz": None},
        {"profile": {"real_name": "Lev Lead", "email": None}},
        {"profile": {}},
        {"enterprise_user": None},
        {"enterprise_user": {}},
        {"enterprise_user": {"enterprise_id": "E1", "teams": None}},
        {"is_stranger": False},
        {"is_admin": None, "is_owner": None, "is_primary_owner": None},
        {"is_bot": None, "deleted": None, "is_restricted": None, "is_ultra_restricted": None},
    ],
    ids=str,
)
async def test_what_says_nothing_against_somebody_leaves_them_a_person(
    more: dict[str, Any],
) -> None:
    person = await find(people(), Slack(**more))
    assert (person.kind, person.name != "") == ("person", True)
    assert not person.runs_slack

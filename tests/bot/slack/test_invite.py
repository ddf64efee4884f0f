"""From the command to the invitation: what a lead does, as Slack sees it."""

from typing import Any

import pytest

from bot.slack import ids
from bot.slack.command_text import unescaped
from bot.slack.invite import LONGEST
from commands.directory.change_role import set_role
from tests.bot.slack.house import House
from tests.bot.slack.messages import said
from tests.bot.slack.modals import typed

ONE = {"emails": "ivy@example.com"}


def result(house: House, who: str = "lev") -> list[str]:
    view = house.slack.view(who)
    assert view
    assert view["callback_id"] == "invite.result"
    return [block["text"]["text"] for block in view["blocks"] if "text" in block]


async def test_a_lead_invites_two_people_and_reads_what_happened(house: House) -> None:
    design = await house.group("Design")
    assert await said(house, "lev", "/invite") == ""
    await house.slack.suggest("lev", "workgroup", "des")
    filled = {
        "emails": "ivy@example.com, Bob Builder <bob@example.org>",
        "personal_workgroup": ["yes"],
        "workgroup": design,
        "note": "Come *in*\n<!channel>",
        "locale": "ru",
    }
    assert (await house.slack.submit("lev", filled)).ok
    assert result(house) == [
        "2 people invited",
        (
            "ivy@example.com: invited, the mail is on its way.\n"
            "bob@example.org: invited, the mail is on its way."
        ),
    ]
    bob, ivy = await house.invited()
    assert (ivy.address, bob.address, bob.name) == (
        "ivy@example.com",
        "bob@example.org",
        "Bob Builder",
    )
    for one in (ivy, bob):
        assert (one.workgroup, one.personal, one.locale) == ("Design", True, "ru")
        assert (one.note, one.inviter, one.state) == (
            "Come *in*\n<!channel>",
            "Lev Lead",
            "pending",
        )


async def test_what_does_not_fit_into_the_form_is_left_out_whole_and_counted(house: House) -> None:
    everybody = [f"Colleague {n} <colleague{n:04}@northwind.example>" for n in range(80)]
    await house.slack.command("lev", f"/invite {', '.join(everybody)}")
    [view] = house.opened()
    filled = typed(view, "emails")
    fitting = filled.split(", ")
    assert fitting == everybody[: len(fitting)]
    assert len(filled) <= 3000 < len(", ".join(everybody[: len(fitting) + 1]))
    assert f"{len(fitting)} of 80 addresses are in here" in str(view["blocks"][0])


async def test_where_there_are_only_blanks_they_are_where_it_is_cut(house: House) -> None:
    await house.slack.command("lev", f"/invite {' '.join(['ivy@northwind.example'] * 200)}")
    [view] = house.opened()
    assert set(typed(view, "emails").split(" ")) == {"ivy@northwind.example"}
    assert "136 of 200 addresses are in here" in str(view["blocks"][0])


async def test_what_is_left_out_has_its_default(house: House) -> None:
    await house.slack.command("lev", "/invite")
    await house.slack.submit("lev", ONE)
    [ivy] = await house.invited()
    assert (ivy.workgroup, ivy.personal, ivy.note, ivy.locale) == (None, False, "", "en")


async def test_the_mails_language_begins_as_the_persons_own(house: House) -> None:
    await house.parts.run(set_role, "mia@northwind.example", "lead", house.now)
    await house.slack.command("mia", "/invite")
    await house.slack.submit("mia", ONE)
    assert [one.locale for one in await house.invited()] == ["ru"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("ivy@example.com bob@example.com", "ivy@example.com bob@example.com"),
        ("<mailto:ivy@example.com|ivy@example.com>", "ivy@example.com"),
        ("Ivy &lt;ivy@example.com&gt; &amp; co", "Ivy <ivy@example.com> & co"),
        ("please who@payload.example", "please who@payload.example"),
        ("helper@example.com", "helper@example.com"),
        ("x@" + "y" * 4000, ""),
        ("x" * 2990 + " ivy@example.com", ""),
    ],
)
async def test_addresses_behind_the_command_fill_the_modal(
    house: House, words: str, shown: str
) -> None:
    assert await said(house, "lev", f"/invite {words}") == ""
    [view] = house.opened()
    assert view["callback_id"] == ids.INVITE
    assert typed(view, "emails") == shown


def test_slacks_escapes_are_undone_once() -> None:
    assert unescaped("&amp;lt;") == "&lt;"


@pytest.mark.parametrize("line", ["/invite help", "/invite HELP", "/invite  help me"])
async def test_help_is_an_answer_for_this_person_alone(house: House, line: str) -> None:
    text = await said(house, "lev", line)
    assert "*/invite ada@example.com bob@example.com* opens it filled in." in text
    for subcommand in ("list", "list ada", "resend ada@example.com", "export", "help"):
        assert f"*/invite {subcommand}*" in text
    assert "I don't know" not in text
    assert house.opened() == []


async def test_other_words_get_the_help_with_the_nearest_subcommand(house: House) -> None:
    for word, nearest in (
        ("hlep", "help"),
        ("Lits", "list"),
        ("resent", "resend"),
        ("xport", "export"),
    ):
        text = await said(house, "lev", f"/invite {word} now")
        assert f"I don't know “{word}”. Did you mean */invite {nearest}*?" in text
        assert text.count(f"*/invite {nearest}") == 2, "what it does stands below"
        assert "*/invite help* explains them all: list, resend, revoke, export." in text


async def test_odd_words_come_back_without_acting(house: House) -> None:
    text = await said(house, "lev", "/invite *b*&lt;https://evil.example&gt;")
    assert "“∗b∗&lt;https:" in text


async def test_any_command_that_arrives_is_answered_and_named_as_typed(house: House) -> None:
    text = await said(house, "lev", "/bring help")
    assert "*/bring* opens a form" in text
    assert "/invite" not in text
    await said(house, "lev", "/bring")
    assert [view["callback_id"] for view in house.opened()] == ["invite"]


async def test_in_russian_where_the_person_reads_russian(house: House) -> None:
    words = house.parts.texts.words("ru")
    text = await said(house, "mia", "/invite help")
    assert words("*{command} help* shows this.", command="/invite") in text


async def test_the_shortcut_opens_the_same_modal(house: House) -> None:
    assert (await house.slack.shortcut("lev")).ok
    await house.slack.command("lev", "/invite")
    first, second = house.opened()
    assert first == second


async def test_homes_button_opens_the_modal_and_home_shows_who_was_invited(house: House) -> None:
    await house.slack.open_home("lev")
    assert (await house.slack.click("lev", "invite.open", place="home")).ok
    assert (await house.slack.submit("lev", ONE)).ok
    assert result(house)[0] == "1 person invited"
    assert "ivy@example.com" in str(house.slack.home("lev"))


async def test_slack_that_refuses_home_takes_nothing_from_an_invitation(house: House) -> None:
    await house.slack.open_home("lev")
    await house.slack.click("lev", "invite.open", place="home")
    house.slack.fail("views.publish", status=500)
    assert (await house.slack.submit("lev", ONE)).ok
    assert result(house)[0] == "1 person invited"


IN_TIME = "Slack didn't open the form in time. Please try once more."
ANEW = "the app may have to be installed anew."
AGAIN = "Slack didn't show what you asked for. Please try again in a moment; if it stays like that"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"hang": 0.4}, IN_TIME),
        ({"error": "expired_trigger_id"}, IN_TIME),
        ({"error": "missing_scope"}, ANEW),
        ({"error": "invalid_auth"}, ANEW),
        ({"error": "account_inactive"}, ANEW),
        ({"status": 500}, AGAIN),
        ({"status": 429}, AGAIN),
        ({"error": "exchanged_trigger_id"}, AGAIN),
        ({"error": "invalid_blocks"}, AGAIN),
        ({"error": "brand_new"}, AGAIN),
        ({"says": "[1]"}, AGAIN),
    ],
    ids=str,
)
async def test_where_slack_does_not_open_the_modal_the_person_reads_why(
    house: House, fault: dict[str, Any], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.private.PATIENCE", 0.1)
    house.slack.fail("views.open", **fault)
    read = await said(house, "lev", "/invite")
    assert told in read
    assert ("in time" in read) is (told == IN_TIME)


async def test_who_pressed_a_button_reads_it_too_where_slack_still_lets_them(house: House) -> None:
    await house.slack.open_home("lev")
    house.slack.fail("views.open", error="view_too_large")
    assert (await house.slack.click("lev", "invite.open", place="home")).ok
    [notice] = house.slack.views("lev")
    assert AGAIN in str(notice)


async def test_a_shortcut_whose_modal_does_not_open_is_acked_all_the_same(house: House) -> None:
    house.slack.fail("views.open", error="expired_trigger_id")
    assert (await house.slack.shortcut("lev")).ok


async def test_slack_is_not_waited_for_beyond_its_own_three_seconds(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.gate.IN_TIME", 1.0)
    house.slack.fail("views.open", hang=5.0)
    assert "didn't open the form in time" in await said(house, "lev", "/invite")


async def test_the_search_finds_workgroups_from_the_first_letter_on(house: House) -> None:
    for name in ("Design", "Development", "Sales & <!here>"):
        await house.group(name, f"Those of {name}")
    await house.slack.command("lev", "/invite")

    async def found(query: str) -> list[str]:
        options = await house.slack.suggest("lev", "workgroup", query)
        return [option["text"]["text"] for option in options]

    assert await found("") == ["Design", "Development", "Sales & <!here>"]
    assert await found("d") == ["Design", "Development"]
    assert await found("dev") == ["Development"]
    assert await found("zzz") == []


async def test_the_search_offers_at_most_what_slack_takes_and_survives_odd_words(
    house: House,
) -> None:
    for number in range(101):
        await house.group(f"Group {number:03} {'x' * 64}", "y" * 500)
    await house.slack.command("lev", "/invite")
    assert len(await house.slack.suggest("lev", "workgroup", "group")) == 100
    body = {
        "type": "block_suggestion",
        "action_id": "workgroup",
        "block_id": "workgroup",
        "value": "\x00\ud800Group 007",
        "team": {"id": house.person("lev").team},
        "user": {"id": house.id("lev")},
    }
    outcome = await house.slack.line.payload(body)
    assert len(outcome.body["options"]) == 1


def test_no_try_at_an_address_goes_past_the_next_one() -> None:
    """Each would read to the end, and all of them together in quadratic time."""
    begun = "<mailto:a@b|"
    assert unescaped(begun * 3333) == begun * 3333
    assert unescaped(f"{begun * 3}<mailto:c@d.example|c>") == f"{begun * 3}c@d.example"
    assert unescaped("<mailto:<mailto:c@d.example>") == "<mailto:c@d.example"


@pytest.mark.parametrize("words", ["x" * 39_992 + " ivy@example.com", "a@b " * 25_000])
async def test_what_is_longer_than_slack_lets_people_type_is_not_cut(
    house: House, words: str
) -> None:
    assert len(words) > LONGEST
    text = await said(house, "lev", f"/invite {words}")
    assert text == "This is more than Usher can read at once. Please send it in parts."
    assert house.opened() == []

"""What is done to a row, as people do it: each action of the menu, on either database."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox import people
from commands import workspace_settings
from commands.actors import Person
from commands.directory.change_role import set_role
from commands.limits import Limits
from tests.bot.slack.views.languages import strings
from tests.flows.home_page import turn
from tests.flows.usher import Usher
from tests.patience import until
from tests.people import NORTHWIND


def person(usher: Usher, who: str) -> Person:
    about = usher.slack.workspace.person(who)
    email = f"{who}@northwind.example"
    return Person(NORTHWIND, str(about["id"]), name=who, email=email, runs_slack=who == "ada")


def modal(usher: Usher, who: str) -> str:
    view = usher.slack.view(who)
    return "\n".join(strings(view)) if view else ""


async def reminded(usher: Usher, address: str = "ivy@example.com") -> str:
    """Lev has invited somebody, and two days later Ada has a message with it."""
    await usher.invite("lev", address)
    await usher.mail_to(address)
    usher.clock.move(timedelta(days=2))
    await usher.message("ada", address)
    return str((await usher.rows("invitations"))[0]["id"])


async def pick(usher: Usher, who: str, verb: str, of: str, place: str = "app") -> None:
    outcome = await usher.slack.click(who, "invitation.menu", f"{verb}:{of}", place=place)
    assert outcome.ok, outcome


async def states(usher: Usher) -> dict[str, str]:
    return {row["email"]: row["state"] for row in await usher.rows("invitations")}


@pytest.mark.parametrize(
    ("verb", "said"),
    [
        ("resend", "Sent again by Ada Admin"),
        ("extend", "Extended by Ada Admin"),
        ("snooze", "Snoozed by Ada Admin"),
    ],
)
async def test_what_ada_does_stands_in_her_message(usher: Usher, verb: str, said: str) -> None:
    ivy = await reminded(usher)
    await pick(usher, "ada", verb, ivy)
    await usher.message("ada", said)
    assert await states(usher) == {"ivy@example.com": "pending"}
    mails = 3 if verb == "resend" else 2
    await usher.mail_to("ivy@example.com", mails)
    assert len(usher.slack.mails) == mails


async def test_resending_twice_says_when_it_can_be_done_again(usher: Usher) -> None:
    await usher.invite("lev", "ivy@example.com")
    await usher.slack.open_home("lev")
    ivy = str((await usher.rows("invitations"))[0]["id"])
    await pick(usher, "lev", "resend", ivy, "home")
    await pick(usher, "lev", "resend", ivy, "home")
    assert "It can be sent again from" in modal(usher, "lev")


async def test_a_snoozed_row_rests_and_wakes_again(usher: Usher) -> None:
    ivy = await reminded(usher)
    await pick(usher, "ada", "snooze", ivy)
    await usher.message("ada", "Snoozed by")
    usher.clock.move(timedelta(days=5))
    await asyncio.sleep(0.3)
    assert len(usher.slack.mails) == 2
    usher.clock.move(timedelta(days=3))
    await usher.mail_to("ivy@example.com", 3)


async def test_a_wrong_address_is_put_right_from_the_notice(usher: Usher) -> None:
    await usher.invite("lev", "bounce@example.com", note="Welcome!")
    notice = await usher.message("lev", "bounce@example.com")
    assert "Correct the address" in str(notice)
    wrong = str((await usher.rows("invitations"))[0]["id"])
    assert (await usher.slack.click("lev", "invitation.correct", wrong, place="app")).ok
    assert (await usher.slack.submit("lev", {"emails": "ivy@example.com"})).ok
    assert "ivy@example.com: invited" in modal(usher, "lev")
    mail = await usher.mail_to("ivy@example.com")
    assert "Welcome!" in mail["text"]
    assert await states(usher) == {"bounce@example.com": "revoked", "ivy@example.com": "pending"}


async def test_the_corrected_row_says_so_to_every_admin(usher: Usher) -> None:
    ivy = await reminded(usher)
    await pick(usher, "ada", "more", ivy)
    assert (await usher.slack.click("ada", "invitation.correct", ivy, place="modal")).ok
    assert (await usher.slack.submit("ada", {"emails": "ivy@example.org"})).ok
    await usher.message("ada", "Address corrected by Ada Admin")


async def test_the_link_that_is_handed_on_works_and_its_taking_is_told(usher: Usher) -> None:
    ivy = await reminded(usher)
    await pick(usher, "ada", "more", ivy)
    assert (await usher.slack.click("ada", "invitation.link", ivy, place="modal")).ok
    [link] = [line for line in modal(usher, "ada").splitlines() if "/i/" in line]
    assert (await usher.browser.get(link)).status_code == 200
    assert (await usher.browser.post(f"{link}/accept")).status_code == 200
    for _ in range(2):
        await usher.slack.close("ada")
    await turn(usher, "ada", "invitations")
    await pick(usher, "ada", "more", ivy, "home")
    assert "The link was shown to Ada Admin\n" in modal(usher, "ada")
    assert "State: Accepted" in modal(usher, "ada")


async def test_two_admins_at_once_revoke_one_invitation_once(usher: Usher) -> None:
    await usher.slack.change("mia", is_admin=True, locale="en-US")
    await usher.slack.open_home("mia")
    await usher.parts.run(set_role, "mia@northwind.example", "admin", usher.clock(), NORTHWIND)
    ivy = await reminded(usher)
    await usher.message("mia", "ivy@example.com")
    for who in ("ada", "mia"):
        await pick(usher, who, "revoke", ivy)
    both = await asyncio.gather(*(usher.slack.submit(who, {}) for who in ("ada", "mia")))
    assert all(outcome.ok for outcome in both)
    said = "\n".join(modal(usher, who) for who in ("ada", "mia"))
    assert said.count("The invitation of ivy@example.com is revoked.") == 1
    assert said.count("This invitation was revoked. Resending it makes a new one.") == 1
    for who in ("ada", "mia"):
        await usher.message(who, "Revoked by")


async def test_the_mail_is_read_before_it_is_sent(usher: Usher) -> None:
    assert (await usher.slack.command("lev", "/invite")).ok
    typed = {"emails": "ivy@example.com", "note": "See you soon"}
    assert (await usher.slack.click("lev", "invite.preview", place="modal", typed=typed)).ok
    text = modal(usher, "lev")
    await usher.slack.close("lev")
    assert (await usher.slack.submit("lev", typed)).ok
    mail = await usher.mail_to("ivy@example.com")
    assert "Lev Lead invites you to" in text
    assert "Lev Lead invites you to" in mail["subject"]
    assert "> See you soon" in text
    assert usher.link_in(mail) not in text


async def choose_channel(usher: Usher) -> None:
    await usher.parts.run(
        workspace_settings.change,
        replace(person(usher, "ada"), seen=()),
        {"digest_channel": people.GENERAL},
        Limits(),
        usher.clock(),
    )


def take_usher_into_the_channel(usher: Usher) -> None:
    """The stand-in knows no members of #general, but this scope does the same."""
    desk = usher.slack.api._desk
    object.__setattr__(desk, "scopes", (*desk.scopes, "chat:write.public"))


async def in_general(usher: Usher, who: str, words: str) -> dict[str, Any]:
    def arrived() -> list[dict[str, Any]]:
        said = usher.slack.messages(who, place="general")
        return [each for each in said if words in str(each)]

    return (await until(arrived))[0]


async def test_in_a_channel_admins_act_and_others_are_told_whom_to_ask(usher: Usher) -> None:
    await usher.slack.open_home("ada")
    take_usher_into_the_channel(usher)
    await choose_channel(usher)
    await usher.invite("lev", "ivy@example.com")
    usher.clock.move(timedelta(days=2))
    await in_general(usher, "ada", "ivy@example.com")
    ivy = str((await usher.rows("invitations"))[0]["id"])
    await usher.slack.change("mia", locale="en-US")
    await pick(usher, "mia", "extend", ivy, "general")
    private = await in_general(usher, "mia", "Your role here does not allow that")
    assert private["ephemeral"]
    assert "Your role here does not allow that" not in str(
        usher.slack.messages("ada", place="general")
    )
    await pick(usher, "ada", "extend", ivy, "general")
    await in_general(usher, "mia", "Extended by Ada Admin")
    assert usher.slack.messages("ada") == []


async def test_a_channel_without_usher_costs_no_reminder(usher: Usher) -> None:
    await choose_channel(usher)
    await usher.invite("lev", "ivy@example.com")
    usher.clock.move(timedelta(days=2))
    told = await usher.message("ada", "ivy@example.com")
    assert f"Usher can't post in <#{people.GENERAL}>" in str(told)
    assert usher.slack.messages("ada", place="general") == []

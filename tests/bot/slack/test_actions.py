"""Resend, extend, revoke: from messages, the result of inviting, and Home."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from commands.directory.change_role import set_role
from commands.invitations.accept import accept
from commands.invitations.revoke import revoke
from commands.invitations.unsubscribe import unsubscribe
from tests.bot.slack.delivery import later
from tests.bot.slack.house import House
from tests.bot.slack.invitations import UNKNOWN, lev_invites, send_action, states
from tests.bot.slack.messages import privately, seen
from tests.people import MONDAY


async def test_an_admin_acts_on_a_reminder_and_every_admin_sees_who_did(house: House) -> None:
    await house.slack.change("mia", is_admin=True)
    ivy = await lev_invites(house)
    await house.slack.open_home("mia")
    await later(house, days=2)
    for admin in ("ada", "mia"):
        assert "ivy@example.com" in seen(house, admin)[-1]
    outcome = await house.slack.click("ada", "invitation.menu", f"revoke:{ivy}", place="app")
    assert outcome.ok, outcome
    assert (await house.slack.submit("ada", {})).ok
    assert await states(house) == ["revoked"]
    await later(house)
    # Each in their own language.
    for admin, said in (("ada", "✓ Revoked by Ada Admin"), ("mia", "✓ Отозвано (Ada Admin)")):
        [message] = seen(house, admin)
        assert said in message
        assert "invitation.menu" not in message


@pytest.mark.parametrize(("verb", "said"), [("resend", "Sent again by"), ("extend", "Extended by")])
async def test_more_time_from_a_reminder_is_shown_in_it(house: House, verb: str, said: str) -> None:
    ivy = await lev_invites(house)
    await later(house, days=2)
    assert (await house.slack.click("ada", "invitation.menu", f"{verb}:{ivy}", place="app")).ok
    [about] = await house.invited()
    assert about.expires_at == MONDAY + timedelta(days=16)
    await later(house)
    [message] = seen(house, "ada")
    assert f"✓ {said} Ada Admin, open until 9 December 2026" in message


async def test_the_inviter_extends_before_the_end(house: House) -> None:
    ivy = await lev_invites(house)
    await later(house, days=12)
    assert "ends soon" in seen(house, "lev")[-1]
    assert (await house.slack.click("lev", "invitation.extend", ivy, place="app")).ok
    await later(house)
    assert "✓ Extended by Lev Lead, open until 19 December 2026" in seen(house, "lev")[-1]
    assert not privately(house, "lev")


async def test_what_expired_is_invited_again_and_a_sentence_says_so(house: House) -> None:
    ivy = await lev_invites(house)
    await later(house, days=14)
    assert (await house.slack.click("lev", "invitation.resend", ivy, place="app")).ok
    assert await states(house) == ["expired", "pending"]
    assert privately(house, "lev") == ["ivy@example.com: sent again, the mail is on its way."]


async def test_pressing_again_says_why_nothing_happens(house: House) -> None:
    ivy = await lev_invites(house)
    await later(house, days=14)
    for _ in range(2):
        assert (await house.slack.click("lev", "invitation.resend", ivy, place="app")).ok
    assert await states(house) == ["expired", "pending"]
    assert "already invited by Lev Lead" in privately(house, "lev")[-1]


Before = Callable[[House, str], Awaitable[Any]]


async def it_was_accepted(house: House, ivy: str) -> None:
    await house.parts.run(accept, ivy, house.now)


async def it_was_revoked(house: House, ivy: str) -> None:
    await house.parts.run(revoke, house.person("ada"), ivy, house.now)


async def mail_was_stopped(house: House, ivy: str) -> None:
    await house.parts.run(unsubscribe, ivy, house.now)


async def it_was_just_resent(house: House, ivy: str) -> None:
    await house.slack.click("ada", "invitation.menu", f"resend:{ivy}", place="app")


@pytest.mark.parametrize(
    ("before", "verb", "said"),
    [
        (it_was_accepted, "resend", "has been accepted"),
        (it_was_revoked, "extend", "was revoked"),
        (it_was_revoked, "snooze", "was revoked"),
        (mail_was_stopped, "resend", "asked not to be mailed"),
        (it_was_just_resent, "resend", "25 November 2026, 10:40"),
    ],
)
async def test_what_cannot_be_done_is_answered_to_that_person_alone(
    house: House, before: Before, verb: str, said: str
) -> None:
    ivy = await lev_invites(house)
    await later(house, days=2)
    await before(house, ivy)
    then = await states(house)
    outcome = await house.slack.click("ada", "invitation.menu", f"{verb}:{ivy}", place="app")
    assert outcome.ok
    assert said in privately(house, "ada")[-1]
    assert await states(house) == then


async def test_who_lost_the_right_is_told_whom_to_ask(house: House) -> None:
    ivy = await lev_invites(house)
    await later(house, days=12)
    await house.parts.run(set_role, "lev@northwind.example", "member", house.now)
    assert (await house.slack.click("lev", "invitation.extend", ivy, place="app")).ok
    assert f"<@{house.id('ada')}>" in privately(house, "lev")[-1]
    [about] = await house.invited()
    assert about.expires_at == MONDAY + timedelta(days=14)


async def test_home_shows_at_once_what_was_done_there(house: House) -> None:
    ivy = await lev_invites(house)
    await house.slack.open_home("lev")
    outcome = await house.slack.click("lev", "invitation.menu", f"revoke:{ivy}", place="home")
    assert outcome.ok, outcome
    assert "Revoked" not in str(house.slack.home("lev"))
    assert (await house.slack.submit("lev", {})).ok
    assert "Revoked" in str(house.slack.home("lev"))
    assert house.slack.view("lev") is None


async def test_a_refusal_in_home_is_a_small_modal(house: House) -> None:
    ivy = await lev_invites(house)
    await house.slack.open_home("lev")
    await it_was_accepted(house, ivy)
    assert (await house.slack.click("lev", "invitation.menu", f"revoke:{ivy}", place="home")).ok
    assert "has been accepted" in str(house.slack.view("lev"))


async def test_the_result_of_inviting_has_a_resend_that_works(house: House) -> None:
    ivy = await lev_invites(house)
    await house.slack.command("lev", "/invite")
    await house.slack.submit("lev", {"emails": "ivy@example.com, joe@example.com"})
    outcome = await house.slack.click("lev", "invitation.resend", ivy, place="modal")
    assert outcome.ok, outcome
    assert "ivy@example.com: sent again, the mail is on its way." in str(house.slack.view("lev"))


@pytest.mark.parametrize("verb", ["resend", "extend", "revoke"])
async def test_a_stranger_to_the_invitation_learns_nothing_of_it(house: House, verb: str) -> None:
    ivy = await lev_invites(house)
    pressed = {"action_id": f"invitation.{verb}", "value": ivy}
    assert await send_action(house, "mia", pressed) == 200
    [about] = await house.invited()
    assert (about.state, about.expires_at) == ("pending", MONDAY + timedelta(days=14))
    assert "ivy@" not in str(house.opened())
    assert "Ваша роль здесь этого не позволяет" in str(house.opened()[-1])


@pytest.mark.parametrize(
    "action",
    [
        {"action_id": "invitation.resend", "value": UNKNOWN},
        {"action_id": "invitation.resend", "value": "'; DROP TABLE invitation; --"},
        {"action_id": "invitation.revoke", "value": ""},
        {"action_id": "invitation.extend"},
        {"action_id": "invitation.menu", "selected_option": {"value": "explode:" + UNKNOWN}},
        {"action_id": "invitation.menu", "selected_option": {"value": "revoke"}},
        {"action_id": "invitation.menu", "selected_option": {"value": f"revoke:{UNKNOWN}"}},
    ],
    ids=str,
)
async def test_junk_changes_nothing_and_is_answered(house: House, action: dict[str, Any]) -> None:
    await lev_invites(house)
    assert await send_action(house, "lev", action) == 200
    assert await states(house) == ["pending"]
    assert "There is no such invitation here." in str(house.opened()[-1])


@pytest.mark.parametrize("menu", ["invitation.menu", "member.role"])
async def test_a_menu_without_a_choice_is_passed_over(house: House, menu: str) -> None:
    ivy = await lev_invites(house)
    for pressed in ({"selected_option": None}, {}):
        assert await send_action(house, "ada", {"action_id": menu, **pressed}) == 200
    assert await states(house) == ["pending"]
    assert (house.opened(), ivy) == ([], ivy)


async def test_an_overflow_menu_without_a_choice_is_malformed(house: House) -> None:
    for chosen in (None, {}, {"value": 7}, "revoke", ["revoke"]):
        pressed = {"type": "overflow", "action_id": "invitation.menu", "selected_option": chosen}
        assert await send_action(house, "ada", pressed) == 400
    assert await send_action(house, "ada", {"type": "overflow", "action_id": "x"}) == 400
    assert house.opened() == []

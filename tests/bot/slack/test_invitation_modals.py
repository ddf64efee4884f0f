"""One invitation from its menu: asked before it is revoked, snoozed, looked at, put right."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.slack.views.blocks import Json
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered, PermanentFailure
from commands.directory.change_role import set_role
from commands.invitations.accept import accept
from commands.invitations.correct import correct
from commands.invitations.revoke import revoke
from commands.invitations.snooze import snooze
from tests.bot.slack import delivery
from tests.bot.slack.delivery import later
from tests.bot.slack.house import House
from tests.bot.slack.invitations import UNKNOWN, choose, lev_invites, send_action, states
from tests.bot.slack.messages import privately, seen
from tests.bot.slack.modals import shown
from tests.bot.slack.views.languages import strings
from tests.people import MONDAY

WEEK = timedelta(days=7)


async def at_reminder(house: House, address: str = "ivy@example.com") -> str:
    """Ada has a reminder with it."""
    ivy = await lev_invites(house, address)
    await later(house, days=2)
    return ivy


async def at_home(house: House, who: str = "lev") -> str:
    ivy = await lev_invites(house)
    await house.slack.open_home(who)
    return ivy


async def test_revoking_from_a_reminder_asks_first(house: House) -> None:
    ivy = await at_reminder(house)
    await choose(house, "ada", "revoke", ivy)
    assert "The link in the mail to ivy@example.com will stop working." in shown(house, "ada")
    assert await states(house) == ["pending"]
    assert (await house.slack.submit("ada", {})).ok
    assert await states(house) == ["revoked"]
    assert "The invitation of ivy@example.com is revoked." in shown(house, "ada")
    await later(house)
    assert "✓ Revoked by Ada Admin" in seen(house, "ada")[0]


async def test_who_thinks_better_of_it_keeps_it(house: House) -> None:
    ivy = await at_reminder(house)
    await choose(house, "ada", "revoke", ivy)
    await house.slack.close("ada")
    assert await states(house) == ["pending"]


async def test_revoking_in_home_closes_the_question_and_shows_it(house: House) -> None:
    ivy = await at_home(house)
    await choose(house, "lev", "revoke", ivy, "home")
    assert (await house.slack.submit("lev", {})).ok
    assert house.slack.view("lev") is None
    assert "Revoked" in str(house.slack.home("lev"))


async def test_a_week_of_rest_from_a_reminder_is_shown_in_it(house: House) -> None:
    ivy = await at_reminder(house)
    await choose(house, "ada", "snooze", ivy)
    [about] = await house.invited()
    assert about.snoozed_until == house.now + WEEK
    await later(house)
    [message] = seen(house, "ada")
    assert "✓ Snoozed by Ada Admin until 2 December 2026" in message


async def test_a_week_of_rest_from_home_is_shown_there(house: House) -> None:
    ivy = await at_home(house)
    await choose(house, "lev", "snooze", ivy, "home")
    assert "no reminders until 30 November 2026" in str(house.slack.home("lev"))


async def test_a_snooze_button_elsewhere_is_answered_in_a_sentence(house: House) -> None:
    ivy = await lev_invites(house)
    pressed = {"action_id": "invitation.snooze", "value": ivy}
    assert await send_action(house, "lev", pressed) == 200
    [about] = await house.invited()
    assert about.snoozed_until == MONDAY + WEEK


async def test_more_shows_the_facts_and_the_history(house: House) -> None:
    ivy = await at_reminder(house)
    await choose(house, "ada", "more", ivy)
    text = shown(house, "ada")
    assert "State: Waiting for an answer" in text
    assert "Inviter: Lev Lead (lev@northwind.example)" in text
    assert "Mail sent" in text
    assert text.index("Invited by Lev Lead") < text.index("The mail was sent")


async def test_the_link_is_shown_and_kept_in_the_history(house: House) -> None:
    ivy = await at_home(house)
    await choose(house, "lev", "more", ivy, "home")
    assert "The link was shown" not in shown(house, "lev")
    assert (await house.slack.click("lev", "invitation.link", ivy, place="modal")).ok
    assert house.parts.links.invitation(ivy) in shown(house, "lev").splitlines()
    await house.slack.close("lev")
    await house.slack.close("lev")
    await choose(house, "lev", "more", ivy, "home")
    assert "The link was shown to Lev Lead" in shown(house, "lev")


async def test_an_address_is_put_right_from_more(house: House) -> None:
    ivy = await at_home(house)
    await choose(house, "lev", "more", ivy, "home")
    assert (await house.slack.click("lev", "invitation.correct", ivy, place="modal")).ok
    assert (await house.slack.submit("lev", {"emails": "ivy@example.org"})).ok
    old, new = await house.invited()
    assert (old.state, new.state, new.address) == ("revoked", "pending", "ivy@example.org")
    said = "ivy@example.org: invited, the mail is on its way. The old invitation is revoked."
    assert said in shown(house, "lev")
    assert "ivy@example.org" in str(house.slack.home("lev"))
    below = "\n".join(strings(house.slack.views("lev")[0]))
    assert "The address was corrected by Lev Lead" in below
    assert "State: Revoked" in below


async def failed(_: Parcel) -> PermanentFailure:
    return PermanentFailure("550 no such user")


async def test_the_notice_of_a_mail_that_failed_leads_to_the_right_address(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "mailed", failed)
    ivy = await lev_invites(house, "ivy@example.net")
    await later(house)
    assert "could not be delivered" in seen(house, "lev")[-1]

    async def mailed(_: Parcel) -> Delivered:
        return Delivered()

    monkeypatch.setattr(delivery, "mailed", mailed)
    assert (await house.slack.click("lev", "invitation.correct", ivy, place="app")).ok
    view = house.slack.view("lev")
    assert view
    assert view["blocks"][0]["element"]["initial_value"] == "ivy@example.net"
    assert (await house.slack.submit("lev", {"emails": "ivy@example.com"})).ok
    assert [about.address for about in await house.invited() if about.state == "pending"] == [
        "ivy@example.com"
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("ivy@", "not an email address"),
        ("IVY@example.com", "This is the address that was invited."),
        ("a@example.com b@example.com", "Type one address only."),
    ],
)
async def test_what_can_not_be_right_is_said_under_the_field(
    house: House, typed: str, said: str
) -> None:
    ivy = await at_home(house)
    await choose(house, "lev", "more", ivy, "home")
    await house.slack.click("lev", "invitation.correct", ivy, place="modal")
    await house.slack.submit("lev", {"emails": typed})
    assert said in house.slack.errors("lev")["emails"]
    assert await states(house) == ["pending"]


async def test_who_is_invited_already_is_said_under_the_field(house: House) -> None:
    ivy = await at_home(house)
    await lev_invites(house, "joe@example.com")
    await choose(house, "lev", "more", ivy, "home")
    await house.slack.click("lev", "invitation.correct", ivy, place="modal")
    await house.slack.submit("lev", {"emails": "joe@example.com"})
    said = "joe@example.com: already invited by Lev Lead on"
    assert said in house.slack.errors("lev")["emails"]
    assert await states(house) == ["pending", "pending"]


async def test_over_the_limit_is_said_under_the_field_too(house: House) -> None:
    ivy = await at_home(house)
    for number in range(4):
        await lev_invites(house, f"joe{number}@example.com")
    await choose(house, "lev", "more", ivy, "home")
    await house.slack.click("lev", "invitation.correct", ivy, place="modal")
    await house.slack.submit("lev", {"emails": "ivy@example.org"})
    assert "You may invite 5 people a day." in house.slack.errors("lev")["emails"]
    assert "revoked" not in await states(house)


Before = Callable[[House, str], Awaitable[Any]]


async def it_was_accepted(house: House, ivy: str) -> None:
    await house.parts.run(accept, ivy, house.now)


async def mia_revoked_it(house: House, ivy: str) -> None:
    await house.parts.run(revoke, house.person("ada"), ivy, house.now)


@pytest.mark.parametrize("verb", ["snooze", "revoke", "extend", "resend"])
async def test_what_was_accepted_meanwhile_is_said_so(house: House, verb: str) -> None:
    ivy = await at_reminder(house)
    await it_was_accepted(house, ivy)
    await choose(house, "ada", verb, ivy)
    assert "has been accepted" in privately(house, "ada")[-1]
    assert await states(house) == ["accepted"]


@pytest.mark.parametrize("verb", ["snooze", "revoke", "extend", "resend"])
async def test_a_home_that_was_out_of_date_is_drawn_anew_with_the_refusal(
    house: House, verb: str
) -> None:
    ivy = await at_home(house)
    await it_was_accepted(house, ivy)
    await choose(house, "lev", verb, ivy, "home")
    assert "has been accepted" in shown(house, "lev")
    assert "Accepted" in str(house.slack.home("lev"))


async def test_so_is_the_home_behind_a_question_that_came_too_late(house: House) -> None:
    ivy = await at_home(house)
    await choose(house, "lev", "revoke", ivy, "home")
    await it_was_accepted(house, ivy)
    assert (await house.slack.submit("lev", {})).ok
    assert "has been accepted" in shown(house, "lev")
    assert "Accepted" in str(house.slack.home("lev"))


@pytest.mark.parametrize(
    ("action", "said"),
    [("invitation.link", "was revoked"), ("invitation.correct", "was revoked")],
)
async def test_what_ended_while_more_was_open_is_said_so(
    house: House, action: str, said: str
) -> None:
    ivy = await at_home(house)
    await choose(house, "lev", "more", ivy, "home")
    await mia_revoked_it(house, ivy)
    assert (await house.slack.click("lev", action, ivy, place="modal")).ok
    assert said in shown(house, "lev")


async def test_of_two_who_revoke_the_second_hears_that_it_is_done(house: House) -> None:
    ivy = await at_reminder(house)
    await house.slack.open_home("lev")
    await choose(house, "ada", "revoke", ivy)
    await choose(house, "lev", "revoke", ivy, "home")
    await house.slack.submit("ada", {})
    assert (await house.slack.submit("lev", {})).ok
    assert "This invitation was revoked." in shown(house, "lev")
    assert await states(house) == ["revoked"]


async def test_of_two_who_correct_the_second_hears_that_it_is_done(house: House) -> None:
    ivy = await at_reminder(house)
    for who in ("ada", "lev"):
        await house.slack.open_home(who)
    await choose(house, "ada", "more", ivy)
    await house.slack.click("ada", "invitation.correct", ivy, place="modal")
    await house.parts.run(
        correct, house.person("lev"), ivy, "ivy@example.org", house.parts.limits, house.now
    )
    assert (await house.slack.submit("ada", {"emails": "eve@example.org"})).ok
    assert "This invitation was revoked." in shown(house, "ada")
    assert await states(house) == ["revoked", "pending"]


async def test_a_snooze_by_another_admin_is_no_obstacle(house: House) -> None:
    ivy = await at_reminder(house)
    await house.parts.run(snooze, house.person("lev"), ivy, house.now)
    await choose(house, "ada", "extend", ivy)
    [about] = await house.invited()
    assert about.snoozed_until is None


async def test_who_lost_the_right_is_told_before_a_form_is_filled_in(house: House) -> None:
    ivy = await at_home(house)
    await choose(house, "lev", "more", ivy, "home")
    await house.parts.run(set_role, "lev@northwind.example", "member", house.now)
    assert (await house.slack.click("lev", "invitation.correct", ivy, place="modal")).ok
    assert f"<@{house.id('ada')}>" in shown(house, "lev")


def menu(value: str) -> Json:
    return {"action_id": "invitation.menu", "selected_option": {"value": value}}


@pytest.mark.parametrize("verb", ["more", "revoke", "snooze"])
async def test_a_stranger_to_the_invitation_learns_nothing(house: House, verb: str) -> None:
    ivy = await lev_invites(house)
    assert await send_action(house, "mia", menu(f"{verb}:{ivy}")) == 200
    for action in ("invitation.link", "invitation.correct"):
        assert await send_action(house, "mia", {"action_id": action, "value": ivy}) == 200
    assert "ivy@" not in str(house.opened())
    assert house.parts.links.invitation(ivy) not in str(house.opened())
    [about] = await house.invited()
    assert (about.state, about.snoozed_until) == ("pending", None)


@pytest.mark.parametrize(
    "action",
    [
        menu(f"more:{UNKNOWN}"),
        menu("more:'; DROP TABLE invitation; --"),
        menu("revoke:"),
        {"action_id": "invitation.link", "value": UNKNOWN},
        {"action_id": "invitation.link"},
        {"action_id": "invitation.correct", "value": "nothing"},
        {"action_id": "invitation.snooze", "value": UNKNOWN},
    ],
    ids=str,
)
async def test_junk_is_answered(house: House, action: dict[str, Any]) -> None:
    await lev_invites(house)
    assert await send_action(house, "lev", action) == 200
    assert "There is no such invitation here." in str(house.opened()[-1])


async def test_a_view_below_that_is_gone_does_not_undo_a_correction(house: House) -> None:
    ivy = await at_home(house)
    await choose(house, "lev", "more", ivy, "home")
    await house.slack.click("lev", "invitation.correct", ivy, place="modal")
    house.slack.fail("views.update", status=500)
    assert (await house.slack.submit("lev", {"emails": "ivy@example.org"})).ok
    assert await states(house) == ["revoked", "pending"]
    assert "The old invitation is revoked." in shown(house, "lev")

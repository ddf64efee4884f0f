"""Mails that an address had stopped are allowed again, from what there is more of it."""

from commands.invitations.unsubscribe import unsubscribe
from tests.bot.slack.house import House
from tests.bot.slack.invitations import choose, lev_invites
from tests.bot.slack.modals import shown
from tests.people import MONDAY


async def test_an_admin_allows_them_again_and_a_lead_reads_whom_to_ask(house: House) -> None:
    bob = await lev_invites(house)
    await house.parts.run(unsubscribe, bob, MONDAY)
    await house.slack.open_home("lev")
    await choose(house, "lev", "more", bob, place="home")
    assert (await house.slack.click("lev", "invitation.lift", bob, place="modal")).ok
    assert "U0ADA00000" in shown(house, "lev")
    await house.slack.open_home("ada")
    await house.slack.click("ada", "home.tab", "invitations", place="home")
    await choose(house, "ada", "more", bob, place="home")
    assert (await house.slack.click("ada", "invitation.lift", bob, place="modal")).ok
    assert "can be mailed again, and so can every spelling of this mailbox" in shown(house, "ada")

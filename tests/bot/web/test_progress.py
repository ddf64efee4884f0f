"""What who accepted reads of Slack on their page: where they are, and what is theirs to do."""

import pytest

from commands import workspace_settings
from commands.limits import Limits
from storage.vocabulary import LOCALES
from tests.bot.web.site import Site, links, text
from tests.commands.progressing import answered, known_in_slack, leaves, link
from tests.people import ADA

JOIN = "https://join.slack.com/t/x"
NOTHING_MORE = "There is nothing more to do: you are already in"
KEPT = "Your answer is kept: you are already in"


@pytest.fixture
def bob(site: Site) -> str:
    bob = site.story.invite()
    site.story.accept(bob)
    return bob


def with_a_link(site: Site) -> None:
    typed = {"join_link": JOIN}
    site.story.database.run(workspace_settings.change, ADA, typed, Limits(), site.story.now)


async def test_where_one_is_in_slack_is_named_and_there_is_nothing_to_do(
    site: Site, bob: str
) -> None:
    story = site.story
    with_a_link(site)
    known_in_slack(story, bob)
    for kind, slack_id, name in (
        ("channel", "C0EAST", "east"),
        ("usergroup", "S0ANA", "<b>analysts"),
        ("channel", "C0NEW", ""),
    ):
        leaves(story, bob, f"place.{kind}", link(story, kind, slack_id, name), state="sent")
    page = await site.look(bob)
    said = text(page)
    assert "In Slack you are in #east a channel @<b>analysts" in said
    assert "<bdi>#east</bdi>" in page.text
    assert "<bdi>a channel</bdi>" in page.text
    assert "@<b>" not in page.text
    assert NOTHING_MORE in said
    assert JOIN not in links(page)
    assert "mail of its own" not in said


@pytest.mark.parametrize(
    ("state", "problem", "said"),
    [
        ("pending", "", "You are being added to more in Slack."),
        ("pending", "not_in_channel", "Some of it waits for an admin of Northwind , who has been"),
        ("failed", "", "Slack did not let you in everywhere. Lev Lead has been told"),
    ],
)
async def test_a_place_one_is_not_in_yet_is_not_named(
    site: Site, bob: str, state: str, problem: str, said: str
) -> None:
    secret = link(site.story, "channel", "G0BOARD", "the-secret-board", problem=problem)
    known_in_slack(site.story, bob)
    leaves(site.story, bob, "place.channel", secret, state=state, reason="Slack: cant_invite")
    page = await site.look(bob)
    assert said in text(page)
    assert "secret" not in page.text
    assert "G0BOARD" not in page.text
    assert "In Slack you are in" not in text(page)


async def test_who_has_no_account_is_told_to_join_with_their_address(site: Site, bob: str) -> None:
    with_a_link(site)
    leaves(site.story, bob, "place.account", state="sent")
    page = await site.look(bob)
    said = text(page)
    assert "Join them with this address, bob@example.com :" in said
    assert JOIN in links(page)
    assert KEPT in said
    assert NOTHING_MORE not in said


async def test_without_a_link_the_inviter_has_been_told(site: Site, bob: str) -> None:
    leaves(site.story, bob, "place.account", state="sent")
    said = text(await site.look(bob))
    assert "No Slack account has your address yet. Lev Lead has been told" in said
    assert KEPT in said


async def test_as_long_as_one_is_looked_for_the_page_is_as_ever(site: Site, bob: str) -> None:
    leaves(site.story, bob, "place.account")
    assert "Slack" not in text(await site.look(bob))
    with_a_link(site)
    page = await site.look(bob)
    assert "If you are not there yet, join them:" in text(page)
    assert JOIN in links(page)
    assert NOTHING_MORE in text(page)


async def test_an_invitation_by_slack_connect_comes_by_a_mail_of_slacks(
    site: Site, bob: str
) -> None:
    story = site.story
    east = link(story, "channel", "C0EAST", "east", connect=True)
    west = link(story, "channel", "C0WEST", "west", connect=True)
    leaves(story, bob, "place.account", state="sent")
    leaves(story, bob, "place.connect", east, state="sent")
    leaves(story, bob, "place.connect", west, state="sent")
    said = text(await site.look(bob))
    assert "a mail of its own with an invitation to #east , #west : accept it there too." in said
    assert "has been told and can help" not in said
    answered(story, bob, east, "accepted")
    answered(story, bob, west, "declined")
    said = text(await site.look(bob))
    assert "In Slack you are in #east" in said
    assert "west" not in said
    assert "Slack did not let you in everywhere" not in said
    assert "has been told and can help" not in said


async def test_what_an_admin_of_slack_has_to_approve_takes_nothing_from_who_accepted_it(
    site: Site, bob: str
) -> None:
    east = link(site.story, "channel", "C0EAST", "east", connect=True)
    leaves(site.story, bob, "place.account", state="sent")
    leaves(site.story, bob, "place.connect", east, state="sent")
    answered(site.story, bob, east, "to_approve")
    said = text(await site.look(bob))
    assert "You accepted Slack’s invitation to #east . An admin of Slack still has to" in said
    assert "In Slack you are in" not in said
    assert KEPT in said
    for became in ("to_approve", "accepted"):
        answered(site.story, bob, east, became, by="Egon")
        said = text(await site.look(bob))
        assert "east" not in said, "somebody else is there"
    answered(site.story, bob, east, "not_approved")
    assert "Slack did not let you in everywhere" in text(await site.look(bob))


async def test_of_an_invitation_by_slack_connect_that_waits_no_name_is_said(
    site: Site, bob: str
) -> None:
    board = link(site.story, "channel", "G0BOARD", "board", connect=True)
    leaves(site.story, bob, "place.account", state="sent")
    leaves(site.story, bob, "place.connect", board)
    page = await site.look(bob)
    assert "You are being added to more in Slack." in text(page)
    assert "board" not in page.text


@pytest.mark.parametrize("lang", LOCALES)
async def test_it_says_so_in_each_language(site: Site, bob: str, lang: str) -> None:
    east = link(site.story, "channel", "C0EAST", "east")
    known_in_slack(site.story, bob)
    leaves(site.story, bob, "place.channel", east, state="sent")
    page = await site.get(f"{site.link(bob)}?lang={lang}")
    assert ("In Slack you are in" in text(page)) == (lang == "en")
    assert "<bdi>#east</bdi>" in page.text


async def test_an_open_page_knows_nothing_of_slack(site: Site) -> None:
    amy = site.story.invite()
    link(site.story, "channel", "C0EAST", "east")
    page = await site.look(amy)
    assert "east" not in page.text
    assert "Slack" not in text(page)

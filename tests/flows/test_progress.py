"""After an acceptance, end to end: one message that follows, one mail that leads into Slack."""

from typing import Any

from sqlalchemy import select, update

from commands.notifications import mails
from storage import invitations
from storage.models import Invitation, Workspace
from tests.commands.progressing import leaves, link
from tests.commands.story import Story
from tests.flows.usher import Usher

JOIN = "https://join.slack.com/t/northwind"


async def accepted(usher: Usher) -> tuple[str, str, dict[str, Any]]:
    """The invitation, the address of its page, and its mail."""
    await usher.invite("lev", "ivy@example.com")
    mail = await usher.mail_to("ivy@example.com")
    page = usher.link_in(mail)
    await usher.browser.post(f"{page}/accept")
    await usher.message("lev", "accepted your invitation")
    ivy = usher.parts.database.read(lambda unit: unit.scalars(select(Invitation.id)).one())
    return ivy, page, mail


def told(usher: Usher) -> list[dict[str, Any]]:
    return [each for each in usher.slack.messages("lev") if "accepted your" in str(each)]


async def test_the_one_message_says_where_she_is_once_she_is_there(usher: Usher) -> None:
    ivy, page, _ = await accepted(usher)
    story = Story(usher.parts.database, usher.clock())
    east = link(story, "channel", "C0EAST", "east")
    leaves(story, ivy, "place.channel", east, state="sent")
    said = await usher.message("lev", "ivy@example.com is in <#C0EAST>.")
    assert told(usher) == [said]
    assert "#east" in (await usher.browser.get(page)).text


async def test_who_has_no_account_is_mailed_the_way_into_slack(usher: Usher) -> None:
    with usher.parts.database.transaction() as unit:
        unit.execute(update(Workspace).values(join_link=JOIN))
    ivy, page, first = await accepted(usher)
    story = Story(usher.parts.database, usher.clock())
    leaves(story, ivy, "place.account", state="sent")
    with usher.parts.database.transaction() as unit:
        row = invitations.get(unit, ivy, lock=True)
        assert row
        mails.joining(unit, row, usher.clock())
    mail = await usher.mail_to("ivy@example.com", 2)
    assert JOIN in mail["text"].split()
    assert usher.link_in(mail) == page
    assert usher.header(mail, "In-Reply-To") == usher.header(first, "Message-ID")
    assert usher.header(mail, "List-Unsubscribe") == usher.header(first, "List-Unsubscribe")
    said = await usher.message("lev", "They were mailed the link to join.")
    assert told(usher) == [said]
    assert JOIN in (await usher.browser.get(page)).text

"""Homes that stand open while somebody else acts."""

import pytest

from commands.notifications import app_home
from storage.vocabulary import LOCALES
from tests.flows.home_page import edit_button, read, turn
from tests.flows.usher import Usher
from tests.patience import until


async def until_shown(usher: Usher, who: str, words: str) -> str:
    """What stands at their Home, once these words are among it; some seconds go by."""
    usher.clock.move(app_home.TURN)
    return await until(lambda: shown if words in (shown := read(usher, who)) else "")


async def test_who_asked_sees_at_home_what_was_decided(usher: Usher) -> None:
    slack = usher.slack
    await slack.change("mia", locale="en-US")
    await slack.open_home("mia")
    await usher.ask()
    await slack.open_home("mia")
    assert "Waits for an admin's approval" in read(usher, "mia")
    await usher.message("ada", "request.approve")
    assert (await slack.click("ada", "request.approve", place="app")).ok
    await until_shown(usher, "mia", "Waiting for an answer")
    link = usher.link_in(await usher.mail_to("ivy@example.com"))
    await usher.browser.post(f"{link}/decline")
    await until_shown(usher, "mia", "Declined")


async def test_home_stays_where_one_is(usher: Usher) -> None:
    await usher.invite("lev", "ivy@example.com, bob@example.com")
    await usher.slack.close("lev")
    await turn(usher, "lev", "invitations")
    assert (await usher.slack.click("lev", "home.search", "ivy", place="home")).ok
    link = usher.link_in(await usher.mail_to("ivy@example.com"))
    await usher.browser.post(f"{link}/accept")
    shown = await until_shown(usher, "lev", "Accepted · ")
    assert "bob@example.com" not in shown
    view = usher.slack.home("lev")
    assert view
    assert view["private_metadata"] == '{"tab": "invitations", "typed": "ivy"}'


async def test_a_new_role_brings_its_tabs(usher: Usher) -> None:
    await usher.slack.change("mia", locale="en-US")
    await usher.slack.open_home("mia")
    await turn(usher, "ada", "users")
    view = usher.slack.home("ada")
    assert view
    [row] = [block for block in view["blocks"] if "Mia" in str(block.get("text"))]
    lead = row["accessory"]["options"][1]["value"]
    assert (await usher.slack.click("ada", "member.role", lead, place="home")).ok
    await until_shown(usher, "mia", "Which there are, and who is in them")


@pytest.mark.parametrize("locale", LOCALES)
async def test_an_archived_workgroup_is_told_everywhere(usher: Usher, locale: str) -> None:
    slack, words = usher.slack, usher.parts.texts.words(locale)
    for who in ("ada", "lev", "mia"):
        await slack.change(who, locale=f"{locale}-XX")
    await turn(usher, "ada", "workgroups")
    await slack.click("ada", "workgroup.create", place="home")
    await slack.submit("ada", {"name": "Sales"})
    await slack.close("ada")
    for who, address in (("lev", "ivy@example.com"), ("mia", "zoe@example.com")):
        await slack.open_home(who)
        await slack.command(who, f"/invite {address}")
        [sales] = await slack.suggest(who, "workgroup", "sales")
        assert (await slack.submit(who, {"workgroup": sales["value"]})).ok
        await slack.close(who)
    link = usher.link_in(await usher.mail_to("ivy@example.com"))
    await usher.message("ada", "request.approve")
    await slack.click("ada", "workgroup.edit", edit_button(usher, "ada", "Sales"), place="home")
    assert (await slack.click("ada", "workgroup.archive")).ok
    answer = str(slack.view("ada"))
    one = (
        (
            "{n} pending invitation into it now leads into Public only.",
            "{n} pending invitations into it now lead into Public only.",
        ),
        (
            "{n} request for it would lead into Public only.",
            "{n} requests for it would lead into Public only.",
        ),
    )
    for single, several in one:
        assert words.many(single, several, 1) in answer
    await slack.close("ada")

    told = words("the workgroup {workgroup} was archived: they join Public only", workgroup="Sales")
    for who in ("lev", "mia"):
        await until_shown(usher, who, told)
    alone = told[:1].upper() + told[1:]
    await usher.message("ada", alone)
    await slack.command("lev", "/invite list")
    assert told in str(slack.messages("lev", "general")[-1])
    view = slack.home("lev")
    assert view
    [row] = [block for block in view["blocks"] if "ivy@" in str(block.get("text"))]
    more = row["accessory"]["options"][-1]["value"]
    assert (await slack.click("lev", "invitation.menu", more, place="home")).ok
    assert alone in str(slack.view("lev"))
    assert "Sales" not in (await usher.browser.get(link)).text

    assert (await slack.click("ada", "request.approve", place="app")).ok
    await usher.message("mia", alone)
    mail = await usher.mail_to("zoe@example.com")
    assert "Sales" not in mail["text"]
    assert "Sales" not in (await usher.browser.get(usher.link_in(mail))).text

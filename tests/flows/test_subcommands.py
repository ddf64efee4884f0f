"""Everything behind the command, and a message's addresses, end to end."""

import csv
import io
from datetime import timedelta
from typing import Any

import httpx

from tests.flows.usher import Usher
from tests.patience import until


async def says(usher: Usher, who: str, line: str) -> str:
    """What the command is answered, for this person alone."""
    assert (await usher.slack.command(who, line)).ok
    message = usher.slack.messages(who, place="general")[-1]
    assert message["ephemeral"]
    return str(message)


async def test_lev_lists_resends_and_revokes(usher: Usher) -> None:
    await usher.invite("lev", "ivy@example.com")
    await usher.invite("ada", "bob@example.com")
    await usher.mail_to("ivy@example.com")
    listed = await says(usher, "lev", "/invite list")
    assert "ivy@example.com" in listed
    assert "bob@example.com" not in listed
    assert "bob@example.com" in await says(usher, "ada", "/invite list bob")

    assert "on its way" in await says(usher, "lev", "/invite resend ivy@example.com")
    first, second = (
        await usher.mail_to("ivy@example.com"),
        await usher.mail_to("ivy@example.com", 2),
    )
    assert usher.link_in(first) == usher.link_in(second)
    assert "again from" in await says(usher, "lev", "/invite resend ivy@example.com")
    usher.clock.move(timedelta(minutes=11))
    assert "on its way" in await says(usher, "lev", "/invite resend ivy@example.com")

    assert "is revoked" in await says(usher, "lev", "/invite revoke ivy@example.com")
    page = await usher.browser.get(usher.link_in(first))
    assert page.status_code == 410
    assert "no such invitation" in await says(usher, "lev", "/invite revoke bob@example.com")


async def test_the_file_of_what_lev_may_see_comes_to_his_messages(usher: Usher) -> None:
    await usher.invite("lev", "ivy@example.com", note="=1+1")
    await usher.invite("ada", "bob@example.com")
    assert "on its way" in await says(usher, "lev", "/invite export")

    def shared() -> list[dict[str, Any]]:
        return [file for each in usher.slack.messages("lev") for file in each.get("files", ())]

    [file] = await until(shared)
    transport = httpx.ASGITransport(usher.slack.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        data = (await browser.get(f"/demo/file/{file['id']}")).content
    [row] = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert (row["email"], row["note"]) == ("ivy@example.com", "'=1+1")


async def test_the_help_names_what_there_is_and_a_slip_gets_the_nearest(usher: Usher) -> None:
    told = await says(usher, "lev", "/invite help")
    for subcommand in ("list", "resend", "revoke", "export", "help"):
        assert f"/invite {subcommand}" in told
    assert "*/invite revoke*" in await says(usher, "lev", "/invite revok")
    assert "*/invite revoke*" in await says(usher, "lev", "/invite revok ivy@example.com")
    assert usher.slack.view("lev") is None


async def test_who_is_mentioned_is_here_already_or_needs_an_address(usher: Usher) -> None:
    await says(usher, "mia", "/invite list")
    mia = usher.slack.workspace.person("mia")["id"]
    for words in ("@mia", f"<@{mia}>", f"<@{mia}|mia>"):
        assert "Mia Member is here already." in await says(usher, "lev", f"/invite {words}")
    told = await says(usher, "lev", "/invite @bob")
    assert "type their email address: */invite ada@example.com*" in told
    assert usher.slack.view("lev") is None


async def test_lev_invites_everybody_in_a_message(usher: Usher) -> None:
    slack = usher.slack
    slack.say("mia", "New here: Ivy <ivy@example.com> and bob@example.com")
    [message] = slack.messages("lev", place="general")
    assert (await slack.message_shortcut("lev", message["ts"])).ok
    assert (await slack.submit("lev")).ok
    assert "2 people invited" in str(slack.view("lev"))
    await usher.mail_to("ivy@example.com")
    await usher.mail_to("bob@example.com")


async def test_guests_get_nothing_of_it(usher: Usher) -> None:
    for line in ("list", "resend ivy@example.com", "revoke ivy@example.com", "export"):
        assert "Guests can't invite people" in await says(usher, "gus", f"/invite {line}")

"""What stands behind the command, each answered where the person is, for that person alone."""

import csv
import io
from typing import Any

import httpx
import pytest

from bot.sandbox.workspace import SlackError
from commands.directory.change_role import set_role
from commands.export import TABLES
from commands.invitations import lists
from commands.invitations.invite import InviteForm, invite
from tests.bot.slack.delivery import deliver, later
from tests.bot.slack.house import House
from tests.bot.slack.invitations import states
from tests.bot.slack.messages import answer, said
from tests.bot.slack.views.languages import acting


async def invites(house: House, who: str, address: str, **more: Any) -> None:
    form = InviteForm(address, **more)
    await house.parts.run(invite, house.person(who), form, house.parts.limits, house.now)


async def test_a_list_says_how_each_stands(house: House) -> None:
    design = await house.group("Design")
    await invites(house, "lev", "Bob Builder <bob@example.com>", workgroup=design, personal=True)
    await later(house, days=3)
    await said(house, "lev", "/invite list")
    assert answer(house, "lev") == (
        "1 invitation, the newest first\n"
        "Bob Builder (bob@example.com)\n"
        "Waiting for an answer · invited 3 days ago · by Lev Lead · workgroup Design · "
        "personal workgroup · mail sent"
    )


async def test_a_list_has_one_s_own_and_an_admin_s_has_all(house: House) -> None:
    await invites(house, "lev", "bob@example.com")
    await invites(house, "ada", "ivy@example.com")
    await said(house, "lev", "/invite list")
    assert "ivy@example.com" not in answer(house, "lev")
    await said(house, "ada", "/invite list")
    assert "2 invitations" in answer(house, "ada")
    await said(house, "mia", "/invite list")
    words = house.parts.texts.words("ru")
    assert answer(house, "mia") == words("There are no invitations yet that you could see.")


async def test_a_list_is_searched(house: House) -> None:
    await invites(house, "lev", "bob@example.com")
    await invites(house, "lev", "ivy@example.com")
    await said(house, "lev", "/invite list BOB@")
    assert "1 invitation with “BOB@” in it, the newest first" in answer(house, "lev")
    assert "ivy" not in answer(house, "lev")
    await said(house, "lev", "/invite list <!channel>")
    assert answer(house, "lev") == "No invitation has “<!channel>” in it."
    [block] = house.slack.messages("lev", place="general")[-1]["blocks"]
    assert block["text"]["type"] == "plain_text", "nothing that was typed acts"


async def test_a_long_list_shows_twenty_and_the_way_to_the_rest(house: House) -> None:
    object.__setattr__(house.parts.settings, "inviter_daily", 100)
    for number in range(23):
        await invites(house, "lev", f"p{number:02}@example.com")
    await said(house, "lev", "/invite list")
    text = answer(house, "lev")
    assert text.count("Waiting for an answer") == 20
    assert "p22@example.com" in text
    assert "p02@example.com" not in text
    assert text.endswith("3 more on Usher's Home.")


@pytest.mark.parametrize(
    "typed",
    ["bob@example.com", "<mailto:bob@example.com|bob@example.com>", "Bob &lt;bob@example.com&gt;"],
)
async def test_a_mail_is_sent_again_and_too_soon_says_when(house: House, typed: str) -> None:
    await invites(house, "lev", "bob@example.com")
    text = await said(house, "lev", f"/invite resend {typed}")
    assert text == "bob@example.com: sent again, the mail is on its way."
    text = await said(house, "lev", f"/invite RESEND {typed}")
    assert "It can be sent again from 23 November 2026, 10:40 (Berlin" in text


async def test_an_invitation_is_taken_back(house: House) -> None:
    await invites(house, "lev", "bob@example.com")
    text = await said(house, "lev", "/invite revoke bob@example.com")
    assert text == "The invitation of bob@example.com is revoked."
    assert await states(house) == ["revoked"]
    text = await said(house, "lev", "/invite revoke bob@example.com")
    assert text == "This invitation was revoked. Resending it makes a new one."


async def test_a_request_is_taken_back(house: House) -> None:
    await house.slack.change("mia", locale="en-US")
    await house.slack.command("mia", "/invite ivy@example.com")
    await house.slack.submit("mia")
    text = await said(house, "mia", "/invite revoke ivy@example.com")
    assert text == "The request for ivy@example.com is taken back."
    assert await states(house) == ["revoked"]


@pytest.mark.parametrize("subcommand", ["resend", "revoke"])
async def test_an_unknown_address_and_somebody_elses_get_the_same_answer(
    house: House, subcommand: str
) -> None:
    await invites(house, "ada", "ivy@example.com")
    hers = await said(house, "lev", f"/invite {subcommand} ivy@example.com")
    unknown = await said(house, "lev", f"/invite {subcommand} nobody@example.com")
    assert hers == unknown
    assert "There is no such invitation here." in hers
    assert await states(house) == ["pending"]


@pytest.mark.parametrize("subcommand", ["resend", "revoke"])
@pytest.mark.parametrize("typed", ["", "a@example.com b@example.com"])
async def test_one_address_is_asked_for(house: House, subcommand: str, typed: str) -> None:
    text = await said(house, "lev", f"/bring {subcommand} {typed}")
    assert text == f"Name one address: */bring {subcommand} ada@example.com*"


@pytest.mark.parametrize("subcommand", ["resend", "revoke"])
async def test_what_is_no_address_is_named(house: House, subcommand: str) -> None:
    text = await said(house, "lev", f"/invite {subcommand} b*o<b@localhost")
    assert "localhost: no mail reaches that domain" in text


async def test_who_lost_the_right_can_not_mail_again(house: House) -> None:
    await invites(house, "lev", "bob@example.com")
    await house.parts.run(set_role, house.person("lev").email, "member", house.now)
    text = await said(house, "lev", "/invite resend bob@example.com")
    assert f"<@{house.id('ada')}>" in text
    assert "is revoked" in await said(house, "lev", "/invite revoke bob@example.com")


@pytest.mark.parametrize(
    "line", ["list", "resend a@example.com", "revoke a@example.com", "export", "help"]
)
async def test_guests_are_told_whom_to_ask(house: House, line: str) -> None:
    assert "Guests can't invite people." in await said(house, "gus", f"/invite {line}")


def shared(house: House, who: str) -> list[dict[str, Any]]:
    return [file for message in house.slack.messages(who) for file in message.get("files", ())]


async def content(house: House, file_id: str) -> bytes:
    transport = httpx.ASGITransport(house.slack.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        answer = await browser.get(f"/demo/file/{file_id}")
        assert "attachment" in answer.headers["content-disposition"]
        return answer.content


PERSIAN = "علی\u200cرضا 👩\u200d💻"


async def test_a_file_comes_as_a_direct_message(house: House) -> None:
    note = '=HYPERLINK("http://evil.example")\n;=1'
    await invites(house, "lev", f"{PERSIAN} <bob@example.com>", note=note)
    await invites(house, "ada", "ivy@example.com")
    text = await said(house, "lev", "/invite export")
    assert text == "A file with these invitations is on its way to your messages with Usher."
    assert shared(house, "lev") == []
    await deliver(house)
    [file] = shared(house, "lev")
    assert file["name"] == "invitations-2026-11-23.csv"
    [message] = [each for each in house.slack.messages("lev") if each.get("files")]
    assert message["text"].startswith("1 invitation, as of 23 November 2026, 10:30")
    data = await content(house, file["id"])
    assert data.startswith(b"\xef\xbb\xbf")
    [row] = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert tuple(row) == TABLES["invitations"].columns
    assert (row["email"], row["state"]) == ("bob@example.com", "pending")
    assert row["note"] == "'=HYPERLINK(\"http://evil.example\")\n;'=1", "no cell is a formula"
    assert row["name"] == PERSIAN


async def test_an_admins_file_has_all(house: House) -> None:
    await invites(house, "lev", "bob@example.com")
    await invites(house, "ada", "ivy@example.com")
    await said(house, "ada", "/invite export")
    await deliver(house)
    [file] = shared(house, "ada")
    data = (await content(house, file["id"])).decode()
    assert "bob@example.com" in data
    assert "ivy@example.com" in data


async def test_of_nothing_there_is_no_file(house: House) -> None:
    text = await said(house, "lev", "/invite export")
    assert text == "There are no invitations of yours yet, so there is no file."
    await deliver(house)
    assert shared(house, "lev") == []


@pytest.mark.parametrize("method", ["conversations.open", "files.completeUploadExternal"])
async def test_a_file_that_slack_does_not_take_now_comes_later(house: House, method: str) -> None:
    await invites(house, "lev", "bob@example.com")
    await said(house, "lev", "/invite export")
    house.slack.fail(method, status=429, retry_after=3)
    await deliver(house)
    assert shared(house, "lev") == []
    await later(house, minutes=2)
    assert len(shared(house, "lev")) == 1


async def test_an_upload_that_breaks_off_is_tried_again_and_logs_no_address(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await invites(house, "lev", "bob@example.com")
    await said(house, "lev", "/invite export")
    with monkeypatch.context() as broken:
        broken.setattr("bot.sandbox.files.receive", refuse_content)
        await deliver(house)
    assert "/upload/" not in capsys.readouterr().out
    assert shared(house, "lev") == []
    await later(house, minutes=2)
    assert len(shared(house, "lev")) == 1


def refuse_content(*_given: object) -> None:
    raise SlackError("length_mismatch")


async def test_odd_words_before_addresses_are_no_subcommand(house: House) -> None:
    assert await said(house, "lev", "/invite listen@example.com") == ""
    [view] = house.opened()
    assert view["callback_id"] == "invite"


async def test_a_word_is_compared_only_as_far_as_it_may_be_a_slip(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    def nearest(word: str, *_: Any, **__: Any) -> list[str]:
        compared.append(word)
        return ["help"]

    monkeypatch.setattr("bot.slack.command_text.get_close_matches", nearest)
    assert (await house.slack.command("lev", f"/invite {'re' * 15_000}")).ok
    assert set(compared) == {"re" * 10}


async def test_of_what_is_searched_for_no_more_is_read_than_a_name_has(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []

    def listed(unit: Any, person: Any, typed: str, *given: Any) -> Any:
        searched.append(typed)
        return wanted(unit, person, typed, *given)

    wanted = lists.listed
    monkeypatch.setattr(lists, "listed", listed)
    assert (await house.slack.command("lev", f"/invite list {'x' * 15_000}")).ok
    assert searched == ["x" * 100]


@pytest.mark.parametrize("typed", ["<!channel>", "<https://evil.example|x>", "a&b", "<@U0NOBODY0>"])
@pytest.mark.parametrize("verb", ["list", "", "help", "resend", "revoke", "revok", "export"])
async def test_what_is_typed_acts_in_no_answer_nor_in_the_text_beside_it(
    house: House, verb: str, typed: str
) -> None:
    await house.slack.command("lev", f"/invite {verb} {typed}")
    for message in house.slack.messages("lev", place="general"):
        assert message["ephemeral"]
        assert acting(message) == []

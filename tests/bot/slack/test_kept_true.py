"""What people see in their messages after something was done: who did it, and no old button."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.slack.post import Post
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered, PermanentFailure
from commands.invitations.accept import accept
from commands.invitations.decline import decline
from commands.invitations.revoke import revoke
from commands.invitations.unsubscribe import unsubscribe
from tests.bot.slack import delivery
from tests.bot.slack.delivery import later
from tests.bot.slack.house import House
from tests.bot.slack.invitations import choose, lev_invites
from tests.bot.slack.messages import answer as answer_to
from tests.bot.slack.messages import seen
from tests.bot.slack.modals import shown

SAID = "550 5.1.1 no such user"
Deed = Callable[[House, str], Awaitable[Any]]


async def refused(_: Parcel) -> PermanentFailure:
    return PermanentFailure(SAID)


@pytest.fixture
async def ivy(house: House, monkeypatch: pytest.MonkeyPatch) -> str:
    """Lev has read that her mail could not be delivered; from now on mails can."""
    with monkeypatch.context() as broken:
        broken.setattr(delivery, "mailed", refused)
        ivy = await lev_invites(house)
        await later(house)
    [message] = seen(house, "lev")
    assert "could not be delivered" in message
    assert "invitation.resend" in message
    return ivy


async def press(house: House, action: str, ivy: str) -> None:
    outcome = await house.slack.click("lev", action, ivy, place="app")
    assert outcome.ok, outcome


async def resends(house: House, ivy: str) -> None:
    await press(house, "invitation.resend", ivy)


async def revokes(house: House, ivy: str) -> None:
    await press(house, "invitation.revoke", ivy)


async def corrects(house: House, ivy: str) -> None:
    await press(house, "invitation.correct", ivy)
    assert (await house.slack.submit("lev", {"emails": "ivy@example.org"})).ok


async def accepts(house: House, ivy: str) -> None:
    await house.parts.run(accept, ivy, house.now)


async def declines(house: House, ivy: str) -> None:
    await house.parts.run(decline, ivy, house.now)


async def it_ends(house: House, _: str) -> None:
    await later(house, days=14)


SHOWN_VERBS: list[tuple[Deed, str]] = [
    (resends, "Sent again by Lev Lead, open until 7 December 2026"),
    (revokes, "Revoked by Lev Lead"),
    (corrects, "Address corrected by Lev Lead"),
    (accepts, "Accepted"),
    (declines, "Declined"),
    (it_ends, "Expired"),
]


def noticed(house: House) -> str:
    """The notice of the failure, as it stands by now."""
    [message] = [each for each in seen(house, "lev") if SAID in each]
    return message


@pytest.mark.parametrize(("deed", "said"), SHOWN_VERBS)
async def test_the_notice_of_a_failure_says_what_was_done_and_offers_no_more(
    house: House, ivy: str, deed: Deed, said: str
) -> None:
    await deed(house, ivy)
    await later(house)
    message = noticed(house)
    assert f"✓ {said}" in message
    assert "invitation." not in message


async def test_more_time_leaves_the_buttons_where_they_are(house: House, ivy: str) -> None:
    await house.slack.open_home("lev")
    outcome = await house.slack.click("lev", "invitation.menu", f"extend:{ivy}", place="home")
    assert outcome.ok
    await later(house)
    for action in ("invitation.resend", "invitation.correct", "invitation.revoke"):
        assert action in noticed(house)


async def test_silence_takes_the_button_to_resend_from_it(house: House, ivy: str) -> None:
    await house.parts.run(unsubscribe, ivy, house.now)
    await later(house)
    message = noticed(house)
    assert "The address asked not to be mailed any more." in message
    assert "invitation.resend" not in message
    assert "invitation.correct" in message


@pytest.mark.parametrize(("deed", "said"), [(accepts, "Accepted"), (declines, "Declined")])
async def test_an_answer_is_seen_by_every_admin_in_their_language(
    house: House, deed: Deed, said: str
) -> None:
    await house.slack.change("mia", is_admin=True)
    await house.slack.open_home("mia")
    ivy = await lev_invites(house)
    await later(house, days=2)
    assert "invitation.menu" in seen(house, "ada")[-1]
    await deed(house, ivy)
    await later(house)
    russian = {"Accepted": "Принято", "Declined": "Отклонено"}
    for admin, words in (("ada", said), ("mia", russian[said])):
        [message] = seen(house, admin)
        assert f"✓ {words}" in message
        assert "invitation.menu" not in message


async def test_silence_takes_resend_from_the_menus_and_lifting_it_brings_it_back(
    house: House,
) -> None:
    ivy = await lev_invites(house)
    await later(house, days=2)
    assert f"resend:{ivy}" in seen(house, "ada")[-1]
    await house.parts.run(unsubscribe, ivy, house.now)
    await later(house)
    [message] = seen(house, "ada")
    assert f"resend:{ivy}" not in message
    assert "no mail, as the address asked" in message
    await choose(house, "ada", "more", ivy)
    assert (await house.slack.click("ada", "invitation.lift", ivy, place="modal")).ok
    await later(house)
    assert f"resend:{ivy}" in seen(house, "ada")[0]


async def test_a_warning_says_that_it_was_answered_or_ended(house: House) -> None:
    ivy = await lev_invites(house)
    await lev_invites(house, "joe@example.com")
    await later(house, days=12)
    [warning] = [each for each in seen(house, "lev") if "end soon" in each]
    assert f"listed.{ivy}" in warning
    await accepts(house, ivy)
    await later(house)
    [warning] = [each for each in seen(house, "lev") if "end soon" in each]
    assert "✓ Accepted" in warning
    assert warning.count("invitation.extend") == 1
    await later(house, days=2)
    [warning] = [each for each in seen(house, "lev") if "end soon" in each]
    assert "✓ Expired" in warning
    assert "invitation.extend" not in warning


async def test_a_message_that_was_on_its_way_meanwhile_is_put_right(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ivy = await lev_invites(house)
    post = Post.send

    async def slowly(self: Any, parcel: Parcel) -> Any:
        result = await post(self, parcel)
        if parcel.kind == "slack.digest" and not parcel.replaces:
            await accepts(house, ivy)
        return result

    monkeypatch.setattr(Post, "send", slowly)
    await later(house, days=2)
    await later(house)
    [message] = seen(house, "ada")
    assert "✓ Accepted" in message
    assert "invitation.menu" not in message


async def test_more_of_a_request_says_when_it_was_asked_for(house: House) -> None:
    assert (await house.slack.command("mia", "/invite")).ok
    assert (await house.slack.submit("mia", {"emails": "ivy@example.com"})).ok
    [about] = await house.invited()
    await house.slack.open_home("ada")
    await house.slack.click("ada", "home.tab", "invitations", place="home")
    await house.parts.run(revoke, house.person("ada"), about.id, house.now)
    await house.slack.open_home("ada")
    await choose(house, "ada", "more", about.id, place="home")
    assert "Requested: 23 November 2026" in shown(house, "ada")
    assert "Invited: " not in shown(house, "ada")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Delivered(), "Revoked · invited today · by Lev Lead · mail sent"),
        (PermanentFailure(SAID), SAID),
    ],
)
async def test_of_what_is_over_the_list_says_what_became_of_the_mail(
    house: House, monkeypatch: pytest.MonkeyPatch, answer: Delivered | PermanentFailure, said: str
) -> None:
    async def answered(_: Parcel) -> Delivered | PermanentFailure:
        return answer

    monkeypatch.setattr(delivery, "mailed", answered)
    ivy = await lev_invites(house)
    await house.parts.run(revoke, house.person("lev"), ivy, house.now)
    assert (await house.slack.command("lev", "/invite list")).ok
    assert said in answer_to(house, "lev")
    await house.slack.open_home("lev")
    assert said.rpartition(" · ")[2] in str(house.slack.home("lev"))


async def test_who_gets_no_file_reads_why(house: House) -> None:
    await lev_invites(house)
    assert (await house.slack.command("lev", "/invite export")).ok
    house.slack.fail("files.getUploadURLExternal", error="file_uploads_disabled")
    await later(house)
    await later(house)
    message = seen(house, "lev")[-1]
    assert "The file with the invitations that you asked for could not be sent." in message
    assert "allow CSV files" in message

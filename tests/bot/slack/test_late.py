"""A COMMIT that is under way when Slack must be answered: first that it takes longer, then what
became of it, once, wherever it was asked for.
"""

import asyncio
from collections.abc import Callable, Iterator

import pytest

from bot.slack import late
from bot.slack.views.room import MOST, weight
from tests.bot.slack.delivery import deliver
from tests.bot.slack.home_page import texts
from tests.bot.slack.house import House
from tests.bot.slack.invitations import lev_invites, states
from tests.bot.slack.messages import AGAIN, privately, said
from tests.bot.slack.modals import shown
from tests.held import SlowCommit, slow_to_commit
from tests.patience import until

HERE = "This is taking longer than usual. The result will appear here."
MESSAGE = "This is taking longer than usual. Usher will send you a message with the result."
DONE = "It took a while, but it is done now."
UNKNOWN = "Usher can't tell whether this was done. Please check before you try again."
REVOKED = "The invitation of ivy@example.com is revoked."


@pytest.fixture
def slow(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], SlowCommit]]:
    """Let COMMITs be slow from now on, and nobody wait for them."""
    made = slow_to_commit(house.parts.database)
    begun = []

    def begin() -> SlowCommit:
        monkeypatch.setattr(late, "SETTLED", 0.0)
        begun.append(made.__enter__())
        begun[0].nobody_waits(monkeypatch)
        return begun[0]

    yield begin
    if begun:
        made.__exit__(None, None, None)


def general(house: House, who: str = "lev") -> list[str]:
    return [message["text"] for message in house.slack.messages(who, place="general")]


def written(house: House, who: str = "lev") -> list[str]:
    return [message["text"] for message in house.slack.messages(who, place="app")]


async def test_a_command_says_so_and_then_what_became_of_it(
    house: House, slow: Callable[[], SlowCommit]
) -> None:
    await lev_invites(house)
    begun = slow()
    assert await said(house, "lev", "/invite revoke ivy@example.com") == HERE
    assert begun.under_way.is_set()
    begun.go_on()
    await until(lambda: general(house)[1:])
    assert general(house) == [HERE, REVOKED]
    assert await states(house) == ["revoked"]


async def test_what_only_looks_is_not_waited_for(
    house: House, slow: Callable[[], SlowCommit]
) -> None:
    await said(house, "lev", "/invite help")
    begun = slow()
    assert await said(house, "lev", "/invite") == AGAIN
    begun.go_on()
    await house.parts.run(lambda _: None)
    assert house.opened() == []


async def test_a_forms_place_is_taken_by_its_result_and_pressing_again_does_nothing_twice(
    house: House, slow: Callable[[], SlowCommit]
) -> None:
    await house.slack.command("lev", "/invite ivy@example.com")
    begun = slow()
    assert (await house.slack.submit("lev")).ok
    assert HERE in shown(house, "lev")
    begun.go_on()
    await until(lambda: "1 person invited" in shown(house, "lev"))
    assert await states(house) == ["pending"]
    assert written(house) == []


async def test_who_closed_it_reads_the_result_in_a_message(
    house: House, slow: Callable[[], SlowCommit]
) -> None:
    await house.slack.command("lev", "/invite ivy@example.com")
    begun = slow()
    await house.slack.submit("lev")
    await house.slack.close("lev")
    begun.go_on()
    await until(lambda: written(house))
    [message] = house.slack.messages("lev", place="app")
    assert "1 person invited" in str(message["blocks"])


async def test_a_long_result_is_told_in_a_message_that_slack_takes(
    house: House, slow: Callable[[], SlowCommit]
) -> None:
    emails = " ".join(f"{'x' * 60}{n}@{'y' * 60}.example" for n in range(5))
    await house.slack.command("lev", f"/invite {emails}")
    begun = slow()
    await house.slack.submit("lev")
    await house.slack.close("lev")
    begun.go_on()
    await until(lambda: written(house))
    [message] = house.slack.messages("lev", place="app")
    assert "5 people invited" in str(message["blocks"])
    assert weight(message["blocks"]) <= MOST
    assert str(message["blocks"]).count("@") == 5


async def test_what_slack_finds_too_long_all_the_same_is_told_shorter(
    house: House, slow: Callable[[], SlowCommit], caplog: pytest.LogCaptureFixture
) -> None:
    await house.slack.command("lev", "/invite ivy@example.com")
    begun = slow()
    await house.slack.submit("lev")
    await house.slack.close("lev")
    house.slack.fail("chat.postMessage", error="msg_blocks_too_long")
    begun.go_on()
    await until(lambda: written(house))
    [message] = house.slack.messages("lev", place="app")
    assert message["text"] == DONE
    assert "All of it is on Usher's Home." in str(message["blocks"])
    assert "too long" in caplog.text


async def test_a_refusal_that_is_known_late_is_told_too(
    house: House, slow: Callable[[], SlowCommit]
) -> None:
    """It is committed that somebody asked."""
    await lev_invites(house)
    await house.slack.command("ada", "/invite ivy@example.com")
    begun = slow()
    await house.slack.submit("ada")
    begun.go_on()
    await until(lambda: "already invited by Lev Lead" in shown(house, "ada"))


async def test_a_press_in_home_is_told_in_a_message_and_home_is_drawn_anew(
    house: House, slow: Callable[[], SlowCommit]
) -> None:
    ivy = await lev_invites(house)
    await house.slack.open_home("lev")
    begun = slow()
    assert (await house.slack.click("lev", "invitation.menu", f"extend:{ivy}", place="home")).ok
    assert MESSAGE in shown(house, "lev")
    begun.go_on()
    await until(lambda: written(house))
    assert written(house) == [DONE]
    assert "ivy@example.com" in texts(house, "lev")


async def test_a_press_in_a_message_is_told_there(
    house: House, slow: Callable[[], SlowCommit]
) -> None:
    await house.slack.command("mia", "/invite ivy@example.com")
    await house.slack.submit("mia")
    await deliver(house)
    begun = slow()
    assert (await house.slack.click("ada", "request.approve", place="app")).ok
    assert privately(house, "ada") == [HERE]
    begun.go_on()
    await until(lambda: privately(house, "ada")[1:])
    assert privately(house, "ada") == [HERE, DONE]
    assert await states(house) == ["pending"]


async def test_what_there_is_to_say_is_said_once_and_after_that_it_takes_longer(
    house: House, slow: Callable[[], SlowCommit]
) -> None:
    await lev_invites(house)
    house.clock.move(hours=1)
    await house.slack.command("lev", "/invite ivy@example.com bob@example.com")
    await house.slack.submit("lev")
    house.slack.fail("views.push", hang=0.5)
    begun, before = slow(), len(house.slack.calls)
    pressing = asyncio.create_task(house.slack.click("lev", "invitation.resend"))
    await until(lambda: house.slack.calls[before:])
    begun.go_on()
    assert (await pressing).ok
    await house.late.close()
    assert ["on its way" in said for said in written(house)] == [True]
    asked = [call.method for call in house.slack.calls[before:]]
    assert asked == ["views.push", "chat.postMessage"]


async def test_what_is_never_known_is_told_when_usher_ends(
    house: House, slow: Callable[[], SlowCommit], monkeypatch: pytest.MonkeyPatch
) -> None:
    await lev_invites(house)
    monkeypatch.setattr(late, "GRACE", 0.1)
    slow()
    await said(house, "lev", "/invite revoke ivy@example.com")
    await house.late.close()
    assert general(house) == [HERE, UNKNOWN]

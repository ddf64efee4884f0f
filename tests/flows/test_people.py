"""People who go, with everything running: what is theirs finds somebody, and they can come back."""

from datetime import timedelta

from tests.flows.home_page import read, turn
from tests.flows.usher import Usher


def remove_button(usher: Usher, who: str, name: str) -> str:
    """The id behind the button under somebody's row on the Users tab."""
    view = usher.slack.home(who)
    assert view
    blocks = view["blocks"]
    [at] = [n for n, block in enumerate(blocks) if f"*{name}*" in str(block.get("text"))]
    return str(blocks[at + 1]["elements"][0]["value"])


async def test_levs_invitations_pass_to_ada_when_he_leaves_slack(usher: Usher) -> None:
    await usher.invite("lev", "ivy@example.com, bob@example.com")
    link = usher.link_in(await usher.mail_to("ivy@example.com"))
    await usher.mail_to("bob@example.com")
    await usher.slack.change("lev", deleted=True)
    await usher.browser.post(f"{link}/accept")
    told = await usher.message("ada", "accepted the invitation of Lev Lead")
    assert "Lev Lead is not here any more, so you are told." in str(told)
    assert usher.slack.messages("lev") == []
    await turn(usher, "ada", "users")
    assert "left Slack on 23 November 2026" in read(usher, "ada")
    usher.clock.move(timedelta(days=1))
    reminder = await usher.message("ada", "who invited them is not here any more")
    assert "bob@example.com" in str(reminder)
    assert "ivy@example.com" not in str(reminder)


async def test_mia_is_removed_and_comes_back_by_an_invitation(usher: Usher) -> None:
    slack = usher.slack
    await slack.change("mia", locale="en-US")
    await slack.open_home("mia")
    await turn(usher, "ada", "users")
    mia = remove_button(usher, "ada", "Mia Member")
    assert (await slack.click("ada", "member.remove", mia, place="home")).ok
    assert "Mia Member was removed" in str(slack.view("ada"))
    await slack.close("ada")
    assert "Mia Member" not in read(usher, "ada")
    await slack.open_home("mia")
    assert "You were removed from this workspace" in read(usher, "mia")
    await usher.invite("ada", "mia@northwind.example")
    link = usher.link_in(await usher.mail_to("mia@northwind.example"))
    assert (await usher.browser.post(f"{link}/accept")).status_code == 200
    await usher.message("ada", "accepted your invitation")
    await slack.open_home("mia")
    assert "You were removed" not in read(usher, "mia")
    await slack.close("ada")
    await slack.open_home("ada")
    assert remove_button(usher, "ada", "Mia Member") == mia

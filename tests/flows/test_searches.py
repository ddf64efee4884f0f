"""What a person means is found wherever something is searched in Slack."""

from tests.flows.home_page import edit_button, read, turn
from tests.flows.usher import Usher


async def finds(usher: Usher, typed: str) -> str:
    """What stands in Ada's Home once she has searched for it."""
    assert (await usher.slack.click("ada", "home.search", typed, place="home")).ok
    return read(usher, "ada")


async def test_what_is_typed_without_accents_finds_it_everywhere(usher: Usher) -> None:
    slack = usher.slack
    await turn(usher, "lev", "workgroups")
    assert (await slack.click("lev", "workgroup.create", place="home")).ok
    assert (await slack.submit("lev", {"name": "Ёлки"})).ok
    await slack.close("lev")
    group = edit_button(usher, "lev", "Ёлки")

    assert (await slack.command("lev", "/invite")).ok
    [elves] = await slack.suggest("lev", "workgroup", "елки")
    assert elves["text"]["text"] == "Ёлки"
    people = "Łucja Żak <lucja@пример.рф>, bob@example.com"
    assert (await slack.submit("lev", {"emails": people, "workgroup": elves["value"]})).ok
    await slack.close("lev")
    link = usher.link_in(await usher.mail_to("lucja@xn--e1afmkfd.xn--p1ai"))
    assert (await usher.browser.post(f"{link}/accept")).status_code == 200

    await turn(usher, "ada", "workgroups")
    shown = await finds(usher, "ЕЛКИ")
    assert "Ёлки" in shown
    assert "Public" not in shown
    await turn(usher, "ada", "invitations")
    shown = await finds(usher, "zak, lucja")
    assert "Żak" in shown
    assert "bob@" not in shown
    assert "bob@" in await finds(usher, "lev елки bob")
    await turn(usher, "ada", "users")
    shown = await finds(usher, "пример zak")
    assert "Żak" in shown
    assert "Lev Lead" not in shown

    assert (await slack.command("ada", "/invite list lucja елки")).ok
    listed = str(slack.messages("ada", place="general")[-1])
    assert "Żak" in listed
    assert "bob@" not in listed
    assert (await slack.click("lev", "workgroup.edit", group, place="home")).ok
    [inside] = await slack.suggest("lev", "remove", "zak")
    assert "Łucja" in inside["text"]["text"]

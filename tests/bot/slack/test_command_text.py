"""What the words behind the command are taken for."""

import pytest

from bot.slack import command_text
from bot.slack.subcommands import KNOWN
from bot.slack.views import help_text
from commands.directory.change_role import set_role
from commands.directory.mentioned import Mentioned
from commands.directory.remove import remove
from storage import members
from tests.bot.slack.house import House
from tests.bot.slack.modals import typed
from tests.bot.slack.views.languages import ENGLISH, RUSSIAN

SOME = "You can mention only people who are in this Slack already."


async def said(house: House, who: str, line: str) -> str:
    """The newest answer to a command; empty where a form was opened instead."""
    before = len(house.opened())
    assert (await house.slack.command(who, line)).ok
    message = house.slack.messages(who, place="general")[-1:]
    return "" if len(house.opened()) > before else str(message[0]["text"])


SLIPS = {
    "revok": "revoke",
    "revoek": "revoke",
    "REVOKE:": "revoke",
    "revoke,": "revoke",
    "“revoke”": "revoke",
    "--revoke": "revoke",
    "rewoke": "revoke",
    "revoked": "revoke",
    "revoc": "revoke",
    "remove": "revoke",
    "rev": "revoke",
    "resned": "resend",
    "resent": "resend",
    "re-send": "resend",
    "lst": "list",
    "lits": "list",
    "Lists": "list",
    "LIST!": "list",
    "ｌｉｓｔ": "list",
    "hlep": "help",
    "hel": "help",
    "help?": "help",
    "exprot": "export",
    "xport": "export",
    "дшые": "list",
    "куыутв": "resend",
    "КУМЩЛУ": "revoke",
}

ADDRESSES = [
    "list@example.com",
    "lists@example.com",
    "lst@example.com and more",
    "help@example.com, revok@example.com",
    "revoke@example.com:",
    "Lis <lis@example.com>",
    "Lis <l.miller@example.com>",
    "Liszt <liszt@example.com>",
    "Lisa lisa@example.com",
    "Lisa Brown lb@example.com",
    "Lisa\tl.b@example.com",
    "Lisa (l.b@example.com)",
    "Lisa – l.b@example.com",
    "Lisa - l.b@example.com",
    '"Lis" lis@example.com',
    "Luis l.miller@example.com",
    "Reed r.miller@example.com",
    "re ivy@example.com",
    "Liste\nada@example.com\nbob@example.com",
    "Hel, Bo <bo@example.com>; Ada <ada@example.com>",
    "please invite ivy@example.com",
    "To: ivy@example.com",
    "mailto:ivy@example.com",
    "invite ivy@example.com",
    "ivy＠example.com",
    "ivy @example.com",
    "ivy@ example.com",
    "@bob and ivy@example.com",
    "<@U0BOB00000|bob> ivy@example.com",
    "@bob@example.com",
    "hey@bob",
    "all@here",
    "bob@",
    '"bob"@example.com',
    "<bob>@example.com",
    "@ example.com",
]


async def test_a_slip_of_a_subcommand_is_named_with_or_without_an_address(house: House) -> None:
    for word, meant in SLIPS.items():
        for rest in ("", " ivy@example.com", " <mailto:ivy@example.com|ivy@example.com>", " @bob"):
            text = await said(house, "lev", f"/invite {word}{rest}")
            assert f"Did you mean */invite {meant}*?" in text, word
    text = await said(house, "lev", "/bring revoke:ivy@example.com")
    assert text.startswith("I don't know “revoke:”. Did you mean */bring revoke*?")
    for whom in ("<ivy@example.com>", "Ivy Miller (ivy@example.com)", "- ivy@example.com"):
        text = await said(house, "lev", f"/bring revok {whom}")
        assert text.startswith("I don't know “revok”. Did you mean */bring revoke*?")
    assert house.opened() == []
    assert await house.invited() == []


async def test_an_address_fills_the_form_and_is_never_a_slip(house: House) -> None:
    for words in ADDRESSES:
        assert await said(house, "lev", f"/invite {words}") == "", words
        assert typed(house.opened()[-1], "emails") == words


async def test_who_is_mentioned_is_here_already(house: House) -> None:
    ada, lev = house.id("ada"), house.id("lev")
    here = "Ada Admin is here already. To add somebody to a channel, mention them in it."
    for words in (
        f"<@{ada}>",
        f"<@{ada}|ada>",
        f"<@{ada}|>",
        f"please <@{ada}>, thanks",
        f"(<@{ada}>)",
        f"<@{ada}> <@{ada}>",
        "@ada",
        "@Ada",
        "@ada.",
        "«@ada»",
        "*@ada*",
        "&lt;@ada&gt;",
        "Hi:@ada!",
        "@Ada Admin",
        "@ada admin please",
        f"@ada <@{ada}>",
    ):
        assert await said(house, "lev", f"/invite {words}") == here, words
    both = await said(house, "lev", f"/invite <@{ada}|ada> <@{lev}|lev>")
    assert both.startswith("Ada Admin and Lev Lead are here already.")
    assert house.opened() == []


async def test_of_who_is_not_known_the_address_is_asked_for(house: House) -> None:
    asked = "To invite somebody else, type their email address: */bring ada@example.com*."
    for words in ("@bob", "<@U0NOBODY01|bob>", "<@U0NOBODY01>", "@Иван", "@Иван Петров", "hi @bob"):
        assert await said(house, "lev", f"/bring {words}") == f"{SOME} {asked}", words
    some = await said(house, "lev", f"/bring <@{house.id('ada')}> @zed")
    assert some == f"Ada Admin is here already. {asked}"


async def test_a_russian_name_is_found_and_answered_in_russian(house: House) -> None:
    await house.slack.join("Иван Петров", "vanya@northwind.example")
    await said(house, "vanya", "/invite list")
    await house.slack.change("lev", locale="ru-RU")
    for words in ("@иван", "@Иван Петров", "@Иван, привет", "@vanya"):
        text = await said(house, "lev", f"/invite {words}")
        assert text.startswith("Уже здесь: Иван Петров."), words
    text = await said(house, "lev", "/invite @Пётр")
    assert text.endswith("укажите адрес электронной почты: */invite ada@example.com*.")


async def test_a_channel_or_a_group_is_nobody_to_invite(house: House) -> None:
    asked = "Channels and groups can't be invited, only people: */invite ada@example.com*."
    for words in (
        *("@here", "@channel", "@everyone now", "#general", "<#C0GENERAL1|general>"),
        *("<#C0GENERAL1>", "<!here>", "<!channel|@channel>", "<!subteam^S0ANALYSTS>"),
        *("<!subteam^S0ANALYSTS|@analysts>", "everybody in #general"),
    ):
        assert await said(house, "lev", f"/invite {words}") == asked, words
    mixed = await said(house, "lev", f"/invite <@{house.id('ada')}> #general")
    assert mixed == f"Ada Admin is here already. {asked}"


async def test_who_may_not_invite_learns_of_nobody_whether_they_are_here(house: House) -> None:
    await house.slack.change("mia", locale="en-US")
    known = await said(house, "mia", f"/invite <@{house.id('ada')}>")
    assert known.startswith(SOME)
    assert known.endswith("type their email address: */invite ada@example.com*.")
    for words in ("@ada", "<@U0NOBODY01>", "@zed"):
        assert await said(house, "mia", f"/invite {words}") == known


async def test_outsiders_are_told_what_they_are_always_told(house: House) -> None:
    assert "Guests can't invite people." in await said(house, "gus", "/invite @ada")
    assert "You belong to another workspace" in await said(house, "nia", "/invite @ada")


async def test_who_left_or_was_removed_is_not_here(house: House) -> None:
    await house.parts.run(set_role, "mia@northwind.example", "lead", house.now)
    asked = f"{SOME} To invite somebody else, type their email address: */invite ada@example.com*."
    await said(house, "lev", "/invite list")
    [lev] = [each for each in await everybody(house) if each[1] == "Lev Lead"]
    await house.parts.run(remove, house.person("ada"), lev[0], house.now)
    for words in (f"<@{house.id('lev')}>", "@lev"):
        assert await said(house, "ada", f"/invite {words}") == asked
    await house.slack.join("Zoe Zed", "zoe@northwind.example")
    await said(house, "zoe", "/invite list")
    await house.slack.change("zoe", deleted=True)
    for words in (f"<@{house.id('zoe')}>", "@zoe"):
        assert await said(house, "ada", f"/invite {words}") == asked


async def everybody(house: House) -> list[tuple[str, str]]:
    return await house.parts.read(
        lambda unit: [(each.id, each.name) for each in members.every(unit, None)]
    )


async def test_slack_is_not_asked_who_is_mentioned(house: House) -> None:
    await said(house, "lev", "/invite help")
    before = len(house.slack.calls)
    await said(house, "lev", "/invite <@U0GUS00000> @zed <@U0NIA00000|nia>")
    assert len(house.slack.calls) == before


async def test_of_many_mentions_a_few_are_looked_up(house: House) -> None:
    crowd = " ".join(f"<@U{n:08}>" for n in range(1000)) + " @a @b" * 1000
    text = await said(house, "lev", f"/invite {crowd}")
    assert text.startswith(SOME)


def test_of_many_who_are_here_the_first_are_named() -> None:
    found = Mentioned(tuple(f"Bob {letter}" for letter in "ABCDEF"), unknown=False)
    english = help_text.mentioned(ENGLISH, "/invite", found, group=False)
    assert english.startswith("Bob A, Bob B, Bob C, Bob D, Bob E and 1 more are here already. To")
    russian = help_text.mentioned(RUSSIAN, "/invite", found, group=False)
    assert russian.startswith("Уже здесь: Bob A, Bob B, Bob C, Bob D, Bob E и ещё 1. Чтобы")


async def test_names_come_back_without_acting(house: House) -> None:
    await house.slack.join("<!channel> *Zed*", "zed@northwind.example")
    await said(house, "zed", "/invite list")
    text = await said(house, "lev", "/invite @zed")
    assert text.startswith("&lt;!channel&gt; ∗Zed∗ is here already.")


@pytest.mark.parametrize("subcommand", ["resend", "revoke"])
async def test_one_address_is_asked_for_where_something_else_is_named(
    house: House, subcommand: str
) -> None:
    asked = f"Name one address: */bring {subcommand} ada@example.com*"
    for words in ("ivy", "Ivy Miller", "@ivy", "<@U0IVY00000|ivy>", "<@U0IVY00000>", "#general"):
        assert await said(house, "lev", f"/bring {subcommand} {words}") == asked
    many = "a@b.example " * 300
    assert await said(house, "lev", f"/bring {subcommand} {many}") == asked


async def test_a_list_is_searched_for_the_name_of_who_is_mentioned(house: House) -> None:
    for words in ("@bob", "<@U0BOB00000|bob>"):
        text = await said(house, "lev", f"/invite list {words}")
        assert text == "No invitation has “bob” in it."


def test_what_no_word_may_be_is_compared_with_nothing() -> None:
    for words in ("lst " + "x" * 39_990, "lst " + "x@" * 19_990, "lst " + "(" * 39_990):
        assert command_text.slip(words, KNOWN) in {"lst", ""}
    for words in ("", " ", ":", "=", "@", "-- ivy@example.com", "x" * 40_000, "x:" * 20_000):
        assert command_text.slip(words, KNOWN) == ""


def test_a_link_with_something_to_decode_stays_one_for_the_form() -> None:
    link = "<mailto:ivy%2Bwork@example.com?subject=Hi|write>"
    assert command_text.unescaped(link) == "mailto:ivy%2Bwork@example.com?subject=Hi"
    assert command_text.unescaped("<mailto:ivy@example.com|ivy@example.com>") == "ivy@example.com"

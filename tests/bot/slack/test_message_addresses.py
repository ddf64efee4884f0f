"""The addresses of a message, taken into the form."""

from threading import current_thread
from typing import Any

import pytest

from bot.sandbox.payloads import of_message
from bot.slack.message_addresses import MOST_TRIED, addresses
from bot.slack.shapes import Message
from commands.addresses import MAX_MESSAGE, in_piece
from tests.bot.slack.house import House
from tests.bot.slack.modals import typed


async def chooses(house: House, who: str, text: str, by: str = "mia") -> None:
    """Somebody chooses the shortcut in the menu of what somebody said."""
    house.slack.say(by, text)
    ts = house.slack.messages(who, place="general")[-1]["ts"]
    assert (await house.slack.message_shortcut(who, ts)).ok


def shown(house: House, who: str = "lev") -> dict[str, Any]:
    view = house.slack.view(who)
    assert view
    return view


async def test_each_address_of_a_message_stands_in_the_form_once(house: House) -> None:
    await chooses(
        house, "lev", "Please add Ivy (ivy@example.com), bob@example.com & IVY@example.com."
    )
    assert shown(house)["callback_id"] == "invite"
    assert typed(shown(house), "emails") == "ivy@example.com, bob@example.com"
    assert (await house.slack.submit("lev")).ok
    assert len(await house.invited()) == 2


@pytest.mark.parametrize(
    "text",
    [
        "clone ssh://git@example.com/org/repo.git",
        "git@example.com:org/repo.git",
        "https://git@example.com",
        "@ada@mastodon.example",
        "https://example.com/?mail=ada@example.com",
    ],
)
async def test_what_slack_links_within_something_longer_is_no_address(
    house: House, text: str
) -> None:
    await chooses(house, "lev", text)
    assert shown(house)["callback_id"] == "notice"


async def test_a_link_that_slack_takes_for_text_and_an_address_is_decoded(house: House) -> None:
    await chooses(house, "lev", "mailto:ada%2Btag@example.com?cc=bob%2Btag@example.com")
    assert typed(shown(house), "emails") == "ada+tag@example.com, bob+tag@example.com"


async def test_a_message_without_an_address_says_so(house: House) -> None:
    await chooses(house, "lev", "Lunch @ 12?")
    assert shown(house)["callback_id"] == "notice"
    assert "There is no email address in this message." in str(shown(house)["blocks"])


async def test_of_a_message_with_too_many_it_says_how_many_are_left(house: House) -> None:
    await chooses(house, "lev", " ".join(f"somebody{n:03}@example.com" for n in range(200)))
    taken = typed(shown(house), "emails")
    assert len(taken) <= 3000
    left = 200 - len(taken.split(", "))
    assert left > 0
    assert f"{200 - left} of 200 addresses are in here" in str(shown(house)["blocks"])


async def test_who_may_not_invite_asks_for_those_of_a_message(house: House) -> None:
    await house.slack.change("mia", locale="en-US")
    await chooses(house, "mia", "ivy@example.com", by="lev")
    assert shown(house, "mia")["submit"]["text"] == "Request"


async def test_what_a_stranger_wrote_may_be_used_by_who_belongs_here(house: House) -> None:
    house.slack.say("lev", "ivy@example.com")
    item = next(iter(house.slack.workspace.messages.values()))
    item["message"]["team"] = "T0CONTOSO1"
    house.slack.workspace.keep(item)
    assert (await house.slack.message_shortcut("lev", item["message"]["ts"])).ok
    assert typed(shown(house), "emails") == "ivy@example.com"


@pytest.mark.parametrize("who", ["gus", "nia"])
async def test_outsiders_are_told_privately(house: House, who: str) -> None:
    await chooses(house, who, "ivy@example.com")
    assert house.slack.view(who) is None
    assert house.slack.messages(who, place="general")[-1]["ephemeral"]


async def test_a_message_of_usher_can_be_used_as_well(house: House) -> None:
    house.slack.workspace.post("C0GENERAL1", {"text": "Welcome <mailto:ivy@example.com|Ivy>"})
    ts = house.slack.messages("lev", place="general")[-1]["ts"]
    assert (await house.slack.message_shortcut("lev", ts)).ok
    assert typed(shown(house), "emails") == "ivy@example.com"


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [{"type": "text", "text": "first a@example.com"}],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "link", "url": "mailto:b@example.com", "text": "Bea"}],
                }
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "c@example.com"}]},
    ],
}
KIT = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "<mailto:d@example.com|d@example.com>"}},
    {"type": "section", "fields": [{"type": "plain_text", "text": "e@example.com"}]},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "*f@example.com*"}]},
]


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ({}, ""),
        ({"text": None, "blocks": None}, ""),
        ({"text": "", "blocks": [RICH]}, "abc"),
        ({"blocks": KIT}, "def"),
        (
            {
                "attachments": [
                    {"fallback": "g@example.com", "fields": [{"value": "h@example.com"}]}
                ]
            },
            "gh",
        ),
        ({"text": "a@example.com", "blocks": [RICH]}, "abc"),
        ({"blocks": [{"type": "x", "block_id": "z@example.com", "n": 1, "text": ["y@x"]}]}, ""),
    ],
)
def test_addresses_are_found_wherever_people_read_them(message: Any, found: str) -> None:
    assert addresses(Message.model_validate(message), 3000) == (
        ", ".join(f"{name}@example.com" for name in found),
        0,
    )


def styled(*texts: str) -> Message:
    """A line in which each text has a style of its own."""
    parts = [
        {"type": "text", "text": text, "style": {"bold": n % 2}} for n, text in enumerate(texts)
    ]
    line = {"type": "rich_text_section", "elements": parts}
    return Message(blocks=[{"type": "rich_text", "elements": [line]}])


def test_an_address_in_two_styles_is_read_as_it_is_seen() -> None:
    assert addresses(styled("ada@exam", "ple.com"), 3000) == ("ada@example.com", 0)
    assert addresses(styled("ada@example.co", "m"), 3000) == ("ada@example.com", 0)
    assert addresses(Message(text="ada@example.co*m*"), 3000) == ("", 0)


def test_a_link_is_decoded_and_its_text_read_apart() -> None:
    link = {"type": "link", "url": "mailto:ada%2Btag@example.com", "text": "write"}
    line = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Just "}, link]}
    assert addresses(Message(blocks=[line]), 3000) == ("ada+tag@example.com", 0)
    for url in ("ssh://git@example.com", "https://x.example/?mail=ada@example.com"):
        line = {"type": "rich_text_section", "elements": [{**link, "url": url}]}
        assert addresses(Message(blocks=[line]), 3000) == ("", 0)


def test_texts_of_two_parts_make_no_address_together() -> None:
    fields = [{"type": "plain_text", "text": text} for text in ("ada@", "example.com")]
    assert addresses(Message(blocks=[{"type": "section", "fields": fields}]), 3000) == ("", 0)


@pytest.mark.parametrize(
    ("most", "fit"), [(0, 0), (12, 0), (13, 1), (27, 1), (28, 2), (42, 2), (43, 3)]
)
def test_as_many_are_taken_as_fit(most: int, fit: int) -> None:
    text = "a@example.com b@example.com c@example.com"
    taken, left = addresses(Message(text=text), most)
    assert (len(taken.split(", ")) if taken else 0, left) == (fit, 3 - fit)
    assert len(taken) <= most


def test_what_was_typed_comes_as_slack_sends_it() -> None:
    item = {"channel": "C0GENERAL1", "message": {"ts": "1.0", "text": "<a@example.com> & b"}}
    told = of_message(item)["message"]
    assert told["text"] == "&lt;<mailto:a@example.com|a@example.com>&gt; &amp; b"
    [section] = told["blocks"][0]["elements"]
    assert [each["type"] for each in section["elements"]] == ["text", "link", "text"]


HOSTILE = [
    " ".join(f"a{n}@b{n}.example" for n in range(8000)),
    " ".join(f"a{n}@b" for n in range(20_000)),
    " ".join(f"a@{'é' * 50}{n}.example" for n in range(1700)),
]


@pytest.mark.parametrize("text", HOSTILE, ids=["addresses", "none", "foreign"])
def test_however_many_may_be_addresses_few_are_checked(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []

    def check(piece: str) -> Any:
        checked.append(piece)
        return in_piece(piece)

    monkeypatch.setattr("bot.slack.message_addresses.in_piece", check)
    taken, left = addresses(Message(text=text), 3000)
    assert len(checked) <= MOST_TRIED
    # The first that did not fit was checked as well.
    assert left + len(checked) - len(text.split()) in {0, 1}
    assert len(taken) <= 3000


async def test_they_are_looked_for_where_nothing_else_waits(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = set()

    def check(piece: str) -> Any:
        threads.add(current_thread().name)
        return in_piece(piece)

    monkeypatch.setattr("bot.slack.message_addresses.in_piece", check)
    await chooses(house, "lev", "ivy@example.com")
    assert threads == {"thinker_0"}


@pytest.mark.parametrize("made", [lambda part: [part], lambda part: {"elements": [part]}])
def test_however_deep_a_message_is_it_is_read(made: Any) -> None:
    part: Any = {"text": "a@example.com"}
    for _ in range(20_000):
        part = made(part)
    assert addresses(Message(blocks=[{"elements": part}]), 3000) == ("a@example.com", 0)


def test_of_a_message_that_is_too_long_the_beginning_is_read() -> None:
    blocks = [{"text": "x" * 1000}] * 99 + [{"text": "a@example.com"}, {"text": "y" * 1000}] * 50
    assert addresses(Message(blocks=blocks), 3000) == ("a@example.com", 0)
    assert addresses(Message(text="x" * MAX_MESSAGE, blocks=blocks[99:]), 3000) == ("", 0)


@pytest.mark.parametrize("between", [" ", "\n", ",", ";", "|", ">"])
def test_where_a_message_is_too_long_no_address_is_cut_in_two(between: str) -> None:
    for cut in range(1, 19):
        begun = "x" * (MAX_MESSAGE - cut - 1) + between
        assert addresses(Message(text=f"{begun}ivy@example.company"), 3000) == ("", 1)
    fits = "x" * (MAX_MESSAGE - 20) + between
    assert addresses(Message(text=f"{fits}ivy@example.company"), 3000) == ("ivy@example.company", 0)
    assert addresses(Message(text=f"{fits}ivy@example.company bob@example.com"), 3000)[1] == 1


async def test_where_nothing_of_a_message_can_be_read_that_is_said(house: House) -> None:
    await chooses(house, "lev", " ".join(f"a{n}@b" for n in range(2000)))
    assert shown(house)["callback_id"] == "invite"
    assert "1,500 addresses could not be filled in." in str(shown(house)["blocks"])

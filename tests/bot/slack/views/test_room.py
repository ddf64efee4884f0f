"""How much a message holds: nothing that leaves is too much in all, whatever people typed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.i18n import Words
from bot.sandbox import rules
from bot.slack.views import blocks, invite_result, list_command, room
from bot.slack.views.blocks import Json
from commands.invitations.lists import ListPage
from commands.outcomes import AlreadyMember, Invited, Outcome
from commands.provisioning.progress import TaskProgress
from tests.bot.mail.letter import NOW, invitation
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, acting
from tests.bot.slack.views.parcels import TEXTS, draw, listed, parcel, shown, with_typed
from tests.bot.slack.views.worst import KINDS, worst

RUSSIAN = TEXTS.words("ru")
PARTS = (
    *(
        "<!channel> ",
        "<@U0ADA00000>",
        "<#C0EAST0001>",
        "<https://evil.example|x>",
        "<mailto:a@b|c>",
    ),
    *("https://evil.example/x ", "&", "<", ">", "*", " *b* ", "_i_ ", "~", "`c`", "Щ", "ж ", "🎉"),
)
TYPED = st.lists(st.sampled_from(PARTS), min_size=1, max_size=300).map("".join)


def holds(message: Json) -> None:
    """What is asked of every message."""
    assert room.weight(message["blocks"]) <= room.MOST
    assert len(message["blocks"]) <= room.BLOCKS
    assert len(message["text"]) <= room.TEXT
    assert acting(message) == []


@pytest.mark.parametrize("kind", KINDS)
@given(typed=TYPED)
@settings(max_examples=2, deadline=None)
def test_no_message_is_too_much_or_acts_whatever_people_typed(kind: str, typed: str) -> None:
    for sent in worst(kind, typed):
        holds(draw(sent, RUSSIAN))


@pytest.mark.parametrize("typed", ["&" * 300, "a.b" * 100])
def test_what_grows_as_it_is_escaped_has_room_too(typed: str) -> None:
    for kind in KINDS:
        for sent in worst(kind, typed):
            message = draw(sent, RUSSIAN)
            holds(message)
            assert "Остальное" not in shown(message), "whole rows are left out instead"


def digest(typed: str, words: Words, count: int = 20, total: int = 31) -> Json:
    rows = tuple(
        listed(replace(with_typed(typed), id=f"{n:026}"), "waiting", "ending", "failed", "left")
        for n in range(count)
    )
    told = {"full": True, "total": total, "meant_for": "C" + "0" * 30, "said": "x"}
    return draw(parcel("slack.digest", rows=rows, details=told), words)


def rows_of(message: Json) -> int:
    return sum(str(block.get("block_id")).startswith("listed.") for block in message["blocks"])


def test_the_worst_digest_in_russian_shows_whole_rows_and_says_how_many_more() -> None:
    """Twenty of the longest names, notes, addresses and answers of a mail server."""
    message = digest("Щ" * 300, RUSSIAN)
    holds(message)
    number = rows_of(message)
    assert number == 10
    assert f"Ещё {31 - number} — на главной вкладке Usher." in shown(message)
    assert message["text"] == "📬 31 приглашение ждёт ответа"


def test_the_worst_that_can_be_typed_leaves_room_for_some_rows() -> None:
    for typed in ("&" * 300, "<" * 300):
        message = digest(typed, RUSSIAN)
        holds(message)
        assert rows_of(message) >= 5


def test_ordinary_rows_are_all_shown() -> None:
    rows = tuple(listed(invitation(id=f"{n:026}"), "waiting") for n in range(20))
    told = {"full": True, "total": 20}
    message = draw(parcel("slack.digest", rows=rows, details=told), RUSSIAN)
    assert rows_of(message) == 20
    assert "на главной вкладке" not in shown(message)


@pytest.mark.parametrize("kind", ["slack.expired", "slack.ending"])
def test_of_a_list_each_row_has_its_buttons_or_is_not_there(kind: str) -> None:
    rows = tuple(listed(replace(with_typed("&" * 300), id=f"{n:026}")) for n in range(20))
    message = draw(parcel(kind, rows=rows), ENGLISH)
    said = [block for block in message["blocks"] if block["type"] == "section"][1:]
    buttons = [each for each in message["blocks"] if each["type"] == "actions"] or said
    assert 0 < len(said) == len(buttons) < 20
    assert f"{20 - len(said)} more on Usher's Home." in shown(message)


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@given(typed=TYPED)
@settings(max_examples=10, deadline=None)
def test_the_command_s_list_is_not_too_much_and_its_search_acts_in_no_way(
    words: Words, typed: str
) -> None:
    page = ListPage((with_typed(typed),) * 20, 0, 100)
    message = list_command.draw(page, typed, words, NOW)
    holds(message)
    left = 100 - (len(message["blocks"]) - 2)
    assert words.many("{n} more on Usher's Home.", "{n} more on Usher's Home.", left) in shown(
        message
    )


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("count", [1, 170, 430])
def test_a_result_in_a_message_says_how_many_more_lines_there_are(words: Words, count: int) -> None:
    outcomes: list[Outcome] = [
        *(Invited(f"{n:026}", f"{'x' * 60}{n}@northwind.example") for n in range(count)),
        *(AlreadyMember(f"{'y' * 60}{n}@northwind.example", "Щ" * 80) for n in range(count)),
    ]
    view = invite_result.draw(outcomes, words, "Europe/Berlin")
    read = [block for block in view["blocks"] if block["type"] in {"section", "header"}]
    drawn = invite_result.in_message(read, words)
    holds({"text": "x", "blocks": drawn})
    told = "\n".join(room.texts(drawn))
    shown_ = told.count("@northwind.example")
    more = words.many("… and {n} more", "… and {n} more", 2 * count - shown_)
    assert (more in told) == (count > 1)


def test_what_is_too_much_all_the_same_is_cut_and_says_where_the_rest_is() -> None:
    each: list[list[Json]] = [[blocks.section("&amp;" * 500)] * 20, [blocks.divider()] * 70]
    for many in each:
        message = room.fit({"text": "&amp;" * 2000, "blocks": many}, ENGLISH)
        holds(message)
        assert message["blocks"][0] == many[0]
        assert shown(message).endswith("The rest is on Usher's Home.")


def test_a_person_with_trouble_in_very_many_places_still_reads_of_it() -> None:
    steps = tuple(
        TaskProgress("usergroup", "&" * 80, f"S{n}", "waiting", f"brand_new_{n // 20}")
        for n in range(400)
    )
    message = draw(parcel("slack.accepted", invitation(steps=steps)), ENGLISH)
    holds(message)
    assert message["blocks"][0] == blocks.section(message["text"])
    assert shown(message).endswith("The rest is on Usher's Home.")


def test_what_fits_is_left_alone() -> None:
    message: Json = {"text": "x", "blocks": [blocks.section("&amp;" * 500)] * 4}
    assert room.weight(message["blocks"]) == 4 * (2500 + 125)
    assert room.fit(message, ENGLISH) == message


def test_every_text_counts_those_of_buttons_options_and_questions_too() -> None:
    ask = blocks.confirm("four", "four", "four", "four")
    press = blocks.button("four", "a", "not", confirm=ask)
    menu = blocks.overflow("b", [blocks.option("four", "not", "four")])
    assert room.weight([blocks.section("four", menu), blocks.actions(press)]) == 2 * 125 + 32


def test_our_count_is_the_stand_in_s() -> None:
    ask = blocks.confirm("four", "four", "four", "four")
    press = blocks.button("four", "a", "not", confirm=ask)
    for size in range(870, 890):
        drawn = [*[blocks.section("x" * size, press)] * 13, blocks.divider()]
        assert rules.too_long({"blocks": drawn}) == (room.weight(drawn) > 13_000)

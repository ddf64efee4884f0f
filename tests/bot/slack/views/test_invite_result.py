"""The answer to a submit: line by line, within what Slack takes."""

from collections.abc import Sequence
from typing import Any

import pytest

from bot.i18n import Words
from bot.sandbox.rules import problems
from bot.slack.views import invite_result
from bot.slack.views.metadata import Metadata
from commands.outcomes import AlreadyInvited, AlreadyMember, Invited, Outcome, Requested, Suppressed
from commands.places import LeadsInto, NamedPlace, PlaceId
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, mrkdwn, strings
from tests.bot.slack.views.parcels import PLACES
from tests.people import MONDAY

ID = "01J0000000000000000000000X"
LONG = "x" * 64 + "@" + ".".join(["y" * 60] * 3) + ".example"


def already(address: str = "ivy@example.com", mine: bool = True, by: str = "Lev Lead") -> Outcome:
    return AlreadyInvited(address, ID, by, MONDAY, mine)


def answer(outcomes: Sequence[Outcome], words: Words = ENGLISH) -> dict[str, Any]:
    return invite_result.answer(outcomes, words, "Europe/Berlin")


def worst(kind: str, count: int) -> list[Outcome]:
    """As many addresses as a field holds, or the longest ones, with the longest names."""
    address = LONG if count < 20 else "long-enough@x.example"
    named = "<!channel>" * 25
    made: dict[str, Outcome] = {
        "invited": Invited(ID, address),
        "member": AlreadyMember(address, named),
        "mine": already(address, True, named),
        "others": already(address, False, named),
        "silent": Suppressed(address),
        "asked": Requested(ID, address),
        "led": Requested(ID, address, LeadsInto(named, PLACES)),
        "approved": Invited(ID, address, named),
        "waiting": AlreadyInvited(address, ID, named, MONDAY, mine=True, requested=True),
    }
    return [Invited(ID, address), *[made[kind]] * (count - 1)]


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize(
    "kind", ["invited", "member", "mine", "others", "silent", "asked", "led", "approved", "waiting"]
)
@pytest.mark.parametrize("count", [2, 10, 170, 430])
def test_slack_takes_the_longest_list_and_nobody_is_left_out(
    words: Words, kind: str, count: int
) -> None:
    outcomes = worst(kind, count)
    view = answer(outcomes, words)["view"]
    assert problems(view, "modal") == []
    assert "\n".join(strings(view)).count(outcomes[0].address) == count


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("count", [1, 10, 170])
def test_an_error_under_the_field_stays_readable(words: Words, count: int) -> None:
    outcomes = [already(f"someone-{number}@x.example", by="L" * 255) for number in range(count)]
    error = answer(outcomes, words)["errors"]["emails"]
    assert len(error) <= 2000
    assert "someone-0@x.example" in error


def test_who_was_invited_stands_first() -> None:
    view = answer([already(), Invited(ID, "bob@example.com")])["view"]
    shown = [text for text in strings(view) if "@" in text]
    assert [text.partition(":")[0] for text in shown] == ["bob@example.com", "ivy@example.com"]


def test_resend_is_offered_to_whose_invitation_it_is() -> None:
    view = answer(
        [Invited(ID, "a@x.example"), already("b@x.example"), already("c@x.example", False)]
    )
    buttons = [block["accessory"] for block in view["view"]["blocks"] if "accessory" in block]
    assert [(one["action_id"], one["value"]) for one in buttons] == [("invitation.resend", ID)]


def test_beyond_fifty_there_is_a_line_each_without_a_button() -> None:
    outcomes = [Invited(ID, "a@x.example"), *(already(f"p{n}@x.example") for n in range(80))]
    view = answer(outcomes)["view"]
    assert sum("accessory" in block for block in view["blocks"]) == 50
    assert "p79@x.example" in str(view)


def test_all_invited_is_one_list_without_a_divider() -> None:
    view = answer([Invited(ID, "a@x.example"), Invited(ID, "b@x.example")])["view"]
    assert [block["type"] for block in view["blocks"]] == ["header", "section"]


def test_if_nobody_was_invited_it_is_an_error_that_names_each() -> None:
    told = answer([already(), AlreadyMember("ada@x.example", "Ada"), Suppressed("bo@x.example")])
    assert told == {
        "response_action": "errors",
        "errors": {
            "emails": (
                "ivy@example.com: already invited by Lev Lead on 23 November 2026. "
                "ada@x.example: already a member (Ada). "
                "bo@x.example: asked not to be mailed from here, so nothing was sent."
            )
        },
    }


def test_nothing_that_people_typed_acts() -> None:
    view = answer([Invited(ID, "a@x.example"), already(by="<!channel> *x*")])["view"]
    assert list(mrkdwn(view)) == []


def test_a_request_says_line_by_line_what_is_asked_for() -> None:
    asked = [Requested(ID, "ivy@example.com"), Requested(ID, "bob@example.com")]
    view = invite_result.answer(asked, ENGLISH, "UTC", Metadata(asks=True))["view"]
    assert list(strings(view["blocks"])) == [
        "2 people asked for",
        (
            "ivy@example.com: asked for, an admin decides.\n"
            "bob@example.com: asked for, an admin decides."
        ),
    ]


@pytest.mark.parametrize("to_ask", [True, False])
def test_why_who_may_invite_only_asked_is_said_once(*, to_ask: bool) -> None:
    places = (
        NamedPlace(PlaceId("channel", "C1"), "east", private=False),
        NamedPlace(PlaceId("channel", "C2"), "", private=True),
        NamedPlace(PlaceId("channel", "C3"), "", private=True),
        NamedPlace(PlaceId("usergroup", "S1"), "analysts", private=False),
    )
    leads = LeadsInto("Board", places)
    asked = [Requested(ID, f"{name}@example.com", leads) for name in ("ivy", "bob")]
    view = invite_result.answer(asked, ENGLISH, "UTC", Metadata(asks=to_ask))["view"]
    assert list(strings(view["blocks"]))[1:] == [
        (
            "The workgroup Board leads into #east, @analysts, 2 private channels, "
            "where Usher does not see you."
        ),
        (
            "ivy@example.com: asked for, an admin decides.\n"
            "bob@example.com: asked for, an admin decides."
        ),
    ]


def test_a_right_that_went_or_came_while_the_form_was_open_is_explained() -> None:
    went = invite_result.answer([Requested(ID, "ivy@example.com")], ENGLISH, "UTC")
    assert "You may not invite people here any more, so this became a request." in str(went)
    came = invite_result.answer(
        [Invited(ID, "ivy@example.com")], ENGLISH, "UTC", Metadata(asks=True)
    )
    assert "You may invite people here now, so no admin has to decide." in str(came)
    for plain in (
        invite_result.answer(
            [Requested(ID, "ivy@example.com")], ENGLISH, "UTC", Metadata(asks=True)
        ),
        invite_result.answer([Invited(ID, "ivy@example.com")], ENGLISH, "UTC"),
    ):
        assert "You may" not in str(plain)


def test_whose_request_an_invitation_approves_is_said() -> None:
    view = answer([Invited(ID, "ivy@example.com", "Mia Member")])["view"]
    assert "ivy@example.com: invited, which approves the request of Mia Member." in str(view)


def test_a_request_that_waits_is_no_invitation_to_resend() -> None:
    waits = AlreadyInvited("ivy@example.com", ID, "Mia", MONDAY, mine=True, requested=True)
    said = answer([waits])["errors"]["emails"]
    assert said == "ivy@example.com: Mia asked for them on 23 November 2026, an admin decides."
    view = answer([Invited(ID, "bob@example.com"), waits])["view"]
    assert "accessory" not in str(view)

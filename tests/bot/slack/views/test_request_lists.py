"""The message about all that one form asks for: what it says, and that Slack takes it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.sandbox.rules import problems
from bot.slack.views.blocks import Json, name
from bot.slack.views.request_lists import MOST_BUTTONS
from commands.delivery.parcels.parcel import Listed
from commands.invitations.describe import Invitation
from commands.outcomes import AlreadyInvited, AlreadyMember, Known, Suppressed
from tests.bot.mail.letter import NOW, invitation
from tests.bot.slack.views.parcels import (
    NASTY,
    TEXTS,
    WORST,
    draw,
    listed,
    parcel,
    pressed,
    shown,
    texts,
)

MOST = 11_000
"""https://github.com/slackapi/bolt-js/issues/2867: refused at 11,341 in many blocks."""
AMPERSANDS = replace(
    WORST,
    address=f"{'&' * 64}@{'b' * 63}.example",
    name="&" * 80,
    inviter="&" * 80,
    inviter_slack=None,
    workspace="&" * 80,
    workgroup="&" * 75,
    note="&" * 1000,
    state="requested",
)

KNOWN: tuple[Known, ...] = (
    AlreadyMember("p@example.com", "Ivy *Newcomer*"),
    AlreadyInvited("p@example.com", "1" * 26, "Lev Lead", NOW, mine=True),
    AlreadyInvited("p@example.com", "1" * 26, "Max Member", NOW, mine=True, requested=True),
    Suppressed("p@example.com"),
)


def asked(count: int, **changes: Any) -> Iterator[Listed]:
    about = invitation(state="requested", inviter_slack="U0MIA", note="", personal=False)
    for number in range(count):
        address = f"p{number}@example.com"
        yield listed(replace(about, id=f"{number:026}", address=address, **changes))


def message(rows: Iterator[Listed] | list[Listed], locale: str = "en") -> Json:
    return draw(parcel("slack.request", rows=tuple(rows)), TEXTS.words(locale))


def size(drawn: Json) -> int:
    """As Slack counts: the text, and up to 125 characters a block."""
    return sum(map(len, texts(drawn["blocks"]))) + 125 * len(drawn["blocks"])


def test_three_have_their_buttons_and_two_for_all() -> None:
    drawn = message(asked(3, workgroup="Design", note="They <draw>"))
    assert drawn["text"] == "🙋 <@U0MIA> asks to invite 3 people to Acme."
    assert shown(drawn).splitlines()[1:6] == [
        "Workgroup: Design",
        "Note: They <draw>",
        "Approve all",
        "Invite 3 people?",
        (
            "Each of them gets an invitation by mail; whoever is over the day's limits "
            "goes on waiting."
        ),
    ]
    ways = list(pressed(drawn))
    assert ways[:2] == [("requests.approve_all", "0" * 26), ("requests.refuse_all", "0" * 26)]
    assert ways[2:] == [
        (action, f"{number:026}")
        for number in range(3)
        for action in ("request.approve", "request.refuse")
    ]


def test_of_sixty_all_addresses_stand_there_and_the_first_have_buttons() -> None:
    drawn = message(asked(60))
    assert all(f"p{number}@example.com" in shown(drawn) for number in range(60))
    assert len([1 for action, _ in pressed(drawn) if action == "request.approve"]) == MOST_BUTTONS
    assert "more" not in shown(drawn)
    assert list(pressed(drawn))[-1] == ("requests.show", f"{MOST_BUTTONS:026}")
    assert "requests.show" not in str(message(asked(MOST_BUTTONS)))


def test_who_is_decided_on_makes_room_for_the_next() -> None:
    rows = list(asked(60))
    done = [
        listed(replace(row.invitation, state="pending"), verb="approved", by="Ada Admin")
        for row in rows[:12]
    ]
    drawn = message([*done, *rows[12:]])
    assert shown(drawn).count("· Approved by Ada Admin") == 12
    offered = [value for action, value in pressed(drawn) if action == "request.approve"]
    assert offered == [f"{number:026}" for number in range(12, 12 + MOST_BUTTONS)]


def test_what_is_known_is_said_and_not_offered() -> None:
    rows = [
        listed(replace(row.invitation, known=each))
        for row, each in zip(asked(4), KNOWN, strict=True)
    ]
    free = list(asked(5))[4]
    drawn = message([*rows, free])
    for said in (
        f"already a member ({name('Ivy *Newcomer*')})",
        "already invited by Lev Lead on 24 November 2026",
        "Max Member asked for them on 24 November 2026",
        "asked not to be mailed from here",
    ):
        assert said in shown(drawn)
    assert "Invite 1 person?" in shown(drawn)
    assert [action for action, _ in pressed(drawn)].count("request.approve") == 1
    assert "requests.approve_all" not in str(message(rows))
    assert "requests.refuse_all" in str(message(rows))


def test_in_russian_it_is_said_as_one_says_it() -> None:
    drawn = message(asked(2), "ru")
    assert drawn["text"].endswith("просит пригласить 2 человек в рабочее пространство Acme.")
    assert "Одобрить все" in shown(drawn)
    sixty_one = message(asked(61), "ru")["text"]
    assert "просит пригласить 61 человека в" in sixty_one


@pytest.mark.parametrize("locale", TEXTS.locales)
@pytest.mark.parametrize("about", [WORST, AMPERSANDS], ids=["nasty", "ampersands"])
@pytest.mark.parametrize("count", [2, 13, 60, 300])
def test_at_its_worst_slack_takes_it(about: Invitation, count: int, locale: str) -> None:
    known = AlreadyMember(about.address, about.name)
    for every in (1, 2, 5, count):
        rows = [
            listed(replace(about, id=f"{n:026}", state="requested", known=known))
            if n % every
            else listed(replace(about, id=f"{n:026}", state="refused"), verb="refused", by=NASTY)
            for n in range(count)
        ]
        _taken(message(rows, locale))
    waiting = [listed(replace(about, id=f"{n:026}", state="requested")) for n in range(count)]
    _taken(message(waiting, locale))


def _taken(drawn: Json) -> None:
    assert problems({"channel": "D1", **drawn}, "message") == []
    assert size(drawn) <= MOST
    assert len(drawn["text"]) <= 4000


@pytest.mark.parametrize("kind", ["approved", "refused", "lapsed"])
@pytest.mark.parametrize("about", [WORST, AMPERSANDS], ids=["nasty", "ampersands"])
def test_what_who_asked_is_told_of_many_fits_too(kind: str, about: Invitation) -> None:
    rows = tuple(listed(replace(about, id=f"{n:026}")) for n in range(300))
    for passed_on in (False, True):
        details = {"reason": "&" * 300, "ids": [row.invitation.id for row in rows]}
        sent = parcel(f"slack.{kind}", rows=rows, details=details, by=NASTY, passed_on=passed_on)
        for locale in TEXTS.locales:
            drawn = draw(sent, TEXTS.words(locale))
            _taken(drawn)
            assert any(f"{n} more" in shown(drawn) for n in range(300)) or locale != "en"


def test_who_asked_reads_whom_it_is_about() -> None:
    rows = tuple(asked(2))
    ids = [row.invitation.id for row in rows]
    told = parcel("slack.approved", rows=rows, details={"ids": ids}, by="Ada Admin")
    assert draw(told)["text"] == (
        "👍 Ada Admin approved 2 requests of yours: they are invited to Acme."
    )
    assert "• p0@example.com\n• p1@example.com" in shown(draw(told))
    told = parcel("slack.lapsed", rows=rows, details={"ids": ids})
    assert "You can ask again" in shown(draw(told))

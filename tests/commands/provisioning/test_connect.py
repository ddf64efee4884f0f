"""What became of an invitation by Slack Connect, in whatever order Slack says it."""

from collections.abc import Callable
from itertools import permutations

import pytest

from commands.delivery.provisioning.claim import Missing, Placed
from commands.provisioning import connect
from commands.provisioning.connect import Accepter, Answer, Came
from storage.models import OutboxRow
from tests.commands.places import EAST, IVY, claim, linked_group, record, told
from tests.commands.progressing import known_in_slack, steps
from tests.commands.story import Story
from tests.people import NORTHWIND

EGON = Accepter("Egon <b>", "egon@contoso.example")
ACCEPTED: tuple[Came, ...] = ("to_approve", "accepted")


@pytest.fixture
def ivy(story: Story) -> str:
    """Ivy has accepted, has no account, and was invited into #east by Slack Connect (I1)."""
    group = linked_group(story, EAST, connect=True)
    invitation = story.invite(IVY.email, workgroup=group)
    story.accept(invitation)
    record(story, claim(story), Missing())
    record(story, claim(story), Placed(reference="I1"))
    return invitation


Say = Callable[..., None]


@pytest.fixture
def say(story: Story) -> Say:
    def says(
        came: Came,
        at: float = 0.0,
        by: Accepter | None = None,
        *,
        reference: str = "I1",
        team: str = NORTHWIND,
    ) -> None:
        answer = Answer(reference, came, at, by)
        story.database.run(connect.answered, team, answer, story.now)

    return says


def is_now(story: Story, invitation: str) -> tuple[str, str, str]:
    [step] = [each for each in steps(story, invitation)[0] if each.kind == "connect"]
    return step.state, step.why, step.by


@pytest.mark.parametrize(
    ("came", "verb", "became"),
    [
        ("accepted", "connect_accepted", ("done", "", "")),
        ("to_approve", "connect_to_approve", ("to_approve", "", "")),
        ("declined", "connect_refused", ("refused", "declined", "")),
        ("not_approved", "connect_not_approved", ("refused", "not_approved", "")),
    ],
)
def test_an_answer_is_in_the_history_once(
    story: Story, ivy: str, say: Say, came: Came, verb: str, became: tuple[str, str, str]
) -> None:
    for reference, team in (("I2", NORTHWIND), ("I1", "T0NOBODY"), ("I1", NORTHWIND)) * 2:
        say(came, reference=reference, team=team)
    assert told(story, ivy)[-1] == (verb, {"name": "named"})
    assert story.verbs(ivy).count(verb) == 1
    assert is_now(story, ivy) == became


def test_who_accepted_is_in_when_an_admin_of_slack_has_approved_it(
    story: Story, ivy: str, say: Say
) -> None:
    say("to_approve", 1.0)
    say("accepted", 2.0)
    assert story.verbs(ivy)[-2:] == ["connect_to_approve", "connect_accepted"]
    assert is_now(story, ivy) == ("done", "", "")


def test_who_declined_may_accept_after_all(story: Story, ivy: str, say: Say) -> None:
    say("declined", 1.0)
    say("accepted", 2.0)
    assert story.verbs(ivy)[-2:] == ["connect_refused", "connect_accepted"]


@pytest.mark.parametrize("accepted", ACCEPTED)
def test_what_was_accepted_is_declined_by_an_admin(
    story: Story, ivy: str, say: Say, accepted: Came
) -> None:
    say(accepted, 1.0)
    for _ in range(2):
        say("declined", 2.0)
    assert is_now(story, ivy) == ("refused", "not_approved", "")
    assert story.verbs(ivy).count("connect_not_approved") == 1


def begin_anew(story: Story) -> None:
    """The step as it was when Slack had taken it, with no more beside it than its link."""
    [step] = story.outbox("place.connect")
    with story.database.transaction() as unit:
        row = unit.get_one(OutboxRow, step.id)
        row.reason, row.details = "", {"link": step.details["link"]}


LIVES: list[tuple[tuple[Came, ...], str]] = [
    (("to_approve", "accepted"), "done"),
    (("to_approve", "declined"), "refused"),
    (("declined", "accepted"), "done"),
]


@pytest.mark.parametrize(("life", "state"), LIVES)
def test_in_whatever_order_it_is_told_and_however_often_it_ends_the_same(
    story: Story, ivy: str, say: Say, life: tuple[Came, ...], state: str
) -> None:
    happened = list(enumerate(life, 1))
    for number, order in enumerate(permutations([*happened, happened[0]])):
        begin_anew(story)
        for at, came in order:
            by = EGON if came in ACCEPTED else None
            say(came, float(at), by)
        why = "not_approved" if life[-1] == "declined" else ""
        assert is_now(story, ivy) == (state, why, EGON.name), (number, order)


@pytest.mark.parametrize("came", ACCEPTED)
def test_who_accepted_in_anothers_place_is_named(
    story: Story, ivy: str, say: Say, came: Came
) -> None:
    say(came, by=EGON)
    assert told(story, ivy)[-1][1] == {"name": "named", "by": EGON.name}
    assert is_now(story, ivy)[2] == EGON.name


@pytest.mark.parametrize(
    ("by", "name"),
    [
        (None, ""),
        (Accepter("Ivy I.", IVY.email.upper()), ""),
        (Accepter("Ivy I.", is_invited=True), ""),
        (Accepter("Ivy I."), "Ivy I."),
        (Accepter("", "egon@contoso.example"), "egon@contoso.example"),
        (Accepter("x\n" * 200, "e@contoso.example"), None),
        (Accepter(), ""),
    ],
)
def test_the_invited_is_known_by_their_address_or_as_slack_knew_them(
    story: Story, ivy: str, say: Say, by: Accepter | None, name: str | None
) -> None:
    say("accepted", by=by)
    found = is_now(story, ivy)[2]
    assert found == name if name is not None else (0 < len(found) <= 80)


def test_an_approval_says_not_who_it_was_and_forgets_nobody(
    story: Story, ivy: str, say: Say
) -> None:
    say("to_approve", 1.0, EGON)
    say("accepted", 2.0)
    assert told(story, ivy)[-1] == ("connect_accepted", {"name": "named", "by": EGON.name})
    assert is_now(story, ivy) == ("done", "", EGON.name)


def test_who_has_an_account_by_then_hears_nothing_of_who_took_their_place(
    story: Story, ivy: str, say: Say
) -> None:
    say("accepted", by=EGON)
    known_in_slack(story, ivy, IVY.user)
    assert [each.kind for each in steps(story, ivy)[0]] == ["account"]


def test_of_a_task_of_before_nothing_more_is_known(story: Story, ivy: str, say: Say) -> None:
    """Written by a version that kept the link alone."""
    begin_anew(story)
    say("to_approve", 1.0)
    assert is_now(story, ivy) == ("to_approve", "", "")

"""The mail with the link into Slack, for who accepted and has no account there."""

import pytest
from sqlalchemy import update

from commands.delivery.results import FEWEST, GIVE_UP, Delivered, PermanentFailure, TransientFailure
from commands.notifications import mails
from storage import invitations
from storage.models import Workspace
from tests.beginnings import Beginnings
from tests.commands.progressing import known_in_slack, looked_for_nobody, steps
from tests.commands.story import Story

LINK = "https://join.slack.com/t/northwind"


def lead_in(story: Story, link: str) -> None:
    with story.database.transaction() as unit:
        unit.execute(update(Workspace).values(join_link=link))


def write(story: Story, bob: str) -> None:
    with story.database.transaction() as unit:
        row = invitations.get(unit, bob, lock=True)
        assert row
        mails.joining(unit, row, story.now)


@pytest.fixture
def bob(story: Story, beginnings: Beginnings) -> str:
    return beginnings.go_on(story, accepted)


def accepted(story: Story) -> str:
    """Bob has accepted, and the inviter read so; the mail with the link is written."""
    lead_in(story, LINK)
    bob = story.invite()
    story.deliver("mail.%")
    story.accept(bob)
    looked_for_nobody(story)
    story.deliver("slack.%")
    write(story, bob)
    return bob


def test_it_is_written_once_with_the_next_number(story: Story, bob: str) -> None:
    story.wait(minutes=1)
    write(story, bob)
    [mail] = story.outbox("mail.joining")
    assert (mail.key, mail.details, story.row(bob).mails) == (f"joining:{bob}", {"number": 2}, 2)


def test_it_leaves_for_who_accepted_and_is_a_step_of_theirs(story: Story, bob: str) -> None:
    assert [(each.kind, each.state) for each in steps(story, bob)[0]] == [("joining", "waiting")]
    [mail] = story.deliver("mail.%")
    assert mail.invitation
    assert (mail.kind, mail.invitation.state, mail.invitation.join_link) == (
        "mail.joining",
        "accepted",
        LINK,
    )
    assert [(each.kind, each.state) for each in steps(story, bob)[0]] == [("joining", "done")]


def test_what_became_of_it_stands_in_the_history_and_changes_no_fate_of_the_first(
    story: Story, bob: str
) -> None:
    story.deliver("mail.%")
    assert story.verbs(bob)[-1] == "joining_sent"
    assert story.row(bob).mail == "sent"


@pytest.mark.parametrize("given_up", [False, True])
def test_a_refusal_is_not_that_of_the_invitation(story: Story, bob: str, *, given_up: bool) -> None:
    mails = story.claim("mail.%")
    for _ in range(FEWEST - 1 if given_up else 0):
        story.record(mails, TransientFailure("451 later"))
        story.now += GIVE_UP
        mails = story.claim("mail.%")
    story.record(mails, TransientFailure("550 no") if given_up else PermanentFailure("550 no"))
    assert story.verbs(bob)[-1] == "joining_failed"
    assert (story.row(bob).mail, story.row(bob).mail_error) == ("sent", "")
    assert story.outbox("slack.failed") == []
    story.wait(seconds=3)
    [told] = story.deliver("slack.%")
    assert told.kind == "slack.accepted"
    assert told.invitation
    assert [each.state for each in told.invitation.steps] == ["refused"]


def test_the_inviters_message_says_that_it_has_left(story: Story, bob: str) -> None:
    story.deliver("mail.%")
    story.wait(seconds=3)
    [told] = story.deliver("slack.%")
    assert told.replaces
    assert told.invitation
    assert [(each.kind, each.state) for each in told.invitation.steps] == [("joining", "done")]


def silent(story: Story, bob: str) -> None:
    story.stop(bob)


def there(story: Story, bob: str) -> None:
    known_in_slack(story, bob)


def no_link(story: Story, _bob: str) -> None:
    lead_in(story, "")


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (silent, "asked not to be mailed"),
        (there, "in Slack by now"),
        (no_link, "no link to join by any more"),
    ],
)
def test_it_is_dropped_where_it_makes_no_sense_any_more(
    story: Story, bob: str, happens: object, why: str
) -> None:
    assert callable(happens)
    happens(story, bob)
    story.deliver("slack.%")
    assert story.claim("mail.%") == []
    [mail] = story.outbox("mail.joining")
    assert (mail.state, mail.reason) == ("dropped", why)
    assert story.row(bob).mail == "sent"
    story.wait(seconds=3)
    told = [each for each in story.deliver("slack.%") if each.kind == "slack.accepted"]
    assert len(told) == 1
    assert told[0].invitation
    assert "joining" not in {each.kind for each in told[0].invitation.steps}


def test_beside_a_first_mail_each_has_its_own_word(story: Story, bob: str) -> None:
    amy = story.invite("amy@example.com")
    story.record(story.claim("mail.%"), Delivered())
    assert (story.verbs(bob)[-1], story.verbs(amy)) == ("joining_sent", ["invited", "mailed"])
    assert story.row(amy).mail == "sent"

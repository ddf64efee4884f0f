"""What may be seen: by who holds the link, and by each on their own Home."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from commands.delivery.results import PermanentFailure
from commands.errors import NotFound
from commands.invitations import describe, lists
from commands.invitations.describe import Invitation
from storage import models
from storage.models import State
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA


def page(story: Story, invitation: str) -> Invitation:
    found = story.database.read(describe.for_invitee, invitation, story.now)
    assert isinstance(found, Invitation)
    return found


def home(story: Story, who: object, most: int = 20) -> lists.OwnInvitations:
    found = story.database.run(lists.own, who, story.now, most)
    assert isinstance(found, lists.OwnInvitations)
    return found


def test_the_page_says_who_invites_whom_to_what_until_when(story: Story) -> None:
    design = story.group("Design")
    bob = story.invite(
        "Bob Builder <Bob@Müller.example>",
        workgroup=design,
        personal=True,
        note="Welcome!",
        locale="ru",
    )
    found = page(story, bob)
    assert (found.id, found.state, found.name) == (bob, "pending", "Bob Builder")
    assert (found.address, found.email) == ("Bob@müller.example", "bob@xn--mller-kva.example")
    assert found.envelope == "Bob@xn--mller-kva.example"
    assert (found.inviter, found.inviter_email, found.inviter_slack) == (
        LEV.name,
        LEV.email,
        LEV.user,
    )
    assert (found.workspace, found.zone, found.workgroup) == (
        "Northwind",
        "Europe/Berlin",
        "Design",
    )
    assert (found.personal, found.note, found.locale) == (True, "Welcome!", "ru")
    assert (found.created_at, found.expires_at) == (story.now, story.now + timedelta(days=14))
    assert (found.closed_at, found.mail, found.mail_error) == (None, "queued", "")
    assert not found.suppressed
    assert not found.undoable


def test_a_workgroup_that_is_gone_is_not_promised(story: Story) -> None:
    design = story.group("Design")
    bob = story.invite(workgroup=design)
    story.archive(design)
    assert page(story, bob).workgroup is None


def test_past_its_end_it_is_expired_before_and_after_the_sweep(story: Story) -> None:
    bob = story.invite()
    story.wait(days=14)
    before = page(story, bob)
    assert (before.state, before.closed_at) == ("expired", None)
    story.wait(days=1)
    story.expire()
    after = page(story, bob)
    assert (after.state, after.closed_at) == ("expired", before.expires_at)


def test_a_decline_is_undoable_until_its_end_and_a_newer_invitation(story: Story) -> None:
    bob, amy = story.invite(), story.invite("amy@example.com")
    story.decline(bob)
    story.decline(amy)
    story.wait(days=1)
    story.invite("amy@example.com")
    assert page(story, bob).undoable
    assert not page(story, amy).undoable
    story.wait(days=13)
    assert not page(story, bob).undoable


@pytest.mark.parametrize("state", [State.REQUESTED, State.REFUSED])
def test_what_nobody_approved_has_no_page(story: Story, state: State) -> None:
    bob = story.invite()
    closed = story.now if state == State.REFUSED else None
    with story.database.transaction() as unit:
        unit.execute(update(models.Invitation).values(state=state, closed_at=closed))
    for wanted in (bob, "01ARZ3NDEKTSV4RRFFQ69G5FAV"):
        with pytest.raises(NotFound):
            page(story, wanted)


def test_home_shows_ones_own_open_ones_first_then_the_newest(story: Story) -> None:
    wanted = []
    for name in "abcd":
        wanted.append(story.invite(f"{name}@example.com"))
        story.wait(minutes=1)
    story.invite("hers@example.com", ADA)
    a, b, c, d = wanted
    story.accept(d)
    found = home(story, LEV)
    assert [each.id for each in found.invitations] == [c, b, a, d]
    assert (found.total, found.role, found.zone) == (4, "lead", "Europe/Berlin")
    assert (found.may_invite, found.ask) == (True, ())
    few = home(story, LEV, 2)
    assert ([each.id for each in few.invitations], few.total) == ([c, b], 4)


def test_home_tells_mia_whom_to_ask(story: Story) -> None:
    found = home(story, MIA)
    assert (found.invitations, found.total, found.role) == ((), 0, "member")
    assert (found.may_invite, found.ask) == (False, (ADA.user,))


def test_the_bounced_mail_is_seen(story: Story) -> None:
    bob = story.invite()
    story.record(story.claim("mail.%"), PermanentFailure("550 no such user"))
    assert (page(story, bob).mail, page(story, bob).mail_error) == ("failed", "550 no such user")

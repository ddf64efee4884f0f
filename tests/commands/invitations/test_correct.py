"""Correcting: the wrong address is revoked and the right one invited, both or nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy.orm import Session

from commands import workspace_settings
from commands.delivery.results import PermanentFailure
from commands.directory.change_role import set_role
from commands.errors import (
    AlreadyThat,
    BadAddresses,
    Closed,
    NoAddress,
    NotAllowed,
    NotFound,
    OverLimit,
    UsherError,
)
from commands.invitations.correct import correct, correctable
from commands.invitations.invite import InviteForm
from commands.invitations.request import request
from commands.invitations.revoke import revocable, revoke
from commands.limits import Limits
from commands.outcomes import AlreadyInvited, AlreadyMember, Invited, Suppressed
from storage.models import Invitation
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA

UNKNOWN = "01JDFPW2Q8T7M5X9K3C6B4N1ZZ"


def right(
    story: Story, wrong: str, typed: str = "bob@example.org", by: Any = LEV, **limits: int
) -> Any:
    return story.database.run(correct, by, wrong, typed, Limits(**limits), story.now)


def test_the_right_one_gets_all_that_the_wrong_one_had(story: Story) -> None:
    design = story.group("Design")
    typed = "Bob Builder <bob@example.net>"
    wrong = story.invite(typed, personal=True, workgroup=design, note="Hi", locale="ru")
    story.wait(hours=1)
    made = right(story, wrong)
    assert isinstance(made, Invited)
    before, after = story.row(wrong), story.row(made.id)
    same = ("name", "personal", "workgroup_id", "note", "locale", "inviter_id")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert (before.state, after.state) == ("revoked", "pending")
    assert (after.address, after.name, after.created_at) == (
        "bob@example.org",
        "Bob Builder",
        story.now,
    )


def test_who_invited_hears_the_answer_whoever_corrected(story: Story) -> None:
    made = right(story, story.invite(by=LEV), by=ADA)
    story.accept(made.id)
    [told] = [each for each in story.claim("slack.accepted") if each.recipient]
    assert told.recipient
    assert told.recipient.name == "Lev Lead"
    assert told.invitation
    assert told.invitation.address == "bob@example.org"


def test_who_had_asked_for_the_right_one_keeps_it(story: Story) -> None:
    form = InviteForm("bob@example.org")
    story.database.run(request, MIA, form, Limits(), story.now)
    made = right(story, story.invite(by=LEV), by=ADA)
    assert made.asked_by == "Mia Member"
    assert story.row(made.id).inviter_id == story.member(MIA).id


def test_a_name_beside_the_right_address_counts(story: Story) -> None:
    made = right(story, story.invite("Bob <bob@example.net>"), "Robert <bob@example.org>")
    assert story.row(made.id).name == "Robert"


def test_the_wrong_mail_is_dropped_and_the_right_one_leaves(story: Story) -> None:
    right(story, story.invite("bob@example.net"))
    mails = story.deliver("mail.%")
    assert [mail.invitation and mail.invitation.email for mail in mails] == ["bob@example.org"]


def test_both_histories_say_it(story: Story) -> None:
    wrong = story.invite()
    made = right(story, wrong)
    assert story.verbs(wrong) == ["invited", "corrected"]
    assert story.verbs(made.id) == ["invited"]


def test_a_workgroup_that_was_archived_is_left_out(story: Story) -> None:
    design = story.group("Design")
    wrong = story.invite(workgroup=design)
    story.archive(design)
    assert story.row(right(story, wrong).id).workgroup_id is None


def test_from_the_notice_of_a_mail_that_failed(story: Story) -> None:
    wrong = story.invite("bob@example.net")
    story.record(story.claim("mail.%"), PermanentFailure("550 no such user"))
    made = right(story, wrong)
    assert (story.row(made.id).mail, story.row(made.id).mail_error) == ("queued", "")


def test_a_message_that_shows_it_says_who_corrected_it(story: Story) -> None:
    other, wrong = story.invite("eve@example.com"), story.invite("joe@example.com")
    story.deliver()
    story.wait(days=2)
    story.digest()
    story.deliver("slack.digest")
    right(story, wrong, "joe@example.org", by=ADA)
    [update] = story.claim("slack.update")
    assert {row.invitation.id: (row.verb, row.by) for row in update.rows} == {
        other: ("", ""),
        wrong: ("corrected", "Ada Admin"),
    }


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", NoAddress),
        ("bob@example.org, joe@example.org", NoAddress),
        ("not an address@", BadAddresses),
        ("BOB@example.com", AlreadyThat),
        ("bob@blocked.example", BadAddresses),
    ],
)
def test_what_can_not_be_right_changes_nothing(
    story: Story, typed: str, refusal: type[UsherError]
) -> None:
    story.database.run(
        workspace_settings.change, ADA, {"blocked_domains": "blocked.example"}, Limits(), story.now
    )
    wrong = story.invite()
    with pytest.raises(refusal):
        right(story, wrong, typed)
    assert story.row(wrong).state == "pending"
    assert story.verbs(wrong) == ["invited"]


def test_over_the_limit_nothing_is_revoked_either(story: Story) -> None:
    wrong = story.invite()
    with pytest.raises(OverLimit):
        right(story, wrong, inviter=1)
    assert story.row(wrong).state == "pending"
    assert story.verbs(wrong) == ["invited"]


def test_who_is_a_member_or_invited_or_wants_no_mail_is_named_and_nothing_changes(
    story: Story,
) -> None:
    member, invited, silent = (story.invite(f"{who}@example.org") for who in ("ann", "eve", "sam"))
    story.accept(member)
    story.stop(silent)
    story.revoke(silent)
    wrong = story.invite()
    for known, outcome in (
        ("ann@example.org", AlreadyMember),
        ("eve@example.org", AlreadyInvited),
        ("sam@example.org", Suppressed),
    ):
        assert isinstance(right(story, wrong, known), outcome)
        assert story.row(wrong).state == "pending"
    assert story.verbs(wrong) == ["invited"]
    assert story.row(invited).state == "pending"


@pytest.mark.parametrize("end", ["accepted", "declined", "revoked", "expired"])
def test_what_is_over_is_not_corrected(story: Story, end: str) -> None:
    bob = story.invite()
    if end == "expired":
        story.wait(days=14)
    else:
        acts: dict[str, Callable[[str], object]] = {
            "accepted": story.accept,
            "declined": story.decline,
            "revoked": story.revoke,
        }
        acts[end](bob)
    for ask in (right, lambda _, wrong: story.database.run(correctable, LEV, wrong, story.now)):
        with pytest.raises(Closed) as refusal:
            ask(story, bob)
        assert refusal.value.state == end
    assert len(story.all(Invitation)) == 1


def test_it_needs_the_right_to_invite_and_to_see(story: Story) -> None:
    bob = story.invite()
    with pytest.raises(NotAllowed):
        right(story, bob, by=MIA)
    with pytest.raises(NotFound):
        right(story, UNKNOWN)
    story.database.run(set_role, LEV.email, "member", story.now)
    with pytest.raises(NotAllowed):
        right(story, bob)
    with pytest.raises(NotAllowed):
        story.database.run(correctable, LEV, bob, story.now)
    assert story.row(bob).state == "pending"


def test_the_form_begins_with_what_was_typed(story: Story) -> None:
    bob = story.invite("Bob@example.com")
    assert story.database.run(correctable, LEV, bob, story.now).address == "Bob@example.com"


def test_who_lost_the_right_is_still_asked_whether_to_revoke(story: Story) -> None:
    bob = story.invite()
    story.database.run(set_role, LEV.email, "member", story.now)
    assert story.database.run(revocable, LEV, bob, story.now).id == bob
    story.revoke(bob)
    with pytest.raises(Closed):
        story.database.run(revocable, LEV, bob, story.now)


def at_once(story: Story, *deeds: Callable[[Session], Any]) -> list[Any]:
    """What became of each, its refusal where it refused."""

    def do(deed: Callable[[Session], Any]) -> Any:
        try:
            return story.database.run(deed)
        except UsherError as refusal:
            return refusal

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(do, deeds))


def test_two_who_correct_at_once_make_one_of_it(story: Story) -> None:
    for number in range(5):
        wrong = story.invite(f"bob{number}@example.com")
        typed = f"bob{number}@example.org"

        def by(who: Any, wrong: str = wrong, typed: str = typed) -> Callable[[Session], Any]:
            return lambda unit: correct(unit, who, wrong, typed, Limits(), story.now)

        became = at_once(story, by(LEV), by(ADA))
        assert sorted(type(each).__name__ for each in became) == ["Closed", "Invited"]


def test_a_correction_and_a_revocation_at_once_do_not_wait_for_each_other(story: Story) -> None:
    for number in range(5):
        wrong = story.invite(f"bob{number}@example.com")

        def put_right(unit: Session, wrong: str = wrong, number: int = number) -> Any:
            return correct(unit, LEV, wrong, f"bob{number}@example.org", Limits(), story.now)

        def take_back(unit: Session, wrong: str = wrong) -> Any:
            return revoke(unit, ADA, wrong, story.now)

        became = at_once(story, put_right, take_back)
        assert sum(isinstance(each, Closed) for each in became) == 1
        assert story.row(wrong).state == "revoked"

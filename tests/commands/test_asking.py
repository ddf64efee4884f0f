"""What asking costs: who is known here is found out by nobody for nothing."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from commands.actors import Person
from commands.directory.change_role import set_role
from commands.errors import OverLimit
from commands.invitations.correct import correct
from commands.invitations.invite import InviteForm
from commands.invitations.request import request
from commands.limits import Limits
from commands.outcomes import Invited, Outcome
from storage.models import AuditEntry
from tests.beginnings import Beginnings
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA

DAY = timedelta(days=1)
KNOWN = "ada@northwind.example eve@example.com sam@example.com"
KINDS = ["AlreadyMember", "AlreadyInvited", "Suppressed"]


@pytest.fixture
def story(story: Story, beginnings: Beginnings) -> Story:
    beginnings.go_on(story, known)
    return story


def known(story: Story) -> None:
    """Besides Ada, who is a member, Eve is invited by her, and Sam wants no mail."""
    silent = story.invite("sam@example.com", ADA)
    story.stop(silent)
    story.revoke(silent, ADA)
    story.invite("eve@example.com", ADA)
    story.wait(days=1)


def asks(
    story: Story, emails: str, limits: Limits, by: Person = LEV, source: str | None = None
) -> Sequence[Outcome]:
    form = InviteForm(emails, source=source)
    found: Sequence[Outcome] = story.database.run(request, by, form, limits, story.now)
    return found


def kinds(outcomes: Sequence[Outcome]) -> list[str]:
    return [type(each).__name__ for each in outcomes]


def left(story: Story, limits: Limits, by: Person = LEV) -> int:
    """How many more addresses they may ask for today."""
    too_many = " ".join(f"z{number}@example.com" for number in range(limits.inviter + 1))
    with pytest.raises(OverLimit) as over:
        asks(story, too_many, limits, by)
    assert over.value.whose == "inviter"
    return over.value.left


def test_who_is_known_already_counts_against_who_asks(story: Story) -> None:
    limits = Limits(inviter=8)
    assert kinds(asks(story, KNOWN, limits)) == KINDS
    assert left(story, limits) == 5
    assert kinds(asks(story, f"{KNOWN} new@example.com", limits)) == [*KINDS, "Invited"]
    assert left(story, limits) == 1
    with pytest.raises(OverLimit) as over:
        asks(story, KNOWN, limits)
    assert over.value.at == story.now + DAY
    story.wait(days=1)
    assert kinds(asks(story, KNOWN, limits)) == KINDS


def test_it_does_not_count_against_the_workspace(story: Story) -> None:
    limits = Limits(workspace=3)
    for _ in range(3):
        assert kinds(asks(story, KNOWN, limits)) == KINDS
    assert (
        kinds(asks(story, "a@example.com b@example.com c@example.com", limits, ADA))
        == ["Invited"] * 3
    )


def test_where_the_workspace_is_at_its_end_known_and_new_are_not_told_apart(story: Story) -> None:
    limits = Limits(workspace=1)
    asks(story, "first@example.com", limits)
    for typed in (*KNOWN.split(), "new@example.com"):
        with pytest.raises(OverLimit) as over:
            asks(story, typed, limits)
        assert (over.value.whose, over.value.left) == ("workspace", 0)


def test_admins_see_everything_and_ask_as_they_like(story: Story) -> None:
    limits = Limits(inviter=1, workspace=1)
    for _ in range(3):
        assert kinds(asks(story, KNOWN, limits, ADA)) == KINDS
    assert kinds(asks(story, f"{KNOWN} new@example.com", limits, ADA)) == [*KINDS, "Invited"]
    assert "looked_up" not in {each.verb for each in story.all(AuditEntry)}


def test_the_same_view_again_counts_once_and_answers_alike(story: Story) -> None:
    limits, typed = Limits(inviter=5), f"{KNOWN} new@example.com"
    first = asks(story, typed, limits, source="V1")
    for _ in range(3):
        assert asks(story, typed, limits, source="V1") == first
    assert left(story, limits) == 1


def test_the_same_view_again_is_answered_at_the_end_of_a_limit_too(story: Story) -> None:
    limits, typed = Limits(inviter=4), f"{KNOWN} new@example.com"
    first = asks(story, typed, limits, source="V1")
    assert asks(story, typed, limits, source="V1") == first
    with story.database.transaction() as unit:
        request(unit, LEV, InviteForm(typed, source="V1"), Limits(inviter=1), story.now)


def test_another_view_and_other_addresses_count_anew(story: Story) -> None:
    limits = Limits(inviter=9)
    asks(story, KNOWN, limits, source="V1")
    asks(story, KNOWN, limits, source="V2")
    assert left(story, limits) == 3
    asks(story, KNOWN.replace("ada@", "lev@"), limits, source="V1")
    assert left(story, limits) == 0


def test_an_address_that_was_refused_counts_itself_alone(story: Story) -> None:
    limits, both = Limits(inviter=5, address=1), "bob@example.com new@example.com"
    asks(story, "bob@example.com", limits)
    story.wait(seconds=1)
    story.revoke(story.all(AuditEntry)[-1].subject_id)
    for _ in range(2):
        assert kinds(asks(story, both, limits, source="V1")) == ["MailedEnough"]
    assert left(story, limits) == 2


def test_what_a_refusal_kept_to_itself_is_not_told_for_nothing_later(story: Story) -> None:
    limits, typed = Limits(inviter=7, address=1), f"bob@example.com {KNOWN}"
    [bob] = asks(story, "bob@example.com", limits)
    assert isinstance(bob, Invited)
    story.revoke(bob.id)
    assert kinds(asks(story, typed, limits, source="V1")) == ["MailedEnough"]
    story.stop(bob.id)
    assert kinds(asks(story, typed, limits, source="V1")) == ["Suppressed", *KINDS]
    assert left(story, limits) == 1


def test_of_who_only_asks_every_address_counts_and_no_limit_of_mails_holds(story: Story) -> None:
    limits = Limits(inviter=6, workspace=1, address=1)
    asks(story, "bob@example.com", limits)
    assert kinds(asks(story, "bob+1@example.com new@example.com", limits, MIA)) == ["Requested"] * 2
    asks(story, KNOWN, limits, MIA)
    assert left(story, limits, MIA) == 1


def test_a_correction_to_who_is_known_counts_and_changes_nothing_else(story: Story) -> None:
    limits = Limits(inviter=4)
    wrong = story.invite()
    for typed, kind in zip(KNOWN.split(), KINDS, strict=True):
        outcome = story.database.run(correct, LEV, wrong, typed, limits, story.now)
        assert type(outcome).__name__ == kind
    with pytest.raises(OverLimit):
        story.database.run(correct, LEV, wrong, "new@example.com", limits, story.now)
    assert (story.row(wrong).state, story.verbs(wrong)) == ("pending", ["invited"])


def test_who_became_an_admin_is_counted_no_more(story: Story) -> None:
    limits = Limits(inviter=3)
    asks(story, KNOWN, limits)
    story.database.run(set_role, LEV.email, "admin", story.now)
    assert kinds(asks(story, KNOWN, limits)) == KINDS


def test_questions_at_once_do_not_pass_the_limit(story: Story) -> None:
    def attempt(_: int) -> bool:
        try:
            asks(story, "eve@example.com", Limits(inviter=5))
        except OverLimit:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(12))) == 5


def test_a_question_that_was_answered_is_written_down_without_the_addresses(story: Story) -> None:
    asks(story, KNOWN, Limits(), source="V1")
    [entry] = [each for each in story.all(AuditEntry) if each.verb == "looked_up"]
    assert (entry.subject_id, entry.actor_id) == (story.member(LEV).id,) * 2
    assert (entry.details["addresses"], len(entry.details["form"])) == (3, 32)
    assert "@" not in str(entry.details)


def test_who_invites_all_that_is_new_is_written_down_once_a_person(story: Story) -> None:
    [outcome] = asks(story, "new@example.com", Limits(), source="V1")
    assert isinstance(outcome, Invited)
    assert "looked_up" not in {each.verb for each in story.all(AuditEntry)}

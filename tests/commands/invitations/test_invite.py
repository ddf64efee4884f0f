"""Inviting: one address or many, and what becomes of each."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from commands import addresses
from commands.actors import Person
from commands.directory.change_role import set_role
from commands.directory.identify import identify
from commands.errors import (
    BadAddresses,
    NoAddress,
    NoSuchWorkgroup,
    NotAllowed,
    NoteTooLong,
    OverLimit,
)
from commands.invitations import decline
from commands.invitations.accept import accept
from commands.invitations.invite import InviteForm, _add, invite
from commands.invitations.unsubscribe import unsubscribe
from commands.limits import Limits
from commands.outcomes import (
    AlreadyInvited,
    AlreadyMember,
    Invited,
    MailedEnough,
    Outcome,
    Suppressed,
)
from commands.workgroups import manage
from storage.database import Database
from storage.models import AuditEntry, Invitation, OutboxRow
from tests.people import ADA, ELSEWHERE, GUS, LEV, MIA, NIA, NORTHWIND

BOB = InviteForm("bob@example.com")


def invited(database: Database, person: Person, form: InviteForm, now: datetime) -> list[Outcome]:
    return database.run(invite, person, form, Limits(), now)


def count(database: Database, table: type) -> int:
    with database.reading() as unit:
        return unit.scalar(select(func.count()).select_from(table)) or 0


def only(database: Database) -> Invitation:
    with database.reading() as unit:
        return unit.scalars(select(Invitation)).one()


def test_lev_invites_bob_and_all_of_it_is_written_at_once(
    northwind: Database, now: datetime
) -> None:
    design = northwind.run(manage.create, LEV, "Design", "", now)
    form = InviteForm("Bob Builder <Bob@Example.com>", True, design.id, "  Welcome!  ", "ru", "V1")
    [outcome] = invited(northwind, LEV, form, now)
    assert isinstance(outcome, Invited)
    assert outcome.address == "Bob@example.com"
    row = only(northwind)
    assert (row.id, row.email, row.name) == (outcome.id, "bob@example.com", "Bob Builder")
    assert (row.personal, row.workgroup_id, row.note) == (True, design.id, "Welcome!")
    assert (row.locale, row.state, row.mail) == ("ru", "pending", "queued")
    assert row.expires_at == now + timedelta(days=14)
    with northwind.reading() as unit:
        history = unit.scalars(select(AuditEntry).where(AuditEntry.subject_id == row.id)).one()
        mail = unit.scalars(select(OutboxRow)).one()
    assert (history.verb, history.via, history.at) == ("invited", "slack", now)
    assert (mail.kind, mail.invitation_id, mail.due_at) == ("mail.invitation", row.id, now)


def test_each_of_many_gets_an_invitation_in_the_order_typed(
    northwind: Database, now: datetime
) -> None:
    outcomes = invited(northwind, LEV, InviteForm("zoe@example.com, amy@example.com"), now)
    assert [each.address for each in outcomes] == ["zoe@example.com", "amy@example.com"]
    assert count(northwind, OutboxRow) == 2


def test_an_address_typed_twice_is_invited_once(northwind: Database, now: datetime) -> None:
    assert len(invited(northwind, LEV, InviteForm("bob@example.com BOB@EXAMPLE.COM"), now)) == 1


def test_dots_and_plus_make_different_people(northwind: Database, now: datetime) -> None:
    form = InviteForm("a.b@example.com ab@example.com ab+x@example.com")
    assert [type(each) for each in invited(northwind, LEV, form, now)] == [Invited] * 3


def test_who_is_known_already_does_not_hold_up_the_others(
    northwind: Database, now: datetime
) -> None:
    [first] = invited(northwind, ADA, BOB, now)
    assert isinstance(first, Invited)
    [silent] = invited(northwind, LEV, InviteForm("sam@example.com"), now)
    assert isinstance(silent, Invited)
    northwind.run(unsubscribe, silent.id, now)
    northwind.run(decline.decline, silent.id, now)
    later = now + timedelta(hours=1)
    form = InviteForm("bob@example.com ada@northwind.example sam@example.com new@example.com")
    bob, ada, sam, new = invited(northwind, LEV, form, later)
    assert bob == AlreadyInvited("bob@example.com", first.id, "Ada Admin", now, mine=False)
    assert ada == AlreadyMember("ada@northwind.example", "Ada Admin")
    assert sam == Suppressed("sam@example.com")
    assert isinstance(new, Invited)


def test_an_admin_may_resend_what_a_lead_sent(northwind: Database, now: datetime) -> None:
    invited(northwind, LEV, BOB, now)
    [again] = invited(northwind, ADA, BOB, now)
    assert isinstance(again, AlreadyInvited)
    assert again.mine


def test_the_same_view_submitted_twice_answers_like_the_first(
    northwind: Database, now: datetime
) -> None:
    form = InviteForm("bob@example.com", source="V1")
    first = invited(northwind, LEV, form, now)
    written = count(northwind, AuditEntry)
    assert invited(northwind, LEV, form, now + timedelta(seconds=5)) == first
    assert count(northwind, OutboxRow) == 1
    assert count(northwind, AuditEntry) == written


def test_the_same_view_pressed_twice_at_once_invites_once(
    northwind: Database, now: datetime
) -> None:
    form = InviteForm("bob@example.com amy@example.com", source="V1")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: invited(northwind, LEV, form, now), range(4)))
    assert all(answer == answers[0] for answer in answers)
    assert count(northwind, OutboxRow) == 2


def test_two_leads_in_the_same_instant_give_one_invitation_and_one_answer_each(
    northwind: Database, now: datetime
) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda who: invited(northwind, who, BOB, now), [ADA, LEV, LEV, ADA] * 2)
        )
    kinds = sorted(type(outcome).__name__ for [outcome] in answers)
    assert kinds == ["AlreadyInvited"] * 7 + ["Invited"]
    assert count(northwind, Invitation) == count(northwind, OutboxRow) == 1


def test_two_long_lists_in_opposite_orders_do_not_deadlock(
    northwind: Database, now: datetime
) -> None:
    people = [f"p{number}@example.com" for number in range(60)]
    forms = [InviteForm(" ".join(people)), InviteForm(" ".join(reversed(people)))]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda form: invited(northwind, ADA, form, now), forms * 2))
    made = [outcome for answer in answers for outcome in answer if isinstance(outcome, Invited)]
    assert len(made) == count(northwind, Invitation) == 60


def test_what_has_ended_does_not_stand_in_the_way(northwind: Database, now: datetime) -> None:
    [first] = invited(northwind, LEV, BOB, now)
    later = now + timedelta(days=14)
    [second] = invited(northwind, LEV, BOB, later)
    assert isinstance(first, Invited)
    assert isinstance(second, Invited)
    with northwind.reading() as unit:
        old = unit.get_one(Invitation, first.id)
        assert (old.state, old.closed_at) == ("expired", later)


def test_a_member_by_acceptance_is_not_invited_again(northwind: Database, now: datetime) -> None:
    [outcome] = invited(northwind, LEV, BOB, now)
    assert isinstance(outcome, Invited)
    northwind.run(accept, outcome.id, now)
    assert invited(northwind, LEV, BOB, now) == [AlreadyMember("bob@example.com", "bob")]


@pytest.mark.parametrize("person", [GUS, NIA], ids=["a guest", "a stranger"])
def test_an_outsider_is_refused_and_leaves_no_trace(
    database: Database, now: datetime, person: Person
) -> None:
    with pytest.raises(NotAllowed) as refusal:
        invited(database, person, BOB, now)
    assert refusal.value.why == person.kind
    assert count(database, Invitation) == count(database, AuditEntry) == 0


def test_a_member_is_told_which_admin_to_ask(northwind: Database, now: datetime) -> None:
    with pytest.raises(NotAllowed) as refusal:
        invited(northwind, MIA, BOB, now)
    assert (refusal.value.why, refusal.value.ask) == ("role", (ADA.user,))
    assert count(northwind, Invitation) == 0


def test_one_malformed_address_holds_up_all_and_is_named(
    northwind: Database, now: datetime
) -> None:
    with pytest.raises(BadAddresses) as refusal:
        invited(northwind, LEV, InviteForm("bob@example.com, amy@example"), now)
    assert [bad.typed for bad in refusal.value.refused] == ["amy@example"]
    assert count(northwind, Invitation) == 0


def test_nothing_typed_is_refused(northwind: Database, now: datetime) -> None:
    with pytest.raises(NoAddress):
        invited(northwind, LEV, InviteForm(" , \n"), now)


def test_a_note_of_a_thousand_characters_is_the_longest(northwind: Database, now: datetime) -> None:
    invited(northwind, LEV, InviteForm("a@example.com", note="n" * 1000), now)
    with pytest.raises(NoteTooLong):
        invited(northwind, LEV, InviteForm("b@example.com", note="n" * 1001), now)


def test_a_note_keeps_its_lines_and_loses_what_breaks_a_database(
    northwind: Database, now: datetime
) -> None:
    invited(northwind, LEV, InviteForm("a@example.com", note="Hi\x00 \ud800there\n\nLev"), now)
    assert only(northwind).note == "Hi there\n\nLev"


def test_only_a_living_custom_workgroup_of_this_workspace_can_be_picked(
    northwind: Database, now: datetime
) -> None:
    other = Person(ELSEWHERE, "U9", name="Zed", email="zed@else.example", runs_slack=True)
    foreign = northwind.run(manage.create, other, "Theirs", "", now).id
    with northwind.reading() as unit:
        from storage import workgroups, workspaces  # noqa: PLC0415

        workspace = workspaces.by_team(unit, NORTHWIND)
        assert workspace
        public = workgroups.public(unit, workspace.id).id
    for picked in (foreign, public, "nonsense"):
        with pytest.raises(NoSuchWorkgroup):
            invited(northwind, LEV, InviteForm("a@example.com", workgroup=picked), now)


def test_a_lead_has_a_hundred_a_day_and_reads_when_there_is_room_again(
    northwind: Database, now: datetime
) -> None:
    limits = Limits(inviter=3)
    northwind.run(invite, LEV, InviteForm("a@example.com b@example.com"), limits, now)
    two = InviteForm("c@example.com d@example.com")
    with pytest.raises(OverLimit) as over:
        northwind.run(invite, LEV, two, limits, now + timedelta(hours=1))
    refusal = over.value
    assert (refusal.whose, refusal.limit, refusal.left) == ("inviter", 3, 1)
    assert refusal.at == now + timedelta(days=1)
    assert count(northwind, Invitation) == 2
    northwind.run(invite, LEV, two, limits, refusal.at)


def test_more_than_a_days_limit_is_never_possible_at_once(
    northwind: Database, now: datetime
) -> None:
    with pytest.raises(OverLimit) as over:
        northwind.run(
            invite, LEV, InviteForm("a@example.com b@example.com"), Limits(inviter=1), now
        )
    assert over.value.at is None


def test_an_admin_has_the_workspaces_limit(northwind: Database, now: datetime) -> None:
    limits = Limits(inviter=1, workspace=2)
    northwind.run(invite, ADA, InviteForm("a@example.com b@example.com"), limits, now)
    with pytest.raises(OverLimit) as over:
        northwind.run(invite, ADA, InviteForm("c@example.com"), limits, now)
    assert over.value.whose == "workspace"


def test_one_address_gets_no_more_than_its_mails_a_day_from_everybody_together(
    northwind: Database, now: datetime
) -> None:
    limits = Limits(address=2)
    for person in (ADA, LEV):
        [outcome] = northwind.run(invite, person, BOB, limits, now)
        assert isinstance(outcome, Invited)
        northwind.run(decline.decline, outcome.id, now)
    before = count(northwind, Invitation)
    both = InviteForm("bob@example.com new@example.com")
    enough = MailedEnough("bob@example.com", now + timedelta(days=1))
    assert northwind.run(invite, LEV, both, limits, now) == [enough]
    assert count(northwind, Invitation) == before, "as long as one is over, nobody is invited"


def test_parallel_requests_do_not_pass_a_limit(northwind: Database, now: datetime) -> None:
    limits = Limits(inviter=5)

    def attempt(number: int) -> bool:
        form = InviteForm(f"p{number}@example.com")
        try:
            northwind.run(invite, LEV, form, limits, now)
        except OverLimit:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(16))) == 5


def test_a_renewed_role_counts_at_once(northwind: Database, now: datetime) -> None:
    northwind.run(set_role, LEV.email, "member", now)
    with pytest.raises(NotAllowed):
        invited(northwind, LEV, BOB, now)


def test_who_is_beaten_to_the_insert_is_told_who_was_first(
    northwind: Database, now: datetime
) -> None:
    [first] = invited(northwind, ADA, BOB, now)
    assert isinstance(first, Invited)
    before = count(northwind, AuditEntry)

    def beaten(unit: Session) -> dict[str, Outcome]:
        actor = identify(unit, LEV, now)
        [bob] = addresses.read(BOB.emails)
        return _add(unit, actor, [bob], BOB, now)

    outcomes = northwind.run(beaten)
    told = AlreadyInvited("bob@example.com", first.id, "Ada Admin", now, mine=False)
    assert outcomes == {"bob@example.com": told}
    assert (count(northwind, AuditEntry), count(northwind, OutboxRow)) == (before, 1)

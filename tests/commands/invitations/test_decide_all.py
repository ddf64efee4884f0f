"""One form is one message to each admin, in which they decide on each or on all."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import update

from commands.actors import Person
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered
from commands.directory.change_role import set_role
from commands.directory.identify import identify
from commands.errors import AlreadyDecided, NotFound, ReasonTooLong
from commands.invitations.approve import approve, refuse
from commands.invitations.decide_all import DecidedAll, approve_all, look_all, refuse_all
from commands.invitations.invite import InviteForm, invite
from commands.invitations.request import request
from commands.limits import Limits
from commands.outcomes import Requested
from commands.workspace_settings import change
from storage.models import Invitation, OutboxRow
from storage.outbox_details import Decision, Listing
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA, NORTHWIND

EVE = Person(NORTHWIND, "U0EVE", name="Eve Admin", email="eve@northwind.example", runs_slack=True)
MAX = Person(NORTHWIND, "U0MAX", name="Max Member", email="max@northwind.example")
SIXTY = [f"p{number}@example.com" for number in range(60)]


@pytest.fixture
def story(story: Story) -> Story:
    """Eve runs Northwind too, so that there are two who decide."""
    story.run(identify, EVE)
    return story


def asks(story: Story, emails: list[str], by: Person = MIA, **form: Any) -> list[str]:
    asked = InviteForm(" ".join(emails), **form)
    outcomes = story.database.run(request, by, asked, Limits(), story.now)
    ids = [each.id for each in outcomes if isinstance(each, Requested)]
    assert len(ids) == len(outcomes)
    return ids


def approves_all(
    story: Story, asked: str, by: Person = ADA, limits: Limits | None = None
) -> DecidedAll:
    return story.database.run(approve_all, by, asked, limits or Limits(), story.now)


def refuses_all(story: Story, asked: str, by: Person = ADA, reason: str = "") -> DecidedAll:
    return story.database.run(refuse_all, by, asked, reason, story.now)


def states(story: Story, ids: list[str]) -> list[str]:
    rows = {row.id: str(row.state) for row in story.all(Invitation)}
    return [rows[each] for each in ids]


def messages(parcels: list[Parcel]) -> list[Parcel]:
    return [each for each in parcels if each.kind == "slack.request"]


def test_sixty_are_one_message_to_each_admin_and_one_update_of_it(story: Story) -> None:
    ids = asks(story, SIXTY)
    told = messages(story.deliver())
    assert sorted(each.recipient.name for each in told if each.recipient) == [ADA.name, EVE.name]
    for parcel in told:
        assert [row.invitation.address for row in parcel.rows] == SIXTY
        assert parcel.invitation is None
    story.database.run(approve, ADA, ids[3], Limits(), story.now)
    story.database.run(refuse, EVE, ids[4], "", story.now)
    told = messages(story.deliver())
    assert len(told) == 2
    assert all(each.replaces for each in told)
    for parcel in told:
        done = {row.invitation.address: (row.verb, row.by) for row in parcel.rows if row.verb}
        assert done == {SIXTY[3]: ("approved", ADA.name), SIXTY[4]: ("refused", EVE.name)}


def test_one_address_is_the_message_that_it_always_was(story: Story) -> None:
    [asked] = asks(story, SIXTY[:1])
    for parcel in messages(story.deliver()):
        assert parcel.invitation
        assert (parcel.invitation.id, parcel.rows) == (asked, ())


def test_all_are_approved_at_once_and_who_asked_hears_it_once(story: Story) -> None:
    ids = asks(story, SIXTY)
    story.deliver()
    story.wait(days=3)
    assert approves_all(story, ids[7]) == DecidedAll(60)
    assert len(story.outbox("slack.update")) == 2
    assert set(states(story, ids)) == {"pending"}
    row = story.row(ids[59])
    assert (row.inviter.name, (row.expires_at - story.now).days) == (MIA.name, 14)
    assert story.verbs(ids[59]) == ["requested", "approved"]
    told = story.deliver()
    assert len([each for each in told if each.kind == "mail.invitation"]) == 60
    assert len(messages(told)) == 2
    [to_mia] = [each for each in told if each.kind == "slack.approved"]
    assert to_mia.recipient
    assert (to_mia.recipient.name, to_mia.by, len(to_mia.rows)) == (MIA.name, ADA.name, 60)


def test_all_that_still_wait_are_refused_at_once_with_one_reason(story: Story) -> None:
    ids = asks(story, SIXTY)
    story.database.run(approve, ADA, ids[0], Limits(), story.now)
    story.revoke(ids[1], by=MIA)
    story.deliver()
    assert story.run(look_all, EVE, ids[0]) == 58
    with pytest.raises(ReasonTooLong):
        refuses_all(story, ids[0], EVE, "x" * 301)
    assert refuses_all(story, ids[0], EVE, " Too\nmany ") == DecidedAll(58)
    assert states(story, ids)[:3] == ["pending", "revoked", "refused"]
    told = story.deliver()
    [to_mia] = [each for each in told if each.kind == "slack.refused"]
    assert (to_mia.told(Decision).reason, to_mia.by) == ("Too many", EVE.name)
    assert [row.invitation.id for row in to_mia.rows] == ids[2:]


def test_what_the_days_limit_has_no_room_for_still_waits(story: Story) -> None:
    ids = asks(story, SIXTY)
    done = approves_all(story, ids[0], limits=Limits(workspace=40))
    assert (done.decided, done.left) == (40, 20)
    assert done.over
    assert (done.over.whose, done.over.left) == ("workspace", 0)
    assert states(story, ids) == ["pending"] * 40 + ["requested"] * 20
    again = approves_all(story, ids[0], limits=Limits(workspace=40))
    assert (again.decided, again.left) == (0, 20)
    story.wait(days=1)
    assert approves_all(story, ids[0], limits=Limits(workspace=40)) == DecidedAll(20)
    told = [each for each in story.deliver() if each.kind == "slack.approved"]
    assert sorted(len(each.rows) for each in told) == [20, 40]


def test_an_address_over_its_limit_holds_up_no_other(story: Story) -> None:
    few = Limits(address=1)
    bob = story.invite("bob@example.com")
    story.decline(bob)
    ids = asks(story, ["a@example.com", "bob@example.com", "c@example.com"])
    done = approves_all(story, ids[0], limits=few)
    assert (done.decided, done.left) == (2, 1)
    assert done.over
    assert done.over.addresses == ("bob@example.com",)


def test_what_is_known_or_not_allowed_any_more_still_waits(story: Story) -> None:
    story.invite("bob@example.com")
    ids = asks(
        story, ["a@example.com", "bob@example.com", "ada@northwind.example", "c@blocked.example"]
    )
    story.run(change, ADA, {"blocked_domains": "blocked.example"}, Limits())
    assert approves_all(story, ids[0]) == DecidedAll(1, 3)
    assert states(story, ids) == ["pending", "requested", "requested", "requested"]
    assert approves_all(story, ids[0]) == DecidedAll(0, 3)
    assert refuses_all(story, ids[0]) == DecidedAll(3)


def test_only_what_the_same_form_asked_for_is_decided(story: Story) -> None:
    first = asks(story, SIXTY[:2])
    story.wait(minutes=1)
    later, others = asks(story, SIXTY[2:4]), asks(story, SIXTY[4:6], MAX)
    assert approves_all(story, later[0]) == DecidedAll(2)
    assert set(states(story, [*first, *others])) == {"requested"}


def test_who_comes_late_hears_what_became_of_it(story: Story) -> None:
    ids = asks(story, SIXTY[:2])
    approves_all(story, ids[0])
    for decide in (
        lambda: approves_all(story, ids[1], EVE),
        lambda: refuses_all(story, ids[1], EVE),
        lambda: story.run(look_all, EVE, ids[1]),
    ):
        with pytest.raises(AlreadyDecided) as late:
            decide()
        assert (late.value.state, late.value.by) == ("pending", ADA.name)


def test_an_invitation_that_nobody_asked_for_is_no_form(story: Story) -> None:
    bob = story.invite("bob@example.com")
    with pytest.raises(AlreadyDecided):
        approves_all(story, bob)
    with pytest.raises(NotFound):
        approves_all(story, "01JDFPW2Q8T7M5X9K3C6B4N1ZZ")


def test_two_admins_who_decide_on_all_at_once_make_one_decision(story: Story) -> None:
    def decide(by: Person, asked: str) -> str:
        try:
            if by is ADA:
                approves_all(story, asked)
            else:
                refuses_all(story, asked, EVE)
        except AlreadyDecided:
            return "late"
        return "decided"

    for number in range(4):
        ids = asks(story, [f"{each}-{number}@example.com" for each in "abc"])
        with ThreadPoolExecutor(2) as pool:
            said = list(pool.map(decide, (ADA, EVE), (ids[0], ids[2])))
        assert sorted(said) == ["decided", "late"]
        assert len(set(states(story, ids))) == 1


def test_a_lead_who_invites_some_of_them_has_approved_these(story: Story) -> None:
    ids = asks(story, SIXTY[:3])
    story.deliver()
    form = InviteForm(f"{SIXTY[0]} {SIXTY[1]}")
    story.database.run(invite, LEV, form, Limits(), story.now)
    told = story.deliver()
    assert [len(each.rows) for each in told if each.kind == "slack.approved"] == [2]
    for parcel in messages(told):
        assert [row.verb for row in parcel.rows] == ["approved", "approved", ""]
        assert {row.by for row in parcel.rows} == {LEV.name, ""}
    assert states(story, ids) == ["pending", "pending", "requested"]


def test_withdrawn_and_lapsed_ones_are_shown_as_that_and_told_once(story: Story) -> None:
    ids = asks(story, SIXTY[:3])
    story.deliver()
    story.revoke(ids[0], by=MIA)
    for parcel in messages(story.deliver()):
        assert (parcel.rows[0].verb, parcel.rows[0].by) == ("revoked", MIA.name)
    story.wait(days=14)
    story.expire()
    told = story.deliver()
    assert [[row.verb for row in each.rows] for each in messages(told)] == [
        ["revoked", "expired", "expired"]
    ] * 2
    [to_mia] = [each for each in told if each.kind == "slack.lapsed"]
    assert [row.invitation.id for row in to_mia.rows] == ids[1:]


def test_a_message_asks_nobody_once_all_is_decided(story: Story) -> None:
    ids = asks(story, SIXTY[:2])
    story.database.run(refuse, ADA, ids[0], "", story.now)
    assert len(messages(story.claim("slack.request"))) == 2
    others = asks(story, SIXTY[2:4])
    refuses_all(story, others[0])
    assert messages(story.claim("slack.request")) == []


def test_a_message_on_its_way_while_it_is_decided_is_brought_up_to_date(story: Story) -> None:
    ids = asks(story, SIXTY[:2])
    parcels = story.claim("slack.request")
    approves_all(story, ids[0])
    for each in parcels:
        story.record([each], Delivered(f"D{each.id}", f"{each.id}.0"))
    updates = messages(story.deliver())
    assert len(updates) == 2
    assert {row.verb for each in updates for row in each.rows} == {"approved"}


def test_an_older_messages_row_is_sent_and_updated_like_before(story: Story) -> None:
    """Of a form from before an upgrade there is a row for each address, without a listing."""
    ids = asks(story, SIXTY[:2])
    ada, eve = story.member(ADA).id, story.member(EVE).id
    with story.database.transaction() as unit:
        unit.execute(update(OutboxRow).values(details={}))
        [row, other] = unit.query(OutboxRow).filter(OutboxRow.kind == "slack.request")
        assert isinstance(row.record, Listing)
        unit.add(
            OutboxRow(
                workspace_id=row.workspace_id,
                kind=row.kind,
                key=f"request:{ids[1]}:{ada}",
                invitation_id=ids[1],
                member_id=ada,
                details={},
                created_at=story.now,
                due_at=story.now,
            )
        )
        assert {row.member_id, other.member_id} == {ada, eve}
    told = messages(story.deliver())
    assert sorted(each.invitation.id for each in told if each.invitation) == [ids[0], *ids]
    story.database.run(refuse, EVE, ids[1], "", story.now)
    [updated] = messages(story.deliver())
    assert updated.invitation
    assert (updated.invitation.id, updated.decision, updated.by) == (ids[1], "refused", EVE.name)


def test_who_becomes_an_admin_is_asked_once_a_form(story: Story) -> None:
    ids = asks(story, SIXTY)
    story.wait(minutes=1)
    [alone] = asks(story, ["ivy@example.com"])
    story.database.run(refuse, ADA, ids[0], "", story.now)
    story.deliver()
    story.run(identify, LEV)
    story.database.run(set_role, LEV.email, "admin", story.now)
    many, one = messages(story.deliver())
    assert (len(many.rows), many.recipient and many.recipient.name) == (59, LEV.name)
    assert one.invitation
    assert one.invitation.id == alone
    refuses_all(story, ids[5])
    updates = messages(story.deliver())
    assert len(updates) == 3

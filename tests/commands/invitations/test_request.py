"""Asking tells nothing: to who may only request each address is "asked for", whatever is known."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from commands import export
from commands.actors import Person
from commands.directory.change_role import set_role
from commands.directory.identify import identify
from commands.errors import AddressSuppressed, AlreadyDecided, NotFound, NotInvited, OverLimit
from commands.invitations import by_address, describe, lists
from commands.invitations.accept import accept
from commands.invitations.approve import approve, refuse
from commands.invitations.invite import InviteForm, invite
from commands.invitations.request import request
from commands.invitations.unsuppress import unsuppress
from commands.limits import Limits
from commands.outcomes import AlreadyInvited, AlreadyMember, Invited, Requested, Suppressed
from commands.workspace_settings import change
from storage.models import Invitation
from tests.beginnings import Beginnings
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA, NORTHWIND

MAX = Person(NORTHWIND, "U0MAX", name="Max Member", email="max@northwind.example")
KNOWN = {
    "a member": "ada@northwind.example",
    "herself": "mia@northwind.example",
    "invited": "bob@example.com",
    "asked for by Max": "cat@example.com",
    "wants no mail": "sam@example.com",
    "declined before": "dee@example.com",
    "in since": "eli@example.com",
    "unknown": "new@example.com",
}
ALL = " ".join(KNOWN.values())


@pytest.fixture
def story(story: Story, beginnings: Beginnings) -> Story:
    beginnings.go_on(story, known)
    return story


def known(story: Story) -> None:
    """Of each of these addresses something else is known."""
    for person in (LEV, MIA, MAX):
        story.run(identify, person)
    story.invite(KNOWN["invited"])
    asks(story, KNOWN["asked for by Max"], MAX)
    silent = story.invite(KNOWN["wants no mail"])
    story.stop(silent)
    story.revoke(silent)
    story.decline(story.invite(KNOWN["declined before"]))
    story.accept(story.invite(KNOWN["in since"]))
    story.deliver()
    story.wait(hours=1)


def asks(story: Story, emails: str, by: Person = MIA, **form: Any) -> list[Any]:
    return story.database.run(request, by, InviteForm(emails, **form), Limits(), story.now)


def mine(story: Story, by: Person = MIA) -> tuple[Any, ...]:
    """Somebody's own list, as Home shows it."""
    return story.database.run(lists.own, by, story.now, 100).invitations


def exported(story: Story, who: Person) -> list[Any]:
    """The file that they are sent."""
    return story.database.run(
        lambda unit: list(export.seen_by(unit, NORTHWIND, who.user, story.now))
    )


def faceless(found: Any) -> str:
    """All that is shown of an invitation, but for what differs between any two addresses."""
    return repr(replace(found, id="", address="", email="", envelope=""))


def test_each_address_is_asked_for_whatever_is_known(story: Story) -> None:
    outcomes = asks(story, ALL)
    assert {type(each) for each in outcomes} == {Requested}
    assert [each.address for each in outcomes] == list(KNOWN.values())
    assert len({each.id for each in outcomes}) == len(KNOWN)


def test_one_known_address_alone_is_asked_for_too(story: Story) -> None:
    for address in KNOWN.values():
        [outcome] = asks(story, address)
        assert isinstance(outcome, Requested)


def test_no_list_tells_them_apart(story: Story) -> None:
    asks(story, ALL)
    assert len({faceless(each) for each in mine(story)}) == 1
    for typed in ("", "example"):
        page = story.database.run(lists.listed, MIA, typed, 100, story.now)
        assert page.total == len(KNOWN)
        assert len({faceless(each) for each in page.rows}) == 1
    rows = exported(story, MIA)
    assert len({(*row[2:5], *row[6:]) for row in rows}) == 1
    for address in KNOWN.values():
        newest = story.run(by_address.newest, MIA, address)
        found, told = story.database.run(describe.with_audit_trail, MIA, newest, 100, story.now)
        assert (found.state, found.suppressed, found.known) == ("requested", False, None)
        assert [each.verb for each in told] == ["requested"]


def test_nor_does_what_becomes_of_them(story: Story) -> None:
    outcomes = asks(story, ALL)
    for each in outcomes[:7:3]:
        story.database.run(refuse, ADA, each.id, "No", story.now)
    for each in outcomes[1:3]:
        assert story.run(by_address.revoke_newest, MIA, each.address).requested
    story.deliver()
    story.wait(days=14)
    story.expire()
    told = [each for each in story.deliver() if each.recipient and each.recipient.name == MIA.name]
    [lapsed] = [each for each in told if each.kind == "slack.lapsed"]
    assert KNOWN["wants no mail"] in {row.invitation.address for row in lapsed.rows}
    assert len(lapsed.rows) == 3
    assert len({faceless(row.invitation) for row in lapsed.rows}) == 1
    by_state: dict[str, set[str]] = {}
    for each in mine(story):
        by_state.setdefault(each.state, set()).add(faceless(each))
    assert {state: len(shown) for state, shown in by_state.items()} == {
        "refused": 1,
        "revoked": 1,
        "expired": 1,
    }


def test_nor_that_an_admin_lifted_somebodys_silence(story: Story) -> None:
    [asked] = asks(story, KNOWN["wants no mail"])
    story.run(unsuppress, ADA, asked.id)
    _, told = story.database.run(describe.with_audit_trail, MIA, asked.id, 100, story.now)
    assert [each.verb for each in told] == ["requested"]
    _, told = story.database.run(describe.with_audit_trail, ADA, asked.id, 100, story.now)
    assert [each.verb for each in told] == ["requested", "lifted"]


def test_a_limit_counts_what_is_known_like_what_is_not(story: Story) -> None:
    few = Limits(inviter=len(KNOWN))
    with pytest.raises(OverLimit) as over:
        story.database.run(request, MIA, InviteForm(f"{ALL} one@more.example"), few, story.now)
    assert (over.value.whose, over.value.left) == ("inviter", len(KNOWN))
    story.database.run(request, MIA, InviteForm(ALL), few, story.now)
    with pytest.raises(OverLimit) as over:
        story.database.run(request, MIA, InviteForm("one@more.example"), few, story.now)
    assert (over.value.whose, over.value.left) == ("inviter", 0)


def test_neither_what_others_mailed_nor_to_whom_is_a_limit_for_who_asks(story: Story) -> None:
    few = Limits(inviter=1, workspace=1, address=1)
    [outcome] = story.database.run(request, MIA, InviteForm(KNOWN["invited"]), few, story.now)
    assert isinstance(outcome, Requested)
    with pytest.raises(OverLimit) as over:
        story.database.run(request, MIA, InviteForm("c@example.com"), few, story.now)
    assert over.value.whose == "inviter"
    assert over.value.at


def test_what_is_asked_for_does_not_count_against_the_workspace(story: Story) -> None:
    asks(story, "a@example.com b@example.com")
    story.wait(days=1)
    asks(story, "c@example.com d@example.com")
    three = Limits(workspace=1)
    story.database.run(invite, ADA, InviteForm("e@example.com"), three, story.now)


def test_a_second_request_changes_nothing_and_asks_nobody(story: Story) -> None:
    first = asks(story, ALL)
    rows, messages = len(story.all(Invitation)), len(story.outbox("slack.request"))
    story.wait(hours=1)
    assert asks(story, ALL) == first
    assert asks(story, ALL, source="V2") == first
    assert len(story.all(Invitation)) == rows
    assert len(story.outbox("slack.request")) == messages


def test_the_same_view_twice_asks_once_whatever_was_decided_meanwhile(story: Story) -> None:
    first = asks(story, ALL, source="V1")
    for each in first:
        story.database.run(refuse, ADA, each.id, "", story.now)
    assert asks(story, ALL, source="V1") == first
    assert asks(story, ALL, source="V2") != first, "it can be asked for anew"


def test_who_asks_at_the_same_instant_gets_a_request_each(story: Story) -> None:
    def ask(who: Person) -> str:
        [outcome] = asks(story, "ivy@example.com", who)
        return str(outcome.id)

    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(ask, [MIA, MAX, MIA, MAX]))
    assert ids[0] == ids[2] != ids[1] == ids[3]
    open_rows = [row for row in story.all(Invitation) if row.email == "ivy@example.com"]
    assert sorted(row.duplicate for row in open_rows) == [False, True]


def test_to_everybody_else_an_address_has_one_open_invitation(story: Story) -> None:
    asks(story, ALL)
    rows = exported(story, ADA)
    waiting = [row[1] for row in rows if row[2] in {"requested", "pending"}]
    assert len(waiting) == len(set(waiting)) == len(KNOWN)


def test_the_admins_see_what_is_known(story: Story) -> None:
    asks(story, ALL)
    [parcel] = [each for each in story.deliver() if each.kind == "slack.request"]
    seen = {row.invitation.address: row.invitation.known for row in parcel.rows}
    assert list(seen) == list(KNOWN.values()), "in the order typed"
    assert seen[KNOWN["a member"]] == AlreadyMember(KNOWN["a member"], ADA.name)
    assert isinstance(seen[KNOWN["in since"]], AlreadyMember)
    assert seen[KNOWN["wants no mail"]] == Suppressed(KNOWN["wants no mail"])
    invited, asked = seen[KNOWN["invited"]], seen[KNOWN["asked for by Max"]]
    assert isinstance(invited, AlreadyInvited)
    assert isinstance(asked, AlreadyInvited)
    assert (invited.inviter, invited.requested) == (LEV.name, False)
    assert (asked.inviter, asked.requested) == (MAX.name, True)
    assert (seen[KNOWN["declined before"]], seen[KNOWN["unknown"]]) == (None, None)
    page = story.database.run(lists.listed, ADA, "", 100, story.now)
    in_home = {each.address: each.known for each in page.rows if each.inviter == MIA.name}
    assert in_home == seen


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("a member", AlreadyDecided),
        ("wants no mail", AddressSuppressed),
        ("invited", NotInvited),
        ("asked for by Max", NotInvited),
    ],
)
def test_what_stands_in_the_way_is_not_approved(story: Story, who: str, why: type) -> None:
    [asked] = asks(story, KNOWN[who])
    with pytest.raises(why):
        story.database.run(approve, ADA, asked.id, Limits(), story.now)
    assert story.row(asked.id).state == "requested"
    story.database.run(refuse, ADA, asked.id, "", story.now)
    assert story.row(asked.id).state == "refused"


def test_once_the_way_is_free_it_is_approved_and_the_message_offers_it(story: Story) -> None:
    [asked] = asks(story, KNOWN["invited"])
    story.deliver()
    story.revoke(story.database.run(by_address.newest, LEV, KNOWN["invited"], story.now))
    [update] = [each for each in story.deliver() if each.kind == "slack.request"]
    assert update.invitation
    assert update.invitation.known is None
    story.database.run(approve, ADA, asked.id, Limits(), story.now)
    assert (story.row(asked.id).state, story.row(asked.id).duplicate) == ("pending", False)
    assert [type(each) for each in asks(story, KNOWN["invited"], MAX)] == [Requested]


def test_an_invitation_that_ended_unwritten_is_in_nobodys_way(story: Story) -> None:
    story.wait(days=13)
    [asked] = asks(story, KNOWN["invited"])
    story.wait(days=1)
    page = story.database.run(lists.listed, ADA, KNOWN["invited"], 100, story.now)
    assert {each.known for each in page.rows} == {None}
    story.database.run(approve, ADA, asked.id, Limits(), story.now)
    assert story.row(asked.id).state == "pending"


def test_two_of_an_address_that_ended_unwritten_are_in_nobodys_way(story: Story) -> None:
    asks(story, KNOWN["invited"])
    story.wait(days=14)
    [outcome] = story.database.run(invite, LEV, InviteForm(KNOWN["invited"]), Limits(), story.now)
    assert isinstance(outcome, Invited)
    assert outcome.asked_by == ""


def test_who_may_invite_approves_a_request_whose_way_is_free(story: Story) -> None:
    [asked] = asks(story, KNOWN["invited"])
    story.revoke(story.database.run(by_address.newest, LEV, KNOWN["invited"], story.now))
    [outcome] = story.database.run(invite, LEV, InviteForm(KNOWN["invited"]), Limits(), story.now)
    assert outcome == Invited(asked.id, KNOWN["invited"], MIA.name)


def test_a_request_beside_it_does_not_take_back_an_answer_that_can_be_undone(story: Story) -> None:
    bob = story.database.run(by_address.newest, LEV, KNOWN["invited"], story.now)
    asks(story, KNOWN["invited"])
    story.decline(bob)
    assert story.database.run(describe.for_invitee, bob, story.now).undoable
    assert not story.database.run(accept, bob, story.now).again


def test_an_address_names_what_is_ones_own_and_to_admins_what_is_everybodys(story: Story) -> None:
    bob = story.database.run(by_address.newest, LEV, KNOWN["invited"], story.now)
    with pytest.raises(NotFound):
        story.run(by_address.newest, MIA, KNOWN["invited"])
    [asked] = asks(story, KNOWN["invited"])
    assert story.run(by_address.newest, MIA, KNOWN["invited"]) == asked.id
    assert story.run(by_address.newest, ADA, KNOWN["invited"]) == bob
    assert story.run(by_address.newest, LEV, KNOWN["invited"]) == bob


def test_a_lead_who_may_invite_is_answered_in_full_and_one_who_may_not_is_not(
    story: Story,
) -> None:
    [outcome] = asks(story, KNOWN["a member"], LEV)
    assert isinstance(outcome, AlreadyMember)
    story.run(change, ADA, {"who_may_invite": "admins"}, Limits())
    [outcome] = asks(story, KNOWN["a member"], LEV)
    assert isinstance(outcome, Requested)


def test_a_member_who_may_invite_by_now_is_answered_in_full(story: Story) -> None:
    asks(story, KNOWN["invited"])
    story.database.run(set_role, MIA.email, "lead", story.now)
    [outcome] = asks(story, KNOWN["invited"])
    assert isinstance(outcome, AlreadyInvited)
    assert outcome.inviter == LEV.name


def test_a_hundred_are_asked_for_in_as_many_statements_as_one(story: Story) -> None:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    def statements(emails: str) -> int:
        seen.clear()
        asks(story, emails)
        return len(seen)

    event.listen(story.database.engine, "before_cursor_execute", note)
    try:
        one = statements("one@example.com")
        assert statements(" ".join(f"p{number}@example.com" for number in range(80))) == one
    finally:
        event.remove(story.database.engine, "before_cursor_execute", note)

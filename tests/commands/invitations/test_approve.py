"""Requests: who may not invite asks, and the first admin who decides has decided."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from commands.actors import Person
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered
from commands.directory.change_role import change_role, set_role
from commands.directory.identify import identify
from commands.errors import (
    AlreadyDecided,
    NotAllowed,
    NotFound,
    ReasonTooLong,
)
from commands.invitations import by_address
from commands.invitations.accept import accept
from commands.invitations.approve import Decided, approve, look, refuse
from commands.invitations.invite import InviteForm, invite
from commands.invitations.request import request
from commands.limits import Limits
from commands.outcomes import Invited, Requested
from storage.models import State
from storage.outbox_details import Decision
from tests.commands.story import Story
from tests.people import ADA, ELSEWHERE, GUS, LEV, MIA, NIA, NORTHWIND

EVE = Person(NORTHWIND, "U0EVE", name="Eve Admin", email="eve@northwind.example", runs_slack=True)
UNKNOWN = "01JDFPW2Q8T7M5X9K3C6B4N1ZZ"


@pytest.fixture
def story(story: Story) -> Story:
    """Eve runs Northwind too, so that there are two who decide."""
    story.database.run(identify, EVE, story.now)
    return story


def asks(story: Story, emails: str = "ivy@example.com", by: Person = MIA, **form: Any) -> list[Any]:
    return story.database.run(request, by, InviteForm(emails, **form), Limits(), story.now)


def ask(story: Story, **form: Any) -> str:
    [outcome] = asks(story, **form)
    assert isinstance(outcome, Requested)
    return outcome.id


def approves(story: Story, asked: str, by: Person = ADA, limits: Limits | None = None) -> Decided:
    return story.database.run(approve, by, asked, limits or Limits(), story.now)


def refuses(story: Story, asked: str, by: Person = ADA, reason: str = "") -> Decided:
    return story.database.run(refuse, by, asked, reason, story.now)


def kinds(parcels: list[Parcel]) -> list[str]:
    return sorted(parcel.kind for parcel in parcels)


def to(parcels: list[Parcel]) -> list[str]:
    return sorted(parcel.recipient.name for parcel in parcels if parcel.recipient)


def test_each_admin_is_asked_and_nothing_is_mailed(story: Story) -> None:
    asked = ask(story, note="She draws", personal=True)
    parcels = story.deliver()
    assert kinds(parcels) == ["slack.request", "slack.request"]
    assert to(parcels) == ["Ada Admin", "Eve Admin"]
    [about, _] = [parcel.invitation for parcel in parcels]
    assert about
    assert (about.state, about.inviter, about.note, about.personal) == (
        "requested",
        "Mia Member",
        "She draws",
        True,
    )
    assert (story.row(asked).mails, story.row(asked).remind_at) == (0, None)
    assert story.verbs(asked) == ["requested"]


def test_an_approved_request_is_an_invitation_of_who_asked(story: Story) -> None:
    asked = ask(story)
    story.deliver()
    story.wait(days=3)
    assert approves(story, asked) == Decided(asked, "ivy@example.com")
    row = story.row(asked)
    assert (row.state, row.inviter.name) == ("pending", "Mia Member")
    assert (row.expires_at - story.now).days == 14, "its lifetime starts now"
    told = story.deliver()
    assert kinds(told) == ["mail.invitation", "slack.approved", "slack.request", "slack.request"]
    assert all((each.decision, each.by) == ("approved", "Ada Admin") for each in told if each.by)
    [to_mia] = [each for each in told if each.kind == "slack.approved"]
    assert to([to_mia]) == ["Mia Member"]
    assert to_mia.by == "Ada Admin"
    updates = [each for each in told if each.kind == "slack.request"]
    assert all(each.replaces and each.invitation for each in updates)
    story.database.run(accept, asked, story.now)
    assert "slack.accepted" in kinds(story.deliver())


def test_a_refused_request_is_over_and_who_asked_reads_why(story: Story) -> None:
    asked = ask(story)
    story.deliver()
    refuses(story, asked, EVE, "  We know\nher already ")
    told = story.deliver()
    assert kinds(told) == ["slack.refused", "slack.request", "slack.request"]
    [to_mia] = [each for each in told if each.kind == "slack.refused"]
    assert (to_mia.by, to_mia.told(Decision).reason) == ("Eve Admin", "We know her already")
    assert story.row(asked).state == "refused"
    assert ask(story) != asked, "it can be asked for anew"


def test_an_admin_who_revokes_a_request_has_refused_it_to_who_asked(story: Story) -> None:
    asked = ask(story)
    story.deliver()
    story.revoke(asked, by=ADA)
    [told] = [parcel for parcel in story.deliver() if parcel.kind == "slack.refused"]
    assert (to([told]), told.by) == ([MIA.name], ADA.name)


def test_who_withdraws_their_own_request_is_told_nothing(story: Story) -> None:
    asked = ask(story)
    story.deliver()
    story.revoke(asked, by=MIA)
    assert "slack.refused" not in kinds(story.deliver())


def test_a_reason_has_its_length(story: Story) -> None:
    asked = ask(story)
    with pytest.raises(ReasonTooLong):
        refuses(story, asked, reason="x" * 301)
    refuses(story, asked, reason="x" * 300)


@pytest.mark.parametrize("who", [MIA, LEV])
def test_only_an_admin_decides(story: Story, who: Person) -> None:
    asked = ask(story)
    for decide in (approves, refuses):
        with pytest.raises(NotAllowed) as refused:
            decide(story, asked, who)
        assert ADA.user in refused.value.ask
    with pytest.raises(NotAllowed):
        story.run(look, who, asked)
    assert story.row(asked).state == "requested"


def test_a_right_lost_meanwhile_is_no_right(story: Story) -> None:
    asked = ask(story)
    story.database.run(set_role, ADA.email, "member", story.now)
    with pytest.raises(NotAllowed):
        approves(story, asked)


@pytest.mark.parametrize("who", [GUS, NIA])
def test_outsiders_can_not_even_ask(story: Story, who: Person) -> None:
    with pytest.raises(NotAllowed):
        asks(story, by=who)
    assert story.outbox() == []


def test_an_unknown_request_and_another_workspaces_are_not_told_apart(story: Story) -> None:
    asked = ask(story)
    other = Person(ELSEWHERE, "U0ZOE", name="Zoe", email="zoe@x.example", runs_slack=True)
    for by, which in ((ADA, UNKNOWN), (other, asked)):
        for decide in (approves, refuses):
            with pytest.raises(NotFound):
                decide(story, which, by)


def decided_as(story: Story, asked: str) -> tuple[str, str]:
    with pytest.raises(AlreadyDecided) as late:
        approves(story, asked, EVE)
    for decide in (lambda: refuses(story, asked, EVE), lambda: story.run(look, EVE, asked)):
        with pytest.raises(AlreadyDecided):
            decide()
    return late.value.state, late.value.by


def test_who_comes_late_hears_what_became_of_it(story: Story) -> None:
    refused, approved, withdrawn, lapsed = (
        ask(story, emails=f"{name}@example.com") for name in ("a", "b", "c", "d")
    )
    refuses(story, refused)
    assert decided_as(story, refused) == ("refused", "Ada Admin")
    approves(story, approved)
    assert decided_as(story, approved) == ("pending", "Ada Admin")
    story.database.run(accept, approved, story.now)
    assert decided_as(story, approved) == ("accepted", "Ada Admin")
    story.revoke(withdrawn, by=MIA)
    assert decided_as(story, withdrawn) == ("revoked", "Mia Member")
    story.wait(days=14)
    assert decided_as(story, lapsed) == ("expired", "")


def test_two_admins_at_the_same_instant_make_one_decision(story: Story) -> None:
    database, now = story.database, story.now

    def decide(by: Person, asked: str) -> str:
        try:
            if by is ADA:
                database.run(approve, by, asked, Limits(), now)
            else:
                database.run(refuse, by, asked, "no", now)
        except AlreadyDecided as late:
            return f"late: {late.state}"
        return "decided"

    for number in range(8):
        asked = ask(story, emails=f"ivy{number}@example.com")
        with ThreadPoolExecutor(2) as pool:
            said = list(pool.map(decide, (ADA, EVE), (asked, asked)))
        assert said in (["decided", "late: pending"], ["late: refused", "decided"])
        assert len(story.verbs(asked)) == 2


def test_withdrawing_and_inviting_at_the_same_instant_is_one_of_both(story: Story) -> None:
    database, now = story.database, story.now

    def do(what: str, asked: str, address: str) -> str:
        try:
            if what == "withdraw":
                story.revoke(asked, by=MIA)
            else:
                [outcome] = database.run(invite, LEV, InviteForm(address), Limits(), now)
                return type(outcome).__name__
        except Exception as error:  # noqa: BLE001 - what it was is what is asked
            return type(error).__name__
        return "withdrawn"

    for number in range(8):
        address = f"ivy{number}@example.com"
        asked = ask(story, emails=address)
        with ThreadPoolExecutor(2) as pool:
            said = list(pool.map(do, ("withdraw", "invite"), (asked, asked), (address, address)))
        assert set(said) <= {"withdrawn", "Invited", "AlreadyInvited"}, said
        row = story.row(asked)
        assert (row.state in {"requested", "pending"}) == (row.closed_at is None)


def test_withdrawn_and_lapsed_requests_are_shown_as_that(story: Story) -> None:
    withdrawn, lapsed = ask(story, emails="a@example.com"), ask(story, emails="b@example.com")
    story.deliver()
    story.revoke(withdrawn, by=MIA)
    told = story.deliver()
    assert [(each.decision, each.by) for each in told] == [("revoked", "Mia Member")] * 2
    story.wait(days=14)
    story.expire()
    told = story.deliver()
    assert kinds(told) == ["slack.lapsed", "slack.request", "slack.request"]
    assert {each.decision for each in told if each.replaces} == {"expired"}
    assert to([each for each in told if each.kind == "slack.lapsed"]) == ["Mia Member"]
    assert story.row(lapsed).state == "expired"


def test_an_invitation_and_a_request_that_end_together_are_told_apart(story: Story) -> None:
    story.invite("bob@example.com")
    ask(story)
    story.deliver()
    story.wait(days=14)
    story.expire()
    told = {each.kind: each for each in story.deliver() if not each.replaces}
    assert [row.invitation.address for row in told["slack.expired"].rows] == ["bob@example.com"]
    about = told["slack.lapsed"].invitation
    assert about
    assert about.address == "ivy@example.com"


def test_what_is_decided_before_the_message_leaves_asks_nobody(story: Story) -> None:
    asked = ask(story)
    approves(story, asked)
    assert kinds(story.deliver()) == ["mail.invitation", "slack.approved"]
    assert {row.reason for row in story.outbox("slack.request")} == {"decided meanwhile"}


def test_a_message_on_its_way_while_it_is_decided_is_brought_up_to_date(story: Story) -> None:
    asked = ask(story)
    parcels = story.claim("slack.request")
    approves(story, asked)
    done = [(each, Delivered(f"D{each.id}", f"{each.id}.0")) for each in parcels]
    for each, result in done:
        story.record([each], result)
    updates = [each for each in story.deliver() if each.kind == "slack.request"]
    assert {each.replaces for each in updates} == {
        (result.channel, result.ts) for _, result in done
    }
    assert {each.decision for each in updates} == {"approved"}


def test_the_first_decision_is_the_decision_whatever_comes_after(story: Story) -> None:
    asked = ask(story)
    story.deliver()
    approves(story, asked)
    story.deliver()
    story.revoke(asked, by=MIA)
    updates = [each for each in story.deliver() if each.kind == "slack.request"]
    assert {(each.decision, each.by) for each in updates} == {("approved", "Ada Admin")}


def test_a_workgroup_archived_meanwhile_is_said_on_approval(story: Story) -> None:
    asked = ask(story, workgroup=story.group("Design"))
    design = story.row(asked).workgroup_id
    assert design
    story.archive(design)
    assert approves(story, asked).gone == "Design"


def test_an_invitation_by_who_may_approves_the_request(story: Story) -> None:
    asked = ask(story)
    story.deliver()
    form = InviteForm("IVY@example.com", source="V1")
    first = story.database.run(invite, LEV, form, Limits(), story.now)
    assert first == [Invited(asked, "ivy@example.com", "Mia Member")]
    assert story.row(asked).inviter.name == "Mia Member"
    assert story.database.run(invite, LEV, form, Limits(), story.now) == first, "pressed twice"
    assert "slack.approved" in kinds(story.deliver())


def test_who_may_invite_by_now_invites_and_approves_what_they_asked_for(story: Story) -> None:
    asked = ask(story)
    story.database.run(set_role, MIA.email, "lead", story.now)
    [ivy, bob] = asks(story, "ivy@example.com bob@example.com")
    assert ivy == Invited(asked, "ivy@example.com")
    assert isinstance(bob, Invited)
    assert "slack.approved" not in kinds(story.deliver()), "it is their own doing"


def test_the_same_view_twice_asks_once(story: Story) -> None:
    first = asks(story, source="V1")
    assert asks(story, source="V1") == first
    assert len(story.outbox("slack.request")) == 2


def test_by_its_address_a_request_is_approved_or_taken_back(story: Story) -> None:
    ask(story)
    became = story.database.run(
        by_address.resend_newest, ADA, "ivy@example.com", Limits(), story.now
    )
    assert isinstance(became, Invited)
    assert became.asked_by == "Mia Member"
    second = ask(story, emails="bob@example.com")
    taken_back = story.run(by_address.revoke_newest, MIA, "bob@example.com")
    assert (taken_back.address, taken_back.requested) == ("bob@example.com", True)
    assert story.row(second).state == State.REVOKED


def test_who_becomes_an_admin_is_asked_what_is_still_open(story: Story) -> None:
    decided, waits = ask(story, emails="a@example.com"), ask(story, emails="b@example.com")
    story.wait(days=13)
    recent = ask(story, emails="c@example.com")
    refuses(story, decided)
    story.deliver()
    story.wait(days=1)
    story.group("Design", LEV)
    lev = story.member(LEV).id
    story.database.run(change_role, ADA, lev, "admin", story.now)
    told = [each for each in story.deliver() if each.kind == "slack.request" and not each.replaces]
    assert to(told) == ["Lev Lead"]
    assert [each.invitation.id for each in told if each.invitation] == [recent]
    assert story.row(waits).state == "requested", "over, though nobody has written it down"

"""Into a workgroup that leads into Slack come people through an admin, or through who is in all of
its places already: whatever somebody else presses, it becomes a request.
"""

from dataclasses import replace
from typing import Any

import pytest

from commands import policy, workspace_settings
from commands.actors import Person
from commands.directory.identify import identify
from commands.errors import NoSuchWorkgroup
from commands.invitations import approve, by_address, lists
from commands.invitations.correct import correct
from commands.invitations.invite import InviteForm, invite
from commands.invitations.lists import Search
from commands.invitations.request import request
from commands.invitations.resend import resend
from commands.limits import Limits
from commands.outcomes import AlreadyInvited, Invited, Outcome, Requested
from commands.places import LeadsInto, NamedPlace, PlaceId, PlacesUnseen
from commands.workgroups import linking, manage
from commands.workgroups.linking import WantedLinks
from storage.models import ChannelLink, OutboxRow
from tests.commands.places import ANALYSTS, EAST, WEST, claim, joined, linked_group
from tests.commands.statements import statements
from tests.commands.story import Story, seeing
from tests.people import ADA, LEV, MIA

BOARD = "C0BOARD"
PLACES = {place: PlaceId("channel", place) for place in (EAST, WEST, BOARD)}
PLACES[ANALYSTS] = PlaceId("usergroup", ANALYSTS)
OUTSIDE = seeing(LEV, PLACES.values(), inside=False)


def in_only(*places: str, who: Person = LEV) -> Person:
    return seeing(who, [PLACES[each] for each in places])


def run(story: Story, command: Any, *args: Any) -> Any:
    """Whom it says is where it says, and no look at Slack."""
    return story.database.run(command, *args, story.now)


def try_to_invite(
    story: Story, group: str, who: Person = OUTSIDE, emails: str = "ivy@example.com", **form: Any
) -> Outcome:
    wanted = InviteForm(emails, workgroup=group, **form)
    [became] = run(story, request, who, wanted, Limits())
    return became  # type: ignore[no-any-return]


def asked(story: Story, became: Outcome) -> Requested:
    """It is a request of theirs, nothing is mailed, and the admin is asked."""
    assert isinstance(became, Requested)
    assert story.row(became.id).state == "requested"
    assert not story.outbox("mail.%")
    assert became.id in {row.invitation_id for row in story.outbox("slack.request")}
    return became


def private(story: Story, place: str, name: str = "") -> None:
    """As Slack said of it when it was linked."""
    with story.database.transaction() as unit:
        for link in unit.query(ChannelLink).filter_by(slack_id=place):
            link.private, link.name = True, name or link.name


def test_who_is_not_in_the_channel_asks_for_whom_they_invite(story: Story) -> None:
    group = linked_group(story, EAST)
    became = asked(story, try_to_invite(story, group))
    east = NamedPlace(PLACES[EAST], "named", private=False)
    assert became.leads == LeadsInto("Design", (east,))
    assert story.verbs(became.id) == ["requested"]


def test_who_is_in_all_of_it_invites(story: Story) -> None:
    group = linked_group(story, EAST, ANALYSTS)
    assert isinstance(try_to_invite(story, group, in_only(EAST, ANALYSTS)), Invited)


@pytest.mark.parametrize("places", [(), (EAST,), (ANALYSTS,), (WEST,)])
def test_who_is_in_a_part_of_it_asks(story: Story, places: tuple[str, ...]) -> None:
    group = linked_group(story, EAST, ANALYSTS)
    became = asked(story, try_to_invite(story, group, in_only(*places)))
    assert became.leads
    missing = {each.id.slack_id for each in became.leads.places}
    assert missing == {EAST, ANALYSTS} - set(places)


def test_a_usergroup_of_the_same_id_is_not_the_channel(story: Story) -> None:
    group = linked_group(story, EAST)
    elsewhere = seeing(LEV, [PlaceId("usergroup", EAST)])
    asked(story, try_to_invite(story, group, elsewhere))


def test_an_admin_invites_wherever_it_leads_and_nobody_has_to_look(story: Story) -> None:
    group = linked_group(story, EAST)
    assert isinstance(try_to_invite(story, group, ADA), Invited)


def test_before_somebody_looked_nothing_is_done(story: Story) -> None:
    group = linked_group(story, EAST, ANALYSTS)
    with pytest.raises(PlacesUnseen) as unseen:
        try_to_invite(story, group, LEV)
    assert set(unseen.value.places) == {PLACES[EAST], PLACES[ANALYSTS]}
    assert not unseen.value.to_link
    assert not story.outbox("mail.%")


def test_a_link_that_is_newer_than_the_look_counts(story: Story) -> None:
    group = linked_group(story, EAST)
    looked = in_only(EAST)
    story.run(linking.change, ADA, group, WantedLinks([EAST, BOARD]))
    became = asked(story, try_to_invite(story, group, looked))
    assert became.leads
    assert [each.id for each in became.leads.places] == [PLACES[BOARD]]


def test_a_private_channels_name_is_not_told_to_who_is_not_in_it(story: Story) -> None:
    group = linked_group(story, EAST, BOARD)
    private(story, BOARD, "the-merger")
    became = asked(story, try_to_invite(story, group, in_only(EAST)))
    assert became.leads
    assert became.leads.places == (NamedPlace(PLACES[BOARD], "", private=True),)


def test_the_same_view_again_answers_alike(story: Story) -> None:
    group = linked_group(story, EAST)
    first = try_to_invite(story, group, source="V1")
    assert try_to_invite(story, group, source="V1") == first


def test_an_archived_workgroup_that_was_linked_is_gone_for_everybody(story: Story) -> None:
    group = linked_group(story, EAST)
    story.archive(group)
    with pytest.raises(NoSuchWorkgroup):
        try_to_invite(story, group)


def test_who_invites_where_everybody_may_is_asked_the_same(story: Story) -> None:
    run(story, workspace_settings.change, ADA, {"who_may_invite": "everyone"}, Limits())
    group = linked_group(story, EAST)
    mia = replace(MIA, seen=OUTSIDE.seen)
    asked(story, try_to_invite(story, group, mia))
    assert isinstance(try_to_invite(story, group, in_only(EAST, who=MIA), "al@x.example"), Invited)


def test_of_who_may_only_ask_nobody_looks_where_they_are(story: Story) -> None:
    group = linked_group(story, EAST)
    became = asked(story, try_to_invite(story, group, MIA))
    assert became.leads is None


def test_to_invite_outright_asks_too(story: Story) -> None:
    group = linked_group(story, EAST)
    form = InviteForm("a@x.example, b@x.example", workgroup=group)
    became = run(story, invite, OUTSIDE, form, Limits())
    assert {type(each) for each in became} == {Requested}


# Through what was there before


def test_resending_a_closed_one_asks_anew(story: Story) -> None:
    group = linked_group(story, EAST)
    before = story.invite("ivy@example.com", by=in_only(EAST), workgroup=group)
    story.revoke(before)
    story.deliver()
    became = run(story, resend, OUTSIDE, before, Limits())
    assert isinstance(became, Requested)
    assert became.leads
    assert story.row(became.id).workgroup_id == group
    assert story.row(became.id).state == "requested"
    assert story.row(before).state == "revoked"


def test_resending_by_address_asks_anew(story: Story) -> None:
    group = linked_group(story, EAST)
    story.revoke(story.invite("ivy@example.com", by=in_only(EAST), workgroup=group))
    became = run(story, by_address.resend_newest, OUTSIDE, "ivy@example.com", Limits())
    assert isinstance(became, Requested)


def test_a_corrected_address_is_somebody_else_and_asked_for(story: Story) -> None:
    group = linked_group(story, EAST)
    wrong = story.invite("ivy@example.net", by=in_only(EAST), workgroup=group)
    became = run(story, correct, OUTSIDE, wrong, "mole@example.com", Limits())
    assert isinstance(became, Requested)
    assert (story.row(wrong).state, story.row(became.id).state) == ("revoked", "requested")
    assert story.row(became.id).inviter_id == story.member(LEV).id
    assert story.row(became.id).workgroup_id == group


def test_an_admin_who_corrects_a_leads_invitation_invites(story: Story) -> None:
    group = linked_group(story, EAST)
    wrong = story.invite("ivy@example.net", by=in_only(EAST), workgroup=group)
    assert isinstance(run(story, correct, ADA, wrong, "ivy@example.com", Limits()), Invited)


# Nobody approves what they may not do


@pytest.mark.parametrize("asker", [MIA, OUTSIDE])
def test_a_lead_does_not_approve_a_request_by_inviting_the_same_address(
    story: Story, asker: Person
) -> None:
    group = linked_group(story, EAST)
    waits = try_to_invite(story, group, asker)
    assert isinstance(waits, Requested)
    [became] = run(story, invite, OUTSIDE, InviteForm("IVY@example.com"), Limits())
    assert isinstance(became, AlreadyInvited)
    assert became.requested
    assert story.row(waits.id).state == "requested"
    again = run(story, resend, OUTSIDE, waits.id, Limits()) if asker is OUTSIDE else None
    assert again is None or isinstance(again, AlreadyInvited)
    assert story.row(waits.id).state == "requested"
    assert not story.outbox("mail.%")


def test_who_is_in_the_channel_does(story: Story) -> None:
    group = linked_group(story, EAST)
    waits = try_to_invite(story, group, MIA)
    assert isinstance(waits, Requested)
    [became] = run(story, invite, in_only(EAST), InviteForm("ivy@example.com"), Limits())
    assert isinstance(became, Invited)
    assert story.row(waits.id).state == "pending"


def test_a_request_that_leads_nowhere_is_approved_as_ever(story: Story) -> None:
    plain = story.group("Plain")
    waits = try_to_invite(story, plain, MIA)
    assert isinstance(waits, Requested)
    [became] = run(story, invite, LEV, InviteForm("ivy@example.com"), Limits())
    assert isinstance(became, Invited)


def test_an_admin_approves_and_the_lead_stays_the_inviter(story: Story) -> None:
    group = linked_group(story, EAST)
    waits = asked(story, try_to_invite(story, group))
    run(story, approve.approve, ADA, waits.id, Limits())
    row = story.row(waits.id)
    assert (row.state, row.inviter_id) == ("pending", story.member(LEV).id)
    joined(story, replace(MIA, user="U0IVY", email="ivy@example.com"))
    story.accept(waits.id)
    assert [each.slack_id for each in claim(story, "place.channel")] == [EAST]


# What the admins read


def leads_told(story: Story) -> set[str]:
    """Where the messages to the admins say that the request leads."""
    told = [
        parcel.invitation for parcel in story.claim("slack.%") if parcel.kind == "slack.request"
    ]
    return {place.name for about in told if about for place in about.leads_into}


def test_the_admins_read_where_it_leads_private_channels_too(story: Story) -> None:
    group = linked_group(story, EAST, BOARD)
    private(story, BOARD, "board")
    asked(story, try_to_invite(story, group))
    page = run(story, lists.all_invitations, ADA, Search(), 9)
    assert {each.name for each in page.rows[0].leads_into} == {"named", "board"}
    mine = run(story, lists.all_invitations, LEV, Search(), 9)
    assert mine.rows[0].leads_into == ()
    assert leads_told(story) == {"named", "board"}


def test_a_request_whose_workgroup_is_linked_later_says_so_before_it_is_decided(
    story: Story,
) -> None:
    group = story.group("Design")
    waits = try_to_invite(story, group, MIA)
    assert isinstance(waits, Requested)
    story.deliver("slack.%")
    linked_before = len(updates(story))
    story.run(linking.change, ADA, group, WantedLinks([EAST]))
    assert len(updates(story)) == linked_before + 1
    assert leads_told(story) == {""}
    again = len(updates(story))
    story.run(linking.change, ADA, group, WantedLinks([EAST]))
    assert len(updates(story)) == again


def updates(story: Story) -> list[OutboxRow]:
    return story.outbox("slack.update")


# How much it costs


def test_it_costs_who_picks_no_linked_workgroup_nothing(story: Story) -> None:
    plain, linked = story.group("Plain"), linked_group(story, EAST)
    counts = {}
    for name, who, group in (
        ("none", LEV, None),
        ("plain", LEV, plain),
        ("admin", ADA, linked),
        ("in it", in_only(EAST), linked),
    ):
        form = InviteForm(f"{name.replace(' ', '')}@example.com", workgroup=group, source=name)
        with statements(story.database) as seen:
            run(story, request, who, form, Limits())
        counts[name] = sum(not each.startswith(("BEGIN", "COMMIT", "PRAGMA")) for each in seen)
    assert counts["plain"] == counts["none"] + 1, "as it always was: the workgroup is looked for"
    assert counts["in it"] == counts["plain"]
    assert counts["admin"] <= counts["plain"]


# The rule itself


def test_the_rule_stands_in_one_place(story: Story) -> None:
    group = linked_group(story, EAST)
    with story.database.transaction() as unit:
        links = unit.query(ChannelLink).filter_by(workgroup_id=group).all()
        lev, ada = (identify(unit, who, story.now) for who in (OUTSIDE, ADA))
        assert policy.out_of_reach(lev, links) == links
        assert policy.out_of_reach(ada, links) == []
        assert policy.out_of_reach(identify(unit, LEV, story.now), []) == []


def test_the_picker_names_private_channels_to_admins_alone(story: Story) -> None:
    linked_group(story, EAST, BOARD)
    private(story, BOARD, "board")
    told = {
        who.name: [each.name for each in found.leads_into]
        for who in (ADA, LEV, MIA)
        for found in story.database.run(manage.search, who, "", 9)
    }
    assert told == {
        "Ada Admin": ["named", "board"],
        "Lev Lead": ["named", ""],
        "Mia Member": ["named", ""],
    }
    assert story.database.run(manage.picked, LEV, "01J00000000000000000000000") is None

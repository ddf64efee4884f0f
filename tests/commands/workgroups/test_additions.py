"""Members whom a lead wants in a workgroup that leads out of their reach: the admins decide."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from commands.actors import Person
from commands.delivery.parcels.parcel import Parcel
from commands.directory.change_role import set_role
from commands.directory.remove import remove
from commands.errors import AlreadyDecided, NotAllowed, NotFound, NotMembers, OverLimit
from commands.invitations.invite import InviteForm, invite
from commands.limits import Limits
from commands.places import PlaceId, PlacesUnseen
from commands.workgroups import additions, linking, manage
from commands.workgroups.linking import WantedLinks
from commands.workgroups.manage import Change
from storage.models import Addition, Membership
from tests.beginnings import Beginnings
from tests.commands.places import EAST, IVY, WEST, claim, coming, joined, linked_group
from tests.commands.story import Story, seeing
from tests.people import ADA, ELSEWHERE, LEV, MIA

OUTSIDE = seeing(LEV, [PlaceId("channel", EAST)], inside=False)
INSIDE = seeing(LEV, [PlaceId("channel", EAST)])
ZED = Person(ELSEWHERE, "U0ZED", name="Zed", email="zed@elsewhere.example", runs_slack=True)


def run(story: Story, command: Any, *args: Any) -> Any:
    """Whom it says is where it says, and no look at Slack."""
    return story.database.run(command, *args, story.now)


@pytest.fixture
def design(story: Story, beginnings: Beginnings) -> str:
    return beginnings.go_on(story, linked)


def linked(story: Story) -> str:
    """A workgroup in whose channel Lev may be or not."""
    joined(story, MIA)
    joined(story, IVY)
    return linked_group(story, EAST)


def ask(story: Story, group: str, emails: str = MIA.email, who: Person = OUTSIDE) -> Addition:
    """The newest that somebody asked for."""
    run(story, manage.change, who, group, Change("Design", emails=emails))
    return story.all(Addition)[-1]  # type: ignore[no-any-return]


def inside(story: Story, group: str) -> set[str]:
    members = {each.id: each for each in map(story.member, (ADA, LEV, MIA, IVY))}
    rows = [row for row in story.all(Membership) if row.workgroup_id == group]
    return {members[row.member_id].name for row in rows}


def messages(story: Story, kind: str = "slack.addition") -> list[Parcel]:
    return [each for each in story.deliver("slack.%") if each.kind == kind]


def verbs(story: Story, group: str) -> list[str]:
    return [verb for verb in story.verbs(group) if verb not in {"created", "linked"}]


def test_a_lead_who_is_not_in_the_channel_asks(story: Story, design: str) -> None:
    asked = run(story, manage.change, OUTSIDE, design, Change("Design", emails=MIA.email))
    assert asked.number == 1
    assert [each.id for each in asked.leads.places] == [PlaceId("channel", EAST)]
    assert inside(story, design) == set()
    assert claim(story, "place.channel") == []
    assert verbs(story, design) == ["addition_requested"]


def test_a_lead_does_not_add_themself_either(story: Story, design: str) -> None:
    ask(story, design, LEV.email)
    assert inside(story, design) == set()


def test_a_lead_who_is_in_the_channel_adds(story: Story, design: str) -> None:
    assert run(story, manage.change, INSIDE, design, Change("Design", emails=MIA.email)) is None
    assert inside(story, design) == {"Mia Member"}
    assert not story.all(Addition)


def test_an_admin_adds_and_nobody_has_to_look(story: Story, design: str) -> None:
    run(story, manage.change, ADA, design, Change("Design", emails=MIA.email))
    assert inside(story, design) == {"Mia Member"}


def test_before_somebody_looked_nothing_is_done(story: Story, design: str) -> None:
    with pytest.raises(PlacesUnseen):
        run(story, manage.change, LEV, design, Change("Craft", emails=MIA.email))
    assert run(story, manage.show, LEV, design).group.name == "Design"
    assert not story.all(Addition)


def test_who_adds_nobody_is_not_looked_for(story: Story, design: str) -> None:
    assert run(story, manage.change, LEV, design, Change("Craft")) is None


def test_who_is_in_the_workgroup_already_is_asked_for_too(story: Story, design: str) -> None:
    """They may have been taken out of the channel; being added brings them back."""
    run(story, manage.add_members, ADA, design, MIA.email)
    claim(story)
    ask(story, design)
    assert claim(story, "place.channel") == []


def test_one_form_is_one_message_to_each_admin(story: Story, design: str) -> None:
    story.database.run(set_role, IVY.email, "admin", story.now)
    ask(story, design, f"{MIA.email} {LEV.email} {IVY.email}")
    told = messages(story)
    assert {each.recipient.name for each in told if each.recipient} == {ADA.name, IVY.name}
    about = told[0].addition
    assert about
    assert {(each.name, each.slack, each.email) for each in about.members} == {
        (each.name, each.user, each.email) for each in (MIA, LEV, IVY)
    }
    assert (about.asker, about.workgroup, about.state) == (LEV.name, "Design", "requested")
    assert [place.name for place in about.leads_into] == ["named"]


def test_who_is_asked_for_already_is_not_asked_for_again(story: Story, design: str) -> None:
    ask(story, design)
    ask(story, design)
    assert len(story.all(Addition)) == 1
    newest = ask(story, design, f"{MIA.email} {IVY.email}")
    assert newest.members == [story.member(IVY).id]
    assert len(story.outbox("slack.addition")) == 2


def test_an_address_that_no_member_has_stops_all_of_it(story: Story, design: str) -> None:
    with pytest.raises(NotMembers):
        ask(story, design, f"{MIA.email} nobody@example.com")
    assert not story.all(Addition)


def test_an_admin_approves_and_they_are_in(story: Story, design: str) -> None:
    asked = ask(story, design, f"{MIA.email} {IVY.email}")
    messages(story)
    run(story, additions.approve, ADA, asked.id)
    assert inside(story, design) == {"Mia Member", "Ivy Invited"}
    assert coming(story) == {MIA.user, IVY.user}
    assert verbs(story, design) == ["addition_requested", "added"]
    left = story.deliver("slack.%")
    assert {(each.kind, each.replaces is None) for each in left} == {
        ("slack.addition", False),
        ("slack.addition_decided", True),
    }
    assert {each.addition.state for each in left if each.addition} == {"approved"}
    assert {each.addition.by for each in left if each.addition} == {"Ada Admin"}


def test_an_admin_refuses_and_nobody_is_in(story: Story, design: str) -> None:
    asked = ask(story, design)
    messages(story)
    run(story, additions.refuse, ADA, asked.id)
    assert inside(story, design) == set()
    assert verbs(story, design) == ["addition_requested", "addition_refused"]
    [told] = messages(story, "slack.addition_decided")
    assert told.recipient
    assert told.recipient.name == LEV.name
    assert told.addition
    assert told.addition.state == "refused"


@pytest.mark.parametrize("decide", [additions.approve, additions.refuse])
def test_only_an_admin_of_the_workspace_decides(story: Story, design: str, decide: Any) -> None:
    asked = ask(story, design)
    for person in (LEV, INSIDE, MIA):
        with pytest.raises(NotAllowed):
            run(story, decide, person, asked.id)
    with pytest.raises(NotFound):
        run(story, decide, ZED, asked.id)
    with pytest.raises(NotFound):
        run(story, decide, ADA, "01J00000000000000000000000")
    assert inside(story, design) == set()


def test_the_first_decision_counts(story: Story, design: str) -> None:
    asked = ask(story, design)
    run(story, additions.refuse, ADA, asked.id)
    with pytest.raises(AlreadyDecided) as late:
        run(story, additions.approve, ADA, asked.id)
    assert (late.value.state, late.value.by) == ("refused", "Ada Admin")
    assert inside(story, design) == set()


def test_of_two_who_decide_at_once_one_is_late(story: Story, design: str) -> None:
    asked = ask(story, design)

    def decide(number: int) -> bool:
        act = additions.refuse if number % 2 else additions.approve
        try:
            run(story, act, ADA, asked.id)
        except AlreadyDecided:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(decide, range(4))) == 1
    assert len(story.outbox("slack.addition_decided")) == 1


def test_it_lapses_when_the_workgroup_is_archived(story: Story, design: str) -> None:
    asked = ask(story, design)
    story.run(manage.archive, ADA, design)
    with pytest.raises(AlreadyDecided) as late:
        run(story, additions.approve, ADA, asked.id)
    assert late.value.state == "lapsed"
    [told] = messages(story, "slack.addition_decided")
    assert told.addition
    assert told.addition.state == "lapsed"


def test_it_lapses_when_the_workgroup_leads_nowhere_any_more(story: Story, design: str) -> None:
    ask(story, design)
    story.run(linking.change, ADA, design, WantedLinks())
    [row] = story.all(Addition)
    assert row.state == "lapsed"
    run(story, manage.add_members, LEV, design, MIA.email)
    assert inside(story, design) == {"Mia Member"}


def test_the_question_follows_what_is_linked_meanwhile(story: Story, design: str) -> None:
    ask(story, design)
    messages(story)
    for channels in ([EAST, WEST], [WEST]):
        story.run(linking.change, ADA, design, WantedLinks(channels))
        [told] = messages(story)
        assert told.replaces
        assert told.addition
        assert {place.id.slack_id for place in told.addition.leads_into} == set(channels)
        story.run(linking.change, ADA, design, WantedLinks(channels))
        assert messages(story) == []


def test_what_is_decided_stays_as_it_was_told(story: Story, design: str) -> None:
    asked = ask(story, design)
    messages(story)
    run(story, additions.refuse, ADA, asked.id)
    messages(story)
    story.run(linking.change, ADA, design, WantedLinks([EAST, WEST]))
    assert messages(story) == []


def test_who_was_removed_meanwhile_is_left_out(story: Story, design: str) -> None:
    asked = ask(story, design, f"{MIA.email} {IVY.email}")
    run(story, remove, ADA, story.member(MIA).id)
    run(story, additions.approve, ADA, asked.id)
    assert inside(story, design) == {"Ivy Invited"}


def test_where_nobody_is_left_it_lapses(story: Story, design: str) -> None:
    asked = ask(story, design)
    run(story, remove, ADA, story.member(MIA).id)
    run(story, additions.approve, ADA, asked.id)
    [row] = story.all(Addition)
    assert (row.state, row.decided_by) == ("lapsed", None)
    assert inside(story, design) == set()


def test_who_asked_and_is_gone_is_told_nothing_and_an_admin_still_decides(
    story: Story, design: str
) -> None:
    asked = ask(story, design)
    run(story, remove, ADA, story.member(LEV).id)
    run(story, additions.approve, ADA, asked.id)
    assert inside(story, design) == {"Mia Member"}
    assert messages(story, "slack.addition_decided") == []


def test_a_question_that_was_decided_before_it_left_is_not_put(story: Story, design: str) -> None:
    run(story, additions.approve, ADA, ask(story, design).id)
    assert messages(story) == []
    assert [row.reason for row in story.outbox("slack.addition")] == ["decided meanwhile"]


def test_a_removed_member_who_is_added_again_is_asked_for(story: Story, design: str) -> None:
    run(story, manage.add_members, ADA, design, MIA.email)
    run(story, manage.remove_members, LEV, design, [story.member(MIA).id])
    ask(story, design, who=replace(OUTSIDE))
    assert inside(story, design) == set()


# How much may be asked for


def add(story: Story, group: str, emails: str, most: int, who: Person = OUTSIDE) -> None:
    wanted = Change("Design", emails=emails)
    story.database.run(manage.change, who, group, wanted, story.now, Limits(inviter=most))


def test_each_member_asked_for_counts_in_the_day_of_who_asks(story: Story, design: str) -> None:
    add(story, design, f"{MIA.email} {IVY.email}", 3)
    with pytest.raises(OverLimit) as over:
        add(story, design, f"{MIA.email} {LEV.email} {ADA.email}", 3)
    assert (over.value.whose, over.value.left) == ("inviter", 1)
    assert over.value.at == story.now + timedelta(days=1)
    assert len(story.all(Addition)) == 1
    assert len(story.outbox("slack.addition")) == 1
    add(story, design, f"{MIA.email} {LEV.email}", 3)
    with pytest.raises(OverLimit):
        story.database.run(invite, LEV, InviteForm("new@example.com"), Limits(inviter=3), story.now)
    story.wait(days=1)
    add(story, design, ADA.email, 3)
    assert len(story.all(Addition)) == 3


def test_whom_one_has_invited_counts_too(story: Story, design: str) -> None:
    story.invite("a@example.com")
    with pytest.raises(OverLimit):
        add(story, design, f"{MIA.email} {IVY.email}", 2)
    add(story, design, MIA.email, 2)


def test_to_be_refused_frees_nothing(story: Story, design: str) -> None:
    add(story, design, MIA.email, 1)
    run(story, additions.refuse, ADA, story.all(Addition)[0].id)
    with pytest.raises(OverLimit):
        add(story, design, MIA.email, 1)


def test_who_is_asked_for_already_or_added_at_once_does_not_count(
    story: Story, design: str
) -> None:
    add(story, design, MIA.email, 1)
    add(story, design, MIA.email, 1)
    add(story, design, f"{MIA.email} {IVY.email} {LEV.email}", 1, INSIDE)
    add(story, design, f"{MIA.email} {IVY.email} {LEV.email}", 1, ADA)

"""Messages in Slack that list invitations: what they say when they leave, and updates in place."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import workspace_settings
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered
from commands.directory.identify import identify
from commands.limits import Limits
from commands.notifications import notices
from storage import outbox
from storage.models import Invitation, Member
from storage.outbox import NewOutboxRow
from storage.outbox_details import Update
from storage.vocabulary import OutboxKind, ShownFor
from tests.commands.story import Story
from tests.people import ADA, LEV


def digested(story: Story, *also: str) -> list[Parcel]:
    """The digest that the admins have seen: Thursday, with all that waits."""
    for each in also:
        story.invite(each)
    story.deliver()
    story.wait(days=3)
    story.digest()
    return story.deliver("slack.digest")


def test_a_digest_lists_each_with_its_why_and_is_not_posted_without_rows(story: Story) -> None:
    bob = story.invite(note="Hi")
    [message] = digested(story)
    [listed] = message.rows
    assert (listed.invitation.id, listed.why, listed.verb, listed.by) == (
        bob,
        frozenset({ShownFor.WAITING}),
        "",
        "",
    )
    assert (message.replaces, message.invitation) == (None, None)
    assert message.recipient
    assert message.recipient.slack_user == ADA.user


@pytest.mark.parametrize("deed", ["resent", "extended", "revoked"])
def test_an_act_updates_every_admins_message_in_place_and_says_who(story: Story, deed: str) -> None:
    story.run(identify, replace(ADA, user="U0BO", email="bo@northwind.example"))
    bob = story.invite()
    first, second = digested(story, "amy@example.com")
    story.wait(minutes=1)
    act = {"resent": story.resend, "extended": story.extend, "revoked": story.revoke}[deed]
    act(bob, ADA)
    updates = [parcel for parcel in story.claim("slack.%") if parcel.replaces]
    assert [each.kind for each in updates] == ["slack.digest"] * 2
    assert [each.replaces for each in updates] == [
        (f"D{parcel.id}", f"{parcel.id}.0") for parcel in (first, second)
    ]
    assert [each.recipient for each in updates] == [first.recipient, second.recipient]
    for each in updates:
        deeds = {row.invitation.id: (row.verb, row.by) for row in each.rows}
        assert deeds.pop(bob) == (deed, ADA.name)
        assert set(deeds.values()) == {("", "")}


def test_an_update_says_also_what_invitees_did_meanwhile(story: Story) -> None:
    bob = story.invite("Bob Builder <bob@example.com>")
    digested(story, "amy@example.com")
    amy = next(each for each in story.all(Invitation) if each.email == "amy@example.com")
    story.accept(bob)
    story.revoke(amy.id)
    [update_] = [parcel for parcel in story.claim("slack.%") if parcel.replaces]
    assert [(row.verb, row.by) for row in update_.rows] == [
        ("accepted", "Bob Builder"),
        ("revoked", LEV.name),
    ]


def test_an_update_leaves_even_when_nothing_is_pending_and_is_updated_no_further(
    story: Story,
) -> None:
    bob = story.invite()
    digested(story)
    story.revoke(bob)
    [parcel] = story.deliver("slack.%")
    assert parcel.replaces
    places = [(row.channel, row.ts) for row in story.outbox("slack.update")]
    assert places == [(None, None)]
    assert story.row(bob).shown == {ShownFor.WAITING}


def test_only_messages_that_list_it_and_stand_in_slack_are_updated(story: Story) -> None:
    story.invite()
    digested(story)
    new = story.invite("new@example.com")
    story.extend(new)
    assert story.outbox("slack.update") == []
    story.wait(days=12)
    story.remind()
    story.extend(new)  # the warning has not left: when it does, it says how things are then
    assert story.outbox("slack.update") == []


def test_a_warning_is_updated_too(story: Story) -> None:
    bob, amy = story.invite(), story.invite("amy@example.com")
    story.deliver()
    story.wait(days=12)
    story.remind()
    [warning] = story.deliver("slack.ending")
    assert {row.invitation.id for row in warning.rows} == {bob, amy}
    story.extend(bob)
    [parcel] = [each for each in story.claim("slack.%") if each.replaces]
    assert (parcel.kind, parcel.replaces) == ("slack.ending", (f"D{warning.id}", f"{warning.id}.0"))
    deeds = {row.invitation.id: row.verb for row in parcel.rows}
    assert deeds == {bob: "extended", amy: ""}


def test_an_update_of_a_message_that_is_gone_is_dropped(story: Story) -> None:
    story.invite()
    digested(story)
    with story.database.transaction() as unit:
        workspace = unit.get_one(Member, story.member(LEV).id).workspace_id
        outbox.put(
            unit, workspace, story.now, NewOutboxRow("slack.update", "u", details=Update(999))
        )
    assert story.claim("slack.%") == []


def test_a_message_leaves_out_what_is_purged_meanwhile(story: Story) -> None:
    bob, amy = story.invite(), story.invite("amy@example.com")
    story.deliver()
    story.wait(days=3)
    story.digest()
    with story.database.transaction() as unit:
        unit.delete(unit.get_one(Invitation, bob))
    [message] = story.claim("slack.digest")
    assert [row.invitation.id for row in message.rows] == [amy]
    with story.database.transaction() as unit:
        unit.delete(unit.get_one(Invitation, amy))
    story.record([message], Delivered("D", "1"))
    assert [row.state for row in story.outbox("slack.digest")] == ["sent"]


def test_a_message_knows_whether_who_reads_it_may_invite_when_it_leaves(story: Story) -> None:
    story.invite("bob@example.com")
    story.deliver()
    for who, may in (("leads", True), ("admins", False)):
        story.run(workspace_settings.change, ADA, {"who_may_invite": who}, Limits())
        story.database.run(tell, story.now)
        [parcel] = story.claim("slack.ending")
        assert parcel.recipient
        assert parcel.recipient.may_invite is may
        story.record([parcel], Delivered())
        story.wait(days=1)


def tell(unit: Session, now: datetime) -> None:
    """The inviters, of all that is there."""
    rows = list(unit.scalars(select(Invitation)))
    for row in rows:
        row.cycle += 1
    notices.tell_inviters(unit, rows, OutboxKind.ENDING, now)

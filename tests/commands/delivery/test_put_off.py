"""Mails that wait in a pause: which one is to see, whose answer ends it, and what is told when."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import update

from commands.actors import Person
from commands.delivery import parcels
from commands.delivery.results import Delivered, PermanentFailure, PutOff, TransientFailure
from commands.directory.change_role import change_role
from commands.export import TABLES, read
from commands.invitations import invite, resend
from commands.invitations.invite import InviteForm
from commands.limits import Limits
from commands.notifications import mails
from commands.notifications.put_off import tell_put_off
from commands.provisioning.progress import progress
from storage.models import Invitation, MailPause, Member, Workspace
from storage.vocabulary import MailStage
from tests.commands.endpoints import add_endpoint
from tests.commands.endpoints import told as webhooks
from tests.commands.statements import statements
from tests.commands.story import Story
from tests.people import ADA, LEV
from tests.storage.waiting import until_somebody_waits

OURS = PutOff("553 5.7.1 not owned by user", MailStage.MAIL, 553)
OF_GMAIL = PutOff("550 5.7.1 blocked", MailStage.RCPT, 550, "gmail.com")


def scopes(story: Story) -> list[str]:
    """Of the pauses that hold."""
    with story.database.reading() as unit:
        live = unit.query(MailPause).filter(MailPause.ended_at.is_(None))
        return sorted(each.scope for each in live)


def later(story: Story) -> list[str | None]:
    """What may be tried a quarter of an hour later, and what each sees."""
    story.wait(minutes=16)
    return [each.sees for each in story.claim("mail.%")]


def test_no_domain_is_tried_while_no_mail_leaves(story: Story) -> None:
    story.invite("ivy@gmail.com")
    story.record(story.claim("mail.%"), OF_GMAIL)
    story.invite("joe@example.com")
    story.record(story.claim("mail.%"), OURS)
    assert scopes(story) == ["", "gmail.com"]
    assert later(story) == [""]


def test_each_that_waits_is_tried_in_turn(story: Story) -> None:
    for name in ("ivy", "joe", "kim"):
        story.invite(f"{name}@example.com")
    [first, second, third] = story.claim("mail.%")
    story.record([first, second, third], OURS)
    tried = []
    for _ in range(6):
        story.wait(minutes=16)
        [one] = story.claim("mail.%")
        story.record([one], OURS)
        tried.append(one.id)
    assert tried[:3] == tried[3:] == [first.id, second.id, third.id]


def test_only_who_was_to_see_ends_it(story: Story) -> None:
    story.invite("ivy@example.com")
    story.invite("joe@example.com")
    [refused, underway] = story.claim("mail.%")
    story.record([refused], OURS)
    story.record([underway], Delivered())
    assert scopes(story) == [""]
    story.wait(minutes=2)
    [seeing] = story.claim("mail.%")
    story.record([seeing], Delivered())
    assert scopes(story) == []


def test_an_answer_about_the_invitee_ends_it_and_a_fault_of_ours_does_not(story: Story) -> None:
    story.invite("ivy@example.com")
    story.invite("joe@example.com")
    story.record(story.claim("mail.%"), OURS)
    story.wait(minutes=2)
    story.record(story.claim("mail.%"), TransientFailure("not_made", answered=False))
    assert scopes(story) == [""]
    story.wait(minutes=16)
    story.record(story.claim("mail.%"), PermanentFailure("550 5.1.1 No such user"))
    assert scopes(story) == []


def test_that_they_leave_is_told_when_all_that_waited_are_on_their_way(story: Story) -> None:
    story.invite("ivy@example.com")
    story.invite("joe@example.com")
    story.record(story.claim("mail.%"), OURS)
    story.run(tell_put_off)
    story.deliver("slack.%")
    story.wait(minutes=2)
    story.record(story.claim("mail.%"), Delivered())
    story.wait(seconds=-1)
    story.run(tell_put_off)
    assert not story.claim("slack.mails_leave"), "who looked at the clock before sees it too"
    story.wait(seconds=1)
    story.record(story.claim("mail.%"), Delivered())
    story.run(tell_put_off)
    [told] = story.claim("slack.mails_leave")
    assert told.details.written() == {"waited": 2}


def told(story: Story, kind: str) -> list[str]:
    """Who gets such a message now."""
    got = [each for each in story.deliver("slack.%") if each.kind == kind]
    return sorted(each.recipient.name.split()[0] for each in got if each.recipient)


def change(story: Story, who: Person, role: str) -> None:
    with story.database.reading() as unit:
        [member] = unit.query(Member).filter(Member.slack_user == who.user)
    story.act(change_role, ADA, member.id, role, story.now)


def put_off_and_told(story: Story) -> None:
    story.invite("ivy@example.com")
    story.record(story.claim("mail.%"), OURS)
    story.run(tell_put_off)
    assert told(story, "slack.put_off") == ["Ada"]


def test_nobody_reads_whom_another_workspace_has_invited(story: Story) -> None:
    story.invite("Ivy@gmail.com")
    story.record(
        story.claim("mail.%"),
        replace(OF_GMAIL, words="550 5.7.1 <ivy@GMAIL.com> and (Ivy@gmail.com): relay denied"),
    )
    with story.database.reading() as unit:
        [pause] = unit.query(MailPause)
    assert pause.words == "550 5.7.1 <…> and (…): relay denied"


def test_who_becomes_an_admin_meanwhile_is_told_too(story: Story) -> None:
    put_off_and_told(story)
    change(story, LEV, "admin")
    assert told(story, "slack.put_off") == ["Lev"]
    story.run(tell_put_off)
    assert told(story, "slack.put_off") == []


def test_who_is_an_admin_no_longer_reads_that_it_is_over(story: Story) -> None:
    put_off_and_told(story)
    change(story, LEV, "admin")
    assert told(story, "slack.put_off") == ["Lev"]
    change(story, LEV, "lead")
    story.wait(minutes=2)
    story.record(story.claim("mail.%"), Delivered())
    story.run(tell_put_off)
    left = story.deliver("slack.%")
    assert sorted(each.kind for each in left if each.kind != "slack.home") == [
        *["slack.mails_leave"] * 2,
        *["slack.put_off"] * 2,
    ]


def test_what_nothing_waits_for_is_forgotten_after_a_month(story: Story) -> None:
    story.invite("ivy@gmail.com")
    story.record(story.claim("mail.%"), OF_GMAIL)
    story.run(tell_put_off)
    assert told(story, "slack.put_off") == ["Ada"]
    for days in (15, 14):
        story.wait(days=days)
        assert story.claim("mail.%") == []
        story.run(tell_put_off)
        assert scopes(story) == ["gmail.com"]
    story.wait(days=1)
    assert story.claim("mail.%") == []
    story.run(tell_put_off)
    with story.database.reading() as unit:
        assert unit.query(MailPause).all() == []
    assert told(story, "slack.mails_leave") == [], "nobody knows whether they leave"


def test_admins_see_in_their_home_when_it_begins_and_ends(story: Story) -> None:
    with story.database.transaction() as unit:
        for each in unit.query(Member):
            each.home = "own"
    story.invite("ivy@example.com")
    story.deliver("slack.%")
    story.record(story.claim("mail.%"), OURS)
    story.run(tell_put_off)
    story.wait(seconds=5)
    assert told(story, "slack.home") == ["Ada"]
    story.run(tell_put_off)
    story.wait(minutes=2)
    assert told(story, "slack.home") == []
    story.record(story.claim("mail.%"), Delivered())
    story.run(tell_put_off)
    story.wait(seconds=5)
    assert told(story, "slack.home") == ["Ada"]


def updated(story: Story) -> list[str]:
    """The messages that are drawn anew."""
    story.wait(seconds=5)
    return [each.kind for each in story.deliver("slack.%") if each.replaces]


def joining(story: Story, invitation: str) -> list[str]:
    """How the step of that mail is."""
    with story.database.reading() as unit:
        row = unit.get_one(Invitation, invitation)
        found = progress(unit, [row])[invitation]
        return [each.state for each in found if each.kind == "joining"]


def test_the_mail_with_the_link_to_join_says_that_it_is_put_off(story: Story) -> None:
    with story.database.transaction() as unit:
        unit.execute(update(Workspace).values(join_link="https://join.slack.com/t/northwind/x"))
    ivy = story.invite("ivy@example.com")
    story.deliver("mail.%")
    story.accept(ivy)
    story.deliver("slack.%")
    with story.database.transaction() as unit:
        mails.joining(unit, unit.get_one(Invitation, ivy), story.now)
    assert joining(story, ivy) == ["waiting"]
    story.record(story.claim("mail.%"), OURS)
    assert joining(story, ivy) == ["put_off"]
    assert updated(story) == ["slack.accepted"]
    for _ in range(2):
        story.wait(minutes=16)
        story.record(story.claim("mail.%"), OURS)
        assert updated(story) == [], "it says so already"
    story.wait(minutes=16)
    story.record(story.claim("mail.%"), Delivered())
    assert joining(story, ivy) == ["done"]


def test_nothing_says_that_a_mail_which_is_put_off_failed(story: Story) -> None:
    add_endpoint(story)
    ivy = story.invite("ivy@example.com")
    for _ in range(20):
        story.record(story.claim("mail.%"), OURS)
        story.run(tell_put_off)
        story.wait(hours=4)
    assert {row.kind for row in webhooks(story)} == {"hook.invitation.created"}
    assert "failed" not in story.verbs(ivy)
    with story.database.reading() as unit:
        columns, rows = (
            TABLES["invitations"].columns,
            [*read(unit, TABLES["invitations"], None, story.now)],
        )
    assert [row[columns.index("mail")] for row in rows] == ["queued"]


def test_who_invites_or_resends_meanwhile_reads_that_the_mail_waits(story: Story) -> None:
    ivy = story.invite("ivy@gmail.com")
    story.record(story.claim("mail.%"), OF_GMAIL)
    form = InviteForm("joe@gmail.com, kim@example.com")
    became = story.act(invite.invite, LEV, form, Limits(), story.now)
    assert [(each.address, each.put_off) for each in became] == [
        ("joe@gmail.com", True),
        ("kim@example.com", False),
    ]
    assert story.act(resend.resend, LEV, ivy, Limits(), story.now).put_off
    story.wait(minutes=2)
    [seeing] = [each for each in story.claim("mail.%") if each.sees]
    story.record([seeing], Delivered())
    [leaves] = story.act(invite.invite, LEV, InviteForm("lea@gmail.com"), Limits(), story.now)
    assert not leaves.put_off


def test_without_a_pause_a_claim_looks_for_them_once(story: Story) -> None:
    for name in ("ivy", "joe", "kim"):
        story.invite(f"{name}@example.com")
    with statements(story.database) as said:
        claimed = story.claim("mail.%")
        story.record(claimed, Delivered())
    assert len(claimed) == 3
    assert len([each for each in said if "mail_pause" in each]) == 1
    with statements(story.database) as said:
        story.claim("slack.%")
    assert not [each for each in said if "mail_pause" in each]


def test_what_was_tried_often_for_our_sake_is_soon_tried_again_for_its_own(story: Story) -> None:
    story.invite("ivy@example.com")
    story.record(story.claim("mail.%"), OURS)
    for _ in range(9):
        story.wait(minutes=16)
        story.record(story.claim("mail.%"), OURS)
    story.wait(minutes=16)
    story.record(story.claim("mail.%"), TransientFailure("451 4.7.1 greylisted"))
    story.wait(minutes=1)
    assert len(story.claim("mail.%")) == 1


def test_a_mail_that_cannot_be_made_keeps_no_other_from_being_tried(story: Story) -> None:
    story.invite("odd@example.com")
    story.invite("joe@example.com")
    story.record(story.claim("mail.%"), OURS)
    tried = set()
    for _ in range(4):
        story.wait(hours=5)
        [one] = story.claim("mail.%")
        story.record([one], TransientFailure("not_made", answered=False))
        tried.add(one.id)
    assert len(tried) == 2


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_is_new_while_the_message_is_marked_is_in_it_all_the_same(story: Story) -> None:
    story.invite("ivy@gmail.com")
    story.record(story.claim("mail.%"), OF_GMAIL)
    story.run(tell_put_off)
    told = story.claim("slack.put_off")
    story.invite("joe@yahoo.com")
    story.record(story.claim("mail.%"), replace(OF_GMAIL, domain="yahoo.com"))

    def record() -> None:
        with story.database.transaction() as unit:  # no second try hides a deadlock
            done = [(each, Delivered(f"D{each.id}", "1.0")) for each in told]
            parcels.record(unit, done, story.now)

    with ThreadPoolExecutor(1) as pool:
        with story.database.transaction() as unit:
            tell_put_off(unit, story.now)
            settling = pool.submit(record)
            until_somebody_waits(story.database)
        settling.result()
    [update] = [each for each in story.claim("slack.%") if each.replaces]
    assert [each.domain for each in update.put_off] == ["gmail.com", "yahoo.com"]

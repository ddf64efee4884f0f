"""Mails that wait in a pause: which one is to see, whose answer ends it, and what is told when."""

from commands.delivery.results import Delivered, PermanentFailure, PutOff, TransientFailure
from commands.notifications.put_off import tell_put_off
from storage.models import MailPause
from storage.vocabulary import MailStage
from tests.commands.story import Story

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

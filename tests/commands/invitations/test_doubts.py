"""What looks like a slip of the pen is asked about once, before anything is sent."""

from datetime import timedelta

import pytest

from commands import workspace_settings
from commands.errors import BadAddresses
from commands.invitations.approve import approve
from commands.invitations.correct import correct
from commands.invitations.doubts import AT_ONCE
from commands.invitations.invite import InviteForm, invite
from commands.invitations.request import request
from commands.limits import Limits
from commands.outcomes import Doubtful, Invited, Outcome, Requested
from storage.models import AuditEntry
from tests.commands.statements import statements
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA


def send(story: Story, emails: str, source: str = "V1", by: object = LEV) -> list[Outcome]:
    form = InviteForm(emails, source=source)
    became: list[Outcome] = story.act(request, by, form, Limits(), story.now)
    return became


def kinds(outcomes: list[Outcome]) -> list[tuple[str, type]]:
    return [(each.address, type(each)) for each in outcomes]


def test_a_slip_is_asked_about_and_sending_it_again_confirms(story: Story) -> None:
    asked = send(story, "ivy@gmial.com bob@example.com")
    assert asked == [Doubtful("ivy@gmial.com", "ivy@gmail.com", "")]
    assert story.outbox() == []
    again = send(story, "ivy@gmial.com bob@example.com")
    assert kinds(again) == [("ivy@gmial.com", Invited), ("bob@example.com", Invited)]
    assert send(story, "ivy@gmial.com bob@example.com") == again, "as every second submit"


def test_only_what_is_new_is_asked_about(story: Story) -> None:
    send(story, "ivy@gmial.com")
    asked = send(story, "ivy@gmial.com, bob@gmial.com, eve@exmaple.com")
    assert kinds(asked) == [("bob@gmial.com", Doubtful), ("eve@exmaple.com", Doubtful)]
    assert story.outbox() == []
    assert len(send(story, "ivy@gmial.com, bob@gmial.com, eve@exmaple.com")) == 3
    assert len(story.outbox()) == 3


def test_another_view_and_another_person_are_asked_anew(story: Story) -> None:
    send(story, "ivy@gmial.com")
    assert kinds(send(story, "ivy@gmial.com", "V2")) == [("ivy@gmial.com", Doubtful)]
    assert kinds(send(story, "ivy@gmial.com", by=ADA)) == [("ivy@gmial.com", Doubtful)]
    assert kinds(send(story, "ivy@gmial.com")) == [("ivy@gmial.com", Invited)]


def test_an_unknown_ending_is_asked_about_with_what_may_be_meant(story: Story) -> None:
    asked = send(story, "a@example.c b@shop.zzz c@пример.рв")
    assert asked == [
        Doubtful("a@example.c", "a@example.com", "c"),
        Doubtful("b@shop.zzz", "", "zzz"),
        Doubtful("c@пример.рв", "c@пример.рф", "рв"),
    ]
    assert {each for _, each in kinds(send(story, "a@example.c b@shop.zzz c@пример.рв"))} == {
        Invited
    }


def test_what_is_near_to_the_inviters_own_or_an_allowed_domain_is_asked_about(
    story: Story,
) -> None:
    assert send(story, "ivy@northwnid.example") == [
        Doubtful("ivy@northwnid.example", "ivy@northwind.example", "")
    ]
    typed = {"allowed_domains": "northwind.example partner-lab.de yaho.com"}
    story.database.run(workspace_settings.change, ADA, typed, Limits(), story.now)
    assert kinds(send(story, "ivy@yaho.com")) == [("ivy@yaho.com", Invited)], "named by an admin"
    with pytest.raises(BadAddresses) as refusal:
        send(story, "joe@parnter-lab.de joe@else.example joe@gmial.com")
    assert [(bad.why, bad.meant) for bad in refusal.value.refused] == [
        ("not_allowed", "joe@partner-lab.de"),
        ("not_allowed", ""),
        ("not_allowed", ""),
    ]


def test_one_question_names_every_slip_of_a_form(story: Story) -> None:
    slips = ("gmial.com", "hotmial.com", "yaho.com", "outlok.com", "iclud.com", "exmaple.com")
    typed = " ".join(f"ivy@{each} bob@{each}" for each in slips)
    assert len(send(story, typed)) == 12
    assert {each for _, each in kinds(send(story, typed))} == {Invited}


def test_more_domains_than_a_question_can_name_are_asked_about_in_two(story: Story) -> None:
    typed = " ".join(f"ivy@shop{n}.zzz" for n in range(AT_ONCE + 1))
    assert len(send(story, typed)) == AT_ONCE
    assert kinds(send(story, typed)) == [(f"ivy@shop{AT_ONCE}.zzz", Doubtful)]
    assert {each for _, each in kinds(send(story, typed))} == {Invited}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *((f"{sign}ivy@example.com", "ivy@example.com") for sign in "-*+=#/|~!&^$%{`"),
        ("//ivy@example.com", "ivy@example.com"),
        ("1.ivy@example.com", "ivy@example.com"),
        ("Ivy|ivy@example.com", "ivy@example.com"),
        ("email=ivy@example.com", "ivy@example.com"),
        ("a.example/-ivy@example.com", "ivy@example.com"),
        ("-Ivy@gmial.com", "Ivy@gmail.com"),
        ("--7ivy@example.com", "7ivy@example.com"),
    ],
)
def test_a_sign_before_an_address_is_asked_about_and_may_be_meant(
    story: Story, typed: str, meant: str
) -> None:
    assert send(story, typed) == [Doubtful(typed, meant, "")]
    assert story.outbox() == []
    assert kinds(send(story, typed)) == [(typed, Invited)]


@pytest.mark.parametrize(
    "typed", ["_ivy@example.com", "1ivy@example.com", "12@example.com", "r&d@b.me", "o'neil@b.me"]
)
def test_what_mailboxes_begin_with_is_not_asked_about(story: Story, typed: str) -> None:
    assert kinds(send(story, typed)) == [(typed, Invited)]


def test_who_may_only_ask_is_asked_when_asking_and_no_admin_later(story: Story) -> None:
    assert kinds(send(story, "ivy@gmial.com", by=MIA)) == [("ivy@gmial.com", Doubtful)]
    [asked] = send(story, "ivy@gmial.com", by=MIA)
    assert isinstance(asked, Requested)
    story.act(approve, ADA, asked.id, Limits(), story.now)
    assert story.row(asked.id).state == "pending"


def test_the_command_for_who_may_invite_asks_too(story: Story) -> None:
    form = InviteForm("ivy@gmial.com", source="V1")
    [asked] = story.act(invite, LEV, form, Limits(), story.now)
    assert isinstance(asked, Doubtful)


def test_a_correction_is_asked_about_too_and_changes_nothing_yet(story: Story) -> None:
    wrong = story.invite("ivi@example.com")
    [asked, became] = (
        story.act(correct, LEV, wrong, "ivy@exmaple.com", Limits(), story.now) for _ in range(2)
    )
    assert asked == Doubtful("ivy@exmaple.com", "ivy@example.com", "")
    assert isinstance(became, Invited)
    assert story.row(wrong).state == "revoked"


def test_resending_asks_nothing(story: Story) -> None:
    send(story, "ivy@gmial.com")
    [made] = send(story, "ivy@gmial.com")
    assert isinstance(made, Invited)
    story.revoke(made.id)
    assert isinstance(story.resend(made.id), Invited)


def test_a_slip_in_the_list_of_throw_away_domains_is_none_but_those_near_it_are(
    story: Story,
) -> None:
    assert kinds(send(story, "ivy@hotmial.com")) == [("ivy@hotmial.com", Doubtful)]
    assert kinds(send(story, "ivy@hotmial.com")) == [("ivy@hotmial.com", Invited)]
    with pytest.raises(BadAddresses) as refusal:
        send(story, "ivy@outlook.edu.pl ivy@mailinator.com")
    assert [(bad.why, bad.meant) for bad in refusal.value.refused] == [
        ("disposable", "ivy@outlook.com"),
        ("disposable", ""),
    ]


def test_what_is_blocked_is_refused_and_not_asked_about(story: Story) -> None:
    typed = {"blocked_domains": "gmial.com"}
    story.database.run(workspace_settings.change, ADA, typed, Limits(), story.now)
    with pytest.raises(BadAddresses):
        send(story, "ivy@gmial.com")


def test_what_was_asked_about_is_kept_without_the_addresses(story: Story) -> None:
    send(story, "ivy@gmial.com")
    [entry] = [each for each in story.all(AuditEntry) if each.verb == "questioned"]
    assert "gmial" not in str(entry.details)
    [key] = entry.details["keys"]
    assert len(key) == 16
    story.now += timedelta(days=1, seconds=1)
    assert kinds(send(story, "ivy@gmial.com")) == [("ivy@gmial.com", Doubtful)], "for a day"


def test_what_is_right_costs_no_statement(story: Story) -> None:
    send(story, "one@example.com", "V0")
    with statements(story.database) as said:
        send(story, "ivy@example.com", "V1")
    with statements(story.database) as doubted:
        send(story, "ivy@gmial.com", "V2")
    assert not [each for each in said if "history.details" in each and "LIMIT" in each]
    assert len([each for each in doubted if "history.details" in each]) == 1

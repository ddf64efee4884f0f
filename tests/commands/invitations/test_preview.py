"""Before it is sent: what the mail would say, of an invitation that is never made."""

from dataclasses import replace

import pytest

from commands.errors import NotAllowed
from commands.invitations.describe import Invitation, for_invitee
from commands.invitations.invite import InviteForm
from commands.invitations.preview import EXAMPLE, preview
from storage import models
from tests.commands.story import Story
from tests.people import GUS, LEV


def seen(story: Story, emails: str, **form: object) -> Invitation:
    wanted = InviteForm(emails, **form)  # type: ignore[arg-type]
    with story.database.reading() as unit:
        return preview(unit, LEV, wanted, story.now)


def test_it_is_what_the_first_of_them_would_get(story: Story) -> None:
    design = story.group("Design")
    story.live(7)
    about = seen(
        story,
        "Ivy <Ivy@example.com>, joe@example.com",
        personal=True,
        workgroup=design,
        note=" Hi ",
        locale="ru",
    )
    made = story.invite("Ivy <Ivy@example.com>", personal=True, workgroup=design, locale="ru")
    real = story.row(made)
    assert (about.address, about.email, about.name) == (real.address, real.email, real.name)
    assert (about.expires_at, about.inviter, about.workspace) == (
        real.expires_at,
        "Lev Lead",
        "Northwind",
    )
    assert (about.workgroup, about.personal, about.note, about.locale) == (
        "Design",
        True,
        "Hi",
        "ru",
    )


def test_nothing_is_said_otherwise_than_of_one_that_is_made(story: Story) -> None:
    design = story.group("Design")
    about = seen(story, "Ivy <Ivy@example.com>", personal=True, workgroup=design, note="Hi")
    made = story.invite("Ivy <Ivy@example.com>", personal=True, workgroup=design, note="Hi")
    with story.database.reading() as unit:
        real = for_invitee(unit, made, story.now)
    assert replace(about, id=made, mail="queued") == real


@pytest.mark.parametrize("typed", ["", "nobody", "ivy@example.com, odd@"])
def test_as_long_as_the_addresses_are_not_right_it_goes_to_an_example(
    story: Story, typed: str
) -> None:
    assert seen(story, typed).address == EXAMPLE


def test_a_workgroup_that_is_gone_is_left_out(story: Story) -> None:
    design = story.group("Design")
    story.archive(design)
    assert seen(story, "ivy@example.com", workgroup=design).workgroup is None
    assert seen(story, "ivy@example.com", workgroup="nothing").workgroup is None


def test_nothing_of_it_is_kept(story: Story) -> None:
    story.database.run(preview, LEV, InviteForm("ivy@example.com"), story.now)
    assert story.all(models.Invitation) == []
    assert story.outbox("mail.%") == []


def test_guests_have_none(story: Story) -> None:
    with pytest.raises(NotAllowed):
        story.database.run(preview, GUS, InviteForm("ivy@example.com"), story.now)


def test_a_language_that_is_not_offered_is_shown_in_english(story: Story) -> None:
    assert seen(story, "ivy@example.com", locale="xx").locale == "en"

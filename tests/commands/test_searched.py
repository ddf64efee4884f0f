"""What is searched is written with what is shown, whatever changes it, and found alike."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import undefer

from commands.directory.identify import identify
from commands.directory.join import keep_up
from commands.invitations import correct, invite, lists
from commands.invitations.invite import InviteForm
from commands.invitations.lists import Search
from commands.limits import Limits
from commands.workgroups import manage
from storage.folding import kept
from storage.models import Invitation, Member, Workgroup
from storage.models.searched import Searched
from tests.commands.story import Story
from tests.people import ADA, LEV

TABLES: tuple[Any, ...] = (Invitation, Member, Workgroup)
LISTS = {
    "users": lists.all_users,
    "invitations": lists.all_invitations,
    "workgroups": lists.all_groups,
}


def found(story: Story, tab: str, typed: str) -> list[str]:
    page = story.database.run(LISTS[tab], ADA, Search(typed=typed), 25, story.now)
    return [getattr(row, "email" if tab == "invitations" else "name") for row in page.rows]


def all_is_kept(story: Story) -> bool:
    """Each row has what is searched in it as it would be written now."""
    with story.database.reading() as unit:
        rows = [
            row
            for table in TABLES
            for row in unit.scalars(select(table).options(undefer(table.folded)))
        ]
        wrong = [
            row
            for row in rows
            if row.folded != kept(*(getattr(row, name) for name in row.SEARCHED)) or not row.folded
        ]
        return bool(rows) and not wrong


def test_every_table_that_is_searched_is_looked_at_here() -> None:
    assert set(Searched.__subclasses__()) == set(TABLES)


def test_who_is_invited_and_comes_in_is_found(story: Story) -> None:
    bob = story.invite("Bøb Ёжиков <bob@пример.рф>", personal=True)
    for typed in ("ежиков bob", "пример", "BOB@xn--e1afmkfd"):
        assert found(story, "invitations", typed) == ["bob@xn--e1afmkfd.xn--p1ai"]
    assert story.accept(bob)
    for typed in ("ежиков", "bob@пример.рф", "BOB@xn--e1afmkfd"):
        assert found(story, "users", typed) == ["Bøb Ёжиков"]
    assert found(story, "workgroups", "bob ежиков") == ["Bøb Ёжиков"]
    assert all_is_kept(story)


def test_a_corrected_address_is_found_and_the_wrong_one_too(story: Story) -> None:
    wrong = story.invite("Ólaf <olav@example.com>")
    story.act(correct.correct, LEV, wrong, "olaf@example.com", Limits(), story.now)
    assert found(story, "invitations", "olaf@") == ["olaf@example.com"]
    assert len(found(story, "invitations", "olaf")) == 2
    assert all_is_kept(story)


def test_who_changes_name_or_address_is_found_by_the_new_one_alone(story: Story) -> None:
    story.invite()
    with story.database.transaction() as unit:
        lev = identify(unit, LEV, story.now).member
        keep_up(unit, lev, replace(LEV, name="Лёв"))
    assert (found(story, "users", "lead"), found(story, "users", "лев")) == ([], ["Лёв"])
    with story.database.transaction() as unit:
        lev = identify(unit, LEV, story.now).member
        keep_up(unit, lev, replace(LEV, name="Лёв", email="leo@новый.example"))
    assert found(story, "users", "lev@") == []
    assert found(story, "users", "новый лев") == ["Лёв"]
    assert found(story, "invitations", "лев новый") == ["bob@example.com"]
    assert all_is_kept(story)


def test_a_renamed_workgroup_is_found_by_its_new_name_and_so_is_who_is_invited_into_it(
    story: Story,
) -> None:
    group = story.group("Łódź")
    story.invite(workgroup=group)
    assert found(story, "invitations", "lodz lev") == ["bob@example.com"]
    story.run(manage.edit, ADA, group, "Ёлки", "")
    assert found(story, "workgroups", "елки") == ["Ёлки"]
    assert found(story, "invitations", "lodz") == []
    assert found(story, "invitations", "елки bob lev") == ["bob@example.com"]
    assert all_is_kept(story)


def test_a_form_of_many_is_kept_row_by_row(story: Story) -> None:
    everybody = [f"Ñ{number} <n{number}@example.com>" for number in range(40)]
    story.act(invite.invite, LEV, InviteForm(", ".join(everybody)), Limits(), story.now)
    assert found(story, "invitations", "n7 n7@") == ["n7@example.com"]
    assert all_is_kept(story)


def test_what_is_searched_is_no_ones_to_read(story: Story) -> None:
    with story.database.reading() as unit:
        public = unit.scalars(select(Workgroup)).one()
        with pytest.raises(InvalidRequestError):
            _ = public.folded


def test_it_is_the_same_and_in_the_same_order_on_both_databases(story: Story) -> None:
    for name in ("Ёлки", "Жук", "Дом", "zebra", "Álef", "a-b", "a b", "_"):
        story.group(name)
    with story.database.reading() as unit:
        rows = unit.scalars(text("SELECT folded FROM workgroup ORDER BY folded")).all()
    assert rows == ["_", "a b", "a-b", "alef", "public", "zebra", "дом", "елки", "жук"]

"""Who is here of those whom somebody mentioned."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from commands.actors import Person
from commands.directory import mentioned
from commands.directory.identify import identify
from commands.directory.mentioned import MOST, Mentioned
from commands.directory.presence import leave
from storage import members
from tests.commands.story import Story
from tests.people import ADA, ELSEWHERE, LEV, MIA, NORTHWIND

NOBODY = Mentioned((), unknown=True)


def found(story: Story, *names: str, users: tuple[str, ...] = (), by: Person = LEV) -> Mentioned:
    answer = story.run(mentioned.mentioned, by, users, names)
    assert isinstance(answer, Mentioned)
    return answer


def here(*names: str, unknown: bool = False) -> Mentioned:
    return Mentioned(names, unknown)


def test_who_is_a_member_is_here_by_id_and_by_name(story: Story) -> None:
    story.run(identify, MIA)
    assert found(story, users=(ADA.user, MIA.user)) == here("Ada Admin", "Mia Member")
    assert found(story, users=(ADA.user, ADA.user)) == here("Ada Admin")
    assert found(story, users=(ADA.user, "U0NOBODY")) == here("Ada Admin", unknown=True)
    for name in ("mia", "MIA", "Mia Member", "mia member and more", "Mia is missed"):
        assert found(story, name) == here("Mia Member")
    for name in ("mi", "member", "northwind", "mia@northwind", "%", "_", "mia_"):
        assert found(story, name) == NOBODY


def test_a_whole_name_says_more_than_a_first_one(story: Story) -> None:
    for number, name in enumerate(("Иван Петров", "Иван Сидоров", "Иванна Ли")):
        story.run(identify, Person(NORTHWIND, f"U0I{number}", name=name))
    assert found(story, "иван") == here("Иван Петров", "Иван Сидоров")
    assert found(story, "Иван петров") == here("Иван Петров")


def test_it_is_found_as_in_a_search(story: Story) -> None:
    for number, name in enumerate(("Алёна Ли", "José García", "علی\u200cرضا", "İpek Straße", "'")):
        story.run(identify, Person(NORTHWIND, f"U0I{number}", name=name))
    for typed, name in (
        ("алена", "Алёна Ли"),
        ("АЛЕНА ЛИ", "Алёна Ли"),
        ("jose garcia", "José García"),
        ("علیرضا", "علی\u200cرضا"),
        ("ipek strasse", "İpek Straße"),
    ):
        assert found(story, typed) == here(name)
    assert found(story, "'") == found(story, "\u200d") == NOBODY


def test_who_is_of_another_workspace_or_has_left_is_not_here(story: Story) -> None:
    story.run(identify, Person(ELSEWHERE, "U0ZED", name="Zed", email="zed@elsewhere.example"))
    assert found(story, "zed", users=("U0ZED",)) == NOBODY
    story.run(identify, MIA)

    def close(unit: Session, person: Person) -> None:
        member = members.by_slack_user(unit, identify(unit, ADA, story.now).workspace.id, MIA.user)
        del person
        assert member
        leave(unit, member, story.now)

    story.act(close, MIA)
    assert found(story, "mia", users=(MIA.user,)) == NOBODY


def test_who_may_not_invite_learns_nothing(story: Story) -> None:
    assert found(story, "ada", users=(ADA.user, MIA.user), by=MIA) == NOBODY


@pytest.mark.parametrize("count", [MOST, 1000])
def test_only_the_first_are_looked_for(story: Story, count: int) -> None:
    crowd = tuple(f"U{n}" for n in range(count - 1))
    answer = found(story, users=(*crowd, ADA.user))
    assert answer == (here("Ada Admin", unknown=True) if count == MOST else NOBODY)
    assert found(story, by=replace(LEV, name="Lev")) == here()

"""A look at everybody in Slack, page by page: begun, gone on with, ended; by one at a time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from commands.actors import Person
from commands.directory import look
from commands.directory.identify import identify
from commands.directory.sync import follow
from storage.models import Look, Member, Workspace
from tests.commands.directory.looking import HERE, THERE, begin, take_stock, turn
from tests.commands.story import Story
from tests.people import ADA, GUS, LEV, MIA, NORTHWIND

BEA = Person(NORTHWIND, "U0BEA", name="Bea Boss", email="bea@northwind.example", runs_slack=True)
COLD = replace(ADA, user="U0COLD", name="Cold", email="cold@northwind.example")


def until_due(story: Story, holder: str = HERE) -> timedelta | None:
    given = (NORTHWIND, holder, story.now)
    due: timedelta | None = story.database.run(look.until_due, *given)
    return due


def admins(story: Story) -> set[str]:
    return {each.name for each in story.all(Member) if each.role == "admin"}


def test_at_the_first_start_it_is_due_and_makes_the_workspace(database: Any, now: Any) -> None:
    story = Story(database, now)
    assert until_due(story) == timedelta()
    assert begin(story) == ""
    assert turn(story, [replace(ADA, owns_slack=True, zone="Asia/Kolkata"), GUS, LEV])
    [workspace] = story.all(Workspace)
    assert (workspace.name, workspace.zone) == ("Northwind", "Asia/Kolkata")
    assert admins(story) == {ADA.name}
    assert len(story.all(Member)) == 1, "who has nothing to do here is not kept"


def test_it_is_due_once_a_day_whoever_asks(story: Story) -> None:
    take_stock(story, ADA)
    assert (until_due(story), until_due(story, THERE)) == (None, None)
    assert begin(story, THERE) is None
    story.wait(hours=23, minutes=59)
    assert until_due(story) is None
    story.wait(minutes=1)
    assert until_due(story) == until_due(story, THERE) == timedelta()


def test_a_clock_that_was_ahead_puts_it_off_for_no_more_than_a_day(story: Story) -> None:
    story.wait(days=400)
    take_stock(story, ADA)
    story.wait(days=-400)
    assert until_due(story) == timedelta()
    assert begin(story) == ""


def test_each_page_is_known_as_soon_as_it_is_turned(story: Story) -> None:
    assert begin(story) == ""
    assert turn(story, [BEA], following="a")
    assert admins(story) == {ADA.name, BEA.name}
    assert turn(story, [ADA, COLD], "a")
    assert admins(story) == {ADA.name, BEA.name, COLD.name}
    assert until_due(story) is None


def test_one_process_at_a_time_is_at_it(story: Story) -> None:
    assert begin(story) == ""
    assert begin(story, THERE) is None
    assert until_due(story, THERE) == look.HELD
    assert not turn(story, [BEA], holder=THERE)
    assert begin(story) == "", "who is at it may begin once more"
    assert admins(story) == {ADA.name}


@pytest.mark.parametrize("how", ["let go", "died"])
def test_what_one_left_off_another_goes_on_with(story: Story, how: str) -> None:
    begin(story)
    turn(story, [ADA], following="a")
    if how == "let go":
        story.database.run(look.hold, NORTHWIND, HERE, story.now)
    else:
        story.wait(seconds=look.HELD.total_seconds())
    assert until_due(story, THERE) == timedelta()
    assert begin(story, THERE) == "a"
    assert not turn(story, [BEA], "a"), "who comes back is too late"
    assert turn(story, [LEV], "a", holder=THERE)
    assert admins(story) == {ADA.name}


def test_whoever_was_told_to_wait_keeps_the_others_waiting(story: Story) -> None:
    begin(story)
    story.database.run(look.hold, NORTHWIND, HERE, story.now + timedelta(hours=1))
    story.database.run(look.hold, NORTHWIND, THERE, story.now)
    assert until_due(story, THERE) == timedelta(hours=1)


def test_a_page_is_turned_once(story: Story) -> None:
    begin(story)
    assert turn(story, [ADA], following="a")
    assert not turn(story, [ADA], following="b")
    assert begin(story) == "a"


def test_what_stayed_open_for_a_day_is_begun_anew(story: Story) -> None:
    take_stock(story, ADA, BEA)
    story.wait(days=1)
    begin(story)
    turn(story, [ADA], following="a", whole=False)
    story.wait(days=1)
    assert begin(story, THERE) == ""
    assert turn(story, [ADA], holder=THERE)
    assert admins(story) == {ADA.name}, "of the first page of the day before nothing counts"


def test_a_page_that_slack_knows_no_more_is_the_beginning_of_a_new_look(story: Story) -> None:
    begin(story)
    turn(story, [ADA], following="a")
    story.database.run(look.forget, NORTHWIND, THERE)
    assert begin(story) == "a", "only who is at it can tell"
    story.database.run(look.forget, NORTHWIND, HERE)
    assert (begin(story), len(story.all(Look))) == ("", 1)


def test_who_stands_on_no_page_runs_slack_no_more(story: Story) -> None:
    take_stock(story, ADA, BEA, COLD)
    story.wait(days=1)
    begin(story)
    turn(story, [ADA], following="a")
    turn(story, [replace(COLD, runs_slack=False)], "a", following="b")
    assert admins(story) == {ADA.name, BEA.name}
    turn(story, [], "b")
    assert admins(story) == {ADA.name}


@pytest.mark.parametrize("at", [0, 1])
def test_from_a_look_that_is_not_whole_nobody_is_missed(story: Story, at: int) -> None:
    take_stock(story, ADA, BEA)
    story.wait(days=1)
    begin(story)
    turn(story, [ADA], following="a", whole=at != 0)
    turn(story, [], "a", whole=at != 1)
    assert admins(story) == {ADA.name, BEA.name}


def test_who_began_to_run_slack_behind_the_page_that_is_open_stays(story: Story) -> None:
    story.run(identify, MIA)
    begin(story)
    turn(story, [ADA, MIA], following="a")
    for boss in (replace(MIA, runs_slack=True), BEA):
        story.run(follow, boss)
    turn(story, [LEV], "a")
    assert admins(story) == {ADA.name, MIA.name, BEA.name}


def test_whatever_changed_while_nobody_listened_is_taken_over(story: Story) -> None:
    for each in (LEV, MIA):
        story.run(identify, each)
    lev = replace(LEV, name="Lev Last", email="last@northwind.example", locale="ru")
    take_stock(story, ADA, lev, replace(MIA, kind="deleted"))
    assert [(each.name, each.email, each.locale) for each in [story.member(LEV)]] == [
        ("Lev Last", "last@northwind.example", "ru")
    ]
    assert story.member(MIA).left_at


def test_who_accepted_before_they_had_an_account_is_known_from_the_look_on(story: Story) -> None:
    story.accept(story.invite("ivy@example.com"))
    ivy = Person(NORTHWIND, "U0IVY", name="Ivy", email="Ivy@Example.com")
    take_stock(story, ADA, ivy)
    assert story.member(ivy).email == "ivy@example.com"


def test_two_who_begin_at_once_are_one_look(database: Any, now: Any) -> None:
    story = Story(database, now)
    with ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda n: begin(story, f"process {n}"), range(8)))
    assert sorted(str(each) for each in begun) == [""] + ["None"] * 7

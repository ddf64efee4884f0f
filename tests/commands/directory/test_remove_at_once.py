"""Removed while something else happens to them: one outcome, and nobody waits for ever."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest

from commands.directory.change_role import change_role
from commands.directory.remove import remove
from commands.directory.sync import follow
from commands.errors import Closed, UsherError
from commands.invitations import accept
from storage.models import Workgroup
from tests.commands.directory.removal import BEA, come_in, expel, inside, promote
from tests.commands.story import Story
from tests.patience import PATIENCE
from tests.people import ADA, MIA
from tests.storage.waiting import until_somebody_waits


def both(first: Any, second: Any) -> list[str]:
    """What came of two things at once, without a second try that would hide a deadlock."""
    ready = Barrier(2)

    def act(command: Any) -> str:
        ready.wait(PATIENCE)
        try:
            command()
        except UsherError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(act, (first, second)))


def once(story: Story, command: Any, *args: Any) -> Any:
    def act() -> None:
        with story.database.transaction() as unit:
            command(unit, *args, story.now)

    return act


def test_of_two_admins_who_remove_at_once_one_does_it(story: Story) -> None:
    promote(story, BEA)
    mia = come_in(story, MIA)
    came = both(once(story, remove, ADA, mia), once(story, remove, BEA, mia))
    assert sorted(came) == ["NotFound", "done"]
    assert story.verbs(mia).count("expelled") == 1


def test_of_two_admins_who_remove_each_other_one_stays(story: Story) -> None:
    story.run(follow, replace(ADA, runs_slack=False))
    bea, ada = promote(story, BEA), story.member(ADA).id
    cy = replace(BEA, user="U0CY", email="cy@northwind.example", name="Cy")
    promote(story, cy)
    came = both(once(story, remove, ADA, bea), once(story, remove, BEA, ada))
    assert sorted(came) == ["NotAllowed", "done"]
    assert [story.member(each).removed_at is None for each in (ADA, BEA)].count(True) == 1


def test_who_is_removed_changes_no_role_meanwhile(story: Story) -> None:
    bea, mia = promote(story, BEA), come_in(story, MIA)
    change = once(story, lambda unit, now: change_role(unit, BEA, mia, "lead", now))
    came = both(once(story, remove, ADA, bea), change)
    assert came[0] == "done"
    assert story.member(MIA).role == ("lead" if came[1] == "done" else "member")


@pytest.mark.parametrize("way", [0, 1])
def test_removed_and_accepting_at_once_they_are_in_or_out_as_a_whole(
    story: Story, way: int
) -> None:
    design = story.group("Design")
    bob = story.invite(MIA.email, workgroup=design, personal=True)
    mia = come_in(story, MIA)
    deeds = [once(story, remove, ADA, mia), once(story, accept.accept, bob)]
    came = both(deeds[way], deeds[1 - way])
    assert came[way] == "done"
    assert came[1 - way] in {"done", "Closed"}
    assert story.member(MIA).removed_at
    assert inside(story, mia) == set()
    assert [each for each in story.all(Workgroup) if each.owner_id and not each.archived_at] == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_an_acceptance_in_hand_is_waited_for(story: Story) -> None:
    design = story.group("Design")
    bob = story.invite(MIA.email, workgroup=design)
    mia = come_in(story, MIA)
    with ThreadPoolExecutor(1) as pool:
        with story.database.transaction() as unit:
            accept.accept(unit, bob, story.now)
            removing = pool.submit(once(story, remove, ADA, mia))
            until_somebody_waits(story.database)
        removing.result()
    assert story.row(bob).state == "accepted"
    assert inside(story, mia) == set()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_removal_in_hand_is_waited_for(story: Story) -> None:
    mia = expel(story, MIA)
    story.wait(minutes=1)
    bob = story.invite(MIA.email, ADA)
    story.run(follow, replace(MIA, runs_slack=True))
    story.run(follow, MIA)
    with ThreadPoolExecutor(1) as pool:
        with story.database.transaction() as unit:
            remove(unit, ADA, mia, story.now)
            accepting = pool.submit(once(story, accept.accept, bob))
            until_somebody_waits(story.database)
        with pytest.raises(Closed):
            accepting.result()
    assert story.member(MIA).removed_at
    assert inside(story, mia) == set()

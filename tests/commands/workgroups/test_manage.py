"""Workgroups: made with a name of their own, and found among any number."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from commands.actors import Person
from commands.directory.change_role import set_role
from commands.directory.identify import identify
from commands.errors import (
    BadAddresses,
    BadName,
    DescriptionTooLong,
    FixedGroup,
    NameTaken,
    NotAllowed,
    NotFound,
    NotMembers,
)
from commands.invitations import describe
from commands.invitations.invite import InviteForm
from commands.invitations.request import request
from commands.limits import Limits
from commands.workgroups import manage
from commands.workgroups.manage import Archived, Workgroup, WorkgroupDetails
from storage import models
from storage.models import AuditEntry
from tests.commands.story import Story
from tests.people import ADA, ELSEWHERE, LEV, MIA, NORTHWIND

ZED = Person(ELSEWHERE, "U0ZED", name="Zed", email="zed@elsewhere.example", runs_slack=True)


def create(story: Story, name: str, description: str = "", by: Person = LEV) -> Workgroup:
    group = story.run(manage.create, by, name, description)
    assert isinstance(group, Workgroup)
    return group


def search(story: Story, typed: str, most: int = 100, by: Person = LEV) -> list[str]:
    return [group.name for group in story.database.run(manage.search, by, typed, most)]


def test_a_workgroup_is_made_and_written_down(story: Story) -> None:
    group = create(story, "  Des\x00ign \n Team ", " We\ndraw.\u200b ")
    assert (group.name, group.description) == ("Design Team", "We\ndraw.")
    [row] = [each for each in story.all(models.Workgroup) if each.kind == "custom"]
    assert (row.id, row.name, row.description) == (group.id, group.name, group.description)
    [written] = [each for each in story.all(AuditEntry) if each.subject_id == group.id]
    assert (written.verb, written.details) == ("created", {"name": "Design Team"})
    assert written.actor_id == story.member(LEV).id


@pytest.mark.parametrize("name", ["", "  ", "\u200b\x00", "n" * 76])
def test_a_name_has_one_to_seventy_five_characters(story: Story, name: str) -> None:
    with pytest.raises(BadName) as refusal:
        create(story, name)
    assert refusal.value.most == 75
    assert create(story, "n" * 75).name == "n" * 75


def test_a_name_that_grows_when_it_is_folded_fits(story: Story) -> None:
    assert create(story, "\ufdfa" * 75).name == "\ufdfa" * 75


def test_a_description_has_at_most_five_hundred(story: Story) -> None:
    create(story, "Design", "d" * 500)
    with pytest.raises(DescriptionTooLong) as refusal:
        create(story, "Sales", "d" * 501)
    assert refusal.value.most == 500


@pytest.mark.parametrize(
    "name", ["design", "DESIGN", "  De sign ".replace(" s", "s"), "Ｄｅｓｉｇｎ"]
)
def test_case_width_and_spaces_make_no_other_name(story: Story, name: str) -> None:
    create(story, "Design")
    with pytest.raises(NameTaken):
        create(story, name)


def test_cyrillic_and_sharp_s_are_folded_too(story: Story) -> None:
    create(story, "Straße Дизайн")
    with pytest.raises(NameTaken):
        create(story, "STRASSE  дизайн")


@pytest.mark.parametrize(
    ("one", "other"), [("علی\u200cرضا", "علیرضا"), ("❤\ufe0f", "❤"), ("👩\u200d💻", "👩💻")]
)
def test_what_is_not_seen_by_itself_stays_and_makes_no_other_name(
    story: Story, one: str, other: str
) -> None:
    assert create(story, one, one).name == one
    with pytest.raises(NameTaken):
        create(story, other)
    story.archive(create(story, f"{other} 2").id)
    assert search(story, one) == [one]


def test_the_public_workgroups_name_is_taken(story: Story) -> None:
    with pytest.raises(NameTaken):
        create(story, "public")


def test_the_name_of_an_archived_one_is_free_again(story: Story) -> None:
    old = create(story, "Design")
    story.archive(old.id)
    assert create(story, "Design").id != old.id


def test_another_workspaces_names_are_not_in_the_way(story: Story) -> None:
    create(story, "Design")
    create(story, "Design", by=ZED)
    assert search(story, "des") == search(story, "des", by=ZED) == ["Design"]


def test_two_who_make_the_same_at_once_get_one(story: Story) -> None:
    def make(_: int) -> bool:
        try:
            create(story, "Design")
        except NameTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(make, range(8))) == 1


def test_who_may_not_invite_makes_none(story: Story) -> None:
    with pytest.raises(NotAllowed) as refusal:
        create(story, "Design", by=MIA)
    assert refusal.value.ask == (ADA.user,)


@pytest.fixture
def many(story: Story) -> Story:
    """Five hundred workgroups; each name has another number."""
    with story.database.transaction() as unit:
        lev = identify(unit, LEV, story.now)
        unit.add_all(
            models.Workgroup(
                id=f"G{number:03}",
                workspace_id=lev.workspace.id,
                kind="custom",
                name=f"Team {number:03}",
                name_key=f"team {number:03}",
                created_at=story.now,
            )
            for number in range(500)
        )
    return story


def test_any_of_five_hundred_is_found_by_what_is_typed(many: Story) -> None:
    assert search(many, "499") == ["Team 499"]
    assert search(many, " TEAM  123 ") == ["Team 123"]
    assert len(search(many, "", most=100)) == 100
    assert search(many, "", most=3) == ["Team 000", "Team 001", "Team 002"]
    assert search(many, "team 4") == [f"Team 4{number:02}" for number in range(100)]
    assert search(many, "nowhere") == []


def test_those_that_begin_with_it_come_first(story: Story) -> None:
    for name in ("Old Design", "Design", "Co-Design", "Designers"):
        create(story, name)
    assert search(story, "design") == ["Design", "Designers", "Co-Design", "Old Design"]


def test_wildcards_are_letters(story: Story) -> None:
    for name in ("50% off", "500 off", "a_b", "acb", "back\\slash"):
        create(story, name)
    assert search(story, "50%") == ["50% off"]
    assert search(story, "a_b") == ["a_b"]
    assert search(story, "%") == ["50% off"]
    assert search(story, "\\") == ["back\\slash"]


def test_what_breaks_a_database_finds_nothing_and_breaks_nothing(story: Story) -> None:
    create(story, "Design")
    assert search(story, "des\x00ign") == ["Design"]
    assert search(story, "\ud800x") == []


def test_a_name_is_found_without_its_accents_and_stays_another(story: Story) -> None:
    for name in ("Ёлки", "Елки", "Пельмени и ёлки"):
        create(story, name)
    for typed in ("елки", "ЁЛКИ", "е\u0308лки"):
        assert search(story, typed) == ["Елки", "Ёлки", "Пельмени и ёлки"]
    assert search(story, "елки пельмени") == ["Пельмени и ёлки"]


def test_a_renamed_one_is_found_by_its_new_name_alone(story: Story) -> None:
    group = create(story, "Łódź")
    story.run(manage.edit, ADA, group.id, "Ёлки", "")
    assert (search(story, "lodz"), search(story, "елки")) == ([], ["Ёлки"])


def test_only_what_can_be_picked_is_found(story: Story) -> None:
    story.archive(create(story, "Publications").id)
    story.accept(story.invite("Publius <publius@example.com>", personal=True))
    assert search(story, "publi") == []


def test_a_team_nobody_has_used_the_bot_in_has_none(story: Story) -> None:
    assert search(story, "", by=ZED) == []
    assert ZED.team != NORTHWIND


def inside(story: Story, group_id: str) -> list[str]:
    found = story.run(manage.inside, ADA, group_id, "", 100)
    return [each.email or each.name for each in found]


def verbs(story: Story, group_id: str) -> list[str]:
    return story.verbs(group_id)


def test_a_workgroup_is_renamed_and_described(story: Story) -> None:
    design = create(story, "Design")
    found = story.run(manage.edit, ADA, design.id, " Craft\n", " Who makes ")
    assert found == Workgroup(design.id, "Craft", "Who makes")
    assert search(story, "craft") == ["Craft"]
    assert search(story, "design") == []
    [entry] = [each for each in story.all(AuditEntry) if each.verb == "edited"]
    assert entry.details == {"before": ["Design", ""], "after": ["Craft", "Who makes"]}


def test_the_same_name_again_is_not_written_down(story: Story) -> None:
    design = create(story, "Design")
    story.run(manage.edit, ADA, design.id, "Design", "")
    assert verbs(story, design.id) == ["created"]


def test_its_own_name_in_other_letters_is_free_and_anothers_is_not(story: Story) -> None:
    design = create(story, "Design")
    create(story, "Craft")
    assert story.run(manage.edit, ADA, design.id, "DESIGN", "").name == "DESIGN"
    with pytest.raises(NameTaken):
        story.run(manage.edit, ADA, design.id, "craft", "")
    with pytest.raises(BadName):
        story.run(manage.edit, ADA, design.id, " ", "")
    with pytest.raises(DescriptionTooLong):
        story.run(manage.edit, ADA, design.id, "Design", "x" * 501)


def test_two_who_take_one_name_at_once_get_one_answer_each(story: Story) -> None:
    ones = [create(story, f"Group {number}") for number in range(4)]

    def rename(group: models.Workgroup) -> str:
        try:
            story.run(manage.edit, ADA, group.id, "Design", "")
        except NameTaken:
            return "taken"
        return "done"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(rename, ones))
    assert sorted(answers) == ["done", "taken", "taken", "taken"]


def test_members_are_added_by_address_and_who_is_none_is_named(story: Story) -> None:
    design = create(story, "Design")
    story.run(identify, MIA)
    typed = f"{MIA.email.upper()} nobody@example.com {LEV.email}"
    assert story.run(manage.add_members, LEV, design.id, typed).unknown == ("nobody@example.com",)
    assert sorted(inside(story, design.id)) == [LEV.email, MIA.email]
    assert story.run(manage.add_members, LEV, design.id, MIA.email).unknown == ()
    assert len(inside(story, design.id)) == 2


def test_members_are_taken_out_and_others_are_left(story: Story) -> None:
    design, craft = create(story, "Design"), create(story, "Craft")
    mia = story.run(identify, MIA).member.id
    for group in (design, craft):
        story.run(manage.add_members, LEV, group.id, f"{MIA.email} {LEV.email}")
    story.run(manage.remove_members, LEV, design.id, [mia, "nobody"])
    assert (inside(story, design.id), len(inside(story, craft.id))) == ([LEV.email], 2)
    assert verbs(story, design.id)[-1] == "removed"
    story.run(manage.remove_members, LEV, design.id, [mia])
    assert verbs(story, design.id).count("removed") == 1


def test_the_form_is_taken_over_whole_or_not_at_all(story: Story) -> None:
    design = create(story, "Design")
    lev = story.member(LEV).id
    story.run(manage.add_members, LEV, design.id, LEV.email)
    wanted = manage.Change("Craft", "Who makes", ADA.email, (lev,))
    story.run(manage.change, LEV, design.id, wanted)
    assert search(story, "") == ["Craft"]
    assert inside(story, design.id) == [ADA.email]
    with pytest.raises(NotMembers) as refusal:
        story.run(manage.change, LEV, design.id, manage.Change("New", "", "x@example.com"))
    assert refusal.value.addresses == ("x@example.com",)
    with pytest.raises(BadAddresses):
        story.run(manage.change, LEV, design.id, manage.Change("New", "", "nonsense"))
    assert search(story, "") == ["Craft"]


def test_an_archived_workgroup_is_gone_and_its_name_free(story: Story) -> None:
    design = create(story, "Design")
    bob = story.invite(workgroup=design.id)
    assert story.run(manage.archive, LEV, design.id).name == "Design"
    assert search(story, "") == []
    assert verbs(story, design.id) == ["created", "archived"]
    for verb in (manage.archive, manage.show):
        with pytest.raises(NotFound):
            story.run(verb, LEV, design.id)
    with pytest.raises(NotFound):
        story.run(manage.edit, LEV, design.id, "Craft", "")
    create(story, "Design")
    assert story.accept(bob), "who was invited into it still comes in"


@pytest.mark.parametrize("kind", ["public", "personal"])
def test_public_and_personal_stay_as_they_are(story: Story, kind: str) -> None:
    story.accept(story.invite(personal=True))
    [fixed] = [each for each in story.all(models.Workgroup) if each.kind == kind]
    size = len(inside(story, fixed.id))
    acts: list[Callable[[], object]] = [
        lambda: story.run(manage.edit, ADA, fixed.id, "Craft", ""),
        lambda: story.run(manage.add_members, ADA, fixed.id, LEV.email),
        lambda: story.run(manage.remove_members, ADA, fixed.id, [story.member(ADA).id]),
        lambda: story.run(manage.archive, ADA, fixed.id),
    ]
    for act in acts:
        with pytest.raises(FixedGroup) as refusal:
            act()
        assert refusal.value.kind == kind
    assert len(inside(story, fixed.id)) == size


def test_any_of_many_members_is_found_by_name_or_address(story: Story) -> None:
    design = create(story, "Design")
    for number in range(102):
        email = f"p{number:03}@northwind.example"
        story.database.run(set_role, email, "member", story.now, NORTHWIND)
    typed = " ".join(f"p{number:03}@northwind.example" for number in range(102))
    story.run(manage.add_members, LEV, design.id, typed)
    assert story.run(manage.show, LEV, design.id) == WorkgroupDetails(design, "custom", 102)
    assert len(story.run(manage.inside, LEV, design.id, "", 100)) == 100
    [last] = story.run(manage.inside, LEV, design.id, " P101 ", 100)
    assert (last.name, last.email) == ("p101", "p101@northwind.example")
    assert [each.id for each in story.run(manage.inside, LEV, design.id, "101@NORTH", 100)] == [
        last.id
    ]
    for nobody in ("%", "_", "nobody", "lev"):
        assert story.run(manage.inside, LEV, design.id, nobody, 100) == []


def test_only_who_may_change_a_workgroup_looks_who_is_in_it(story: Story) -> None:
    design = create(story, "Design")
    with pytest.raises(NotAllowed):
        story.run(manage.inside, MIA, design.id, "", 100)
    with pytest.raises(NotFound):
        story.run(manage.inside, ADA, "01J00000000000000000000000", "", 100)


def test_archiving_counts_the_invitations_and_requests_that_lose_it(story: Story) -> None:
    design, other = create(story, "Design"), create(story, "Other")
    story.invite("bob@example.com", workgroup=design.id)
    revoked = story.invite("rob@example.com", workgroup=design.id)
    story.revoke(revoked)
    story.invite("ivy@example.com", workgroup=other.id)
    form = InviteForm("zoe@example.com", workgroup=design.id)
    story.database.run(request, MIA, form, Limits(), story.now)
    gone = story.run(manage.archive, LEV, design.id)
    assert gone == Archived("Design", pending=1, requested=1)
    story.wait(days=15)
    assert story.run(manage.archive, LEV, other.id) == Archived("Other", 0, 0)


def test_an_open_invitation_says_that_its_workgroup_was_archived(story: Story) -> None:
    design = create(story, "Design")
    bob = story.invite("bob@example.com", workgroup=design.id)
    story.run(manage.archive, LEV, design.id)
    about, _ = story.database.run(describe.with_audit_trail, LEV, bob, 9, story.now)
    assert (about.workgroup, about.archived_workgroup) == (None, "Design")
    shown = story.database.run(describe.for_invitee, bob, story.now)
    assert shown.workgroup is None
    story.accept(bob)
    about, _ = story.database.run(describe.with_audit_trail, LEV, bob, 9, story.now)
    assert (about.workgroup, about.archived_workgroup) == (None, None)

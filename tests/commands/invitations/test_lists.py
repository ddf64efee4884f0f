"""What the tabs of Home list: whose, in which order, sifted, searched, page by page."""

from typing import Any

import pytest

from commands.delivery.results import PermanentFailure
from commands.directory.change_role import set_role
from commands.directory.identify import identify
from commands.invitations import describe, lists
from commands.invitations.lists import ListPage, Search
from commands.workgroups import manage
from tests.beginnings import Beginnings
from tests.commands.story import Story
from tests.people import ADA, LEV, MIA


def page(story: Story, query: Any, who: object = ADA, most: int = 25, **search: Any) -> ListPage:
    found = story.database.run(query, who, Search(**search), most, story.now)
    assert isinstance(found, ListPage)
    return found


def addresses(story: Story, who: object = ADA, **search: Any) -> list[str]:
    found = page(story, lists.all_invitations, who, **search)
    assert found.total == len(found.rows)
    return [row.email.partition("@")[0] for row in found.rows]


@pytest.fixture
def many(story: Story, beginnings: Beginnings) -> Story:
    beginnings.go_on(story, of_each_fate)
    return story


def of_each_fate(story: Story) -> None:
    """One of each fate, a minute between one and the next, and two of Ada's."""
    story.group("Design")
    made = {}
    for name in ("over", "gone", "in", "no", "open"):
        made[name] = story.invite(f"{name}@example.com")
        story.wait(minutes=1)
    story.revoke(made["gone"])
    story.accept(made["in"])
    story.decline(made["no"])
    story.wait(days=14, minutes=-4)
    [design] = story.database.run(manage.search, ADA, "design", 1)
    story.invite("Анна <anna@example.com>", ADA, workgroup=design.id)
    story.wait(minutes=1)
    story.invite("100%@example.com", ADA)


def test_an_admin_sees_all_and_a_lead_their_own_open_ones_first(many: Story) -> None:
    everybody = ["100%", "anna", "open", "over", "no", "in", "gone"]
    assert addresses(many) == everybody
    assert addresses(many, LEV) == ["open", "over", "no", "in", "gone"]


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("pending", ["100%", "anna", "open"]),
        ("expired", ["over"]),
        ("revoked", ["gone"]),
        ("accepted", ["in"]),
        ("declined", ["no"]),
        ("requested", []),
        ("refused", []),
    ],
)
def test_a_state_is_as_of_now_whether_or_not_a_sweep_has_run(
    many: Story, state: str, found: list[str]
) -> None:
    assert addresses(many, state=state) == found
    many.expire()
    assert addresses(many, state=state) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("OPEN@", ["open"]),
        (" анна ", ["anna"]),
        ("design", ["anna"]),
        ("ada admin", ["100%", "anna"]),
        ("ADMIN, design  Анна", ["anna"]),
        ("Anna <anna@example.com>", ["anna"]),
        ("lev design", []),
        ("ánna", ["anna"]),
        ("lev@northwind", ["open", "over", "no", "in", "gone"]),
        ("%", ["100%"]),
        ("_", []),
        ("nobody", []),
        ("\u0301\u200d ’", ["100%", "anna", "open", "over", "no", "in", "gone"]),
        ("\x00\ud800", ["100%", "anna", "open", "over", "no", "in", "gone"]),
    ],
)
def test_words_are_looked_for_in_all_that_a_row_shows(
    many: Story, typed: str, found: list[str]
) -> None:
    assert addresses(many, typed=typed) == found


def test_pages_follow_each_other_without_gaps(many: Story) -> None:
    seen: list[str] = []
    for start in (0, 3, 6):
        found = page(many, lists.all_invitations, most=3, start=start)
        assert (found.start, found.total) == (start, 7)
        seen += [row.email for row in found.rows]
    assert len(set(seen)) == 7
    assert page(many, lists.all_invitations, most=3, start=9).rows == ()


def test_a_row_has_its_next_reminder(story: Story) -> None:
    bob = story.invite()
    story.deliver("mail.%")
    [row] = page(story, lists.all_invitations).rows
    assert (row.mail, row.remind_at) == ("sent", story.row(bob).remind_at)


def test_a_row_whose_mail_failed_has_no_reminder(story: Story) -> None:
    story.invite()
    story.record(story.claim("mail.%"), PermanentFailure("550 no such user"))
    [row] = page(story, lists.all_invitations).rows
    assert (row.mail, row.mail_error) == ("failed", "550 no such user")
    assert row.remind_at is None


def test_who_asked_for_silence_is_seen_at_once_wherever_it_is_listed(story: Story) -> None:
    amy, bob = story.invite("amy@example.com"), story.invite()
    story.deliver("mail.%")
    story.stop(bob)
    shown = (
        page(story, lists.all_invitations).rows,
        story.database.run(lists.listed, ADA, "", 9, story.now).rows,
        story.database.run(lists.own, LEV, story.now, 9).invitations,
        [
            story.database.run(describe.with_audit_trail, LEV, each, 9, story.now)[0]
            for each in (amy, bob)
        ],
    )
    for rows in shown:
        seen = {row.id: (row.suppressed, row.remind_at) for row in rows}
        assert seen == {amy: (False, story.row(amy).remind_at), bob: (True, None)}


def test_users_are_by_role_then_name(story: Story) -> None:
    story.run(identify, LEV)
    story.run(identify, MIA)
    story.database.run(set_role, "bea@northwind.example", "member", story.now)
    found = page(story, lists.all_users, LEV)
    assert [user.name for user in found.rows] == ["Ada Admin", "Lev Lead", "bea", "Mia Member"]
    assert [user.role for user in found.rows] == ["admin", "lead", "member", "member"]
    assert [user.slack_user for user in found.rows] == [ADA.user, LEV.user, None, MIA.user]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("MIA", ["Mia Member"]),
        ("member mía", ["Mia Member"]),
        ("northwind", ["Ada Admin", "Lev Lead", "Mia Member"]),
    ],
)
def test_users_are_found_by_name_and_address(story: Story, typed: str, found: list[str]) -> None:
    story.run(identify, LEV)
    story.run(identify, MIA)
    assert [user.name for user in page(story, lists.all_users, typed=typed).rows] == found


def test_workgroups_are_public_first_then_custom_then_personal(story: Story) -> None:
    story.group("Craft", description="Who makes")
    story.accept(story.invite("Abe <abe@example.com>", personal=True))
    found = page(story, lists.all_groups)
    assert [(group.name, group.kind) for group in found.rows] == [
        ("Public", "public"),
        ("Craft", "custom"),
        ("Abe", "personal"),
    ]
    assert [group.members for group in found.rows] == [3, 0, 1]
    assert found.rows[1].description == "Who makes"


def test_workgroups_are_found_by_name_and_the_archived_are_not(story: Story) -> None:
    design = story.group("Design")
    story.group("Designers")
    assert page(story, lists.all_groups, typed="DESIGN").total == 2
    story.run(manage.archive, ADA, design)
    assert [group.name for group in page(story, lists.all_groups, typed="design").rows] == [
        "Designers"
    ]


def test_one_leafs_through_ones_own(story: Story) -> None:
    for number in range(5):
        story.invite(f"p{number}@example.com")
        story.wait(minutes=1)
    found = story.database.run(lists.own, LEV, story.now, 2, 2)
    assert [row.email[:2] for row in found.invitations] == ["p2", "p1"]
    assert found.total == 5
    assert story.database.run(lists.own, LEV, story.now, 0).invitations == ()

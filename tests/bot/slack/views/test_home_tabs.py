"""The tabs of admins and leads, drawn."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.i18n import Words
from bot.sandbox.rules import problems
from bot.slack.views import home_tabs
from bot.slack.views.spot import Spot
from commands.invitations.lists import GroupRow, LinkShown, ListPage, OwnInvitations, User
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, mrkdwn, strings
from tests.bot.slack.views.samples import HOSTILE, IVY
from tests.people import MONDAY

WORST = "😀" * 100
MINE = OwnInvitations((), 0, "admin", "Europe/Berlin", True, ())
LEADS = replace(MINE, role="lead")
ADA = User("01J0000000000000000000000A", "Ada Admin", "ada@x.example", "U0ADA", "admin", MONDAY)
LEV = User("01J0000000000000000000000B", "Lev Lead", None, None, "lead", MONDAY)
DESIGN = GroupRow("01J0000000000000000000000C", "Design", "custom", "How it looks", 3)
PUBLIC = GroupRow("01J0000000000000000000000D", "Public", "public", "", 1)


def page(*rows: Any, total: int = 0, start: int = 0) -> ListPage:
    return ListPage(rows, start, total or len(rows))


def users(
    *rows: User, mine: OwnInvitations = MINE, words: Words = ENGLISH, **at: Any
) -> dict[str, Any]:
    return home_tabs.users(mine, page(*rows), words, MONDAY, Spot("users", **at), me="U0ADA")


def groups(*rows: GroupRow, words: Words = ENGLISH, **at: Any) -> dict[str, Any]:
    return home_tabs.workgroups(MINE, page(*rows), words, Spot("workgroups", **at))


def invitations(
    *rows: Any, mine: OwnInvitations = MINE, words: Words = ENGLISH, **at: Any
) -> dict[str, Any]:
    spot = Spot("invitations", **at)
    return home_tabs.invitations(mine, page(*rows), words, MONDAY, spot)


def element(view: dict[str, Any], action_id: str) -> dict[str, Any]:
    inner = [
        each
        for block in view["blocks"]
        for each in (
            block.get("accessory"),
            block.get("element"),
            *(block.get("elements") or ()),
        )
        if each and each.get("action_id") == action_id
    ]
    [found] = inner
    return dict(found)


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("state", ["requested", "pending", "declined", "accepted"])
def test_slack_takes_the_fullest_invitations(words: Words, state: str) -> None:
    row = replace(
        IVY,
        state=state,
        address="x" * 64 + "@" + "y" * 250,
        name=HOSTILE,
        inviter=HOSTILE,
        workgroup=HOSTILE,
        personal=True,
        mail="failed",
        mail_error=WORST * 3,
        remind_at=MONDAY,
    )
    view = home_tabs.invitations(
        MINE,
        page(*[row] * home_tabs.MOST, total=10_000, start=5000),
        words,
        MONDAY,
        Spot("invitations", state, WORST, 5000),
    )
    assert problems(view, "home") == []
    assert len(view["blocks"]) <= 100
    assert all("evil.example" not in text["text"] for text in mrkdwn(view))


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_slack_takes_the_fullest_users(words: Words) -> None:
    rows = [
        replace(
            ADA,
            id=f"01J00000000000000000000{n:03}",
            slack_user="U0BEA",
            name=HOSTILE,
            email="x" * 320,
            left_at=MONDAY if n % 2 else None,
        )
        for n in range(home_tabs.MOST)
    ]
    view = home_tabs.users(
        replace(MINE, workspace=WORST),
        page(*rows, total=9999, start=50),
        words,
        MONDAY,
        Spot("users", "", WORST, 50),
        me="U0ADA",
    )
    assert problems(view, "home") == []
    assert str(view).count("member.remove") == home_tabs.MOST
    assert len(view["blocks"]) <= 100
    assert all("evil.example" not in text["text"] for text in mrkdwn(view))


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_slack_takes_the_fullest_workgroups(words: Words) -> None:
    linked = [
        LinkShown(kind, f"C{n:031}", "<!here>" * 11, "missing_scope")
        for n, kind in enumerate(["channel"] * 30 + ["usergroup"])
    ]
    row = replace(DESIGN, name=HOSTILE, description=WORST * 5, members=99_999, links=tuple(linked))
    rows = [row] * home_tabs.MOST
    view = home_tabs.workgroups(
        MINE, page(*rows, total=500, start=50), words, Spot("workgroups", "", WORST, 50)
    )
    assert problems(view, "home") == []
    assert not [text for text in mrkdwn(view) if text["text"].endswith("…")]


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_slack_takes_empty_tabs(words: Words) -> None:
    for view in (users(words=words), groups(words=words), invitations(words=words)):
        assert problems(view, "home") == []
        assert words("Nothing here fits.") in list(strings(view))


def test_an_admin_decides_on_a_request_where_it_is_listed() -> None:
    view = invitations(replace(IVY, state="requested", mail=""))
    assert element(view, "request.approve")["value"] == IVY.id
    assert element(view, "request.refuse")["value"] == IVY.id


def test_a_row_says_who_invited() -> None:
    row = replace(IVY, workgroup="Design", remind_at=MONDAY + timedelta(days=2))
    assert (
        "Waiting for an answer · invited 3 days ago · by Lev Lead · workgroup Design · mail sent "
        "· next reminder on 25 November 2026 · ends on 4 December 2026"
    ) in list(strings(invitations(row)))


def test_the_states_are_a_menu_that_shows_which_is_chosen() -> None:
    menu = element(invitations(state="expired"), "home.filter")
    assert menu["initial_option"]["value"] == "expired"
    values = [option["value"] for option in menu["options"]]
    assert set(values) == {
        *("all", "requested", "pending", "accepted"),
        *("declined", "revoked", "expired", "refused"),
    }
    for unknown in ("", "lost"):
        menu = element(invitations(state=unknown), "home.filter")
        assert menu["initial_option"]["value"] == "all"


def test_the_search_shows_what_it_found_and_can_be_ended() -> None:
    view = invitations(typed="ivy")
    assert element(view, "home.search")["initial_value"] == "ivy"
    assert element(view, "home.all")["text"]["text"] == "Show all"
    assert "initial_value" not in element(invitations(), "home.search")
    assert "Show all" not in list(strings(invitations()))


def test_a_field_is_another_where_something_else_is_searched_for() -> None:
    def block(view: dict[str, Any]) -> str:
        [found] = [each["block_id"] for each in view["blocks"] if each["type"] == "input"]
        return str(found)

    views = [invitations(), invitations(typed="ivy"), users(), users(typed="ivy")]
    assert len({block(view) for view in views}) == 4


def test_who_may_not_invite_has_no_button_for_it() -> None:
    assert "Invite" in list(strings(invitations()))
    assert "Invite" not in list(strings(invitations(mine=replace(LEADS, may_invite=False))))


def test_an_admin_has_a_menu_of_roles_for_each_user() -> None:
    view = users(LEV)
    menu = element(view, "member.role")
    assert [option["value"] for option in menu["options"]] == [
        f"{role}:{LEV.id}" for role in ("admin", "lead", "member")
    ]
    assert menu["initial_option"]["text"]["text"] == "Lead"
    assert "confirm" not in menu
    assert "*Lev Lead*\njoined on 23 November 2026" in list(strings(view))


def test_an_admin_is_asked_before_they_stop_being_one() -> None:
    assert "another admin" in str(element(users(ADA), "member.role")["confirm"])
    other = replace(ADA, slack_user="U0BEA")
    assert "confirm" not in element(users(other), "member.role")


def test_an_admin_is_asked_before_somebody_is_removed() -> None:
    view = users(LEV, mine=replace(MINE, workspace="Northwind"))
    remove = element(view, "member.remove")
    assert (remove["value"], remove["confirm"]["style"]) == (LEV.id, "danger")
    assert remove["confirm"]["title"]["text"] == "Remove Lev Lead from Northwind?"
    assert "can be invited again" in remove["confirm"]["text"]["text"]


def test_the_longest_names_leave_room_for_the_question() -> None:
    view = users(replace(LEV, name="x" * 255), mine=replace(MINE, workspace="y" * 255))
    title = element(view, "member.remove")["confirm"]["title"]["text"]
    assert title == f"Remove {'x' * 31}… from {'y' * 31}…?"


@pytest.mark.parametrize(
    ("user", "mine"),
    [(ADA, MINE), (replace(LEV, runs_slack=True), MINE), (LEV, LEADS)],
    ids=["oneself", "Slack's own admins", "for a lead"],
)
def test_who_can_not_be_removed_has_no_button_for_it(user: User, mine: OwnInvitations) -> None:
    assert "member.remove" not in str(users(user, mine=mine))


@pytest.mark.parametrize("mine", [MINE, LEADS], ids=["admin", "lead"])
def test_who_left_slack_is_shown_so_and_has_no_role_to_use(mine: OwnInvitations) -> None:
    view = users(replace(LEV, left_at=MONDAY + timedelta(days=2)), mine=mine)
    said = "*Lev Lead*\njoined on 23 November 2026 · left Slack on 25 November 2026"
    assert said in list(strings(view))
    assert "member.role" not in str(view)
    assert ("member.remove" in str(view)) is (mine is MINE)


def test_a_role_that_was_picked_in_vain_is_not_shown() -> None:
    def block_ids(now: datetime) -> set[str]:
        view = home_tabs.users(MINE, page(ADA), ENGLISH, now, Spot("users"), me="U0ADA")
        return {block["block_id"] for block in view["blocks"] if ADA.id in str(block)}

    assert block_ids(MONDAY).isdisjoint(block_ids(MONDAY + timedelta(milliseconds=1)))


def test_a_lead_reads_the_roles() -> None:
    view = users(ADA, mine=LEADS)
    assert "*Ada Admin* (ada@x.example)\nAdmin · joined on 23 November 2026" in list(strings(view))
    assert "member.role" not in str(view)


def test_only_a_custom_workgroup_can_be_edited() -> None:
    view = groups(PUBLIC, DESIGN, replace(DESIGN, kind="personal", description=""))
    assert element(view, "workgroup.edit")["value"] == DESIGN.id
    texts = list(strings(view))
    assert "*Design*\nCustom · 3 members" in texts
    assert "*Public*\nEverybody is in it, and nobody can leave it · 1 member" in texts
    assert "*Design*\nPersonal: one member's own · 3 members" in texts


def test_a_workgroup_says_what_it_is_linked_with_and_what_is_wrong_with_it() -> None:
    east = LinkShown("channel", "C0EAST0001", "east", "is_archived")
    view = groups(replace(DESIGN, links=(east, LinkShown("usergroup", "S1", "analysts", ""))))
    assert (
        "*Design*\nCustom · 3 members\n↳ <#C0EAST0001> · @analysts"
        "\n⚠️ <#C0EAST0001>: The channel is archived."
    ) in list(strings(view))


def test_a_tab_keeps_where_one_is() -> None:
    assert users(typed="a", start=25)["private_metadata"] == (
        '{"tab": "users", "typed": "a", "start": 25}'
    )


def test_the_tab_that_is_shown_is_the_title_and_the_others_are_buttons() -> None:
    view = users()
    [title] = [block for block in view["blocks"] if block["type"] == "header"]
    assert title["text"]["text"] == "Users"
    ways = [
        block["accessory"]["value"]
        for block in view["blocks"]
        if block.get("accessory", {}).get("action_id") == "home.tab"
    ]
    assert ways == ["own", "invitations", "workgroups", "settings"]

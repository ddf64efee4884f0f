"""The tabs of admins and leads: users, invitations, workgroups."""

from collections.abc import Iterator
from datetime import datetime

from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks, home_rows
from bot.slack.views.blocks import Json, button, context, esc, option, plain, section
from bot.slack.views.channel_links import lines
from bot.slack.views.home import frame
from bot.slack.views.home_rows import LONGEST_ADDRESS
from bot.slack.views.spot import LONGEST, Spot
from commands.invitations.lists import GroupRow, ListPage, OwnInvitations, User

MOST = 25
ALL = "all"
SHORT = 32
"""Characters of a name in a question's title, which holds a hundred."""


def invitations(
    mine: OwnInvitations, page: ListPage, words: Words, now: datetime, at: Spot
) -> Json:
    invite = [button(words("Invite"), ids.INVITE_OPEN, style="primary")] if mine.may_invite else []
    shown = [
        blocks.actions(*invite, _filter(words, at), block_id=f"filter.{at.state or ALL}"),
        *_search(words("Address, name, inviter or workgroup"), words, at),
        *_none(page, words),
    ]
    for about in page.rows:
        shown += home_rows.invitation(about, mine, words, now, own=False)
    return frame(mine, words, at, [*shown, *_pages(page, words)])


def _filter(words: Words, at: Spot) -> Json:
    named = {
        ALL: words("All states"),
        "pending": words("Waiting for an answer"),
        "requested": words("Waits for an admin's approval"),
        "accepted": words("Accepted"),
        "declined": words("Declined"),
        "expired": words("Expired"),
        "revoked": words("Revoked"),
        "refused": words("Refused by an admin"),
    }
    options = {state: option(name, state) for state, name in named.items()}
    chosen = options.get(at.state or ALL, options[ALL])
    return blocks.select(ids.HOME_FILTER, list(options.values()), chosen)


def users(
    mine: OwnInvitations, page: ListPage, words: Words, now: datetime, at: Spot, *, me: str
) -> Json:
    """`me` is the Slack id of who looks: their own role is not taken away by one slip."""
    shown = [
        *_search(words("Name or address"), words, at),
        *_none(page, words),
        *(block for user in page.rows for block in _row(user, mine, words, now, me)),
    ]
    return frame(mine, words, at, [*shown, *_pages(page, words)])


def _row(user: User, mine: OwnInvitations, words: Words, now: datetime, me: str) -> Iterator[Json]:
    """Two blocks at most. Who left Slack has no role that could be used."""
    may_change = mine.role == "admin"
    menu = _role(user, words, me) if may_change and not user.left_at else None
    # The id is another each time, so that Slack shows what holds and not what was picked last.
    block_id = f"member.{user.id}.{now.timestamp() * 1000:.0f}"
    yield section(_user(user, mine.zone, words, told=not menu), menu, block_id)
    if may_change and not user.runs_slack and user.slack_user != me:
        yield blocks.actions(_remove(user, mine, words))


def _user(user: User, zone: str, words: Words, *, told: bool) -> str:
    """Who it is, since when; and the role, where no menu shows it."""
    who = f"*{blocks.name(user.name)}*"
    if user.email and user.email != user.name:
        who = f"{who} ({blocks.address(user.email, LONGEST_ADDRESS)})"
    facts = [words("joined on {day}", day=words.day(user.joined_at, zone))]
    if user.left_at:
        facts.append(words("left Slack on {day}", day=words.day(user.left_at, zone)))
    if told and not user.left_at:
        facts.insert(0, roles(words)[user.role])
    return f"{who}\n{esc(' · '.join(facts))}"


def _remove(user: User, mine: OwnInvitations, words: Words) -> Json:
    question = blocks.confirm(
        words(
            "Remove {name} from {workspace}?",
            name=blocks.line(user.name, SHORT),
            workspace=blocks.line(mine.workspace, SHORT),
        ),
        words(
            "They leave all workgroups and user groups, and their personal workgroup is archived. "
            "Of whom they invited, the admins will hear. The history is kept, and they can be "
            "invited again."
        ),
        words("Remove"),
        words("Keep them"),
        "danger",
    )
    return button(words("Remove"), ids.REMOVE, user.id, confirm=question)


def roles(words: Words) -> dict[str, str]:
    return {"admin": words("Admin"), "lead": words("Lead"), "member": words("Member")}


def _role(user: User, words: Words, me: str) -> Json:
    named = roles(words).items()
    options = {role: option(name, ids.choice(role, user.id)) for role, name in named}
    question = None
    if user.role == "admin" and user.slack_user == me:
        question = blocks.confirm(
            words("Stop being an admin?"),
            words("You could not take it back yourself: another admin would have to."),
            words("Change my role"),
            words("Stay an admin"),
            "danger",
        )
    return blocks.select(ids.ROLE, list(options.values()), options[user.role], confirm=question)


def workgroups(mine: OwnInvitations, page: ListPage, words: Words, at: Spot) -> Json:
    shown = [
        blocks.actions(button(words("New workgroup"), ids.WORKGROUP_CREATE, style="primary")),
        *_search(words("Name of a workgroup"), words, at),
        *_none(page, words),
        *(block for group in page.rows for block in _group(group, words)),
    ]
    return frame(mine, words, at, [*shown, *_pages(page, words)])


def _group(group: GroupRow, words: Words) -> Iterator[Json]:
    """Two blocks at most."""
    kinds = {
        "public": words("Everybody is in it, and nobody can leave it"),
        "personal": words("Personal: one member's own"),
        "custom": words("Custom"),
    }
    # It is made by Usher, under that name, and can't be renamed.
    name = words("Public") if group.kind == "public" else group.name
    size = words.many("{n} member", "{n} members", group.members)
    edit = button(words("Edit"), ids.WORKGROUP_EDIT, group.id) if group.kind == "custom" else None
    facts = f"{esc(kinds[group.kind])} · {esc(size)}"
    yield section("\n".join([f"*{blocks.name(name)}*", facts, *lines(group.links, words)]), edit)
    if group.description:
        yield context(plain(blocks.line(group.description, 500)))


def _search(label: str, words: Words, at: Spot) -> Iterator[Json]:
    """Enter searches. What is searched for is in the block's id: what Slack remembers of a field
    gives way to it.
    """
    element: Json = {
        "type": "plain_text_input",
        "action_id": ids.HOME_SEARCH,
        "max_length": LONGEST,
        "placeholder": plain(words("Type, and press Enter"), 150),
    }
    if at.typed:
        element["initial_value"] = at.typed
    yield {
        "type": "input",
        "block_id": f"{ids.HOME_SEARCH}.{at.tab}.{at.typed}",
        "label": plain(label),
        "element": element,
        "dispatch_action": True,
    }
    if at.typed:
        yield blocks.actions(button(words("Show all"), ids.HOME_ALL))


def _none(page: ListPage, words: Words) -> Iterator[Json]:
    if not page.rows:
        yield section(plain(words("Nothing here fits.")))


def _pages(page: ListPage, words: Words) -> Iterator[Json]:
    yield from home_rows.pages(page.start, len(page.rows), page.total, MOST, words)

"""Channels, user groups and invitations by Slack Connect: what Slack tells, takes and refuses.

Each as its page at https://docs.slack.dev/reference/methods has it.
"""

import secrets
from collections.abc import Mapping

from bot.sandbox import people
from bot.sandbox.desk import Desk, need
from bot.sandbox.store import Shelf
from bot.sandbox.workspace import Json, SlackError

PUBLIC, PRIVATE = "public", "private"
READ = {PUBLIC: ("channels:read",), PRIVATE: ("groups:read",)}
PAGE, MOST_MEMBERS, MOST_INVITED = 100, 1000, 100
INVITE = {
    PUBLIC: ("channels:manage", "channels:write.invites"),
    PRIVATE: ("groups:write", "groups:write.invites"),
}


LOCKS = ("is_idp_group", "is_membership_locked", "is_external", "auto_type")


def info(desk: Desk, args: Json) -> Json:
    channel = _known(desk, args, READ)
    return {"channel": _shown(channel)}


def members(desk: Desk, args: Json) -> Json:
    """Who is in a channel that the app may know of, page by page; the app is one of them."""
    channel = _known(desk, args, READ)
    inside = [*channel["members"], *([people.BOT_USER] if channel["app"] else [])]
    limit, cursor = str(args.get("limit") or PAGE), str(args.get("cursor") or "0:")
    if not limit.isdecimal() or not 0 < int(limit) < MOST_MEMBERS:
        raise SlackError("invalid_limit")
    start = cursor.removesuffix(":")
    if f"{start}:" != cursor or start not in map(str, range(len(inside) + 1)):
        raise SlackError("invalid_cursor")
    end = int(start) + int(limit)
    more = {"next_cursor": f"{end}:" if end < len(inside) else ""}
    return {"members": inside[int(start) : end], "response_metadata": more}


def invite(desk: Desk, args: Json) -> Json:
    """Bring people of the workspace into a channel that the app is in; with `force` whom it can."""
    channel = _known(desk, args, INVITE, of_messages="method_not_supported_for_channel_type")
    _must_be_open(channel, "is_archived")
    if not channel["app"]:
        raise SlackError("not_in_channel")
    users = list(dict.fromkeys(_list(args, "users", "no_user")))
    if len(users) > MOST_INVITED:
        raise SlackError("too_many_users")
    against = {user: word for user in users if (word := _why_not(desk, channel, user))}
    told: list[Json] = [
        {"user": user, "ok": False, "error": word} for user, word in against.items()
    ]
    if told and (not _yes(args, "force") or len(told) == len(users)):
        error = SlackError(str(told[0]["error"]))
        error.each = told
        raise error
    coming = [user for user in users if user not in against]
    channel = {**channel, "members": [*channel["members"], *coming]}
    desk.workspace.channels[channel["id"]] = channel
    return {"channel": _shown(channel), **({"errors": told} if told else {})}


def _why_not(desk: Desk, channel: Json, user: str) -> str:
    """What there is against one of those who are invited."""
    person = desk.workspace.people.get(user)
    if person is None:
        return "user_not_found"
    if user == people.BOT_USER:
        return "cant_invite_self"
    if person["deleted"] or person["is_bot"] or person["team_id"] != people.TEAM:
        return "cant_invite"
    if person["is_ultra_restricted"]:
        return "ura_max_channels"
    return "already_in_channel" if user in channel["members"] else ""


def invite_shared(desk: Desk, args: Json) -> Json:
    """Invite one address from outside by Slack Connect."""
    channel = desk.workspace.channels.get(need(args, "channel"))
    if channel is None or not channel["app"]:
        raise SlackError("channel_not_found")
    _must_be_open(channel, "channel_archived")
    if channel["is_general"]:
        raise SlackError("cannot_share_mandatory_channel")
    [email, *more] = _list(args, "emails", "recipients_not_specified")
    if more:
        raise SlackError("too_many_emails")
    if "@" not in email:
        raise SlackError("invalid_email")
    made: Json = {"id": f"I{secrets.token_hex(5).upper()}", "channel": channel["id"]}
    desk.workspace.shared[made["id"]] = {**made, "email": email, "state": "sent"}
    return {"invite_id": made["id"], "is_legacy_shared_channel": False}


def groups(desk: Desk, args: Json) -> Json:
    with_users, with_disabled = _yes(args, "include_users"), _yes(args, "include_disabled")
    every = [_group(each, with_users=with_users) for each in desk.workspace.usergroups.values()]
    return {"usergroups": [each for each in every if with_disabled or not each["date_delete"]]}


def group_users(desk: Desk, args: Json) -> Json:
    return {"users": _usergroup(desk.workspace.usergroups, args)["users"]}


def group_update(desk: Desk, args: Json) -> Json:
    """Replace all who are in a user group, where that is anybody's to do by hand."""
    group = _usergroup(desk.workspace.usergroups, args)
    shown = _group(group, with_users=False)
    if shown["date_delete"]:
        raise SlackError("no_such_subteam")
    if any(shown[lock] for lock in LOCKS):
        raise SlackError("permission_denied")
    users = _list(args, "users", "no_users_provided")
    for user in users:
        person = desk.workspace.people.get(user)
        if person is None or person["deleted"] or person["is_bot"] or person["is_restricted"]:
            raise SlackError("invalid_users")
        if person["is_ultra_restricted"]:
            raise SlackError("single_channel_guests_cannot_be_added")
    group = {**group, "users": list(dict.fromkeys(users))}
    desk.workspace.usergroups[group["id"]] = group
    return {"usergroup": _group(group, with_users=True)}


def _known(
    desk: Desk,
    args: Json,
    scopes: Mapping[str, tuple[str, ...]],
    *,
    of_messages: str = "channel_not_found",
) -> Json:
    """A channel that the app may know of: a private one only from inside. `of_messages` is the word
    for somebody's direct messages with the app.
    """
    desk.need_one_of(*scopes[PUBLIC], *scopes[PRIVATE])
    if desk.workspace.owner(need(args, "channel")):
        raise SlackError(of_messages)
    channel = desk.workspace.channels.get(need(args, "channel"))
    if channel is None or (channel["is_private"] and not channel["app"]):
        raise SlackError("channel_not_found")
    desk.need_one_of(*scopes[PRIVATE if channel["is_private"] else PUBLIC])
    return dict(channel)


def _yes(args: Json, name: str) -> bool:
    return args.get(name) in (True, 1, "true", "1")


def _must_be_open(channel: Json, error: str) -> None:
    if channel["is_archived"]:
        raise SlackError(error)


def _list(args: Json, name: str, error: str) -> list[str]:
    found = [each for each in str(args.get(name) or "").split(",") if each]
    if not found:
        raise SlackError(error)
    return found


def _shown(channel: Json) -> Json:
    told = {key: channel[key] for key in channel.keys() - {"members", "app"}}
    more = {"is_channel": True, "is_member": channel["app"], "is_im": False, "is_mpim": False}
    return {**more, **told, "name_normalized": channel["name"]}


def _usergroup(shelf: Shelf, args: Json) -> Json:
    found = shelf.get(need(args, "usergroup"))
    if found is None:
        raise SlackError("no_such_subteam")
    return dict(found)


def _group(group: Json, *, with_users: bool) -> Json:
    told = {**people.like("usergroup"), **group, "user_count": len(group["users"])}
    return told if with_users else {key: told[key] for key in told.keys() - {"users"}}

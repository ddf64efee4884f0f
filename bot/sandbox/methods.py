"""The methods of Slack's Web API that the app may use: one function each, named in a table."""

from collections.abc import Callable

from bot.sandbox import answers, channels, files, people
from bot.sandbox.desk import Desk, messages_with, need
from bot.sandbox.rules import too_large, too_long
from bot.sandbox.workspace import Json, SlackError, surface

LONGEST_UPDATE = 4000
"""Characters of the text: https://docs.slack.dev/reference/methods/chat.update"""


def users_info(desk: Desk, args: Json) -> Json:
    return {"user": desk.shown(desk.user(args, "user"), args)}


def users_list(desk: Desk, args: Json) -> Json:
    ours = [p for p in desk.workspace.people.values() if p["team_id"] == people.TEAM]
    cursor, limit = (str(args.get(name) or 0) for name in ("cursor", "limit"))
    if cursor not in map(str, range(len(ours))):
        raise SlackError("invalid_cursor")
    if limit not in map(str, range(1001)):
        raise SlackError("invalid_arguments", ["must be from 0 to 1000 [json-pointer:/limit]"])
    start, end = int(cursor), int(cursor) + (int(limit) or len(ours))
    more = {"next_cursor": str(end) if end < len(ours) else ""}
    return {"members": [desk.shown(p, args) for p in ours[start:end]], "response_metadata": more}


def users_lookup(desk: Desk, args: Json) -> Json:
    email = need(args, "email").lower()
    for person in desk.workspace.people.values():
        if person["profile"].get("email") == email and not person["deleted"]:
            return {"user": desk.shown(person, {})}
    raise SlackError("users_not_found")


def conversations_open(desk: Desk, args: Json) -> Json:
    if not args.get("users"):
        raise SlackError("users_list_not_supplied")
    person = desk.user(args, "users")
    if person["deleted"]:
        raise SlackError("user_disabled")
    return {"channel": {"id": messages_with(person)}}


def chat_post(desk: Desk, args: Json) -> Json:
    """Of all that takes messages this alone counts them (documented here, and seen only here)."""
    channel, content = desk.channel(args), _message(args)
    if too_long(content):
        raise SlackError("msg_blocks_too_long")
    message = desk.workspace.post(channel, content)
    return {"channel": channel, "ts": message["ts"], "message": message}


def chat_post_ephemeral(desk: Desk, args: Json) -> Json:
    channel, user = desk.channel(args), desk.user(args, "user")["id"]
    if desk.workspace.owner(channel) not in (None, user):
        raise SlackError("user_not_in_channel")
    return {"message_ts": desk.workspace.post(channel, _message(args), to=user)["ts"]}


def chat_update(desk: Desk, args: Json) -> Json:
    """Where a message is, somebody's id does not say."""
    if need(args, "channel") in desk.workspace.people:
        raise SlackError("channel_not_found")
    channel, ts = desk.channel(args), need(args, "ts")
    item = desk.workspace.messages.get(f"{channel}/{ts}")
    if item is None or item["to"]:
        raise SlackError("message_not_found")
    if item["message"]["user"] != people.BOT_USER:
        raise SlackError("cant_update_message")
    if len(args.get("text") or "") > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    message = desk.workspace.edit(item, _message(args))
    return {"channel": channel, "ts": ts, "text": message["text"], "message": message}


def files_upload_url(desk: Desk, args: Json) -> Json:
    return files.announce(desk.workspace, need(args, "filename"), str(args.get("length") or ""))


def files_complete(desk: Desk, args: Json) -> Json:
    """A file goes to a channel; somebody's id is none."""
    channel = str(args.get("channel_id") or "")
    known = desk.workspace.channels.get(channel)
    if channel and not known and not desk.workspace.owner(channel):
        raise SlackError("channel_not_found")
    if known and not known["app"]:
        raise SlackError("not_in_channel")
    said = str(args.get("initial_comment") or "")
    return files.share(desk.workspace, channel, said, args.get("files"))


def views_open(desk: Desk, args: Json) -> Json:
    view, user = _view(args, "modal"), desk.acting(args)
    if desk.workspace.opened(view.get("external_id", "")):
        raise SlackError("duplicate_external_id")
    desk.workspace.stacks[user] = [surface(view, user)]
    return {"view": desk.workspace.stacks[user][0]["view"]}


def views_push(desk: Desk, args: Json) -> Json:
    view = _view(args, "modal")
    return {"view": answers.push(desk.workspace, desk.acting(args), view)["view"]}


def views_update(desk: Desk, args: Json) -> Json:
    before = desk.workspace.opened(args.get("view_id") or need(args, "external_id"))
    if before is None:
        raise SlackError("not_found")
    return _replace(desk, args, "modal", before["user"], before)


def views_publish(desk: Desk, args: Json) -> Json:
    user = desk.user(args, "user_id")["id"]
    return _replace(desk, args, "home", user, desk.workspace.homes.get(user))


def _replace(desk: Desk, args: Json, kind: str, user: str, before: Json | None) -> Json:
    if args.get("hash") and (before is None or args["hash"] != before["view"]["hash"]):
        raise SlackError("hash_conflict")
    after = surface(_view(args, kind), user, before)
    desk.workspace.keep(after)
    return {"view": after["view"]}


def _message(args: Json) -> Json:
    if not args.get("text") and not args.get("blocks"):
        raise SlackError("no_text")
    return answers.check(args, "message")


def _view(args: Json, kind: str) -> Json:
    if too_large(args.get("view")):
        raise SlackError("view_too_large")
    return answers.check(args.get("view"), kind)


# Each with the scope without which it is not to be had.
METHODS: dict[str, tuple[str, Callable[[Desk, Json], Json]]] = {
    "auth.test": ("", lambda _desk, _args: people.like("auth")),
    "team.info": ("team:read", lambda _desk, _args: {"team": people.like("team")}),
    "users.info": ("users:read", users_info),
    "users.list": ("users:read", users_list),
    "users.lookupByEmail": ("users:read.email", users_lookup),
    "conversations.open": ("im:write", conversations_open),
    "conversations.info": ("", channels.info),
    "conversations.members": ("", channels.members),
    "conversations.invite": ("", channels.invite),
    "conversations.inviteShared": ("conversations.connect:write", channels.invite_shared),
    "usergroups.list": ("usergroups:read", channels.groups),
    "usergroups.users.list": ("usergroups:read", channels.group_users),
    "usergroups.users.update": ("usergroups:write", channels.group_update),
    "chat.postMessage": ("chat:write", chat_post),
    "chat.postEphemeral": ("chat:write", chat_post_ephemeral),
    "chat.update": ("chat:write", chat_update),
    "files.getUploadURLExternal": ("files:write", files_upload_url),
    "files.completeUploadExternal": ("files:write", files_complete),
    "views.open": ("", views_open),
    "views.push": ("", views_push),
    "views.update": ("", views_update),
    "views.publish": ("", views_publish),
}

"""The names by which Slack and Usher call what can be pressed, filled in and sent."""

import re

from commands.errors import NotFound

_ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")

# Views, and the global shortcut, by callback_id
INVITE = "invite"
INVITE_RESULT = "invite.result"
WORKGROUP = "workgroup"
HOME = "home"
SETTINGS = "settings"
NOTICE = "notice"

# Fields of the invite modal: block_id and action_id
EMAILS = "emails"
PERSONAL_WORKGROUP = "personal_workgroup"
GROUP = "workgroup"
NOTE = "note"
LOCALE = "locale"

# The modal in which an admin refuses a request, and its field
REFUSAL = "request.refusal"
REFUSAL_ALL = "requests.refusal"
REASON = "reason"

# Modals about one invitation
REVOKE_MODAL = "invitation.revoke"
MORE_MODAL = "invitation.more"
CORRECT_MODAL = "invitation.correct"
INVITATION_LINK_MODAL = "invitation.link"
PREVIEW_MODAL = "invite.preview"

# Webhooks: those there are, one in its form, its new secret, what there is more of it
WEBHOOKS = "webhooks"
WEBHOOK = "webhook"
WEBHOOK_SECRET = "webhook.secret"  # noqa: S105 - the name of a view
WEBHOOK_MORE = "webhook.more"

# Shortcut of a message
INVITE_MESSAGE = "invite.message"

# Fields of the workgroup modal
NAME = "name"
DESCRIPTION = "description"
LEAVING = "remove"
CHANNELS = "channels"
USERGROUP = "usergroup"
CONNECT = "connect"
NO_USERGROUP = "none"

# Fields of the form of an endpoint
URL = "url"
EVENTS = "events"

# Fields of the settings' modals have the names of the settings, and this one
PLACE = "digest_place"
ZONE = "zone"

# Buttons, by action_id; the value is the row's public id
INVITE_OPEN = "invite.open"
INVITE_REST = "invite.rest"
RESEND = "invitation.resend"
REVOKE = "invitation.revoke"
EXTEND = "invitation.extend"
SNOOZE = "invitation.snooze"
APPROVE = "request.approve"
REFUSE = "request.refuse"
APPROVE_ALL = "requests.approve_all"
REFUSE_ALL = "requests.refuse_all"
REQUESTS_SHOW = "requests.show"
CORRECT = "invitation.correct"
UNSUPPRESS = "invitation.lift"
INVITATION_LINK = "invitation.link"
PREVIEW = "invite.preview"
WORKGROUP_CREATE = "workgroup.create"
WORKGROUP_EDIT = "workgroup.edit"
WORKGROUP_ARCHIVE = "workgroup.archive"
CHANNEL_LINK_RETRY = "link.retry"
APPROVE_ADDITION = "addition.approve"
REFUSE_ADDITION = "addition.refuse"
SETTINGS_EDIT = "settings.edit"

# Buttons of webhooks: the value is the endpoint's id, of a replay the delivery's number
WEBHOOK_ADD = "webhook.add"
WEBHOOK_DELIVERIES = "webhook.deliveries"
WEBHOOK_TEST = "webhook.test"
WEBHOOK_RESUME = "webhook.resume"
WEBHOOK_REPLAY = "webhook.replay"
WEBHOOK_ROTATE = "webhook.rotate"
WEBHOOK_RETIRE = "webhook.retire"
WEBHOOK_REMOVE = "webhook.remove"

# Home: which tab, what it shows, and from which row on
HOME_TAB = "home.tab"
HOME_FILTER = "home.filter"
HOME_SEARCH = "home.search"
HOME_ALL = "home.all"
HOME_NEWER = "home.newer"
HOME_OLDER = "home.older"

# The menu of a member: its options' values are `admin:ID`, `lead:ID`, `member:ID`
ROLE = "member.role"

# The button beside it; its value is the member's id
REMOVE = "member.remove"

# The menu of a row: its options' values are `resend:ID`, `extend:ID`, `revoke:ID`, …
MENU = "invitation.menu"

# The menu of an endpoint: `deliveries:ID`, `edit:ID`, `test:ID`, `pause:ID` (or `resume:ID`) and
# `more:ID`
WEBHOOK_MENU = "webhook.menu"


def choice(verb: str, public_id: str) -> str:
    """The value of a menu's option."""
    return f"{verb}:{public_id}"


def known(public_id: str) -> str:
    """An invitation's id. Raises NotFound for what can't be one."""
    if not _ID.fullmatch(public_id):
        raise NotFound
    return public_id

"""The words that are stored, as enums: what is written on one floor and read on another.

The values are in databases, so they stay; the names are today's.
"""

import enum

LOCALES = ("en", "ru")
"""The languages of mails, pages and people; the first is everybody's who has none of them."""


class Verb(enum.StrEnum):
    """What was done. The values are stored, so they stay; `storage.audit_details` has what is
    kept beside each.
    """

    # to an invitation
    REQUESTED = "requested"
    INVITED = "invited"
    APPROVED = "approved"
    REFUSED = "refused"
    MAILED = "mailed"
    REMINDED = "reminded"
    MAIL_FAILED = "failed"
    RESENT = "resent"
    EXTENDED = "extended"
    SNOOZED = "snoozed"
    LINK_SHARED = "link"
    CORRECTED = "corrected"
    REVOKED = "revoked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    UNSUBSCRIBED = "stopped"
    UNSUPPRESSED = "lifted"
    EXPIRED = "expired"
    ACCOUNT_FOUND = "account_found"
    ACCOUNT_MISSING = "account_missing"
    PROVISIONED = "placed"
    NOT_PROVISIONED = "not_placed"
    CONNECT_SENT = "connect_sent"
    CONNECT_TO_APPROVE = "connect_to_approve"
    CONNECT_ACCEPTED = "connect_accepted"
    CONNECT_DECLINED = "connect_refused"
    CONNECT_NOT_APPROVED = "connect_not_approved"
    JOINING_SENT = "joining_sent"
    JOINING_FAILED = "joining_failed"
    # to a member
    JOINED = "joined"
    ROLE_CHANGED = "role"
    ADMIN_KEPT = "kept_admin"
    LEFT_SLACK = "left"
    RETURNED = "returned"
    MEMBER_REMOVED = "expelled"
    LOOKED_UP = "looked_up"
    QUESTIONED = "questioned"
    # to a workgroup
    CREATED = "created"
    EDITED = "edited"
    MEMBERS_ADDED = "added"
    MEMBERS_REMOVED = "removed"
    ADDITION_REQUESTED = "addition_requested"
    ADDITION_REFUSED = "addition_refused"
    ADDITION_LAPSED = "addition_lapsed"
    ARCHIVED = "archived"
    LINKED = "linked"
    UNLINKED = "unlinked"
    # to a webhook endpoint
    ENDPOINT_ADDED = "hook_added"
    ENDPOINT_CHANGED = "hook_changed"
    ENDPOINT_REMOVED = "hook_removed"
    SECRET_ROTATED = "hook_rotated"  # noqa: S105 - what was done, and no secret
    SECRET_RETIRED = "hook_retired"  # noqa: S105
    ENDPOINT_PAUSED = "hook_paused"
    ENDPOINT_RESUMED = "hook_resumed"
    ENDPOINT_TESTED = "hook_tested"
    DELIVERY_REPLAYED = "hook_replayed"
    # to the workspace
    SETTINGS_CHANGED = "settings"


class Via(enum.StrEnum):
    """From where it was done."""

    SLACK = "slack"
    PAGE = "page"
    MAIL = "mail"
    SYSTEM = "system"
    CLI = "cli"


class MailStage(enum.StrEnum):
    """How far the conversation with the mail server had come (RFC 5321)."""

    CONNECT = "connect"
    """The connection, the server's greeting and our own (EHLO)."""
    STARTTLS = "starttls"
    LOGIN = "login"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    """The command, and the end of what was sent after it."""


class MailProblem(enum.StrEnum):
    """Why a mail did not leave, where the server said nothing of it. Stands where the server's
    words would: those begin with a code of three digits.
    """

    NO_ANSWER = "no_answer"
    """Within the time of an attempt."""
    NO_CONNECTION = "no_connection"
    """It could not be made, or broke."""
    NOT_UNDERSTOOD = "not_understood"
    """What came was no answer of SMTP's."""
    NOT_ENCRYPTED = "not_encrypted"
    """The server offers none, and the settings or a password want it."""
    NO_LOGIN = "no_login"
    """The server offers no way to log in that we know."""
    NOT_MADE = "not_made"
    """A fault of ours; it is tried again."""
    UNSAFE = "unsafe"
    """It would have had other headers than it was given, so it never will be sent."""


class AdditionState(enum.StrEnum):
    """What has become of members who were asked for into a workgroup."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "lapsed"


class OutboxKind(enum.StrEnum):
    """What leaves, by lane: a mail, a Slack message, a provisioning task. A webhook's kind is made
    of its event (`webhook_kind`). `storage.outbox_details` has what is kept beside each.
    """

    # mails
    INVITATION = "mail.invitation"
    REMINDER = "mail.reminder"
    JOINING = "mail.joining"
    # Slack messages: to who invited or asked
    ACCEPTED = "slack.accepted"
    DECLINED = "slack.declined"
    UNSUBSCRIBED = "slack.stopped"
    MAIL_FAILED = "slack.failed"
    EXPIRED = "slack.expired"
    ENDING = "slack.ending"
    APPROVED = "slack.approved"
    REFUSED = "slack.refused"
    LAPSED = "slack.lapsed"
    ADDITION_DECIDED = "slack.addition_decided"
    EXPORT = "slack.export"
    NO_FILE = "slack.no_file"
    # to the admins
    REQUEST = "slack.request"
    ADDITION_REQUEST = "slack.addition"
    GROUP_GONE = "slack.group_gone"
    DIGEST = "slack.digest"
    LINK_PROBLEM = "slack.trouble"
    ENDPOINT_PAUSED = "slack.hook_paused"
    MAILS_PUT_OFF = "slack.put_off"
    MAILS_LEAVE = "slack.mails_leave"
    SCOPES_MISSING = "slack.scopes"
    # to the primary owner of the workspace
    EVENTS_SILENT = "slack.silent"
    # what stands there, drawn anew
    UPDATE = "slack.update"
    HOME = "slack.home"
    # provisioning
    FIND_ACCOUNT = "place.account"
    ADD_TO_CHANNEL = "place.channel"
    ADD_TO_USERGROUP = "place.usergroup"
    INVITE_BY_CONNECT = "place.connect"
    FIND_NAME = "place.look"


MAILS, MESSAGES, PROVISIONING, WEBHOOKS = "mail.%", "slack.%", "place.%", "hook.%"
"""The lanes, as patterns of kinds (LIKE)."""


class WebhookEvent(enum.StrEnum):
    """What a webhook endpoint can be told of; docs/webhooks.md explains each."""

    INVITATION_CREATED = "invitation.created"
    INVITATION_SENT = "invitation.sent"
    INVITATION_REMINDED = "invitation.reminded"
    INVITATION_ACCEPTED = "invitation.accepted"
    INVITATION_DECLINED = "invitation.declined"
    INVITATION_REVOKED = "invitation.revoked"
    INVITATION_EXPIRED = "invitation.expired"
    INVITATION_FAILED = "invitation.failed"
    MEMBER_CREATED = "member.created"
    MEMBER_ROLE_CHANGED = "member.role_changed"
    MEMBER_REMOVED = "member.removed"
    WORKGROUP_CREATED = "workgroup.created"
    WORKGROUP_UPDATED = "workgroup.updated"
    WORKGROUP_MEMBERS_ADDED = "workgroup.members_added"
    WORKGROUP_MEMBERS_REMOVED = "workgroup.members_removed"
    WORKGROUP_ARCHIVED = "workgroup.archived"
    TEST = "usher.test"


_WEBHOOK = WEBHOOKS.removesuffix("%")


def webhook_kind(event: str) -> str:
    """The outbox's kind of a delivery that tells of this event."""
    return f"{_WEBHOOK}{event}"


def event_of(kind: str) -> str:
    """The event of a delivery's kind."""
    return kind.removeprefix(_WEBHOOK)


class ShownFor(enum.StrEnum):
    """Why the admins were shown an invitation in a reminder."""

    WAITING = "waiting"
    ENDING = "ending"
    FAILED = "failed"
    LEFT = "left"
    """Who invited is not here any more."""

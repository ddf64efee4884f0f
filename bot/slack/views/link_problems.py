"""Why Slack refuses to let somebody into a linked channel or user group, and what mends it.

The codes are those of `conversations.invite`, `.info` and `.inviteShared` and of `usergroups.*`:
https://docs.slack.dev/reference/methods. Each stands in docs/slack.md too.
"""

from typing import NamedTuple

from bot.i18n import Words
from bot.slack.manifest import OPTIONAL
from storage.vocabulary import OutboxKind

CONNECT = OutboxKind.INVITE_BY_CONNECT
NOT_IN = ("not_in_channel", "channel_not_found")
ARCHIVED = ("is_archived", "channel_archived")
NO_SCOPE = ("missing_scope", "no_permission")
UNPAID = ("paid_teams_only", "plan_upgrade_required", "not_paid")
EMPTIED = ("no_users_provided",)
ADMINS_ONLY = ("permission_denied",)
MANAGED = ("is_idp_group",)
LOCKED = ("auto_type", "is_external", "is_membership_locked")
NO_SUCH_GROUP = ("no_such_subteam", "subteam_not_found")
FULL = ("connection_limit_exceeded", "legacy_connection_limit_exceeded", "member_limit_exceeded")
WRONG_KIND = (
    "cannot_share_cross_workspace_channel",
    "cannot_share_mandatory_channel",
    "invalid_channel_type",
    "method_not_supported_for_channel_type",
    "not_supported",
)
FORBIDDEN = (
    "access_denied",
    "ekm_access_denied",
    "not_allowed_for_grid_workspace",
    "not_owner",
    "restricted_action",
    "team_access_not_granted",
)


class Explanation(NamedTuple):
    """What Slack said in plain words, and what an admin can do about it."""

    said: str
    remedy: str


def explain(kind: str, code: str, words: Words, step: str = "") -> Explanation:
    """`kind` is the link's, a channel or a user group; `step` the kind of step that was refused."""
    if code in NOT_IN:
        return _not_in(code, words)
    if code in NO_SCOPE:
        return _no_scope("connect" if step == CONNECT else kind, words)
    if code in UNPAID:
        return _unpaid(kind, words)
    known = _of_channels(code, words) if kind == "channel" else _of_usergroups(code, words)
    return known or _forbidden(code, words)


def _not_in(code: str, words: Words) -> Explanation:
    remedy = words(
        "Write @Usher in that channel and let Slack add it, then try again. Or link another one."
    )
    if code == "not_in_channel":
        return Explanation(words("Usher is not in that channel."), remedy)
    said = words("Usher sees no such channel: it is gone, or private and Usher is not in it.")
    return Explanation(said, remedy)


def _no_scope(what: str, words: Words) -> Explanation:
    named = ", ".join(OPTIONAL[what])
    return Explanation(
        words("Usher was not given the permission for this when it was installed."),
        words("Install the app again with these scopes, then try again: {scopes}.", scopes=named),
    )


def _unpaid(kind: str, words: Words) -> Explanation:
    if kind == "usergroup":
        said = words("User groups need a paid plan of Slack.")
    else:
        said = words("Slack Connect needs a paid plan of Slack.")
    return Explanation(said, words("Upgrade the plan and try again, or take this link away."))


def _of_channels(code: str, words: Words) -> Explanation | None:
    if code in ARCHIVED:
        return Explanation(
            words("The channel is archived."),
            words("Unarchive it and try again, or link another one."),
        )
    if code in FULL:
        return Explanation(
            words("The channel is full: no more people or no more companies fit in."),
            words("Take somebody out of it and try again, or link another one."),
        )
    if code in WRONG_KIND:
        return Explanation(
            words("Slack does not let apps invite people into this channel."),
            words("Link another one."),
        )
    return None


def _of_usergroups(code: str, words: Words) -> Explanation | None:
    if code in EMPTIED:
        return Explanation(
            words("A user group can't be empty, so its last person stays in it."),
            words("Add somebody else to it in Slack and try again, or disable it there."),
        )
    if code in ADMINS_ONLY:
        return Explanation(
            words("In this Slack not everybody may change user groups, and so Usher may not."),
            words(
                "Let everybody change them (Slack's workspace settings › Permissions › User "
                "groups) and try again."
            ),
        )
    if code in MANAGED:
        return Explanation(
            words("Your identity provider decides who is in this user group."),
            words("Add people where that is managed, and link another one here, or none."),
        )
    if code in LOCKED:
        return Explanation(
            words("Who is in this user group can't be changed by hand in Slack."),
            words("Unlock it in Slack and try again, or link another one."),
        )
    if code in NO_SUCH_GROUP:
        return Explanation(
            words("The user group is gone or disabled."),
            words("Enable it in Slack and try again, or link another one."),
        )
    return None


def _forbidden(code: str, words: Words) -> Explanation:
    """By a setting, or for a reason that only Slack knows."""
    if code in FORBIDDEN:
        return Explanation(
            words("A setting of this Slack forbids it."),
            words(
                "Allow it in Slack's workspace settings › Permissions and try again, or add "
                "people there yourself."
            ),
        )
    return Explanation(
        words("Slack said: {said}", said=code),
        words("Look this word up at docs.slack.dev, mend what it names, and try again."),
    )

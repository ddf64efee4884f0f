"""Why Slack refuses to let somebody into a linked channel or user group, and what mends it.

Each cause stands in docs/slack.md too, with its words (`bot.error_words`).
"""

from typing import NamedTuple

from bot import error_words
from bot.error_words import Cause
from bot.i18n import Words
from bot.slack.manifest import OPTIONAL
from storage.vocabulary import OutboxKind

CONNECT = OutboxKind.INVITE_BY_CONNECT


class Explanation(NamedTuple):
    """What Slack said in plain words, and what an admin can do about it."""

    said: str
    remedy: str


def explain(kind: str, code: str, words: Words, step: str = "") -> Explanation:
    """`kind` is the link's, a channel or a user group; `step` the kind of step that was refused."""
    cause = error_words.cause(code)
    if cause is Cause.NO_SCOPE:
        return _no_scope("connect" if step == CONNECT else kind, words)
    if cause is Cause.UNPAID:
        return _unpaid(kind, words)
    if cause in {Cause.FORBIDDEN, Cause.READ_ONLY, Cause.NO_ACCESS}:
        return _forbidden(words)
    known = _of_channels(cause, words) if kind == "channel" else _of_usergroups(cause, words)
    return known or _unknown(code, words)


def _not_in(cause: Cause | None, words: Words) -> Explanation:
    remedy = words(
        "Write @Usher in that channel and let Slack add it, then try again. Or link another one."
    )
    if cause is Cause.NOT_IN:
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


def _of_channels(cause: Cause | None, words: Words) -> Explanation | None:
    if cause in {Cause.NOT_IN, Cause.UNSEEN}:
        return _not_in(cause, words)
    if cause is Cause.ARCHIVED:
        return Explanation(
            words("The channel is archived."),
            words("Unarchive it and try again, or link another one."),
        )
    if cause is Cause.FULL:
        return Explanation(
            words("The channel is full: no more people or no more companies fit in."),
            words("Take somebody out of it and try again, or link another one."),
        )
    if cause is Cause.PENDING:
        return Explanation(
            words("Another invitation to this channel by Slack Connect is still open."),
            words("Wait until it is answered, or take it back in Slack, then try again."),
        )
    if cause is Cause.WRONG_KIND:
        return Explanation(
            words("Slack does not let apps invite people into this channel."),
            words("Link another one."),
        )
    return None


def _of_usergroups(cause: Cause | None, words: Words) -> Explanation | None:
    if cause is Cause.EMPTIED:
        return Explanation(
            words("A user group can't be empty, so its last person stays in it."),
            words("Add somebody else to it in Slack and try again, or disable it there."),
        )
    if cause is Cause.ADMINS_ONLY:
        return Explanation(
            words("In this Slack not everybody may change user groups, and so Usher may not."),
            words(
                "Let everybody change them (Slack's workspace settings › Permissions › User "
                "groups) and try again."
            ),
        )
    if cause in {Cause.MANAGED, Cause.LOCKED}:
        return _kept(cause, words)
    if cause is Cause.FULL:
        return Explanation(
            words("The user group is full: no more people fit in."),
            words("Take somebody out of the user group and try again, or link another one."),
        )
    if cause is Cause.NO_SUCH_GROUP:
        return Explanation(
            words("The user group is gone or disabled."),
            words("Enable it in Slack and try again, or link another one."),
        )
    return None


def _kept(cause: Cause | None, words: Words) -> Explanation:
    if cause is Cause.MANAGED:
        return Explanation(
            words("Your identity provider decides who is in this user group."),
            words("Add people where that is managed, and link another one here, or none."),
        )
    return Explanation(
        words("Who is in this user group can't be changed by hand in Slack."),
        words("Unlock it in Slack and try again, or link another one."),
    )


def _forbidden(words: Words) -> Explanation:
    return Explanation(
        words("A setting of this Slack forbids it."),
        words(
            "Allow it in Slack's workspace settings › Permissions and try again, or add "
            "people there yourself."
        ),
    )


def _unknown(code: str, words: Words) -> Explanation:
    """For a reason that only Slack knows."""
    return Explanation(
        words("Slack said: {said}", said=code),
        words("Look this word up at docs.slack.dev, mend what it names, and try again."),
    )

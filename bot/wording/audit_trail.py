"""An invitation's audit trail (its history) in words."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.i18n import Words
from bot.wording import mail_problems
from bot.wording.lists import short
from bot.wording.progress import place, reason
from commands.invitations.describe import AuditEntry
from storage.audit_details import ByConnect, InPlace, Named, NotInPlace, Refusal, ServerSaid
from storage.vocabulary import Verb

Sentence = Callable[[Words, str, Any], str]
"""Of the words, who did it, and the verb's record."""


def audit_entry(entry: AuditEntry, words: Words) -> str:
    """What happened, by whom; a verb of tomorrow stands as it is."""
    who = short(entry.by) or words("somebody who is gone")
    said = TOLD.get(Verb(entry.verb)) if entry.verb in set(Verb) else None
    return said(words, who, entry.details) if said else entry.verb


def _refused(words: Words, who: str, details: Refusal) -> str:
    if details.reason:
        return words("Refused by {who}: {reason}", who=who, reason=details.reason)
    return words("Refused by {who}", who=who)


def _failed(words: Words, _who: str, details: ServerSaid) -> str:
    if details.said:
        return words(
            "The mail was not delivered: {said}", said=mail_problems.reason(details.said, words)
        )
    return words("The mail was not delivered")


def _where(words: Words, details: InPlace | NotInPlace) -> str:
    return place(details.kind, short(details.name), words)


def _channel(words: Words, details: Named) -> str:
    return place("channel", short(details.name), words)


def _to_approve(words: Words, _who: str, details: ByConnect) -> str:
    where = _channel(words, details)
    if details.by:
        return words(
            "{name} accepted the Slack Connect invitation to {place}, which an admin of Slack "
            "still has to approve",
            name=short(details.by),
            place=where,
        )
    return words(
        "Accepted the Slack Connect invitation to {place}, which an admin of Slack still has to "
        "approve",
        place=where,
    )


def _joined_by_connect(words: Words, _who: str, details: ByConnect) -> str:
    where = _channel(words, details)
    if details.by:
        return words(
            "{name} joined {place} by Slack Connect, with this invitation",
            name=short(details.by),
            place=where,
        )
    return words("Joined {place} by Slack Connect", place=where)


def _not_provisioned(words: Words, _who: str, details: NotInPlace) -> str:
    why = reason(details.said.removeprefix("Slack: "), words)
    if details.kind == "account":
        return words("Their Slack account could not be used: {why}", why=why)
    return words("Not added to {place}: {why}", place=_where(words, details), why=why)


def _joining_failed(words: Words, _who: str, details: ServerSaid) -> str:
    said = mail_problems.reason(details.said, words) or "–"
    return words("The mail with the link to join Slack was not delivered: {said}", said=said)


TOLD: Mapping[Verb, Sentence] = {
    Verb.REQUESTED: lambda words, who, _: words("Requested by {who}", who=who),
    Verb.INVITED: lambda words, who, _: words("Invited by {who}", who=who),
    Verb.APPROVED: lambda words, who, _: words("Approved by {who}", who=who),
    Verb.REFUSED: _refused,
    Verb.MAILED: lambda words, *_: words("The mail was sent"),
    Verb.REMINDED: lambda words, *_: words("A reminder was sent"),
    Verb.MAIL_FAILED: _failed,
    Verb.RESENT: lambda words, who, _: words("Sent again by {who}", who=who),
    Verb.EXTENDED: lambda words, who, _: words("Extended by {who}", who=who),
    Verb.SNOOZED: lambda words, who, _: words("Reminders snoozed by {who}", who=who),
    Verb.LINK_SHARED: lambda words, who, _: words("The link was shown to {who}", who=who),
    Verb.CORRECTED: lambda words, who, _: words("The address was corrected by {who}", who=who),
    Verb.REVOKED: lambda words, who, _: words("Revoked by {who}", who=who),
    Verb.ACCEPTED: lambda words, *_: words("Accepted"),
    Verb.DECLINED: lambda words, *_: words("Declined"),
    Verb.UNSUBSCRIBED: lambda words, *_: words("The address asked not to be mailed"),
    Verb.UNSUPPRESSED: lambda words, who, _: words(
        "Mails to it were allowed again by {who}", who=who
    ),
    Verb.EXPIRED: lambda words, *_: words("Expired"),
    Verb.ACCOUNT_FOUND: lambda words, *_: words("Their Slack account was found"),
    Verb.ACCOUNT_MISSING: lambda words, *_: words("No Slack account has this address"),
    Verb.PROVISIONED: lambda words, _, details: words(
        "Added to {place}", place=_where(words, details)
    ),
    Verb.NOT_PROVISIONED: _not_provisioned,
    Verb.CONNECT_SENT: lambda words, _, details: words(
        "Invited to {place} by Slack Connect", place=_channel(words, details)
    ),
    Verb.CONNECT_TO_APPROVE: _to_approve,
    Verb.CONNECT_ACCEPTED: _joined_by_connect,
    Verb.CONNECT_DECLINED: lambda words, _, details: words(
        "Declined the Slack Connect invitation to {place}", place=_channel(words, details)
    ),
    Verb.CONNECT_NOT_APPROVED: lambda words, _, details: words(
        "An admin of Slack did not approve the Slack Connect invitation to {place}",
        place=_channel(words, details),
    ),
    Verb.JOINING_SENT: lambda words, *_: words("The mail with the link to join Slack was sent"),
    Verb.JOINING_FAILED: _joining_failed,
}
"""Each verb that an invitation's audit trail can hold."""

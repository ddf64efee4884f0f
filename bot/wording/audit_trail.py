"""An invitation's history in words."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.i18n import Words
from bot.wording.lists import short
from bot.wording.progress import place, reason
from commands.invitations.describe import AuditEntry

Sentence = Callable[[Words, str, Mapping[str, Any]], str]


def audit_entry(entry: AuditEntry, words: Words) -> str:
    """What happened, by whom; a verb of tomorrow stands as it is."""
    who = short(entry.by) or words("somebody who is gone")
    said = STORY.get(entry.verb)
    return said(words, who, entry.details) if said else entry.verb


def _refused(words: Words, who: str, details: Mapping[str, Any]) -> str:
    if reason := details.get("reason"):
        return words("Refused by {who}: {reason}", who=who, reason=reason)
    return words("Refused by {who}", who=who)


def _failed(words: Words, _who: str, details: Mapping[str, Any]) -> str:
    if said := details.get("said"):
        return words("The mail was not delivered: {said}", said=said)
    return words("The mail was not delivered")


def _where(words: Words, details: Mapping[str, Any]) -> str:
    return place(details.get("kind", "channel"), short(details.get("name", "")), words)


def _not_placed(words: Words, _who: str, details: Mapping[str, Any]) -> str:
    why = reason(str(details.get("said", "")).removeprefix("Slack: "), words)
    if details.get("kind") == "account":
        return words("Their Slack account could not be used: {why}", why=why)
    return words("Not added to {place}: {why}", place=_where(words, details), why=why)


def _joining_failed(words: Words, _who: str, details: Mapping[str, Any]) -> str:
    said = details.get("said") or "–"
    return words("The mail with the link to join Slack was not delivered: {said}", said=said)


STORY: Mapping[str, Sentence] = {
    "requested": lambda words, who, _: words("Requested by {who}", who=who),
    "invited": lambda words, who, _: words("Invited by {who}", who=who),
    "approved": lambda words, who, _: words("Approved by {who}", who=who),
    "refused": _refused,
    "mailed": lambda words, *_: words("The mail was sent"),
    "reminded": lambda words, *_: words("A reminder was sent"),
    "failed": _failed,
    "resent": lambda words, who, _: words("Sent again by {who}", who=who),
    "extended": lambda words, who, _: words("Extended by {who}", who=who),
    "snoozed": lambda words, who, _: words("Reminders snoozed by {who}", who=who),
    "link": lambda words, who, _: words("The link was shown to {who}", who=who),
    "corrected": lambda words, who, _: words("The address was corrected by {who}", who=who),
    "revoked": lambda words, who, _: words("Revoked by {who}", who=who),
    "accepted": lambda words, *_: words("Accepted"),
    "declined": lambda words, *_: words("Declined"),
    "stopped": lambda words, *_: words("The address asked not to be mailed"),
    "lifted": lambda words, who, _: words("Mails to it were allowed again by {who}", who=who),
    "expired": lambda words, *_: words("Expired"),
    "account_found": lambda words, *_: words("Their Slack account was found"),
    "account_missing": lambda words, *_: words("No Slack account has this address"),
    "placed": lambda words, _, details: words("Added to {place}", place=_where(words, details)),
    "not_placed": _not_placed,
    "connect_sent": lambda words, _, details: words(
        "Invited to {place} by Slack Connect", place=_where(words, details)
    ),
    "connect_accepted": lambda words, _, details: words(
        "Joined {place} by Slack Connect", place=_where(words, details)
    ),
    "connect_refused": lambda words, _, details: words(
        "Declined the Slack Connect invitation to {place}", place=_where(words, details)
    ),
    "joining_sent": lambda words, *_: words("The mail with the link to join Slack was sent"),
    "joining_failed": _joining_failed,
}
"""Each verb that an invitation's history can hold."""

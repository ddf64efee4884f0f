"""One invitation in a line or two: the words that messages share."""

from collections.abc import Sequence
from datetime import datetime

from bot import wording
from bot.i18n import Words
from bot.slack import ids
from bot.slack.views import blocks
from bot.slack.views.blocks import Json
from commands.delivery.parcels.parcel import Listed, Parcel
from commands.invitations.describe import Invitation

SAID = 250
"""Characters on the mail in a list; a message about one mail has all of the server's answer."""

LISTED = "listed"
"""How the block ids of rows begin that the outbox brings up to date after a press."""


def who(about: Invitation, most: int = 100) -> str:
    """The invitee's name where one was given, and as much of the address."""
    shown = blocks.address(about.address, most)
    return f"{blocks.name(about.name)} ({shown})" if about.name else shown


def title(about: Invitation) -> str:
    return f"*{who(about)}*"


def block_id(about: Invitation) -> str:
    return f"{LISTED}.{about.id}"


def shown(drawn: Sequence[Json]) -> frozenset[str]:
    """The ids of the invitations whose rows these blocks hold."""
    found = (str(block.get("block_id", "")).partition(".") for block in drawn)
    return frozenset(about for kind, _, about in found if kind == LISTED)


def age(about: Invitation, words: Words, now: datetime) -> str:
    days = (now - about.created_at).days
    if wording.only_asked(about):
        if not days:
            return words("asked for today")
        return words.many("asked for {n} day ago", "asked for {n} days ago", days)
    if not days:
        return words("invited today")
    return words.many("invited {n} day ago", "invited {n} days ago", days)


def provenance(about: Invitation, words: Words, now: datetime) -> str:
    """How old it is, who invited, and to which workgroup."""
    parts = [age(about, words, now), words("by {inviter}", inviter=blocks.name(about.inviter))]
    if about.workgroup:
        parts.append(words("workgroup {workgroup}", workgroup=blocks.name(about.workgroup)))
    if gone := archived(about, words):
        parts.append(gone)
    return " · ".join(parts)


def archived(about: Invitation, words: Words) -> str:
    """Where it leads since its workgroup was archived, in mrkdwn; empty where it was not."""
    gone = about.archived_workgroup
    return wording.archived(about, words, blocks.name(gone)) if gone else ""


def archived_plain(about: Invitation, words: Words) -> str:
    """The same where nothing acts."""
    gone = about.archived_workgroup
    return wording.archived(about, words, blocks.line(gone)) if gone else ""


def sentence(fact: str) -> str:
    """With a capital letter, where it stands alone."""
    return fact[:1].upper() + fact[1:]


def mail(about: Invitation, words: Words) -> str:
    """What became of the mail; a server's words are data."""
    return blocks.name(wording.mail(about, words), SAID)


def ends(about: Invitation, words: Words, zone: str) -> str:
    return words("ends on {day}", day=words.day(about.expires_at, zone))


def reminder(about: Invitation, words: Words, zone: str, now: datetime) -> str:
    """When the next one goes, or until when they rest; empty where none will."""
    if about.state != "pending" or not takes_mail(about):
        return ""
    if about.snoozed_until and about.snoozed_until > now:
        return words("no reminders until {day}", day=words.day(about.snoozed_until, zone))
    if about.remind_at:
        return words("next reminder on {day}", day=words.day(about.remind_at, zone))
    return ""


def done(row: Listed, words: Words, zone: str) -> str:
    """What was done to it since the message was written; empty while it waits for somebody."""
    about, by = row.invitation, blocks.name(row.by)
    until = words.day(about.expires_at, zone)
    rests = words.day(about.snoozed_until, zone) if about.snoozed_until else ""
    texts = {
        "resent": words("Sent again by {name}, open until {until}", name=by, until=until),
        "extended": words("Extended by {name}, open until {until}", name=by, until=until),
        "snoozed": words("Snoozed by {name} until {until}", name=by, until=rests),
        "corrected": words("Address corrected by {name}", name=by),
        "revoked": words("Revoked by {name}", name=by) if row.by else words("Revoked"),
        "accepted": words("Accepted"),
        "declined": words("Declined"),
        "expired": words("Expired"),
    }
    return texts.get(row.verb or row.invitation.state, "")


def passed_on(parcel: Parcel, words: Words) -> list[Json]:
    """Why an admin is told it, where it was for an inviter who is gone."""
    if not parcel.passed_on:
        return []
    about = parcel.invitation or parcel.rows[0].invitation
    inviter = blocks.name(about.inviter)
    return [
        blocks.context(words("{inviter} is not here any more, so you are told.", inviter=inviter))
    ]


def menu(about: Invitation, words: Words, *, may_invite: bool = True) -> Json:
    """Three dots with what can be done to it as it stands, by who sees it.

    A mail to who asked for none can't be sent; resending what is over makes a new invitation.
    """
    labels = {
        "resend": words("Resend"),
        "extend": words("Extend"),
        "revoke": words("Revoke…"),
        "snooze": words("Snooze for a week"),
        "more": words("More…"),
    }
    offered = [verb for verb in labels if verb in _verbs(about, may_invite)]
    return blocks.overflow(
        ids.MENU, [blocks.option(labels[v], ids.choice(v, about.id)) for v in offered]
    )


def _verbs(about: Invitation, may_invite: bool) -> set[str]:
    by_state = {
        "requested": {"revoke"},
        "pending": {"resend", "extend", "revoke", "snooze"},
        "declined": {"resend"},
        "revoked": {"resend"},
        "expired": {"resend"},
    }
    verbs = by_state.get(about.state, set()) | {"more"}
    if not takes_mail(about) or wording.never_mailed(about):
        verbs -= {"resend"}
    return verbs if may_invite else verbs - {"resend", "extend"}


def takes_mail(about: Invitation) -> bool:
    """Whether the address is not suppressed."""
    return not about.suppressed and about.mail != "suppressed"


def resend(about: Invitation, label: str) -> Json:
    return blocks.button(label, ids.RESEND, about.id)


def extend(about: Invitation, words: Words) -> Json:
    return blocks.button(words("Extend"), ids.EXTEND, about.id)


def correct(about: Invitation, words: Words) -> Json:
    return blocks.button(words("Correct the address"), ids.CORRECT, about.id)


def revoke(about: Invitation, words: Words) -> Json:
    question = blocks.confirm(
        words("Revoke this invitation?"),
        words("The link in the mail to {address} will stop working.", address=about.address),
        words("Revoke"),
        words("Keep it"),
        "danger",
    )
    return blocks.button(words("Revoke"), ids.REVOKE, about.id, style="danger", confirm=question)

"""What became of addresses, invitations and mails."""

# One case a state, one return a case:
# ruff: noqa: PLR0911

from collections.abc import Sequence

from bot.i18n import Words
from bot.wording import mail_problems
from bot.wording.addresses import doubtful
from bot.wording.lists import MOST, listed, short
from bot.wording.places import why_asked
from commands.invitations.describe import Invitation
from commands.outcomes import (
    AlreadyInvited,
    AlreadyMember,
    Doubtful,
    Invited,
    Known,
    MailedEnough,
    Outcome,
    Requested,
    Suppressed,
)


def outcome(became: Outcome, words: Words, zone: str) -> str:
    """One line on what became of one address."""
    match became:
        case Invited():
            return _invited(became, words)
        case Requested(address=address, leads=leads):
            said = words("{address}: asked for, an admin decides.", address=address)
            return f"{said} {why_asked(leads, words)}" if leads else said
        case AlreadyMember(address=address, name=name):
            return words("{address}: already a member ({name}).", address=address, name=short(name))
        case AlreadyInvited(address=address, inviter=inviter, at=at, requested=True):
            return words(
                "{address}: {inviter} asked for them on {day}, an admin decides.",
                address=address,
                inviter=short(inviter),
                day=words.day(at, zone),
            )
        case AlreadyInvited(address=address, inviter=inviter, at=at):
            return words(
                "{address}: already invited by {inviter} on {day}.",
                address=address,
                inviter=short(inviter),
                day=words.day(at, zone),
            )
        case Suppressed(address=address):
            return words(
                "{address}: asked not to be mailed from here, so nothing was sent.",
                address=address,
            )
        case MailedEnough(address=address, at=at):
            return mailed_enough(address, words.moment(at, zone), words)
        case Doubtful():
            return doubtful([became], words)


def _invited(became: Invited, words: Words) -> str:
    address, name = became.address, short(became.asked_by)
    if became.put_off and name:
        said = words(
            "{address}: invited, which approves the request of {name}.", address=address, name=name
        )
        return f"{said} {_waits(words)}"
    if became.put_off:
        return f"{words('{address}: invited.', address=address)} {_waits(words)}"
    if name:
        return words(
            "{address}: invited, which approves the request of {name}. The mail is on its way.",
            address=address,
            name=name,
        )
    return words("{address}: invited, the mail is on its way.", address=address)


def _waits(words: Words) -> str:
    """Of a mail that is put off; the admins are told what the operator has to mend."""
    return words("The mail can't go out at the moment. It waits, and leaves by itself.")


def mailed_enough(named: str, when: str, words: Words) -> str:
    """Of one address or several; who mailed them is nobody's to know."""
    return words(
        "{addresses}: the day's limit of mails to one address is reached. Possible "
        "again from {when} on.",
        addresses=named,
        when=when,
    )


def known(standing: Known, words: Words, zone: str) -> str:
    """What is known of an address that was asked for, beside that address."""
    match standing:
        case AlreadyMember(name=name):
            return words("already a member ({name})", name=short(name))
        case AlreadyInvited(inviter=inviter, at=at, requested=True):
            day = words.day(at, zone)
            return words("{inviter} asked for them on {day}", inviter=short(inviter), day=day)
        case AlreadyInvited(inviter=inviter, at=at):
            day = words.day(at, zone)
            return words("already invited by {inviter} on {day}", inviter=short(inviter), day=day)
        case Suppressed():
            return words("asked not to be mailed from here")


def resent(became: Outcome, words: Words, zone: str) -> str:
    """One line on what became of one address that was invited before."""
    match became:
        case Invited(address=address, asked_by="", put_off=False):
            return words("{address}: sent again, the mail is on its way.", address=address)
        case Invited(address=address, asked_by="", put_off=True):
            return f"{words('{address}: to be sent again.', address=address)} {_waits(words)}"
        case _:
            return outcome(became, words, zone)


def under_emails(outcomes: Sequence[Outcome], words: Words, zone: str) -> str:
    """Why nobody of a list was invited."""
    if asked := [each for each in outcomes if isinstance(each, Doubtful)]:
        return doubtful(asked, words)
    lines = (outcome(each, words, zone) for each in outcomes)
    return listed(lines, words, MOST - 100, between=" ")


def never_mailed(invitation: Invitation) -> bool:
    """Whether it was over while it was a request: there was no mail, so nobody was invited."""
    return invitation.state in {"revoked", "expired"} and not invitation.mail


def only_asked(invitation: Invitation) -> bool:
    """Whether it is a request, or was one to its end."""
    return invitation.state in {"requested", "refused"} or never_mailed(invitation)


def state(invitation: Invitation, words: Words) -> str:
    """How an invitation stands."""
    match invitation.state:
        case "revoked" if never_mailed(invitation):
            return words("Request withdrawn")
        case "expired" if never_mailed(invitation):
            return words("Request lapsed")
        case "requested":
            return words("Waits for an admin's approval")
        case "pending":
            return words("Waiting for an answer")
        case "accepted":
            return words("Accepted")
        case "declined":
            return words("Declined")
        case "revoked":
            return words("Revoked")
        case "expired":
            return words("Expired")
        case "refused":
            return words("Refused by an admin")
        case _:
            return invitation.state


def archived(invitation: Invitation, words: Words, shown: str) -> str:
    """Where it leads since its workgroup was archived, whose name is `shown`."""
    if invitation.personal:
        return words(
            "the workgroup {workgroup} was archived: they join Public instead", workgroup=shown
        )
    return words("the workgroup {workgroup} was archived: they join Public only", workgroup=shown)


def mail(invitation: Invitation, words: Words) -> str:
    """What became of the mail; "" where none was to be sent."""
    over = invitation.state != "pending"
    if invitation.suppressed and invitation.mail:
        return (
            words("no more mail, as the address asked")
            if over
            else words("no mail, as the address asked")
        )
    match invitation.mail:
        case "queued" if over:
            return ""  # What is over takes the mail back that had not left.
        case "queued" if invitation.put_off_since:
            day = words.day(invitation.put_off_since, invitation.zone)
            time = words.time(invitation.put_off_since, invitation.zone)
            return words("the mail has been put off since {when}", when=f"{day}, {time}")
        case "queued":
            return words("the mail is on its way")
        case "sent":
            return words("mail sent")
        case "failed" if invitation.mail_error:
            return words(
                "mail not delivered: {reason}",
                reason=mail_problems.reason(invitation.mail_error, words),
            )
        case "failed":
            return words("mail not delivered")
        case "suppressed":
            return words("no mail, as the address asked")
        case _:
            return ""

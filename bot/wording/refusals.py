"""Why a command did nothing, and what to do now. One match for each kind of error."""

# One case an error, one return a case:
# ruff: noqa: C901, PLR0911, PLR0912

from datetime import datetime
from typing import assert_never

from bot.i18n import Words
from bot.wording.addresses import bad_addresses
from bot.wording.decisions import decided
from bot.wording.lists import MOST, listed
from bot.wording.places import more_come_in, not_linkable, out_of_reach
from bot.wording.states import mailed_enough, outcome
from bot.wording.webhook_refusals import sent_too_often, webhook
from bot.wording.workspace_settings import bad_setting
from commands import errors
from commands.errors import NotAllowed, OverLimit, Rejected, UsherError


def under_fields(error: Rejected | OverLimit, words: Words, zone: str) -> dict[str, str]:
    """What is said under which field; what concerns addresses stands under theirs."""
    if isinstance(error, errors.BadSettings):
        said: dict[str, str] = {}
        for wrong in error.wrong:
            said[wrong.name] = f"{said.get(wrong.name, '')} {bad_setting(wrong, words)}".strip()
        return said
    if isinstance(error, errors.NoSuchChoice | errors.NotLinkable | errors.BadEndpoint):
        return {error.name: refusal(error, words, zone)}
    field = error.field if isinstance(error, Rejected) else errors.NoAddress.field
    return {field: refusal(error, words, zone)}


def refusal(error: UsherError, words: Words, zone: str) -> str:
    """Why a command did nothing, and what to do; times as in `zone`."""
    match error:
        case NotAllowed():
            return not_allowed(error, words)
        case OverLimit():
            return over_limit(error, words, zone)
        case errors.NotInvited(outcome=became):
            return outcome(became, words, zone)
        case Rejected():
            return rejected(error, words)
        case errors.NotFound(what=what):
            return not_found(what, words)
        case errors.Closed(state=how):
            return closed(how, words)
        case errors.OutOfReach(leads=leads):
            return out_of_reach(leads, words)
        case errors.TooSoon() | errors.SentTooOften():
            return too_often(error, words, zone)
        case errors.AddressSuppressed():
            return words(
                "This address asked not to be mailed from here, so nothing was sent. "
                "Please write to the person yourself."
            )
        case errors.AlreadyDecided():
            return decided(error, words)
        case errors.LastAdmin() | errors.FixedGroup() | errors.RunsSlack() | errors.Oneself():
            return stays(error, words)
        case errors.Ambiguous(teams=teams):
            named = ", ".join(teams)
            return words("There are several workspaces, name one: {teams}.", teams=named)
        case _:
            return words("This did not work, and nothing was changed.")


def too_often(error: errors.TooSoon | errors.SentTooOften, words: Words, zone: str) -> str:
    if isinstance(error, errors.SentTooOften):
        return sent_too_often(error, words, zone)
    when = words.moment(error.at, zone)
    return words("It was sent a moment ago. It can be sent again from {when} on.", when=when)


def not_allowed(error: NotAllowed, words: Words) -> str:
    match error.why:
        case "guest":
            return words(
                "Guests can't invite people. "
                "Ask an admin of this workspace, or whoever invited you here."
            )
        case "bot":
            return words("Apps can't invite people. Ask an admin of this workspace.")
        case "deleted":
            return words(
                "This account is deactivated, so it can't do that. Ask an admin of this workspace."
            )
        case "stranger":
            return words(
                "You belong to another workspace, so you can't invite people to this one. "
                "Ask an admin here, or the person with whom you work."
            )
        case "unknown":
            return words(
                "Slack didn't say who you are, so nothing was done. Try again in a moment; if it "
                "stays like that, ask an admin of this workspace."
            )
        case "removed":
            return words(
                "You were removed from this workspace, so you can't do that. "
                "An admin can invite you again."
            )
        case "role" if error.ask:
            return words("Your role here does not allow that.")
        case "role":
            return words("Your role here does not allow that. Ask whoever runs this Slack.")
        case _:
            assert_never(error.why)


def not_found(what: str, words: Words) -> str:
    match what:
        case "workgroup":
            return words("There is no such workgroup here. It may have been archived.")
        case "member":
            return words("There is no such member here. Usher's Home shows who there is.")
        case "webhook":
            return words("There is no such webhook here. It may have been removed.")
        case "addition":
            return words("There is no such request here: its workgroup is gone.")
        case "link":
            return words("This is no longer linked to a workgroup here, so nothing waits for it.")
        case _:
            return words("There is no such invitation here. Usher's Home shows the ones there are.")


Stays = errors.LastAdmin | errors.FixedGroup | errors.RunsSlack | errors.Oneself


def stays(error: Stays, words: Words) -> str:
    """What can't be taken away."""
    match error:
        case errors.LastAdmin():
            return words(
                "This is the only admin, and a workspace keeps one. "
                "Make somebody else an admin first."
            )
        case errors.RunsSlack():
            return words(
                "Slack's own owners and admins belong here. "
                "Take that from them in Slack first, then they can be removed."
            )
        case errors.Oneself():
            return words("You can't remove yourself. Another admin can.")
        case _:
            return fixed(error, words)


def fixed(error: errors.FixedGroup, words: Words) -> str:
    if error.kind == "public":
        return words("Everybody is in the public workgroup: it can't be changed, left or archived.")
    return words("A personal workgroup belongs to one member and stays as it is.")


def closed(state: str, words: Words) -> str:
    match state:
        case "accepted":
            return words("This invitation has been accepted: there is nothing more to do.")
        case "declined":
            return words("This invitation was declined. Resending it makes a new one.")
        case "revoked":
            return words("This invitation was revoked. Resending it makes a new one.")
        case "expired":
            return words("This invitation has expired. Resending it makes a new one.")
        case "requested":
            return words("This invitation waits for an admin's approval.")
        case _:
            return words("This invitation is over.")


def over_limit(error: OverLimit, words: Words, zone: str) -> str:
    match error.whose:
        case "inviter":
            said = words.many(
                "You may invite {n} person a day.", "You may invite {n} people a day.", error.limit
            )
            counted = words("Addresses that are known here already, or were refused, count too.")
            return f"{said} {_left(error, words, zone)} {counted}"
        case "workspace":
            said = words.many(
                "This workspace may invite {n} person a day.",
                "This workspace may invite {n} people a day.",
                error.limit,
            )
            return f"{said} {_left(error, words, zone)}"
        case "address":
            assert error.at  # noqa: S101 - there is room for one after a day
            named = listed(error.addresses, words, MOST - 500)
            return mailed_enough(named, words.moment(error.at, zone), words)
        case _:
            assert_never(error.whose)


def _left(error: OverLimit, words: Words, zone: str) -> str:
    again = _again(error.at, words, zone)
    if not error.left:
        return again
    left = words.many("{n} more is possible now.", "{n} more are possible now.", error.left)
    return f"{left} {again}"


def _again(at: datetime | None, words: Words, zone: str) -> str:
    if at is None:
        return words("That is more than one day allows: please split the list.")
    return words("You can invite all of these from {when} on.", when=words.moment(at, zone))


def rejected(error: Rejected, words: Words) -> str:
    match error:
        case errors.SeveralAddresses():
            return words("Type one address only.")
        case errors.NoAddress():
            return words("Type at least one email address, like ada@example.com.")
        case errors.BadAddresses(refused=refused):
            return bad_addresses(refused, words)
        case errors.AlreadyThat():
            return words("This is the address that was invited. Type the right one.")
        case errors.NoSuchWorkgroup():
            return words("This workgroup is no longer there. Pick another, or none.")
        case errors.NotMembers(addresses=addresses):
            return words(
                "{addresses}: no member has this address. Invite them first.",
                addresses=listed(addresses, words, MOST - 200),
            )
        case errors.BadSettings(wrong=wrong):
            return " ".join(bad_setting(each, words) for each in wrong)
        case errors.NoSuchChoice():
            return words("This can't be chosen here. Please pick what is offered.")
        case errors.NotLinkable():
            return not_linkable(error, words)
        case errors.MoreComeIn():
            return more_come_in(error, words)
        case errors.NameTaken():
            return words("There is a workgroup of this name already. Choose another name.")
        case errors.BadEndpoint() | errors.TooManyEndpoints():
            return webhook(error, words)
        case _:
            return too_long(error, words)


def too_long(error: Rejected, words: Words) -> str:
    match error:
        case errors.TextTooLong(most=most):
            return words.many(
                "This field holds {n} character. Leave some addresses for another form.",
                "This field holds {n} characters. Leave some addresses for another form.",
                most,
            )
        case errors.NoteTooLong(most=most):
            return words.many(
                "A note holds {n} character. Please shorten it.",
                "A note holds {n} characters. Please shorten it.",
                most,
            )
        case errors.ReasonTooLong(most=most):
            return words.many(
                "A reason holds {n} character. Please shorten it.",
                "A reason holds {n} characters. Please shorten it.",
                most,
            )
        case errors.BadName(most=most):
            return words.many(
                "A name has 1 to {n} character.", "A name has 1 to {n} characters.", most
            )
        case errors.DescriptionTooLong(most=most):
            return words.many(
                "A description holds {n} character. Please shorten it.",
                "A description holds {n} characters. Please shorten it.",
                most,
            )
        case _:
            return words("Something in this field is wrong. Please check it.")

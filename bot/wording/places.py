"""Where in Slack a workgroup leads: plain text, in the middle of a sentence."""

# One case a reason, one return a case:
# ruff: noqa: PLR0911

from collections.abc import Sequence

from bot.i18n import Words
from bot.wording.lists import MOST, listed, short
from bot.wording.progress import place
from commands.errors import MoreComeIn, NotLinkable
from commands.places import LeadsInto, NamedPlace


def places(into: Sequence[NamedPlace], words: Words, room: int = MOST) -> str:
    """Each by its name, as many as fit; of private ones whose name is not told, only how many."""
    hidden = [each for each in into if each.private and not each.name]
    named = [place(each.id.kind, short(each.name), words) for each in into if each not in hidden]
    if len(hidden) == 1:
        named.append(words("a private channel"))
    elif hidden:
        named.append(words.many("{n} private channel", "{n} private channels", len(hidden)))
    return listed(named, words, room)


def why_asked(leads: LeadsInto, words: Words) -> str:
    """Why the admins are asked by somebody who may invite."""
    return words(
        "The workgroup {workgroup} leads into {places}, where Usher does not see you.",
        workgroup=short(leads.workgroup),
        places=places(leads.places, words),
    )


def out_of_reach(leads: LeadsInto, words: Words) -> str:
    """Why an open invitation is neither sent again nor extended by who was asked to."""
    ask = words("Ask an admin to send this invitation again or to extend it.")
    return f"{why_asked(leads, words)} {ask}"


def more_come_in(error: MoreComeIn, words: Words) -> str:
    return words(
        "More people come in by now than when you opened this form: {members} as members, "
        "{invitations} by invitations that can still be accepted. If that is right, close the form,"
        " open it again and save.",
        members=error.members,
        invitations=error.acceptable,
    )


def leads_into(into: Sequence[NamedPlace], words: Words, room: int = MOST) -> str:
    return words("Leads into {places}", places=places(into, words, room))


def not_linkable(error: NotLinkable, words: Words) -> str:
    """What can't be linked with a workgroup, and what to do."""
    if error.name == "usergroup":
        return _no_usergroup(error, words)
    where = place("channel", short(error.place), words)
    match error.why:
        case "outside":
            return words(
                "You are not in {channel}, so you can't bring others there. Join it first, or ask "
                "an owner or admin of this Slack to link it.",
                channel=where,
            )
        case "archived":
            return words(
                "{channel} is archived. Unarchive it in Slack first, or leave it out.",
                channel=where,
            )
        case "direct":
            return words("These are people's direct messages. Please pick channels only.")
        case "unknown":
            return words(
                "Usher sees no such channel: it is gone, or private and Usher is not in it. "
                "Type @Usher in the channel and let Slack add it, then save again."
            )
        case "scope":
            return words(
                "Slack does not let Usher see who is in which channel, so nothing was"
                " linked. Ask whoever installed Usher to add channels:read and "
                "groups:read, then save again."
            )
        case "silent":
            return words(
                "Slack did not answer in time, so nothing was linked. Save again in a moment."
            )
        case "untold":
            return _untold(words)
        case _:
            return words.many(
                "Please pick at most {n} channel of this Slack.",
                "Please pick at most {n} channels of this Slack.",
                error.most,
            )


def _untold(words: Words) -> str:
    return words(
        "Slack did not tell Usher about this place, so nothing was linked. Save again in a moment; "
        "if it stays like that, tell whoever runs Usher."
    )


def _no_usergroup(error: NotLinkable, words: Words) -> str:
    match error.why:
        case "outside":
            return words(
                "Whoever is in {group} is in its channels too, and you are not in it."
                " Join it first, or ask an owner or admin of this Slack to link it.",
                group=place("usergroup", short(error.place), words),
            )
        case "managed":
            return words(
                "Your identity provider decides who is in {group}, so Usher can't put anybody "
                "there. Add people where that is managed, and pick another user group here.",
                group=place("usergroup", short(error.place), words),
            )
        case "locked":
            return words(
                "Who is in {group} can't be changed by hand in Slack, so Usher can't put anybody "
                "there. Please pick another user group.",
                group=place("usergroup", short(error.place), words),
            )
        case "scope":
            return words(
                "Slack does not let Usher see user groups, so nothing was linked. Ask"
                " whoever installed Usher to add usergroups:read, then save again."
            )
        case "silent":
            return words(
                "Slack did not answer in time, so nothing was linked. Save again in a moment."
            )
        case "untold":
            return _untold(words)
        case _:
            return words("This is no user group of this Slack. Please pick one that is offered.")

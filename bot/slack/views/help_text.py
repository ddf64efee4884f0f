"""What the command can do and whom to ask, in mrkdwn; the command is called as it was typed."""

from collections.abc import Sequence

from bot.i18n import Words
from bot.slack.views.blocks import mention, name
from bot.wording.lists import MOST, listed
from commands.directory.mentioned import Mentioned

NAMED = 5
"""People who are here already that are named; of one first name there may be many."""


def usage(words: Words, command: str) -> str:
    shown = name(command)
    does = _subcommands(words, shown)
    return "\n".join(
        [
            words("*{command}* opens a form to invite people by email.", command=shown),
            words("*{command} ada@example.com bob@example.com* opens it filled in.", command=shown),
            does["list"],
            words("*{command} list ada* shows those that have “ada” in them.", command=shown),
            *(does[each] for each in does if each != "list"),
            words("*{command} help* shows this.", command=shown),
            words("Usher's Home shows your invitations and what became of them."),
        ]
    )


def _subcommands(words: Words, shown: str) -> dict[str, str]:
    return {
        "list": words("*{command} list* shows the newest invitations.", command=shown),
        "resend": words("*{command} resend ada@example.com* sends the mail again.", command=shown),
        "revoke": words(
            "*{command} revoke ada@example.com* takes the invitation back.", command=shown
        ),
        "export": words("*{command} export* sends you a file with the invitations.", command=shown),
    }


def one_address(words: Words, command: str, subcommand: str) -> str:
    """Where one address was wanted, and none or several were typed."""
    return words(
        "Name one address: *{command} {subcommand} ada@example.com*",
        command=name(command),
        subcommand=subcommand,
    )


def unknown(words: Words, command: str, typed: str, nearest: str) -> str:
    """The nearest of what there is, what it does, and what else there is."""
    shown = name(command)
    does = _subcommands(words, shown)
    said = words(
        "I don't know “{typed}”. Did you mean *{command} {nearest}*?",
        typed=name(typed, 40),
        command=shown,
        nearest=nearest,
    )
    rest = words(
        "*{command} help* explains them all: {subcommands}.",
        command=shown,
        subcommands=", ".join(does),
    )
    return "\n".join(filter(None, [said, does.get(nearest), rest]))


def mentioned(words: Words, command: str, found: Mentioned, *, group: bool) -> str:
    """Who is here already, and that others are invited by their address."""
    said = []
    if found.here:
        said.append(
            words.many(
                "{names} is here already.",
                "{names} are here already.",
                len(found.here),
                names=_some(found.here, words),
            )
        )
    elif found.unknown and not group:
        said.append(words("You can mention only people who are in this Slack already."))
    example = f"*{name(command)} ada@example.com*"
    if group:
        said.append(
            words("Channels and groups can't be invited, only people: {example}.", example=example)
        )
    elif found.unknown:
        said.append(
            words("To invite somebody else, type their email address: {example}.", example=example)
        )
    else:
        said.append(words("To add somebody to a channel, mention them in it."))
    return " ".join(said)


def _some(names: Sequence[str], words: Words) -> str:
    """All of them, or the first and how many more."""
    shown = [name(each) for each in names]
    return words.each(shown) if len(shown) <= NAMED else listed(shown, words, MOST, most=NAMED)


def whom(ask: Sequence[str], words: Words) -> str:
    """Whom to ask; `ask` are Slack ids, and of nobody there is nothing to say."""
    if not ask:
        return ""
    return words("You can ask {whom}.", whom=", ".join(mention(user) for user in ask))

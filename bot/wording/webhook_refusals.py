"""Why a URL can't be a webhook endpoint, and what to do."""

# One case an error, one return a case:
# ruff: noqa: PLR0911

from typing import assert_never

from bot.i18n import Words
from commands.errors import BadEndpoint, SentTooOften, TooManyEndpoints


def sent_too_often(error: SentTooOften, words: Words, zone: str) -> str:
    when = words.moment(error.at, zone)
    match error.whose:
        case "endpoint":
            return words.many(
                "A webhook gets at most {n} test or replay an hour. "
                "The next is possible from {when} on.",
                "A webhook gets at most {n} tests and replays an hour. "
                "The next is possible from {when} on.",
                error.most,
                when=when,
            )
        case "workspace":
            return words.many(
                "All webhooks of a workspace together get at most {n} test or replay an hour. "
                "The next is possible from {when} on.",
                "All webhooks of a workspace together get at most {n} tests and replays an hour. "
                "The next is possible from {when} on.",
                error.most,
                when=when,
            )
        case _:
            assert_never(error.whose)


def webhook(error: BadEndpoint | TooManyEndpoints, words: Words) -> str:
    if isinstance(error, TooManyEndpoints):
        return words.many(
            "A workspace has at most {n} webhook. Remove one first.",
            "A workspace has at most {n} webhooks. Remove one first.",
            error.most,
        )
    match error.why:
        case "address":
            return words("This address can't be read. Type one like https://example.com/usher.")
        case "scheme":
            return words("The address must begin with https://.")
        case "plain":
            return words(
                "Without encryption webhooks go only into networks that whoever runs Usher allows. "
                "Use https://."
            )
        case "user":
            return words(
                "The address must not hold a user or a password. "
                "The signature proves that a webhook comes from Usher."
            )
        case "private":
            return words(
                "This address is in a private network. Whoever runs Usher can allow it "
                "(WEBHOOK_NETWORKS)."
            )
        case "long":
            return words("The address is too long: at most {most} characters.", most=error.typed)
        case "event":
            return words("There is no event {name}.", name=error.typed)
        case _:
            assert_never(error.why)

"""What became of a request, for who decides too late."""

# One case a state, one return a case:
# ruff: noqa: PLR0911

from bot.i18n import Words
from bot.wording.lists import short
from commands.errors import AlreadyDecided


def decided(error: AlreadyDecided, words: Words) -> str:
    """Who was quicker, and how the invitation stands."""
    by = short(error.by) or words("another admin")
    match error.state:
        case "refused":
            return words("This request was refused already, by {name}.", name=by)
        case "revoked":
            return words("This request was taken back by {name}, so it is gone.", name=by)
        case "expired" if not error.by:
            return words("This request has lapsed: nobody decided in time.")
        case "lapsed":
            return words("This request has lapsed: there is nothing to decide any more.")
        case "member":
            return words("The person with this address is a member already, so nothing was done.")
        case "accepted":
            return words("This request was approved already, by {name}, and accepted.", name=by)
        case "declined":
            return words("This request was approved already, by {name}, and declined.", name=by)
        case "expired":
            return words(
                "This request was approved already, by {name}; the invitation has expired since.",
                name=by,
            )
        case _:
            return words("This request was approved already, by {name}.", name=by)

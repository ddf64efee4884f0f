"""What is left to do of the installation, for who runs Usher."""

from collections.abc import Awaitable, Callable, Iterator, Sequence

from bot.parts import Parts
from bot.slack.gate import PATH
from commands.notifications.installation import Installation, describe_lacking


def asked(parts: Parts) -> Callable[[], Awaitable[Sequence[str]]]:
    """What `/readyz` says of it."""

    async def ask() -> Sequence[str]:
        return [*hints(await parts.read(describe_lacking), parts.settings.public_url)]

    return ask


def hints(lacking: list[Installation], public_url: str) -> Iterator[str]:
    """A line for each."""
    for each in lacking:
        if not each.heard:
            yield f"{each.team}: {no_event(public_url)}"
        if each.missing:
            yield f"{each.team}: {lacks(each.missing)}"


def no_event(public_url: str) -> str:
    """Also before the first: then it is the last step."""
    return (
        f"Slack has not sent any event yet. While Usher runs, let Slack verify {public_url}{PATH} "
        "once: https://api.slack.com/apps > your app > Event Subscriptions > Retry. Until then "
        "Home stays empty, and who joins or leaves is noticed a day late"
    )


def lacks(missing: tuple[str, ...]) -> str:
    return (
        f"the app was installed without {', '.join(missing)}. Put what `usher manifest` prints "
        "into App Manifest at https://api.slack.com/apps, and install the app again "
        '(docs/slack.md, "An installation of before")'
    )

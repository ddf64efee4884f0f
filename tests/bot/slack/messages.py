"""What people read from Usher: their messages, and the answers to what they typed."""

from tests.bot.slack.house import House

AGAIN = "Usher couldn't do this just now, and nothing was changed. Please try again in a moment."


def seen(house: House, name: str) -> list[str]:
    """What stands in somebody's messages, newest last, with all that is written in it."""
    return [str(message) for message in house.slack.messages(name, place="app")]


def privately(house: House, name: str) -> list[str]:
    messages = house.slack.messages(name, place="app")
    return [message["text"] for message in messages if message["ephemeral"]]


def answer(house: House, who: str) -> str:
    """All that stands in the newest private answer."""
    message = house.slack.messages(who, place="general")[-1]
    assert message["ephemeral"]
    return "\n".join(
        each["text"]["text"] if "text" in each else each["elements"][0]["text"]
        for each in message["blocks"]
    )


async def said(house: House, who: str, line: str) -> str:
    """What a command is answered, for this person alone."""
    before = len(house.slack.messages(who, place="general"))
    outcome = await house.slack.command(who, line)
    assert outcome.ok, outcome
    messages = house.slack.messages(who, place="general")[before:]
    assert all(message["ephemeral"] for message in messages)
    return "".join(message["text"] for message in messages)

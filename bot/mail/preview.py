"""The mail before there is an invitation: the same words, and links that lead nowhere."""

from datetime import datetime

from bot.i18n import Words
from bot.links import Links, Purpose
from bot.mail.letters import Letters
from bot.settings import Sender
from commands.invitations.describe import Invitation

PLACEHOLDER = "EXAMPLE"
NOBODY = Sender("Usher", "usher@example.com")
"""Where it is not set who sends, as in a process that only answers Slack."""


class ExampleLinks(Links):
    """Where the links will be, without what would make them somebody's."""

    def __init__(self, public_url: str) -> None:
        super().__init__([], public_url)

    def token(self, purpose: Purpose, invitation_id: str) -> str:  # noqa: ARG002
        return PLACEHOLDER


class Preview:
    """Subject and text of an invitation's mail. Synchronous: run it in a thread.

    Lines are as long as what they say: what shows them breaks them where it needs to.
    """

    def __init__(self, sender: Sender | None, public_url: str) -> None:
        self._letters = Letters(sender or NOBODY, ExampleLinks(public_url))

    def __call__(self, about: Invitation, words: Words, now: datetime) -> tuple[str, str]:
        letter = self._letters.render("invitation", about, words, now, number=1, wrap=False)
        return letter.subject, letter.text

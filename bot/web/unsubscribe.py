"""The page to unsubscribe: one button, and the mail clients' one click (RFC 8058). It decides
nothing else.

No check of the origin here: mail clients post from their own servers or pages, and who holds the
link may stop the mails.
"""

from starlette.requests import Request
from starlette.responses import Response

from bot.parts import Parts
from bot.web.facts import facts
from bot.web.guard import small
from bot.web.invitation import base_path, read_token
from bot.web.language import kept, words_of
from bot.web.responses import render
from commands.invitations.describe import for_invitee
from commands.invitations.unsubscribe import unsubscribe


class UnsubscribePages:
    """`/u/{token}`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._base = base_path(parts)

    async def answer(self, request: Request) -> Response:
        """GET shows, POST stops; either way the page says how it stands."""
        invitation_id = read_token(self._parts, request, "u")
        if request.method == "POST":
            small(request)
            await self._parts.run(unsubscribe, invitation_id, self._parts.clock())
        found = await self._parts.read(for_invitee, invitation_id, self._parts.clock())
        words = words_of(request, self._parts.texts, found.locale)
        return render(
            "unsubscribed.html" if found.suppressed else "unsubscribe.html",
            words,
            200,
            here=f"{self._base}/u/{request.path_params['token']}",
            lang=kept(request, self._parts.texts),
            **facts(found, words),
        )

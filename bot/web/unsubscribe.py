"""The page to unsubscribe: one button, and the mail clients' one click (RFC 8058). It decides
nothing else.
"""

from starlette.requests import Request
from starlette.responses import Response

from bot.parts import Parts
from bot.web.facts import facts
from bot.web.guard import Guard
from bot.web.invitation import base_path
from bot.web.language import kept, words_of
from bot.web.patience import until
from bot.web.responses import render
from commands.invitations.describe import for_invitee
from commands.invitations.unsubscribe import unsubscribe


class UnsubscribePages:
    """`/u/{token}`."""

    def __init__(self, parts: Parts, guard: Guard) -> None:
        self._parts, self._guard = parts, guard
        self._base = base_path(parts)

    async def answer(self, request: Request) -> Response:
        """GET shows, POST stops; either way the page says how it stands."""
        now = self._parts.clock()
        if request.method == "POST":
            invitation_id = self._guard.admit(request, "u")
            await self._parts.run(unsubscribe, invitation_id, now, until=until(request))
        else:
            invitation_id = self._guard.known(request, "u")
        found = await self._parts.read(for_invitee, invitation_id, now, until=until(request))
        words = words_of(request, self._parts.texts, found.locale)
        return render(
            "unsubscribed.html" if found.suppressed else "unsubscribe.html",
            words,
            200,
            here=f"{self._base}/u/{request.path_params['token']}",
            lang=kept(request, self._parts.texts),
            **facts(found, words),
        )

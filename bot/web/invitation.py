"""The invitation's page: a look changes nothing, the two buttons accept and decline."""

from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from bot.parts import Parts
from bot.web.facts import facts
from bot.web.guard import Guard
from bot.web.language import kept, words_of
from bot.web.patience import until
from bot.web.responses import render, see
from commands.errors import Closed
from commands.invitations.accept import accept
from commands.invitations.decline import decline
from commands.invitations.describe import Invitation, for_invitee

GONE = frozenset({"expired", "revoked"})


class InvitationPages:
    """`/i/{token}` and what its buttons post to."""

    def __init__(self, parts: Parts, guard: Guard) -> None:
        self._parts, self._guard = parts, guard
        self._base = base_path(parts)

    async def show(self, request: Request) -> Response:
        found = await self._look(request, self._guard.known(request, "i"))
        return self._drawn(request, found, 410 if found.state in GONE else 200)

    async def accept(self, request: Request) -> Response:
        return await self._answer(request, accept)

    async def decline(self, request: Request) -> Response:
        return await self._answer(request, decline)

    async def _answer(self, request: Request, command: Callable[..., object]) -> Response:
        """303 to the page; 410 with it where the invitation is over.

        Declining what was accepted leads to the page too: it says that one is in.
        """
        found = self._guard.admit(request, "i")
        try:
            await self._parts.run(command, found, self._parts.clock(), until=until(request))
        except Closed as closed:
            if closed.state != "accepted":
                return self._drawn(request, await self._look(request, found), 410)
        return see(f"{self._here(request)}{kept(request, self._parts.texts)}")

    async def _look(self, request: Request, invitation_id: str) -> Invitation:
        now = self._parts.clock()
        return await self._parts.read(for_invitee, invitation_id, now, until=until(request))

    def _here(self, request: Request) -> str:
        return f"{self._base}/i/{request.path_params['token']}"

    def _drawn(self, request: Request, found: Invitation, status: int) -> Response:
        words = words_of(request, self._parts.texts, found.locale)
        unsubscribe = self._parts.links.token("u", found.id)
        return render(
            f"{found.state}.html",
            words,
            status,
            here=self._here(request),
            unsubscribe=f"{self._base}/u/{unsubscribe}",
            lang=kept(request, self._parts.texts),
            **facts(found, words),
        )


def base_path(parts: Parts) -> str:
    """The path of PUBLIC_URL. Addresses in pages begin with it and name no host: they lead back
    to wherever the page was read, so that the form's target is its own origin.
    """
    return urlsplit(parts.settings.public_url).path.rstrip("/")

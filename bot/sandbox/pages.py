"""The demo page's routes: what a person sees, and one address for everything they do."""

from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from inspect import isawaitable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pydantic import validate_call
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox import files, questions
from bot.sandbox.acts import Acts
from bot.sandbox.outgoing import Outcome
from bot.sandbox.workspace import APP_DM, Json, SlackError

STATIC = Path(__file__).parent / "static"
# Short, so that an open page does not hold up the end of the process.
LONGEST_WAIT = 2.0
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self';"
    " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
    " sandbox allow-popups allow-popups-to-escape-sandbox; frame-ancestors 'self'"
)
ASKED = (
    "command",
    "shortcut",
    "message_shortcut",
    "submit",
    "close",
    "click",
    "suggest",
    "open_home",
)
ALSO = (
    *("change", "join", "advance", "say", "read", "fail", "hooks", "mail_server"),
    *("archive", "let_in", "lock", "answer_shared", "approve_shared"),
)
PLACES = ("general", APP_DM)
# What comes of arguments that do not fit; they are all that an act is given.
WRONG = (SlackError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
SHOWN_OF_MAIL = ("id", "from", "to", "subject", "received", "rcpt_to")


@cache
def _checked(act: Callable[..., Any]) -> Callable[..., Any]:
    """The same, checking what it is given: what that takes is worked out once."""
    return validate_call(act)


class Pages:
    """Serves the page for the acts it is given."""

    def __init__(self, acts: Acts, command: str) -> None:
        self._acts, self._command = acts, command
        self._known = {name: _checked(getattr(type(acts), name)) for name in (*ASKED, *ALSO)}
        self.routes: list[BaseRoute] = [
            Route("/demo", self.page),
            Route("/demo/state", self.state),
            Route("/demo/act", self.act, methods=["POST"]),
            Route("/demo/file/{id}", self.file),
            Route("/demo/mail/{id}", self.mail),
            Route("/demo/mail/{id}/html", self.mail_html),
            Route("/demo/hooks/{name}", acts.receiver.take, methods=["POST"]),
            Route("/demo/delivery/{id}", acts.receiver.show),
            Mount("/demo/static", StaticFiles(directory=STATIC)),
        ]

    async def page(self, _request: Request) -> Response:
        headers = {"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-cache"}
        return FileResponse(STATIC / "index.html", headers=headers)

    async def state(self, request: Request) -> Response:
        """Answer as soon as there is something other than what the page knows."""
        who = request.query_params.get("as", "")
        try:
            known = questions.number(request.query_params.get("after"))
            self._acts.workspace.person(who)
        except ValueError:
            raise HTTPException(400, "after: a whole number\n") from None
        version = await self._acts.workspace.store.other_than(known, LONGEST_WAIT)
        if version == known:
            return Response(status_code=204)
        return JSONResponse({"version": version, **self._seen(who)})

    async def act(self, request: Request) -> Response:
        """Do what the page asks for: `do` names it, the rest are its arguments."""
        try:
            # A form of another site can't send this type.
            ours = request.headers.get("content-type") == "application/json"
            told = await questions.read(request) if ours else {}
            done = self._known[told.pop("do")](self._acts, **told)
            outcome = await done if isawaitable(done) else done
        except WRONG as error:
            return JSONResponse({"error": str(error)}, 400)
        return JSONResponse(asdict(outcome) if isinstance(outcome, Outcome) else outcome)

    async def file(self, request: Request) -> Response:
        """Hand out a file that was shared, as a download."""
        found = files.content(self._acts.workspace, request.path_params["id"])
        if found is None:
            return Response(status_code=404)
        name, data = found
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(data, media_type="application/octet-stream", headers=headers)

    async def mail(self, request: Request) -> Response:
        return JSONResponse(self._mail(request))

    async def mail_html(self, request: Request) -> Response:
        # Links lead out of the frame, into a window of their own.
        page = f'<base target="_blank">{self._mail(request)["html"]}'
        return HTMLResponse(page, headers={"Content-Security-Policy": MAIL_POLICY})

    def _mail(self, request: Request) -> Json:
        mail = self._acts.workspace.mails.get(request.path_params["id"])
        if mail is None:
            raise HTTPException(404)
        return dict(mail)

    def _seen(self, who: str) -> Json:
        """Return all that one person sees."""
        acts, workspace, views = self._acts, self._acts.workspace, self._acts.views(who)
        me = workspace.person(who)
        return {
            "me": me,
            "now": workspace.clock().timestamp(),
            "command": self._command,
            "people": [
                {**each, "unread": self._unread(each)} for each in workspace.people.values()
            ],
            "places": {place: acts.messages(who, place) for place in PLACES},
            "channels": [each for each in workspace.channels.values() if _seen_by(each, me)],
            "usergroups": list(workspace.usergroups.values()),
            "shared": list(workspace.shared.values()),
            "home": acts.home(who),
            "modal": {"view": views[-1], "errors": acts.errors(who)} if views else None,
            "depth": len(views),
            "mails": [{key: mail[key] for key in SHOWN_OF_MAIL} for mail in acts.mails[::-1]],
            "mail_server": acts.mailbox.does,
            "hooks": acts.receiver.seen(),
        }

    def _unread(self, person: Json) -> dict[str, int]:
        """Count what others have said in each place since this person looked there."""
        me, found = person["id"], {}
        for place in PLACES:
            read = float(self._acts.workspace.reads.get(me, {}).get(place, 0))
            seen = self._acts.messages(me, place)
            found[place] = sum(float(said["ts"]) > read and said["user"] != me for said in seen)
        return found


def _seen_by(channel: Json, person: Json) -> bool:
    return not channel["is_private"] or person["id"] in channel["members"]

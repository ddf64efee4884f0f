"""One connection: uvicorn's own, with bounds on all that a stranger may make us keep or wait for.

httptools, which reads HTTP here, is strict in form (RFC 9112: no second length, no folded field, no
bare LF) and bounds nothing. uvicorn with h11 bounds bytes alone, takes a thousand small fields, and
has no time limit either; it also answers half as many requests. A middleware sees a request only
when its head is whole and kept. So this stands in front of the parser.
"""

from enum import Enum
from http import HTTPStatus
from itertools import chain
from math import inf
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from bot.web.door import refusal
from bot.web.door.keeper import Keeper, Room
from bot.web.door.refusal import Refused

PIECE = 16 * 1024
"""Bytes that the parser gets at once: what is counted between two of them is exact to that."""

VERSIONS = frozenset({"1.0", "1.1"})
HEALTH = (b"/healthz", b"/readyz")
NOT_HTTP = "This is not a request that can be understood."
OTHERS = {
    b"\x16\x03": "This is TLS, and here only HTTP is spoken: ask by http://, behind what ends TLS.",
    b"PRI * HTTP/2": "This is HTTP/2, and here only HTTP/1.1 is spoken.",
    b"PROXY ": "This is the PROXY protocol: switch it off, and let the proxy set X-Forwarded-For.",
}
OTHERS[b"\r\n\r\n\0\r\nQUIT\n"] = OTHERS[b"PROXY "]
"""How what is not HTTP/1 begins (RFC 8446, RFC 9113, and HAProxy's proxy-protocol.txt)."""
TOO_SLOW = "The request took too long to arrive."
NO_ROOM = "There are too many connections. Please try again in a moment."
LARGE_HEAD = "The request's header is too large."
LARGE_BODY = "The request's body is too large."


class Stage(Enum):
    """What comes next on the wire."""

    IDLE = "idle"
    HEAD = "head"
    BODY = "body"
    ANSWER = "answer"
    """The request is whole."""
    LEAVING = "leaving"
    """What still comes is forgotten."""


IDLE, HEAD, BODY, ANSWER, LEAVING = Stage


class Connection(HttpToolsProtocol):
    """Refuses with 400, 408, 413, 414, 431, 501, 503 or 505, and then ends."""

    def __init__(self, keeper: Keeper, **given: Any) -> None:
        super().__init__(**given)
        self._keeper, self._bounds = keeper, keeper.bounds
        self._room: Room | None = None
        self._unanswered = self._most = self._received = self._behind = 0
        self._began_within_a_piece = False
        self._unsent_since = inf
        self._idle = self._bounds.idle_seconds
        self._enter(HEAD, self._bounds.head_seconds)

    def _enter(self, stage: Stage, seconds: float = inf) -> None:
        """For so long at most; what it takes counts from here on."""
        self.stage, self._taken = stage, 0
        self.since = now = self.loop.time()
        self._until = now + seconds

    # What the loop tells

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._idle = self._keeper.idle_seconds(self._neighbour)
        with refusal.survived():
            self._room = self._keeper.admit(self, self._neighbour)
        if self._room is None:
            refusal.note(Refused(HTTPStatus.SERVICE_UNAVAILABLE, NO_ROOM), self._neighbour)
            self._enter(LEAVING)
            transport.abort()

    def timeout_keep_alive_handler(self) -> None:
        """Not uvicorn's timer but the keeper's look ends what is idle."""

    def connection_lost(self, exc: Exception | None) -> None:
        self._keeper.leave(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.stage is IDLE:
            self._enter(HEAD, self._bounds.head_seconds)
        self._unset_keepalive_if_required()
        try:
            if len(data) <= PIECE:
                self._feed(data)
                return
            for at in range(0, len(data), PIECE):
                self._feed(data[at : at + PIECE])
        except Refused as refused:
            self._refuse(refused)

    def _feed(self, piece: bytes) -> None:
        if self.stage is LEAVING:
            return
        self._taken += len(piece)
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserUpgrade:
            # It may be ignored (RFC 9110, 7.8), but the parser reads no further.
            self.cycle.keep_alive = False
            self._enter(LEAVING)
        except httptools.HttpParserError as error:
            said = error.__context__
            first = piece if self.stage is HEAD and self._taken == len(piece) else b""
            raise said if isinstance(said, Refused) else _unclear(first) from error
        if self.stage is HEAD:
            large = self._taken > self._bounds.head or len(self.headers or ()) > self._bounds.fields
            if large:
                raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, LARGE_HEAD)
        elif self.stage is BODY and self._taken > 2 * self._most:
            # Chunks of a byte, or extensions of chunks: more around the body than in it.
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, LARGE_BODY)

    # What the parser tells

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self.stage is not HEAD:
            self._enter(HEAD, self._bounds.head_seconds)
            self._taken, self._began_within_a_piece = 1, True

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > self._bounds.target:
            raise Refused(HTTPStatus.REQUEST_URI_TOO_LONG, "The address is too long.")

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field behind a chunked body is dropped: it must not get into the scope's list."""
        if self.stage is HEAD:
            super().on_header(name, value)
            return
        self._behind += 1
        if self._behind > self._bounds.fields:
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, LARGE_HEAD)

    def on_headers_complete(self) -> None:
        self._judge()
        super().on_headers_complete()
        self._unanswered += 1
        if self._room is Room.SPARE:
            self.cycle.keep_alive = False
        # The scope keeps the list, and only as long as it is needed.
        self.headers = []
        self._received = self._behind = 0
        self._began_within_a_piece = False
        self._enter(BODY, self._bounds.body_seconds)

    def on_body(self, body: bytes) -> None:
        self._received += len(body)
        if self._received > self._most:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, LARGE_BODY)
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if self._unanswered:
            self.stage, self._until = ANSWER, inf
        else:
            self._enter(IDLE, self._idle)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._unanswered -= 1
        if self._unanswered:
            return
        if self.stage is LEAVING:
            self.transport.close()
        elif self.stage is ANSWER:
            self._enter(IDLE, self._idle)

    def _judge(self) -> None:
        """Raise Refused for what must not reach the app, now that the head is whole."""
        path, fields = self.url.partition(b"?")[0], dict(self.headers)
        if len(self.headers) > self._bounds.fields or self._is_long():
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, LARGE_HEAD)
        self._judge_form(fields)
        self._most = self._bounds.body(path)
        if int(fields.get(b"content-length", 0)) > self._most:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, LARGE_BODY)
        full = self._room is Room.SPARE and not path.endswith(HEALTH)
        if full or len(self.pipeline) >= self._bounds.pipelined:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, NO_ROOM)

    def _is_long(self) -> bool:
        """Whether the head is over its bound: counted anew only where it may be."""
        if self._taken <= self._bounds.head and not self._began_within_a_piece:
            return False
        size = len(self.url) + sum(map(len, chain.from_iterable(self.headers)))
        return size + 4 * len(self.headers) > self._bounds.head

    def _judge_form(self, fields: dict[bytes, bytes]) -> None:
        """What the parser lets through, and RFC 9112 (2.3, 3.2, 6.1) doesn't."""
        version, coding = self.parser.get_http_version(), fields.get(b"transfer-encoding")
        if version not in VERSIONS:
            if version == "0.9":
                raise _unclear()
            raise Refused(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, "Please ask by HTTP/1.1.")
        if b"host" not in fields and version == "1.1":
            raise _unclear()
        if len(fields) < len(self.headers) and self._count(b"host") > 1:
            raise _unclear()
        if coding and version == "1.0":
            raise _unclear()
        if coding and coding.strip().lower() != b"chunked":
            raise Refused(HTTPStatus.NOT_IMPLEMENTED, "This transfer coding is not known here.")
        if self.parser.should_upgrade() and (coding or int(fields.get(b"content-length", 0))):
            # Its body would be taken for what follows the upgrade.
            raise _unclear()

    def _count(self, name: bytes) -> int:
        return sum(name == given for given, _ in self.headers)

    # What the keeper asks

    @property
    def keeps_us_waiting(self) -> bool:
        return not self._is_answering

    @property
    def _is_answering(self) -> bool:
        """Whether a request that came whole is still to be answered."""
        return self._unanswered > (1 if self.stage is BODY else 0)

    def look(self, now: float) -> None:
        if not self.transport.get_write_buffer_size():
            self._unsent_since = inf
        elif self._unsent_since == inf:
            self._unsent_since = now
        elif now > self._unsent_since + self._bounds.unsent_seconds:
            self.transport.abort()
        if now <= self._until or self.flow.read_paused:
            return
        if self.stage is LEAVING:
            self.transport.abort()
        elif self.stage is IDLE or (self.stage is HEAD and not self._taken):
            # Nobody has asked for anything.
            self.transport.close()
        else:
            self._refuse(Refused(HTTPStatus.REQUEST_TIMEOUT, TOO_SLOW))

    def make_way(self) -> None:
        asked = self.stage is BODY or (self.stage is HEAD and self._taken > 0)
        if asked:
            self._refuse(Refused(HTTPStatus.SERVICE_UNAVAILABLE, NO_ROOM))
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    def abort(self) -> None:
        self.transport.abort()

    def shutdown(self) -> None:
        """Who is still sending at the end is not waited for longer than after a refusal."""
        super().shutdown()
        self._until = min(self._until, self.loop.time() + self._bounds.linger_seconds)

    # How it ends

    @property
    def _neighbour(self) -> str:
        return self.client[0] if self.client else ""

    def _refuse(self, refused: Refused) -> None:
        """Answer and end; where an earlier request is still to be answered, only end after it: a
        client would take this for that one's answer.
        """
        refusal.note(refused, self._neighbour)
        if self._is_answering:
            if self.stage is BODY:
                self._unanswered -= 1
                self.pipeline.popleft()
            self._enter(LEAVING)
            return
        if self.stage is not BODY or self._stop_waiting_for_the_body():
            headers = (*self.server_state.default_headers, *self._keeper.headers)
            self.transport.write(refusal.answer(refused, headers))
        self._enter(LEAVING, self._bounds.linger_seconds)
        self.flow.resume_reading()
        if self.transport.is_closing():
            return
        try:
            self.transport.write_eof()
        except OSError:
            # It was reset, and the loop has not noticed yet.
            self.transport.abort()

    def _stop_waiting_for_the_body(self) -> bool:
        """Tell the app that nobody is there; whether it has said nothing yet."""
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        return not self.cycle.response_started


def _unclear(first: bytes = b"") -> Refused:
    """`first` is what came before all else: a proxy that is set up for something else is told so,
    and its operator in the log.
    """
    why = next((why for start, why in OTHERS.items() if first.startswith(start)), NOT_HTTP)
    return Refused(HTTPStatus.BAD_REQUEST, why)

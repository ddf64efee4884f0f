"""Connections whose answers are read so far and no further: what comes after is not even parsed."""

from functools import partial
from typing import Any

from aiohttp import TCPConnector
from aiohttp.client_proto import ResponseHandler

ANSWER = 65_536
"""Bytes of one answer, all of its heads included: before the last one there may be any number of
others (1xx, RFC 9110), and to parse them as fast as they come would hold the event loop.
"""


class BoundedConnector(TCPConnector):
    """Hangs up on who answers at greater length."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._factory = partial(_Bounded, loop=self._loop)  # type: ignore[assignment]


class _Bounded(ResponseHandler):
    _room = ANSWER

    def set_response_params(self, **given: Any) -> None:
        """Called for each request."""
        self._room = ANSWER
        super().set_response_params(**given)

    def data_received(self, data: bytes) -> None:
        room, self._room = self._room, self._room - len(data)
        if room > 0:
            super().data_received(data[:room])
        if self._room < 0 and self.transport:
            self.transport.abort()

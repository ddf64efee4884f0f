"""The lane of mails: one server takes them all, so what it says to one may be meant for all."""

import asyncio
from contextlib import suppress
from time import monotonic

from bot.worker.deliver import Lane, Result, Taken
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered, PermanentFailure, PutOff, TransientFailure
from storage.vocabulary import MailProblem

ALONE = 1.0
"""Seconds for which the others wait for the first: a server that hangs at one mail holds up no
other.
"""
Failure = PermanentFailure | TransientFailure

REMEMBERED = 30.0
"""Seconds for which a server that took a mail is believed to take others."""


class MailLane(Lane[Parcel]):
    """To a server that has not answered lately the first mail goes alone. Once it puts off mails,
    those that were claimed with it are given back, since they would hear the same.
    """

    fault = MailProblem.NOT_MADE
    _took = -REMEMBERED
    _first: asyncio.Event | None = None

    async def _hand_over(self, claimed: Parcel, when: Taken) -> None:
        if monotonic() - self._took < REMEMBERED:
            await super()._hand_over(claimed, when)
        elif first := self._first:
            with suppress(TimeoutError):
                await asyncio.wait_for(first.wait(), ALONE)
            await super()._hand_over(claimed, when)
        else:
            first = self._first = asyncio.Event()
            try:
                await super()._hand_over(claimed, when)
            finally:
                self._first = None
                first.set()

    async def _try(self, claimed: Parcel) -> Result:
        began = monotonic()
        result = await super()._try(claimed)
        if not isinstance(result, PutOff):
            if isinstance(result, Delivered) or (isinstance(result, Failure) and result.answered):
                self._took = monotonic()
            return result
        if result.code is None and self._took > began:
            # It answered others meanwhile, so it is about this mail.
            return TransientFailure(result.words, answered=False)
        self._took = monotonic() if result.domain else -REMEMBERED
        for row_id in self._not_begun & self._held.keys():
            if result.domain in {"", self._held[row_id].domain}:
                self._give_back(row_id)
        return result

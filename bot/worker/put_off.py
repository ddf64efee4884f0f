"""Mails that are put off: tell the admins; when Usher starts, try at once whether they leave."""

from bot.parts import Parts
from commands.notifications.put_off import tell_put_off
from storage import mail_pauses


class PutOffNotices:
    """While all mails leave, a look is one query."""

    def __init__(self, parts: Parts) -> None:
        self._parts, self._hurried = parts, False

    async def look(self) -> None:
        now = self._parts.clock()
        if not self._hurried:
            # Who starts it anew may just have mended what was wrong.
            await self._parts.run(mail_pauses.hurry, now)
            self._hurried = True
        if await self._parts.read(mail_pauses.everything):
            await self._parts.run(tell_put_off, now)

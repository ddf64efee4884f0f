"""Mails that are put off: tell the admins, and see at once whether they leave when Usher starts."""

from bot.parts import Parts
from commands.notifications.put_off import tell_put_off
from storage import mail_pauses


class PutOffNotices:
    """One look costs nothing while mails leave."""

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

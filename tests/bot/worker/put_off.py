"""What stories about mails that are put off share: what the server says, and turns of a worker."""

from bot.worker.put_off import PutOffNotices
from storage.models import MailPause
from tests.bot.worker.office import Office

SENDER = "553 5.7.1 <invites@example.com>: Sender address rejected: not owned by user"
BUSY = "421 4.7.0 Too many messages from you, try again later"
TEN = tuple(f"guest{n}@example.com" for n in range(10))


def tries(office: Office) -> int:
    return office.post_office.commands.count("MAIL")


async def turn(office: Office, **later: float) -> None:
    """Some time later, all that a worker does by itself but for Slack's part."""
    office.clock.move(**later)
    await office.lane().deliver()
    await tell(office)


async def tell(office: Office) -> None:
    look = PutOffNotices(office.parts)
    look._hurried = True  # Usher is not started anew at each turn
    await look.look()


def read_by_ada(office: Office) -> list[str]:
    """What she was told, once it is written down that it stands there: who has not read that mails
    were put off is not told that they leave.
    """
    told = office.rows("slack.put_off")
    return office.told("ada") if all(row.done_at for row in told) else []


def pauses(office: Office) -> list[MailPause]:
    return office.ask(lambda unit: unit.query(MailPause).order_by(MailPause.scope).all())


def waiting(office: Office) -> list[int]:
    return [row.id for row in office.rows("mail.%") if row.put_off is not None and not row.done_at]

"""The demo's past: some months of invitations, so that lists look as in real life.

It is lived through, not made up: the commands run in order, each at its time, and so do reminders
and expiry between them. Its mails and messages count as delivered; none is left to be sent.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import islice
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.cli.demo_invited import INVITED
from commands.actors import Person
from commands.delivery import parcels
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered, PermanentFailure, Result
from commands.directory.change_role import set_role
from commands.directory.identify import identify
from commands.directory.sync import follow, introduce
from commands.invitations import approve
from commands.invitations.accept import accept
from commands.invitations.decline import decline
from commands.invitations.digest import digest
from commands.invitations.expire import expire
from commands.invitations.invite import InviteForm, invite
from commands.invitations.remind import remind
from commands.invitations.request import request
from commands.invitations.revoke import revoke
from commands.invitations.snooze import snooze
from commands.invitations.unsubscribe import unsubscribe
from commands.limits import Limits
from commands.outcomes import Invited, Outcome, Requested
from commands.workgroups import manage

ZONE = ZoneInfo("Europe/Berlin")
"""Where the cast is."""

DAYS, LATELY = 110, 2
LEASE = timedelta(minutes=1)

GROUPS = {
    "Design": "How it looks and feels",
    "Engineering": "What makes it run",
    "Marketing": "Who hears of it",
    "Sales": "Who buys it",
    "Support": "Who asks, and who answers",
}
GONE, CLOSED = "Summer fair", 55
"""A workgroup that was archived so many days ago."""

NOTES = ("", "", "", "Good to have you with us!", "See you at the stand-up on Monday.")
CYRILLIC = ord("Ѐ")

TILDA = "Tilda Gren <tilda.gren@example.org>"
SVEN = "Sven Dahl <sven.dahl@example.org>"
OLGA = "Ольга Соколова <olga.sokolova@example.org>"
PETRA = "Petra Vogl <petra.vogl@example.com>"
VERA = "Вера Комарова <vera.komarova@example.org>"
NILS, ROSA = "Nils Aalto <nils.aalto@example.com>", "rosa.lang@example.com"
NO_SUCH_USER = "550 5.1.1 <petra.vogl@example.com>: Recipient address rejected: User unknown"

Move = Callable[[datetime], None]
Happening = tuple[datetime, Move]
Answer = Callable[[Any, str, datetime], object]
Act = Callable[[Any, Person, str, datetime], object]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts: an admin, a lead, and a member."""

    ada: Person
    lev: Person
    mia: Person


def write(unit: Any, cast: Cast, limits: Limits, now: datetime) -> None:
    """All of it in one transaction. Raises NameTaken where it was written before."""
    _Past(unit, cast, limits, now).write()


class _Past:
    def __init__(self, unit: Any, cast: Cast, limits: Limits, now: datetime) -> None:
        self._unit, self._cast, self._limits, self._now = unit, cast, limits, now
        # The same past each time: nothing of it is secret.
        self._chance = Random("Northwind")  # noqa: S311
        self._groups: dict[str, str] = {}
        self._ids: dict[str, str] = {}

    def write(self) -> None:
        self._begin(self._at(DAYS, 9))
        mornings = [(self._at(days, 10), self._housekeeping) for days in range(DAYS - 1, 0, -1)]
        moves = sorted([*mornings, *self._months(), *self._lately()], key=lambda each: each[0])
        for at, move in [*moves, (self._now, self._housekeeping)]:
            move(at)
            self._send(at)
            # Each begins like a transaction of its own, with what the database holds.
            self._unit.flush()
            self._unit.expunge_all()

    def _at(self, days: int, hour: int, minute: int = 0) -> datetime:
        day = self._now.astimezone(ZONE).date() - timedelta(days=days)
        return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)

    def _begin(self, at: datetime) -> None:
        """The workspace as Slack tells it, Lev a lead, and the workgroups."""
        unit, ada, lev = self._unit, self._cast.ada, self._cast.lev
        introduce(unit, ada.team, "Northwind", at)
        follow(unit, replace(ada, owns_slack=True, zone=str(ZONE)), at)
        set_role(unit, lev.email, "lead", at)
        identify(unit, lev, at)
        identify(unit, self._cast.mia, at)
        for name, description in {**GROUPS, GONE: "Stands, music, ice cream"}.items():
            self._groups[name] = manage.create(unit, ada, name, description, at).id
        known = ", ".join(person.email for person in (lev, self._cast.mia))
        manage.add_members(unit, ada, self._groups["Design"], known, at)

    def _housekeeping(self, at: datetime) -> None:
        """What the worker does: reminders, expiry, the admins' list."""
        while remind(self._unit, self._limits, at):
            pass
        for job in (expire, digest):
            while job(self._unit, at):
                pass

    def _send(self, at: datetime) -> None:
        while claimed := parcels.claim(self._unit, at, LEASE, 100, "%"):
            parcels.record(self._unit, [(each, _result(each)) for each in claimed], at)

    # What happens, and when

    def _months(self) -> Iterator[Happening]:
        """From the beginning until some days ago: every few days a few people."""
        chance, waiting, days = self._chance, iter(INVITED), DAYS - 2
        while days > LATELY and (several := self._some(waiting)):
            at = self._at(days, chance.randint(9, 17), chance.randrange(60))
            group = chance.choice([None, GONE if days > CLOSED else None, *GROUPS])
            who = chance.choice((self._cast.ada, self._cast.lev, self._cast.lev))
            yield at, partial(self._invite, who, several, group, chance.choice(NOTES))
            for line in several:
                yield from self._answer(who, line, days)
            days -= chance.choice((2, 3, 3, 4))

    def _some(self, waiting: Iterator[str]) -> tuple[str, ...]:
        return tuple(islice(waiting, self._chance.choice((1, 1, 2, 2, 3, 5))))

    def _answer(self, who: Person, line: str, invited: int) -> Iterator[Happening]:
        """What becomes of it; some never answer, and some have not answered yet."""
        chance = self._chance
        days = invited - chance.choice((1, 1, 1, 2, 2, 3, 4, 6, 8, 11))
        at = self._at(days, chance.randint(8, 20), chance.randrange(60))
        [verb] = chance.choices(("accept", "decline", "revoke", ""), (62, 9, 6, 23))
        moves: dict[str, Move] = {
            "accept": partial(self._answered, accept, line),
            "decline": partial(self._answered, decline, line),
            "revoke": partial(self._done, revoke, who, line),
        }
        if verb and days > 0:
            yield at, moves[verb]

    def _lately(self) -> Iterator[Happening]:
        """One of each thing that lists and histories can show."""
        at, ada, lev, mia = self._at, self._cast.ada, self._cast.lev, self._cast.mia
        yield at(CLOSED, 18), self._archive
        yield at(9, 12), partial(self._ask, mia, TILDA, "")
        yield at(8, 9, 15), self._refuse
        yield at(8, 11, 20), partial(self._invite, lev, [SVEN], "Sales", "")
        yield at(7, 8, 5), partial(self._answered, unsubscribe, SVEN)
        yield at(5, 14, 45), partial(self._invite, ada, [OLGA], "Support", "")
        yield at(2, 16, 10), partial(self._invite, lev, [PETRA], "Design", "")
        yield at(1, 9, 30), partial(self._done, snooze, ada, OLGA)
        yield at(1, 15, 10), partial(self._ask, mia, VERA, "She drew our new icons.")
        yield at(1, 16, 40), partial(self._invite, lev, [NILS, ROSA], "Engineering", "")

    def _invite(
        self, who: Person, lines: Sequence[str], group: str | None, note: str, at: datetime
    ) -> None:
        russian = any(ord(letter) > CYRILLIC for line in lines for letter in line)
        form = InviteForm(
            ", ".join(lines),
            personal=self._chance.choice((True, False, False)),
            workgroup=self._groups[group] if group else None,
            note=note,
            locale="ru" if russian else "en",
        )
        self._note(invite(self._unit, who, form, self._limits, at))

    def _ask(self, who: Person, line: str, note: str, at: datetime) -> None:
        form = InviteForm(line, workgroup=self._groups["Design"], note=note)
        self._note(request(self._unit, who, form, self._limits, at))

    def _note(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            assert isinstance(outcome, Invited | Requested), outcome  # noqa: S101 - all are new
            self._ids[outcome.address] = outcome.id

    def _answered(self, command: Answer, line: str, at: datetime) -> None:
        """By who was invited."""
        command(self._unit, self._id(line), at)

    def _done(self, command: Act, who: Person, line: str, at: datetime) -> None:
        """By who may, in Slack."""
        command(self._unit, who, self._id(line), at)

    def _refuse(self, at: datetime) -> None:
        approve.refuse(self._unit, self._cast.ada, self._id(TILDA), "She is with a partner.", at)

    def _archive(self, at: datetime) -> None:
        manage.archive(self._unit, self._cast.ada, self._groups[GONE], at)

    def _id(self, line: str) -> str:
        return self._ids[line.partition("<")[2].rstrip(">") or line]


def _result(parcel: Parcel) -> Result:
    about = parcel.invitation
    if parcel.kind.startswith("mail.") and about and about.address in PETRA:
        return PermanentFailure(NO_SUCH_USER)
    return Delivered()

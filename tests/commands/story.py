"""A story told in a test: one database, and a clock that only the test moves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import inspect, select, update

from commands.actors import Person
from commands.delivery import parcels
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import Delivered, Result
from commands.invitations import (
    accept,
    decline,
    digest,
    expire,
    extend,
    invite,
    remind,
    resend,
    revoke,
)
from commands.invitations.invite import InviteForm
from commands.invitations.unsubscribe import unsubscribe
from commands.limits import Limits
from commands.outcomes import Invited, Outcome
from commands.places import PlaceId, PlacesUnseen, SeenPlace
from commands.workgroups import manage
from storage import invitations, outbox
from storage.database import Database
from storage.models import AuditEntry, Invitation, Member, OutboxRow, Workgroup, Workspace
from tests.people import LEV

LEASE = timedelta(minutes=2)


def seeing(person: Person, places: Iterable[PlaceId], *, inside: bool = True) -> Person:
    """Who is in these, or in none of them; each is there, and public."""
    seen = (SeenPlace(each, inside=inside, obstacle="", private=False) for each in places)
    return replace(person, seen=tuple(seen))


def everywhere(database: Database, command: Any, person: Any, *args: Any) -> Any:
    """Run it as the edge does, for somebody who is in all channels that it asks about."""
    try:
        return database.run(command, person, *args)
    except PlacesUnseen as unseen:
        return database.run(command, seeing(person, unseen.places), *args)


@dataclass
class Story:
    """What people do, at the time it is."""

    database: Database
    now: datetime

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def run(self, command: Any, *args: Any) -> Any:
        return self.act(command, *args, self.now)

    def act(self, command: Any, person: Any, *args: Any) -> Any:
        """In a Slack where everybody is everywhere, unless the story says where they are."""
        return everywhere(self.database, command, person, *args)

    def invite(self, emails: str = "bob@example.com", by: Person = LEV, **form: Any) -> str:
        """The id of the one that was invited."""
        [outcome] = self.act(invite.invite, by, InviteForm(emails, **form), Limits(), self.now)
        assert isinstance(outcome, Invited)
        return outcome.id

    def accept(self, invitation: str) -> bool:
        """Whether it was this press."""
        return not self.database.run(accept.accept, invitation, self.now).again

    def decline(self, invitation: str) -> bool:
        return self.database.run(decline.decline, invitation, self.now)

    def stop(self, invitation: str) -> bool:
        return self.database.run(unsubscribe, invitation, self.now)

    def resend(self, invitation: str, by: Person = LEV, limits: Limits | None = None) -> Outcome:
        became: Outcome = self.act(resend.resend, by, invitation, limits or Limits(), self.now)
        return became

    def extend(self, invitation: str, by: Person = LEV) -> Outcome:
        became: Outcome = self.act(extend.extend, by, invitation, self.now)
        return became

    def revoke(self, invitation: str, by: Person = LEV) -> str:
        return self.database.run(revoke.revoke, by, invitation, self.now)

    def group(self, name: str, by: Person = LEV, description: str = "") -> str:
        return self.database.run(manage.create, by, name, description, self.now).id

    def archive(self, group: str) -> None:
        with self.database.transaction() as unit:
            unit.get_one(Workgroup, group).archived_at = self.now

    def live(self, days: int) -> None:
        """From now on invitations live so many days."""
        with self.database.transaction() as unit:
            unit.execute(update(Workspace).values(lifetime_days=days))

    def move_to(self, zone: str) -> None:
        with self.database.transaction() as unit:
            unit.execute(update(Workspace).values(zone=zone))

    def remind(self, limits: Limits | None = None) -> None:
        while self.database.run(remind.remind, limits or Limits(), self.now):
            pass

    def expire(self) -> None:
        while self.database.run(expire.expire, self.now):
            pass

    def digest(self) -> None:
        while self.database.run(digest.digest, self.now):
            pass

    def claim(self, kinds: str = "%", most: int = 100) -> list[Parcel]:
        return self.database.run(parcels.claim, self.now, LEASE, most, kinds)

    def leases_end(self) -> None:
        """Of all that is taken, as a worker has it that saw it taken for as long."""
        with self.database.transaction() as unit:
            outbox.let_go(unit, list(outbox.leases(unit)), self.now)

    def record(self, claimed: Sequence[Parcel], result: Result) -> None:
        self.database.run(parcels.record, [(each, result) for each in claimed], self.now)

    def deliver(self, kinds: str = "%") -> list[Parcel]:
        """Everything that is due leaves, and each Slack message has a place."""
        claimed = self.claim(kinds)
        done = [(each, Delivered(f"D{each.id}", f"{each.id}.0")) for each in claimed]
        self.database.run(parcels.record, done, self.now)
        return claimed

    def row(self, invitation: str) -> Invitation:
        with self.database.reading() as unit:
            row = invitations.get(unit, invitation)
            assert row
            return row

    def verbs(self, invitation: str) -> list[str]:
        """Its history."""
        query = (
            select(AuditEntry.verb)
            .where(AuditEntry.subject_id == invitation)
            .order_by(AuditEntry.id)
        )
        with self.database.reading() as unit:
            return list(unit.scalars(query))

    def outbox(self, kinds: str = "%", state: str = "%") -> list[OutboxRow]:
        query = select(OutboxRow).where(OutboxRow.kind.like(kinds), OutboxRow.state.like(state))
        with self.database.reading() as unit:
            return list(unit.scalars(query.order_by(OutboxRow.id)))

    def all(self, table: type[Any]) -> list[Any]:
        """All rows there are, in the order of their ids."""
        query = select(table).order_by(*inspect(table).primary_key)
        with self.database.reading() as unit:
            return list(unit.scalars(query))

    def member(self, person: Person) -> Member:
        query = select(Member).where(Member.slack_user == person.user)
        with self.database.reading() as unit:
            return unit.scalars(query).one()

"""The way from an acceptance into channels and user groups, turned by hand."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from bot.slack.client import Client
from bot.slack.manifest import SCOPES
from bot.slack.provision import Provisioner
from bot.worker.deliver import Lane
from commands.delivery import provisioning
from commands.delivery.provisioning.claim import Task
from commands.invitations.accept import accept
from commands.invitations.invite import InviteForm, invite
from commands.outcomes import Invited
from commands.workgroups import linking
from commands.workgroups.linking import WantedLinks
from commands.workgroups.manage import create
from storage.models import AuditEntry, ChannelLink
from tests.bot.sandbox.slack_places import ANALYSTS, EAST, OPTIONAL
from tests.bot.worker.office import ADA, LEV, MIA, Office
from tests.commands.story import everywhere

MOST = 100


@dataclass
class Journey:
    """An invitation into a workgroup that is linked with #east and @analysts."""

    office: Office
    group: str

    def run(self, command: Any, *args: Any) -> Any:
        return everywhere(self.office.parts.database, command, *args, self.office.clock())

    def accepted(self, email: str = MIA.email) -> str:
        form = InviteForm(email, workgroup=self.group)
        limits = self.office.parts.limits
        [made] = self.run(invite, LEV, form, limits)
        assert isinstance(made, Invited)
        self.run(accept, made.id)
        return made.id

    def lane(self, client: Client | None = None) -> Lane[Task]:
        """One worker's, to be turned by hand."""
        place = Provisioner(self.office.parts, client or self.office.client, every=0)
        return Lane(
            self.office.parts,
            "place.%",
            place.send,
            claim=provisioning.claim,
            record=provisioning.record,
            at_once=4,
        )

    async def turn(self, times: int = 1, *, seconds: float = 6) -> None:
        """Let some time go by and deliver, each time what the last one brought about."""
        for _ in range(times):
            await self.lane().deliver()
            self.office.clock.move(seconds=seconds)

    async def rest(self, *, seconds: float = 6) -> None:
        """Turn until no step waits: how often that is, depends on which of them meet."""
        for _ in range(MOST):
            if not self.waiting:
                return
            await self.turn(seconds=seconds)
        raise AssertionError(self.states())

    @property
    def waiting(self) -> bool:
        return "pending" in set().union(*self.states().values())

    def told(self, subject: str) -> list[tuple[str, dict[str, Any]]]:
        query = select(AuditEntry).where(AuditEntry.subject_id == subject).order_by(AuditEntry.id)
        rows = self.office.ask(lambda unit: list(unit.scalars(query)))
        return [(row.verb, row.details) for row in rows]

    def states(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in self.office.rows("place.%"):
            found.setdefault(row.kind.removeprefix("place."), set()).add(row.state)
        return found

    @property
    def east(self) -> list[str]:
        return list(self.office.slack.workspace.channels[EAST]["members"])

    @property
    def analysts(self) -> list[str]:
        """Sorted: steps run beside each other, and Slack promises no order."""
        return sorted(self.office.slack.workspace.usergroups[ANALYSTS]["users"])


async def begin(office: Office) -> Journey:
    """A workgroup is linked, and Slack has said how its places are called."""
    database, now = office.parts.database, office.clock()
    object.__setattr__(office.slack.api._desk, "scopes", (*SCOPES, *OPTIONAL))
    group = database.run(create, LEV, "Design", "", now).id
    journey = Journey(office, group)
    journey.run(linking.change, ADA, group, WantedLinks([EAST], ANALYSTS))
    await journey.turn()
    return journey


def links(journey: Journey) -> list[ChannelLink]:
    return journey.office.ask(
        lambda unit: list(unit.scalars(select(ChannelLink).order_by(ChannelLink.kind)))
    )

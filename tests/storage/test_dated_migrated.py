"""What waited before it was written down by whose clock: it is dated anew where that was ahead."""

from collections.abc import Callable

from sqlalchemy import select, text

from commands.delivery import misdated
from storage import schema
from storage.database import Database
from storage.models import OutboxRow
from storage.outbox import HELD
from tests.people import MONDAY
from tests.storage.before import AT, WORKSPACE

WROTE = (
    "INSERT INTO outbox (workspace_id, kind, key, details, state, created_at, due_at, attempts, "
    "reason) VALUES ('W', 'slack.home', :key, '{}', :state, :at, :due, 0, '')"
)
AHEAD = "2036-01-01 00:00:00.000000"


def test_what_a_clock_that_was_ahead_wrote_before_leaves(
    fresh: Database, migrate_to: Callable[[str], None]
) -> None:
    migrate_to("0011")
    with fresh.transaction() as unit:
        unit.execute(text(WORKSPACE), {"at": AT})
        for key, state, at, due in (
            ("ahead", "pending", AHEAD, AHEAD),
            ("held back", "pending", AHEAD, "9999-01-01 00:00:00.000000"),
            ("sent", "sent", AHEAD, AHEAD),
        ):
            unit.execute(text(WROTE), {"key": key, "state": state, "at": at, "due": due})
    schema.migrate(fresh)
    assert fresh.read(misdated.needs_mending, MONDAY)
    fresh.run(misdated.mend, MONDAY)
    with fresh.reading() as unit:
        waits = {row.key: row.due_at for row in unit.scalars(select(OutboxRow))}
    assert waits["ahead"] == MONDAY
    assert waits["held back"] == HELD
    assert waits["sent"].year == 2036

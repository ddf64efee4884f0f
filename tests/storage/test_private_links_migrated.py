"""Links of before: whether a channel is private nobody had asked, so Slack is asked now."""

from datetime import timedelta

from sqlalchemy import text

from commands.delivery import provisioning
from commands.delivery.provisioning.claim import Placed
from commands.workgroups import linking, manage
from commands.workgroups.linking import WantedLinks
from storage import schema
from storage.database import Database
from storage.models import ChannelLink
from tests.commands.story import everywhere
from tests.people import ADA, MONDAY

BEFORE = "0007"


def test_an_old_link_is_private_until_slack_says_otherwise(fresh: Database) -> None:
    schema.migrate(fresh)
    group = fresh.run(manage.create, ADA, "Design", "", MONDAY).id
    everywhere(fresh, linking.change, ADA, group, WantedLinks(["C0EAST"]), MONDAY)
    with fresh.transaction() as unit:
        unit.execute(text("DELETE FROM outbox"))
        unit.execute(text("ALTER TABLE link DROP COLUMN private"))
        unit.execute(text("DROP TABLE addition"))
        for table in ("invitation", "member", "workgroup"):
            unit.execute(text(f"ALTER TABLE {table} DROP COLUMN folded"))
        for table in ("mail_pause", "slack_limit", "look"):
            unit.execute(text(f"DROP TABLE {table}"))
        for column in ("primary_owner", "missing_scopes"):
            unit.execute(text(f"ALTER TABLE workspace DROP COLUMN {column}"))
        for event in ("events_awaited", "events_heard", "silence_told", "scopes_told"):
            unit.execute(text(f"ALTER TABLE workspace DROP COLUMN {event}_at"))
        for index in ("put_off", "set", "lease"):
            unit.execute(text(f"DROP INDEX ix_outbox_{index}"))
        for column in ("put_off", "set_at"):
            unit.execute(text(f"ALTER TABLE outbox DROP COLUMN {column}"))
        unit.execute(text("UPDATE alembic_version SET version_num = :before"), {"before": BEFORE})
    schema.migrate(fresh)
    assert private(fresh)
    lease, later = timedelta(minutes=1), MONDAY + timedelta(days=3650)
    [look] = fresh.run(provisioning.claim, later, lease, 9, "place.%")
    assert (look.kind, look.slack_id) == ("place.look", "C0EAST")
    fresh.run(provisioning.record, [(look, Placed(name="east", private=False))], later)
    assert not private(fresh)


def private(database: Database) -> bool:
    with database.reading() as unit:
        [link] = unit.query(ChannelLink).all()
        return bool(link.private)

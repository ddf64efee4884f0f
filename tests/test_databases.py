"""What one story leaves, the next does not find."""

import pytest
from sqlalchemy import func, select

from storage import mail_pauses
from storage.database import Database
from storage.models import Base, MailPause
from tests import databases
from tests.people import MONDAY


@pytest.mark.parametrize("rows", [1, 2_000], ids=["few", "many"])
def test_an_emptied_database_is_empty_whatever_there_was(
    fresh_postgresql: Database, rows: int
) -> None:
    with fresh_postgresql.transaction() as unit:
        for number in range(rows):
            unit.add(pause(number))

    databases.empty(fresh_postgresql)

    with fresh_postgresql.reading() as unit:
        for table in Base.metadata.sorted_tables:
            assert unit.scalar(select(func.count()).select_from(table)) == 0, table.name
        assert mail_pauses.everything(unit) == []


def pause(number: int) -> MailPause:
    """That of no workspace: all that have mails for a domain wait in it."""
    return MailPause(
        scope=f"{number}.example", since=MONDAY, try_at=MONDAY, stage="connect", words="no answer"
    )

"""Wait until another session of PostgreSQL waits for a lock: then the order is certain."""

import time

from sqlalchemy import text

from storage.database import Database

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


def until_somebody_waits(database: Database, sessions: int = 1) -> None:
    """Look for ten seconds at most. Raises TimeoutError: nobody waits, so nothing is locked."""
    for _ in range(1000):
        with database.reading() as unit:
            if (unit.scalar(WAITING) or 0) >= sessions:
                return
        time.sleep(0.01)
    raise TimeoutError

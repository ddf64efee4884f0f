"""Which errors mean that the database can't be reached, for those who may not know SQLAlchemy."""

from sqlalchemy import exc

AWAY: tuple[type[Exception], ...] = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)
"""Away, restarting, full, or without a free connection: trying again later may help."""

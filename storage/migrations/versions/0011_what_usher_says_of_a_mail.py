"""What Usher itself says of a mail, as a code instead of an English sentence: it is read in the
reader's language, and not as the mail server's words.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

# Each with LIKE, as it stood there.
CODES = {
    "the mail server did not answer in time": "no_answer",
    "the connection to the mail server failed": "no_connection",
    "the mail server closed the connection": "no_connection",
    "Usher could not make it": "not_made",
    "Usher did not send it: %": "unsafe",
}

INVITATION = sa.table("invitation", sa.column("mail_error", sa.String))
OUTBOX = sa.table(
    "outbox",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("reason", sa.String),
    sa.column("details", sa.JSON),
)
HISTORY = sa.table(
    "history",
    sa.column("id", sa.Integer),
    sa.column("verb", sa.String),
    sa.column("details", sa.JSON),
)


def upgrade() -> None:
    for said, code in CODES.items():
        error, reason = INVITATION.c.mail_error, OUTBOX.c.reason
        op.execute(sa.update(INVITATION).where(error.like(said)).values(mail_error=code))
        mails = OUTBOX.c.kind.like("mail.%")
        op.execute(sa.update(OUTBOX).where(mails, reason.like(said)).values(reason=code))
    _details(OUTBOX, OUTBOX.c.kind, ("slack.failed",))
    _details(HISTORY, HISTORY.c.verb, ("failed", "joining_failed"))


def _details(table: sa.TableClause, column: sa.ColumnClause[str], of: Sequence[str]) -> None:
    """JSON has no text in common on both databases, so it is read here; few mails failed."""
    row = table.c
    rows = op.get_bind().execute(sa.select(row.id, row.details).where(column.in_(of))).all()
    changed = [
        {"row": row_id, "after": {**details, "said": code}}
        for row_id, details in rows
        if (code := _code(str(details.get("said", ""))))
    ]
    if changed:
        statement = sa.update(table).where(row.id == sa.bindparam("row"))
        after = sa.bindparam("after", type_=sa.JSON)
        op.get_bind().execute(statement.values(details=after), changed)


def _code(said: str) -> str:
    """Empty for what a mail server said."""
    for known, code in CODES.items():
        if said == known or (known.endswith("%") and said.startswith(known[:-1])):
            return code
    return ""

"""Why a webhook was not delivered, as a code with its facts instead of an English sentence."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

LENGTH = 300
CODES = {
    "its name can't be resolved": "unresolved",
    "its certificate can't be trusted, or it speaks no TLS": "untrusted",
    "it is in a private network that WEBHOOK_NETWORKS doesn't allow": "forbidden",
    "it can't be reached": "unreachable",
    "it broke off": "broken_off",
    "its secret can't be read with these SECRET_KEYS: make a new one": "secret_unreadable",
    "no longer there": "subject_missing",
}
REDIRECTED = re.compile(r"answered ([1-9]\d\d)(?: (.*))?: redirects are not followed", re.ASCII)
ANSWERED = re.compile(r"answered ([1-9]\d\d)(?: (.*))?", re.ASCII)
TIMED_OUT = re.compile(r"no answer within ([1-9]\d{0,2}) seconds?", re.ASCII)

OUTBOX = sa.table(
    "outbox",
    sa.column("id", sa.Integer),
    sa.column("kind", sa.String),
    sa.column("reason", sa.String),
    sa.column("details", sa.JSON),
)


def upgrade() -> None:
    _reasons()
    _messages()


def _reasons() -> None:
    row = OUTBOX.c
    failed = sa.select(row.id, row.reason).where(row.kind.like("hook.%"), row.reason != "")
    changed = [
        {"row": row_id, "before": said, "after": code}
        for row_id, said in op.get_bind().execute(failed).all()
        if (code := _code(said)) != said
    ]
    # Not where a worker that still runs has written something else meanwhile.
    _update(
        sa.update(OUTBOX)
        .where(row.id == sa.bindparam("row"), row.reason == sa.bindparam("before"))
        .values(reason=sa.bindparam("after")),
        changed,
    )


def _messages() -> None:
    row = OUTBOX.c
    paused = sa.select(row.id, row.details).where(row.kind == "slack.hook_paused")
    changed = [
        {"row": row_id, "after": {**details, "said": code}}
        for row_id, details in op.get_bind().execute(paused).all()
        if (said := str(details.get("said", ""))) and (code := _code(said)) != said
    ]
    _update(
        sa.update(OUTBOX)
        .where(row.id == sa.bindparam("row"))
        .values(details=sa.bindparam("after", type_=sa.JSON)),
        changed,
    )


def _update(statement: sa.Update, rows: list[dict[str, object]]) -> None:
    if rows:
        op.get_bind().execute(statement, rows)


def _code(said: str) -> str:
    if code := CODES.get(said):
        return code
    if found := REDIRECTED.fullmatch(said):
        return _answer("redirected", found)
    if found := ANSWERED.fullmatch(said):
        return _answer("gone" if found[1] == "410" else "answered", found)
    if found := TIMED_OUT.fullmatch(said):
        return f"timed_out:{found[1]}"
    return _other(said)


def _other(said: str) -> str:
    """What has no code, so that it can't be taken for one; bare it is read too."""
    named = f"other:{said}"
    return named if len(named) <= LENGTH else said


def _answer(code: str, found: re.Match[str]) -> str:
    return ":".join(filter(None, (code, found[1], found[2])))

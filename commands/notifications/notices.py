"""What people of the workspace are told in Slack: who gets which message, each once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from commands.notifications import app_home
from storage import ids, invitations, members, outbox
from storage.models import Invitation, OutboxRow
from storage.outbox import NewOutboxRow


def tell_inviter(unit: Session, row: Invitation, what: str, now: datetime, **details: str) -> None:
    """One direct message about one invitation, such as "accepted"; told once a cycle."""
    message = NewOutboxRow(
        f"slack.{what}",
        f"{what}:{row.id}:{row.cycle}",
        invitation=row.id,
        member=row.inviter_id,
        details=details,
    )
    outbox.put(unit, row.workspace_id, now, message)
    app_home.redraw(unit, row.workspace_id, [row.inviter_id], now)


def tell_inviters(unit: Session, rows: Sequence[Invitation], what: str, now: datetime) -> None:
    """One direct message to each inviter about all of theirs among `rows`."""
    theirs: dict[str, list[Invitation]] = {}
    for row in rows:
        theirs.setdefault(row.inviter_id, []).append(row)
    for inviter, about in theirs.items():
        first = about[0]
        message = NewOutboxRow(
            f"slack.{what}",
            f"{what}:{first.id}:{first.cycle}",
            member=inviter,
            details={"ids": [row.id for row in about]},
        )
        outbox.put(unit, first.workspace_id, now, message)
        app_home.redraw(unit, first.workspace_id, [inviter], now)


def tell_admins(unit: Session, row: Invitation, what: str, now: datetime) -> None:
    """A direct message about one invitation to each admin but its inviter."""
    admins = members.admins(unit, row.workspace_id)
    messages = [
        NewOutboxRow(f"slack.{what}", f"{what}:{row.id}:{admin.id}", row.id, admin.id)
        for admin in admins
        if admin.id != row.inviter_id
    ]
    outbox.put(unit, row.workspace_id, now, *messages)


def ask_admins(
    unit: Session, workspace_id: str, invitation_ids: Sequence[str], now: datetime
) -> None:
    """A message to each admin about each request, with Approve and Refuse."""
    messages = [
        NewOutboxRow("slack.request", f"request:{each}:{admin.id}", each, admin.id)
        for each in invitation_ids
        for admin in members.admins(unit, workspace_id)
    ]
    outbox.put(unit, workspace_id, now, *messages)


TO_INVITER = frozenset(
    {
        "slack.accepted",
        "slack.declined",
        "slack.stopped",
        "slack.failed",
        "slack.expired",
        "slack.ending",
        "slack.approved",
        "slack.refused",
        "slack.lapsed",
    }
)
"""What an inviter, or who asked, is told of theirs."""


def redirect_to_admins(unit: Session, row: OutboxRow, now: datetime) -> None:
    """Tell the admins what was for an inviter who is gone; but not the one who did it."""
    messages = [
        NewOutboxRow(row.kind, f"{row.key}:{admin.id}", row.invitation_id, admin.id, row.details)
        for admin in members.admins(unit, row.workspace_id)
        if admin.id != row.details.get("by")
    ]
    outbox.put(unit, row.workspace_id, now, *messages)


LISTS = ("slack.digest", "slack.ending")
ACCEPTED = "slack.accepted"
ABOUT_ONE = ("slack.request", "slack.failed", ACCEPTED)
SHOWING = frozenset({*LISTS, *ABOUT_ONE})
"""The messages that are brought up to date when something was done to what they show."""

TROUBLE = "slack.trouble"
KEPT_TRUE = SHOWING | {TROUBLE}
"""With them the message about a link, which follows the link (`commands.provisioning.problems`)."""


def refresh(unit: Session, row: Invitation, now: datetime) -> None:
    """Bring the messages that show this invitation up to date, all admins' copies of them."""
    refresh_all(unit, [row], now)


def refresh_all(unit: Session, rows: Sequence[Invitation], now: datetime) -> None:
    """Bring up to date what shows any of these of one workspace: messages and Homes, each once."""
    if not rows:
        return
    workspace_id, changed = rows[0].workspace_id, {row.id for row in rows}
    since = min(row.created_at for row in rows)
    lists = [
        posted
        for posted in outbox.posted(unit, workspace_id, LISTS, since)
        if not changed.isdisjoint(_listed(posted))
    ]
    about_one = outbox.posted_about(unit, ABOUT_ONE, list(changed))
    update(unit, workspace_id, [*lists, *about_one], now)
    app_home.redraw(unit, workspace_id, {row.inviter_id for row in rows}, now)


def refresh_address(unit: Session, row: Invitation, now: datetime) -> None:
    """Show that its address may not be mailed, or may again: the link may be that of an earlier
    invitation than the one that is open.
    """
    others = invitations.open_by_email(unit, row.workspace_id, [row.email])
    held = invitations.lock(unit, [each.id for each in others.values() if each.id != row.id])
    refresh_all(unit, [row, *held.values()], now)


def update(unit: Session, workspace_id: str, posted: Sequence[OutboxRow], now: datetime) -> None:
    """Have these messages say how things are when the update leaves.

    The steps after an acceptance end one by one within seconds: one update says them all.
    """
    updates = [
        NewOutboxRow(
            "slack.update",
            f"update:{each.id}:{ids.new(now)}",
            details={"of": each.id},
            due_at=app_home.next_turn(now) if each.kind == ACCEPTED else now,
        )
        for each in posted
    ]
    outbox.put(unit, workspace_id, now, *updates)


def _listed(posted: OutboxRow) -> list[str]:
    return posted.details.get("ids") or [each for each, *_ in posted.details["rows"]]


def tell_no_file(unit: Session, row_id: int, said: str, now: datetime) -> None:
    """Who waits for a file reads that it does not come, and what Slack said."""
    row = outbox.get_many(unit, [row_id])[row_id]
    message = NewOutboxRow(
        "slack.no_file", f"no_file:{row.id}", None, row.member_id, {"said": said}
    )
    outbox.put(unit, row.workspace_id, now, message)


def tell_admins_directly(unit: Session, row_id: int, said: str, now: datetime) -> None:
    """The same to each of them directly, with where it was meant to go and what Slack said."""
    row = outbox.get_many(unit, [row_id])[row_id]
    kept = {name: value for name, value in row.details.items() if name != "channel"}
    direct = kept | {"meant_for": row.details["channel"], "said": said}
    messages = [
        NewOutboxRow(row.kind, f"detour:{row.id}:{admin.id}", member=admin.id, details=direct)
        for admin in members.admins(unit, row.workspace_id)
    ]
    outbox.put(unit, row.workspace_id, now, *messages)

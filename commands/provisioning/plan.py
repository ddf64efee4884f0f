"""Plan what has to be done so that a workgroup's people are in the Slack channels and the user
group that it is linked with.

Nothing here holds up or undoes what caused it: each task is a row of the outbox of its own, with
its own result. `place.account` looks whether an address has a Slack account, `place.channel` and
`place.usergroup` bring one member in line with one link, `place.connect` invites by Slack Connect
who has no account, and `place.look` asks Slack how the linked place is called.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from commands import audit
from commands.notifications import mails, notices
from storage import channel_links, ids, invitations, members, outbox, workgroups, workspaces
from storage.models import ChannelLink, Invitation, Member
from storage.outbox import NewOutboxRow
from storage.outbox_details import ByConnect, OfLink
from storage.vocabulary import OutboxKind, Verb, Via

TASKS = {"channel": OutboxKind.ADD_TO_CHANNEL, "usergroup": OutboxKind.ADD_TO_USERGROUP}


def enter(
    unit: Session,
    workspace_id: str,
    group_id: str,
    member_ids: Sequence[str],
    now: datetime,
    *,
    invitation_id: str | None = None,
) -> None:
    """Put them into the workgroup; `invitation_id` is the one that brought them."""
    for each in member_ids:
        workgroups.join(unit, group_id, each, now)
    linked = channel_links.of_groups(unit, [group_id])
    _go(unit, workspace_id, linked, member_ids, now, invitation_id)


def leave(
    unit: Session, workspace_id: str, group_id: str, member_ids: Sequence[str], now: datetime
) -> None:
    """Take them out of the workgroup, and of its user group; never out of a channel."""
    workgroups.leave(unit, group_id, member_ids)
    linked = [
        link for link in channel_links.of_groups(unit, [group_id]) if link.kind == "usergroup"
    ]
    _go(unit, workspace_id, linked, member_ids, now)


def arrive(unit: Session, row: Invitation, member: Member, now: datetime) -> None:
    """Who accepted and is not known in Slack yet is looked for there."""
    if member.slack_user is None:
        look = NewOutboxRow(OutboxKind.FIND_ACCOUNT, f"account:{row.id}", row.id, member.id)
        outbox.put(unit, row.workspace_id, now, look)


def account_found(unit: Session, member: Member, now: datetime) -> None:
    """Who was known by address alone has a Slack account from now on: bring them into all that
    their workgroups are linked with. What was done in its stead is over.
    """
    row = invitations.accepted_by(unit, member)
    for kind in (OutboxKind.FIND_ACCOUNT, OutboxKind.INVITE_BY_CONNECT):
        outbox.drop(unit, kind, "has an account", now, member_id=member.id)
    if row:
        outbox.drop(unit, OutboxKind.JOINING, "has an account", now, invitation_id=row.id)
        audit.record(unit, row.workspace_id, [row.id], Verb.ACCOUNT_FOUND, now, via=Via.SYSTEM)
    bring(unit, member, row.id if row else None, now)
    if row:
        notices.refresh(unit, row, now)


def bring(unit: Session, member: Member, invitation_id: str | None, now: datetime) -> None:
    """Into all that their workgroups are linked with."""
    linked = channel_links.of_member(unit, member.id)
    _go(unit, member.workspace_id, linked, [member.id], now, invitation_id)


def account_missing(unit: Session, row: Invitation, member_id: str, now: datetime) -> None:
    """Nobody in Slack has this address: say how to join, and invite by Slack Connect where the
    workgroup's channels allow that.
    """
    audit.record(unit, row.workspace_id, [row.id], Verb.ACCOUNT_MISSING, now, via=Via.SYSTEM)
    if workspaces.get_many(unit, [row.workspace_id])[row.workspace_id].join_link:
        mails.joining(unit, row, now)
    linked = channel_links.of_groups(unit, [row.workgroup_id]) if row.workgroup_id else []
    rows = [
        NewOutboxRow(
            OutboxKind.INVITE_BY_CONNECT,
            f"connect:{link.id}:{row.id}",
            row.id,
            member_id,
            ByConnect(link.id),
            link=link.id,
        )
        for link in linked
        if link.connect
    ]
    outbox.put(unit, row.workspace_id, now, *rows)


def bring_in_line(unit: Session, link: ChannelLink, now: datetime) -> None:
    """A new link: ask Slack how its place is called, and bring in who is in the workgroup.

    Slack takes a user group's people as a whole, so one step does them all.
    """
    look = NewOutboxRow(
        OutboxKind.FIND_NAME, f"look:{link.id}", details=OfLink(link.id), link=link.id
    )
    outbox.put(unit, link.workspace_id, now, look)
    inside = [member.id for member in channel_links.members_in_slack(unit, link.workgroup_id)]
    if link.kind == "channel":
        _go(unit, link.workspace_id, [link], inside, now)
    elif inside:
        outbox.put(unit, link.workspace_id, now, _task(link, None, now))


def one_by_one(unit: Session, link: ChannelLink, now: datetime) -> None:
    """Slack refuses somebody of a user group without saying whom, and with them all: try each."""
    inside = [member.id for member in channel_links.members_in_slack(unit, link.workgroup_id)]
    _go(unit, link.workspace_id, [link], inside, now)


def _go(
    unit: Session,
    workspace_id: str,
    linked: Sequence[ChannelLink],
    member_ids: Sequence[str],
    now: datetime,
    invitation_id: str | None = None,
) -> None:
    """A step for each of them whom Slack knows, and each link."""
    if not linked:
        return
    people = members.get_many(unit, member_ids)
    rows = [
        _task(link, people[each], now, invitation_id)
        for each in member_ids
        for link in linked
        if people[each].slack_user
    ]
    outbox.put(unit, workspace_id, now, *rows)


def _task(
    link: ChannelLink, member: Member | None, now: datetime, invitation_id: str | None = None
) -> NewOutboxRow:
    """Of a user group's whole people without a member."""
    who = member.id if member else "all"
    return NewOutboxRow(
        TASKS[link.kind],
        f"{link.kind}:{link.id}:{who}:{ids.new(now)}",
        invitation_id,
        member.id if member else None,
        OfLink(link.id),
        link=link.id,
    )

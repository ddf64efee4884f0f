"""What leaves after an acceptance, as the worker would have left it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from commands.notifications import notices
from commands.provisioning import progress
from commands.provisioning.progress import TaskProgress
from storage import ids, invitations, outbox
from storage.models import ChannelLink, Invitation, Member, OutboxRow, Workgroup
from storage.outbox import NewOutboxRow
from storage.outbox_details import read
from storage.vocabulary import OutboxKind
from tests.commands.story import Story


def link(story: Story, kind: str, slack_id: str, name: str, **more: Any) -> str:
    """The public workgroup is linked with it; the link's id."""
    with story.database.transaction() as unit:
        group = unit.scalars(select(Workgroup).where(Workgroup.kind == "public")).one()
        if more.get("problem"):
            more = {"problem_with": OutboxKind.FIND_NAME, **more}
        made = ChannelLink(
            id=ids.new(story.now),
            workspace_id=group.workspace_id,
            workgroup_id=group.id,
            kind=kind,
            slack_id=slack_id,
            name=name,
            created_at=story.now,
            **more,
        )
        unit.add(made)
        story.wait(seconds=1)
        return made.id


def looked_for_nobody(story: Story) -> None:
    """As if the acceptance had not begun to look for an account: the story tells the steps."""
    with story.database.transaction() as unit:
        unit.execute(delete(OutboxRow).where(OutboxRow.kind == "place.account"))


def leaves(
    story: Story,
    invitation: str,
    kind: str,
    link_id: str = "",
    *,
    state: str = "pending",
    reason: str = "",
) -> None:
    """A step of the invitation, that came so far; its messages are brought up to date."""
    with story.database.transaction() as unit:
        row = invitations.get(unit, invitation, lock=True)
        assert row
        key = f"{kind}:{ids.new(story.now)}"
        details: dict[str, Any] = {"link": link_id} if link_id else {}
        if kind == OutboxKind.JOINING:
            details = {"number": 2}
        outbox.put(
            unit,
            row.workspace_id,
            story.now,
            NewOutboxRow(kind, key, row.id, row.member_id, read(kind, details)),
        )
        made = unit.scalars(select(OutboxRow).where(OutboxRow.key == key)).one()
        made.state, made.reason = state, reason
        notices.refresh(unit, row, story.now)


def known_in_slack(story: Story, invitation: str, user: str = "U0BOB") -> None:
    """Their account was found, or they came."""
    with story.database.transaction() as unit:
        row = invitations.get(unit, invitation, lock=True)
        assert row
        assert row.member_id
        unit.get_one(Member, row.member_id).slack_user = user
        notices.refresh(unit, row, story.now)


def answered(story: Story, invitation: str, link_id: str, became: str, by: str = "") -> None:
    """The other side has answered an invitation by Slack Connect."""
    with story.database.transaction() as unit:
        row = invitations.get(unit, invitation, lock=True)
        assert row
        for step in outbox.written_about(unit, ["place.connect"], [invitation]):
            if step.details["link"] == link_id:
                step.reason = became
                step.details = {**step.details, "by": by}
        notices.refresh(unit, row, story.now)


def steps(story: Story, *asked: str) -> Sequence[tuple[TaskProgress, ...]]:
    """Of each its steps, as they are read."""
    with story.database.reading() as unit:
        rows = [unit.get_one(Invitation, each) for each in asked]
        found = progress.progress(unit, rows)
        return [found.get(each, ()) for each in asked]

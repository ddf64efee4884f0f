"""Requests: invitations that nobody with the right has decided on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage.invitations import IS_OPEN
from storage.models import Invitation, Member, State


def asked_before(
    unit: Session, member: Member, emails: Sequence[str], source: str | None
) -> dict[str, Invitation]:
    """What somebody has asked for and nobody has decided on, or asked for in this Slack view."""
    in_this_view = [Invitation.source == source] if source else []
    rows = unit.scalars(
        select(Invitation).where(
            Invitation.workspace_id == member.workspace_id,
            Invitation.inviter_id == member.id,
            Invitation.email.in_(emails),
            or_(Invitation.state == State.REQUESTED, *in_this_view),
        )
    )
    return {row.email: row for row in rows}


def of_form(unit: Session, invitation: Invitation) -> list[str]:
    """The ids of all that the same person asked for at the same time."""
    return list(
        unit.scalars(
            select(Invitation.id).where(
                Invitation.inviter_id == invitation.inviter_id,
                Invitation.created_at == invitation.created_at,
            )
        )
    )


def beside(unit: Session, workspace_id: str, emails: Sequence[str]) -> set[str]:
    """The ids of the requests that wait beside the open invitations of these addresses."""
    return set(
        unit.scalars(
            select(Invitation.id).where(
                Invitation.workspace_id == workspace_id,
                Invitation.email.in_(emails),
                Invitation.state == State.REQUESTED,
                Invitation.duplicate,
            )
        )
    )


def waiting(unit: Session, workspace_id: str, now: datetime, limit: int) -> list[Invitation]:
    """The requests that nobody has decided on, oldest first."""
    return list(
        unit.scalars(
            select(Invitation)
            .where(
                Invitation.workspace_id == workspace_id,
                Invitation.state == State.REQUESTED,
                IS_OPEN,
                Invitation.expires_at > now,
            )
            .order_by(Invitation.created_at, Invitation.id)
            .limit(limit)
        )
    )

"""Invitations by Slack Connect after they were sent: accepted, approved and declined.

Each as its page at https://docs.slack.dev/reference/events has it.
"""

import re

from bot.sandbox import people
from bot.sandbox.workspace import Json, SlackError, Workspace

THEIRS = "T0CONTOSO1"
SENT, TO_APPROVE, ACCEPTED, DECLINED = "sent", "to_approve", "accepted", "declined"


def accept(workspace: Workspace, invite_id: str, *, approval: bool, by: str) -> tuple[str, Json]:
    """The event, and its body. Who has the mail can accept it, with whichever address (`by`); with
    `approval` an admin of a side has to approve it.
    """
    shared = _became(workspace, invite_id, TO_APPROVE if approval else ACCEPTED)
    who = _theirs(shared, by or shared["email"])
    told = {"approval_required": approval, "accepting_user": who}
    return "shared_channel_invite_accepted", {**told, **_about(workspace, shared)}


def approve(workspace: Workspace, invite_id: str) -> tuple[str, Json]:
    shared = _became(workspace, invite_id, ACCEPTED)
    who = _theirs(shared, "olga@contoso.example")
    told = {"approving_team_id": who["team_id"], "approving_user": who}
    return "shared_channel_invite_approved", {**told, **_about(workspace, shared)}


def decline(workspace: Workspace, invite_id: str) -> tuple[str, Json]:
    """By who was invited, or by an admin who does not approve it."""
    shared = _became(workspace, invite_id, DECLINED)
    who = _theirs(shared, shared["email"])
    told = {"declining_team_id": who["team_id"], "declining_user": who}
    return "shared_channel_invite_declined", {**told, **_about(workspace, shared)}


def _became(workspace: Workspace, invite_id: str, state: str) -> Json:
    shared = workspace.shared.get(invite_id)
    if shared is None:
        raise SlackError("invite_not_found")
    workspace.shared[invite_id] = {**shared, "state": state}
    return dict(shared)


def _about(workspace: Workspace, shared: Json) -> Json:
    channel, ours = workspace.channels[shared["channel"]], people.like("shared")
    return {
        "invite": {**ours, "id": shared["id"], "recipient_email": shared["email"]},
        "channel": {key: channel[key] for key in ("id", "is_private", "name")} | {"is_im": False},
        "teams_in_channel": [ours["inviting_team"]],
    }


def _theirs(shared: Json, email: str) -> Json:
    """Somebody of the other side, as far as such an event tells of them."""
    name = email.partition("@")[0]
    named = " ".join(part.capitalize() for part in name.split("."))
    same = email == shared["email"]
    user = f"U{shared['id'][1:]}" if same else f"U{re.sub('[^A-Z0-9]', '', name.upper()):0<9}"[:10]
    profile = {"real_name": named, "display_name": named, "email": email, "team": THEIRS}
    return {"id": user, "team_id": THEIRS, "name": name, "profile": profile}

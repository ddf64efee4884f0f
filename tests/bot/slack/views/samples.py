"""An invitation to begin from, every state of one, and a text that would act if it were let."""

from datetime import timedelta

from commands.invitations.describe import Invitation
from tests.people import MONDAY

IVY = Invitation(
    id="01J0000000000000000000000X",
    state="pending",
    address="ivy@example.com",
    email="ivy@example.com",
    envelope="ivy@example.com",
    name="",
    inviter="Lev Lead",
    inviter_email="lev@northwind.example",
    inviter_slack="U0LEV",
    workspace="Northwind",
    zone="Europe/Berlin",
    workgroup=None,
    personal=False,
    note="",
    locale="en",
    created_at=MONDAY - timedelta(days=3),
    expires_at=MONDAY + timedelta(days=11),
    closed_at=None,
    mail="sent",
    mail_error="",
    suppressed=False,
    undoable=False,
    snoozed_until=None,
    remind_at=None,
    join_link="",
    reply_to=False,
)
STATES = ["requested", "pending", "accepted", "declined", "revoked", "expired", "refused"]
HOSTILE = "<!channel> *bold* http://evil.example/x " * 10

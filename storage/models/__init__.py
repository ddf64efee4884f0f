"""The tables, one module a group of them; all are found here.

What can be held by the database is held there: one open invitation for an address, one public
workgroup, the words a state may be. Ids that leave the house are ULIDs (26 characters); times are
stored in UTC and come back aware. A column that came later has a default in the database too: a
process of before, that does not know it, goes on writing.
"""

from storage.models.addition import Addition
from storage.models.audit import AuditEntry
from storage.models.base import PENDING, Base, Moment
from storage.models.channel_link import ChannelLink
from storage.models.invitation import HOLDING, OPEN, Invitation, State
from storage.models.look import Look
from storage.models.mail_pause import MailPause
from storage.models.members import Member, Membership, Workgroup
from storage.models.outbox import OutboxRow
from storage.models.slack_limit import SlackLimit
from storage.models.webhook_endpoint import WebhookEndpoint
from storage.models.workspace import Suppression, Workspace

__all__ = [
    "HOLDING",
    "OPEN",
    "PENDING",
    "Addition",
    "AuditEntry",
    "Base",
    "ChannelLink",
    "Invitation",
    "Look",
    "MailPause",
    "Member",
    "Membership",
    "Moment",
    "OutboxRow",
    "SlackLimit",
    "State",
    "Suppression",
    "WebhookEndpoint",
    "Workgroup",
    "Workspace",
]

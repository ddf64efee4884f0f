"""What a refusal, an outcome or a state is called: plain text, one match each.

What people typed goes in as it is: whoever shows the text escapes it as the place demands.
"""

from bot.wording.audit_trail import audit_entry
from bot.wording.places import leads_into, places, why_asked
from bot.wording.progress import place, reason
from bot.wording.refusals import refusal, under_fields
from bot.wording.states import (
    archived,
    known,
    mail,
    never_mailed,
    only_asked,
    outcome,
    resent,
    state,
    under_emails,
)

__all__ = [
    "archived",
    "audit_entry",
    "known",
    "leads_into",
    "mail",
    "never_mailed",
    "only_asked",
    "outcome",
    "place",
    "places",
    "reason",
    "refusal",
    "resent",
    "state",
    "under_emails",
    "under_fields",
    "why_asked",
]

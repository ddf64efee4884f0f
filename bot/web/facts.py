"""What the templates say of an invitation: other people's data, made fit to be shown."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from bot.i18n import Words
from bot.mail.names import clean_name, clean_note, persons_name, plain_name, shown_name
from bot.web.progress import arrival
from bot.web.templating import address, apart
from commands.invitations.describe import Invitation

NAME = 80
ADDRESS = 254


def facts(invitation: Invitation, words: Words) -> dict[str, Any]:
    """Names and addresses come as markup that keeps them apart; `plain` ones go into the title."""
    inviter = persons_name(invitation.inviter) or words("A colleague")
    workspace = _name(invitation.workspace) or words("a workspace")
    return {
        "inviter": apart(inviter),
        "plain_inviter": plain_name(invitation.inviter) or words("A colleague"),
        "workspace": apart(workspace),
        "plain_workspace": workspace,
        "initial": next((one.upper() for one in workspace if one.isalnum()), "•"),
        "workgroup": apart(_name(invitation.workgroup)) if invitation.workgroup else None,
        "personal": invitation.personal,
        "note": clean_note(invitation.note),
        "address": address(clean_name(invitation.address, ADDRESS)),
        "suppressed": invitation.suppressed,
        "undoable": invitation.undoable,
        "join_link": invitation.join_link,
        "until": _time(invitation.expires_at, invitation.zone, words),
        "closed": _time(invitation.closed_at or invitation.expires_at, invitation.zone, words),
        **arrival(invitation.steps, words),
        **_inviter(inviter, invitation.inviter_email),
    }


def _name(text: str | None) -> str:
    return shown_name(text or "", NAME)


def _inviter(name: str, email: str | None) -> dict[str, Any]:
    if not email:
        return {"who": apart(name), "write_to": None, "inviter_email": None}
    shown = address(clean_name(email, ADDRESS))
    return {
        "who": Markup("{} ({})").format(apart(name), shown),
        "inviter_email": shown,
        # Quoted, so that nothing in it can add a Bcc or a text to the mail.
        "write_to": f"mailto:{quote(email, safe='@')}",
    }


def _time(moment: datetime, zone: str, words: Words) -> Markup:
    """The hour there, and for machines in UTC."""
    return Markup('<time datetime="{}">{}</time>').format(
        moment.strftime("%Y-%m-%dT%H:%M:%SZ"), words.moment(moment, zone)
    )

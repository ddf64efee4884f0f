"""An invitation to a letter: what is said, to whom, in which words."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Literal, get_args

from bot.i18n import Words
from bot.links import Links
from bot.mail import headers
from bot.mail.message import Letter
from bot.mail.names import (
    HEADER,
    ISOLATE,
    RELEASE,
    clean_name,
    clean_note,
    persons_name,
    plain_name,
    runs_right_to_left,
    shown_name,
)
from bot.mail.templating import environment, wrapped
from bot.settings import Sender
from commands.invitations.describe import Invitation

MailKind = Literal["invitation", "reminder", "joining"]
KINDS: tuple[MailKind, ...] = get_args(MailKind)
FIRST = 1
ADDRESS = 254

# Who and what and until when shall stand out. `<bdi>` would set a name apart from the sentence's
# order of letters, but few clients know it: so the characters that isolate do, as in the text.
_NAME = re.compile(f"{ISOLATE}(.*?){RELEASE}")
_STANDS_OUT = '<span style="font-weight: 600;">{}</span>'


class Letters:
    """Words the mails of one sender. Synchronous and pure: run it in a thread, a few at a time."""

    def __init__(self, sender: Sender, links: Links) -> None:
        self.sender = sender
        self.links = links

    def render(
        self,
        kind: MailKind,
        invitation: Invitation,
        words: Words,
        now: datetime,
        *,
        number: int,
        last: bool = False,
        reply_to_inviter: bool = False,
        wrap: bool = True,
    ) -> Letter:
        """Word the mail number `number` (from 1) of an invitation; `last`: of its reminders."""
        facts = self._facts(invitation, words, last=last)
        facts["goal"] = invitation.join_link if kind == "joining" else facts["link"]
        facts["title"] = _subject(kind, facts, words)
        text = _text(kind, facts)
        domain = self.sender.address.rpartition("@")[2]
        first = headers.message_id(invitation.id, FIRST, domain)
        return Letter(
            sender=self.sender,
            recipient=invitation.envelope,
            subject=str(facts["title"]),
            text=wrapped(text) if wrap else text,
            html=_html(kind, facts),
            message_id=headers.message_id(invitation.id, number, domain),
            references=first if number > FIRST else None,
            reply_to=_fit(invitation.inviter_email) if reply_to_inviter else None,
            list_unsubscribe=self.links.unsubscribe(invitation.id),
            language=words.locale,
            date=now,
        )

    def _facts(self, invitation: Invitation, words: Words, *, last: bool) -> dict[str, object]:
        return _names(invitation, words) | {
            "words": words,
            "last": last,
            "address": invitation.address,
            "inviter_email": clean_name(invitation.inviter_email or "", ADDRESS),
            "personal": invitation.personal,
            "note": clean_note(invitation.note),
            "link": self.links.invitation(invitation.id),
            "unsubscribe": self.links.unsubscribe(invitation.id),
            "invited_on": words.day(invitation.created_at, invitation.zone),
            "until": words.moment(invitation.expires_at, invitation.zone),
            "sender": self.sender.name or self.sender.address,
        }


def _names(invitation: Invitation, words: Words) -> dict[str, object]:
    return {
        "inviter": invitation.inviter.strip() or words("A colleague"),
        "workspace": invitation.workspace.strip() or words("a workspace"),
        "workgroup": invitation.workgroup,
    }


def _fit(address: str | None) -> str | None:
    return address if address and headers.is_fit(address) else None


def _subject(kind: MailKind, facts: dict[str, object], words: Words) -> str:
    """People choose their names in Slack themselves: none brings an address or a link in here."""
    names = {
        "inviter": plain_name(str(facts["inviter"])) or words("A colleague"),
        "workspace": shown_name(str(facts["workspace"]), HEADER),
    }
    return environment().get_template(f"{kind}/subject.txt").render(facts | names).strip()


def _text(kind: MailKind, facts: dict[str, object]) -> str:
    names = _shown(facts, _apart)
    return environment().get_template(f"{kind}/body.txt").render(facts | names)


def _html(kind: MailKind, facts: dict[str, object]) -> str:
    names = _shown(facts, lambda name: f"{ISOLATE}{name}{RELEASE}")
    names["until"] = f"{ISOLATE}{facts['until']}{RELEASE}"
    extra = {"initial": _initial(str(facts["workspace"]))}
    page = environment().get_template(f"{kind}/body.html").render(facts | names | extra)
    return _NAME.sub(lambda name: _STANDS_OUT.format(_apart(name[1])), page)


def _shown(facts: dict[str, object], isolated: Callable[[str], str]) -> dict[str, str]:
    fit = {"inviter": persons_name, "workspace": shown_name, "workgroup": shown_name}
    names = {name: isolated(fit[name](str(facts[name]))) for name in fit if facts[name]}
    email = facts["inviter_email"]
    return names | {"who": f"{names['inviter']} ({email})" if email else names["inviter"]}


def _apart(name: str) -> str:
    return f"{ISOLATE}{name}{RELEASE}" if runs_right_to_left(name) else name


def _initial(workspace: str) -> str:
    return next((one.upper() for one in workspace if one.isalnum()), "•")

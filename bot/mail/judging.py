"""Whom a mail server's answer is about: this invitee's mailbox, or us who send.

No library does this: flufl.bounce and its kin read delivery reports, and Sisimai, which knows more
replies than anybody, is written in Perl and Ruby.
"""

import re
from dataclasses import dataclass
from enum import Enum

from bot.mail.reply_rules import RULES, About
from storage.vocabulary import MailStage


class Verdict(Enum):
    """What follows from an answer."""

    PERMANENT = "permanent"
    """The invitee's mailbox won't take it."""
    TRANSIENT = "transient"
    """Not now: the mailbox is full or busy, or the server is, or wants to see us come again."""
    ABOUT_US = "about us"
    """The sender, the relay, the quota, the reputation or the greeting: ours to mend."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`enhanced` is its code as `5.1.1`, or empty; `names_us` that our address stands in it, and
    the invitee's does not.
    """

    stage: MailStage
    code: int
    enhanced: str
    words: str
    names_us: bool = False


def judge(answer: Answer) -> Verdict:
    """Whose it is to mend.

    Before RCPT nothing has been said of an invitee. From there on the first rule that holds
    decides; where none does, the code's own meaning (RFC 5321, 4.2.3).
    """
    if answer.stage not in OF_ONE_MAIL:
        return Verdict.ABOUT_US
    enhanced = answer.enhanced.partition(".")[2]
    words = _folded(answer.words)
    about = About.US if answer.names_us else None
    about = about or next((each.about for each in RULES if each.holds(enhanced, words)), None)
    later = answer.code not in PERMANENT
    match about or (About.TIME if later else _unknown(answer, enhanced)):
        case About.US:
            return Verdict.ABOUT_US
        case About.MAILBOX if not later:
            return Verdict.PERMANENT
        case _:
            return Verdict.TRANSIENT


def _unknown(answer: Answer, enhanced: str) -> About:
    """A no for good, in words that nobody knows.

    Who is told that a mail failed corrects the address, so the invitee is blamed only where the
    code is made for that: "mailbox unavailable" and its kin in the answer to that address.
    """
    at_the_address = answer.stage is MailStage.RCPT and answer.code in OF_A_MAILBOX
    system_or_policy = enhanced[:1] in set("34567")
    return About.MAILBOX if at_the_address and not system_or_policy else About.US


def _folded(words: str) -> str:
    """Lower case on one line, without enhanced codes; an address is only "address", or its parts
    would be read as words.
    """
    line = " ".join(_CODE.sub(" ", words[:LONGEST]).casefold().replace("’", "'").split())
    return _ADDRESS.sub("address", line)


_ADDRESS = re.compile(r"[<\[]?[^\s<>\[\]()@:;,\"]{1,64}@[^\s<>\[\]()@:;,\"]+[>\]]?")
_CODE = re.compile(r"\(?#?\b[245]\.\d{1,3}\.\d{1,3}\b(?!\.?\d)\)?")
LONGEST = 2000
"""Characters that are looked at; a server may send many more."""
OF_ONE_MAIL = frozenset({MailStage.RCPT, MailStage.DATA})
PERMANENT = range(500, 600)
OF_A_MAILBOX = frozenset({550, 551, 553, 556})
"""RFC 5321, 4.2.3: mailbox unavailable, user not local, mailbox name not allowed; RFC 7504."""

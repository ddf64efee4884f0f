"""Whom a mail server's answer is about: this invitee's mailbox, or us who send.

The rule is `judge`; what it looks up is the table RULES, in the order in which it is asked. Codes
are enhanced status codes without their class (RFC 3463 and IANA's registry of them), words are the
servers' own, in lower case. No library does this: flufl.bounce and its kin read delivery reports,
and Sisimai, which knows more replies than anybody, is written in Perl and Ruby.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

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


class About(Enum):
    """Of whom or what a rule speaks."""

    US = "us"
    MAILBOX = "mailbox"
    TIME = "time"
    """It is to be tried again, whoever it is."""


class Rule:
    """It holds for one of its codes (`1.0-6` is a range), or where its words are found."""

    def __init__(self, about: About, *words: str, codes: str = "") -> None:
        self.about = about
        self._codes = frozenset(_each(codes))
        self._words = re.compile("|".join(words)) if words else None

    def holds(self, enhanced: str, words: str) -> bool:
        """`enhanced` is without its class, `words` are folded."""
        return enhanced in self._codes or bool(self._words and self._words.search(words))


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
    """Lower case on one line; an address is only "address", or its parts would be read as words."""
    line = " ".join(words[:LONGEST].casefold().replace("’", "'").split())
    return _ADDRESS.sub("address", line)


_ADDRESS = re.compile(r"[<\[]?[^\s<>\[\]()@:;,\"]{1,64}@[^\s<>\[\]()@:;,\"]+[>\]]?")
LONGEST = 2000
"""Characters that are looked at; a server may send many more."""
OF_ONE_MAIL = frozenset({MailStage.RCPT, MailStage.DATA})
PERMANENT = range(500, 600)
OF_A_MAILBOX = frozenset({550, 551, 553, 556})
"""RFC 5321, 4.2.3: mailbox unavailable, user not local, mailbox name not allowed; RFC 7504."""


def _each(codes: str) -> Iterator[str]:
    for each in codes.split():
        subject, _, details = each.partition(".")
        first, _, last = details.partition("-")
        yield from (f"{subject}.{number}" for number in range(int(first), int(last or first) + 1))


_WHO = (
    r"(?:user|recipient|mailbox|mail ?box|addressee|(?:e-?)?mail(?: address| account)?|address|"
    r"account|customer|person|id)"
)
_US, _MAILBOX = About.US, About.MAILBOX

RULES = (
    # A mailbox or group that takes no mail from outside, and one that changed hands: Microsoft's
    # codes of delivery reports in Exchange Online; RFC 7293.
    Rule(_MAILBOX, codes="7.12 7.17-18 7.124 7.129 7.133-136 7.504-505"),
    # Greylisting (RFC 6647), as postgrey, rspamd, Mimecast and others word it.
    Rule(
        About.TIME,
        r"gr[ea]y-?\s?list",
        r"internal resources? (?:is |are )?temporarily unavailable",
        r"verification in progress",
    ),
    # The sender's address, whatever the code: Postfix' smtpd_check.c says of both sides "User
    # unknown in …"; Exim's "Sender verify failed"; Exchange's SendAsDenied and 5.7.60, and its
    # quota of a sender's; SendGrid's and Postmark's identities; Orange's "Emetteur invalide".
    Rule(
        _US,
        r"\b(?:sender|senders|sender's|emetteur|originator)\b",
        r"send ?as(?:denied|\b)|\bsend from\b|as this sender",
        r"\b(?:mail ?from|from[: ]*header|from address|from field|return-?path)\b",
        r"'from' address|envelope[- ]from|reverse-?path|\bsending (?:address|domain)",
        r"submission ?quota",
        codes="1.7-8 1.20 1.90 2.121-122 2.252 5.3 7.27",
    ),
    # The mailbox, by its code (RFC 3463, 3.2 and 3.3; 5.1.10 is RFC 7505's null MX, and Exchange's
    # "recipient not found"; 5.4.4 and 5.4.310 are about the domain of the address).
    Rule(_MAILBOX, codes="1.0-6 1.10 2.1-2 2.4 2.14 4.4 4.310"),
    # Relaying: Postfix, sendmail, Exim, qmail ("rcpthosts"), Exchange, Google's relay, MessageLabs.
    Rule(
        _US,
        r"\brelay(?:ing)?\b(?: access)?(?: is)?(?: was)? ?(?:denied|not|prohibit|disallow|refused)",
        r"(?:unable|not (?:permitted|allowed|authori[sz]ed)|cannot|allowed|used?) to relay",
        r"(?:as a|open|for|no|mail|insecure) relay\b|no relaying|rcpthosts|not a gateway",
    ),
    # Who we are: SPF, DKIM, DMARC, a log-in (Gmail 5.7.26, Yahoo, Exchange; RFC 4954, 7372),
    # an address or a domain that the service has not verified (Amazon SES, Mailgun, Mailjet).
    Rule(
        _US,
        r"\b(?:spf|dkim|dmarc)\b|dmarc(?:rejection)|authenticat|log ?in\b|credentials|spoof",
        r"\b(?:not (?:allowed|authori[sz]ed|permitted)|permissions?) (?:to )?(?:send|submit|mail)",
        r"(?:is|are) not verified|\bunverified (?:domain|identit)|domain is unverified",
        r"test purposes only|not (?:a )?verified|validat\w+ your domain",
    ),
    # How we greet and from where we come: Postfix' "Helo command rejected" and "Client host
    # rejected", Gmail 5.7.25 and Yahoo (PTR), Exchange 5.7.606-649.
    Rule(
        _US,
        r"\b(?:helo|ehlo|ptr|rdns)\b|reverse dns|hostname|host name|resource record",
        r"\bclient\b.{0,60}\b(?:rejected|blocked|denied|refused)|client host",
        r"\byour (?:ip|host|server|network|isp|domain|system|mail ?server|access|mta|url)",
        r"\b(?:sending|source|connecting|originating|dynamic|sender) (?:ip|ips|mta|server)\b",
        r"\bip (?:address )?(?:is|based|not|has|reputation)|\b(?:from|this|that) ip\b|ipv6",
    ),
    # Reputation and block lists: Spamhaus, Barracuda, Proofpoint, Cloudmark, Yahoo's TSS04 and
    # TSS09, Microsoft's S3150.
    Rule(
        _US,
        r"spamhaus|spamcop|barracuda(?:central|networks)|sorbs|abuseat|cloudmark|proofpoint\.com",
        r"\b(?:dns)?[dr]?bl\b|(?:block|black|deny) ?list|blocked (?:using|by)\b|reputation",
        r"\[(?:tss?|bl)\d|user complaints|(?:unexpected|excessive) volume",
        r"unusual (?:rate|traffic|volume|sending|activity)",
    ),
    # Quotas of a sender's: Gmail 5.4.5, Amazon SES, SendGrid, Mailgun, Exchange; accounts that
    # were stopped.
    Rule(
        _US,
        r"\b(?:daily|hourly|monthly|24-hour|sending|relay|connections?|queue|out(?:going|bound))"
        r"\b[^.]{0,40}"
        r"\b(?:limit|limits|limited|quota|rate|exceeded)\b",
        r"throttl|rate[- ]?limit|frequency limited|sending rate|(?:per|this) (?:day|hour)\b",
        r"too many (?:recipients|connections|concurrent|mails|emails|errors|sessions)",
        r"credits? exceeded|(?:sending|account) (?:is |was |has been )?(?:temporarily )?paused",
        r"sending (?:is )?(?:suspended|disabled|for this account)|for this account is disabled",
        codes="4.5",
    ),
    # The server itself is full or set up wrongly, or the mail too large for it (RFC 3463, 3.4).
    Rule(
        _US,
        r"insufficient system|mail system full|server configuration error",
        r"(?:message|header) (?:size|is too|too) ?|size limit|too (?:large|big|long)\b",
        codes="2.3 3.1 3.3-5",
    ),
    # Policy codes with one meaning: RFC 4954, RFC 7372, Gmail, Exchange Online.
    Rule(_US, codes="7.8-9 7.11 7.13-14 7.20-26 7.28-32 7.40 7.57 7.60 7.64 7.500-999"),
    # The mailbox, in words: what has no code, or one that says nothing (5.0.0, 5.5.0, 5.7.1).
    Rule(
        _MAILBOX,
        rf"\b(?:unknown|invalid|bad|illegal|non-?existent|inactive|disabled|undeliverable|wrong) "
        rf"(?:or \w+ )?(?:local |virtual |destination |e-?mail )*{_WHO}",
        rf"\bno (?:such|valid|known|active)? ?(?:local |e-?mail )?{_WHO}",
        rf"\b{_WHO}s?\b[^.;:]{{0,60}}\b(?:unknown|not found|n[o']t exist|not known|no longer|"
        r"not valid|invalid|disabled|inactive|not active|unavailable|not available|suspended|"
        r"closed|locked|terminated|deactivated|discontinued|unallocated|unrecogni[sz]ed|full|"
        r"over ?quota|over the|moved|expired|restricted|undeliverable|misspelled)\b",
        r"\brecipients?(?: address(?:es)?)? (?:rejected|denied|refus\w+|(?:is )?not accepted)",
        r"(?:rejected|refused) by (?:the )?recipient",
        rf"\bnot (?:a |an )?(?:valid|known|active|local|our) {_WHO}|valid rfc-?\s?5321",
        rf"\b{_WHO} (?:\S+ )?(?:does ?n.t|does not|could not|can.?not) (?:exist|be found|have)",
        r"doesn't have a|could not be found|quota exceeded|exceed\w* (?:\w+ ){0,3}quota",
        r"exceeded storage|over ?quota|quota violation|disk ?quota|(?:storage|space) (?:is )?full",
        r"out of (?:storage|space)|mailbox (?:size )?limit|receiving (?:e?-?mail|messages)",
        r"null ?mx|not accept(?:ing)? (?:any )?(?:e-?)?mail\b|does not receive",
        r"unrouteable|unroutable|badrcptto|validrcptto|badrecipient|no mailbox|not recipient",
        r"domain (?:name )?(?:not found|does not exist|unknown)|unknown domain|no such domain",
        r"(?:host|domain).{0,40}not found|not in (?:the |my |our )?(?:recipient|directory)",
        r"destinataire|utilisateur inconnu|unbekannt|existiert nicht|no existe|sconosciut|"
        r"inesistente|nie istnieje|não existe|desconhecid|desconocid",
        r"не существует|не найден|неизвестн|переполнен|заблокирован|отключ[её]н",
    ),
    # What is left of refusals by content and policy: they are of the mail or of us, and no other
    # address of the same server would fare better (RFC 3463, 3.7 and 3.8).
    Rule(
        _US,
        r"spam|junk|unsolicited|bulk|virus|malware|phish|content|polic(?:y|ies)|suspicious",
        r"block(?:ed)?\b|banned|abus|prohibit|forbidden|not permitted|denied|filter",
        r"(?<!temporarily )reject",
    ),
)

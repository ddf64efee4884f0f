"""What mail servers say, and of whom: a table, in the order in which it is asked.

Codes are enhanced status codes without their class (RFC 3463, and IANA's registry of them), words
are the servers' own, in lower case; the sources stand beside. `judging` has the rule.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class About(Enum):
    """Of whom or what a rule speaks."""

    US = "us"
    MAILBOX = "mailbox"
    TIME = "time"
    """It is to be tried again, whoever it is."""


class Rule(NamedTuple):
    """It holds for one of its codes, or where its words are found."""

    about: About
    codes: frozenset[str]
    words: re.Pattern[str]

    def holds(self, enhanced: str, words: str) -> bool:
        """`enhanced` is without its class, `words` are folded."""
        return enhanced in self.codes or bool(self.words.search(words))


def _each(codes: str) -> Iterator[str]:
    for each in codes.split():
        subject, _, details = each.partition(".")
        first, _, last = details.partition("-")
        yield from (f"{subject}.{number}" for number in range(int(first), int(last or first) + 1))


_WHO = (
    r"(?:user|recipient|mail ?box|addressee|(?:e-?)?mail(?: address| account)?|address|account|"
    r"customer|person|id)(?:e?s)?\b"
)
_WRONG = r"\b(?:unknown|invalid|bad|illegal|non-?existent|inactive|disabled|undeliverable|wrong)"
_GONE = (
    r"\b(?:unknown|not found|n[o']t exist|not known|no longer|not valid|invalid|disabled|inactive|"
    r"not active|unavailable|not available|suspended|closed|locked|terminated|deactivated|"
    r"discontinued|unallocated|unrecogni[sz]ed|full|over ?quota|over the|moved|expired|restricted|"
    r"undeliverable|misspelled)\b"
)
_OURS = r"\b(?:daily|hourly|monthly|24-hour|sending|relay|connections?|queue|out(?:going|bound))"
_NOT_FOR_US = r"(?!.{0,40}\b(?:polic|abus|spam|reputation|throttl))"
"""Postfix says "Recipient address rejected" also of what a policy service has against us."""
_US, _MAILBOX = About.US, About.MAILBOX

# Codes (`1.0-6` is a range) and words; the first that holds decides.
TABLE: tuple[tuple[About, str, *tuple[str, ...]], ...] = (
    # A mailbox or group that takes no mail from outside, and one that changed hands: Microsoft's
    # codes of delivery reports in Exchange Online; RFC 7293.
    (
        _MAILBOX,
        "7.12 7.17-18 7.124 7.129 7.133-136 7.504-505",
        r"resolver\.rst\.notauthori[sz]ed|from external senders",
        r"only accepts? (?:\w+ ){0,2}from (?:internal|authori[sz]ed|known) senders",
    ),
    # Greylisting (RFC 6647), as postgrey, rspamd and others word it.
    (
        About.TIME,
        "",
        r"gr[ea]y-?\s?list",
    ),
    # The sender's address, whatever the code: Postfix' smtpd_check.c says of both sides "User
    # unknown in …"; Exim's "Sender verify failed"; Exchange's SendAsDenied and 5.7.60, and its
    # quota of a sender's; SendGrid's and Postmark's identities; Orange's "Emetteur invalide".
    (
        _US,
        "1.7-8 1.20 1.90 2.121-122 2.252 7.27",
        r"\b(?:sender|senders|sender's|emetteur|originator)\b",
        r"send ?as(?:denied|\b)|\bsend from\b|as this sender",
        r"(?<!accept )(?<!accepts )(?<!accepting )\bmail ?from\b",
        r"\b(?:from[: ]*header|from address|from field|return-?path)\b",
        r"'from' address|envelope[- ]from|reverse-?path|\bsending (?:address|domain)",
        r"submission ?quota|(?:sending|relay) (?:limit|quota)",
    ),
    # Relaying: Postfix, sendmail, Exim, qmail ("rcpthosts"), Exchange, Google's relay, MessageLabs;
    # Stalwart with a code of a mailbox.
    (
        _US,
        "",
        r"\brelay(?:ing)?\b(?: access)?(?: is)?(?: was)? ?(?:denied|not|prohibit|disallow|refused)",
        r"(?:unable|not (?:permitted|allowed|authori[sz]ed)|cannot|allowed|used?) to relay",
        r"(?:as a|open|for|no|mail|insecure) relay\b|no relaying|not relay|rcpthosts|not a gateway",
    ),
    # A block list with our address in it, also behind "Mailbox unavailable" and 5.2.1.
    (
        _US,
        "",
        r"\b(?:your|client) ip\b|error-messages\?ip=|(?<![?&])\bip[=:] ?\d|spamhaus",
    ),
    # The mailbox, by its code (RFC 3463, 3.2 and 3.3; 5.1.10 is RFC 7505's null MX, and Exchange's
    # "recipient not found"; 5.4.4 and 5.4.310 are about the domain of the address).
    (
        _MAILBOX,
        "1.0-6 1.10 2.1-2 2.4 2.14 4.4 4.310",
    ),
    # Who we are: SPF, DKIM, DMARC, a log-in (Gmail 5.7.26, Yahoo, Exchange; RFC 4954, 7372),
    # an address or a domain that the service has not verified (Amazon SES, Mailgun, Mailjet).
    (
        _US,
        "",
        r"\b(?:open)?(?:spf|dkim|dmarc)\b|dmarcrejection|authenticat|log ?in\b|credentials|spoof",
        r"\b(?:not (?:allowed|authori[sz]ed|permitted)|permissions?) (?:to )?(?:send|submit|mail)",
        r"\bunverified (?:domain|identit)|domain is unverified",
        r"test purposes only|not (?:a )?verified|validat\w+ your domain",
    ),
    # How we greet and from where we come: Postfix' "Helo command rejected" and "Client host
    # rejected", Gmail 5.7.25 and Yahoo (PTR), Exchange 5.7.606-649.
    (
        _US,
        "",
        r"\b(?:helo|ehlo|ptr|rdns)\b|reverse dns|name lookup|resource record",
        r"(?:your|qualified|invalid) host ?name",
        r"\bclient\b.{0,60}\b(?:rejected|blocked|denied|refused)|client host",
        r"\byour (?:ip|host|server|network|domain|mail ?server|mta|url)\b|server of your isp",
        r"\b(?:sending|source|connecting|originating|dynamic|sender) (?:ip|ips|mta|server)\b",
        r"\bip (?:address )?(?:is|based|not|has|reputation)|\b(?:from|this|that) ip\b|ipv6",
    ),
    # Reputation and block lists: Spamhaus, Barracuda, Proofpoint, Cloudmark, Yahoo's TSS04 and
    # TSS09 (but not the host `[BL2NAM…` of Microsoft's), Microsoft's S3150, NetEase's RP:TRC.
    (
        _US,
        "",
        r"spamhaus|spamcop|barracuda(?:central|networks)|sorbs|abuseat|cloudmark|proofpoint\.com",
        r"\b(?:dns)?[dr]?bl\b|(?:block|black|deny) ?list|reputation",
        r"blocked (?:using|by)\b(?! (?:the )?recipient)",
        r"\[(?:tss?\d|bl\d+\])|user complaints|(?:unexpected|excessive) volume",
        r"\b(?:rp|mi|hl|dt):[a-z]{3}\b",
        r"unusual (?:rate|traffic|volume|sending|activity)",
    ),
    # Quotas of a sender's: Gmail 5.4.5, Amazon SES, SendGrid, Mailgun, Exchange; accounts that
    # were stopped.
    (
        _US,
        "4.5 5.3",
        rf"{_OURS}\b[^.]{{0,40}}\b(?:limit|limits|limited|quota|rate|exceeded)\b",
        r"throttl|rate[- ]?limit|frequency limited|sending rate|(?:per|this) (?:day|hour)\b",
        r"too many (?:invalid )?(?:recipients|connections|concurrent|mails|emails|errors|sessions)",
        r"too many messages (?:in|per|from|for)\b",
        r"credits? exceeded|(?:sending|account) (?:is |was |has been )?(?:temporarily )?paused",
        r"sending (?:is )?(?:suspended|disabled|for this account)|for this account is disabled",
    ),
    # The server itself is full or set up wrongly, or the mail too large for it (RFC 3463, 3.4).
    (
        _US,
        "2.3 3.1 3.3-5",
        r"insufficient system|mail system full|server configuration error",
        r"(?:message|header)(?: is)? (?:size|too|larger)|too (?:large|big|long)\b",
    ),
    # Policy codes with one meaning: RFC 4954, RFC 7372, Gmail, Exchange Online.
    (
        _US,
        "7.8-9 7.11 7.14 7.20-26 7.28-32 7.40 7.57 7.60 7.64 7.500-999",
    ),
    # The mailbox, in words: what has no code, or one that says nothing (5.0.0, 5.5.0, 5.7.1).
    (
        _MAILBOX,
        "",
        rf"{_WRONG} (?:or \w+ )?(?:local |virtual |destination |e-?mail )*{_WHO}",
        rf"\bno (?:such|valid|known|active)? ?(?:local |e-?mail )?{_WHO}",
        rf"\b{_WHO}[^.;:]{{0,60}}{_GONE}",
        r"\brecipients?(?: address(?:es)?)? (?:rejected|denied|refus\w+|(?:is )?not accepted)"
        + _NOT_FOR_US,
        r"(?<!your )(?:user|mailbox|account) (?:is |has been )?blocked(?!,? (?:for|due|by))",
        r"(?:rejected|refused|blocked|denied) by (?:the )?recipient(?!'s)",
        rf"\bnot (?:a |an )?(?:valid|known|active|local|our) {_WHO}|valid rfc-?\s?5321",
        r"doesn't have a|could not be found|quota exceeded|exceed\w* (?:\w+ ){0,3}quota",
        r"exceeded storage|over ?quota|quota violation|disk ?quota|(?:storage|space) (?:is )?full",
        r"out of (?:storage|space)|mailbox (?:size )?limit|receiving (?:e?-?mail|messages)",
        r"null ?mx|not accept(?:ing)? (?:any )?(?:e-?)?mail\b|does not receive",
        r"unrouteable|unroutable|badrcptto|validrcptto|badrecipient|no mailbox|not recipient",
        r"domain (?:name )?(?:not found|does not exist|unknown)|unknown domain|no such domain",
        r"(?:host|domain).{0,40}not found|not in (?:the |my |our )?(?:recipient|directory)",
        r"destinataire|utilisateur inconnu|unbekannt|existiert nicht|no existe|sconosciut",
        r"inesistente|nie istnieje|não existe|desconhecid|desconocid",
        r"не существует|не найден|неизвестн|переполнен|заблокирован|отключ[её]н",
    ),
    # What is left of refusals by content and policy: they are of the mail or of us, and no other
    # address of the same server would fare better (RFC 3463, 3.7 and 3.8).
    (
        _US,
        "",
        r"tls (?:is )?required",
        r"spam|junk|unsolicited|bulk|virus|malware|phish|content|polic(?:y|ies)|suspicious",
        r"block(?:ed)?\b|banned|abus|prohibit|forbidden|not permitted|denied|filter",
        r"(?<!temporarily )reject",
    ),
)

NOTHING = r"(?!)"
RULES = tuple(
    Rule(about, frozenset(_each(codes)), re.compile("|".join(words) or NOTHING))
    for about, codes, *words in TABLE
)

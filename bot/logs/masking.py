"""Hides what a log must not show: addresses, tokens, keys, links.

Rather too much than too little.
"""

import re
from collections.abc import Iterable

HIDDEN = "…"
# Shorter ones would blot out ordinary words; in an address (`user:pass@`) they are hidden anyway.
_SHORTEST_SECRET = 6

# @ as itself, percent-encoded (once or more often, as in Slack's form bodies), or as an entity.
_AT = r"(?:@|%(?:25)*40|&\#(?:64|x40);|&commat;)"
_EMAIL = re.compile(
    rf"""
    (?P<field> [&?]?\w{{1,64}}= )?                            # text=…
    (?P<local> "(?:[^"\\\n]|\\.){{1,64}}"(?={_AT})         # "ada lovelace"@…
             | (?:(?!{_AT}|[&?]\w+=)[^\s@<>(\[,;:"\\])+ )     # a run; a form's next field ends it
    (?: (?P<at>{_AT}) (?P<domain>\[[^\]\s]*\]|[\w.-]+) )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Who has one of these may answer, open a modal or call Slack in somebody's name. The value ends
# where its quotes, its form's field or its JSON object does, percent-encoded or not.
_NAMES = "response_url|trigger_id|token|client_secret|authorization|x-slack-signature"
_QUOTE = r"(?:\\*[\"']|%22)?"
_NAMED = re.compile(
    rf"""
    (?: \b | (?<=%22) | (?<=access_) | (?<=refresh_) )
    ( (?:{_NAMES}) {_QUOTE} \s* (?:[:=,]|%3A) \s* {_QUOTE} )
    (?! None\b | null\b ) (?: Bearer\s+ )?
    (?: (?!%22) [^\s"'\\&,)}}\]] )+
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PATTERNS = [
    # Slack's tokens: xoxb-…, xoxe.xoxp-…, xapp-…
    (re.compile(r"(xox[a-z]|xapp)(?:\.xox[a-z])?-[\w-]+", re.IGNORECASE), rf"\1-{HIDDEN}"),
    # user:password@ in an address
    (re.compile(r"://[^/\s\"'<>]*@"), f"://{HIDDEN}@"),
    # The tokens of our pages, also where the address is percent-encoded
    (re.compile(r"(/|%2F)([iu])(/|%2F)[\w.~-]{8,}", re.IGNORECASE), rf"\1\2\3{HIDDEN}"),
    # Addresses at Slack that let anybody answer or join
    (
        re.compile(
            r"(hooks\.slack(?:-gov)?\.com|/shared_invite)(/|%2F)[^\s\"'<>&,]+", re.IGNORECASE
        ),
        rf"\1\2{HIDDEN}",
    ),
    (_NAMED, rf"\1{HIDDEN}"),
]


def mask(text: str, secrets: Iterable[str] = ()) -> str:
    """Hide whole addresses (`a…@example.com`), tokens, link tokens and the given secrets."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return _EMAIL.sub(_shortened, text)


def _shortened(found: re.Match[str]) -> str:
    """Keep the first letter and the domain; what is no address stays as it is."""
    if not found["at"]:
        return found[0]
    kept = re.match(r"\W*\w|/*", found["local"])
    first = f"{found['field'] or ''}{kept[0] if kept else ''}"
    return f"{first}{HIDDEN}{found['at']}{found['domain']}"

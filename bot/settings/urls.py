"""Addresses with a scheme, as operators write them and as everybody can use them (RFC 3986).

Each reader raises ValueError with a sentence for people, which never repeats the text.
"""

import posixpath
import re
import unicodedata
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, unquote, urlsplit

from bot.settings import hosts

LONGEST = 800
"""Of PUBLIC_URL: with a token behind it, it still fits a line of a mail's header (RFC 5322, 2.1.1:
998 characters).
"""

_SLACK = re.compile(r"(?:.+\.)?(slack(?:-gov)?\.com)")
# GovSlack is on a domain of its own: https://docs.slack.dev/govslack
SLACKS = ("slack.com", "slack-gov.com")
# Characters that nobody sees, but for the two joiners that some scripts are written with.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"}
_JOINERS = "\u200c\u200d"
_PASSWORD = "; in a password write @ as %40, : as %3A, / as %2F, # as %23, ? as %3F"  # noqa: S105 - a hint


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts; `host` as `hosts.read` gives it."""

    url: SplitResult
    host: str
    port: int | None


def read(text: str, schemes: tuple[str, ...]) -> Address:
    """Take an address of one of the schemes apart, with a host that can be one."""
    expected = " or ".join(f"{scheme}://" for scheme in schemes)
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        # urllib names the odd port in its own error, and that may be a piece of a password.
        url, port = None, 0
    if url is None or port == 0:
        raise ValueError(f"its host or port can't be read{'' if 'http' in schemes else _PASSWORD}")
    if url.scheme not in schemes or not url.hostname:
        raise ValueError(f"it must begin with {expected} and name a host")
    if any(_is_unseen(one) for one in text):
        raise ValueError("it must not hold blanks; where one is meant write %20")
    if ":" in url.hostname and "%" in url.hostname:
        raise ValueError("its host must not hold a zone (%…), which only this machine knows")
    return Address(url, hosts.read(url.hostname), port)


def web(text: str) -> str:
    """Read an http(s) address that others are joined to: no query, no last slash.

    What it gives is ASCII, as mails, headers and Slack want it: the host's A-labels (UTS 46), the
    path percent-encoded (RFC 3987, 3.1).
    """
    given = read(text, ("http", "https"))
    if given.url.query or given.url.fragment or "?" in text or "#" in text:
        raise ValueError("it must not hold ? or #")
    if given.url.username or given.url.password:
        raise ValueError("it must not hold a user or a password")
    if re.search(r"[{}\\]", unquote(given.url.path)):
        raise ValueError("it must not hold { } or \\")
    if given.host in ("http", "https"):
        raise ValueError(f"{given.host}:// stands in it twice")
    host = f"[{given.host}]" if ":" in given.host else given.host
    port = f":{given.port}" if given.port else ""
    return f"{given.url.scheme}://{host}{port}{_path(given.url.path)}"


def public(text: str) -> str:
    """Read PUBLIC_URL: one where others reach us."""
    found = web(text)
    if len(found) > LONGEST:
        raise ValueError(
            f"it must not be longer than {LONGEST} characters; one beyond ASCII counts as several"
        )
    if _is_everywhere(urlsplit(found).hostname or ""):
        raise ValueError("nobody can reach that address: write the one that invitees open")
    return found


def slack_api(text: str) -> str:
    """Read SLACK_API_URL. Slack has one such address, and GovSlack one; a stand-in has any."""
    found = web(text)
    url = urlsplit(found)
    if (own := slack(found)) and (url.scheme, url.path) != ("https", "/api"):
        raise ValueError(f"Slack's own is https://{own}/api/: unset it, or write that")
    return f"{found}/"


def slack(address: str) -> str:
    """Which of Slack's domains it leads to; empty for any other."""
    found = _SLACK.fullmatch(urlsplit(address).hostname or "")
    return found[1] if found else ""


def _path(given: str) -> str:
    """Percent-encoded once, and without what browsers take out: `.`, `..` (RFC 3986, 5.2.4). No
    two slashes in a row: a page's link that begins with two names a host.
    """
    whole = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", given)
    dots = re.sub("%2[Ee]", ".", quote(whole, safe="%/:@!$&'()*+,;=~"))
    return posixpath.normpath(re.sub("/{2,}", "/", f"{dots}/")).rstrip("/")


def _is_unseen(one: str) -> bool:
    return unicodedata.category(one) in _UNSEEN and one not in _JOINERS


def _is_everywhere(host: str) -> bool:
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False

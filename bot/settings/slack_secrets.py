"""What Slack gives out, told apart by what its own never look like.

A stand-in may give out what it likes, so only those are refused there that belong in another
setting. Raises ValueError with a sentence for people, which never repeats the text.
"""

import re

_BOT = "the Bot User OAuth Token, which begins with xoxb- (OAuth & Permissions)"
_SECRET = "the Signing Secret (Basic Information)"  # noqa: S105 - where it stands
_ROTATES = (
    "it expires within hours (token rotation): create the app again from `usher manifest`, which"
    " leaves that off"
)
_WRONG = (
    (re.compile(r"xoxe", re.IGNORECASE), f"{_ROTATES}; take {_BOT}"),
    (re.compile(r"xapp-", re.IGNORECASE), f"it is an app-level token; take {_BOT}"),
    (re.compile(r"xox[^b]-", re.IGNORECASE), f"it is a token of another kind; take {_BOT}"),
)
_HOLDS_THE_PLACE = re.compile(
    r"(?:xoxb-)?(?:(?:change|replace)[-_]?(?:me|this)|(?:your|insert|paste|put|enter)[-_].*"
    r"|\*+|\.+|todo|tbd|placeholder|null|undefined|~|true|false|)|xoxb-x+(?:-x+)*",
    re.IGNORECASE,
)


def bot_token(text: str, *, of_slack: bool) -> None:
    """Check SLACK_BOT_TOKEN; Slack's own all begin with `xoxb-`."""
    if of_slack:
        _is_plain(text, _BOT)
    for kind, fault in _WRONG:
        if kind.match(text):
            raise ValueError(fault)
    if of_slack and not text.startswith("xoxb-"):
        raise ValueError(f"it is no bot's token; take {_BOT}")


def signing_secret(text: str, *, of_slack: bool) -> None:
    """Check SLACK_SIGNING_SECRET."""
    if of_slack:
        _is_plain(text, _SECRET)
    if re.match(r"xox[a-z]|xapp-", text, re.IGNORECASE):
        raise ValueError(f"it is a token; take {_SECRET}")
    if re.fullmatch(r"\d+\.\d+", text):
        raise ValueError(f"it is the app's Client ID; take {_SECRET}")


def _is_plain(text: str, wanted: str) -> None:
    if _HOLDS_THE_PLACE.fullmatch(text):
        raise ValueError(f"it is only a placeholder; take {wanted}")
    if not re.fullmatch(r"[!-~]+", text) or re.search(r"[\"'`<>{}]|://", text):
        raise ValueError(
            f"it holds quotes, blanks or other signs that none of Slack's has; take {wanted}"
        )

"""The pieces that views and messages are made of, clipped to what Slack takes.

A text that nobody but us wrote may be mrkdwn. What people typed goes into `plain`, which acts in no
way, or through `name` or `address` into mrkdwn. https://docs.slack.dev/reference/block-kit
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import regex

from bot.slack.views import clipping
from bot.slack.views.clipping import FORMATTING
from bot.slack.views.metadata import NOTHING_KEPT, Metadata
from commands.characters import clean, cut

Json = dict[str, Any]
Style = Literal["primary", "danger"]

MODAL_BLOCKS = HOME_BLOCKS = 100
SECTION = 3000
OPTION = 75
NAME = 80

# Slack turns "evil.example/x" and "a@b.example" into links on its own wherever it can; a
# zero-width non-joiner after the sign keeps it from that, and is not seen.
_LINKING = regex.compile(
    r"(?<=[\w\p{ExtPict}])([.@:\u3002\uff0e\uff61])(?=[\w/\p{ExtPict}])"  # re's \w has no marks
)
_NON_JOINER = "\u200c"
_LOOKALIKES = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,40}")
_USER = re.compile(r"[UW][A-Z0-9]{2,40}")


def esc(text: str) -> str:
    """Escape what has a meaning in mrkdwn: these three characters and no other."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, most: int) -> str:
    """Shorten what is not escaped yet to `most` characters (mrkdwn: `clipping.clip`); a cut is
    shown. Slack takes no empty one.
    """
    if len(text) <= most:
        return text or "–"
    return f"{cut(text, most - 1).rstrip()}…"


def line(text: str, most: int = NAME) -> str:
    """Make one line of what people typed, without what can't be seen."""
    return clip(" ".join(clean(text).split()), most)


def name(text: str, most: int = NAME) -> str:
    """Make a name or a note's words fit for mrkdwn: no link, no mention, no formatting."""
    inert = FORMATTING.sub(lambda sign: _LOOKALIKES[sign[0]], line(text, most))
    return esc(_LINKING.sub(rf"\1{_NON_JOINER}", inert))


def address(text: str, most: int = 100) -> str:
    """Make an address fit for mrkdwn; it may be copied, so nothing is put into it."""
    return esc(FORMATTING.sub(lambda sign: _LOOKALIKES[sign[0]], line(text, most)))


def mention(user: str) -> str:
    """Mention somebody by their Slack id, in mrkdwn."""
    return f"<@{user}>" if _USER.fullmatch(user) else name(user)


def channel(channel_id: str) -> str:
    """Name a channel by its Slack id, in mrkdwn."""
    return f"<#{channel_id}>" if _CHANNEL.fullmatch(channel_id) else name(channel_id)


def plain(text: str, most: int = SECTION) -> Json:
    """A text that is only read: nothing in it acts, and `:smile:` stays what it is."""
    return {"type": "plain_text", "text": clip(text, most), "emoji": False}


def mrkdwn(text: str) -> Json:
    """A text of ours with its formatting; `verbatim` leaves addresses and @names in it alone."""
    return {"type": "mrkdwn", "text": clipping.clip(text, SECTION), "verbatim": True}


def section(text: str | Json, accessory: Json | None = None, block_id: str = "") -> Json:
    """A paragraph: `plain(…)`, or a string of mrkdwn."""
    shown = mrkdwn(text) if isinstance(text, str) else text
    return _block("section", block_id, text=shown, accessory=accessory)


def context(*texts: str | Json, block_id: str = "") -> Json:
    """Small print: up to ten texts, each `plain(…)` or a string of mrkdwn."""
    shown = [mrkdwn(text) if isinstance(text, str) else text for text in texts]
    return _block("context", block_id, elements=shown)


def header(text: str) -> Json:
    return _block("header", text=plain(text, 150))


def divider() -> Json:
    return _block("divider")


def actions(*elements: Json, block_id: str = "") -> Json:
    return _block("actions", block_id, elements=list(elements))


def button(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: Style | None = None,
    confirm: Json | None = None,
    url: str = "",
) -> Json:
    return _filled(
        type="button",
        text=plain(text, 75),
        action_id=action_id,
        value=value,
        style=style,
        confirm=confirm,
        url=url,
    )


def option(text: str, value: str, description: str = "") -> Json:
    shown = plain(description, OPTION) if description else None
    return _filled(text=plain(text, OPTION), value=value, description=shown)


def select(
    action_id: str,
    options: Sequence[Json],
    chosen: Json | None = None,
    *,
    placeholder: str = "",
    confirm: Json | None = None,
) -> Json:
    """A menu of at most a hundred options; what is chosen must be one of them."""
    return _filled(
        type="static_select",
        action_id=action_id,
        options=list(options),
        initial_option=chosen,
        placeholder=plain(placeholder, 150) if placeholder else None,
        confirm=confirm,
    )


def overflow(action_id: str, options: Sequence[Json], confirm: Json | None = None) -> Json:
    """A menu behind three dots; Slack takes one to five options."""
    return _filled(type="overflow", action_id=action_id, options=list(options), confirm=confirm)


def confirm(title: str, text: str, yes: str, no: str, style: Style | None = None) -> Json:
    """A question before something is done."""
    return _filled(
        title=plain(title, 100),
        text=plain(text, 300),
        confirm=plain(yes, 30),
        deny=plain(no, 30),
        style=style,
    )


def field(name: str, label: str, element: Json, *, optional: bool = False, hint: str = "") -> Json:
    """An input of a modal; block and element have the same id, so that an id is written once."""
    shown = plain(hint, 2000) if hint else None
    asked = {**element, "action_id": name}
    return _block(
        "input", name, label=plain(label, 2000), element=asked, optional=optional, hint=shown
    )


def modal(
    callback_id: str,
    title: str,
    blocks: Iterable[Json],
    *,
    close: str,
    submit: str = "",
    metadata: Metadata = NOTHING_KEPT,
) -> Json:
    return _filled(
        type="modal",
        callback_id=callback_id,
        title=plain(title, 24),
        close=plain(close, 24),
        submit=plain(submit, 24) if submit else None,
        blocks=list(blocks)[:MODAL_BLOCKS],
        private_metadata=metadata.write(),
    )


def home(callback_id: str, blocks: Iterable[Json], metadata: Metadata = NOTHING_KEPT) -> Json:
    return _filled(
        type="home",
        callback_id=callback_id,
        blocks=list(blocks)[:HOME_BLOCKS],
        private_metadata=metadata.write(),
    )


def _block(kind: str, block_id: str = "", **parts: Any) -> Json:
    return _filled(type=kind, block_id=block_id, **parts)


def _filled(**parts: Any) -> Json:
    """Slack refuses what is there but empty."""
    return {key: part for key, part in parts.items() if part is not None and part != ""}

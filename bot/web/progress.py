"""What the page says of Slack to who accepted: where they are, and what is theirs to do."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from bot import wording
from bot.i18n import Words
from bot.mail.names import clean_name
from bot.web.templating import apart
from commands.provisioning.progress import TaskProgress

NAME = 80


def arrival(steps: Sequence[TaskProgress], words: Words) -> dict[str, Any]:
    """A place is named to who is in it or was invited there by Slack itself, and to nobody else:
    a private channel's name may say much.
    """
    places = [step for step in steps if step.kind not in {"account", "joining"}]
    asked = [step for step in places if step.state == "sent"]
    taken = [step for step in places if step.state == "to_approve" and not step.by]
    account = next((step.state for step in steps if step.kind == "account"), "")
    coming = [step for step in places if step.state == "waiting"]
    return {
        "there": [_place(step, words) for step in places if step.state == "done" and not step.by],
        "asked": Markup(", ").join(_place(step, words) for step in asked) if asked else "",
        "taken": Markup(", ").join(_place(step, words) for step in taken) if taken else "",
        "coming": any(not step.why for step in coming),
        "held": any(step.why for step in coming),
        "refused": any(step.state == "refused" and step.why != "declined" for step in places),
        "account": account,
        "settled": account == "done" or not (asked or taken or account == "missing"),
    }


def _place(step: TaskProgress, words: Words) -> Markup:
    kind = "usergroup" if step.kind == "usergroup" else "channel"
    return apart(wording.place(kind, clean_name(step.name, NAME), words))

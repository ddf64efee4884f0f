"""The form of an endpoint, for a new one and for one that is there: drawn and read."""

from dataclasses import dataclass

from bot.i18n import Words
from bot.slack import ids
from bot.slack.shapes import View
from bot.slack.views import blocks
from bot.slack.views.blocks import Json
from bot.slack.views.metadata import Metadata
from bot.wording import webhook_endpoints
from commands.webhooks.endpoints import EVENTS, Endpoint

LONGEST = 500
"""Characters of an address."""


@dataclass(frozen=True, slots=True)
class WebhookForm:
    """What was filled in."""

    url: str
    events: tuple[str, ...]


def draw(words: Words, metadata: Metadata, endpoint: Endpoint | None = None) -> Json:
    return blocks.modal(
        ids.WEBHOOK,
        words("Edit endpoint") if endpoint else words("Add an endpoint"),
        [
            _url(words, endpoint.url if endpoint else ""),
            _events(words, endpoint.events if endpoint else ()),
        ],
        submit=words("Save") if endpoint else words("Add"),
        close=words("Cancel"),
        metadata=metadata,
    )


def _url(words: Words, url: str) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "max_length": LONGEST,
        "focus_on_load": True,
        "placeholder": blocks.plain("https://hr.example.com/usher", 150),
    }
    if url:
        element["initial_value"] = url
    hint = words("Where the receiver listens. It begins with https://.")
    return blocks.field(ids.URL, words("Address"), element, hint=hint)


def _events(words: Words, chosen: tuple[str, ...]) -> Json:
    options = {
        name: blocks.option(webhook_endpoints.event(name, words), name, name) for name in EVENTS
    }
    kinds = webhook_endpoints.kinds(words)
    groups = [
        {
            "label": blocks.plain(title, blocks.OPTION),
            "options": [options[name] for name in EVENTS if name.partition(".")[0] == kind],
        }
        for kind, title in kinds.items()
    ]
    element: Json = {
        "type": "multi_static_select",
        "option_groups": groups,
        "placeholder": blocks.plain(words("All events"), 150),
    }
    if first := [options[name] for name in EVENTS if name in chosen]:
        element["initial_options"] = first
    hint = words("Choose none to be told of all, also of those that Usher learns later.")
    return blocks.field(ids.EVENTS, words("Events"), element, optional=True, hint=hint)


def read(view: View) -> WebhookForm:
    return WebhookForm(view.state.text(ids.URL).strip(), view.state.ticked(ids.EVENTS))

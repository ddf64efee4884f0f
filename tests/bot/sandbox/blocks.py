"""Views and messages in few words, for tests that bend one part of them."""

from typing import Any

Json = dict[str, Any]


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str = "x") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "v", text: str = "x", **more: Any) -> Json:
    return {"text": plain(text), "value": value, **more}


def options(number: int) -> list[Json]:
    return [option(f"v{n}") for n in range(number)]


def section(text: str = "x", **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(action_id: str = "press", **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(), **more}


def actions(*elements: Json, **more: Any) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def asked(block_id: str = "field", kind: str = "plain_text_input", **element: Any) -> Json:
    """Return an input block whose block_id is its action_id."""
    inner = {"type": kind, "action_id": block_id, **element}
    return {"type": "input", "block_id": block_id, "label": plain("Label"), "element": inner}


def modal(*blocks: Json, **more: Any) -> Json:
    shown = list(blocks) or [section()]
    view = {"type": "modal", "title": plain("Title"), "submit": plain("Go"), "blocks": shown}
    return {**view, **more}


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks) or [section()], **more}


def message(*blocks: Json, **more: Any) -> Json:
    return {"text": "hello", "blocks": list(blocks) or [section()], **more}


def confirm(**more: str) -> Json:
    parts = {"title": "x", "text": "x", "confirm": "x", "deny": "x", **more}
    return {name: plain(text) for name, text in parts.items()}


def menu(kind: str, **more: Any) -> Json:
    return {"type": kind, "action_id": "menu", **more}


def pressed(**more: Any) -> Json:
    return modal(actions(button(**more)))


def picture(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A", **more}


SEARCH = asked("workgroup", "external_select", min_query_length=0)

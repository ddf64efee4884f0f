"""What a person has filled in: in short, as Slack sends it, and what Slack itself refuses.

Short means a string for a text, a date or a chosen value, and a list of values where many may be
chosen; by block, and there by action.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from bot.sandbox import rules
from bot.sandbox.workspace import Json, SlackError

EMPTY = "Please complete this required field."
STATELESS = ("button", "overflow")


def elements(surface: Json) -> Iterator[tuple[Json, Json]]:
    """Yield each element that a person can act on, with its block."""
    content = surface.get("view") or surface["message"]
    for block in content.get("blocks", ()):
        yield from ((block, e) for e in rules.elements(block) if "action_id" in e)


@cache
def _first_key(kind: str) -> str:
    """Return where a view holds an element's first value: `initial_date`."""
    return next((key for key in rules.keys(kind).may if key.startswith("initial_")), "")


@cache
def _key(kind: str) -> str:
    """Return where `state` holds an element's value: `selected_date`, of texts `value`."""
    name = _first_key(kind).removeprefix("initial_") or "option"
    return name if name == "value" else f"selected_{name}"


def options(surface: Json, element: Json) -> list[Json]:
    """Return what can be chosen: the view's own options, and those that a search has brought."""
    found = surface["offered"].get(element["action_id"], ())
    first = [element["initial_option"]] if "initial_option" in element else []
    return [*rules.offered(element), *found, *first, *element.get("initial_options", ())]


def chosen(surface: Json, element: Json, short: Any) -> Json:
    """Return one element's value in Slack's form; `KeyError` for what is not on offer."""
    key = _key(element["type"])
    known = {option["value"]: option for option in options(surface, element)}
    if key == "selected_option":
        return {key: known[short] if short else None}
    if key == "selected_options":
        return {key: [known[value] for value in short or ()]}
    return {key: short or ([] if key.endswith("s") else None)}


def can_choose(surface: Json, element: Json, value: Any) -> bool:
    """Whether this is the button with that value, or a menu that offers it."""
    if value is None:
        return True
    if element["type"] == "button":
        return bool(element.get("value") == value)
    known = [option["value"] for option in options(surface, element)]
    return _key(element["type"]) != "selected_option" or value in known


def now(surface: Json, block: Json, element: Json) -> Any:
    """Return what stands in a field at present, in short."""
    first = element.get(_first_key(element["type"]))
    several = [_short(each) for each in first] if isinstance(first, list) else _short(first)
    return surface["typed"].get(block["block_id"], {}).get(element["action_id"], several)


def _short(value: Any) -> Any:
    return value["value"] if isinstance(value, Mapping) else value


def state(surface: Json) -> Json:
    values: Json = {}
    for block, element in elements(surface):
        if element["type"] not in STATELESS:
            value = chosen(surface, element, now(surface, block, element))
            mine = values.setdefault(block["block_id"], {})
            mine[element["action_id"]] = {"type": element["type"], **value}
    return {"values": values}


def type_in(surface: Json, values: Mapping[str, Any]) -> Json:
    """Fill in more: `{block_id: short}`, or `{block_id: {action_id: short}}`."""
    first = {b["block_id"]: e["action_id"] for b, e in reversed(list(elements(surface)))}
    typed = dict(surface["typed"])
    for block_id, given in values.items():
        if block_id not in first:
            raise SlackError(f"no field {block_id}")
        short = given if isinstance(given, Mapping) else {first[block_id]: given}
        typed[block_id] = {**typed.get(block_id, {}), **short}
    filled = {**surface, "typed": typed}
    state(filled)  # raises where something is not on offer
    return filled


def refused(surface: Json) -> dict[str, str]:
    """Return what Slack shows under a field before it asks the app."""
    return {
        block["block_id"]: complaint
        for block, element in elements(surface)
        if block["type"] == "input"
        if (complaint := _complaint(block, element, now(surface, block, element)))
    }


def _complaint(block: Json, element: Json, value: Any) -> str:
    if not value:
        return "" if block.get("optional") else EMPTY
    if isinstance(value, list):
        most = element.get("max_selected_items", len(value))
        return f"Please choose at most {most}." if len(value) > most else ""
    pattern, sentence = rules.table()["answer"].get(element["type"], ("(?s).*", ""))
    if not re.fullmatch(pattern, value):
        return str(sentence)
    if element["type"] == "number_input":
        return _outside(element, "value", float(value), "as a number")
    return _outside(element, "length", len(value), "characters")


def _outside(element: Json, key: str, value: float, what: str) -> str:
    low, high = f"min_{key}", f"max_{key}"
    if float(element.get(low, value)) <= value <= float(element.get(high, value)):
        return ""
    words = {low: "at least", high: "at most"}
    bounds = " and ".join(f"{words[at]} {element[at]}" for at in words if at in element)
    return f"Please enter {bounds} {what}."

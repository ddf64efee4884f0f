"""What Slack refuses in a view or a message: the table `limits.toml`, and what no table can say."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

Surface = Literal["modal", "home", "message"]
Complaints = Iterator[str]
LARGEST_VIEW = 250_000


def problems(content: Mapping[str, Any], surface: Surface) -> list[str]:
    """Return what Slack would refuse of a view or message, in its words; empty when it is fine."""
    at = "" if surface == "message" else "/view"
    return list(_part(surface, content, at)) or list(_whole(content, surface, at))


def too_large(view: object) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST_VIEW


def too_long(content: Mapping[str, Any]) -> bool:
    """Whether a message's blocks are too much in all, which Slack documents nowhere: seen were
    refusals from 13,172 and 13,297 characters of text on, in two blocks and in one
    (https://github.com/slackapi/bolt-js/issues/2509), which fits 125 more for each block; of 11,341
    in 45 (https://github.com/slackapi/bolt-js/issues/2867). The stricter reading.
    """
    most, of_each = map(int, table()["message_total"])
    return sum(of_each + _characters(block) for block in content.get("blocks") or ()) > most


def _characters(part: Any) -> int:
    inner = part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ()
    text = part.get("text") if isinstance(part, Mapping) else None
    return (len(text) if isinstance(text, str) else 0) + sum(map(_characters, inner))


def offered(menu: Mapping[str, Any]) -> list[Any]:
    """Return the options of an element, those in groups too."""
    groups: list[Any] = [menu, *menu.get("option_groups", ())]
    return [option for group in groups for option in group.get("options", ())]


def elements(block: Mapping[str, Any]) -> list[Any]:
    """Return what a block holds: elements to act on, images, texts."""
    single = [block[key] for key in ("accessory", "element") if key in block]
    return [*single, *block.get("elements", ())]


@cache
def table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("limits.toml").read_text("utf-8"))


@cache
def _group(name: str) -> frozenset[str]:
    groups = table()["group"]
    inner = (_group(each) if each in groups else {each} for each in groups[name])
    return frozenset().union(*inner)


class Keys(NamedTuple):
    """What a part must and may have, and the rules over several of its keys."""

    need: dict[str, str]
    may: dict[str, str]
    rules: list[list[str]]


@cache
def keys(name: str) -> Keys:
    """Return the keys of a part, with those that it takes over from others."""
    part = table()["part"][name]
    found = Keys({}, {}, [])
    own = Keys(part.get("need", {}), part.get("may", {}), part.get("rules", []))
    for each in (*map(keys, part.get("like", ())), own):
        found.need.update(each.need)
        found.may.update(each.may)
        found.rules.extend(each.rules)
    return found


def _wrong(what: str, at: str) -> str:
    return f"{what} [json-pointer:{at}]"


def _check(form: str, value: Any, at: str) -> Complaints:
    match form.split():
        case ["bool"] if not isinstance(value, bool):
            yield _wrong("must be a boolean", at)
        case ["int", low, high] if type(value) is not int or not int(low) <= value <= int(high):
            yield _wrong(f"must be an integer from {low} to {high}", at)
        case ["one", *allowed] if value not in allowed:
            yield _wrong(f"must be one of {', '.join(allowed)}", at)
        case ["string", most]:
            yield from _string(int(most), value, at)
        case ["plain" | "text" as kind, most]:
            found = list(_typed(kind, value, at))
            yield from found or _string(int(most), value["text"], f"{at}/text")
        case [most, "x", *of_each]:
            yield from _list(int(most), " ".join(of_each), value, at)
        case [name] if name in table()["pattern"]:
            most, pattern = table()["pattern"][name]
            yield from _string(most, value, at, pattern)
        case [name] if name in table()["group"]:
            yield from _typed(name, value, at)
        case [name] if name not in ("any", "bool"):
            yield from _part(name, value, at)


def _string(most: int, value: Any, at: str, form: str = "(?s).*") -> Complaints:
    if not isinstance(value, str):
        yield _wrong("must be a string", at)
    elif not value:
        yield _wrong("must be more than 0 characters", at)
    elif len(value) > most:
        yield _wrong(f"must be less than {most + 1} characters", at)
    elif not re.fullmatch(form, value):
        yield _wrong(f"does not match the expected format: {value}", at)


def _list(most: int, form: str, value: Any, at: str) -> Complaints:
    if not isinstance(value, list):
        yield _wrong("must be an array", at)
    elif not value:
        yield _wrong("no fewer than 1 items allowed", at)
    elif len(value) > most:
        yield _wrong(f"no more than {most} items allowed", at)
    else:
        for number, item in enumerate(value):
            yield from _check(form, item, f"{at}/{number}")


def _typed(group: str, value: Any, at: str) -> Complaints:
    """Check a part that its `type` names."""
    known = _group(group)
    kind = value.get("type") if isinstance(value, Mapping) else None
    name = "image_element" if kind == "image" and "image" not in known else kind
    if isinstance(name, str) and name in known:
        yield from _part(name, value, at)
    else:
        yield _wrong(f"unsupported type: {kind}", f"{at}/type")


def _part(name: str, value: Any, at: str) -> Complaints:
    if not isinstance(value, Mapping):
        yield _wrong("must be an object", at)
        return
    need, may, rules = keys(name)
    found = [_wrong(f"missing required field: {key}", at) for key in need if key not in value]
    for key, item in value.items():
        form = need.get(key) or may.get(key)
        unknown = [_wrong(f"invalid additional property: {key}", at)]
        found += _check(form, item, f"{at}/{key}") if form else unknown
    yield from found
    for rule in () if found else rules:
        yield from _rule(rule, value, at)


def _rule(rule: list[str], part: Mapping[str, Any], at: str) -> Complaints:
    match rule:
        case ["differ", key, name, called]:
            names = [item.get(name) for item in part.get(key, ())]
            twice = {each for each in names if each is not None and names.count(each) > 1}
            yield from (_wrong(f"{called} already exists: {each}", f"{at}/{key}") for each in twice)
        case ["some", most, *names] if not 1 <= len(part.keys() & {*names}) <= int(most):
            yield _wrong(f"must have one of: {', '.join(names)}", at)
        case ["chosen"]:
            # What is chosen from the start must be one of the options, to the letter.
            first = [part["initial_option"]] if "initial_option" in part else []
            if any(
                each not in offered(part) for each in [*first, *part.get("initial_options", ())]
            ):
                yield _wrong("initial options must be among the options", at)
        case ["ordered", *names]:
            numbers = [float(part[name]) for name in names if name in part]
            if numbers != sorted(numbers):
                yield _wrong(f"{', '.join(names)} must be in order", at)
        case ["lengths"]:
            yield from _lengths(part, at)


def _lengths(field: Mapping[str, Any], at: str) -> Complaints:
    least, most = field.get("min_length", 0), field.get("max_length", 3000)
    if least > most:
        yield _wrong("min_length must not be greater than max_length", at)
    elif not least <= len(field.get("initial_value", " " * most)) <= most:
        yield _wrong("initial_value must fit min_length and max_length", at)


def _whole(content: Mapping[str, Any], surface: str, at: str) -> Complaints:
    """Check what concerns a surface as a whole; its parts are of the right shape already."""
    blocks = content.get("blocks", [])
    inner = [element for block in blocks for element in elements(block)]
    if sum(bool(element.get("focus_on_load")) for element in inner) > 1:
        yield _wrong("only one element may have focus_on_load", f"{at}/blocks")
    if surface == "message":
        yield from () if blocks or "text" in content else [_wrong("no_text", at)]
        return
    if content["type"] != surface:
        yield _wrong(f"must be of type {surface}", f"{at}/type")
    if too_large(content):
        yield _wrong("view is larger than 250 kB", at)
    if surface == "modal" and "submit" not in content and {"input"} & {b["type"] for b in blocks}:
        yield _wrong("missing required field: submit", at)

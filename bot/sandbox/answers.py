"""What the bot answers, taken as strictly as Slack takes it."""

from typing import Any

from bot.sandbox.rules import offered, problems
from bot.sandbox.triggers import Ticket
from bot.sandbox.workspace import Json, SlackError, Workspace, surface

DEEPEST = 3


def check(content: Any, kind: Any) -> Json:
    """Return a view or message that Slack takes, or raise what it says."""
    found = problems(content, kind)
    if found:
        raise SlackError("invalid_blocks" if kind == "message" else "invalid_arguments", found)
    return dict(content)


def respond(workspace: Workspace, ticket: Ticket, body: Any) -> None:
    """Do what the answer to a command or to a `response_url` asks for."""
    content = {"text": body} if isinstance(body, str) else body
    key = f"{ticket.channel}/{ticket.ts}"
    if isinstance(content, dict) and content.get("delete_original"):
        workspace.messages.pop(key, None)
        return
    content = check(content, "message")
    if content.get("replace_original") and key in workspace.messages:
        workspace.edit(workspace.messages[key], content)
    else:
        alone = None if content.get("response_type") == "in_channel" else ticket.user
        workspace.post(ticket.channel, content, to=alone)


def submitted(workspace: Workspace, view_id: str, body: Any) -> None:
    """Do what the answer to a submit asks for; no answer closes the view."""
    top = workspace.opened(view_id)
    if top is None:
        return
    match body:
        case None:
            close(workspace, top)
        case {"response_action": "clear"}:
            close(workspace, top, every=True)
        case {"response_action": "errors", "errors": dict() as errors}:
            workspace.keep({**top, "errors": _errors(top, errors)})
        case {"response_action": "update", "view": view}:
            workspace.keep(surface(check(view, "modal"), top["user"], top))
        case {"response_action": "push", "view": view}:
            push(workspace, top["user"], check(view, "modal"))
        case _:
            raise SlackError("invalid_response_action", ["no answer that Slack knows"])


def close(workspace: Workspace, top: Json, *, every: bool = False) -> None:
    """Close one modal, so that what lies under it comes to light, or all of them."""
    left = [] if every else workspace.stack(top["user"])
    ours = top["view"]["id"]
    workspace.stacks[top["user"]] = [each for each in left if each["view"]["id"] != ours]


def push(workspace: Workspace, user: str, view: Json) -> Json:
    """Lay a view on top of those that are open."""
    stack = workspace.stack(user)
    if not stack:
        raise SlackError("not_found")
    if len(stack) >= DEEPEST:
        raise SlackError("push_limit_reached")
    top = surface(view, user, under=stack[-1])
    workspace.stacks[user] = [*stack, top]
    return top


def options(body: Any) -> list[Json]:
    """Return the options that a search brought, those in groups too."""
    menu = {"type": "static_select", **body} if isinstance(body, dict) else {}
    if body in ({"options": []}, {"option_groups": []}):
        return []
    found = problems({"blocks": [{"type": "actions", "elements": [menu]}]}, "message")
    if found:
        raise SlackError("invalid_options", found)
    return offered(menu)


def _errors(top: Json, errors: Json) -> dict[str, str]:
    inputs = {block["block_id"] for block in top["view"]["blocks"] if block["type"] == "input"}
    sentences = all(isinstance(text, str) and text for text in errors.values())
    if not errors or not sentences or not errors.keys() <= inputs:
        raise SlackError("invalid_errors", ["errors must name input blocks, each with a sentence"])
    return dict(errors)

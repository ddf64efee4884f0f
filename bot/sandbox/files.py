"""Files, as Slack takes them: first an address, then the content, then it is shared."""

import base64
import secrets

from bot.sandbox import questions
from bot.sandbox.workspace import Json, SlackError, Workspace

LARGEST = 10 * 1024 * 1024


def announce(workspace: Workspace, name: str, length: str) -> Json:
    """Give out an address for a file of this length."""
    try:
        size = questions.number(length)
    except ValueError:
        size = 0
    if not size:
        raise SlackError("invalid_arguments", ["length must be a positive integer"])
    if size > LARGEST:
        raise SlackError("file_upload_size_restricted")
    file_id = f"F{secrets.token_hex(5).upper()}"
    workspace.files[file_id] = {"name": name, "length": size, "data": "", "shared": False}
    return {"upload_url": f"{workspace.url}/upload/{file_id}", "file_id": file_id}


def receive(workspace: Workspace, file_id: str, content: bytes) -> None:
    """Keep a file's content, of the length that was announced."""
    file = workspace.files.get(file_id)
    if file is None or file["data"]:
        raise SlackError("file_not_found")
    if len(content) != file["length"]:
        raise SlackError("length_mismatch")
    workspace.files[file_id] = {**file, "data": base64.b64encode(content).decode()}


def share(workspace: Workspace, channel: str, said: str, named: object) -> Json:
    """Post the files in a message; none of them before its content has come, none twice."""
    wanted = _named(named)
    for each in wanted:
        file = workspace.files.get(each["id"])
        if file is None or not file["data"] or file["shared"]:
            raise SlackError("file_not_found")
    shown = [_shown(workspace, each) for each in wanted]
    for each in wanted:
        workspace.files[each["id"]] = {**workspace.files[each["id"]], "shared": True}
    if channel:
        workspace.post(channel, {"text": said, "files": shown})
    return {"files": shown}


def content(workspace: Workspace, file_id: str) -> tuple[str, bytes] | None:
    """Return a shared file's name and content."""
    file = workspace.files.get(file_id)
    if file is None or not file["shared"]:
        return None
    return file["name"], base64.b64decode(file["data"])


def _named(files: object) -> list[Json]:
    if not isinstance(files, list) or not files:
        raise SlackError("invalid_arguments", ["files must be a list"])
    if not all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in files):
        raise SlackError("invalid_arguments", ["each of files must have an id"])
    return files


def _shown(workspace: Workspace, each: Json) -> Json:
    """Return a file as a message shows it."""
    file = workspace.files[each["id"]]
    return {
        "id": each["id"],
        "name": file["name"],
        "title": each.get("title") or file["name"],
        "size": file["length"],
        "filetype": file["name"].rpartition(".")[2],
    }

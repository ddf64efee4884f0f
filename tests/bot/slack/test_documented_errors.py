"""The copy of what Slack documents is what the script makes of pages and of copies of them."""

import json
from pathlib import Path

import pytest

from .documented_errors import COPY, copied, in_use, on_page, read, written

PAGE = """\
# auth.test method

Try `auth.test` first.

`no_error_here`

## Errors {#errors}

This table lists the expected errors. Check the value of the `ok` parameter.

Error

Description

`invalid_auth`

The token or the `team` is wrong.

`is_bot`

No `bot` may call this.

## Warnings

`missing_charset`
"""
TABLE = """\
## Errors

| Error | Description |
| --- | --- |
| `invalid_auth` | The `token` is wrong. |
| `is_bot` | No bot may call this. |
"""


def test_of_a_page_the_words_below_errors_are_taken() -> None:
    for page in (PAGE, TABLE):
        assert on_page(page) == {"invalid_auth", "is_bot"}
    assert on_page("# Not found") == frozenset()


def test_of_a_folder_what_is_in_use_is_taken_however_deep(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in in_use():
        (tmp_path / f"{name.lower()}.md").write_text(PAGE)
    (tmp_path / "deep" / "views.open.json").write_text('{"errors": {"new": {}}, "args": {"x": 1}}')
    (tmp_path / "deep" / "not.used.json").write_text('{"errors": {"other": {}}}')
    (tmp_path / "common_errors.json").write_text('{"fatal_error": "Alas."}')
    copy = copied([read("a friend's copy", "2026-08-20", tmp_path)])
    assert copy["sources"] == {"a friend's copy": "2026-08-20"}
    assert copy["on_nearly_every_page"] == ["fatal_error", "invalid_auth", "is_bot"]
    assert list(copy["methods"]) == in_use()
    assert copy["methods"]["views.open"]["words"] == ["new"]
    assert copy["methods"]["views.push"]["words"] == []


def test_a_method_without_a_page_is_missed(tmp_path: Path) -> None:
    (tmp_path / "auth.test.md").write_text(PAGE)
    with pytest.raises(LookupError, match=r"chat\.postMessage"):
        copied([read("a friend's copy", "2026-08-20", tmp_path)])


def test_the_copy_is_as_the_script_writes_it_and_has_each_method_in_use() -> None:
    text = COPY.read_text("utf-8")
    copy = json.loads(text)
    assert text == written(copy)
    assert list(copy["methods"]) == in_use(), "write the copy anew"
    for method in copy["methods"].values():
        assert {*method["sources"]} <= {*copy["sources"]}
        assert method["sources"]


def test_the_methods_in_use_are_read_from_the_code() -> None:
    used = in_use()
    assert {"chat.postMessage", "conversations.inviteShared", "usergroups.users.update"} <= {*used}
    assert {"views.open", "views.push"} <= {*used}, "also where they are not called on the spot"
    assert {"files.getUploadURLExternal", "files.completeUploadExternal"} <= {*used}
    assert "files.upload" not in used

"""Files: an address is asked for, the content goes there, then it is shared; all is checked."""

import json
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox, files, people
from tests.bot.sandbox.bot import Open, error

LEVS = "D0LEV00000"


async def announced(client: AsyncWebClient, length: int = 4) -> tuple[str, str]:
    told = await client.files_getUploadURLExternal(filename="a.csv", length=length)
    return str(told["upload_url"]), str(told["file_id"])


async def put(url: str, content: bytes) -> httpx.Response:
    async with httpx.AsyncClient() as browser:
        return await browser.post(url, content=content)


async def shared(client: AsyncWebClient, file_id: str, channel: str = LEVS) -> dict[str, Any]:
    done = client.files_completeUploadExternal(files=[{"id": file_id}], channel_id=channel)
    return await error(done)


async def test_slacks_own_library_uploads_a_file_and_it_is_a_message(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    opened = await client.conversations_open(users="U0LEV00000")
    done = await client.files_upload_v2(
        content="a;b\n",
        filename="a.csv",
        title="Letters",
        channel=opened["channel"]["id"],
        initial_comment="Here",
    )
    [message] = sandbox.messages("lev")
    [file] = message["files"]
    assert (message["text"], file["name"], file["title"]) == ("Here", "a.csv", "Letters")
    assert (file["size"], file["filetype"], file["id"]) == (4, "csv", done["file"]["id"])
    assert sandbox.messages("mia") == []
    assert files.content(sandbox.workspace, file["id"]) == ("a.csv", b"a;b\n")


async def test_a_file_is_downloaded_from_the_page_once_it_is_shared(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    url, file_id = await announced(client)
    await put(url, b"a;b\n")
    transport = httpx.ASGITransport(sandbox.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as browser:
        assert (await browser.get(f"/demo/file/{file_id}")).status_code == 404
        await client.files_completeUploadExternal(files=[{"id": file_id}], channel_id=LEVS)
        answer = await browser.get(f"/demo/file/{file_id}")
    assert answer.content == b"a;b\n"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''a.csv"


@pytest.mark.parametrize("length", ["0", "-1", "x", ""])
async def test_a_file_has_a_length(client: AsyncWebClient, length: str) -> None:
    asked = {"filename": "a.csv", "length": length}
    refused = await error(client.api_call("files.getUploadURLExternal", params=asked))
    assert refused["error"] == "invalid_arguments"


async def test_a_file_has_a_name(client: AsyncWebClient) -> None:
    refused = await error(client.api_call("files.getUploadURLExternal", params={"length": "4"}))
    assert refused["error"] == "invalid_arguments"


async def test_a_file_can_be_too_large(client: AsyncWebClient) -> None:
    asked = client.files_getUploadURLExternal(filename="a.csv", length=files.LARGEST + 1)
    assert (await error(asked))["error"] == "file_upload_size_restricted"


async def test_the_content_has_the_length_that_was_announced_and_comes_once(
    client: AsyncWebClient,
) -> None:
    url, _ = await announced(client)
    assert (await put(url, b"too long")).status_code == 400
    assert (await put(url, b"a;b\n")).status_code == 200
    assert (await put(url, b"c;d\n")).status_code == 400
    assert (await put(f"{url}X", b"a;b\n")).status_code == 400


async def test_nothing_is_shared_before_its_content_came_nor_twice(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    url, file_id = await announced(client)
    done = client.files_completeUploadExternal
    assert (await shared(client, "F0UNKNOWN"))["error"] == "file_not_found"
    assert (await shared(client, file_id))["error"] == "file_not_found"
    await put(url, b"a;b\n")
    await done(files=[{"id": file_id, "title": ""}], channel_id=LEVS)
    assert (await shared(client, file_id))["error"] == "file_not_found"
    assert len(sandbox.messages("lev")) == 1


@pytest.mark.parametrize(
    ("channel", "refusal"),
    [
        ("U0LEV00000", "channel_not_found"),
        ("C0NOWHERE", "channel_not_found"),
        (people.GENERAL, "not_in_channel"),
    ],
)
async def test_a_file_goes_to_a_channel_where_the_bot_is(
    client: AsyncWebClient, channel: str, refusal: str
) -> None:
    url, file_id = await announced(client)
    await put(url, b"a;b\n")
    assert (await shared(client, file_id, channel))["error"] == refusal


async def test_without_a_channel_a_file_is_the_bots_alone(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    url, file_id = await announced(client)
    await put(url, b"a;b\n")
    await client.files_completeUploadExternal(files=[{"id": file_id}])
    assert sandbox.messages("lev") == []


async def test_files_may_be_named_in_json_too(sandbox: Sandbox, client: AsyncWebClient) -> None:
    for named in ([{"id": "F"}], '[{"id": "F"}]'):
        url, file_id = await announced(client)
        await put(url, b"a;b\n")
        files_ = json.loads(json.dumps(named).replace("F", file_id))
        told = {"files": files_, "channel_id": LEVS}
        done = await client.api_call("files.completeUploadExternal", json=told)
        assert [each["id"] for each in done["files"]] == [file_id]
    assert len(sandbox.messages("lev")) == 2


@pytest.mark.parametrize("named", ["x", "{}", "[]", "[1]", '[{"title": "a"}]', '[{"id": 1}]'])
async def test_files_are_a_list_of_ids(client: AsyncWebClient, named: str) -> None:
    asked = {"files": named, "channel_id": LEVS}
    refused = await error(client.api_call("files.completeUploadExternal", params=asked))
    assert refused["error"] == "invalid_arguments"


async def test_a_file_is_still_there_after_a_new_start(
    build: Open, sandbox: Sandbox, client: AsyncWebClient
) -> None:
    await client.files_upload_v2(content=b"\x00\xff", filename="a.bin", channel=LEVS)
    [file] = sandbox.messages("lev")[0]["files"]
    again = build()
    assert files.content(again.workspace, file["id"]) == ("a.bin", b"\x00\xff")
    again.workspace.store.close()


async def test_a_refused_upload_is_an_error_of_slacks_library(
    client: AsyncWebClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "receive", lambda *_: files.announce(None, "", ""))  # type: ignore[arg-type]
    with pytest.raises(SlackRequestError, match="Failed to upload"):
        await client.files_upload_v2(content="a", filename="a.csv", channel=LEVS)

"""What Slack refuses stands in the log, whoever called: its word, and what it said beside that."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from structlog.testing import capture_logs

from bot.error_words import Meaning
from bot.logs import bounded, configure
from bot.logs.bounded import Bound
from bot.sandbox import Sandbox
from bot.slack.client import Client
from tests.bot.slack.house import TOKEN, House
from tests.bot.slack.refusing import some

LEVELS = {
    Meaning.ANSWER: "debug",
    Meaning.PERSON: "info",
    Meaning.PLACE: "warning",
    Meaning.RIGHT: "error",
    Meaning.APP: "error",
    Meaning.WAIT: "warning",
    Meaning.OURS: "error",
}


@pytest.fixture(autouse=True)
def _counted_anew() -> Iterator[None]:
    bounded.begin()
    yield
    bounded.begin()


@pytest.fixture
async def client(slack: Sandbox) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(TOKEN, slack.api_url, session)


async def refused(slack: Sandbox, client: Client, **answer: Any) -> list[Any]:
    """What is logged of a call that Slack answers with this."""
    slack.fail("users.info", says=json.dumps({"ok": False, **answer}))
    with capture_logs() as logs:
        await ask(client)
    return list(logs)


async def ask(client: Client) -> None:
    with pytest.raises(SlackApiError):
        await client.users_info(user="U1")


async def test_each_word_is_said_once_as_loud_as_it_means(slack: Sandbox, client: Client) -> None:
    for word, meaning in some().items():
        [line] = await refused(slack, client, error=word)
        assert line["event"] == "slack.refused"
        assert (line["method"], line["error"]) == ("users.info", word)
        assert line["log_level"] == LEVELS[meaning], word


async def test_what_slack_says_beside_its_word_is_said_too(slack: Sandbox, client: Client) -> None:
    more = {"needed": "users:read", "provided": "chat:write,commands"}
    said = ["[ERROR] missing required field: user"]
    [line] = await refused(
        slack, client, error="missing_scope", response_metadata={"messages": said}, **more
    )
    assert {name: line[name] for name in more} == more
    assert line["said"] == said
    assert "install it again" in line["hint"]


async def test_what_may_be_left_out_is_no_error(slack: Sandbox, client: Client) -> None:
    for needed in ("usergroups:read", "channels:read,groups:read,mpim:read"):
        [line] = await refused(slack, client, error="missing_scope", needed=needed)
        assert line["log_level"] == "warning"


async def test_what_is_none_of_slacks_is_named_by_its_status(
    slack: Sandbox, client: Client
) -> None:
    for page in ('{"ok": false}', "<html>Bad gateway</html>", "null", '"no"'):
        slack.fail("users.info", status=502, says=page)
        with capture_logs() as logs:
            await ask(client)
        assert [(line["error"], line["log_level"]) for line in logs] == [("status 502", "warning")]


@pytest.mark.parametrize("odd", [[1, 2], "ada", {"messages": "x"}, {"messages": None}, None])
async def test_odd_metadata_breaks_nothing(slack: Sandbox, client: Client, odd: Any) -> None:
    [line] = await refused(slack, client, error="no_text", needed=[], response_metadata=odd)
    assert {"said", "needed"}.isdisjoint(line)


async def test_a_flood_leaves_few_lines_and_hides_no_other_meaning(
    slack: Sandbox, client: Client
) -> None:
    bounded.begin(Bound(each=2, most=3))
    words = ["new", "new", "new", "newer", "newest", "latest"]
    told = [line["error"] for word in words for line in await refused(slack, client, error=word)]
    assert told == ["new", "new", "newer"]
    [line] = await refused(slack, client, error="token_revoked")
    assert line["log_level"] == "error"


@pytest.mark.usefixtures("log_as_it_was")
async def test_no_address_that_slack_repeats_stands_in_the_log_and_nothing_long(
    slack: Sandbox, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("info", "json")
    said = [
        "[ERROR] invalid email ada.lovelace@example.com [json-pointer:/view/blocks/0/value]",
        "[ERROR] ada.lovelace%40example.com",
        "[ERROR] " + "x" * 5_000,
        *["[ERROR] more"] * 50,
    ]
    for word in ("invalid_arguments", "users_not_found"):
        answer = {"ok": False, "error": word, "response_metadata": {"messages": said}}
        slack.fail("users.info", says=json.dumps(answer))
        await ask(client)
    [line] = [line for line in capsys.readouterr().err.splitlines() if "slack.refused" in line]
    assert "ada.lovelace" not in line
    assert "json-pointer:/view/blocks/0/value" in line
    assert len(line) < 2_000
    assert line.count("more") < 5


NOTE = 'Welcome, "Ivy"!\nYou start on Monday: the salary is 5000, as we said.'


@pytest.mark.parametrize(
    "repeated",
    [
        NOTE,
        NOTE[:30],
        json.dumps(NOTE),
        json.dumps({"type": "plain_text", "text": NOTE}),
        "https://usher.example/i/AZ3v9Qk1mPq0xT7_b-2cD4eF6gH8",
        "geheim",
        "133.22.0123456789abcdef",
    ],
)
async def test_what_slack_repeats_of_what_was_sent_is_not_said_but_where_it_is(
    slack: Sandbox, client: Client, repeated: str
) -> None:
    where = "[json-pointer:/view/blocks/0/text/text]"
    said = [f"[ERROR] must be less than 20 characters: {repeated} {where}", "[ERROR] no type"]
    answer = {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": said}}
    slack.fail("views.open", says=json.dumps(answer))
    link = "https://usher.example/i/AZ3v9Qk1mPq0xT7_b-2cD4eF6gH8"
    texts = [{"type": "plain_text", "text": text} for text in (NOTE, link, "geheim")]
    view = {"type": "modal", "blocks": [{"type": "section", "text": text} for text in texts]}
    with capture_logs() as logs, pytest.raises(SlackApiError):
        await client.views_open(trigger_id="133.22.0123456789abcdef", view=view)
    begin, _, end = logs[0]["said"][0].partition("…")
    assert begin.startswith("[ERROR] must be less than 20 characters: ")
    assert end == f" {where}"
    assert logs[0]["said"][1] == "[ERROR] no type"
    for part in ("Welcome", "Ivy", "Monday", "5000", "AZ3v", "geheim", "0123456789"):
        assert part not in str(logs)


async def test_what_slack_and_usher_call_things_is_said(slack: Sandbox, client: Client) -> None:
    said = ["[ERROR] unsupported type: plain_text [json-pointer:/view/blocks/0/type]"]
    answer = {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": said}}
    slack.fail("views.open", says=json.dumps(answer))
    view = {"type": "modal", "callback_id": "invite", "blocks": [{"type": "plain_text"}]}
    with capture_logs() as logs, pytest.raises(SlackApiError):
        await client.views_open(trigger_id="1.2.3", view=view)
    assert logs[0]["said"] == said


@pytest.mark.parametrize("method", ["users.info", "views.open"])
async def test_listeners_say_it_too_and_only_once(
    house: House, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    house.slack.fail(method, error="missing_scope")
    with capture_logs() as logs:
        assert (await house.slack.command("lev", "/invite")).ok
    told = [(line["event"], line["method"]) for line in logs if line["event"] != "refused"]
    assert told == [("slack.refused", method)]
    assert caplog.messages == []


async def test_where_home_is_refused_it_is_said_once_and_the_person_reads_it(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.slack.open_home("ada")
    house.slack.fail("views.publish", error="internal_error")
    with capture_logs() as logs:
        assert (await house.slack.click("ada", "home.tab", "users", place="home")).ok
    assert [(line["event"], line["error"]) for line in logs] == [
        ("slack.refused", "internal_error")
    ]
    assert caplog.messages == []
    [notice] = house.slack.views("ada")
    assert "Slack didn't show what you asked for." in str(notice)

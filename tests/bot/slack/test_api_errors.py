"""What comes back when Slack refuses is not always Slack's."""

from types import SimpleNamespace

from slack_sdk.errors import SlackApiError

from bot.slack import api_errors


def error(**response: object) -> SlackApiError:
    return raw(SimpleNamespace(**response))


def raw(response: object) -> SlackApiError:
    return SlackApiError("no", response)  # type: ignore[no-untyped-call]


def test_slacks_own_word_is_taken() -> None:
    assert api_errors.code(error(data={"ok": False, "error": "not_in_channel"})) == "not_in_channel"


def test_a_proxys_page_is_named_by_its_status() -> None:
    pages: list[object] = ["<html>", b"<html>", None, {}]
    for page in pages:
        assert api_errors.code(error(data=page, status_code=502)) == "status 502"
        assert api_errors.told(error(data=page)) == {}


def test_an_answer_that_could_not_be_read_has_no_word_at_all() -> None:
    assert api_errors.code(raw("")) == "status unknown"
    assert api_errors.wait(raw("")) is None


def test_only_a_number_of_seconds_is_a_time_to_wait() -> None:
    assert api_errors.wait(error(headers={"Retry-After": "30"})).total_seconds() == 30  # type: ignore[union-attr]
    for odd in ("soon", "", "-1", "1.5", "²"):
        assert api_errors.wait(error(headers={"Retry-After": odd})) is None
    assert api_errors.wait(error(headers={})) is None
    assert api_errors.wait(error(headers={"Retry-After": "9" * 5000})) == api_errors.LONGEST


def test_a_word_that_is_none_of_slacks_is_not_passed_on() -> None:
    for odd in (5, {"a": 1}, "x" * 65, "two words", "a\0", "ada@example.com", "<!channel>", ""):
        assert api_errors.code(error(data={"error": odd}, status_code=200)) == "status 200"

"""Messages on their way out, posted to a strict Slack that sometimes does not take them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from gettext import NullTranslations
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot import error_words
from bot.error_words import WORDS, Meaning
from bot.i18n import Texts, Words
from bot.parts import Parts
from bot.sandbox import Sandbox
from bot.sandbox.people import GENERAL
from bot.settings import Settings
from bot.slack.client import Client
from bot.slack.post import Post
from bot.slack.rate_limits import RateLimits
from bot.slack.views import blocks, messages
from commands.delivery.parcels.parcel import Parcel
from commands.delivery.results import (
    Delivered,
    Limited,
    PermanentFailure,
    Result,
    TransientFailure,
    Withheld,
)
from storage.outbox_details import Digest
from tests.bot.mail.letter import invitation
from tests.bot.slack.delivery import LEV, parcel
from tests.bot.slack.house import TOKEN, House
from tests.bot.slack.refusing import some
from tests.bot.slack.views.parcels import listed, texts, with_typed
from tests.clock import Clock
from tests.people import NORTHWIND

POST = "chat.postMessage"


@pytest.fixture
async def post(slack: Sandbox, parts: Parts) -> AsyncIterator[Post]:
    async with aiohttp.ClientSession() as session:
        limits = RateLimits(parts, lambda: NORTHWIND)
        yield Post(parts, Client(TOKEN, slack.api_url, session, limits=limits))


def client(url: str, session: aiohttp.ClientSession, token: str = TOKEN) -> Client:
    return Client(token, url, session)


async def test_a_message_goes_to_the_person_and_unfolds_no_link(post: Post, slack: Sandbox) -> None:
    result = await post.send(parcel())
    [message] = slack.messages("lev", place="app")
    assert result == Delivered("D0LEV00000", message["ts"])
    assert "accepted your invitation" in message["text"]
    [call] = [call for call in slack.calls if call.method == POST]
    assert call.args["channel"] == "U0LEV00000"
    assert (call.args["unfurl_links"], call.args["unfurl_media"]) in {(False, False), ("0", "0")}


async def test_a_message_that_stands_there_is_changed_in_place(post: Post, slack: Sandbox) -> None:
    first = await post.send(parcel())
    assert isinstance(first, Delivered)
    place = (str(first.channel), str(first.ts))
    later = parcel(invitation=invitation(address="joe@example.com"), replaces=place)
    assert await post.send(later) == Delivered()
    [message] = slack.messages("lev", place="app")
    assert message["text"].startswith("✅ joe@example.com")
    assert message["ts"] == first.ts


async def test_everyone_reads_it_in_their_language(
    post: Post, slack: Sandbox, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    russian = Words("ru", NullTranslations())
    english = parts.texts.words("en")
    object.__setattr__(parts, "texts", Texts({"en": english, "ru": russian}))
    drawn = []
    draw = messages.draw

    def watched(sent: Parcel, words: Words, now: Any) -> Any:
        drawn.append(words.locale)
        return draw(sent, words, now)

    monkeypatch.setattr(messages, "draw", watched)
    await post.send(parcel(recipient=replace(LEV, locale="ru")))
    await post.send(parcel())
    assert drawn == ["ru", "en"]


async def test_after_too_many_requests_nothing_is_posted_until_slack_takes_it(
    post: Post, slack: Sandbox, clock: Clock
) -> None:
    rate = slack.limit(POST, most=0, wait=17)
    earliest = clock() + timedelta(seconds=17)
    first = await post.send(parcel())
    assert isinstance(first, Limited)
    assert earliest <= first.until <= clock() + timedelta(seconds=17)
    clock.move(seconds=10)
    assert await post.send(parcel()) == first
    assert rate.refused == 1
    del slack.api.rates[POST]
    clock.set(first.until)
    assert isinstance(await post.send(parcel()), Delivered)


async def test_what_is_updated_goes_on_while_what_is_posted_waits(
    post: Post, slack: Sandbox
) -> None:
    first = await post.send(parcel())
    assert isinstance(first, Delivered)
    slack.limit(POST, most=0)
    assert isinstance(await post.send(parcel()), Limited)
    place = (str(first.channel), str(first.ts))
    assert await post.send(parcel(replaces=place)) == Delivered()


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_sick_slack_is_tried_later(post: Post, slack: Sandbox, status: int) -> None:
    slack.fail(POST, status=status)
    assert isinstance(await post.send(parcel()), TransientFailure)
    assert not slack.messages("lev", place="app")


async def test_a_silent_slack_is_tried_later(slack: Sandbox, parts: Parts) -> None:
    object.__setattr__(parts, "settings", Settings(send_timeout=0.05))
    slack.fail(POST, hang=1)
    async with aiohttp.ClientSession() as session:
        result = await Post(parts, client(slack.api_url, session)).send(parcel())
    assert result == TransientFailure("Slack did not answer in time")


async def test_a_slack_that_is_away_is_tried_later(parts: Parts) -> None:
    async with aiohttp.ClientSession() as session:
        result = await Post(parts, client("http://127.0.0.1:9/api/", session)).send(parcel())
    assert result == TransientFailure("Slack can't be reached: ClientConnectorError")


async def of_each(post: Post, slack: Sandbox, sent: Parcel) -> dict[str, Result]:
    """What becomes of a message, by the word that Slack refuses it with."""
    results = {}
    for word in some():
        slack.fail(POST, error=word)
        results[word] = await post.send(sent)
    return results


async def test_each_word_has_one_meaning(post: Post, slack: Sandbox) -> None:
    ends = {Meaning.ANSWER, Meaning.PERSON, Meaning.PLACE, Meaning.OURS}
    for word, result in (await of_each(post, slack, parcel())).items():
        said, about = f"Slack: {word}", WORDS[word]
        if about in ends:
            assert result == PermanentFailure(said)
        elif about is Meaning.WAIT:
            assert result == TransientFailure(said)
        else:
            assert result == Withheld(said), "nothing is lost while the operator mends it"


async def test_a_home_that_is_not_drawn_is_no_loss_whatever_slack_says(
    post: Post, slack: Sandbox, house: House
) -> None:
    await house.slack.open_home("lev")
    drawn = replace(parcel(), kind="slack.home", team=house.person("lev").team)
    for word in ("invalid_auth", "missing_scope", "brand_new", "not_enabled"):
        slack.fail("views.publish", error=word)
        assert await post.send(drawn) == PermanentFailure(f"Slack: {word}")


async def test_who_waits_for_a_file_is_told_what_usher_was_not_given(
    post: Post, slack: Sandbox, house: House
) -> None:
    await house.slack.open_home("lev")
    asked = replace(parcel(), kind="slack.export")
    for word in ("missing_scope", "access_denied", "file_uploads_disabled"):
        slack.fail("conversations.open", error=word)
        assert await post.send(asked) == PermanentFailure(f"Slack: {word}")
    slack.fail("conversations.open", error="token_revoked")
    assert await post.send(asked) == Withheld("Slack: token_revoked")


async def test_what_a_channel_may_not_have_goes_to_the_admins_and_waits_only_there(
    post: Post, slack: Sandbox
) -> None:
    told = Digest(full=False, total=0, rows=(), channel=GENERAL)
    direct = replace(
        parcel(), kind="slack.digest", invitation=None, details=replace(told, channel="")
    )
    for word in ("no_permission", "access_denied", "restricted_action_read_only_channel"):
        slack.fail(POST, error=word)
        assert await post.send(replace(direct, details=told)) == PermanentFailure(f"Slack: {word}")
    slack.fail(POST, error="no_permission")
    assert await post.send(direct) == Withheld("Slack: no_permission")
    slack.fail(POST, error="token_revoked")
    assert await post.send(replace(direct, details=told)) == Withheld("Slack: token_revoked")


async def test_an_unknown_refusal_is_tried_again(post: Post, slack: Sandbox) -> None:
    slack.fail(POST, error="brand_new")
    assert await post.send(parcel()) == TransientFailure("Slack: brand_new")


async def test_a_message_that_slack_finds_malformed_is_our_fault_and_logged(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {"text": "hello", "blocks": [{"type": "section"}]}
    monkeypatch.setattr(messages, "draw", lambda *_: broken)
    with capture_logs() as logs:
        assert await post.send(parcel()) == PermanentFailure("Slack: invalid_blocks")
    [line] = logs
    assert (line["event"], line["log_level"]) == ("slack.refused", "error")
    assert "text" in str(line["said"])


async def test_a_wrong_token_waits_for_the_operator(slack: Sandbox, parts: Parts) -> None:
    async with aiohttp.ClientSession() as session:
        wrong = Post(parts, client(slack.api_url, session, "xoxb-wrong"))
        assert await wrong.send(parcel()) == Withheld("Slack: invalid_auth")


async def test_who_is_unknown_to_slack_is_given_up(post: Post) -> None:
    nobody = parcel(recipient=replace(LEV, slack_user="U0NOBODY00"))
    assert await post.send(nobody) == PermanentFailure("Slack: channel_not_found")


async def test_a_message_that_was_deleted_is_not_written_anew(post: Post, slack: Sandbox) -> None:
    gone = parcel(replaces=("D0LEV00000", "1700000000.000100"))
    assert await post.send(gone) == PermanentFailure("Slack: message_not_found")
    assert not slack.messages("lev", place="app")


async def test_what_is_for_a_channel_goes_there_once_usher_is_in_it(
    post: Post, slack: Sandbox
) -> None:
    told = Digest(full=False, total=0, rows=(), channel=GENERAL)
    for_all = replace(parcel(), kind="slack.digest", invitation=None, details=told)
    assert await post.send(for_all) == PermanentFailure("Slack: not_in_channel")
    # The stand-in knows no members of a channel; this scope does the same.
    desk = slack.api._desk
    object.__setattr__(desk, "scopes", (*desk.scopes, "chat:write.public"))
    result = await post.send(for_all)
    [message] = slack.messages("mia", place="general")
    assert result == Delivered(GENERAL, message["ts"], frozenset())
    assert not slack.messages("lev", place="app")


LONG = {"text": "📬 31 pending invitations", "blocks": [blocks.section("x" * 2900)] * 5}


@pytest.mark.parametrize("locale", ["en", "ru"])
async def test_what_slack_finds_too_long_goes_shorter_with_its_number_and_the_way_to_home(
    post: Post, slack: Sandbox, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    monkeypatch.setattr(messages, "draw", lambda *_: LONG)
    with capture_logs() as logs:
        result = await post.send(parcel(recipient=replace(LEV, locale=locale)))
    [message] = slack.messages("lev", place="app")
    assert result == Delivered("D0LEV00000", message["ts"])
    head, way = texts(message["blocks"])
    assert (message["text"], head) == (LONG["text"], LONG["text"])
    assert ("Usher's Home" if locale == "en" else "главной вкладке Usher") in way
    assert [call.method for call in slack.calls] == [POST, POST]
    told = {"error": "msg_blocks_too_long", "kind": "slack.accepted", "weight": 15_125}
    assert {"event": "slack.too_long", "log_level": "error", **told} in logs


async def test_so_does_one_that_is_changed_in_place(post: Post, slack: Sandbox) -> None:
    first = await post.send(parcel())
    assert isinstance(first, Delivered)
    place = (str(first.channel), str(first.ts))
    slack.fail("chat.update", error="msg_too_long")
    assert await post.send(parcel(replaces=place)) == Delivered()
    [message] = slack.messages("lev", place="app")
    assert "Usher's Home" in list(texts(message["blocks"]))[-1]


async def test_it_is_shortened_once(post: Post, slack: Sandbox) -> None:
    for error in error_words.TOO_LONG:
        slack.fail(POST, error=error)
        slack.fail(POST, error=error)
        assert await post.send(parcel()) == PermanentFailure(f"Slack: {error}")
        assert not slack.api.faults[POST]


async def test_a_digest_tells_which_rows_it_had_room_for(post: Post, slack: Sandbox) -> None:
    rows = tuple(listed(replace(with_typed("&" * 300), id=f"{n:026}"), "waiting") for n in range(9))
    told = Digest(full=True, total=9, rows=())
    result = await post.send(
        replace(parcel(), kind="slack.digest", invitation=None, details=told, rows=rows)
    )
    assert isinstance(result, Delivered)
    shown = result.shown or frozenset()
    assert 0 < len(shown) < 9
    assert sorted(shown) == [f"{n:026}" for n in range(len(shown))]

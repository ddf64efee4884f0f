"""The worker tells what is left of the installation: in Slack once, and in its log."""

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.slack.client import Client
from bot.slack.manifest import SCOPES
from bot.worker.installation import InstallationNotices
from commands.notifications import installation
from commands.notifications.installation import Installation
from storage.models import Member
from tests.bot.worker.office import ADA, Office
from tests.patience import until

LESS = tuple(each for each in SCOPES if each != "files:write")
Lines = list[MutableMapping[str, Any]]


@pytest.fixture
def logs() -> Iterator[Lines]:
    with capture_logs() as lines:
        yield lines


def told(lines: Lines, what: str) -> list[str]:
    return [str(line.get("hint", "")) for line in lines if line["event"] == what]


def scopes(office: Office) -> list[str]:
    return [each for each in office.told("ada") if "scope" in each]


def lacking(office: Office) -> tuple[str, ...]:
    return next(iter(office.ask(installation.describe_lacking)), HEARD).missing


LACKS = "⚠️ Usher lacks 1 scope in Slack that it needs here."
HAS = "✅ Usher has all the scopes in Slack that it needs."
HEARD = Installation("", heard=True, missing=())


async def test_a_scope_that_is_missing_is_told_once_until_it_is_granted(
    office: Office, logs: Lines
) -> None:
    office.slack.install(*LESS)
    async with office.working():
        await until(lambda: scopes(office) == [LACKS])
    again = InstallationNotices(office.parts, office.client, Team())  # type: ignore[arg-type]
    await again.look()
    assert len(office.rows("slack.scopes")) == 1
    [hint] = told(logs, "slack.scopes_missing")
    assert "files:write" in hint
    assert "usher manifest" in hint
    office.slack.install(*SCOPES)
    async with office.working():
        await until(lambda: not lacking(office))
        await until(lambda: scopes(office) == [HAS])
        office.slack.install(*LESS)
        await office.client.auth_test()
        await until(lambda: len(scopes(office)) == 2)
    assert len(told(logs, "slack.scopes_granted")) == 1


async def test_with_nobody_to_tell_who_runs_usher_reads_it(office: Office, logs: Lines) -> None:
    """Without `users:read` Usher doesn't know whom Slack has for admins."""
    with office.parts.database.transaction() as unit:
        unit.execute(update(Member).values(role="member"))
    blind = [each for each in SCOPES if not each.startswith("users:read")]
    office.slack.install(*blind)
    async with office.working():
        await until(lambda: told(logs, "slack.scopes_missing"))
    assert lacking(office) == ("users:read", "users:read.email")
    assert office.rows("slack.scopes") == []
    office.slack.install(*SCOPES)
    async with office.working():
        await until(lambda: told(logs, "slack.scopes_granted"))
    assert lacking(office) == ()
    assert office.rows("slack.scopes") == []


async def test_where_slack_s_answers_say_nothing_of_it_nothing_is_missing(
    office: Office, logs: Lines
) -> None:
    office.slack.install()
    async with office.working():
        await until(lambda: told(logs, "slack.no_event_yet"))
        await until(lambda: any(call.method == "auth.test" for call in office.slack.calls))
    assert office.client.grants.scopes is None
    assert not told(logs, "slack.scopes_missing")


class Team:
    """As Sync knows it."""

    team = ADA.team


async def test_what_another_process_saw_before_is_not_told(office: Office, logs: Lines) -> None:
    """Its last answer may be a day old: it asks anew before it says a word."""
    notices = InstallationNotices(office.parts, office.client, Team())  # type: ignore[arg-type]
    office.client.grants.scopes = frozenset(LESS)
    await notices.look()
    assert lacking(office) == ()
    assert office.client.grants.scopes == {*SCOPES}
    assert not told(logs, "slack.scopes_missing")


async def test_while_slack_is_away_nothing_is_told(office: Office, logs: Lines) -> None:
    client = Client("xoxb-none", "http://127.0.0.1:9/api/", office.client.session)
    client.grants.scopes = frozenset(LESS)
    notices = InstallationNotices(office.parts, client, Team())  # type: ignore[arg-type]
    await notices.look()
    assert lacking(office) == ()
    assert told(logs, "slack.no_event_yet")


async def test_while_all_is_well_slack_is_not_asked(office: Office) -> None:
    office.client.grants.scopes = frozenset(SCOPES)
    notices = InstallationNotices(office.parts, office.client, Team())  # type: ignore[arg-type]
    for _ in range(3):
        await notices.look()
    assert office.slack.calls == []


async def test_where_no_event_ever_came_the_owner_is_told_and_the_log_says_where_to_press(
    office: Office, logs: Lines
) -> None:
    async with office.working():
        await until(lambda: told(logs, "slack.no_event_yet") and told(logs, "slack.synced"))
        office.invite()
        office.clock.move(days=2)
        await until(lambda: any("no events yet" in each for each in office.told("ada")))
        office.parts.database.run(installation.hear, ADA.team, office.clock())
        await until(lambda: any("events reach Usher" in each for each in office.told("ada")))
    [hint] = told(logs, "slack.no_event")
    assert "/slack/events" in hint
    assert "Event Subscriptions > Retry" in hint
    assert len(told(logs, "slack.no_event_yet")) == 1

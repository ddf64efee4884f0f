"""What is said of who accepted: where in Slack they are, and what is still to be done by whom."""

from dataclasses import replace
from itertools import product
from typing import Any, get_args

import pytest

from bot.error_words import WORDS, Cause, Meaning, cause
from bot.i18n import Words
from bot.sandbox.rules import problems
from bot.slack.views import invitation_modals, messages, progress
from bot.slack.views.metadata import Metadata
from bot.wording import reason
from commands.invitations.describe import AuditEntry
from commands.provisioning.progress import TaskKind, TaskProgress, TaskState
from storage.audit_details import NotInPlace
from tests.bot.mail.letter import NOW, invitation
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, RUSSIAN, mrkdwn
from tests.bot.slack.views.parcels import WORST as NASTIEST
from tests.bot.slack.views.parcels import parcel
from tests.people import MONDAY

CODES = (
    "not_in_channel",
    "channel_not_found",
    "is_archived",
    "no_such_subteam",
    "missing_scope",
    "paid_teams_only",
    "user_is_restricted",
    "brand_new",
    "",
)
HELP = "Someone who is there can."
TOLD = "The admins have been told."
APPROVAL = (
    "An admin of Slack still has to approve it: on your side under Manage Slack Connect, or on "
    "theirs."
)
TAKEN = (
    "Egon &lt;!here&gt; accepted the Slack Connect invitation to <#C0EAST> that went to "
    "Ivy.Newcomer@example.com."
)
AS_LONG_AS = "the mail server takes none from Usher. It is sent by itself once that works again."
LINKED: tuple[TaskKind, ...] = ("channel", "usergroup", "connect")
FOUND = TaskProgress("account", "", "U0IVY", "done")
MISSING = TaskProgress("account", "", "", "missing")
EVIL = "<!channel> <https://evil.example|x> *b*"
EVERY = tuple(
    TaskProgress(
        kind, EVIL[:80], f"{'S' if kind == 'usergroup' else 'C'}{'0' * 30}", state, why, by
    )
    for kind, state, why, by, _ in product(
        LINKED,
        get_args(TaskState),
        (*CODES, "declined", "not_approved", "z" * 60),
        ("", EVIL[:80]),
        range(30),
    )
    # Nothing was refused of what was accepted.
    if not (why or kind != "connect" if state == "to_approve" else by and state != "done")
)
ACCEPTED = replace(NASTIEST, state="accepted")
WORST = [
    replace(ACCEPTED, steps=(account, joining, *EVERY))
    for account, joining in (
        (MISSING, TaskProgress("joining", "", "", "refused")),
        (
            TaskProgress("account", "", "", "waiting", "z" * 60),
            TaskProgress("joining", "", "", "waiting"),
        ),
    )
]


def told(*steps: TaskProgress, words: Words = ENGLISH, **more: Any) -> list[str]:
    return list(progress.lines(invitation(state="accepted", steps=steps, **more), words))


def channel(
    state: TaskState = "done", why: str = "", kind: TaskKind = "channel", n: str = "EAST"
) -> TaskProgress:
    return TaskProgress(kind, n.lower(), f"C0{n}", state, why)


def group(state: TaskState = "done", why: str = "") -> TaskProgress:
    return TaskProgress("usergroup", "analysts", "S0ANALYSTS", state, why)


def test_who_is_in_is_said_with_a_channel_as_a_link_and_a_user_group_not_called() -> None:
    assert told(FOUND, channel(), group(), name="Ivy") == ["Ivy is in <#C0EAST> and @analysts."]
    assert told(channel(kind="connect")) == ["Ivy.Newcomer@example.com is in <#C0EAST>."]
    assert told(channel(), group(), words=RUSSIAN)[0].count("analysts") == 1


def test_who_has_an_account_and_no_place_to_go_to_is_no_news() -> None:
    assert told() == told(FOUND) == []


def test_places_of_one_fate_are_named_together_and_others_apart() -> None:
    west, north = channel("waiting", n="WEST"), channel("waiting", "is_archived", n="NORTH")
    assert told(FOUND, channel("waiting"), west, group("waiting"), north) == [
        "Still on the way: <#C0EAST>, <#C0WEST>, and @analysts.",
        "Not in <#C0NORTH> yet: the channel is archived. The admins have been told.",
    ]


def test_more_than_twenty_places_are_counted() -> None:
    [line] = told(*(channel(n=f"N{n}") for n in range(23)))
    assert line.count("<#") == 20
    assert line.endswith("and 3 more.")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            channel("waiting", "not_in_channel"),
            "Not in <#C0EAST> yet: Usher is not in that channel. The admins have been told.",
        ),
        (
            channel("refused", "user_is_restricted"),
            "Usher could not add them to <#C0EAST>: a guest may not be there. " + HELP,
        ),
        (
            channel("refused"),
            "Usher could not add them to <#C0EAST>: Slack does not take it. " + HELP,
        ),
        (
            group("waiting", "paid_teams_only"),
            "Not in @analysts yet: this takes a paid plan of Slack. The admins have been told.",
        ),
        (
            channel("waiting", kind="connect"),
            "An invitation to <#C0EAST> by Slack Connect is on its way.",
        ),
        (
            channel("sent", kind="connect"),
            "Slack has mailed them an invitation to <#C0EAST> (Slack Connect).",
        ),
        (
            channel("refused", "declined", kind="connect"),
            "They declined the Slack Connect invitation to <#C0EAST>.",
        ),
        (
            channel("refused", "brand_new", kind="connect"),
            "Slack Connect did not invite them to <#C0EAST>: Slack says brand_new.",
        ),
        (
            channel("waiting", "missing_scope", kind="connect"),
            "Not invited to <#C0EAST> by Slack Connect yet: Slack does not allow Usher to do it. "
            + TOLD,
        ),
        (
            channel("to_approve", kind="connect"),
            f"They accepted the Slack Connect invitation to <#C0EAST>. {APPROVAL}",
        ),
        (
            replace(channel("to_approve", kind="connect"), by="Egon <!here>"),
            f"{TAKEN} {APPROVAL}",
        ),
        (replace(channel("done", kind="connect"), by="Egon <!here>"), TAKEN),
        (
            channel("refused", "not_approved", kind="connect"),
            "An admin of Slack did not approve the Slack Connect invitation to <#C0EAST>.",
        ),
        (TaskProgress("account", "", "", "waiting"), "Usher is looking for their Slack account."),
        (
            TaskProgress("account", "", "", "waiting", "missing_scope"),
            "Usher can’t look for their Slack account: Slack does not allow Usher to do it.",
        ),
        (
            TaskProgress("account", "", "", "refused", "taken"),
            "Their Slack account could not be used: another member has it.",
        ),
        (
            MISSING,
            "No Slack account has their address yet. Please help them to join Slack with it.",
        ),
    ],
)
def test_what_is_still_to_be_done_says_by_whom(step: TaskProgress, said: str) -> None:
    assert told(step) == [said]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("waiting", "A mail with the link to join is on its way to them."),
        ("put_off", f"The mail with the link to join is put off: {AS_LONG_AS}"),
        ("done", "They were mailed the link to join."),
        ("refused", "The mail with the link to join could not be delivered: please pass it on."),
    ],
)
def test_who_has_no_account_is_led_to_one(state: TaskState, said: str) -> None:
    joining = TaskProgress("joining", "", "", state)
    assert told(MISSING, joining) == [f"No Slack account has their address yet. {said}"]


def test_who_was_invited_by_slack_connect_needs_no_account() -> None:
    assert told(MISSING, channel("sent", kind="connect")) == [
        "Slack has mailed them an invitation to <#C0EAST> (Slack Connect).",
        "No Slack account has their address yet.",
    ]


def test_an_acceptance_says_it_after_who_is_in_and_before_the_workgroup() -> None:
    about = invitation(state="accepted", steps=(FOUND, channel()), personal=False)
    message = messages.draw(parcel("slack.accepted", about), ENGLISH, NOW)
    texts = [each["text"] for each in mrkdwn(message["blocks"])]
    assert texts[1:] == ["Ivy.Newcomer@example.com is in <#C0EAST>.", "Workgroup: Design"]
    assert "EAST" not in message["text"]


def more(*steps: TaskProgress, words: Words = ENGLISH) -> dict[str, Any]:
    about = invitation(state="accepted", steps=steps)
    return invitation_modals.more(about, (), words, "Europe/Berlin", MONDAY, Metadata(about.id))


def test_more_of_a_row_says_what_is_not_in_its_history_yet() -> None:
    shown = [each["text"] for each in mrkdwn(more(FOUND, channel(), group("waiting")))]
    assert "Still on the way: @analysts." in shown
    assert "EAST" not in "".join(shown)


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("about", WORST, ids=["missing", "waiting"])
def test_slack_takes_it_at_its_worst(about: Any, words: Words) -> None:
    message = messages.draw(parcel("slack.accepted", about, details={"gone": EVIL * 9}), words, NOW)
    assert problems({"channel": "D1", **message}, "message") == []
    long = AuditEntry("not_placed", MONDAY, EVIL, NotInPlace(EVIL, "channel", EVIL))
    modal = invitation_modals.more(
        about, [long] * 30, words, "Europe/Berlin", MONDAY, Metadata(about.id)
    )
    assert problems(modal, "modal") == []


@pytest.mark.parametrize("about", WORST, ids=["missing", "waiting"])
def test_no_line_of_it_is_cut_and_nothing_that_people_typed_acts(about: Any) -> None:
    for line in progress.lines(about, ENGLISH):
        assert len(line) <= 3000
        assert "<!" not in line
        assert "evil.example" not in line


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_each_code_has_its_reason(words: Words) -> None:
    said = [reason(code, words) for code in CODES if code != "channel_not_found"]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("words", EACH, ids=NAMES)
def test_whatever_admins_or_the_operator_can_mend_is_said_in_words(words: Words) -> None:
    """A place that has no people to be put into it, and no files, is none for a step."""
    others = {Cause.EMPTIED, Cause.NO_FILES, Cause.FILE_TOO_LARGE, Cause.NO_ROOM}
    for word, about in WORDS.items():
        if about in {Meaning.PLACE, Meaning.RIGHT, Meaning.APP} and cause(word) not in others:
            assert word not in reason(word, words)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("channel_archived", "the channel is archived"),
        ("channel_is_limited_access", "Usher is not in that channel"),
        ("not_paid", "this takes a paid plan of Slack"),
        ("restricted_action", "Slack does not allow Usher to do it"),
        ("account_inactive", "Slack does not allow Usher to do it"),
        ("member_limit_exceeded", "no more people fit in there"),
        ("single_channel_guests_cannot_be_added", "a guest may not be there"),
        ("taken", "another member has it"),
        ("brand_new", "Slack says brand_new"),
        ("Slack did not answer in time", "Slack could not be reached or did not answer"),
        ("status 502", "Slack could not be reached or did not answer"),
    ],
)
def test_a_word_means_the_same_to_who_can_not_mend_it(code: str, said: str) -> None:
    assert reason(code, ENGLISH) == said

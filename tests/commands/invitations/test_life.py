"""An invitation's life as Hypothesis lives it: no order of actions leads where it must not."""

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from commands.delivery.results import Delivered, PermanentFailure, TransientFailure
from commands.directory.change_role import set_role
from commands.errors import Closed, TooSoon
from commands.invitations import describe
from commands.invitations.invite import InviteForm, invite
from commands.lifecycle import OPEN
from commands.limits import Limits
from commands.outcomes import AlreadyInvited, AlreadyMember, Invited
from storage.database import Database
from storage.models import AuditEntry, Invitation, OutboxRow, State
from tests.commands.story import Story
from tests.northwind import SlackTeam, sync
from tests.people import ADA, LEV, MONDAY, NORTHWIND

ONWARD: dict[State, set[str]] = {
    State.PENDING: {"accepted", "declined", "revoked", "expired"},
    State.DECLINED: {"accepted"},
    State.ACCEPTED: set(),
    State.REVOKED: set(),
    State.EXPIRED: set(),
}
"""Not the table of the code: what the product's description draws."""

PEOPLE = st.sampled_from(["bob@example.com", "amy@example.com"])
NUMBERS = st.integers(0, 3)
NO_LIMITS = Limits(10_000, 10_000, 10_000)


class Life(RuleBasedStateMachine):
    """`known` has the state of each invitation as it was seen after the deed before."""

    template: Path

    @initialize(lifetime=st.sampled_from([1, 2, 4, 7, 14]))
    def begin(self, lifetime: int) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.template, self.folder / "usher.db")
        database = Database(f"sqlite:///{self.folder / 'usher.db'}")
        database.run(sync, SlackTeam(NORTHWIND, "Northwind", "Europe/Berlin", [ADA]), MONDAY)
        database.run(set_role, LEV.email, "lead", MONDAY)
        self.story = Story(database, MONDAY)
        self.story.live(lifetime)
        self.known: dict[str, State] = {}
        self.deeds: Counter[tuple[str, str]] = Counter()
        for email in ("bob@example.com", "amy@example.com"):
            bob = self.story.invite(email)
            self.did(bob, "invited")
            self.known[bob] = State.PENDING

    def teardown(self) -> None:
        if hasattr(self, "story"):
            self.story.database.close()
            shutil.rmtree(self.folder)

    def seen(self, invitation: str) -> str:
        """Its state as the page says it now."""
        return self.story.database.read(describe.for_invitee, invitation, self.story.now).state

    def did(self, invitation: str, verb: str) -> None:
        self.deeds[invitation, verb] += 1

    @rule(email=PEOPLE, by=st.sampled_from([ADA, LEV]))
    def invite(self, email: str, by: Any) -> None:
        before = {each for each in self.known if self.seen(each) == "pending"}
        holds = {each for each in before if self.story.row(each).email == email}
        form = InviteForm(email)
        [outcome] = self.story.database.run(invite, by, form, NO_LIMITS, self.story.now)
        if isinstance(outcome, Invited):
            assert not holds
            self.did(outcome.id, "invited")
        elif isinstance(outcome, AlreadyInvited):
            assert {outcome.id} == holds
        else:
            assert isinstance(outcome, AlreadyMember)
            assert not holds

    def one(self, number: int) -> str:
        """Any invitation there is, of the newest more often."""
        known = sorted(self.known, reverse=True)
        return known[number % len(known)]

    @rule(number=NUMBERS, press=st.sampled_from(["accept", "decline"]))
    def answer(self, number: int, press: str) -> None:
        self.press(number, press)

    @rule(number=NUMBERS, press=st.sampled_from(["revoke", "extend"]))
    def act(self, number: int, press: str) -> None:
        self.press(number, press)

    def press(self, number: int, press: str) -> None:
        bob = self.one(number)
        verb = {"accept": "accepted", "decline": "declined", "revoke": "revoked"}.get(press)
        before = self.seen(bob)
        try:
            did = getattr(self.story, press)(bob, *([ADA] if press in {"revoke", "extend"} else []))
        except Closed as closed:
            assert closed.state == before != "pending"  # noqa: PT017 - which state it is depends
            return
        assert before in {"pending", "accepted", "declined"}
        if did:
            self.did(bob, verb or "extended")
            assert before == "pending" or (before, press) == ("declined", "accept")
            assert self.seen(bob) == (verb or "pending")

    @rule(number=NUMBERS)
    def resend(self, number: int) -> None:
        bob = self.one(number)
        before = self.seen(bob)
        try:
            outcome = self.story.resend(bob, ADA, NO_LIMITS)
        except TooSoon:
            assert before == "pending"
        except Closed:
            assert before == "accepted"
        else:
            if isinstance(outcome, Invited):
                self.did(outcome.id, "resent" if outcome.id == bob else "invited")
                assert (outcome.id == bob) == (before == "pending")

    @rule(hours=st.sampled_from([1, 9, 24, 49]))
    def wait(self, hours: int) -> None:
        self.story.wait(hours=hours)

    @rule()
    def sweep(self) -> None:
        self.story.remind()
        self.story.expire()
        self.story.digest()

    @rule(
        result=st.sampled_from(
            [Delivered("D", "1"), PermanentFailure("no"), TransientFailure("later")]
        )
    )
    def send(self, result: Any) -> None:
        self.story.record(self.story.claim(), result)

    @invariant()
    def nothing_is_as_it_must_not_be(self) -> None:
        if not hasattr(self, "story"):
            return
        rows, outbox = self.story.all(Invitation), self.story.outbox()
        verbs = {row.id: Counter[str]() for row in rows}
        for each in self.story.all(AuditEntry):
            if each.subject_id in verbs:
                verbs[each.subject_id][each.verb] += 1
        self.every_move_is_one_that_exists(rows)
        self.the_history_has_a_row_for_each_deed(verbs)
        self.everything_is_told_once(outbox, verbs)
        self.a_cycle_reminds_three_times_at_most_and_never_after_the_end(outbox, rows)

    def every_move_is_one_that_exists(self, rows: list[Invitation]) -> None:
        """An address has one open invitation, and past its end it is expired before any sweep."""
        for row in rows:
            before = self.known.get(row.id, State.PENDING)
            assert row.state == before or row.state in ONWARD[before]
            self.known[row.id] = State(row.state)
            over = row.state == "pending" and row.expires_at <= self.story.now
            assert self.seen(row.id) == ("expired" if over else row.state)
        still = [row.email for row in rows if row.state in OPEN]
        assert len(set(still)) == len(still)

    def the_history_has_a_row_for_each_deed(self, verbs: dict[str, Counter[str]]) -> None:
        for bob, of_bob in verbs.items():
            assert of_bob["expired"] == (self.known[bob] == State.EXPIRED)
            for verb in ("invited", "accepted", "declined", "revoked", "extended", "resent"):
                assert of_bob[verb] == self.deeds[bob, verb]
                assert verb in {"extended", "resent"} or of_bob[verb] <= 1

    def everything_is_told_once(
        self, outbox: list[OutboxRow], verbs: dict[str, Counter[str]]
    ) -> None:
        told = Counter(
            (row.kind, each)
            for row in outbox
            for each in (row.details.get("ids") or [row.invitation_id])
        )
        for bob in verbs:
            for verb in ("accepted", "declined", "expired"):
                assert told[f"slack.{verb}", bob] == verbs[bob][verb]
            renewed = verbs[bob]["extended"] + verbs[bob]["resent"]
            assert told["slack.ending", bob] <= 1 + renewed

    def a_cycle_reminds_three_times_at_most_and_never_after_the_end(
        self, outbox: list[OutboxRow], rows: list[Invitation]
    ) -> None:
        mails = [row for row in outbox if row.kind == "mail.reminder"]
        cycles = Counter((row.invitation_id, row.details["cycle"]) for row in mails)
        assert all(count <= 3 for count in cycles.values())
        ends = {row.id: row.expires_at for row in rows}
        assert all(row.created_at < ends[row.invitation_id or ""] for row in mails)


def test_no_order_of_deeds_leads_where_it_must_not(sqlite_template: Path) -> None:
    Life.template = sqlite_template
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


@pytest.mark.long
def test_no_order_of_many_deeds_either(sqlite_template: Path) -> None:
    Life.template = sqlite_template
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=500,
            stateful_step_count=60,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )

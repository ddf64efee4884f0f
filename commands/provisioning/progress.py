"""Progress: where in Slack somebody who accepted is by now, and what is still to come.

It is read from what leaves (`commands.provisioning.plan` writes it) and what became of it; nothing
is kept twice.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlalchemy.orm import Session

from commands.notifications.pauses import Pauses
from storage import channel_links, mail_pauses, members, outbox
from storage.models import ChannelLink, Invitation, Member, OutboxRow, State
from storage.outbox_details import ByConnect, OfLink
from storage.vocabulary import OutboxKind

TaskKind = Literal["account", "joining", "channel", "usergroup", "connect"]
TaskState = Literal["waiting", "put_off", "sent", "to_approve", "done", "missing", "refused"]

KINDS: Mapping[str, TaskKind] = {
    OutboxKind.FIND_ACCOUNT: "account",
    OutboxKind.JOINING: "joining",
    OutboxKind.ADD_TO_CHANNEL: "channel",
    OutboxKind.ADD_TO_USERGROUP: "usergroup",
    OutboxKind.INVITE_BY_CONNECT: "connect",
}
STATES: Mapping[str, TaskState] = {"pending": "waiting", "sent": "done", "failed": "refused"}
ANSWERS: Mapping[str, tuple[TaskState, str]] = {
    "to_approve": ("to_approve", ""),
    "accepted": ("done", ""),
    "declined": ("refused", "declined"),
    "not_approved": ("refused", "not_approved"),
}
"""What the other side made of an invitation by Slack Connect, as its row has it."""

_CODE = re.compile(r"(?:Slack: )?([a-z]+(?:_[a-z]+)*)")


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """One step into Slack.

    `name` and `slack_id` are the linked place's; of `account` the id is the person's. `joining` is
    the mail with the link to join. An invitation by Slack Connect is `sent` until it is answered,
    and `to_approve` while an admin of Slack has to; `by` is the name of who accepted it, where that
    was somebody else. `missing` says that the address has no account, `put_off` that no mail to it
    leaves at present. `why` is Slack's code, where it refused.
    """

    kind: TaskKind
    name: str
    slack_id: str
    state: TaskState
    why: str = ""
    by: str = ""


def progress(unit: Session, rows: Sequence[Invitation]) -> dict[str, tuple[TaskProgress, ...]]:
    """For each that was accepted its steps, the account first."""
    accepted = [row for row in rows if row.state == State.ACCEPTED]
    if not accepted:
        return {}
    written = outbox.written_about(unit, list(KINDS), [row.id for row in accepted])
    known = _Known(
        _newest(written),
        channel_links.get_many(unit, {each for row in written if (each := _link_of(row))}),
        members.get_many(unit, [row.member_id for row in accepted if row.member_id]),
        Pauses(mail_pauses.everything(unit) if any(map(_is_waiting_mail, written)) else ()),
    )
    return {row.id: tuple(_steps(row, known)) for row in accepted}


@dataclass(frozen=True, slots=True)
class _Known:
    written: Mapping[str, Sequence[OutboxRow]]
    links: Mapping[str, ChannelLink]
    people: Mapping[str, Member]
    pauses: Pauses


def _link_of(row: OutboxRow) -> str:
    """The id of the channel link that a task serves; "" for other rows."""
    return row.record.link if isinstance(row.record, OfLink) else ""


def _newest(written: Sequence[OutboxRow]) -> dict[str, list[OutboxRow]]:
    """For each invitation its rows; of several about the same place the last one counts."""
    found: dict[str, dict[tuple[str, str], OutboxRow]] = {}
    for row in written:
        about = found.setdefault(row.invitation_id or "", {})
        about[row.kind, _link_of(row)] = row
    return {invitation: list(about.values()) for invitation, about in found.items()}


def _steps(row: Invitation, known: _Known) -> Iterator[TaskProgress]:
    member = known.people[row.member_id or ""]
    written = sorted(known.written.get(row.id, ()), key=lambda each: list(KINDS).index(each.kind))
    if member.slack_user:
        yield TaskProgress("account", "", member.slack_user, "done")
    for each in written:
        link = known.links.get(_link_of(each))
        if each.kind == OutboxKind.INVITE_BY_CONNECT and link:
            yield from _connected(each, link, member)
        elif link:
            yield _placed(each, link)
        elif each.kind in {OutboxKind.FIND_ACCOUNT, OutboxKind.JOINING} and not member.slack_user:
            step = _looked_for(each)
            held = _is_waiting_mail(each) and known.pauses.holding(row.email)
            yield replace(step, state="put_off") if held else step


def _is_waiting_mail(row: OutboxRow) -> bool:
    return row.kind == OutboxKind.JOINING and row.state == "pending"


def _placed(row: OutboxRow, link: ChannelLink) -> TaskProgress:
    state = STATES[row.state]
    stands_in_it = link.problem_with in {row.kind, OutboxKind.FIND_NAME}
    why = {"waiting": link.problem if stands_in_it else "", "refused": _code(row)}.get(state, "")
    return TaskProgress(KINDS[row.kind], link.name, link.slack_id, state, why)


def _connected(row: OutboxRow, link: ChannelLink, member: Member) -> Iterator[TaskProgress]:
    """Who has an account needs no invitation to one channel; one who accepted it is in there."""
    step = _placed(row, link)
    if step.state == "done":
        state, why = ANSWERS.get(row.reason, ("sent", ""))
        by = row.record.by if isinstance(row.record, ByConnect) else ""
        step = replace(step, state=state, why=why, by=by)
    if (step.state == "done" and not step.by) or not member.slack_user:
        yield step


def _looked_for(row: OutboxRow) -> TaskProgress:
    state = STATES[row.state]
    if row.kind == OutboxKind.FIND_ACCOUNT and state == "done":
        # What was found is the person's own id by then, unless another member has it.
        state = "refused" if row.reason else "missing"
    return TaskProgress(KINDS[row.kind], "", "", state, _code(row))


def _code(row: OutboxRow) -> str:
    """Slack's code, or "" where it is another's words why it waits."""
    found = _CODE.fullmatch(row.reason)
    return found[1] if found else ""

"""What leaves: take it, with all that there is to say of it, unless it makes no sense any more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from commands import arrival, homes, links, mailing, notices, overview, policy, webhooks
from commands.actor import Actor
from commands.arrival import Step
from commands.links import Linked
from commands.overview import Invitation
from commands.webhooks import Hook
from storage import endpoints, history, invitations, members, models, outbox, workspaces
from storage import links as linkings
from storage.history import Deed
from storage.models import Outgoing, State

SILENT = "asked not to be mailed"
PASSED_ON = "passed on to the admins"

DEEDS = (
    "resent",
    "extended",
    "revoked",
    "snoozed",
    "corrected",
    "approved",
    "refused",
    "accepted",
    "declined",
    "expired",
)

DECISIONS = ("approved", "refused", "revoked", "expired")
"""What ends a request: the first of these."""

ASKED = frozenset({"slack.request", "slack.approved", "slack.refused"})

MENDED = frozenset({"resent", "corrected", "revoked", "accepted", "declined", "expired"})
"""What leaves nothing to do about a mail that failed; more time alone brings no mail."""

ARRIVALS = frozenset({notices.ACCEPTED, mailing.JOINING})
"""What says where in Slack who accepted is."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody of the workspace who is written to in Slack, and whether they may invite now."""

    slack_user: str
    name: str
    locale: str
    role: str
    may_invite: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """An invitation in a message: why it is there, and what was done to it since, by whom."""

    invitation: Invitation
    why: tuple[str, ...]
    deed: str
    by: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to send now. `replaces` is (channel, ts) of the Slack message to update.

    `decision` is what was decided on a request, or done about a mail that failed, and `by` the
    name of who did it. `link` is what a message about trouble is about, `hook` the endpoint of one
    about webhooks; None where that is gone. `passed_on` says that it was for an inviter who is
    gone.
    """

    id: int
    lease: str
    kind: str
    team: str
    zone: str
    details: Mapping[str, Any]
    invitation: Invitation | None = None
    recipient: Recipient | None = None
    rows: tuple[Listed, ...] = ()
    replaces: tuple[str, str] | None = None
    decision: str = ""
    by: str = ""
    hook: Hook | None = None
    link: Linked | None = None
    passed_on: bool = False


def take(unit: Session, now: datetime, lease: timedelta, most: int, kinds: str) -> list[Parcel]:
    """Lease up to `most` due rows of these kinds (LIKE); those without sense are dropped."""
    rows = outbox.take(unit, now, now + lease, most, kinds)
    if not rows:
        return []
    known = _load(unit, rows)
    parcels = []
    for row in rows:
        parcel = _parcel(row, known, now)
        if reason := _senseless(row, parcel, known):
            _drop(unit, row, known.records.get(row.invitation_id or ""), reason, now)
            if reason == PASSED_ON:
                notices.pass_on(unit, row, now)
        else:
            parcels.append(parcel)
    return parcels


def outdated(unit: Session, parcels: Sequence[Parcel], now: datetime) -> list[Outgoing]:
    """Of these, as they were taken, the rows of which there is something else to say by now."""
    rows = outbox.these(unit, [parcel.id for parcel in parcels])
    known = _load(unit, list(rows.values()))
    return [
        rows[parcel.id]
        for parcel in parcels
        if parcel.id in rows and _says(parcel) != _says(_parcel(rows[parcel.id], known, now))
    ]


def _says(parcel: Parcel) -> tuple[object, ...]:
    return parcel.invitation, parcel.rows, parcel.decision, parcel.by, parcel.link


@dataclass(frozen=True, slots=True)
class _Known:
    """What a batch of rows speaks of, read with one query a kind."""

    originals: Mapping[int, Outgoing]
    records: Mapping[str, models.Invitation]
    people: Mapping[str, models.Member]
    workspaces: Mapping[str, models.Workspace]
    silent: frozenset[tuple[str, str]]
    deeds: Mapping[str, Sequence[Deed]]
    decisions: Mapping[str, tuple[str, str]]
    hooks: Mapping[str, models.Endpoint]
    links: Mapping[str, Linked]
    steps: Mapping[str, tuple[Step, ...]]
    last: Mapping[tuple[object, ...], int]
    """Of each message that is updated, and each Home that is drawn, the last row that does it."""


def _load(unit: Session, rows: Sequence[Outgoing]) -> _Known:
    originals = outbox.these(unit, [row.details["of"] for row in rows if "of" in row.details])
    shown = [*rows, *originals.values()]
    about = list({each for row in shown for each in _about(row)})
    records = invitations.these(unit, about)
    since = min((row.created_at for row in shown if row.kind in notices.SHOWING), default=None)
    hooks = [row.details["endpoint"] for row in shown if "endpoint" in row.details]
    asked = [row.invitation_id for row in shown if row.kind in ASKED and row.invitation_id]
    arrived = {row.invitation_id for row in shown if row.kind in ARRIVALS}
    return _Known(
        originals,
        records,
        members.these(unit, [row.member_id for row in shown if row.member_id]),
        workspaces.these(unit, [row.workspace_id for row in rows]),
        workspaces.silent(unit, [record.email for record in records.values()]),
        history.deeds(unit, about, (*DEEDS, "failed"), since) if since else {},
        history.first_deeds(unit, asked, DECISIONS) if asked else {},
        endpoints.these(unit, hooks) if hooks else {},
        _links(unit, shown),
        arrival.steps(unit, [record for each, record in records.items() if each in arrived]),
        {_place_of(row): row.id for row in rows},
    )


def _links(unit: Session, rows: Sequence[Outgoing]) -> Mapping[str, Linked]:
    ids = [row.details["link"] for row in rows if row.kind == notices.TROUBLE]
    return links.describe(unit, list(linkings.these(unit, ids).values())) if ids else {}


def _about(row: Outgoing) -> list[str]:
    """The invitations that a row speaks of."""
    listed = [each for each, *_ in row.details.get("rows", ())] or row.details.get("ids", ())
    return [*listed, *([row.invitation_id] if row.invitation_id else [])]


def _place_of(row: Outgoing) -> tuple[object, ...]:
    """What is drawn there shows what an earlier row of the same batch would have shown."""
    if row.kind == homes.KIND:
        return homes.KIND, row.member_id
    return ("of", row.details["of"]) if "of" in row.details else ("new", row.id)


def _parcel(row: Outgoing, known: _Known, now: datetime) -> Parcel:
    """What a row says; of an update what the message says that it updates, as of now."""
    original = known.originals.get(row.details.get("of", 0), row)
    workspace = known.workspaces[row.workspace_id]
    record = known.records.get(original.invitation_id or "")
    decision, by = _decision(original, known)
    member = known.people.get(original.member_id or "")
    hook = known.hooks.get(original.details.get("endpoint", ""))
    return Parcel(
        id=row.id,
        lease=row.lease or "",
        kind=original.kind,
        team=workspace.team,
        zone=workspace.zone,
        details=original.details,
        invitation=_described(record, known, now, _steps(original, known)) if record else None,
        recipient=_recipient(original, Actor(member, workspace)) if member else None,
        rows=tuple(_listed(original, known, now)),
        replaces=_place(original) if original is not row else None,
        decision=decision,
        by=by,
        hook=webhooks.describe(hook) if hook else None,
        link=known.links.get(original.details.get("link", "")),
        passed_on=_is_passed_on(original, known),
    )


def _is_passed_on(row: Outgoing, known: _Known) -> bool:
    about = [known.records[each] for each in _about(row) if each in known.records]
    inviters = {record.inviter_id for record in about}
    return row.kind in notices.TO_INVITER and bool(inviters) and row.member_id not in inviters


def _described(
    record: models.Invitation, known: _Known, now: datetime, steps: tuple[Step, ...] = ()
) -> Invitation:
    stopped = (record.workspace_id, record.email) in known.silent
    return replace(overview.describe(record, now, stopped=stopped), steps=steps)


def _steps(row: Outgoing, known: _Known) -> tuple[Step, ...]:
    """Other messages say nothing of them, so that they are not new to them either."""
    return known.steps.get(row.invitation_id or "", ()) if row.kind in ARRIVALS else ()


def _decision(row: Outgoing, known: _Known) -> tuple[str, str]:
    """What was decided, or done, about the one invitation of a message, and by whom."""
    about = row.invitation_id or ""
    if row.kind in ASKED:
        return known.decisions.get(about, ("", ""))
    if row.kind != "slack.failed":
        return "", ""
    found = ("", "")
    for each in known.deeds.get(about, ()):
        if each.verb == "failed" and each.at <= row.created_at:
            # What came before the failure mended nothing, though it was in the same instant.
            found = ("", "")
        elif each.verb in MENDED:
            found = (each.verb, each.by)
    return found


def _deed(row: Outgoing, known: _Known, invitation_id: str) -> tuple[str, str]:
    """What was last done to it since the message was written, and by whom."""
    if row.kind in notices.SHOWING:
        for each in reversed(known.deeds.get(invitation_id, ())):
            if each.verb in DEEDS and each.at >= row.created_at:
                return each.verb, each.by
    return "", ""


def _recipient(row: Outgoing, reader: Actor) -> Recipient | None:
    """None for who can't be told; a channel is told in the language of somebody who is gone too."""
    member = reader.member
    if member.slack_user is None or (member.gone and "channel" not in row.details):
        return None
    may_invite = policy.may_invite(reader)
    return Recipient(member.slack_user, member.name, member.locale, member.role, may_invite)


def _place(original: Outgoing) -> tuple[str, str]:
    return original.channel or "", original.ts or ""


def _listed(row: Outgoing, known: _Known, now: datetime) -> Iterator[Listed]:
    if "ids" in row.details:
        entries = [(each, "") for each in row.details["ids"]]
    else:
        entries = [(each, why) for each, _, why in row.details.get("rows", ())]
    for each, why in entries:
        if record := known.records.get(each):
            about = _described(record, known, now)
            yield Listed(about, tuple(why.split()), *_deed(row, known, each))


def _senseless(row: Outgoing, parcel: Parcel, known: _Known) -> str:
    """Why it need not leave any more; empty when it must."""
    if row.kind.startswith("mail."):
        return _senseless_mail(row, parcel, known)
    if parcel.recipient is None:
        member = known.people.get(row.member_id or "")
        passed_on = row.kind in notices.TO_INVITER and member and member.gone
        return PASSED_ON if passed_on else "nobody to tell in Slack"
    if row.id != known.last[_place_of(row)]:
        return "a newer one"
    return _settled(row, parcel)


def _settled(row: Outgoing, parcel: Parcel) -> str:
    """Why a new message has nothing to say; an update has, whatever it is."""
    about = parcel.invitation
    if "endpoint" in row.details and not (parcel.hook and parcel.hook.paused_at):
        return "removed or resumed meanwhile"
    if row.kind in notices.LISTS:
        waits = any(each.invitation.state == State.PENDING for each in parcel.rows)
        return "" if waits else "nothing pending any more"
    if row.kind == "slack.request" and about and about.state != State.REQUESTED:
        return "decided meanwhile"
    if row.kind == "slack.failed" and about and about.mail != "failed":
        return "mailed meanwhile"
    if row.kind == notices.TROUBLE:
        stays = parcel.link and parcel.link.trouble == row.details["code"]
        return "" if stays else "mended meanwhile"
    return ""


def _senseless_mail(row: Outgoing, parcel: Parcel, known: _Known) -> str:
    about = parcel.invitation
    if about and row.kind == mailing.JOINING:
        return _senseless_joining(about)
    if about is None or about.state != State.PENDING:
        return "not pending any more"
    if (row.workspace_id, about.email) in known.silent:
        return SILENT
    if row.kind == mailing.REMINDER and about.mail != "sent":
        return "the invitation itself has not arrived"
    if row.kind == mailing.REMINDER and row.details["cycle"] != known.records[about.id].cycle:
        return "renewed meanwhile"
    return ""


def _senseless_joining(about: Invitation) -> str:
    if about.stopped:
        return SILENT
    if not about.join_link:
        return "no link to join by any more"
    in_slack = any(step.kind == "account" and step.state == "done" for step in about.steps)
    return "in Slack by now" if in_slack else ""


def _drop(
    unit: Session, row: Outgoing, record: models.Invitation | None, reason: str, now: datetime
) -> None:
    outbox.mark(unit, row.id, row.lease or "", "dropped", now, reason=reason)
    if record and row.kind == mailing.JOINING:
        notices.refresh(unit, record, now)
    elif record and reason == SILENT:
        record.mail = "suppressed"

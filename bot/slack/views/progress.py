"""What became of who accepted, in Slack: where they are, and what is still to be done by whom."""

from collections.abc import Iterator, Mapping, Sequence

from bot import wording
from bot.i18n import Words
from bot.slack.views import blocks
from commands.invitations.describe import Invitation
from commands.provisioning.progress import TaskKind, TaskProgress, TaskState

MOST = 20
"""Places in one sentence."""


def lines(about: Invitation, words: Words) -> Iterator[str]:
    """All of it, a sentence or two a line, in mrkdwn."""
    if there := [step for step in about.steps if step.state == "done" and step.slack_id]:
        places = [step for step in there if step.kind != "account" and not step.by]
        if places:
            yield words("{who} is in {places}.", who=_who(about), places=_places(places, words))
        yield from _by_others([step for step in there if step.by], about, words)
    yield from waiting(about, words)


def _by_others(
    taken: Sequence[TaskProgress], about: Invitation, words: Words, *, approved: bool = True
) -> Iterator[str]:
    """Whoever has Slack's mail can accept it; that brings in nobody else."""
    for by in dict.fromkeys(step.by for step in taken):
        places = _places([step for step in taken if step.by == by], words)
        said = words(
            "{name} accepted the Slack Connect invitation to {places} that went to {who}.",
            name=blocks.name(by),
            places=places,
            who=blocks.address(about.address),
        )
        yield said if approved else f"{said} {_approval(words)}"


def waiting(about: Invitation, words: Words) -> Iterator[str]:
    """What is not done, and who can do it."""
    for (kind, state, why), steps in _alike(about.steps).items():
        if kind in {"account", "joining"}:
            continue
        if state == "to_approve":
            yield from _to_approve(steps, about, words)
            continue
        places, because = _places(steps, words), wording.reason(why, words)
        if kind == "connect":
            yield from _connect(state, why, places, blocks.esc(because), words)
        elif state == "refused":
            yield words(
                "Usher could not add them to {places}: {why}. Someone who is there can.",
                places=places,
                why=blocks.esc(because),
            )
        elif why:
            yield words(
                "Not in {places} yet: {why}. The admins have been told.",
                places=places,
                why=blocks.esc(because),
            )
        else:
            yield words("Still on the way: {places}.", places=places)
    yield from _account(about, words)


Alike = tuple[str, TaskState, str]


def _alike(steps: Sequence[TaskProgress]) -> dict[Alike, list[TaskProgress]]:
    """Of what is not done the places with the same state, to be named together."""
    found: dict[Alike, list[TaskProgress]] = {}
    for step in steps:
        if step.state != "done":
            kind = "place" if step.kind in {"channel", "usergroup"} else step.kind
            found.setdefault((kind, step.state, step.why), []).append(step)
    return found


def _who(about: Invitation) -> str:
    return blocks.name(about.name) if about.name else blocks.address(about.address)


def _places(steps: Sequence[TaskProgress], words: Words) -> str:
    named = [_place(step, words) for step in steps[:MOST]]
    if more := len(steps) - len(named):
        return f"{', '.join(named)} {words.many('and {n} more', 'and {n} more', more)}"
    return words.each(named)


def _place(step: TaskProgress, words: Words) -> str:
    """A channel as a link, which tells a private one's name to those in it alone; a user group by
    its name, because a mention would call all of them.
    """
    if step.kind == "usergroup":
        return blocks.name(wording.place(step.kind, step.name, words))
    return blocks.channel(step.slack_id)


def _to_approve(steps: Sequence[TaskProgress], about: Invitation, words: Words) -> Iterator[str]:
    own = [step for step in steps if not step.by]
    if own:
        said = words(
            "They accepted the Slack Connect invitation to {places}.", places=_places(own, words)
        )
        yield f"{said} {_approval(words)}"
    yield from _by_others([step for step in steps if step.by], about, words, approved=False)


def _approval(words: Words) -> str:
    """Slack says not whose admin it is, and each company may want it of its own.

    https://slack.com/help/articles/115005912706
    """
    return words(
        "An admin of Slack still has to approve it: on your side under Manage Slack Connect, or on "
        "theirs."
    )


def _connect(state: TaskState, why: str, places: str, because: str, words: Words) -> Iterator[str]:
    if state == "sent":
        yield words(
            "Slack has mailed them an invitation to {places} (Slack Connect).", places=places
        )
    elif why == "declined":
        yield words("They declined the Slack Connect invitation to {places}.", places=places)
    elif why == "not_approved":
        yield words(
            "An admin of Slack did not approve the Slack Connect invitation to {places}.",
            places=places,
        )
    elif state == "refused":
        yield words(
            "Slack Connect did not invite them to {places}: {why}.", places=places, why=because
        )
    elif why:
        yield words(
            "Not invited to {places} by Slack Connect yet: {why}. The admins have been told.",
            places=places,
            why=because,
        )
    else:
        yield words("An invitation to {places} by Slack Connect is on its way.", places=places)


def _account(about: Invitation, words: Words) -> Iterator[str]:
    """Who has one is known; whoever invited can lead the others to it."""
    states = {step.kind: step for step in about.steps}
    match states.get("account"):
        case TaskProgress(state="waiting", why=""):
            yield words("Usher is looking for their Slack account.")
        case TaskProgress(state="waiting", why=why):
            because = blocks.esc(wording.reason(why, words))
            yield words("Usher can’t look for their Slack account: {why}.", why=because)
        case TaskProgress(state="refused", why=why):
            because = blocks.esc(wording.reason(why, words))
            yield words("Their Slack account could not be used: {why}", why=f"{because}.")
        case TaskProgress(state="missing"):
            said = words("No Slack account has their address yet.")
            yield f"{said} {_way_in(states, words)}".rstrip()


def _way_in(states: Mapping[TaskKind, TaskProgress], words: Words) -> str:
    match states.get("joining"):
        case TaskProgress(state="waiting"):
            return words("A mail with the link to join is on its way to them.")
        case TaskProgress(state="put_off"):
            return words(
                "The mail with the link to join is put off: the mail server takes none from Usher. "
                "It is sent by itself once that works again."
            )
        case TaskProgress(state="done"):
            return words("They were mailed the link to join.")
        case TaskProgress(state="refused"):
            return words(
                "The mail with the link to join could not be delivered: please pass it on."
            )
    return "" if "connect" in states else words("Please help them to join Slack with it.")

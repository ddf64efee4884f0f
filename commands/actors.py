"""Who is doing something now."""

from dataclasses import dataclass
from typing import Literal

from commands.places import SeenPlace
from storage.models import Member, Workspace

PersonKind = Literal["person", "guest", "bot", "deleted", "stranger", "unknown"]


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, as Slack tells it: `team` is the workspace in which they ask.

    `kind` is "stranger" for somebody of another workspace, and "unknown" where Slack did not say
    who it is; neither has any right. `locale` is empty where Slack left it out, `zone` is an IANA
    name or empty. `owns_slack` is said of the primary owner alone. `seen` is how places in Slack
    stand with them; None where nobody has looked.
    """

    team: str
    user: str
    kind: PersonKind = "person"
    name: str = ""
    email: str = ""
    locale: str = "en"
    zone: str = ""
    runs_slack: bool = False
    owns_slack: bool = False
    seen: tuple[SeenPlace, ...] | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A member who acts in their workspace; `seen` is as their `Person` has it."""

    member: Member
    workspace: Workspace
    seen: tuple[SeenPlace, ...] | None = None


OPEN_ACCOUNTS: tuple[PersonKind, ...] = ("person", "guest")
"""The kinds of who has an open account in the workspace; guests have no rights here, and may be in
channels all the same.
"""

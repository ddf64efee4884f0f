"""Removing a member, as a story does it: in, out, and back."""

from commands.actors import Person
from commands.directory.change_role import change_role
from commands.directory.identify import identify
from commands.directory.remove import remove
from commands.invitations.invite import InviteForm
from commands.invitations.request import request
from commands.limits import Limits
from commands.outcomes import Requested
from storage.models import Member, Membership, Workgroup
from tests.commands.story import Story
from tests.people import ADA, MIA, NORTHWIND

BEA = Person(NORTHWIND, "U0BEA", name="Bea Boss", email="bea@northwind.example")
LIMITS = Limits(1000, 1000, 1000)


def come_in(story: Story, person: Person) -> str:
    return str(story.run(identify, person).member.id)


def expel(story: Story, who: Person, by: Person = ADA) -> str:
    """The id of who was removed; they need not have used the bot."""
    member_id = next((each.id for each in story.all(Member) if each.slack_user == who.user), None)
    member_id = member_id or come_in(story, who)
    assert story.run(remove, by, member_id) == who.name
    return member_id


def promote(story: Story, who: Person) -> str:
    """Make an admin whom Slack does not know as one."""
    member_id = come_in(story, who)
    story.database.run(change_role, ADA, member_id, "admin", story.now)
    return member_id


def ask(story: Story, address: str) -> str:
    """The id of what Mia asks for."""
    [asked] = story.database.run(request, MIA, InviteForm(address), LIMITS, story.now)
    assert isinstance(asked, Requested)
    return asked.id


def come_back(story: Story, who: Person = MIA) -> str:
    """By a new invitation; its id."""
    story.wait(minutes=1)
    invitation = story.invite(who.email, ADA)
    assert story.accept(invitation)
    return invitation


def inside(story: Story, member_id: str) -> set[str]:
    """The names of the workgroups they are in."""
    named = {each.id: each.name for each in story.all(Workgroup)}
    rows = story.all(Membership)
    return {named[each.workgroup_id] for each in rows if each.member_id == member_id}


def settled(story: Story) -> tuple[str, str]:
    """Mia is in Public, in Design and in her own; her id and Design's."""
    design = story.group("Design")
    story.accept(story.invite(MIA.email, workgroup=design, personal=True))
    mia = come_in(story, MIA)
    assert inside(story, mia) == {"Public", "Design", "mia"}
    return mia, design

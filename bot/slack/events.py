"""What Slack says by itself: people change, come and go, and answer invitations of Slack's."""

from time import time

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.parts import Parts
from bot.slack.call import News
from bot.slack.client import Client
from bot.slack.people import People
from bot.slack.received import AboutInvite
from bot.slack.shapes import Profile, SlackUser
from commands.actors import Person
from commands.directory.sync import differing, follow
from commands.provisioning import connect
from commands.provisioning.connect import Accepter, Answer, Came

CONNECT = "shared_channel_invite_"
"""What Slack says of an invitation by Slack Connect begins so."""
OVERTAKEN = 20.0
"""Seconds: Slack repeats what nobody took after one minute and after five, and of the same person
more may have been said meanwhile.
"""


def register(bolt: AsyncApp, parts: Parts, people: People, client: Client) -> None:
    async def differs(person: Person) -> bool:
        return bool(await parts.read(differing, person.team, [person]))

    async def correct(ack: AsyncAck, news: News) -> None:
        late = time() - news.happened_at > OVERTAKEN
        people.correct(news.team, SlackUser(id=news.user.id) if late else news.user)
        person = people.heard(news.team, news.user)
        if person.kind == "unknown" or (late and await differs(person)):
            person = await people.find(client, news.team, news.user.id)
        if person.kind != "unknown" and await differs(person):
            await parts.run(follow, person, parts.clock())
        await ack()

    async def answered(ack: AsyncAck, news: News) -> None:
        await parts.run(connect.answered, news.team, connect_answer(news), parts.clock())
        await ack()

    bolt.event("user_change")(correct)
    bolt.event("team_join")(correct)
    for kind in ("accepted", "approved", "declined"):
        bolt.event(f"{CONNECT}{kind}")(answered)


def connect_answer(news: News) -> Answer:
    """What became of an invitation by Slack Connect. An approval does not say who was let in."""
    told = news.invite
    came: Came
    match news.kind.removeprefix(CONNECT):
        case "accepted":
            came = "to_approve" if told.approval_required else "accepted"
        case "approved":
            came = "accepted"
        case _:
            ours = told.declining_team_id == news.team
            came = "not_approved" if ours else "declined"
    return Answer(told.invite.id, came, told.at, _accepter(told))


def _accepter(told: AboutInvite) -> Accepter | None:
    who = told.accepting_user
    if who is None:
        return None
    profile = who.profile or Profile()
    name = profile.real_name or who.real_name or who.name or ""
    return Accepter(name, profile.email or "", is_invited=who.id == told.invite.recipient_user_id)

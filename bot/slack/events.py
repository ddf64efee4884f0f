"""What Slack says by itself: people change, come and go, and answer invitations of Slack's."""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.parts import Parts
from bot.slack.call import News
from bot.slack.people import RUNS_SLACK, WHOLE, People
from bot.slack.received import AboutInvite
from bot.slack.shapes import Profile
from commands.directory.sync import follow
from commands.provisioning import connect
from commands.provisioning.connect import Accepter, Answer, Came

CONNECT = "shared_channel_invite_"
"""What Slack says of an invitation by Slack Connect begins so."""

Changed = Callable[[], Awaitable[None]]
ENOUGH = WHOLE | set(RUNS_SLACK[:2])


def register(bolt: AsyncApp, parts: Parts, people: People, changed: Changed | None) -> None:
    """`changed` is called when who runs the workspace may have changed."""

    async def correct(ack: AsyncAck, news: News) -> None:
        told = news.user
        people.correct(news.team, told)
        if told.deleted or told.model_fields_set >= ENOUGH:
            person = people.read(news.team, told.id, told)
            await parts.run(follow, person, parts.clock())
        if changed:
            await changed()
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

"""What Slack says by itself: people change, come and go, and answer invitations of Slack's."""

from collections.abc import Awaitable, Callable
from functools import partial

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.parts import Parts
from bot.slack.call import News
from bot.slack.people import RUNS_SLACK, WHOLE, People
from commands.directory.sync import follow
from commands.provisioning import plan

ACCEPTED = "shared_channel_invite_accepted"
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
        note = partial(plan.connect_answered, accepted=news.kind == ACCEPTED)
        await parts.run(note, news.team, news.invite, parts.clock())
        await ack()

    bolt.event("user_change")(correct)
    bolt.event("team_join")(correct)
    bolt.event(ACCEPTED)(answered)
    bolt.event("shared_channel_invite_declined")(answered)

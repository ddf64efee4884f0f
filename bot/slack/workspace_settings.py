"""Workspace settings from Home: a modal for each part of them; what is saved holds at once."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import home, ids, webhooks
from bot.slack.call import Call
from bot.slack.private import open_view
from bot.slack.views import settings_modal
from bot.slack.views.blocks import option
from bot.slack.views.home_settings import SECTIONS, WEBHOOKS
from bot.slack.views.spot import Spot
from commands import workspace_settings
from commands.errors import NotFound

MOST_OPTIONS = 100


def register(bolt: AsyncApp) -> None:
    bolt.action(ids.SETTINGS_EDIT)(open_modal)
    bolt.options(ids.ZONE)(suggest_zones)
    bolt.view(ids.SETTINGS)(submit)


async def open_modal(ack: AsyncAck, call: Call) -> None:
    section = call.action.text
    if section == WEBHOOKS:
        await webhooks.open_list(ack, call)
        return
    if section not in SECTIONS:
        raise NotFound
    shown = await call.look(workspace_settings.show, call.now)
    await open_view(call, settings_modal.draw(section, shown, call.limits, call.words))
    await ack()


async def suggest_zones(ack: AsyncAck, call: Call) -> None:
    found = workspace_settings.zones(call.searched, MOST_OPTIONS)
    await ack(options=[option(zone, zone) for zone in found])


async def submit(ack: AsyncAck, call: Call) -> None:
    typed = settings_modal.read(call.view)
    await call.run(workspace_settings.change, typed, call.limits, call.now)
    await home.refresh(call, Spot("settings"))
    await ack()

"""Webhooks from Home's settings: added, changed, paused, given a new secret, removed."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot import signing
from bot.slack import hook_deliveries, ids
from bot.slack import hook_modals as modals
from bot.slack.call import Call
from bot.slack.private import SlackUnanswered, open_view
from bot.slack.views import hook_form, notice
from bot.slack.views import hooks as views
from bot.slack.views.blocks import Json
from commands import webhooks
from commands.errors import NotFound


def register(bolt: AsyncApp) -> None:
    bolt.action(ids.WEBHOOK_ADD)(open_form)
    bolt.action(ids.WEBHOOK_MENU)(choose)
    bolt.action(ids.WEBHOOK_ROTATE)(rotate)
    bolt.action(ids.WEBHOOK_RETIRE)(retire)
    bolt.action(ids.WEBHOOK_REMOVE)(remove)
    bolt.view(ids.WEBHOOK)(submit)
    hook_deliveries.register(bolt)


async def open_list(ack: AsyncAck, call: Call) -> None:
    await open_view(call, await modals.listed(call))
    await ack()


async def choose(ack: AsyncAck, action: Json, call: Call) -> None:
    """The chosen option's value is `VERB:ID`."""
    verb, _, hook_id = str((action.get("selected_option") or {}).get("value")).partition(":")
    if verb not in MENU:
        raise NotFound("webhook")
    try:
        await MENU[verb](call, modals.known(hook_id))
    except NotFound:
        # Another admin removed it: the list is drawn anew with those that there are.
        await modals.renew(call, call.place.view_id)
        raise
    await ack()


async def _open_deliveries(call: Call, hook_id: str) -> None:
    await open_view(call, await modals.deliveries(call, hook_id))


async def _open_edit(call: Call, hook_id: str) -> None:
    hook = await modals.one(call, hook_id)
    await open_view(call, hook_form.draw(call.words, modals.kept(call, hook_id), hook))


async def _open_more(call: Call, hook_id: str) -> None:
    hook = await modals.one(call, hook_id)
    await open_view(call, views.more(hook, call.words, call.zone, modals.kept(call, hook_id)))


async def _test(call: Call, hook_id: str) -> None:
    await call.run(webhooks.test, hook_id, call.now)
    await open_view(call, await modals.deliveries(call, hook_id, hook_deliveries.tested(call)))


async def _pause(call: Call, hook_id: str) -> None:
    await call.run(webhooks.pause, hook_id, call.now)
    await modals.renew(call, call.place.view_id)


async def _resume(call: Call, hook_id: str) -> None:
    await call.run(webhooks.resume, hook_id, call.now)
    await modals.renew(call, call.place.view_id)


MENU: Mapping[str, Callable[[Call, str], Awaitable[None]]] = {
    "deliveries": _open_deliveries,
    "edit": _open_edit,
    "test": _test,
    "pause": _pause,
    "resume": _resume,
    "more": _open_more,
}


async def open_form(ack: AsyncAck, call: Call) -> None:
    """Who may not add one is told so before a form is filled in for nothing."""
    await call.run(webhooks.hooks, call.now)
    await open_view(call, hook_form.draw(call.words, modals.kept(call)))
    await ack()


async def submit(ack: AsyncAck, view: Mapping[str, Any], call: Call) -> None:
    """A new one's secret takes the form's place; it is in no other answer, ever."""
    form, hook_id = hook_form.read(view), modals.about(view)
    below = str(view.get("previous_view_id") or "")
    allowed = call.parts.settings.webhook_networks
    if hook_id:
        await call.run(webhooks.change, hook_id, form.url, form.events, call.now, allowed)
        await modals.renew(call, below)
        await ack()
        return
    made, sealed = _secret(call)
    hook = await call.run(webhooks.add, form.url, form.events, sealed, call.now, allowed)
    await modals.renew(call, below)
    await ack(response_action="update", view=views.secret(hook, made, call.words, fresh=True))


async def rotate(ack: AsyncAck, action: Json, body: Mapping[str, Any], call: Call) -> None:
    made, sealed = _secret(call)
    hook = await call.run(webhooks.rotate, modals.known(action.get("value")), sealed, call.now)
    try:
        await modals.put(
            call, call.place.view_id, views.secret(hook, made, call.words, fresh=False)
        )
    except SlackUnanswered:
        said = call.words("Slack didn't show the new secret in time. Please make another one.")
        await open_view(call, notice.modal(call.words, said))
    await modals.renew(call, modals.below(body))
    await ack()


async def retire(ack: AsyncAck, action: Json, body: Mapping[str, Any], call: Call) -> None:
    hook = await call.run(webhooks.retire, modals.known(action.get("value")), call.now)
    shown = views.more(hook, call.words, call.zone, modals.kept(call, hook.id))
    await modals.put(call, call.place.view_id, shown)
    await modals.renew(call, modals.below(body))
    await ack()


async def remove(ack: AsyncAck, action: Json, body: Mapping[str, Any], call: Call) -> None:
    url = await call.run(webhooks.remove, modals.known(action.get("value")), call.now)
    said = call.words("{address} is removed and is told nothing more.", address=views.address(url))
    await modals.put(call, call.place.view_id, notice.modal(call.words, said))
    await modals.renew(call, modals.below(body))
    await ack()


def _secret(call: Call) -> tuple[str, str]:
    """A new one, and the same sealed."""
    made = signing.new_secret()
    return made, call.parts.vault.seal(made)

"""Webhook endpoints from Home: added, changed, paused, given a new secret, removed."""

from collections.abc import Awaitable, Callable, Mapping

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot import signing
from bot.slack import home, ids, webhook_deliveries, webhook_modals
from bot.slack.call import Call
from bot.slack.private import SlackUnanswered, open_view
from bot.slack.views import notice, webhook_form, webhooks
from commands.errors import NotFound
from commands.webhooks import endpoints


def register(bolt: AsyncApp) -> None:
    bolt.action(ids.WEBHOOK_ADD)(open_form)
    bolt.action(ids.WEBHOOK_MENU)(choose)
    bolt.action(ids.WEBHOOK_ROTATE)(rotate)
    bolt.action(ids.WEBHOOK_RETIRE)(retire)
    bolt.action(ids.WEBHOOK_REMOVE)(remove)
    bolt.view(ids.WEBHOOK)(submit)
    webhook_deliveries.register(bolt)


async def open_list(ack: AsyncAck, call: Call) -> None:
    await open_view(call, await webhook_modals.listed(call))
    await ack()


async def choose(ack: AsyncAck, call: Call) -> None:
    """The chosen option's value is `VERB:ID`."""
    verb, _, endpoint_id = call.action.picked.partition(":")
    if verb not in MENU:
        raise NotFound("webhook")
    try:
        await MENU[verb](call, webhook_modals.known(endpoint_id))
    except NotFound:
        # Another admin removed it: the list is drawn anew with those that there are.
        await webhook_modals.renew(call, call.view.id)
        raise
    await ack()


async def _open_deliveries(call: Call, endpoint_id: str) -> None:
    await open_view(call, await webhook_modals.deliveries(call, endpoint_id))


async def _open_edit(call: Call, endpoint_id: str) -> None:
    endpoint = await webhook_modals.one(call, endpoint_id)
    await open_view(call, webhook_form.draw(call.words, home.kept(call, endpoint_id), endpoint))


async def _open_more(call: Call, endpoint_id: str) -> None:
    endpoint = await webhook_modals.one(call, endpoint_id)
    await open_view(
        call, webhooks.more(endpoint, call.words, call.zone, home.kept(call, endpoint_id))
    )


async def _test(call: Call, endpoint_id: str) -> None:
    await call.run(endpoints.test, endpoint_id, call.now)
    await open_view(
        call, await webhook_modals.deliveries(call, endpoint_id, webhook_deliveries.tested(call))
    )


async def _pause(call: Call, endpoint_id: str) -> None:
    await call.run(endpoints.pause, endpoint_id, call.now)
    await webhook_modals.renew(call, call.view.id)


async def _resume(call: Call, endpoint_id: str) -> None:
    await call.run(endpoints.resume, endpoint_id, call.now)
    await webhook_modals.renew(call, call.view.id)


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
    await call.look(endpoints.list_all, call.now)
    await open_view(call, webhook_form.draw(call.words, home.kept(call)))
    await ack()


async def submit(ack: AsyncAck, call: Call) -> None:
    """A new one's secret takes the form's place; it is in no other answer, ever."""
    form, endpoint_id = webhook_form.read(call.view), webhook_modals.about(call)
    allowed = call.parts.settings.webhook_networks
    if endpoint_id:
        await call.run(endpoints.change, endpoint_id, form.url, form.events, call.now, allowed)
        await webhook_modals.renew(call, call.view.previous_view_id)
        await ack()
        return
    made, sealed = _secret(call)
    endpoint = await call.run(endpoints.add, form.url, form.events, sealed, call.now, allowed)
    await webhook_modals.renew(call, call.view.previous_view_id)
    await ack(
        response_action="update", view=webhooks.secret(endpoint, made, call.words, fresh=True)
    )


async def rotate(ack: AsyncAck, call: Call) -> None:
    made, sealed = _secret(call)
    endpoint = await call.run(
        endpoints.rotate, webhook_modals.known(call.action.text), sealed, call.now
    )
    try:
        await webhook_modals.put(
            call, call.view.id, webhooks.secret(endpoint, made, call.words, fresh=False)
        )
    except SlackUnanswered:
        said = call.words("Slack didn't show the new secret. Please make another one.")
        await open_view(call, notice.modal(call.words, said))
    await webhook_modals.renew(call, call.view.previous_view_id)
    await ack()


async def retire(ack: AsyncAck, call: Call) -> None:
    endpoint = await call.run(endpoints.retire, webhook_modals.known(call.action.text), call.now)
    shown = webhooks.more(endpoint, call.words, call.zone, home.kept(call, endpoint.id))
    await webhook_modals.put(call, call.view.id, shown)
    await webhook_modals.renew(call, call.view.previous_view_id)
    await ack()


async def remove(ack: AsyncAck, call: Call) -> None:
    url = await call.run(endpoints.remove, webhook_modals.known(call.action.text), call.now)
    said = call.words(
        "{address} is removed and is told nothing more.", address=webhooks.address(url)
    )
    await webhook_modals.put(call, call.view.id, notice.modal(call.words, said))
    await webhook_modals.renew(call, call.view.previous_view_id)
    await ack()


def _secret(call: Call) -> tuple[str, str]:
    """A new one, and the same sealed."""
    made = signing.new_secret()
    return made, call.parts.vault.seal(made)

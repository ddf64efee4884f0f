"""Workgroups from Home: a new one, and all that can be changed in one."""

from dataclasses import replace

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.slack import home, ids
from bot.slack.call import Call
from bot.slack.private import agreed, open_view
from bot.slack.views import additions, workgroup_modal
from bot.slack.views.metadata import UNKNOWN
from commands.workgroups import manage
from commands.workgroups.form import change_form, show_form
from commands.workgroups.linking import WantedLinks

MOST_OPTIONS = 100


def register(bolt: AsyncApp) -> None:
    bolt.action(ids.WORKGROUP_CREATE)(open_modal)
    bolt.action(ids.WORKGROUP_EDIT)(open_edit)
    bolt.action(ids.WORKGROUP_ARCHIVE)(archive)
    bolt.options(ids.LEAVING)(suggest)
    bolt.view(ids.WORKGROUP)(submit)


async def open_modal(ack: AsyncAck, call: Call) -> None:
    """Who may not make workgroups is told so before a form is filled in for nothing."""
    await call.look(manage.prepare, call.now)
    await open_view(call, workgroup_modal.draw(call.words, home.kept(call)))
    await ack()


async def open_edit(ack: AsyncAck, call: Call) -> None:
    group_id = ids.known(call.action.text)
    shown = await call.look(show_form, group_id, call.now)
    await open_view(call, workgroup_modal.edit(shown, call.words, home.kept(call, group_id)))
    await ack()


async def suggest(ack: AsyncAck, call: Call) -> None:
    """Who is in the workgroup, and fits what is being typed."""
    found = await call.look(manage.inside, _about(call), call.searched, MOST_OPTIONS, call.now)
    await ack(options=workgroup_modal.offered(found, call.words))


async def submit(ack: AsyncAck, call: Call) -> None:
    form = workgroup_modal.read(call.view)
    if group_id := _about(call):
        change = manage.Change(form.name, form.description, form.emails, form.leaving)
        asked = await call.run(
            change_form, group_id, change, _links(call, form), call.now, call.limits
        )
        await home.refresh(call)
        if asked:
            await ack(response_action="update", view=additions.asked(call.words, asked))
        else:
            await ack()
        return
    made = await call.run(manage.create, form.name, form.description, call.now)
    await home.refresh(call)
    await ack(response_action="update", view=workgroup_modal.made(call.words, made))


def _links(call: Call, form: workgroup_modal.WorkgroupForm) -> WantedLinks | None:
    """With what the form said of who comes in, to find out whether that was before."""
    kept = call.origin.metadata
    if form.links is None or UNKNOWN in {kept.members, kept.acceptable}:
        return form.links
    return replace(form.links, told=(kept.members, kept.acceptable))


def _about(call: Call) -> str:
    """The id of the workgroup that is edited; empty for a new one. Raises NotFound for no id."""
    group_id = call.origin.metadata.about
    return ids.known(group_id) if group_id else ""


async def archive(ack: AsyncAck, call: Call) -> None:
    """The modal that it was pressed in says that it is done."""
    closed = await call.run(manage.archive, ids.known(call.action.text), call.now)
    shown = workgroup_modal.archived(call.words, closed)
    await home.refresh(call)
    await agreed(call, call.client.views_update(view_id=call.view.id, view=shown))
    await ack()

"""The methods that open, push, update and publish views."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.bot.sandbox.blocks import asked, home, modal, section
from tests.bot.sandbox.bot import TOKEN, Bot, Open, Trigger, error
from tests.bot.sandbox.slack_places import LEV


async def test_a_modal_is_opened_with_a_trigger(
    sandbox: Sandbox, client: AsyncWebClient, trigger: Trigger
) -> None:
    view = (await client.views_open(trigger_id=await trigger(), view=modal()))["view"]
    assert sandbox.view("lev") == view
    assert (view["root_view_id"], view["previous_view_id"]) == (view["id"], None)
    assert sandbox.view("ada") is None


VIEW_KEYS = """id team_id type blocks private_metadata callback_id state hash title clear_on_close
    notify_on_close close submit previous_view_id root_view_id app_id external_id
    app_installed_team_id bot_id"""


async def test_a_views_keys_are_slacks(client: AsyncWebClient, trigger: Trigger) -> None:
    view = (await client.views_open(trigger_id=await trigger(), view=modal()))["view"]
    assert sorted(view) == sorted(VIEW_KEYS.split())


async def test_a_trigger_serves_once(client: AsyncWebClient, trigger: Trigger) -> None:
    used = await trigger()
    await client.views_open(trigger_id=used, view=modal())
    refused = await error(client.views_open(trigger_id=used, view=modal()))
    assert refused["error"] == "exchanged_trigger_id"


async def test_a_trigger_does_not_last(build: Open, bot: Bot, client: AsyncWebClient) -> None:
    sandbox = build(trigger_life=-1)
    await sandbox.start()
    late = AsyncWebClient(TOKEN, base_url=sandbox.api_url)
    await sandbox.command("lev", "/invite")
    refused = await error(late.views_open(trigger_id=bot.last["trigger_id"], view=modal()))
    await sandbox.stop()
    assert refused["error"] == "expired_trigger_id"


async def test_a_trigger_that_was_never_given_opens_nothing(client: AsyncWebClient) -> None:
    refused = await error(client.views_open(trigger_id="1.2.abc", view=modal()))
    assert refused["error"] == "invalid_trigger_id"


async def test_a_refused_view_leaves_the_trigger_unused(
    sandbox: Sandbox, client: AsyncWebClient, trigger: Trigger
) -> None:
    kept = await trigger()
    refused = await error(client.views_open(trigger_id=kept, view=modal(title={})))
    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"][0].startswith("[ERROR] unsupported type")
    assert (await client.views_open(trigger_id=kept, view=modal()))["ok"]


async def test_a_view_over_250_kb_has_an_error_of_its_own(
    client: AsyncWebClient, trigger: Trigger
) -> None:
    view = modal(*[section("x" * 3000)] * 90)
    refused = await error(client.views_open(trigger_id=await trigger(), view=view))
    assert refused["error"] == "view_too_large"


async def test_a_home_is_no_modal(client: AsyncWebClient, trigger: Trigger) -> None:
    refused = await error(client.views_open(trigger_id=await trigger(), view=home()))
    assert refused["error"] == "invalid_arguments"
    assert (await error(client.views_publish(user_id=LEV, view=modal())))["error"] == (
        "invalid_arguments"
    )


async def test_three_views_lie_on_each_other_and_no_fourth(
    sandbox: Sandbox, client: AsyncWebClient, trigger: Trigger
) -> None:
    first = (await client.views_open(trigger_id=await trigger(), view=modal()))["view"]
    second = (await client.views_push(trigger_id=await trigger(), view=modal()))["view"]
    third = (await client.views_push(trigger_id=await trigger(), view=modal()))["view"]
    refused = await error(client.views_push(trigger_id=await trigger(), view=modal()))
    assert refused["error"] == "push_limit_reached"
    assert [view["id"] for view in sandbox.views("lev")] == [
        v["id"] for v in (first, second, third)
    ]
    assert third["previous_view_id"] == second["id"]
    assert third["root_view_id"] == first["id"]


async def test_a_view_is_not_pushed_onto_nothing(client: AsyncWebClient, trigger: Trigger) -> None:
    refused = await error(client.views_push(trigger_id=await trigger(), view=modal()))
    assert refused["error"] == "not_found"


async def test_a_view_is_updated_by_its_id_and_keeps_what_was_typed(
    sandbox: Sandbox, client: AsyncWebClient, trigger: Trigger
) -> None:
    view = modal(asked("emails"), asked("note"))
    opened = (await client.views_open(trigger_id=await trigger(), view=view))["view"]
    await sandbox.submit("lev", {"note": "hi"})
    updated = modal(asked("note"), title=view["title"] | {"text": "Later"})
    after = (await client.views_update(view_id=opened["id"], view=updated))["view"]
    shown = sandbox.view("lev")
    assert shown
    assert (after["id"], shown["title"]["text"]) == (opened["id"], "Later")
    assert after["hash"] != opened["hash"]
    assert shown["state"]["values"]["note"]["note"]["value"] == "hi"


async def test_a_view_is_updated_by_a_name_of_the_apps_own(
    sandbox: Sandbox, client: AsyncWebClient, trigger: Trigger
) -> None:
    view = modal(external_id="invite-1")
    await client.views_open(trigger_id=await trigger(), view=view)
    await client.views_update(external_id="invite-1", view={**view, "callback_id": "new"})
    shown = sandbox.view("lev")
    assert shown
    assert shown["callback_id"] == "new"


async def test_a_name_of_the_apps_own_is_given_once(
    client: AsyncWebClient, trigger: Trigger
) -> None:
    view = modal(external_id="invite-1")
    await client.views_open(trigger_id=await trigger(), view=view)
    refused = await error(client.views_open(trigger_id=await trigger(), view=view))
    assert refused["error"] == "duplicate_external_id"


async def test_an_update_with_an_old_hash_is_refused(
    client: AsyncWebClient, trigger: Trigger
) -> None:
    opened = (await client.views_open(trigger_id=await trigger(), view=modal()))["view"]
    place = {"view_id": opened["id"], "hash": opened["hash"]}
    await client.views_update(view=modal(), **place)
    refused = await error(client.views_update(view=modal(), **place))
    assert refused["error"] == "hash_conflict"


async def test_a_view_that_is_gone_is_not_updated(
    sandbox: Sandbox, client: AsyncWebClient, trigger: Trigger
) -> None:
    opened = (await client.views_open(trigger_id=await trigger(), view=modal()))["view"]
    await sandbox.close("lev")
    refused = await error(client.views_update(view_id=opened["id"], view=modal()))
    assert refused["error"] == "not_found"


async def test_a_home_is_published_again_under_the_same_id(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    first = (await client.views_publish(user_id=LEV, view=home(section("one"))))["view"]
    second = await client.views_publish(user_id=LEV, view=home(section("two")), hash=first["hash"])
    shown = sandbox.home("lev")
    assert shown
    assert shown["blocks"][0]["text"]["text"] == "two"
    assert second["view"]["id"] == first["id"]
    assert sandbox.home("ada") is None


async def test_a_home_published_over_a_newer_one_is_refused(client: AsyncWebClient) -> None:
    refused = await error(client.views_publish(user_id=LEV, view=home(), hash="1.a"))
    assert refused["error"] == "hash_conflict"
    assert (await error(client.views_publish(user_id="U404", view=home())))["error"] == (
        "user_not_found"
    )

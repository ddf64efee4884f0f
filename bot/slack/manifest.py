"""The app manifest for these settings: what an operator pastes at api.slack.com/apps."""

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any

from bot.settings import Settings, urls
from bot.slack.ids import INVITE, INVITE_MESSAGE

# The fewest that serve; each Web API method in use needs one of these or none.
SCOPES = (
    "chat:write",
    "commands",
    "files:write",
    "im:write",
    "team:read",
    "users:read",
    "users:read.email",
)
# What a workspace may leave out when it installs the app, and can't do then (docs/slack.md).
# Inviting wants no more than `….invites`: `channels:manage` would let Usher close channels too.
OPTIONAL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "channel": (
            "channels:read",
            "channels:write.invites",
            "groups:read",
            "groups:write.invites",
        ),
        "usergroup": ("usergroups:read", "usergroups:write"),
        "connect": ("conversations.connect:write",),
        "digest": ("chat:write.public",),
    }
)
OPTIONAL_SCOPES = tuple(sorted(chain.from_iterable(OPTIONAL.values())))
EVENTS = (
    "app_home_opened",
    "app_uninstalled",
    "shared_channel_invite_accepted",
    "shared_channel_invite_approved",
    "shared_channel_invite_declined",
    "team_join",
    "tokens_revoked",
    "user_change",
)


def manifest(settings: Settings) -> dict[str, Any]:
    """The manifest, by https://docs.slack.dev/reference/app-manifest."""
    url = f"{settings.public_url}/slack/events"
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "Usher",
            "description": "Invite colleagues from Slack, and see them arrive.",
            "background_color": "#3f3d8f",
        },
        "features": _features(settings.invite_command, url),
        # An optional scope stands in both: https://github.com/slackapi/slack-cli/pull/517
        "oauth_config": {
            "scopes": {
                "bot": sorted({*SCOPES, *OPTIONAL_SCOPES}),
                "bot_optional": [*OPTIONAL_SCOPES],
            }
        },
        "settings": {
            "event_subscriptions": {"request_url": url, "bot_events": list(EVENTS)},
            # External selects over HTTP ask for their options at an address of their own.
            "interactivity": {
                "is_enabled": True,
                "request_url": url,
                "message_menu_options_url": url,
            },
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def _features(command: str, url: str) -> dict[str, Any]:
    return {
        # Without the messages tab nobody would see the direct messages; nobody need answer them.
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": True,
        },
        # Of a bot's name, unlike an app's, the reference allows a-z, 0-9, - _ and . alone.
        "bot_user": {"display_name": "usher", "always_online": True},
        "shortcuts": [
            {
                "name": "Invite a colleague",
                "type": "global",
                "callback_id": INVITE,
                "description": "Invite somebody by email, and see when they arrive",
            },
            {
                "name": "Invite people from this",
                "type": "message",
                "callback_id": INVITE_MESSAGE,
                "description": "Invite everybody whose email address stands in this message",
            },
        ],
        "slash_commands": [
            {
                "command": command,
                "url": url,
                "description": "Invite colleagues by email",
                "usage_hint": "[address …], list, resend, revoke, export or help",
                "should_escape": False,
            }
        ],
    }


def _slack(settings: Settings) -> str:
    """Where its app settings are; behind a proxy nobody knows which."""
    return urls.slack(settings.slack_api_url) or urls.SLACKS[0]


def advice(settings: Settings) -> str:
    """What to do with the manifest: before it is pasted, and when Usher runs."""
    name = settings.invite_command
    taken = name == "/invite"
    refused = "Slack has one itself and may refuse this" if taken else "Slack may refuse it"
    free = "/invite-user" if name != "/invite-user" else "/usher"
    lines = [
        f"1. The command is {name}. {refused}, and the whole manifest with it",
        "   (invalid_name, invalid_manifest); or another app has it. Then print it with another",
        f"   name, and keep that in .env: INVITE_COMMAND={free} ./usher manifest",
        "   The shortcut and the button in App Home work the same with any name.",
        f"2. Create the app from this manifest at https://api.{_slack(settings)}/apps?new_app=1,",
        "   and install it. If there is one already: App Manifest there, save, then Install App.",
        "3. Last, while Usher runs: your app there > Event Subscriptions > Retry. Slack sends no",
        f"   event before it has verified {settings.public_url}/slack/events;",
        "   until then Home stays empty, and who joins Slack is noticed a day late.",
    ]
    if not settings.public_url.startswith("https://"):
        lines.append(
            f"Slack must reach {settings.public_url} over https: set PUBLIC_URL to where it can."
        )
    return "\n".join(lines)

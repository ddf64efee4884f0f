"""What Slack's Web API said when it refused: slack_sdk hands over whatever came back."""

from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError


def told(error: SlackApiError) -> dict[str, Any]:
    """The body; empty where it was none of Slack's JSON (a proxy's page, say)."""
    data = getattr(error.response, "data", None)
    return data if isinstance(data, dict) else {}


def code(error: SlackApiError) -> str:
    """Slack's word for it, or the status."""
    status = getattr(error.response, "status_code", "unknown")
    return str(told(error).get("error") or f"status {status}")


def wait(error: SlackApiError) -> timedelta | None:
    """For how long nothing more is to be asked (of a 429)."""
    seconds = str(getattr(error.response, "headers", {}).get("Retry-After", ""))
    return timedelta(seconds=int(seconds)) if seconds.isdigit() else None

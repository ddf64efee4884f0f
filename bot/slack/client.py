"""The client through which Slack is called: slack_sdk's, and what holds for every call."""

from typing import Any

from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack import refused
from bot.slack.grants import Grants
from bot.slack.rate_limits import RateLimits


class Client(AsyncWebClient):
    """With the token of one workspace and the process's one session.

    It retries nothing: after a broken connection nobody knows what arrived, and repeating would
    post twice; and a person may wait. It calls nothing that Slack takes no more of for a while.
    """

    def __init__(
        self,
        token: str | None,
        base_url: str,
        session: ClientSession | None = None,
        proxy: str | None = None,
        limits: RateLimits | None = None,
    ) -> None:
        super().__init__(token, base_url, session=session, proxy=proxy, retry_handlers=[])
        self.limits = limits or RateLimits()
        self.grants = Grants()

    async def api_call(self, api_method: str, **given: Any) -> AsyncSlackResponse:
        """Each method of slack_sdk's comes by here.

        Raises HeldBack where Slack would only say again that there were too many requests.
        """
        async with self.limits.respected(api_method):
            try:
                return self.grants.noted(await super().api_call(api_method, **given))
            except SlackApiError as error:
                refused.note(api_method, error, given)
                raise

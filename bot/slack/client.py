"""The client through which Slack is called: slack_sdk's."""

from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient


class Client(AsyncWebClient):
    """With the token of one workspace and the process's one session.

    It retries nothing: after a broken connection nobody knows what arrived, and repeating would
    post twice; and a person may wait.
    """

    def __init__(
        self,
        token: str | None,
        base_url: str,
        session: ClientSession | None = None,
        proxy: str | None = None,
    ) -> None:
        super().__init__(token, base_url, session=session, proxy=proxy, retry_handlers=[])

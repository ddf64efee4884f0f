"""Slack sends no redirects: what people wrote would go on to wherever one says."""

from aiohttp import ClientError, ClientHandlerType, ClientRequest, ClientResponse

REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""What aiohttp would follow."""


async def no_redirects(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """A middleware of aiohttp's client. Raises ClientError."""
    answer = await handler(request)
    if answer.status in REDIRECTS:
        answer.close()
        raise ClientError(f"redirected ({answer.status})")
    return answer

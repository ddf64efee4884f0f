"""A site to walk over: the app, asked over HTTP, and a story whose clock the test moves."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import httpx

from bot.app import make_app
from bot.i18n import Texts
from bot.links import Links
from bot.parts import Parts
from bot.settings import Settings
from storage.database import Database
from tests.commands.story import Story

KEY = "a-key-of-the-tests-long-enough"
PUBLIC = "https://usher.example.com"


@dataclass
class Site:
    """What an invitee's browser sees."""

    parts: Parts
    story: Story
    client: httpx.AsyncClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.browser()

    def browser(self, address: str = "192.0.2.1", **more: Any) -> httpx.AsyncClient:
        """Another one, from another address."""
        transport = httpx.ASGITransport(
            make_app(self.parts), raise_app_exceptions=False, client=(address, 4711)
        )
        return httpx.AsyncClient(transport=transport, base_url=PUBLIC, **more)

    def come_from(self, address: str) -> None:
        """From there the same browser asks the same app from now on."""
        transport = self.client._transport
        assert isinstance(transport, httpx.ASGITransport)
        transport.client = (address, 4711)

    def link(self, invitation: str) -> str:
        return self.parts.links.invitation(invitation)

    def stop_link(self, invitation: str) -> str:
        return self.parts.links.unsubscribe(invitation)

    async def get(self, address: str, **more: Any) -> httpx.Response:
        return await self.client.get(address, **more)

    async def look(self, invitation: str, **more: Any) -> httpx.Response:
        return await self.client.get(self.link(invitation), **more)

    async def press(
        self, invitation: str, what: str, query: str = "", **more: Any
    ) -> httpx.Response:
        return await self.client.post(f"{self.link(invitation)}/{what}{query}", **more)

    async def close(self) -> None:
        await self.client.aclose()
        self.parts.close()


def site(database: Database, story: Story, **settings: Any) -> Site:
    """A site with these settings."""
    given = Settings.model_validate({"secret_keys": KEY, "public_url": PUBLIC, **settings})
    links = Links([key.get_secret_value() for key in given.secret_keys], given.public_url)
    return Site(Parts(given, database, Texts.load(), links, lambda: story.now), story)


def text(response: httpx.Response) -> str:
    """What a person reads, in one line."""
    body = response.text.partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def title(response: httpx.Response) -> str:
    found = re.search(r"<title>(.*?)</title>", response.text)
    assert found
    return unescape(found[1])


def buttons(response: httpx.Response) -> list[tuple[str, str]]:
    """Each form's target and its button's words."""
    forms = r'<form method="post" action="([^"]*)">.*?<button[^>]*>(.*?)</button>'
    return [(unescape(to), words) for to, words in re.findall(forms, response.text)]


def links(response: httpx.Response) -> list[str]:
    """Where a person can go from here."""
    return [unescape(href) for href in re.findall(r'<a [^>]*href="([^"]*)"', response.text)]

"""Every answer of the pages, with the headers that all of them carry."""

from collections.abc import Mapping

from starlette.responses import HTMLResponse, RedirectResponse

from bot.i18n import NAMES, Words
from bot.web.templating import environment, style_hash


def headers() -> dict[str, str]:
    """No scripts, nothing from elsewhere, in no frame, no cache and no search engine.

    `same-origin` rather than `no-referrer`: with the latter Chromium sends `Origin: null` from our
    own buttons. The links in our pages never leave them with a Referer.
    """
    return {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src '{style_hash()}'; img-src 'self' data:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "same-origin",
        "X-Robots-Tag": "noindex, nofollow",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def render(
    template: str,
    words: Words,
    status: int,
    *,
    here: str | None,
    more: Mapping[str, str] | None = None,
    **facts: object,
) -> HTMLResponse:
    """Draw a page. `here` is its address for the language switch; None where there is none."""
    drawn = (
        environment()
        .get_template(template)
        .render(words=words, status=status, here=here, languages=NAMES, **facts)
    )
    given = {**headers(), "Content-Language": words.locale, **(more or {})}
    return HTMLResponse(drawn, status, given)


def see(path: str) -> RedirectResponse:
    """Go and look there (303): reloading the page then posts nothing again."""
    return RedirectResponse(path, 303, headers())

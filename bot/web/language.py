"""Which language a page speaks: the one asked for, else the one that belongs to it."""

from starlette.requests import Request

from bot.i18n import DEFAULT, Texts, Words

MOST_TAGS = 20


def asked_for(request: Request, texts: Texts) -> str | None:
    """The language of `?lang=`, if it is one of ours."""
    asked = request.query_params.get("lang")
    return asked if asked in texts.locales else None


def words_of(request: Request, texts: Texts, own: str | None = None) -> Words:
    """The words for this request; `own` is the language of the invitation, if there is one."""
    return texts.words(asked_for(request, texts) or own or _preferred(request, texts))


def kept(request: Request, texts: Texts) -> str:
    """The query that keeps a chosen language over an answer."""
    asked = asked_for(request, texts)
    return f"?lang={asked}" if asked else ""


def _preferred(request: Request, texts: Texts) -> str:
    """The first of the browser's languages that we have (RFC 9110, 12.5.4)."""
    given = request.headers.get("accept-language", "").split(",")[:MOST_TAGS]
    ranked = sorted((_weighed(part) for part in given), key=lambda pair: -pair[0])
    for weight, tag in ranked:
        language = tag.partition("-")[0].lower()
        if weight > 0 and language in texts.locales:
            return language
    return DEFAULT


def _weighed(part: str) -> tuple[float, str]:
    tag, _, parameter = part.partition(";")
    name, _, weight = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0, tag.strip()
    try:
        return float(weight), tag.strip()
    except ValueError:
        return 0.0, tag.strip()

"""Texts from outside at their worst: eight times as long, no more than eight times as slow."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from urllib.parse import urlencode

from bot.logs.masking import mask
from bot.mail.judging import Answer, judge
from bot.mail.names import clean_name, shown_name
from bot.mail.replies import _SECRET_LIKE
from bot.mail.replies import read as read_reply
from bot.slack import command_text, gate
from bot.slack.message_addresses import addresses
from bot.slack.shapes import Message
from bot.slack.subcommands import KNOWN
from bot.slack.views import blocks
from bot.slack.views.metadata import Metadata
from bot.wording import sheet
from commands.addresses import candidates, fitting, read
from commands.addresses.named_domains import _DOMAIN
from commands.characters import clean, cut
from commands.errors import UsherError
from commands.webhooks import url_policy
from commands.workspace_settings import _LINK
from storage.vocabulary import MailStage
from tests.bench.measure import timed, verdict

SHORT, LONG = 10_000, 80_000
ROUNDS = 5
ALLOWED = 32.0
"""Eight is linear, sixty-four quadratic; what lies between are the caches of a busy machine."""
SEEDS = (
    *("a", "a@", "@a", "a.", "a@b ", "<", "<mailto:", "<mailto:a@b|", '"', '"@', '"a"@', "<@"),
    *("&", "&#", "&#1;", "&a", " ", "a ", "\n", "1.", "0x.", "-", "a-", "_", "*", "a*", "é", "é."),
    *(
        "\u0301\u0327",
        "a\u0301",
        "😀\u200d",
        "\u200d",
        "🇺",
        "علی\u200c",
        "क्\u200d",
        "://",
        "://a@",
        "http://",
        "xoxb-",
        "/i/a",
    ),
    *(
        "token=",
        "token ",
        "%40",
        "%2F",
        "[",
        "{",
        '{"a":',
        "\\",
        "\\\\n",
        "ё@ё.example ",
        "\t",
        "\0",
    ),
    *("'", "(", "(a@b", '\\"', "mailto:a@b,", "mailto:%40", "a\t", "Smith, Jon <", "\u200b", "• "),
)


def attempt(work: Callable[[str], object]) -> Callable[[str], None]:
    def attempted(text: str) -> None:
        with suppress(UsherError, ValueError):
            work(text)

    return attempted


READERS: dict[str, Callable[[str], object]] = {
    "a command's words": command_text.unescaped,
    "a slip of a subcommand": lambda text: command_text.slip(text, KNOWN),
    "an address or a mention": command_text.holds_address,
    "who is mentioned": command_text.mentions,
    "what of a list fits": lambda text: fitting(text, 3000),
    "a text without what can't be seen": clean,
    "a text cut": lambda text: cut(text, len(text) - 1),
    "a cell of a sheet": sheet._harmless,
    "what may be an address": candidates,
    "addresses of a message": lambda text: addresses(Message(text=text), 3000),
    "addresses of a form": read,
    "a name in Slack": blocks.name,
    "a name in a mail": shown_name,
    "a mail server's words": lambda text: clean_name(_SECRET_LIKE.sub("…", text)),
    "whom they are about": lambda text: judge(Answer(MailStage.RCPT, 550, *read_reply(text))),
    "a line of the log": mask,
    "a webhook's host": url_policy.literal,
    "a webhook's name": url_policy._NAME.fullmatch,
    "a domain": _DOMAIN.fullmatch,
    "a link": lambda text: _LINK.fullmatch(f"https://{text}"),
    "what a view keeps": Metadata.read,
    "a form's body": lambda text: gate.parse(urlencode({"command": text}).encode(), ""),
}


def run() -> Iterator[str]:
    for what, reader in READERS.items():
        yield worst(what, attempt(reader))


def worst(what: str, reader: Callable[[str], None]) -> str:
    """The line of the seed with the largest ratio, of those that take a millisecond at all."""
    found = (0.0, "", 0.0, 0.0)
    for seed in SEEDS:
        texts = [(seed * size)[:size] + "!" for size in (SHORT, LONG)]
        taken = [[timed(partial(reader, text)) for text in texts] for _ in range(ROUNDS)]
        short, long = map(min, zip(*taken, strict=True))
        if long > 0.001:
            found = max(found, (long / short, seed, short, long))
    ratio, seed, short, long = found
    return verdict(
        f"{what}, 80,000 of {seed!r}",
        f"{long * 1000:.1f} ms",
        f"10,000 of them {short * 1000:.1f} ms",
        ratio,
        ALLOWED,
        least=False,
    )

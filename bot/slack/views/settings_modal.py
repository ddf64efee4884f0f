"""The modals in which admins change workspace settings, one for each part; drawn and read.

A field's block id is its setting's name.
"""

from collections.abc import Callable, Mapping

from bot.i18n import NAMES, Words
from bot.slack import ids
from bot.slack.shapes import View
from bot.slack.views import blocks
from bot.slack.views.blocks import Json, field, option
from bot.slack.views.home_settings import inviters, titles, weekdays
from bot.slack.views.metadata import Metadata
from commands.addresses.readable import readable
from commands.limits import Limits
from commands.workspace_settings import (
    LONGEST_LINK,
    LONGEST_LIST,
    LONGEST_PATTERN,
    MAX_LIMIT,
    NO_CHANNEL,
    WorkspaceSettings,
)

OWN_LANGUAGE = "own"
DIRECT, CHANNEL = "direct", "channel"


def draw(section: str, set_: WorkspaceSettings, operators: Limits, words: Words) -> Json:
    return blocks.modal(
        ids.SETTINGS,
        titles(words)[section],
        FIELDS[section](set_, operators, words),
        submit=words("Save"),
        close=words("Cancel"),
        metadata=Metadata(section),
    )


def _who(set_: WorkspaceSettings, _operators: Limits, words: Words) -> list[Json]:
    options = {who: option(name, who) for who, name in inviters(words).items()}
    element = _radio(options, set_.who_may_invite)
    hint = words("Members who may not invite can ask, and an admin decides. Guests can do neither.")
    return [field("who_may_invite", words("Who may invite"), element, hint=hint)]


def _domains(set_: WorkspaceSettings, _operators: Limits, words: Words) -> list[Json]:
    hint = words("Like example.com; its subdomains count too. Empty: all.")
    blocked = words("Like example.com; its subdomains count too.")
    refused = option(words("Refuse throw-away addresses"), "yes")
    return [
        _lines("allowed_domains", words("Only these domains"), set_.allowed_domains, hint),
        _lines("blocked_domains", words("Never these domains"), set_.blocked_domains, blocked),
        _switch(
            "refuse_disposable", words("Throw-away addresses"), refused, set_.refuse_disposable
        ),
    ]


def _invitations(set_: WorkspaceSettings, _operators: Limits, words: Words) -> list[Json]:
    languages = {OWN_LANGUAGE: words("The inviter's own")} | dict(NAMES)
    options = {code: option(name, code) for code, name in languages.items()}
    chosen = options[set_.locale or OWN_LANGUAGE]
    language = {
        "type": "static_select",
        "options": list(options.values()),
        "initial_option": chosen,
    }
    answers = option(words("Replies to the mail go to the inviter"), "yes")
    join = words(
        "Slack's own invitation link, or a page that leads there. Whoever accepts sees it."
    )
    return [
        _number("lifetime_days", words("Days until an invitation expires"), set_.lifetime_days, 90),
        field(ids.LOCALE, words("Language of the mail"), language),
        _line(
            "personal_pattern",
            words("Name of a personal workgroup"),
            set_.personal_pattern,
            LONGEST_PATTERN,
            hint=words("{place} stands for the member's name.", place="{name}"),
        ),
        _switch("reply_to", words("Replies"), answers, set_.reply_to),
        _line("join_link", words("Link to join Slack"), set_.join_link, LONGEST_LINK, hint=join),
    ]


def _limits(set_: WorkspaceSettings, operators: Limits, words: Words) -> list[Json]:
    given = {
        "inviter_daily": (words("Invitations of a person a day"), operators.inviter),
        "workspace_daily": (words("Invitations of the workspace a day"), operators.workspace),
        "address_daily": (words("Mails to an address a day"), operators.address),
    }
    return [
        _number(
            name,
            label,
            _lower(getattr(set_, name), most),
            min(most, MAX_LIMIT),
            hint=words("At most {n}, the operator's limit. Empty means the same.", n=most),
        )
        for name, (label, most) in given.items()
    ]


def _lower(value: int | None, operators: int) -> int | None:
    """Of what was chosen: more than the operator's is the operator's, as an empty one is."""
    return value if value and value <= operators else None


def _reminders(set_: WorkspaceSettings, _operators: Limits, words: Words) -> list[Json]:
    days = {day: option(name, day) for day, name in weekdays(words).items()}
    places = {
        DIRECT: option(words("A direct message to each admin"), DIRECT),
        CHANNEL: option(words("A channel"), CHANNEL),
    }
    zone = {
        "type": "external_select",
        "min_query_length": 0,
        "initial_option": option(set_.zone, set_.zone),
    }
    # Reminders name people and addresses: they are for nobody from outside, and no conversation.
    ours = {"include": ["public", "private"], "exclude_external_shared_channels": True}
    channel: Json = {"type": "conversations_select", "filter": ours}
    if set_.digest_channel:
        channel["initial_conversation"] = set_.digest_channel
    hint = words("Usher can write only where it is a member: add it to the channel first.")
    time = {"type": "timepicker", "initial_time": set_.digest_time}
    place = CHANNEL if set_.digest_channel else DIRECT
    chosen = [days[day] for day in set_.digest_days]
    weekly = {"type": "checkboxes", "options": list(days.values()), "initial_options": chosen}
    return [
        field("digest_time", words("Time"), time),
        field("digest_days", words("Days"), weekly),
        field(ids.ZONE, words("Time zone"), zone),
        field(ids.PLACE, words("Sent to"), _radio(places, place)),
        field("digest_channel", words("Channel"), channel, optional=True, hint=hint),
    ]


FIELDS: Mapping[str, Callable[[WorkspaceSettings, Limits, Words], list[Json]]] = {
    "who": _who,
    "domains": _domains,
    "invitations": _invitations,
    "limits": _limits,
    "reminders": _reminders,
}


def _radio(options: Mapping[str, Json], chosen: str) -> Json:
    return {
        "type": "radio_buttons",
        "options": list(options.values()),
        "initial_option": options[chosen],
    }


def _switch(name: str, label: str, yes: Json, on: bool) -> Json:
    element: Json = {"type": "checkboxes", "options": [yes]}
    if on:
        element["initial_options"] = [yes]
    return field(name, label, element, optional=True)


def _number(name: str, label: str, value: int | None, most: int, hint: str = "") -> Json:
    """Optional where a hint says what holds without it."""
    element: Json = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": str(most),
    }
    if value is not None:
        element["initial_value"] = str(value)
    return field(name, label, element, optional=bool(hint), hint=hint)


def _line(name: str, label: str, value: str, most: int, *, hint: str) -> Json:
    element: Json = {"type": "plain_text_input", "max_length": most}
    if value:
        element["initial_value"] = value
    return field(name, label, element, optional=name == "join_link", hint=hint)


def _lines(name: str, label: str, values: tuple[str, ...], hint: str) -> Json:
    element: Json = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_LIST}
    if values:
        element["initial_value"] = "\n".join(readable(each) for each in values)
    return field(name, label, element, optional=True, hint=hint)


def read(view: View) -> dict[str, str]:
    """What was filled in, each setting as text; which there are says the part of the settings."""
    section = Metadata.read(view.private_metadata).about
    filled = {name: view.state.whichever(name) for name in NAMES_OF.get(section, ())}
    for name in {"refuse_disposable", "reply_to"} & filled.keys():
        filled[name] = filled[name] or "no"
    if filled.get(ids.LOCALE) == OWN_LANGUAGE:
        filled[ids.LOCALE] = ""
    place = filled.pop(ids.PLACE, CHANNEL)
    if "digest_channel" in filled:
        # A menu of conversations can't be emptied again everywhere: the radio button decides.
        filled["digest_channel"] = (
            filled["digest_channel"] or NO_CHANNEL if place == CHANNEL else ""
        )
    return filled


NAMES_OF: Mapping[str, tuple[str, ...]] = {
    "who": ("who_may_invite",),
    "domains": ("allowed_domains", "blocked_domains", "refuse_disposable"),
    "invitations": ("lifetime_days", ids.LOCALE, "personal_pattern", "reply_to", "join_link"),
    "limits": ("inviter_daily", "workspace_daily", "address_daily"),
    "reminders": ("digest_time", "digest_days", ids.ZONE, ids.PLACE, "digest_channel"),
}

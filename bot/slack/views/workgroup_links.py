"""The part of the workgroup modal about Slack's channels and user groups: drawn and read."""

from collections.abc import Iterable, Iterator

from bot.i18n import Words
from bot.slack import ids
from bot.slack.shapes import State
from bot.slack.views import blocks, channel_links
from bot.slack.views.blocks import Json, context, field, option, section
from bot.slack.views.link_problems import explain
from commands.provisioning.channel_links import LinkedPlace
from commands.workgroups.form import Form
from commands.workgroups.linking import MOST, WantedLinks

YES = "yes"


def draw(form: Form, words: Words) -> Iterator[Json]:
    """Fields for who may link; everybody else reads what is linked."""
    if form.may_link:
        yield from _fields(form.linked, words)
        if form.shown.acceptable:
            yield context(
                words.many(
                    "{n} invitation that can still be accepted leads into this workgroup: "
                    "whoever accepts it comes into these channels too.",
                    "{n} invitations that can still be accepted lead into this workgroup: "
                    "whoever accepts one comes into these channels too.",
                    form.shown.acceptable,
                )
            )
        yield from _problems(form.linked, words)
    elif form.linked:
        said = words("Linked with {places}", places=channel_links.places(form.linked, words))
        yield context(f"{said}. {words('Only admins can change that.')}")
        yield context(
            words(
                "Whoever you add comes into these too. If you are not in all of them,"
                " an admin decides."
            )
        )


def _fields(linked: tuple[LinkedPlace, ...], words: Words) -> Iterator[Json]:
    channels = [each for each in linked if each.kind == "channel"]
    yield _channels([each.slack_id for each in channels], words)
    yield _usergroup([each for each in linked if each.kind == "usergroup"], words)
    yes = option(words("Invite who has no Slack account into these channels by Slack Connect"), YES)
    box: Json = {"type": "checkboxes", "options": [yes]}
    if any(each.connect for each in channels):
        box["initial_options"] = [yes]
    yield field(ids.CONNECT, words("People outside this Slack"), box, optional=True)


def _channels(chosen: list[str], words: Words) -> Json:
    # One shared with another company may be meant: an admin links it, and sees whom it is for.
    element: Json = {
        "type": "multi_conversations_select",
        "filter": {"include": ["public", "private"]},
        "max_selected_items": max(MOST, len(chosen)),
        "placeholder": blocks.plain(words("Pick channels"), 150),
    }
    if chosen:
        element["initial_conversations"] = chosen
    hint = words(
        "Who is in this workgroup comes into them and reads what is said there. Usher"
        " has to be in them too, and so do you unless you are an owner or admin of "
        "this Slack. Nobody is taken out of a channel."
    )
    return field(ids.CHANNELS, words("Slack channels"), element, optional=True, hint=hint)


def _usergroup(chosen: list[LinkedPlace], words: Words) -> Json:
    element: Json = {
        "type": "external_select",
        "min_query_length": 0,
        "placeholder": blocks.plain(words("Pick a user group"), 150),
    }
    if chosen:
        [group] = chosen
        element["initial_option"] = _option(
            channel_links.usergroup(group, words), "", group.slack_id
        )
    hint = words("Who joins this workgroup is added to it, and who leaves is taken out.")
    return field(ids.USERGROUP, words("Slack user group"), element, optional=True, hint=hint)


def offered(found: Iterable[tuple[str, str, str]], words: Words) -> list[Json]:
    """User groups (id, handle, name) as options, and first the one that stands for none of them:
    such a menu can't be emptied everywhere.
    """
    none = option(words("No user group"), ids.NO_USERGROUP)
    return [none, *(_option(f"@{handle}", name, slack_id) for slack_id, handle, name in found)]


def _option(shown: str, name: str, slack_id: str) -> Json:
    return option(blocks.line(shown), slack_id, blocks.line(name) if name else "")


def _problems(linked: tuple[LinkedPlace, ...], words: Words) -> Iterator[Json]:
    """What was refused, with the button that tries again."""
    for each in linked:
        if each.problem:
            known = explain(each.kind, each.problem, words, each.problem_with)
            said = blocks.esc(f"{known.said} {known.remedy}")
            yield section(
                f"⚠️ {channel_links.place(each, words)}: {said}", channel_links.retry(each, words)
            )


def read(state: State) -> WantedLinks | None:
    """What was picked; None where the form had no such fields."""
    if ids.CHANNELS not in state:
        return None
    usergroup = state.picked(ids.USERGROUP)
    return WantedLinks(
        state.conversations(ids.CHANNELS),
        "" if usergroup == ids.NO_USERGROUP else usergroup,
        bool(state.ticked(ids.CONNECT)),
    )

"""The invite modal: drawn, read, and answered."""

from collections.abc import Iterator
from dataclasses import replace

from bot import wording
from bot.i18n import DEFAULT, NAMES, Words
from bot.slack import ids
from bot.slack.shapes import View
from bot.slack.views import blocks
from bot.slack.views.blocks import Json, field, option
from bot.slack.views.metadata import NOTHING_KEPT, Metadata
from commands.addresses import MAX_TEXT
from commands.characters import clean
from commands.errors import NoSuchChoice
from commands.invitations.invite import MAX_NOTE, InviteForm, Prepared
from commands.workgroups.manage import Workgroup


def draw(
    words: Words,
    begin: Prepared,
    emails: str = "",
    kept: Metadata = NOTHING_KEPT,
) -> Json:
    """The modal, with the addresses filled in where some were typed.

    For who may not invite it is a request. `kept` says how many addresses did not fit.
    """
    asks = not begin.may_invite
    return blocks.modal(
        ids.INVITE,
        words("Ask for invitations") if asks else words("Invite people"),
        [
            *_hints(words, kept, asks=asks),
            _emails(words, emails),
            _personal(words),
            _group(words),
            _note(words),
            _locale(words, begin.locale),
            blocks.actions(blocks.button(words("Preview the mail"), ids.PREVIEW)),
        ],
        submit=words("Request") if asks else words("Invite"),
        close=words("Cancel"),
        metadata=replace(kept, asks=asks),
    )


def with_workgroup(words: Words, begin: Prepared, kept: Metadata, picked: Workgroup | None) -> Json:
    """The modal as it is once a workgroup was picked: below that stands where it leads. What is in
    the fields stays, since they are the same.
    """
    view = draw(words, begin, kept=kept)
    if picked and picked.leads_into:
        at = [block.get("block_id") for block in view["blocks"]].index(ids.GROUP) + 1
        said = [f"{wording.leads_into(picked.leads_into, words)}."]
        if begin.may_invite:
            said.append(words("Unless you are an admin or in all of these, an admin decides."))
        view["blocks"].insert(at, blocks.context(blocks.plain(" ".join(said))))
    return view


def _hints(words: Words, kept: Metadata, *, asks: bool) -> Iterator[Json]:
    if asks:
        yield blocks.context(
            words("An admin decides on each of these. Nothing is mailed before that.")
        )
    if kept.left:
        yield blocks.context(_left(words, kept))


def _left(words: Words, kept: Metadata) -> str:
    if not kept.inside:
        return words.many(
            "{n} address could not be filled in. Please type it here.",
            "{n} addresses could not be filled in. Paste as many as fit, then the rest in the next "
            "form.",
            kept.left,
        )
    return words.many(
        "{inside} of {n} address is in here: a form holds no more. Invite these first, then the "
        "rest in the next form.",
        "{inside} of {n} addresses are in here: a form holds no more. Invite these first, then the "
        "rest in the next form.",
        kept.inside + kept.left,
        inside=kept.inside,
    )


def _emails(words: Words, typed: str) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "multiline": True,
        "max_length": MAX_TEXT,
        "focus_on_load": True,
        "placeholder": blocks.plain("ada@example.com, bob@example.com", 150),
    }
    if typed:
        element["initial_value"] = typed
    hint = words(
        "One or many, also as copied from a mail or a sheet. A form holds {most} characters, "
        "about a hundred addresses: for more, use several forms.",
        most=MAX_TEXT,
    )
    return field(ids.EMAILS, words("Email"), element, hint=hint)


def _personal(words: Words) -> Json:
    yes = option(words("They get a workgroup of their own"), "yes")
    element = {"type": "checkboxes", "options": [yes]}
    label = words("Create personal workgroup")
    return field(ids.PERSONAL_WORKGROUP, label, element, optional=True)


def _group(words: Words) -> Json:
    element = {
        "type": "external_select",
        # Slack asks only from the third letter on unless told otherwise.
        "min_query_length": 0,
        "placeholder": blocks.plain(words("Find a workgroup"), 150),
    }
    hint = words("If a workgroup leads into Slack channels, that stands below its name.")
    shown = field(ids.GROUP, words("Select workgroup"), element, optional=True, hint=hint)
    return {**shown, "dispatch_action": True}


def offered(group: Workgroup, words: Words) -> Json:
    """A workgroup as an option, with where it leads before what it is for."""
    about = [wording.leads_into(group.leads_into, words, blocks.OPTION)] if group.leads_into else []
    if group.description:
        about.append(group.description)
    return option(group.name, group.id, " · ".join(about))


def _note(words: Words) -> Json:
    element = {"type": "plain_text_input", "multiline": True, "max_length": MAX_NOTE}
    hint = words("A few words of yours in the mail, as plain text.")
    return field(ids.NOTE, words("Note"), element, optional=True, hint=hint)


def _locale(words: Words, first: str) -> Json:
    options = {code: option(name, code) for code, name in NAMES.items()}
    element = {
        "type": "static_select",
        "options": list(options.values()),
        "initial_option": options[first],
    }
    return field(ids.LOCALE, words("Language of the mail"), element)


def read(view: View) -> InviteForm:
    """What was filled in; a field that Slack left out is empty. Raises NoSuchChoice."""
    return InviteForm(
        emails=view.state.text(ids.EMAILS),
        personal=_wants_personal(view),
        workgroup=clean(view.state.picked(ids.GROUP)) or None,
        note=view.state.text(ids.NOTE),
        locale=view.state.picked(ids.LOCALE) or DEFAULT,
        source=view.id or "",
    )


def _wants_personal(view: View) -> bool:
    """Whether the one box is ticked; Slack sends no other value than the one it was given."""
    ticked = view.state.ticked(ids.PERSONAL_WORKGROUP)
    if set(ticked) - {"yes"}:
        raise NoSuchChoice(ids.PERSONAL_WORKGROUP)
    return bool(ticked)

"""The workgroup modal, for a new one and for one that is there: drawn, read, and answered."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.i18n import Words
from bot.slack import ids
from bot.slack.shapes import View
from bot.slack.views import blocks, notice, workgroup_links
from bot.slack.views.blocks import Json, button, field, option
from bot.slack.views.metadata import NOTHING_KEPT, Metadata
from commands.addresses import MAX_TEXT
from commands.workgroups.form import Form
from commands.workgroups.linking import WantedLinks
from commands.workgroups.manage import (
    MAX_DESCRIPTION,
    MAX_NAME,
    Archived,
    Workgroup,
    WorkgroupDetails,
    WorkgroupMember,
)

LONGEST_LEFT = 50
"""Characters of a name in an option that says more."""


@dataclass(frozen=True, slots=True)
class WorkgroupForm:
    """What was filled in; `emails` are to be added, `leaving` the ids of who is taken out.

    `links` is None where it could not be changed.
    """

    name: str
    description: str
    emails: str = ""
    leaving: tuple[str, ...] = ()
    links: WantedLinks | None = None


def draw(words: Words, metadata: Metadata = NOTHING_KEPT) -> Json:
    return blocks.modal(
        ids.WORKGROUP,
        words("New workgroup"),
        _named(words, "", ""),
        submit=words("Create"),
        close=words("Cancel"),
        metadata=metadata,
    )


def edit(form: Form, words: Words, metadata: Metadata) -> Json:
    shown, group = form.shown, form.shown.group
    metadata = replace(metadata, members=shown.members, acceptable=shown.acceptable)
    archiving = button(
        words("Archive this workgroup"),
        ids.WORKGROUP_ARCHIVE,
        group.id,
        style="danger",
        confirm=_archive(shown, words),
    )
    return blocks.modal(
        ids.WORKGROUP,
        words("Edit workgroup"),
        [
            *_named(words, group.name, group.description),
            _adding(words),
            *_leaving(shown, words),
            *workgroup_links.draw(form, words),
            blocks.actions(archiving),
        ],
        submit=words("Save"),
        close=words("Cancel"),
        metadata=metadata,
    )


def _named(words: Words, name: str, description: str) -> list[Json]:
    named: Json = {"type": "plain_text_input", "max_length": MAX_NAME}
    described: Json = {
        "type": "plain_text_input",
        "multiline": True,
        "max_length": MAX_DESCRIPTION,
    }
    if name:
        named["initial_value"] = name
    else:
        named["focus_on_load"] = True
    if description:
        described["initial_value"] = description
    return [
        field(ids.NAME, words("Name"), named),
        field(ids.DESCRIPTION, words("Description"), described, optional=True),
    ]


def _adding(words: Words) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "multiline": True,
        "max_length": MAX_TEXT,
        "placeholder": blocks.plain("ada@example.com, bob@example.com", 150),
    }
    hint = words("The addresses of people who are members already.")
    return field(ids.EMAILS, words("Add members"), element, optional=True, hint=hint)


def _leaving(shown: WorkgroupDetails, words: Words) -> list[Json]:
    """Of thousands too, so that they are searched for and not listed here."""
    if not shown.members:
        return []
    element: Json = {
        "type": "multi_external_select",
        "min_query_length": 0,
        "placeholder": blocks.plain(words("Name or address"), 150),
    }
    hint = words.many("It has {n} member.", "It has {n} members.", shown.members)
    return [field(ids.LEAVING, words("Remove members"), element, optional=True, hint=hint)]


def offered(found: Iterable[WorkgroupMember], words: Words) -> list[Json]:
    """Members as options: the address tells two of one name apart."""
    return [option(_called(each, words), each.id, _address(each)) for each in found]


def _called(who: WorkgroupMember, words: Words) -> str:
    if who.left:
        return words("{name} (left Slack)", name=blocks.line(who.name, LONGEST_LEFT))
    return blocks.line(who.name)


def _address(who: WorkgroupMember) -> str:
    return blocks.line(who.email) if who.email else ""


def _archive(shown: WorkgroupDetails, words: Words) -> Json:
    name = blocks.line(shown.group.name)
    return blocks.confirm(
        words("Archive this workgroup?"),
        words(
            "{name} can no longer be picked. Who is in stays a member of the workspace, who is "
            "invited into it comes into the public workgroup.",
            name=name,
        ),
        words("Archive"),
        words("Keep it"),
        "danger",
    )


def read(view: View) -> WorkgroupForm:
    state = view.state
    return WorkgroupForm(
        state.text(ids.NAME),
        state.text(ids.DESCRIPTION),
        state.text(ids.EMAILS),
        state.ticked(ids.LEAVING),
        workgroup_links.read(state),
    )


def made(words: Words, group: Workgroup) -> Json:
    shown = blocks.name(group.name)
    said = words("The workgroup *{name}* is there. You can pick it when you invite.", name=shown)
    return notice.modal(words, said)


def archived(words: Words, closed: Archived) -> Json:
    """That it is done, and who joins something else by it."""
    said = [words("The workgroup *{name}* is archived.", name=blocks.name(closed.name))]
    if closed.pending:
        said.append(
            words.many(
                "{n} pending invitation into it now leads into Public only.",
                "{n} pending invitations into it now lead into Public only.",
                closed.pending,
            )
        )
    if closed.requested:
        said.append(
            words.many(
                "{n} request for it would lead into Public only.",
                "{n} requests for it would lead into Public only.",
                closed.requested,
            )
        )
    if not (closed.pending or closed.requested):
        said.append(words("Nobody was invited into it."))
    return notice.modal(words, " ".join(said))

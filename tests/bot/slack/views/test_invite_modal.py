"""The invite modal: its labels and ids, and how it is read."""

from dataclasses import replace
from typing import Any

import pytest

from bot.i18n import NAMES as LANGUAGES
from bot.i18n import Words
from bot.sandbox.rules import problems
from bot.slack.views import invite_modal
from bot.slack.views.metadata import NOTHING_KEPT, Metadata
from bot.slack.views.spot import Spot
from commands.errors import NoSuchChoice
from commands.invitations.invite import InviteForm, Prepared
from storage.vocabulary import LOCALES
from tests.bot.slack.views.languages import EACH, ENGLISH, NAMES, RUSSIAN, strings
from tests.bot.slack.views.modals import HOME, MOST_KEPT, submitted

LEAD, MEMBER = Prepared(True, "en"), Prepared(False, "en")


def inputs(view: dict[str, Any]) -> dict[str, Any]:
    return {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}


@pytest.mark.parametrize("words", EACH, ids=NAMES)
@pytest.mark.parametrize("typed", ["", "a@b.example", "x" * 3000])
@pytest.mark.parametrize("begin", [Prepared(True, "en"), Prepared(False, "ru")])
def test_slack_takes_it_in_every_language(words: Words, typed: str, begin: Prepared) -> None:
    assert (
        problems(
            invite_modal.draw(words, begin, typed, replace(MOST_KEPT, inside=136, left=412)),
            "modal",
        )
        == []
    )


def test_it_has_the_fields_of_the_page_it_models_in_their_order() -> None:
    view = invite_modal.draw(ENGLISH, LEAD)
    assert view["callback_id"] == "invite"
    assert [(name, block["label"]["text"]) for name, block in inputs(view).items()] == [
        ("emails", "Email"),
        ("personal_workgroup", "Create personal workgroup"),
        ("workgroup", "Select workgroup"),
        ("note", "Note"),
        ("locale", "Language of the mail"),
    ]
    assert view["submit"]["text"] == "Invite"


def test_a_field_has_one_name() -> None:
    for block in inputs(invite_modal.draw(ENGLISH, LEAD)).values():
        assert block["block_id"] == block["element"]["action_id"]


def test_only_the_addresses_and_the_language_must_be_filled_in() -> None:
    blocks = inputs(invite_modal.draw(ENGLISH, LEAD))
    needed = [name for name, block in blocks.items() if not block["optional"]]
    assert needed == ["emails", "locale"]


def test_the_elements_are_those_of_the_contract() -> None:
    blocks = inputs(invite_modal.draw(ENGLISH, LEAD))
    assert {name: block["element"]["type"] for name, block in blocks.items()} == {
        "emails": "plain_text_input",
        "personal_workgroup": "checkboxes",
        "workgroup": "external_select",
        "note": "plain_text_input",
        "locale": "static_select",
    }
    assert [one["value"] for one in blocks["personal_workgroup"]["element"]["options"]] == ["yes"]
    assert blocks["workgroup"]["element"]["min_query_length"] == 0
    assert blocks["note"]["element"]["max_length"] == 1000
    languages = [one["value"] for one in blocks["locale"]["element"]["options"]]
    assert languages == list(LOCALES)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_language_begins_as_it_was_prepared(locale: str) -> None:
    element = inputs(invite_modal.draw(ENGLISH, Prepared(True, locale)))["locale"]["element"]
    assert element["initial_option"]["value"] == locale


def test_who_may_only_ask_sees_a_form_that_asks() -> None:
    view = invite_modal.draw(ENGLISH, MEMBER, "a@b.example")
    assert (view["title"]["text"], view["submit"]["text"]) == ("Ask for invitations", "Request")
    assert "An admin decides on each of these." in next(strings(view["blocks"]))
    assert list(inputs(view)) == list(inputs(invite_modal.draw(ENGLISH, LEAD)))
    assert view["callback_id"] == "invite"


def test_how_many_fit_is_said() -> None:
    shown = str(invite_modal.draw(ENGLISH, LEAD, kept=Metadata(inside=136, left=64)))
    assert "136 of 200 addresses are in here: a form holds no more." in shown
    whole = str(invite_modal.draw(ENGLISH, LEAD))
    assert "addresses are in here" not in whole
    assert "One or many, also as copied from a mail or a sheet." in whole
    assert "A form holds 3,000 characters, about a hundred addresses" in whole


def test_how_many_fit_stays_when_a_workgroup_is_picked() -> None:
    kept = Metadata(inside=136, left=64)
    assert "136 of 200" in str(invite_modal.with_workgroup(ENGLISH, LEAD, kept, None))


@pytest.mark.parametrize("begin", [Prepared(True, "en"), Prepared(False, "en")])
@pytest.mark.parametrize(
    "kept", [NOTHING_KEPT, HOME, Metadata(from_home=True, spot=Spot(typed="request home"))]
)
def test_the_form_knows_where_it_was_opened_and_what_for(begin: Prepared, kept: Metadata) -> None:
    view = invite_modal.draw(ENGLISH, begin, kept=kept)
    read = Metadata.read(view.get("private_metadata"))
    assert read.asks is not begin.may_invite
    assert read.from_home is kept.from_home
    assert read.spot == kept.spot


@pytest.mark.parametrize("words", EACH[:2], ids=NAMES[:2])
def test_no_text_of_ours_is_cut(words: Words) -> None:
    assert not [
        text
        for text in strings(invite_modal.draw(words, MEMBER, kept=Metadata(left=2)))
        if text.endswith("…")
    ]


FULL = {
    "emails": {"emails": {"value": "a@b.example"}},
    "personal_workgroup": {"personal_workgroup": {"selected_options": [{"value": "yes"}]}},
    "workgroup": {"workgroup": {"selected_option": {"value": "01J"}}},
    "note": {"note": {"value": "Hello"}},
    "locale": {"locale": {"selected_option": {"value": "ru"}}},
}


def test_what_was_filled_in_is_read() -> None:
    read = invite_modal.read(submitted(FULL, id="V1"))
    assert read == InviteForm("a@b.example", True, "01J", "Hello", "ru", "V1")


EMPTY = InviteForm("", False, None, "", "en", "V1")


@pytest.mark.parametrize(
    "values",
    [
        {},
        None,
        {name: {} for name in FULL},
        {name: {name: {}} for name in FULL},
        {name: {name: {"value": None, "selected_option": None}} for name in FULL},
        {"personal_workgroup": {"personal_workgroup": {"selected_options": []}}},
        {"workgroup": {"workgroup": {"selected_option": {"value": "\x00"}}}},
    ],
)
def test_what_was_left_out_is_empty(values: Any) -> None:
    assert invite_modal.read(submitted(values, id="V1")) == EMPTY


def test_a_language_is_read_as_it_came_for_the_command_to_judge() -> None:
    chosen = {"locale": {"selected_option": {"value": "xx"}}}
    assert invite_modal.read(submitted({**FULL, "locale": chosen})).locale == "xx"


def test_the_languages_offered_are_those_that_a_command_takes() -> None:
    assert set(LANGUAGES) == set(LOCALES)


def test_a_box_that_was_never_offered_is_no_yes() -> None:
    ticked = {"personal_workgroup": {"selected_options": [{"value": "no"}]}}
    with pytest.raises(NoSuchChoice) as refusal:
        invite_modal.read(submitted({**FULL, "personal_workgroup": ticked}))
    assert refusal.value.name == "personal_workgroup"


def test_in_russian_it_has_the_labels_of_the_page_it_models() -> None:
    view = invite_modal.draw(RUSSIAN, LEAD)
    labels = {
        block["block_id"]: block["label"]["text"] for block in view["blocks"] if "label" in block
    }
    assert labels["emails"] == "Электронная почта"
    assert labels["personal_workgroup"] == "Создать личную рабочую группу"
    assert labels["workgroup"] == "Выбрать рабочую группу"
    assert view["submit"]["text"] == "Пригласить"

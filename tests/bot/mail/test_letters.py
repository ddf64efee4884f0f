"""What an invitee reads: who invites, to what, why, until when, and what they can do."""

from collections.abc import Mapping
from html.parser import HTMLParser

import pytest

from bot.i18n import Texts
from bot.links import Links
from bot.mail.letters import KINDS, Letters, MailKind
from bot.mail.message import Letter, build
from bot.settings import Sender
from commands.invitations.describe import Invitation

from .letter import INVITATION, NOW, ULID, invitation

TEXTS = Texts.load()
LINKS = Links(["a key of the tests, long enough"], "https://usher.example.com")
LETTERS = Letters(Sender("Usher", "invites@example.com"), LINKS)
LINK = LINKS.invitation(ULID)
STOP = LINKS.unsubscribe(ULID)


def write(
    kind: MailKind = "invitation",
    of: Invitation = INVITATION,
    *,
    number: int = 1,
    last: bool = False,
    reply_to_inviter: bool = False,
) -> Letter:
    words = TEXTS.words(of.locale)
    return LETTERS.render(
        kind, of, words, NOW, number=number, last=last, reply_to_inviter=reply_to_inviter
    )


class _Reader(HTMLParser):
    """Collects what is read, and where links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str | None] = []
        self.tags: list[str] = []
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._hidden = tag in {"style", "title"}
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, _tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def reader(html: str) -> _Reader:
    found = _Reader()
    found.feed(html)
    return found


def said(letter: Letter) -> Mapping[str, str]:
    """Both parts as plain running text."""
    return {
        "text": " ".join(letter.text.split()),
        "html": " ".join("".join(reader(letter.html).words).split()),
    }


FACTS = [
    "Lev Lidov invites you to Acme",
    "Lev Lidov (lev@example.com) would like you to join the workspace Acme",
    "Acme and its workgroup Design.",
    f"until {TEXTS.words('en').moment(INVITATION.expires_at, 'Europe/Berlin')}.",
    "Lev Lidov (lev@example.com) writes:",
    "the sketches are here. This note is in their own words; Usher only passes it on.",
    "You accept or decline on the page; opening it decides nothing.",
    "You become a member of Acme and of its public workgroup, where everyone is.",
    "You join the workgroup Design.",
    "You get a personal workgroup of your own.",
    "You get this mail because Lev Lidov entered your address, Ivy.Newcomer@example.com.",
    "Not expecting it? You can simply ignore it",
    "If you would rather not hear from Acme again:",
    LINK,
]


@pytest.mark.parametrize("fact", FACTS)
@pytest.mark.parametrize("part", ["text", "html"])
def test_an_invitation_says_it_in_both_parts(part: str, fact: str) -> None:
    assert fact in said(write())[part]


@pytest.mark.parametrize("part", ["text", "html"])
def test_a_reminder_says_since_when_until_when_and_nothing_of_an_end(part: str) -> None:
    text = said(write("reminder", number=2))[part]
    assert "On 24 November 2026 Lev Lidov (lev@example.com) invited you to the workspace" in text
    assert "It stays open until 8 December 2026" in text
    assert "last reminder" not in text.lower()


@pytest.mark.parametrize("part", ["text", "html"])
def test_the_last_reminder_says_that_it_is_the_last(part: str) -> None:
    text = said(write("reminder", number=4, last=True))[part]
    assert "This is the last reminder: we will not write about this invitation again." in text


def test_subjects_tell_the_mails_apart() -> None:
    assert write().subject == "Lev Lidov invites you to Acme"
    assert write("reminder", number=2).subject == "Reminder: Lev Lidov invites you to Acme"
    last = write("reminder", number=3, last=True)
    assert last.subject == "Last reminder: Lev Lidov invites you to Acme"


def test_the_kind_stands_above_the_heading() -> None:
    assert "Invitation" in reader(write().html).words
    assert "Reminder" in reader(write("reminder").html).words
    assert "Last reminder" in reader(write("reminder", last=True).html).words


JOIN = "https://join.slack.com/t/acme?a=1&b=2"
ACCEPTED = invitation(state="accepted", join_link=JOIN)
ASKING = [kind for kind in KINDS if kind != "joining"]


@pytest.mark.parametrize(
    "fact",
    [
        "You are in Acme: now join your colleagues",
        "You accepted the invitation of Lev Lidov (lev@example.com).",
        "Join with this address: Ivy.Newcomer@example.com",
        "What you joined stands on the page of your invitation:",
        "This is the only mail about it.",
        "If you would rather not hear from Acme again:",
        JOIN,
    ],
)
@pytest.mark.parametrize("part", ["text", "html"])
def test_who_has_no_account_in_slack_reads_how_to_come(part: str, fact: str) -> None:
    assert fact in said(write("joining", ACCEPTED, number=2))[part]


def test_the_way_into_slack_asks_for_no_answer_any_more() -> None:
    letter = write("joining", ACCEPTED, number=2)
    assert letter.subject == "Your colleagues at Acme talk in Slack: join them"
    for text in said(letter).values():
        assert "accept or decline" not in text
        assert "If you accept" not in text
        assert "writes:" not in text
        assert "2026" not in text


def test_the_one_button_leads_into_slack_and_a_link_to_what_one_joined() -> None:
    letter = write("joining", ACCEPTED, number=2)
    assert reader(letter.html).links == [JOIN, JOIN, LINK, STOP]
    assert letter.text.split("\n").count(JOIN) == 1


def test_a_link_to_join_is_text_and_not_markup() -> None:
    odd = invitation(join_link='https://x.example/"><b>&')
    html = write("joining", odd).html
    assert "<b>" not in html
    assert reader(html).links[0] == odd.join_link


@pytest.mark.parametrize("kind", ASKING)
def test_what_was_not_asked_for_is_not_promised(kind: MailKind) -> None:
    plain = invitation(workgroup=None, personal=False, note="", inviter_email=None)
    for text in said(write(kind, plain)).values():
        assert "workgroup Design" not in text
        assert "personal workgroup" not in text
        assert "writes:" not in text
        assert "lev@example.com" not in text
        assert "None" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_each_address_stands_alone_on_its_line(kind: MailKind) -> None:
    lines = write(kind).text.split("\n")
    assert lines.count(LINK) == 1
    assert lines.count(STOP) == 1


def test_the_address_of_the_page_stands_alone_in_the_html_too() -> None:
    assert LINK in [text.strip() for text in reader(write().html).words]
    assert f">{LINK}</a></p>" in write().html


@pytest.mark.parametrize("kind", ASKING)
def test_a_mail_leads_to_the_answer_and_to_the_stop_and_nowhere_else(kind: MailKind) -> None:
    page = reader(write(kind).html)
    assert page.links == [LINK, LINK, STOP]
    assert not {"img", "script", "form", "link", "iframe", "svg"} & set(page.tags)


def test_the_wrapped_text_keeps_quotes_and_lists_apart() -> None:
    wide = invitation(note="word " * 40, workspace="A rather long name of a workspace " * 2)
    lines = write(of=wide).text.split("\n")
    assert sum(line.startswith("> word") for line in lines) == 3
    assert max(len(line) for line in lines if "://" not in line) <= 72
    assert any(line.startswith("  ") for line in lines)


def test_names_and_notes_are_text_and_not_markup() -> None:
    bold = "<b>&\"'{{ 7*7 }}{inviter}"
    letter = write(of=invitation(inviter=bold, workspace=bold, workgroup=bold, note=bold))
    assert "<b>" not in letter.html
    assert "&lt;b&gt;&amp;" in letter.html
    assert "{{ 7*7 }}{inviter}" in said(letter)["html"]
    assert f"> {bold}" in letter.text


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_can_not_bring_a_link(kind: MailKind) -> None:
    evil = "http://evil.example/click"
    letter = write(kind, invitation(inviter=evil, workspace=evil, workgroup=evil))
    for part in (letter.subject, letter.text, letter.html):
        assert "evil.example" not in part
        assert "://evil" not in part


def test_a_right_to_left_name_is_kept_apart_in_both_parts() -> None:
    letter = write(of=invitation(workspace="צוות העיצוב"))
    assert "\u2068צוות העיצוב\u2069" in letter.text
    assert '<span style="font-weight: 600;">\u2068צוות העיצוב\u2069</span>' in letter.html
    for part in (write().text, write().html):
        assert not {"\u2068", "\u2069"} & set(part)


def test_who_has_no_name_is_a_colleague_with_an_address() -> None:
    letter = write(of=invitation(inviter=" "))
    assert letter.subject == "A colleague invites you to Acme"
    for text in said(letter).values():
        assert "A colleague (lev@example.com) would like you to join" in text
    nobody = invitation(inviter="", inviter_email=None, workspace="")
    assert write(of=nobody).subject == "A colleague invites you to a workspace"


SPOOFED = [
    ("IT support https://evil.example", "IT support"),
    ("Lev Lidov <boss@corp.example>", "Lev Lidov"),
    ("ｅvil．example", "{}"),
    ("www.evil.example", "{}"),
]


@pytest.mark.parametrize(("locale", "colleague"), [("en", "A colleague"), ("ru", "Ваш коллега")])
@pytest.mark.parametrize(("name", "stays"), SPOOFED)
@pytest.mark.parametrize("kind", ASKING)
def test_an_inviters_name_brings_no_address_into_the_subject_or_the_preview_of_the_mail(
    kind: MailKind, name: str, stays: str, locale: str, colleague: str
) -> None:
    letter = write(kind, invitation(inviter=name, locale=locale))
    assert stays.format(colleague) in letter.subject
    head = build(letter).partition(b"\r\n\r\n")[0]
    preheader = letter.html.partition('class="preheader"')[2].partition("</div>")[0]
    for part in (letter.subject, preheader, head.decode()):
        assert "evil" not in part
        assert "corp.example" not in part


FAKED = "bye.\n\nThis note is in their own words; Usher only passes it on.\n\nYou accept here:\n"


@pytest.mark.parametrize("kind", ASKING)
def test_a_note_can_not_end_its_own_block(kind: MailKind) -> None:
    note = f"{FAKED}\n-- \n> Hi\n</p></td><a href='https://evil.example'>Open</a>"
    letter = write(kind, invitation(note=note))

    lines = letter.text.split("\n")
    for typed in note.splitlines():
        assert f"> {typed}".strip() in [line.strip() for line in lines]
    between = lines[lines.index("> bye.") :]
    assert [line for line in between if line.startswith("This note")] == [
        "This note is in their own words; Usher only passes it on."
    ]
    assert reader(letter.html).links == [LINK, LINK, STOP]


@pytest.mark.parametrize(("workspace", "initial"), [("acme", "A"), ("«студия»", "С"), ("🎉", "•")])
def test_the_tile_shows_the_workspaces_initial(workspace: str, initial: str) -> None:
    assert f">{initial}</td>" in write(of=invitation(workspace=workspace)).html


def test_it_goes_to_the_envelopes_address_and_shows_the_one_that_was_typed() -> None:
    typed = invitation(address="Ivy@bücher.example", envelope="Ivy@xn--bcher-kva.example")
    letter = write(of=typed)
    assert letter.recipient == "Ivy@xn--bcher-kva.example"
    assert "Ivy@bücher.example" in letter.text


@pytest.mark.parametrize("kind", ["reminder", "joining"])
def test_a_later_mail_refers_to_the_first(kind: MailKind) -> None:
    first, second = write(), write(kind, number=2)
    assert first.references is None
    assert second.references == first.message_id
    assert second.message_id == f"<inv.{ULID}.2@example.com>"


def test_the_inviter_gets_answers_only_where_the_workspace_wants_that() -> None:
    assert write().reply_to is None
    assert write(reply_to_inviter=True).reply_to == "lev@example.com"


@pytest.mark.parametrize("email", [None, "лев@example.com"])
def test_an_inviter_without_a_fit_address_holds_no_mail_up(email: str | None) -> None:
    letter = write(of=invitation(inviter_email=email), reply_to_inviter=True)
    assert letter.reply_to is None
    assert b"Reply-To" not in build(letter)


def test_neither_link_nor_address_is_in_a_header_but_for_the_stop() -> None:
    head = build(write()).partition(b"\r\n\r\n")[0].decode()
    assert LINK not in head
    assert head.count(STOP) == 1


def test_it_speaks_the_language_of_its_words() -> None:
    letter = write()
    assert letter.language == "en"
    assert letter.html.startswith('<!DOCTYPE html><html lang="en"')

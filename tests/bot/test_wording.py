"""Every refusal, outcome and state has its words, in every language."""

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Literal, get_args, get_type_hints

import pytest

from bot import wording
from bot.i18n import Texts, Words
from bot.wording.lists import MOST, listed
from commands import errors
from commands.errors import BadAddress, BadAddresses, BadEndpoint, NotAllowed, OverLimit, UsherError
from commands.outcomes import (
    AlreadyInvited,
    AlreadyMember,
    Doubtful,
    Invited,
    MailedEnough,
    Requested,
    Suppressed,
)
from commands.places import LeadsInto, Obstacle
from tests.bot.slack.views.samples import IVY
from tests.people import MONDAY

TEXTS = Texts.load()
ENGLISH = TEXTS.words("en")
ZONE = "Europe/Berlin"
LATER = MONDAY + timedelta(hours=5)
ALL = [
    kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, UsherError)
]
ADDRESS_WHYS = get_args(get_type_hints(BadAddress)["why"])


def bad(why: Any, typed: str = "odd@x") -> BadAddress:
    return BadAddress(typed, why, "odd@xn--x")


WhyGroup = Literal["", "managed", "locked", "scope", "outside"]
OF_GROUPS: tuple[WhyGroup, ...] = ("", "managed", "locked", "scope", "outside")
LOCKED: tuple[Literal["managed", "locked"], ...] = ("managed", "locked")
"""What only a user group is."""
EXAMPLES: dict[type[UsherError], Sequence[UsherError]] = {
    NotAllowed: [NotAllowed(why) for why in get_args(errors.Why)]
    + [NotAllowed("role", ("U0ADA",))],
    errors.NotFound: [
        errors.NotFound(what) for what in get_args(get_type_hints(errors.NotFound)["what"])
    ],
    errors.Closed: [
        errors.Closed(state)
        for state in ("accepted", "declined", "revoked", "expired", "requested", "refused")
    ],
    errors.TooSoon: [errors.TooSoon(LATER)],
    errors.OutOfReach: [errors.OutOfReach(LeadsInto("Design", ()))],
    errors.AddressSuppressed: [errors.AddressSuppressed()],
    errors.Ambiguous: [errors.Ambiguous(("T1", "T2"))],
    OverLimit: [
        OverLimit("inviter", 100, 3, LATER),
        OverLimit("workspace", 1000, 0, None),
        OverLimit("address", 10, 0, LATER, ("ivy@example.com",)),
    ],
    errors.AlreadyDecided: [
        *(
            errors.AlreadyDecided(state, "Ada Admin")
            for state in ("pending", "accepted", "declined", "revoked", "refused", "expired")
        ),
        errors.AlreadyDecided("expired", ""),
        errors.AlreadyDecided("member", ""),
        errors.AlreadyDecided("refused", ""),
    ],
    errors.FixedGroup: [errors.FixedGroup("public"), errors.FixedGroup("personal")],
    errors.LastAdmin: [errors.LastAdmin()],
    errors.RunsSlack: [errors.RunsSlack()],
    errors.Oneself: [errors.Oneself()],
    BadEndpoint: [
        *(BadEndpoint("url", why, "500") for why in get_args(get_type_hints(BadEndpoint)["why"])),
        BadEndpoint("events", "event", "x" * 50),
    ],
    errors.SentTooOften: [
        errors.SentTooOften("endpoint", 1, LATER),
        errors.SentTooOften("endpoint", 20, LATER),
        errors.SentTooOften("workspace", 1, LATER),
        errors.SentTooOften("workspace", 60, LATER),
    ],
    errors.TooManyEndpoints: [errors.TooManyEndpoints(1), errors.TooManyEndpoints(10)],
    errors.AlreadyThat: [errors.AlreadyThat()],
    errors.NotInvited: [
        errors.NotInvited(AlreadyMember("ivy@example.com", "Ivy")),
        errors.NotInvited(AlreadyInvited("ivy@example.com", "1", "Lev", LATER, mine=True)),
        errors.NotInvited(Suppressed("ivy@example.com")),
        errors.NotInvited(MailedEnough("bob@example.com", LATER)),
        errors.NotInvited(Doubtful("bob@gmial.com", "bob@gmail.com", "")),
        errors.NotInvited(Doubtful("bob@example.c", "bob@example.com", "c")),
        errors.NotInvited(Doubtful("bob@shop.zzz", "", "zzz")),
    ],
    errors.NotMembers: [errors.NotMembers(("ivy@example.com",))],
    errors.BadSettings: [
        errors.BadSettings((errors.BadSetting("zone", why, ("odd",)),))
        for why in get_args(get_type_hints(errors.BadSetting)["why"])
    ],
    errors.NoSuchChoice: [errors.NoSuchChoice("locale")],
    errors.MoreComeIn: [errors.MoreComeIn(3, 2)],
    errors.NotLinkable: [
        *(
            errors.NotLinkable("channels", 20, why, "east")
            for why in (*get_args(Obstacle), "outside")
            if why not in LOCKED
        ),
        *(errors.NotLinkable("usergroup", 1, why, "analysts") for why in OF_GROUPS),
    ],
    errors.ReasonTooLong: [errors.ReasonTooLong(300)],
    errors.NoAddress: [errors.NoAddress()],
    errors.SeveralAddresses: [errors.SeveralAddresses()],
    BadAddresses: [BadAddresses((bad(why),)) for why in ADDRESS_WHYS],
    errors.TextTooLong: [errors.TextTooLong(3000)],
    errors.NoteTooLong: [errors.NoteTooLong(1000)],
    errors.NoSuchWorkgroup: [errors.NoSuchWorkgroup()],
    errors.BadName: [errors.BadName(75)],
    errors.NameTaken: [errors.NameTaken()],
    errors.DescriptionTooLong: [errors.DescriptionTooLong(500)],
}
VAGUE = {
    "This did not work, and nothing was changed.",
    "Something in this field is wrong. Please check it.",
    "This invitation is over.",
}


def examples() -> Iterator[UsherError]:
    for those in EXAMPLES.values():
        yield from those


def test_every_error_has_an_example() -> None:
    assert set(ALL) - {UsherError, errors.Rejected} == set(EXAMPLES)


@pytest.mark.parametrize("locale", TEXTS.locales)
@pytest.mark.parametrize("error", list(examples()), ids=repr)
def test_every_error_has_words_of_its_own(error: UsherError, locale: str) -> None:
    words = TEXTS.words(locale)
    said = wording.refusal(error, words, ZONE)
    assert said.endswith((".", "!")), said
    assert "{" not in said.replace("{name}", "", isinstance(error, errors.BadSettings))
    vague = {words(text) for text in VAGUE}
    assert said not in vague or error.__dict__.get("state") == "refused"


def test_no_two_errors_say_the_same() -> None:
    said = [wording.refusal(error, ENGLISH, ZONE) for error in examples()]
    assert len(set(said)) == len(said)


def test_an_error_that_is_still_to_come_has_a_sentence_too() -> None:
    class New(errors.Rejected):
        field = "emails"

    assert "wrong" in wording.refusal(New(), ENGLISH, ZONE)
    assert "did not work" in wording.refusal(UsherError(), ENGLISH, ZONE)


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (errors.NoAddress(), "emails"),
        (OverLimit("inviter", 1, 0, None), "emails"),
        (errors.TextTooLong(1), "emails"),
        (errors.NoteTooLong(1), "note"),
        (errors.NoSuchWorkgroup(), "workgroup"),
        (errors.NameTaken(), "name"),
        (errors.DescriptionTooLong(1), "description"),
        (errors.NoSuchChoice("locale"), "locale"),
        (errors.NotLinkable("usergroup", 1), "usergroup"),
    ],
)
def test_an_error_stands_under_the_field_that_caused_it(
    error: errors.Rejected | OverLimit, field: str
) -> None:
    assert wording.under_fields(error, ENGLISH, ZONE) == {field: said(error)}


def test_each_wrong_setting_stands_under_its_own_field() -> None:
    zone = errors.BadSetting("zone", "zone", ("Mars",))
    days = errors.BadSetting("lifetime_days", "number", ("1–90",))
    both = errors.BadSettings((zone, days))
    assert wording.under_fields(both, ENGLISH, ZONE) == {
        "zone": "Mars: not a time zone. Pick one like Europe/Berlin.",
        "lifetime_days": "Please type a whole number, 1–90.",
    }
    assert said(both) == " ".join(wording.under_fields(both, ENGLISH, ZONE).values())


def test_two_hundred_wrong_domains_are_cut_with_their_number() -> None:
    wrong = errors.BadSetting("allowed_domains", "domain", tuple("x" * 99 for _ in range(200)))
    text = said(errors.BadSettings((wrong,)))
    assert len(text) < 2000
    assert "more: not a domain" in text


def said(error: UsherError) -> str:
    return wording.refusal(error, ENGLISH, ZONE)


def test_a_limit_says_when_it_is_possible_again_where_the_reader_is() -> None:
    assert said(OverLimit("inviter", 100, 3, LATER)) == (
        "You may invite 100 people a day. 3 more are possible now. You can invite all"
        " of these from 23 November 2026, 15:30 (Berlin, UTC+01:00) on. Addresses "
        "that are known here already, or were refused, count too."
    )
    assert said(OverLimit("workspace", 1, 1, None)) == (
        "This workspace may invite 1 person a day. 1 more is possible now. "
        "That is more than one day allows: please split the list."
    )
    assert said(OverLimit("workspace", 100, 0, None)) == (
        "This workspace may invite 100 people a day. "
        "That is more than one day allows: please split the list."
    )
    assert said(OverLimit("address", 10, 0, LATER, ("ivy@example.com",))) == (
        "ivy@example.com: the day's limit of mails to one address is reached. "
        "Possible again from 23 November 2026, 15:30 (Berlin, UTC+01:00) on."
    )


def test_bad_addresses_of_a_kind_stand_together_and_each_is_named() -> None:
    refused = [bad("syntax", "one"), bad("special", "a@b.test"), bad("syntax", "two")]
    text = said(BadAddresses(tuple(refused)))
    assert "one, two: not email addresses." in text
    assert "a@b.test: no mail reaches that domain." in text


@pytest.mark.parametrize("locale", TEXTS.locales)
@pytest.mark.parametrize("why", ADDRESS_WHYS)
def test_of_many_the_first_three_are_named_and_the_rest_counted(why: str, locale: str) -> None:
    def told(count: int) -> str:
        refused = [BadAddress(f"Anna{n}", why, f"anna{n}") for n in range(count)]  # type: ignore[arg-type]
        return wording.refusal(BadAddresses(tuple(refused)), TEXTS.words(locale), ZONE)

    more = {"en": "and {} more:", "ru": "и ещё {}:"}[locale]
    assert more.format(197) in told(200)
    assert more.format(1) in told(4)
    assert more.format("").partition(" {")[0].strip(" :") not in told(3).partition(":")[0].split()
    for count in (3, 4, 200):
        assert [n for n in range(200) if f"Anna{n}" in told(count)] == [0, 1, 2]


@pytest.mark.parametrize("locale", TEXTS.locales)
def test_a_field_full_of_nonsense_is_named_as_far_as_anybody_reads(locale: str) -> None:
    refused = [bad(ADDRESS_WHYS[n % len(ADDRESS_WHYS)], "n" * (n % 400)) for n in range(1500)]
    text = wording.refusal(BadAddresses(tuple(refused)), TEXTS.words(locale), ZONE)
    assert len(text) <= MOST


def test_an_overlong_address_is_shortened_where_it_is_named() -> None:
    text = said(BadAddresses((bad("too_long", "x" * 320),)))
    assert "x" * 99 + "…" in text
    assert "x" * 100 not in text


def test_a_list_names_what_fits_and_counts_the_rest() -> None:
    assert listed(["a", "b"], ENGLISH, 100) == "a, b"
    assert listed(["aaaa", "bbbb", "cccc"], ENGLISH, 13) == "aaaa, bbbb and 1 more"
    assert listed(["aaaa"], ENGLISH, 1) == "and 1 more"
    assert listed([], ENGLISH, 1) == ""


@pytest.mark.parametrize("locale", TEXTS.locales)
def test_every_outcome_names_its_address(locale: str) -> None:
    words = TEXTS.words(locale)
    for became in (
        Invited("01J", "ivy@example.com"),
        AlreadyMember("ivy@example.com", "Ivy"),
        AlreadyInvited("ivy@example.com", "01J", "Lev", MONDAY, True),
        Suppressed("ivy@example.com"),
        Invited("01J", "ivy@example.com", "Mia"),
        Requested("01J", "ivy@example.com"),
        AlreadyInvited("ivy@example.com", "01J", "Lev", MONDAY, True, requested=True),
    ):
        assert wording.outcome(became, words, ZONE).startswith("ivy@example.com:")


@pytest.mark.parametrize("locale", TEXTS.locales)
@pytest.mark.parametrize("asked_by", ["", "Mia"])
def test_a_mail_that_is_put_off_is_not_said_to_be_on_its_way(locale: str, asked_by: str) -> None:
    words = TEXTS.words(locale)
    leaves = Invited("01J", "ivy@example.com", asked_by)
    waits = wording.outcome(replace(leaves, put_off=True), words, ZONE)
    assert waits.startswith("ivy@example.com:")
    assert asked_by in waits
    assert words("The mail can't go out at the moment. It waits, and leaves by itself.") in waits


STATES = ("requested", "pending", "accepted", "declined", "revoked", "expired", "refused")


@pytest.mark.parametrize("locale", TEXTS.locales)
def test_every_state_has_its_own_word(locale: str) -> None:
    from commands.lifecycle import MOVES  # noqa: PLC0415

    assert {str(state) for state in MOVES} == set(STATES)
    words: Words = TEXTS.words(locale)
    found = {wording.state(replace(IVY, state=state), words) for state in STATES}
    assert len(found) == len(STATES)
    assert found.isdisjoint(STATES)


def test_a_state_or_mail_of_tomorrow_is_shown_as_it_is() -> None:
    assert wording.state(replace(IVY, state="parked"), ENGLISH) == "parked"
    assert wording.mail(replace(IVY, mail=""), ENGLISH) == ""


def test_what_is_sent_again_is_not_called_an_invitation() -> None:
    invited = Invited("1", "ivy@example.com")
    assert wording.resent(invited, ENGLISH, ZONE) == (
        "ivy@example.com: sent again, the mail is on its way."
    )
    assert wording.resent(replace(invited, put_off=True), ENGLISH, ZONE) == (
        "ivy@example.com: to be sent again. "
        "The mail can't go out at the moment. It waits, and leaves by itself."
    )
    for other in (replace(invited, asked_by="Mia"), Suppressed("ivy@example.com")):
        assert wording.resent(other, ENGLISH, ZONE) == wording.outcome(other, ENGLISH, ZONE)


def test_a_channel_that_was_not_picked_is_asked_for() -> None:
    assert (
        said(errors.BadSettings((errors.BadSetting("digest_channel", "no_channel"),)))
        == "Please choose a channel."
    )

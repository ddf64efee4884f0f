"""Lists as people have them: each address with its name, and nobody lost on the way."""

import csv
import io
import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.addresses import read
from commands.errors import BadAddresses

JON, KIM = ("Jon Smith", "jon@example.com"), ("Kim Doe", "kim@example.com")
JON_LAST, KIM_LAST = ("Smith, Jon", "jon@example.com"), ("Doe, Kim", "kim@example.com")
BARE = [("", "jon@example.com"), ("", "kim@example.com")]


def found(text: str) -> list[tuple[str, str]]:
    return [(each.name, each.typed) for each in read(text)]


def left_over(text: str) -> list[str]:
    with pytest.raises(BadAddresses) as refusal:
        read(text)
    assert {each.why for each in refusal.value.refused} == {"syntax"}
    return [each.typed for each in refusal.value.refused]


@pytest.mark.parametrize(
    "text",
    [
        # Outlook, and Outlook with commas; Exchange's quotes; a copied head of a mail.
        "Smith, Jon <jon@example.com>; Doe, Kim <kim@example.com>",
        "Smith, Jon <jon@example.com>; Doe, Kim <kim@example.com>;",
        "Smith, Jon <jon@example.com>, Doe, Kim <kim@example.com>",
        "'Smith, Jon' <jon@example.com>; 'Doe, Kim' <kim@example.com>",
        '"Smith, Jon" <jon@example.com>, "Doe, Kim" <kim@example.com>',
        "To: Smith, Jon <jon@example.com>\nCc: Doe, Kim <kim@example.com>",
        "“Smith, Jon” <jon@example.com>, «Doe, Kim» <kim@example.com>",
        "Smith, Jon (jon@example.com), Doe, Kim (kim@example.com)",
        "1. Smith, Jon - jon@example.com\n2. Doe, Kim - kim@example.com",
        '"Smith, Jon"\tjon@example.com\n"Doe, Kim"\tkim@example.com',
        'name,email\n"Smith, Jon",jon@example.com\n"Doe, Kim",kim@example.com',
    ],
)
def test_a_family_name_before_a_comma_stays_as_it_is_written(text: str) -> None:
    assert found(text) == [JON_LAST, KIM_LAST]


@pytest.mark.parametrize(
    "text",
    [
        "Jon Smith <jon@example.com>, Kim Doe <kim@example.com>",
        "Jon Smith <jon@example.com> Kim Doe <kim@example.com>",
        "Jon Smith\n <jon@example.com>,\n Kim Doe <kim@example.com>",
        "Jon Smith (jon@example.com); Kim Doe [kim@example.com]",
        "Jon Smith（jon@example.com）、Kim Doe（kim@example.com）",
        "Jon Smith＜jon@example.com＞，Kim Doe＜kim@example.com＞",
        "Jon Smith = jon@example.com; Kim Doe -> kim@example.com",
        "\tName\tEmail\n1\tJon Smith\tjon@example.com\n2\tKim Doe\tkim@example.com",
        "Jon Smith - jon@example.com\nKim Doe – kim@example.com",
        "Jon Smith—jon@example.com\nKim Doe → kim@example.com",
        "Jon Smith: jon@example.com, Kim Doe: kim@example.com",
        "Jon Smith： jon@example.com\nKim Doe： kim@example.com",
        "jon@example.com (Jon Smith), kim@example.com (Kim Doe)",
        "<jon@example.com> (Jon Smith); <kim@example.com> (Kim Doe)",
        "jon@example.com (Jon Smith) kim@example.com (Kim Doe)",
        "jon@example.com (Jon Smith) Kim Doe <kim@example.com>",
        "jon@example.com (Jon Smith) Kim Doe - kim@example.com",
        "jon@example.com - Jon Smith, Kim Doe <kim@example.com>",
        "jon@example.com - Jon Smith, kim@example.com – Kim Doe",
        "jon@example.com — Jon Smith\nkim@example.com — Kim Doe",
        '"Jon Smith" jon@example.com, "Kim Doe" kim@example.com',
        "‘Jon Smith’ <jon@example.com>, „Kim Doe“ <kim@example.com>",
        "[Jon Smith](mailto:jon@example.com), [Kim Doe](mailto:kim@example.com)",
        "• Jon Smith <jon@example.com>\n• Kim Doe <kim@example.com>",
        "- Jon Smith - jon@example.com\n- Kim Doe - kim@example.com",
        "1. Jon Smith <jon@example.com> 2. Kim Doe <kim@example.com>",
        "1) Jon Smith (jon@example.com)\n(2) Kim Doe (kim@example.com)",
        "[ ] Jon Smith <jon@example.com>\n- [x] Kim Doe <kim@example.com>",
        "Jon Smith <jon@example.com> and Kim Doe <kim@example.com>",
        "Jon Smith <jon@example.com> и Kim Doe <kim@example.com>",
        "Jon Smith <jon@example.com> & Kim Doe <kim@example.com>",
        "Jon Smith <jon@example.com> | Kim Doe <kim@example.com>",
        "Кому: Jon Smith <jon@example.com>; Копия: Kim Doe <kim@example.com>",
        "To: Jon Smith <jon@example.com>, Cc: Kim Doe <kim@example.com>",
        "Team: Jon Smith <jon@example.com>, Kim Doe <kim@example.com>;",
        "Jon Smith\tjon@example.com\nKim Doe\tkim@example.com",
        "Jon Smith\tjon@example.com\r\nKim Doe\tkim@example.com\r\n",
        "jon@example.com\tJon Smith\nkim@example.com\tKim Doe",
        "Jon\tSmith\tjon@example.com\nKim\tDoe\tkim@example.com",
        "1\tJon Smith\tjon@example.com\t+49 30 1\n2\tKim Doe\tkim@example.com\t",
        "Jon Smith\tjon@example.com\tSales\nKim Doe\tkim@example.com\tIT",
        "Name\tEmail\nJon Smith\tjon@example.com\nKim Doe\tkim@example.com",
        "\ufeffName\tE\u2011Mail\u200b\nJon Smith\tjon@example.com\nKim Doe\tkim@example.com",
        "\u200bJon Smith \u200b- \u200ejon@example.com\nKim Doe\u200b: kim@example.com",
        "Имя\tПочта\r\nJon Smith\tjon@example.com\r\nKim Doe\tkim@example.com",
        "First name\tLast name\tE-mail\nJon\tSmith\tjon@example.com\nKim\tDoe\tkim@example.com",
        "Last Name\tFirst Name\tEmail\nSmith\tJon\tjon@example.com\nDoe\tKim\tkim@example.com",
        "Email\tTeam\tName\njon@example.com\tIT\tJon Smith\nkim@example.com\t\tKim Doe",
        "Name\tTeam\tEmail\tPhone\nJon Smith\tIT\tjon@example.com\t1\nKim Doe\tHR\tkim@example.com",
        '"Name"\t"Email"\n"Jon\nSmith"\tjon@example.com\n"Kim Doe"\tkim@example.com',
        "name,email\nJon Smith,jon@example.com\nKim Doe, kim@example.com",
        "name;email;team\nJon Smith;jon@example.com;IT\nKim Doe;kim@example.com;",
        "ФИО;Электронная почта\nJon Smith;jon@example.com\nKim Doe;kim@example.com",
        "Jon Smith <jon@example.com<mailto:jon@example.com>>; Kim Doe <mailto:kim@example.com>",
        "[1] Jon Smith <jon@example.com>\n[12] Kim Doe <kim@example.com>",
        "Name | Email\nJon Smith | jon@example.com\nKim Doe | kim@example.com",
        "|Name|Email|\n|---|:--|\n|Jon Smith|jon@example.com|\n|Kim Doe|kim@example.com|",
        "Name\tBoss\tMail\nJon Smith\tc@b.me\tjon@example.com\nKim Doe\tc@b.me\tkim@example.com",
        "Name\tAddress\tEmail\nJon Smith\tA St 1\tjon@example.com\nKim Doe\tB St\tkim@example.com",
        "Name\tContact\tEmail\nJon Smith\tLea\tjon@example.com\nKim Doe\tMax\tkim@example.com",
        "Name,Mail 1 - Type,Mail 1 - Value\nJon Smith,W,jon@example.com\nKim Doe,H,kim@example.com",
        "Contact\tAddress\nJon Smith\tjon@example.com\nKim Doe\tkim@example.com",
        "• Jon Smith, jon@example.com\n• Kim Doe, kim@example.com",
        "Jon Smith,jon@example.com\nKim Doe,kim@example.com",
        "Jon Smith|jon@example.com\nKim Doe | kim@example.com",
        "Jon Smith; jon@example.com\nKim Doe; kim@example.com",
        '"Jon Smith","jon@example.com"\r\n"Kim Doe","kim@example.com"\r\n',
        "jon@example.com,Jon Smith\nkim@example.com,Kim Doe",
        "Jon,Smith,jon@example.com\nKim,Doe,kim@example.com",
    ],
)
def test_each_address_has_its_own_name(text: str) -> None:
    assert found(text) == [JON, KIM]


HEADED = """
email_address,EmailAddress,e-mail,E‑Mail-Adresse,Mail,email:,E-Mail*,mails,userPrincipalName
Email ID,Work email,E-mail 1 - Value,Email address (work),Courriel,Электронный адрес,E-mail адрес
Рабочая почта,Электронная почта (рабочая),Адрес электронной почты,Адрес,почта,имейл,мейл
"""


@pytest.mark.parametrize("heading", re.findall(r"[^,\n]+", HEADED))
@pytest.mark.parametrize("name", ["full_name", "displayName", "Сотрудник", "ФИО:", "Фамилия, имя"])
def test_a_heading_is_known_in_many_spellings(heading: str, name: str) -> None:
    rows = "\nIT\tJon Smith\tjon@example.com\nHR\tKim Doe\tkim@example.com"
    assert found(f"Team\t{name}\t{heading}{rows}") == [JON, KIM]


@pytest.mark.parametrize("sign", "，；、،؛;,|/·•&+")
def test_people_are_parted_by_many_signs(sign: str) -> None:
    assert found(f"jon@example.com {sign} kim@example.com") == BARE


@pytest.mark.parametrize(
    "text",
    [
        "jon@example.com，kim@example.com",
        "Team: jon@example.com, kim@example.com;",
        "To:jon@example.com\nCc:kim@example.com",
        "An: jon@example.com; Кому: kim@example.com",
        "To:\tjon@example.com; kim@example.com",
        "To:\tjon@example.com\nCc:\tkim@example.com",
        "Email\tjon@example.com\nE-Mail\tkim@example.com",
        "☐ jon@example.com\n☑ kim@example.com",
        "* jon@example.com\n– kim@example.com",
        "•jon@example.com\n•kim@example.com",
        "1.\tjon@example.com\n2.\tkim@example.com",
        "Email\njon@example.com\nkim@example.com",
        "Электронная почта\njon@example.com\nkim@example.com",
        "jon@example.com, and kim@example.com",
        "“jon@example.com”, ‘kim@example.com’",
        "jon@example.com - kim@example.com",
        "Recipients: jon@example.com; kim@example.com",
        "The team: jon@example.com\nkim@example.com",
        "1: jon@example.com\n2: kim@example.com",
        "a) jon@example.com\nb) kim@example.com",
        "#1 jon@example.com\n#2 kim@example.com",
        "✅ jon@example.com 👉 kim@example.com",
        "1️⃣ jon@example.com\n2️⃣ kim@example.com",
        "jon@example.com! kim@example.com?",
        "jon@example.com or kim@example.com",
        "[1] jon@example.com\n[2] kim@example.com",
        "E-mail – jon@example.com\nПочта - kim@example.com",
        "Email - jon@example.com; mail = kim@example.com",
        "jon@example.com<mailto:jon@example.com>, <kim@example.com <mailto:kim@example.com>>",
    ],
)
def test_what_is_no_name_gives_none(text: str) -> None:
    assert found(text) == BARE


@pytest.mark.parametrize("name", ["jon@example.com", "jon@old.example", "JON@EXAMPLE.COM"])
def test_an_address_in_quotes_is_the_name_of_the_one_behind_it(name: str) -> None:
    text = f"\"{name}\" <jon@example.com>, '{name}' <kim@example.com>"
    assert found(text) == BARE
    assert found(f'"{name.lower()}", <kim@example.com>') == [("", name.lower()), BARE[1]]


def test_a_group_gives_nobody_its_name() -> None:
    people = (
        "Friends: jon@example.com, Kim Doe <kim@example.com>; Family: a@b.example, c@d.example;"
    )
    assert found(people) == [BARE[0], KIM, ("", "a@b.example"), ("", "c@d.example")]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        (r'"Jon \"Jonny\" Smith" <jon@example.com>', 'Jon "Jonny" Smith'),
        (r'"Jon \\ Smith" <jon@example.com>', r"Jon \ Smith"),
        ('Jon "Jonny" Smith <jon@example.com>', 'Jon "Jonny" Smith'),
        ("'Jon Smith <jon@example.com>", "Jon Smith"),
        ('"Doe, Kim" <kim@example.com>, Smith, Jon <jon@example.com>', "Smith, Jon"),
        ("'Conor O'Brien' <jon@example.com>", "Conor O'Brien"),
        ("'Smith, Jon, Dr.' <jon@example.com>", "Smith, Jon, Dr."),
        ("‘Smith, Jon, Dr.’ (jon@example.com)", "Smith, Jon, Dr."),
        ("Conor O’Brien <jon@example.com>", "Conor O’Brien"),
        ("Jon Smith (Sales) <jon@example.com>", "Jon Smith (Sales)"),
        ("Smith, Jon [extern] <jon@example.com>", "Smith, Jon [extern]"),
        ("von der Leyen, Ursula <jon@example.com>", "von der Leyen, Ursula"),
        ("Acme, Inc. <jon@example.com>", "Acme, Inc."),
        ("Smith and Sons <jon@example.com>", "Smith and Sons"),
        ("AC/DC | Fans <jon@example.com>", "AC/DC | Fans"),
        ("Jon (@jon) <jon@example.com>", "Jon (@jon)"),
        ("Anne–Marie Gal·la <jon@example.com>", "Anne–Marie Gal·la"),
        ("田中・太郎 <jon@example.com>", "田中・太郎"),
        ("kim@example.com, Smith, Jon <jon@example.com>", "Smith, Jon"),
        ("kim@example.com - Jon Smith <jon@example.com>", "Jon Smith"),
        ("kim@example.com - Jon Smith - jon@example.com", "Jon Smith"),
    ],
)
def test_a_name_is_kept_as_it_is_written(written: str, name: str) -> None:
    assert found(written)[-1] == (name, "jon@example.com")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Anna, Bob, ada@example.com", ["Anna", "Bob"]),
        ("ada@example.com, Anna and Bob", ["Anna", "Bob"]),
        ("ada@example.com\nAnna\nBob", ["Anna", "Bob"]),
        ("Anna, Bob, Kim <kim@example.com>", ["Anna", "Bob"]),
        ("Anna, Bob <bob@example.com>, Kim Doe <kim@example.com>", ["Anna"]),
        ("please invite bob tomorrow, ada@example.com", ["please", "invite", "bob", "tomorrow"]),
        ("please invite bob tomorrow, Ada <a@b.example>", ["please", "invite", "bob", "tomorrow"]),
        ("Jon Smith jon@example.com", ["Jon", "Smith"]),
        ("jon@example.com Jon", ["Jon"]),
        ("Jon <jon@example.com> (Kim)", ["Kim"]),
        ("<ada@example.com, bob@example.com> (Team)", ["Team"]),
        ("Team - <ada@example.com, bob@example.com>", ["Team"]),
        ("Lea\t\nMax\tmax@example.com", ["Lea"]),
        ("Lea\tlea@example.com\tMax", ["Max"]),
        ("Name\tEmail\nLea\tlea@\nMax\tmax@example.com", ["Lea", "lea@"]),
        ("Email\tBoss\nlea\tmax@example.com", ["lea"]),
        ("name,email\nLea,\nMax,max@example.com", ["Lea"]),
        ("Email\nLea\nmax@example.com", ["Lea"]),
        ("Anna\tBob\nLea\tlea@example.com", ["Anna", "Bob"]),
        ("Lea, lea@example.com", ["Lea"]),
        ("Lea, lea@example.com\nMax", ["Lea", "Max"]),
        ("Lea, lea@example.com\nKim, kim@example.com, Max", ["Lea", "Kim", "Max"]),
        ('"Email\njon@example.com\n"\nkim@example.com', ["Email"]),
        ("Name\tLea\nEmail\tlea@example.com", ["Name", "Lea"]),
        (
            "Anna, Bob, Lea, lea@example.com\nCarl, Dora, Max, max@example.com",
            ["Anna", "Bob", "Lea", "Carl", "Dora", "Max"],
        ),
        ("Name\tEmail\tManager\nLea\t\tboss@example.com", ["Lea"]),
    ],
)
def test_nobody_who_was_meant_is_lost(text: str, left: list[str]) -> None:
    assert left_over(text) == left


def test_a_quoted_cell_may_stand_behind_a_blank() -> None:
    assert found('email, name\njon@example.com, "Smith, Jon"') == [JON_LAST]


def test_of_more_cells_than_a_name_has_none_is_taken_for_it() -> None:
    assert found("A\tB\tC\tjon@example.com\nD\tE\tF\tkim@example.com") == BARE


def test_no_row_has_its_neighbours_name() -> None:
    sheet = "Name\tEmail\nLea\tlea@example.com\n\tmax@example.com\nKim\tkim@example.com"
    assert found(sheet) == [
        ("Lea", "lea@example.com"),
        ("", "max@example.com"),
        ("Kim", "kim@example.com"),
    ]
    assert found("Lea\tlea@example.com\tmax@example.com") == [
        ("", "lea@example.com"),
        ("", "max@example.com"),
    ]


WORDS = "Ada Jon Ng O’Brien D'Arcy Jean-Luc Müller von der Анна Ёлкина علی 太郎 दीपा X Anne–Marie"
WORD = st.sampled_from(WORDS.split())
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
LAST_FIRST = st.tuples(WORD, WORD).map(", ".join)
LOCAL = st.from_regex(r"[a-z0-9_+-]{1,6}(\.[a-z0-9]{1,5})?", fullmatch=True)
People = Sequence[tuple[str, str]]


def _addressed(people: dict[str, str]) -> People:
    return [(name, f"{local}@example.com") for local, name in people.items()]


PEOPLE = st.dictionaries(LOCAL, NAME, min_size=1, max_size=5).map(_addressed)


def _lines(form: str, end: str) -> Callable[[People], str]:
    return lambda people: end.join(form.format(name, address) for name, address in people)


def _sheet(delimiter: str, heading: Sequence[str]) -> Callable[[People], str]:
    def written(people: People) -> str:
        text = io.StringIO()
        rows = csv.writer(text, delimiter=delimiter)
        rows.writerows([heading] if heading else [])
        rows.writerows(people)
        return text.getvalue()

    return written


ENDS = [", ", "; ", "\n", "\r\n", "，", "؛ ", ";\n", ",\n"]
FORMS = [
    *(_lines("{} <{}>", end) for end in [*ENDS, " "]),
    *(_lines('"{}" <{}>', end) for end in ENDS),
    *(_lines("{} ({})", end) for end in ENDS),
    *(_lines("{} - {}", end) for end in ENDS),
    *(_lines("{1} ({0})", end) for end in ENDS),
    *(_lines("{1} - {0}", end) for end in ENDS),
    *(_lines(f"{mark} {{}} <{{}}>", "\n") for mark in ("•", "-", "*", "1.", "2)", "–", "☐", "To:")),
    _lines("{}\t{}", "\n"),
    _lines("{1}\t{0}", "\r\n"),
    _sheet("\t", []),
    _sheet("\t", ["Name", "Email"]),
    _sheet(",", ["name", "e-mail"]),
    _sheet(";", ["Имя", "Почта"]),
]


@given(PEOPLE, st.sampled_from(FORMS))
def test_a_list_in_any_form_is_read_as_who_is_in_it(
    people: People, form: Callable[[People], str]
) -> None:
    assert found(form(people)) == list(people)


@given(st.lists(LAST_FIRST, min_size=1, max_size=5), st.sampled_from(["; ", ", ", "\n", ";"]))
def test_family_names_first_are_read_in_any_list(names: list[str], end: str) -> None:
    people = [(name, f"somebody{n}@example.com") for n, name in enumerate(names)]
    assert found(_lines("{} <{}>", end)(people)) == people


@given(PEOPLE, WORD, st.sampled_from(FORMS), st.booleans())
def test_a_word_on_a_line_of_its_own_is_never_lost(
    people: People, word: str, form: Callable[[People], str], first: bool
) -> None:
    text = form(people).rstrip()
    assert word in left_over(f"{word}\n{text}" if first else f"{text}\n{word}")

"""What the text of a setting means, and what it may not be."""

import secrets
from base64 import b64encode
from collections.abc import Callable
from ipaddress import ip_network
from uuid import uuid4

import pytest

from bot.settings import values
from bot.settings.values import Sender


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("Usher <invites@example.com>", Sender("Usher", "invites@example.com")),
        ("invites@example.com", Sender("", "invites@example.com")),
        ('"Usher, of Acme" <invites@example.com>', Sender("Usher, of Acme", "invites@example.com")),
        ("Ашер <invites@example.com>", Sender("Ашер", "invites@example.com")),
        ("Usher <Invites@EXAMPLE.com>", Sender("Usher", "Invites@example.com")),
        ("usher@mailhost", Sender("", "usher@mailhost")),
        # Names that mean something only here, as on a company's own network.
        ("usher@Corp.Local", Sender("", "usher@corp.local")),
        ("Usher <usher@localhost>", Sender("Usher", "usher@localhost")),
        ("usher@mail.usher.test", Sender("", "usher@mail.usher.test")),
        ('"Acme: Usher" <invites@example.com>', Sender("Acme: Usher", "invites@example.com")),
        ("Usher (at Acme) <a+b=c@example.com>", Sender("Usher (at Acme)", "a+b=c@example.com")),
        ("usher@xn--e1afmkfd.example", Sender("", "usher@xn--e1afmkfd.example")),
    ],
)
def test_a_sender_is_read(text: str, sender: Sender) -> None:
    assert values.sender(text) == sender


@pytest.mark.parametrize(
    "text",
    [
        "Usher",
        "Usher <>",
        "Usher <invites>",
        "Usher <invites@>",
        "a@example.com, b@example.com",
        "Usher, of Acme <invites@example.com>",
        "Usher <a@example.com> <b@example.com>",
        "Team: a@example.com, b@example.com;",
        "Usher <invites@example.com>\r\nBcc: gus@example.com",
        "Usher\n <invites@example.com>",
        "Usher\x00 <invites@example.com>",
        "Usher <приглашения@example.com>",
        "Usher <invites@пример.example>",
        "Usher <inv ites@example.com>",
        "Acme: Usher <invites@example.com>",
        "Usher @ Acme <invites@example.com>",
        "Usher <invites@mail_host>",
        "Usher <invites@example..com>",
        "Usher <invites@example.com.>",
        "Usher invites@example.com",
        "Usher <invites@example.com> # our own",
        "Usher <invites=?u@example.com>",
        "Usher <mailto:invites@example.com>",
        "Usher &lt;invites@example.com&gt;",
    ],
)
def test_an_odd_sender_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ValueError, match=r"it must be|its address") as error:
        values.sender(text)

    assert text not in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "sqlite:///usher.db",
        "sqlite:////var/lib/usher/usher.db",
        "postgres://u:p@db/usher",
        "postgresql+psycopg://u:p@db/usher",
        "postgresql://db/usher?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&keepalives_idle=30",
        "postgresql:///usher?host=/tmp",
        "postgresql://u@%2Fvar%2Frun%2Fpostgresql/usher",
        "postgresql:///usher",
        "postgresql:///?service=usher",
        "postgresql://u:p%40s%2Fs#w?x@db:/usher?connect_timeout=3&options=-c%20jit%3Doff",
        "postgresql://h1:5432,h2:5432/usher?target_session_attrs=any",
        "postgresql://[::1]:5432,h2/usher",
        "postgresql://h1,h2:5433/usher",
        "postgresql://бот.пример.рф/usher",
    ],
)
def test_a_database_is_read(text: str) -> None:
    assert values.database_address(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("postgresql://u:hunter2%zz@db/usher", "libpq doesn't understand it"),
        ("postgresql://u:hunter2%FF@db/usher", "libpq doesn't understand it"),
        ("postgresql://u:hunter2@db/usher?schema=hunter2", "libpq doesn't understand it"),
        ("postgresql://db/usher?connect_timeout=hunter2", "libpq doesn't understand it"),
        ("postgresql://u:p@hunter2@db/usher", "its host can't be read"),
        ("postgresql://u:p@hunter2..example/usher", "its host can't be read"),
        ("postgresql://u:hunter2/p@db/usher", "it must name one port"),
        ("postgresql://u:p@db:65536/usher", "it must name one port"),
        ("postgresql://h1:1,h2:0/usher", "it must name one port"),
        ("postgresql:///usher?host=h1,h2,h3&port=1,2", "it must name one port"),
        ("postgresql:///usher?host=h1:5432&host=h2:5432", "HOST:PORT,HOST:PORT before the /"),
        ("postgresql://db/usher\nx", "it must be one line"),
    ],
)
def test_what_libpq_would_not_take_is_refused_without_a_word_of_it(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as refused:
        values.database_address(text)
    assert type(refused.value) is ValueError
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "usher.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///file::memory:?uri=true",
        "sqlite+aiosqlite:///usher.db",
        "postgresql://",
        "postgresql+asyncpg://db/usher",
        "mysql://db/usher",
    ],
)
def test_another_database_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="it must be sqlite:///FILE or postgresql://"):
        values.database_address(text)


ONE, OTHER = "8f742231b10e8888abcd99edd3c85a5a", "33fea0113f5b1d8a4b3f5e3c2f1a0d9e"


def test_keys_are_separated_by_commas_and_blanks_don_t_count() -> None:
    assert values.keys(f"{ONE}, {OTHER},") == (ONE, OTHER)


@pytest.mark.parametrize("text", ["a" * 15, ",", f"{'a' * 16},b"])
def test_short_keys_are_refused_with_a_recipe_for_a_good_one(text: str) -> None:
    with pytest.raises(ValueError, match=r"secrets\.token_urlsafe\(32\)"):
        values.keys(text)


GUESSED = (
    "a" * 16,
    "k" * 64,
    "ab" * 8,
    "abcabcabcabcabcabc",
    "aaaaaaaabbbbbbbb",
    "0000000000000001",
    "0123456789abcdef",
    "1234567890123456",
    "abcdefghijklmnop",
    "zyxwvutsrqponmlk",
    "qwertyuiopasdfghjkl",
    "qazwsxedcrfvtgbyhn",
    "йцукенгшщзхъфывапролджэ",
    "changemechangeme",
    "CHANGE-ME-CHANGE-ME",
    "your-secret-key-here",
    "passwordpassword",
    "insert-your-key-here",
    "................",
    "${USHER_SECRET_KEYS}",
    "$USHER_SECRET_KEYS",
    "%USHER_SECRET_KEYS%",
    "{{ vault_usher_secret_keys }}",
    "<the keys of the production>",
    "$(cat /run/secrets/usher)",
    "$(openssl rand -base64 32)",
    "`openssl rand -hex 32`",
    "openssl rand -hex 32",
    "# from the password manager",
    "op://production/usher/keys",
    "vault:secret/data/usher#keys",
    "/run/secrets/usher_keys",
)


@pytest.mark.parametrize("text", GUESSED)
def test_a_key_that_can_be_guessed_is_refused_and_not_repeated(text: str) -> None:
    for several in (text, f"{ONE},{text}", f"{text},{ONE}"):
        with pytest.raises(ValueError, match="can be guessed; make one with python3 -c") as raised:
            values.keys(several)
        assert text not in str(raised.value)


def test_the_way_to_make_one_is_none() -> None:
    for text in (values.MAKE_A_KEY, f"# {values.MAKE_A_KEY}", "secrets.token_urlsafe(32)"):
        with pytest.raises(ValueError, match=r"a command .* can be guessed"):
            values.keys(text)


def test_the_same_key_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="one key stands in it twice"):
        values.keys(f"{ONE},{OTHER},{ONE}")


@pytest.mark.parametrize(
    "make",
    [
        lambda: secrets.token_urlsafe(32),
        lambda: secrets.token_hex(32),
        lambda: secrets.token_hex(8),
        lambda: b64encode(secrets.token_bytes(32)).decode(),
        lambda: str(uuid4()),
        lambda: "".join(
            secrets.choice("!#$%&()*+-./:;<=>?@[]^_`{|}~aAbBcCdD09") for _ in range(20)
        ),
    ],
)
def test_no_key_made_by_chance_is_ever_refused(make: Callable[[], str]) -> None:
    for _ in range(1000):
        key = make()
        assert values.keys(key) == (key,)


@pytest.mark.parametrize(
    "text",
    ["correct horse battery staple", "a-key-of-the-tests-long-enough", "Tr0ub4dor&3-and-more"],
)
def test_a_phrase_of_one_s_own_is_taken(text: str) -> None:
    assert values.keys(text) == (text,)


@pytest.mark.parametrize(
    "text",
    [f"{ONE}\n{OTHER}", f"{ONE}\r\n{OTHER}\r\n", f'"{ONE}","{OTHER}"', f"'{ONE}, {OTHER}'"],
)
def test_keys_stand_in_lines_or_quotes_too_and_what_they_were_before_is_understood(
    text: str,
) -> None:
    found = values.keys(text)

    assert found[:2] == (ONE, OTHER)
    assert {*found} >= {part.strip() for part in text.split(",")}


def test_proxies_are_addresses_and_networks() -> None:
    assert values.networks("10.1.2.3/8, ::1,") == (ip_network("10.0.0.0/8"), ip_network("::1"))
    assert values.networks("10.0.0.0/255.0.0.0 ::1") == values.networks("10.0.0.0/8,::1")


def test_ipv4_that_is_written_as_ipv6_is_what_clients_come_from() -> None:
    assert values.networks("::ffff:10.0.0.0/104, ::ffff:192.0.2.1") == (
        ip_network("10.0.0.0/8"),
        ip_network("192.0.2.1"),
    )


@pytest.mark.parametrize("text", ["nginx", "*", "10.0.0.0/33", "10.0.0.1:80", "true"])
def test_what_is_no_network_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r"not names; .* such as 172\.16\.0\.0/12"):
        values.networks(text)


@pytest.mark.parametrize("name", ["/invite", "/invite-user", "/пригласить", "/" + "a" * 31])
def test_a_command_s_name_is_read(name: str) -> None:
    assert values.command_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "invite",
        "/",
        "//invite",
        "/Invite",
        "/Пригласить",
        "/in vite",
        "/" + "a" * 32,
        '/invite"',
        "/<a>",
    ],
)
def test_a_name_that_slack_would_refuse_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="it must be / and at most 31"):
        values.command_name(name)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("plain", ("plain",)),
        ("sqlite:///usher.db", ()),
        ("postgresql://u@db/usher", ()),
        ("postgresql://h1:5432,h2:5432/usher", ()),
        ("postgresql://u:a%2Fb@h1:1,h2:2/usher", ("a%2Fb", "a/b")),
        ("postgres://u:a#b?c@db/usher", ("a#b?c", "a#b?c")),
        ("postgresql://db/usher?sslmode=require&password=p", ("p", "p")),
        ("postgresql://db/usher?sslpassword=p&user=u", ("p", "p")),
        ("smtp://u:p%20w@mail.example", ("p%20w", "p w")),
    ],
)
def test_of_an_address_only_the_password_is_secret(text: str, hidden: tuple[str, ...]) -> None:
    assert values.hidden(text) == hidden

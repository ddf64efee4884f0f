"""What a session of PostgreSQL begins with: ours, what the address says, what libpq's variables do.

A server that only greets stands in where none can be set up: its words are PostgreSQL's protocol
(https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP).
"""

import os
import socket
import ssl
import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from storage import postgresql
from storage.database import Database
from storage.errors import AWAY
from storage.faults import Fault, fault_of


@contextmanager
def session(url: str) -> Iterator[psycopg.Connection[object]]:
    database = Database(url)
    with database.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        yield driver
    database.close()


def shown(url: str, *names: str) -> list[str]:
    with session(url) as driver:
        return [driver.execute(f"SHOW {name}").fetchall()[0][0] for name in names]  # type: ignore[index]


IDLE = "idle_in_transaction_session_timeout"


def test_options_of_the_address_are_kept_beside_ours(postgresql_url: str) -> None:
    url = f"{postgresql_url}&options=-c%20statement_timeout%3D1234%20-c%20DateStyle%3DGerman"
    assert shown(url, "statement_timeout", IDLE, "DateStyle") == ["1234ms", "1min", "ISO, MDY"]
    assert shown(f"{postgresql_url}&options=-c%20{IDLE}%3D7s", IDLE) == ["7s"]


def test_libpqs_own_variables_count_where_sessions_do_not_rely_on_them(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PGOPTIONS": "-c statement_timeout=4321",
        "PGTZ": "Asia/Kolkata",
        "PGDATESTYLE": "German",
        "PGCLIENTENCODING": "LATIN1",
        "PGCONNECT_TIMEOUT": "7",
        "PGAPPNAME": "ours",
    }.items():
        monkeypatch.setenv(name, value)
    names = ("statement_timeout", IDLE, "TimeZone", "DateStyle", "client_encoding")
    assert shown(postgresql_url, *names, "application_name") == [
        *("4321ms", "1min", "UTC", "ISO, MDY", "UTF8"),
        "ours",
    ]


def test_it_says_who_it_is_and_waits_five_seconds_unless_told_otherwise(
    postgresql_url: str,
) -> None:
    with session(postgresql_url) as driver:
        assert driver.info.parameter_status("application_name") == "usher"
        assert driver.info.get_parameters()["connect_timeout"] == "5"
        assert driver.info.get_parameters()["tcp_user_timeout"] == "15000"
        assert driver.prepare_threshold == 5
    more = "&connect_timeout=9&application_name=leads&keepalives_idle=31&client_encoding=latin1"
    with session(postgresql_url + more) as driver:
        assert driver.info.parameter_status("application_name") == "leads"
        assert driver.info.parameter_status("client_encoding") == "UTF8"
        given = driver.info.get_parameters()
        assert (given["connect_timeout"], given["keepalives_idle"]) == ("9", "31")


def test_a_connection_that_is_lost_in_silence_is_noticed(postgresql_url: str) -> None:
    """Not after Linux's quarter of an hour, and none is quiet for so long that a NAT forgets it."""
    with session(postgresql_url) as driver:
        found = driver.info.get_parameters()
    assert int(found["keepalives_idle"]) < 240
    assert int(found["tcp_user_timeout"]) <= 15_000
    assert {"keepalives_interval", "keepalives_count"} <= found.keys()
    with session(f"{postgresql_url}&keepalives_idle=7&tcp_user_timeout=0") as driver:
        found = driver.info.get_parameters()
    assert (found["keepalives_idle"], found["tcp_user_timeout"]) == ("7", "0")


@pytest.mark.parametrize("asked", [True, False])
def test_the_systems_certificates_are_looked_for_where_python_finds_them(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, asked: bool
) -> None:
    """psycopg's wheel has its builder's folder for them, which is on no machine."""
    usual = ssl.get_default_verify_paths()._replace(cafile="", capath=str(tmp_path))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: usual)
    monkeypatch.setenv("SSL_CERT_FILE", "/mine.pem")
    monkeypatch.setenv("SSL_CERT_DIR", "")
    monkeypatch.delenv("SSL_CERT_DIR")

    Database(f"{postgresql_url}&sslrootcert={'system' if asked else '/ours.pem'}")

    assert os.environ.get("SSL_CERT_DIR") == (str(tmp_path) if asked else None)
    assert os.environ["SSL_CERT_FILE"] == "/mine.pem"


def test_of_several_servers_the_one_that_answers_serves(postgresql_url: str) -> None:
    url = postgresql_url.replace("host=", "host=/nowhere,")
    with session(url) as driver:
        assert driver.info.get_parameters()["target_session_attrs"] == "primary"
    with session(f"{url}&target_session_attrs=any") as driver:
        assert "target_session_attrs" not in driver.info.get_parameters()  # as is libpq's default


def test_a_service_of_libpqs_is_understood(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    host = postgresql_url.rpartition("host=")[2]
    file = tmp_path_factory.mktemp("services") / "services"
    file.write_text(f"[usher]\nhost={host}\nuser=postgres\noptions=-c statement_timeout=99\n")
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    assert shown("postgresql:///postgres?service=usher", "statement_timeout") == ["99ms"]


def test_whether_a_pooler_answers_is_asked_once_in_a_process(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    ask = postgresql.is_pooled

    def counted(connection: psycopg.Connection[object]) -> bool:
        asked.append(connection)
        return ask(connection)

    monkeypatch.setattr(postgresql, "is_pooled", counted)
    database = Database(postgresql_url)
    with database.engine.connect(), database.engine.connect():
        assert len(asked) == 1
    database.close()


def greeting(**said: str) -> bytes:
    def message(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("!i", len(body) + 4) + body

    known = [f"{name}\0{value}\0".encode() for name, value in said.items()]
    return b"".join(
        (
            message(b"R", struct.pack("!i", 0)),
            *(message(b"S", each) for each in known),
            message(b"K", struct.pack("!ii", 1, 2)),
            message(b"Z", b"I"),
        )
    )


def refusing(words: str) -> bytes:
    body = b"".join(b"%c%s\0" % pair for pair in ((83, b"FATAL"), (77, words.encode()))) + b"\0"
    return b"E" + struct.pack("!i", len(body) + 4) + body


def refused(*answers: bytes) -> OperationalError:
    """What comes of a server that answers so, one after the other."""
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as pool:
        url = f"postgresql://u@127.0.0.1:{server.getsockname()[1]}/usher?sslmode=disable"

        def serve() -> None:
            for answer in answers:
                with server.accept()[0] as client:
                    client.recv(1024)
                    client.sendall(answer)
                    client.recv(1024)

        serving = pool.submit(serve)
        database = Database(f"{url}&gssencmode=disable")
        with pytest.raises(OperationalError) as error:
            database.ping()
        serving.result()
        database.close()
    return error.value


def test_a_standby_is_away_until_it_is_made_the_primary() -> None:
    error = refused(greeting(server_version="17.0", server_encoding="UTF8", in_hot_standby="on"))
    assert "a standby, which only reads" in str(error)
    assert fault_of(error) is None


def test_another_encoding_is_told_without_a_question() -> None:
    error = refused(greeting(server_version="17.0", server_encoding="EUC_JP"))
    assert fault_of(error) is Fault.ENCODING


WORDS = {
    'database "usher" does not exist': Fault.NO_DATABASE,
    "no such database: usher": Fault.NO_DATABASE,
    'password authentication failed for user "u"': Fault.NOT_LET_IN,
    "SASL authentication failed": Fault.NOT_LET_IN,
    'role "u" does not exist': Fault.NOT_LET_IN,
    'role "u" is not permitted to log in': Fault.NOT_LET_IN,
    'Peer authentication failed for user "u"': Fault.NOT_LET_IN,
    "no such user: u": Fault.NOT_LET_IN,
    'no pg_hba.conf entry for host "10.0.0.1", user "u"': Fault.NOT_LET_IN,
    'pg_hba.conf rejects connection for host "10.0.0.1"': Fault.NOT_LET_IN,
    "the database system is starting up": None,
    "the database system is shutting down": None,
    "sorry, too many clients already": None,
    'too many connections for role "u"': None,
    "no more connections allowed (max_client_conn)": None,
    "server login has been failing, try again later (server_login_retry)": None,
    "query_wait_timeout": None,
    "Datenbank »usher« existiert nicht": None,
}


@pytest.mark.parametrize("words", WORDS)
def test_what_is_wrong_is_told_from_what_passes(words: str) -> None:
    error = refused(refusing(words))
    assert fault_of(error) is WORDS[words]
    assert isinstance(error, AWAY)
    assert words in str(error)


@pytest.mark.parametrize(
    "words",
    [
        "unsupported startup parameter: options",
        "unsupported startup parameter in options: idle_in_transaction_session_timeout",
        "Feature not supported: RDS Proxy currently doesn't support command-line options.",
    ],
)
def test_a_pooler_that_refuses_options_is_asked_without(words: str) -> None:
    error = refused(refusing(words), refusing("sorry, too many clients already"))
    assert "too many clients" in str(error)

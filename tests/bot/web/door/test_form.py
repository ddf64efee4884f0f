"""What is no request, or could be read as two, is refused before the app sees any of it."""

import pytest

from tests.bot.web.door.visitor import Visitor, asking, house

CHUNKED = "Transfer-Encoding: chunked"
END = b"0\r\n\r\n"


def post(*fields: str, body: bytes = b"") -> bytes:
    return asking("POST /echo", *fields, body=body)


UNCLEAR = {
    "both a length and chunks": post("Content-Length: 5", CHUNKED, body=END),
    "chunks and a length": post(CHUNKED, "Content-Length: 5", body=END),
    "the same length twice": post("Content-Length: 1", "Content-Length: 1", body=b"x"),
    "two lengths": post("Content-Length: 1", "Content-Length: 2", body=b"xy"),
    "a list of lengths": post("Content-Length: 1, 1", body=b"x"),
    "a length with a sign": post("Content-Length: +1", body=b"x"),
    "a length below nought": post("Content-Length: -1", body=b"x"),
    "a length in hexadecimal": post("Content-Length: 0x1", body=b"x"),
    "no length": post("Content-Length: "),
    "a length beyond all numbers": post(f"Content-Length: {'9' * 30}"),
    "a blank before the colon": post("Content-Length : 1", body=b"x"),
    "chunks twice": post(CHUNKED, CHUNKED, body=END),
    "chunks that are not the last": post("Transfer-Encoding: chunked, identity", body=END),
    "chunks behind a control character": post("Transfer-Encoding: \x0bchunked", body=END),
    "chunks in HTTP/1.0": b"POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + END,
    "a chunk of no number": post(CHUNKED, body=b"zz\r\nx\r\n" + END),
    "a chunk with 0x": post(CHUNKED, body=b"0x1\r\nx\r\n" + END),
    "a chunk below nought": post(CHUNKED, body=b"-1\r\nx\r\n" + END),
    "a chunk beyond all numbers": post(CHUNKED, body=b"f" * 17 + b"\r\nx\r\n" + END),
    "a chunk that ends in LF": post(CHUNKED, body=b"1\nx\n0\n\n"),
    "a length behind the chunks": post(CHUNKED, body=b"0\r\nContent-Length: 9\r\n\r\n"),
    "a folded field": asking("GET /echo", "X: a\r\n b"),
    "a first field that is folded": b"GET /echo HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n",
    "LF alone": b"GET /echo HTTP/1.1\nHost: a\n\n",
    "LF alone in a field": asking("GET /echo", "X: a\nY: b"),
    "CR alone": asking("GET /echo", "X: a\rY: b"),
    "NUL in a field": asking("GET /echo", "X: a\0b"),
    "NUL in a name": asking("GET /echo", "X\0: a"),
    "a control character": asking("GET /echo", "X: a\x01b"),
    "a field without a name": asking("GET /echo", ": a"),
    "a field without a colon": asking("GET /echo", "Xabc"),
    "no host": b"GET /echo HTTP/1.1\r\n\r\n",
    "two hosts": asking("GET /echo", "Host: evil.example"),
    "a target that is no address": asking("GET echo"),
    "a target with a blank": asking("GET /echo b"),
    "a target with NUL": asking("GET /\0"),
    "a target that is not ASCII": asking("GET /ф"),
    "another's address without a path": asking("GET http://evil.example"),
    "a tunnel": asking("CONNECT evil.example:443", body=b"hello"),
    "HTTP/0.9": b"GET /echo\r\n\r\n",
    "HTTP/0.9, said so": b"GET /echo HTTP/0.9\r\n\r\n",
    "HTTP/1.2": b"GET /echo HTTP/1.2\r\nHost: a\r\n\r\n",
    "HTTP in small letters": b"GET /echo http/1.1\r\nHost: a\r\n\r\n",
    "HTTP/2 from the start": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 40,
    "a method that nobody knows": asking("FOO /echo"),
    "a method in small letters": asking("get /echo"),
    "a method without end": b"A" * 5000,
    "an upgrade with a body": post("Connection: Upgrade", "Upgrade: h2c", "Content-Length: 1"),
}
OTHERS = {
    "compressed chunks": (post("Transfer-Encoding: gzip, chunked", body=END), 501),
    "a coding that nobody knows": (post("Transfer-Encoding: xchunked", body=END), 501),
    "HTTP/2": (b"GET /echo HTTP/2.0\r\nHost: a\r\n\r\n", 505),
}
REFUSED = [
    *(pytest.param(raw, 400, id=name) for name, raw in UNCLEAR.items()),
    *(pytest.param(raw, status, id=name) for name, (raw, status) in OTHERS.items()),
]


@pytest.mark.parametrize(("raw", "status"), REFUSED)
async def test_what_is_unclear_is_refused_and_ends_the_connection(raw: bytes, status: int) -> None:
    async with house() as usher:
        visitor = await usher.visit()

        # Whatever stands behind it is not taken for another request.
        answer = await visitor.ask(raw + asking("GET /smuggled"))

        assert answer.status == status
        assert answer.headers["connection"] == "close"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert await visitor.rest() == b""
        assert "/smuggled" not in usher.seen


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"\r\n\r\n" + asking("GET /echo"), id="blank lines before"),
        pytest.param(asking("GET http://usher.example.com/echo"), id="the whole address"),
        pytest.param(b"GET /echo HTTP/1.0\r\n\r\n", id="HTTP/1.0 without a host"),
        pytest.param(asking("GET /echo?a=b#c"), id="a fragment"),
        pytest.param(post(CHUNKED, body=b'1;a="b"\r\nx\r\n' + END), id="an extension"),
        pytest.param(post("Content-Length: 0"), id="a body of nothing"),
    ],
)
async def test_what_is_odd_but_right_is_answered(raw: bytes) -> None:
    async with house() as usher:
        assert (await usher.ask(raw)).status == 200
        assert usher.seen == ["/echo"]


async def test_fields_behind_the_body_are_no_fields_of_the_request() -> None:
    """RFC 9110, 6.5.1: else a proxy's word could be added where no proxy looks."""
    behind = b"1\r\nx\r\n0\r\nX-Forwarded-For: 203.0.113.1\r\nHost: evil.example\r\n\r\n"
    async with house() as usher:
        answer = await usher.ask(post(CHUNKED, body=behind))

    assert b"203.0.113.1" not in answer.body
    assert b"evil" not in answer.body


async def test_an_upgrade_is_ignored_and_nothing_behind_it_is_read() -> None:
    offers = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AA")
    async with house() as usher:
        visitor: Visitor = await usher.visit()
        answer = await visitor.ask(asking("GET /echo", *offers) + asking("GET /behind"))

        assert answer.status == 200
        assert answer.headers["connection"] == "close"
        assert await visitor.rest() == b""
        assert usher.seen == ["/echo"]


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (UNCLEAR["TLS"], "This is TLS"),
        (UNCLEAR["HTTP/2 from the start"], "This is HTTP/2"),
        (b"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + asking("GET /echo"), "PROXY protocol"),
        (b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + b"x" * 12, "PROXY protocol"),
        (UNCLEAR["LF alone"], "can be understood"),
    ],
)
async def test_a_proxy_that_speaks_something_else_is_told_what(first: bytes, said: str) -> None:
    async with house() as usher:
        answer = await usher.ask(first)
        assert answer.status == 400
        assert said in answer.body.decode()

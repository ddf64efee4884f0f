"""Signatures as Standard Webhooks has them, with an example that its own libraries share."""

import hmac
from base64 import b64decode, b64encode
from datetime import UTC, datetime

from bot.signing import headers, new_secret

# From the test of the convention's reference library.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NAME = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_signature_is_the_one_of_the_reference() -> None:
    assert headers([SECRET], NAME, AT, BODY) == {
        "webhook-id": NAME,
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNED,
    }


def test_each_secret_signs_while_one_is_replaced() -> None:
    other = new_secret()
    first, second = headers([other, SECRET], NAME, AT, BODY)["webhook-signature"].split(" ")
    assert second == SIGNED
    raw = b64decode(other.removeprefix("whsec_"))
    mac = hmac.digest(raw, f"{NAME}.1614265330.".encode() + BODY, "sha256")
    assert first == "v1," + b64encode(mac).decode()


def test_a_new_secret_is_long_enough_and_never_the_same() -> None:
    secrets = {new_secret() for _ in range(20)}
    assert len(secrets) == 20
    for each in secrets:
        assert each.startswith("whsec_")
        assert 24 <= len(b64decode(each.removeprefix("whsec_"), validate=True)) <= 64

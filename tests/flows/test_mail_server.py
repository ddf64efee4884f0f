"""The mail server of the demo refuses Usher, and what people read of it meanwhile and after."""

from datetime import timedelta

import pytest

from storage import mail_pauses
from tests.flows.usher import Usher
from tests.patience import until


@pytest.mark.parametrize(
    ("does", "why"),
    [
        ("sender", "553 5.7.1 <invites@example.com>: Sender address rejected"),
        ("away", "the connection to the mail server failed"),
    ],
)
async def test_mails_wait_while_it_refuses_us_and_go_out_when_it_takes_them(
    usher: Usher, does: str, why: str
) -> None:
    slack = usher.slack
    await slack.open_home("ada")
    slack.mail_server(does)
    await usher.invite("lev", "ivy@example.com")
    await slack.close("lev")
    if does == "away":
        # Who is not there once may be back in a minute: that is told to nobody.
        await until(lambda: usher.parts.database.read(mail_pauses.everything))
        usher.clock.move(timedelta(minutes=2))
    told = await usher.message("ada", "No mail has gone out since")
    assert why in str(told)
    assert "1 mail waits" in str(told)
    assert (await slack.command("lev", "/invite list")).ok
    assert "the mail has been put off since" in str(slack.messages("lev", place="general")[-1])

    slack.mail_server("takes")
    usher.clock.move(timedelta(minutes=16))
    assert (await usher.mail_to("ivy@example.com"))["subject"]
    await usher.message("ada", "1 mail that waited is on its way")


async def test_a_mailbox_that_it_does_not_know_is_the_inviters_to_correct(usher: Usher) -> None:
    usher.slack.mail_server("mailbox")
    await usher.invite("lev", "ivy@example.com")
    told = await usher.message("lev", "ivy@example.com")
    assert "550 5.1.1" in str(told)
    assert "could not be delivered" in str(told)

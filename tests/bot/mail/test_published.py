"""Every published reply, from a real socket through the real Mailer, means what it means."""

import pytest

from bot.mail.message import build
from bot.mail.smtp import Mailer, NotSent, PermanentFailure, PutOff, TransientFailure
from storage.vocabulary import MailStage

from .letter import LETTER
from .published import LATER, MAILBOX, PUBLISHED, US, Published
from .scripted import END, GREETING, Script, scripted

OUR, IVY = "our@example.com", "ivy@example.com"
DATA = build(LETTER)
KINDS = {MAILBOX: PermanentFailure, LATER: TransientFailure, US: PutOff}
STAGES = {GREETING: MailStage.CONNECT, "EHLO": MailStage.CONNECT, "AUTH": MailStage.LOGIN} | {
    END: MailStage.DATA
}


async def fails(script: Script, *, login: bool = False, starttls: bool = False) -> NotSent:
    mailer = Mailer(script.server(login=login, starttls=starttls))
    with pytest.raises(NotSent) as failure:
        await mailer.send(OUR, IVY, DATA)
    await mailer.close()
    return failure.value


@pytest.mark.parametrize(
    "each", PUBLISHED, ids=[f"{each.at} {each.reply[:50]}" for each in PUBLISHED]
)
async def test_a_published_reply_means_what_it_means(each: Published) -> None:
    async with scripted() as script:
        script.says[each.at] = each.reply.replace("\n", "\r\n").encode()
        failure = await fails(script, login=each.at == "AUTH", starttls=each.at == "STARTTLS")
    assert type(failure) is KINDS[each.means], each.source
    assert failure.code == int(each.reply[:3])
    if isinstance(failure, PutOff):
        stage = STAGES.get(each.at) or MailStage(each.at.lower())
        assert failure.stage == stage
        assert failure.domain_only == (stage in {MailStage.RCPT, MailStage.DATA})

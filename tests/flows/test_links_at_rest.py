"""Who reads the database finds no link in it: in no row, however old, nor in what is to leave."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.links import Purpose
from storage.models import Base
from tests.flows.usher import Usher

PURPOSES: tuple[Purpose, ...] = ("i", "u")


def everything(unit: Session) -> str:
    """Each row of each table, as it is stored."""
    tables = Base.metadata.sorted_tables
    return "\n".join(str(tuple(row)) for table in tables for row in unit.execute(select(table)))


async def test_no_table_holds_a_link(usher: Usher) -> None:
    await usher.invite("lev", "ivy@example.com", note="Welcome")
    link = usher.link_in(await usher.mail_to("ivy@example.com"))
    usher.clock.move(days=2)
    await usher.mail_to("ivy@example.com", 2)
    await usher.browser.post(f"{link}/accept")
    await usher.message("lev", "accepted")
    await usher.rest()

    stored = await usher.parts.read(everything)

    assert "ivy@example.com" in stored
    [row] = await usher.rows("invitations")
    links = usher.parts.links
    assert links.invitation(row["id"]) == link
    for purpose in PURPOSES:
        # Its first characters are made of the id; the rest nobody makes without the keys.
        assert links.token(purpose, row["id"])[22:42] not in stored

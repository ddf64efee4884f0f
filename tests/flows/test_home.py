"""Home, as admins, leads and members use it, with everything behind it running."""

from datetime import timedelta

from tests.flows.home_page import edit_button, read, role_menu, row_id, turn
from tests.flows.usher import Usher


async def test_ada_finds_an_invitation_among_many_and_lets_it_rest(usher: Usher) -> None:
    await usher.invite("lev", " ".join(f"p{number:02}@example.com" for number in range(30)))
    await usher.mail_to("p29@example.com")
    await turn(usher, "ada", "invitations")
    assert (await usher.slack.click("ada", "home.older", "25", place="home")).ok
    assert "26–30 of 30" in read(usher, "ada")
    assert (await usher.slack.click("ada", "home.search", "p07", place="home")).ok
    shown = read(usher, "ada")
    assert "p07@example.com" in shown
    assert "p08@example.com" not in shown
    assert "by Lev Lead · mail sent · next reminder on 25 November 2026" in shown
    wanted = row_id(usher, "ada", "p07@example.com")
    assert (await usher.slack.click("ada", "invitation.menu", f"snooze:{wanted}", place="home")).ok
    assert "no reminders until 30 November 2026" in read(usher, "ada")
    usher.clock.move(timedelta(days=2))
    await usher.mail_to("p08@example.com", 2)
    assert len([mail for mail in usher.slack.mails if "p07@example.com" in mail["rcpt_to"]]) == 1


async def test_the_mail_servers_words_stand_in_the_row(usher: Usher) -> None:
    await usher.invite("lev", "bounce@example.com")
    await usher.message("lev", "bounce@example.com")
    assert "mail not delivered: 550" in await turn(usher, "ada", "invitations")


async def test_mia_becomes_a_lead_and_invites_and_is_none_again(usher: Usher) -> None:
    await usher.slack.open_home("mia")
    before = usher.slack.home("mia")
    assert "home.tab" not in str(before)
    await turn(usher, "ada", "users")
    mia = role_menu(usher, "ada", "Mia")
    assert (await usher.slack.click("ada", "member.role", f"lead:{mia}", place="home")).ok
    await usher.slack.open_home("mia")
    await turn(usher, "mia", "workgroups")
    await usher.invite("mia", "ivy@example.com")
    assert (await usher.slack.click("ada", "member.role", f"member:{mia}", place="home")).ok
    await usher.slack.open_home("mia")
    assert "home.tab" not in str(usher.slack.home("mia"))
    assert "ivy@example.com" in read(usher, "mia")


async def test_ada_stays_the_last_admin(usher: Usher) -> None:
    await turn(usher, "ada", "users")
    ada = role_menu(usher, "ada", "Ada")
    await usher.slack.click("ada", "member.role", f"member:{ada}", place="home")
    assert "only admin" in str(usher.slack.view("ada"))
    await usher.slack.close("ada")
    changed = {"is_admin": False, "is_owner": False, "is_primary_owner": False}
    assert (await usher.slack.change("ada", **changed)).ok
    await usher.slack.open_home("ada")
    assert "settings" in str(usher.slack.home("ada")), "Slack's demotion is not followed"
    assert (await usher.slack.change("mia", is_admin=True)).ok
    await usher.slack.open_home("mia")
    await turn(usher, "mia", "users")
    assert (await usher.slack.click("mia", "member.role", f"member:{ada}", place="home")).ok
    await usher.slack.open_home("ada")
    assert "settings.edit" not in str(usher.slack.home("ada"))


async def test_a_workgroup_from_its_making_to_its_end(usher: Usher) -> None:
    await turn(usher, "lev", "workgroups")
    assert (await usher.slack.click("lev", "workgroup.create", place="home")).ok
    assert (await usher.slack.submit("lev", {"name": "Design"})).ok
    await usher.slack.close("lev")
    assert "*Design*\nCustom · 0 members" in read(usher, "lev"), "Home stays at its tab"
    group = edit_button(usher, "lev", "Design")
    await usher.slack.click("lev", "workgroup.edit", group, place="home")
    values = {"name": "Craft", "emails": "lev@northwind.example"}
    assert (await usher.slack.submit("lev", values)).ok
    assert "*Craft*\nCustom · 1 member" in read(usher, "lev")
    assert (await usher.slack.command("lev", "/invite ivy@example.com")).ok
    [craft] = await usher.slack.suggest("lev", "workgroup", "craft")
    assert (await usher.slack.submit("lev", {"workgroup": craft["value"]})).ok
    link = usher.link_in(await usher.mail_to("ivy@example.com"))
    await usher.slack.close("lev")
    await usher.slack.click("lev", "workgroup.edit", group, place="home")
    assert (await usher.slack.click("lev", "workgroup.archive", group)).ok
    await usher.slack.close("lev")
    assert "Craft" not in read(usher, "lev")
    page = await usher.browser.post(f"{link}/accept")
    assert page.status_code == 200
    await usher.message("lev", "accepted")

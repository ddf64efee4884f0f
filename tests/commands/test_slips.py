"""Slips of the pen in a domain: what is asked about, what was meant, and what is right as it is."""

import subprocess
import sys

import pytest

from commands.addresses import endings, slips

THEIRS = ("eng.northwind.example", "acme-tools.com", "mail.lan")

MEANT = {
    "gmail.com": "gmial.com gmal.com gmai.com gamil.com gnail.com gmaill.com gmail.co gmail.cm "
    "gmail.om gmail.con gmail.cmo gmail.ocm gmail.comm gmail.vom gmaul.com gmali.com ggmail.com "
    "gimail.com gemail.com hmail.com g-mail.com gmailc.om gmai.lcom gmail.ru gmail.com.br "
    "gmial.con",
    "googlemail.com": "googlmail.com goglemail.com googlemial.com",
    "hotmail.com": "hotmial.com hotmal.com hotnail.com hormail.com hotmai.com homtail.com "
    "gotmail.com hotmail.con hotmail.cm hotmaik.com",
    "hotmail.fr": "hotmial.fr hotmail.frr",
    "outlook.com": "outlok.com outlool.com oulook.com outllook.com putlook.com outlook.cm",
    "yahoo.com": "yaho.com yahooo.com yhoo.com yahho.com tahoo.com uahoo.com yahoo.co yahoo.cmo",
    "yahoo.co.uk": "yaho.co.uk yahoo.co.ukk",
    "icloud.com": "iclud.com icould.com icloud.co icloud.con iclaud.com",
    "protonmail.com": "protonmial.com protonmai.com",
    "proton.me": "porton.me proton.mee",
    "gmx.net": "gxm.net gmxx.net",
    "web.de": "web.dee",
    "mail.ru": "mial.ru mali.ru maill.ru mail.ruu mail.r",
    "yandex.ru": "yandx.ru yadnex.ru yandes.ru yandex.rru",
    "rambler.ru": "ramler.ru rambller.ru rambler.com",
    "t-online.de": "tonline.de t-onlin.de t-online.d",
    "wanadoo.fr": "wanado.fr wandoo.fr",
    "orange.fr": "organe.fr orangee.fr",
    "free.fr": "free.frr",
    "live.com": "lvie.com live.con live.co",
    "me.com": "me.con",
    "example.com": "exmaple.com exampel.com exampl.com example.con example.c exmaple.con",
    "mail.example.com": "mail.exmaple.com",
    "acme-tools.com": "acme-tolls.com acme-tools.co acme-tool.com acmetools.com acme-tools.cmo",
    "northwind.example": "northwnd.example nrothwind.example northwind.exmaple",
    "other.com": "other.con other.c",
    "xn--e1afmkfd.xn--p1ai": "xn--e1afmkfd.xn--b1a1a xn--e1afmkfd.xn--p1a",
    "": "other.lan other.rr other.zzz",
}
RIGHT = """
gmail.com googlemail.com hotmail.fr yahoo.co.uk yahoo.com.br live.nl outlook.de me.com mac.com
aol.de ymail.com mail.com email.com gmx.net gmx.at gmx.ch main.ru mai.ru mil.ru mall.ru ya.ru bk.ru
hp.com hpe.com ibm.com qq.com 163.com 126.com web.de web.com cloud.com pcloud.com inbox.lv list.ru
x.example a.example southwind.example northwind.example lab.northwind.example mail.lan
acme-tools.com de.acme-tools.com acme-tools.de google.com apple.com grange.fr free.com proton.com
photon.me lists.ru example.de example.co.uk t-mobile.de o2.pl pw.pl amc.com ay.ru line.com love.com
other.co other.io other.cm other.app other.museum xn--e1afmkfd.xn--p1ai xn--fiqs8s.xn--fiqs8s
mail.google.com verizon.com comcast.com laposte.fr att.com bail.com tail.ru team1.com microsoft.com
"""


@pytest.mark.parametrize(("meant", "typed"), MEANT.items(), ids=MEANT)
def test_a_slip_has_what_was_meant_beside_it(meant: str, typed: str) -> None:
    found = {each: slips.doubt(each, THEIRS) for each in typed.split()}
    assert {each: doubt and doubt.meant for each, doubt in found.items()} == dict.fromkeys(
        found, meant
    )


def test_what_there_is_is_not_asked_about() -> None:
    assert [each for each in RIGHT.split() if slips.doubt(each, THEIRS)] == []


def test_an_ending_that_there_is_not_is_named() -> None:
    endings_ = {
        each: slips.doubt(each, ()) for each in ("a.con", "a.lan", "a.xn--p1a", "gmial.com")
    }
    assert [doubt.ending for doubt in endings_.values() if doubt] == ["con", "lan", "xn--p1a", ""]


def test_what_the_workspace_uses_is_right_though_it_is_near_to_another() -> None:
    assert slips.doubt("gmial.com", ("gmial.com",)) is None
    assert slips.doubt("a.gmial.com", ("gmial.com",)) is None
    assert slips.doubt("other.lan", ("other.lan",)) is None
    assert slips.doubt("tema1.example", ("team1.example",)), "two letters swapped"
    assert slips.doubt("team2.example", ("team1.example",)) is None, "another number is no slip"
    assert slips.doubt("ph.com", ("hp.com",)) is None, "short names are near to many"


@pytest.mark.parametrize("domain", ["com", "co.uk", "xn--p1ai", "example"])
def test_an_ending_of_many_is_none_of_somebodys(domain: str) -> None:
    assert endings.is_one(domain)
    assert not endings.is_one(f"a.{domain}")


def test_the_list_is_not_read_before_somebody_asks() -> None:
    asked = "import commands.addresses.endings as e; assert not e._every.cache_info().currsize"
    done = subprocess.run([sys.executable, "-c", asked], check=False)
    assert done.returncode == 0

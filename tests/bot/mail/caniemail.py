"""Writes caniemail.json: what mail clients take, by caniemail.com, as of its date.

Anew, with npm at hand:

    npm pack caniemail@latest && .venv/bin/python -m tests.bot.mail.caniemail caniemail-*.tgz

Kept are HTML and CSS, and of each client that we hold ourselves to what its newest version does not
take: `n` (not), `a` (in part), `u` (unknown), each with the numbers of caniemail's notes; a family
alone means all of its clients. Who is not named takes it.
"""

import json
import re
import sys
import tarfile
from pathlib import Path
from typing import Any

COPY = Path(__file__).with_name("caniemail.json")
WEB, PHONES = "desktop-webmail", ("ios", "android")
# Outlook for Windows is the one that draws with Word; `outlook-com` is the web, the new one too.
CLIENTS = {
    "gmail": (WEB, "mobile-webmail", *PHONES),
    "outlook": ("windows", "macos", "outlook-com", *PHONES),
    "apple-mail": ("macos", "ios"),
    "yahoo": (WEB, *PHONES),
    "mail-ru": (WEB,),
    "thunderbird": ("macos",),
    "samsung-email": ("android",),
    "protonmail": (WEB, *PHONES),
}
OF_THE_DATA = "Copyright (c) 2019 HTeuMeuLeu (the data of https://www.caniemail.com)"


def copied(package: Path) -> str:
    """Make the copy's text of npm's package as it was packed."""
    with tarfile.open(package) as files:
        texts = {
            name: file.read().decode()
            for name in files.getnames()
            if re.search(r"/(?:package\.json|LICENSE(?:\.\w+)?|data/caniemail\.json)$", name)
            and (file := files.extractfile(name))
        }
    data = json.loads(_ending(texts, "data/caniemail.json"))
    about = json.loads(texts["package/package.json"])
    licence = re.split(r"\n{2,}", _ending(texts, "LICENSE", "LICENSE.md").strip())
    head: dict[str, Any] = {
        "source": f"npm {about['name']} {about['version']}",
        "updated": data["last_update_date"][:10],
        "licence": [licence[0], OF_THE_DATA, *licence[1:]],
        "clients": CLIENTS,
    }
    kept = (each for each in data["data"] if each["category"] in {"html", "css"})
    features = {each["slug"]: _feature(each) for each in kept}
    return written({**head, "features": features})


def written(copy: dict[str, Any]) -> str:
    """One line for each feature, so that a newer copy can be compared with this one."""
    features = ",\n".join(
        f"{json.dumps(slug)}: {json.dumps(feature, ensure_ascii=False)}"
        for slug, feature in sorted(copy["features"].items())
    )
    head = {name: value for name, value in copy.items() if name != "features"}
    text = json.dumps(head, ensure_ascii=False, indent=1)
    return text.removesuffix("\n}") + f',\n "features": {{\n{features}\n}}}}\n'


def _ending(texts: dict[str, str], *ends: str) -> str:
    return next(text for name, text in sorted(texts.items()) if name.endswith(ends))


def _feature(given: dict[str, Any]) -> dict[str, Any]:
    lacking = _lacking(given["stats"])
    numbers = set(re.findall(r"#(\d+)", " ".join(lacking)))
    notes = given["notes_by_num"] or {}
    return {
        "title": given["title"].strip(),
        "tested": given["last_test_date"],
        "lacking": lacking,
        "notes": {number: note for number, note in notes.items() if number in numbers},
    }


def _lacking(stats: dict[str, Any]) -> dict[str, str]:
    """Who does not take it, by verdict."""
    found: dict[str, list[str]] = {}
    for family, platforms in CLIENTS.items():
        verdicts = {each: _newest(stats.get(family, {}).get(each)) for each in platforms}
        if len({*verdicts.values()}) == 1:
            found.setdefault(verdicts[platforms[0]], []).append(family)
            continue
        for platform, verdict in verdicts.items():
            found.setdefault(verdict, []).append(f"{family}/{platform}")
    return {
        verdict: " ".join(clients)
        for verdict, clients in sorted(found.items())
        if not verdict.startswith("y")
    }


def _newest(verdicts: dict[str, str] | None) -> str:
    """On the version that stands last."""
    return [*verdicts.values()][-1] if verdicts else "u"


if __name__ == "__main__":
    COPY.write_text(copied(Path(sys.argv[1])), "utf-8")

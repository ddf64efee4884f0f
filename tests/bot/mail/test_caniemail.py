"""The copy of caniemail's data is what the script makes of npm's package."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from .caniemail import CLIENTS, COPY, copied, written
from .markup import known

NOTES = {"1": "Partial. Not inside `<p>`.", "2": "Long ago."}
DATA = {
    "api_version": "1.0.4",
    "last_update_date": "2026-05-13 14:45:41 +0000",
    "nicenames": {},
    "data": [
        {
            "slug": "html-span",
            "title": "<span> element ",
            "category": "html",
            "last_test_date": "2020-05-08",
            "stats": {
                family: {each: {"1": "n #2", "2": "y"} for each in platforms}
                for family, platforms in CLIENTS.items()
            },
            "notes_by_num": NOTES,
        },
        {
            "slug": "css-gap",
            "title": "gap",
            "category": "css",
            "last_test_date": "2022-12-28",
            "stats": {
                "apple-mail": {"macos": {"13": "n", "16": "a #1"}, "ios": {"16": "a #1"}},
                "yahoo": {"desktop-webmail": {"2022-12": "y"}, "ios": {"2022-12": "n"}},
                "mail-ru": {"desktop-webmail": {"2022-12": "n"}},
                "outlook": {"windows-mail": {"2022-12": "n"}},
                "aol": {"ios": {"2022-12": "n"}},
            },
            "notes_by_num": NOTES,
        },
        {
            "slug": "image-gif",
            "title": "GIF",
            "category": "image",
            "last_test_date": "2020-02-06",
            "stats": {},
            "notes_by_num": None,
        },
    ],
}
FEATURES = """\
"css-gap": {"title": "gap", "tested": "2022-12-28", "lacking": {"a #1": "apple-mail", \
"n": "yahoo/ios mail-ru", \
"u": "gmail outlook yahoo/android thunderbird samsung-email protonmail"}, \
"notes": {"1": "Partial. Not inside `<p>`."}},
"html-span": {"title": "<span> element", "tested": "2020-05-08", "lacking": {}, "notes": {}}
}}
"""


def package(folder: Path, data: dict[str, Any]) -> Path:
    files = {
        "package.json": json.dumps({"name": "caniemail", "version": "9.8.7"}),
        "LICENSE": "MIT License\n\nCopyright © Ada\n\nPermission is hereby granted.\n",
        "data/caniemail.json": json.dumps(data),
        "dist/index.js": "",
    }
    made = folder / "caniemail-9.8.7.tgz"
    with tarfile.open(made, "w:gz") as archive:
        for name, text in files.items():
            about = tarfile.TarInfo(f"package/{name}")
            about.size = len(text.encode())
            archive.addfile(about, io.BytesIO(text.encode()))
    return made


def test_the_script_keeps_what_clients_lack_with_where_it_is_from(tmp_path: Path) -> None:
    text = copied(package(tmp_path, DATA))
    head, _, features = text.partition(' "features": {\n')
    assert features == FEATURES
    read = json.loads(head.rstrip().removesuffix(",") + "}")
    assert read.pop("clients") == {family: [*names] for family, names in CLIENTS.items()}
    assert read == {
        "source": "npm caniemail 9.8.7",
        "updated": "2026-05-13",
        "licence": [
            "MIT License",
            "Copyright (c) 2019 HTeuMeuLeu (the data of https://www.caniemail.com)",
            "Copyright © Ada",
            "Permission is hereby granted.",
        ],
    }


def test_the_order_in_the_package_does_not_matter(tmp_path: Path) -> None:
    other = DATA | {"data": [*reversed(DATA["data"])]}  # type: ignore[call-overload]
    (tmp_path / "other").mkdir()
    assert copied(package(tmp_path / "other", other)) == copied(package(tmp_path, DATA))


def test_the_copy_is_in_the_scripts_form_and_dated() -> None:
    text = COPY.read_text("utf-8")
    copy = json.loads(text)
    assert written(copy) == text
    assert copy["source"].startswith("npm caniemail 2.")
    assert copy["updated"] >= "2026-05-13"
    assert copy["licence"][0] == "MIT License"
    assert copy["clients"] == {family: [*names] for family, names in CLIENTS.items()}


@pytest.mark.parametrize(
    ("name", "verdict", "clients"),
    [
        ("html-bdi", "n", "gmail outlook yahoo mail-ru"),
        ("css-overflow", "n", "outlook/windows"),
        ("css-max-width", "a #1", "outlook/windows"),
    ],
)
def test_the_copy_has_what_caniemail_says(name: str, verdict: str, clients: str) -> None:
    assert known()[name]["lacking"][verdict] == clients


def test_a_span_is_known_everywhere() -> None:
    assert known()["html-span"]["lacking"] == {}

"""The words that the code knows are those that the database takes, as it is migrated."""

import pytest
from sqlalchemy import inspect

from bot.i18n import NAMES
from storage.database import Database
from storage.vocabulary import LOCALES


def test_the_languages_are_those_that_have_a_name() -> None:
    assert tuple(NAMES) == LOCALES


@pytest.mark.parametrize("table", ["invitation", "workspace"])
@pytest.mark.parametrize("locale", LOCALES)
def test_the_database_takes_every_language(database: Database, table: str, locale: str) -> None:
    checks = inspect(database.engine).get_check_constraints(table)
    [known] = [each["sqltext"] for each in checks if "locale" in (each["name"] or "")]
    assert f"'{locale}'" in known

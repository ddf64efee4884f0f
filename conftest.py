"""The rules for every test, however pytest is started."""

pytest_plugins = ["tests.plugin"]

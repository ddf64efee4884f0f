"""The command line: a verb each, thin; what is heavy is imported by the verb that needs it."""

from bot.cli.verbs import main

__all__ = ["main"]

"""A local stand-in for Slack: strict, reached over HTTP alone, and a guest in this house."""

from bot.sandbox.app import Sandbox

__all__ = ["Sandbox"]

"""The environment (or `.env`), read once, checked and frozen."""

from bot.settings.fields import Settings
from bot.settings.loading import Need, load
from bot.settings.mail_server import SmtpServer
from bot.settings.problems import Problem, SettingsError
from bot.settings.values import Sender

__all__ = ["Need", "Problem", "Sender", "Settings", "SettingsError", "SmtpServer", "load"]

"""What `usher` understands."""

import os
import signal
import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.failures import ending
from bot.version import VERSION

Team = Annotated[
    str | None, typer.Option("--workspace", metavar="TEAM", help="Slack's id of the workspace, T…")
]


STANDARD_ERROR = 2


class Role(StrEnum):
    """What a member may be."""

    ADMIN = "admin"
    LEAD = "lead"
    MEMBER = "member"


class What(StrEnum):
    """What can be exported."""

    INVITATIONS = "invitations"
    MEMBERS = "members"
    WORKGROUPS = "workgroups"


class Form(StrEnum):
    """How it is written."""

    CSV = "csv"
    JSONL = "jsonl"


usher = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _tell(wanted: bool) -> None:
    if wanted:
        typer.echo(f"usher {VERSION}")
        raise typer.Exit


@usher.callback()
def every_verb(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_tell, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Invite colleagues from Slack, and see them arrive."""


@usher.command()
def run() -> None:
    """Run everything in one process; migrates first."""
    _may_be_told_to_end()
    from bot.cli import running  # noqa: PLC0415

    running.run()


@usher.command()
def web() -> None:
    """Run only what answers Slack and shows the pages."""
    _may_be_told_to_end()
    from bot.cli import running  # noqa: PLC0415

    running.web()


@usher.command()
def worker() -> None:
    """Run only what sends, reminds and expires."""
    _may_be_told_to_end()
    from bot.cli import running  # noqa: PLC0415

    running.worker()


@usher.command()
def migrate() -> None:
    """Bring the database up to date."""
    from bot.cli.records import migrate_database  # noqa: PLC0415

    migrate_database()


@usher.command()
def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget the last time.")] = False,
) -> None:
    """Try it here: stand-ins for Slack and mail."""
    _may_be_told_to_end()
    from bot.cli.demo import show  # noqa: PLC0415

    show(fresh=fresh)


@usher.command()
def role(address: str, role: Role, workspace: Team = None) -> None:
    """Make somebody an admin, a lead or a member."""
    from bot.cli.records import give_role  # noqa: PLC0415

    typer.echo(give_role(address, role.value, workspace))


@usher.command()
def export(
    what: What,
    workspace: Team = None,
    form: Annotated[Form, typer.Option("--format", help="How to write it.")] = Form.CSV,
) -> None:
    """Write a table to standard output."""
    from bot.cli.records import write  # noqa: PLC0415

    write(what.value, workspace, form.value, sys.stdout)


@usher.command()
def manifest() -> None:
    """Print the Slack app's manifest for these settings."""
    from bot.cli.records import as_utf8, manifest_and_advice  # noqa: PLC0415

    printed, advice = manifest_and_advice()
    as_utf8(sys.stdout)
    typer.echo(printed)
    typer.echo(advice, err=True)


def _may_be_told_to_end() -> None:
    """End with 0 on SIGTERM from now on: loading alone takes a second or more, and nothing is in
    hand before `running.live` listens itself.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def _have_outputs() -> None:
    """Whoever starts it may have closed them: Python then has none, and the next file that is
    opened, a database, would get the number that libraries write their last words to.
    """
    while (opened := os.open(os.devnull, os.O_RDWR)) <= STANDARD_ERROR:
        """Kept open."""
    os.close(opened)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115 - for good


def _have_a_home() -> None:
    """slack_sdk asks for one while it is loaded, and who runs in a container may have none: no
    HOME, and no entry in /etc/passwd (OpenShift, `docker run --user`).
    """
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = os.sep


def main() -> None:
    """Do what the command line says, and end with the code that the contract names.

    Whatever is written, the demo's files too, nobody else on the machine may read.
    """
    os.umask(0o077)
    _have_outputs()
    _have_a_home()
    sys.exit(ending(partial(usher, prog_name="usher")))

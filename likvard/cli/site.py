"""Commands of the site, handed on to Django when it is installed."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

import click

SETTINGS = "likvard.config.settings"


def _django(arguments: list[str]) -> None:
    if find_spec("django") is None:
        click.echo("This needs the site: pip install 'likvard[web]'", err=True)
        raise SystemExit(3)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - only with likvard[web]

    execute_from_command_line([sys.argv[0], *arguments])


_PASS_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


@click.command(context_settings=_PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def site(arguments: tuple[str, ...]) -> None:
    """Run a command of the site: `likvard site migrate`, `likvard site runserver` ..."""
    _django(list(arguments) or ["help"])


@click.group()
def ledger() -> None:
    """The ledger: every change, who made it, when and why."""


@ledger.command(context_settings=_PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def verify(arguments: tuple[str, ...]) -> None:
    """Check that no event of the ledger was changed, removed or added out of order."""
    _django(["verify_ledger", *arguments])

"""Returned e-mails, handed on to the site."""

from __future__ import annotations

import click

from likvard.cli.site import _PASS_ON, _django


@click.command(context_settings=_PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def record_bounces(arguments: tuple[str, ...]) -> None:
    """Note which letters came back: `likvard record-bounces returned.mbox` (also .eml, several files)."""
    _django(["record_bounces", *arguments])

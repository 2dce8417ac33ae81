"""The command line. Each subcommand is imported when it is called, so that every start is fast."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import click


class Entry(NamedTuple):
    """Where a subcommand lives (`module:function`) and its line in `likvard --help`."""

    target: str
    help: str


# One line for each subcommand; the room that owns it owns the module.
COMMANDS: dict[str, Entry] = {
    "analyse": Entry("likvard.cli.analyse:analyse", "Answer questions about results, conditions and equity."),
    "read": Entry("likvard.cli.read:read", "Read documents: what was decided, about whom, until when."),
    "check-tables": Entry("likvard.cli.yearly:check_tables", "Flag what does not add up in published yearly tables."),
    "convert": Entry("likvard.cli.datasets:convert", "Read data files to typed tables with an import log."),
    "fetch": Entry("likvard.cli.registers:fetch", "Fetch data: the school unit register, statistics, SS 12000."),
    "import": Entry("likvard.cli.datasets:import_", "Import data files (needs likvard[web])."),
    "ledger": Entry("likvard.cli.site:ledger", "Check the ledger of changes (needs likvard[web])."),
    "organisations": Entry(
        "likvard.cli.registers:organisations", "Import organisers and school units (needs likvard[web])."
    ),
    "publish": Entry("likvard.cli.datasets:publish", "Publish what was imported (needs likvard[web])."),
    "record-bounces": Entry(
        "likvard.cli.bounces:record_bounces", "Note letters that came back by e-mail (needs likvard[web])."
    ),
    "site": Entry(
        "likvard.cli.site:site", "Run the site: migrate, runserver, any Django command (needs likvard[web])."
    ),
    "verify-archive": Entry("likvard.cli.archive:verify_archive", "Check the archive package of a round."),
}


class LazyGroup(click.Group):
    """A group whose commands are named in `COMMANDS` and imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module, _, name = entry.target.partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.target} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The help lines stand in the table, so that `--help` imports no subcommand.
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="likvard", prog_name="likvard")
def main() -> None:
    """Likvärd: school quality reviews, from first question to closed with reasons."""

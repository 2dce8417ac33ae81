"""Help that reads like a manual: what users of `likvard NAME` need, and not what Django adds to every command."""

from argparse import SUPPRESS, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

_OF_DJANGO = {"version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}


class ManualCommand(BaseCommand):
    """`name` as users write it; `manual` stands below the options: examples and exit codes."""

    name = ""
    manual = ""

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        options["formatter_class"] = RawDescriptionHelpFormatter
        parser = super().create_parser(prog_name, subcommand, **options)
        parser.prog, parser.epilog = f"likvard {self.name}", self.manual
        for action in parser._actions:
            if action.dest in _OF_DJANGO:
                action.help = SUPPRESS
        return parser

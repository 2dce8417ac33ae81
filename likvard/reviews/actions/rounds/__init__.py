"""What is done to a round as a whole. Every action of a round begins with `require_open` or `require_running`."""

from .drawing import draw_sample
from .guard import RoundRefuses, require_open, require_running
from .lifecycle import StillOpen, close_round, note_archive, reopen_round, start_round
from .making import change_round, choose_areas, create_round
from .selecting import (
    add_participant,
    assign_investigators,
    change_units,
    replace_participant,
    withdraw_participant,
)

__all__ = [
    "RoundRefuses",
    "StillOpen",
    "add_participant",
    "assign_investigators",
    "change_round",
    "change_units",
    "choose_areas",
    "close_round",
    "create_round",
    "draw_sample",
    "note_archive",
    "reopen_round",
    "replace_participant",
    "require_open",
    "require_running",
    "start_round",
    "withdraw_participant",
]

"""Protocols: written by several people, checked by the organiser, answered, and then never changed."""

from .checking import answer_check, note_silence, propose, send_all_for_check, send_for_check, withdraw_proposal
from .finishing import answer_correction, make_final
from .rules import NotNow
from .writing import (
    add_statement,
    begin_protocol,
    move_statement,
    remove_statement,
    restore_statement,
    set_aside,
    write_statement,
)

__all__ = [
    "NotNow",
    "add_statement",
    "answer_check",
    "answer_correction",
    "begin_protocol",
    "make_final",
    "move_statement",
    "note_silence",
    "propose",
    "remove_statement",
    "restore_statement",
    "send_all_for_check",
    "send_for_check",
    "set_aside",
    "withdraw_proposal",
    "write_statement",
]

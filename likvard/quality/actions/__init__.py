"""What can be done to measures; and the one way to change a row that two people may have open at once."""

from .editing import ChangedMeanwhile, fingerprint, locked, merge, write_changes
from .measures import add_measure, direct_measure, move_measures, update_measure

__all__ = [
    "ChangedMeanwhile",
    "add_measure",
    "direct_measure",
    "fingerprint",
    "locked",
    "merge",
    "move_measures",
    "update_measure",
    "write_changes",
]

"""What can be done to measures; and the one way to change a row that two people may have open at once."""

from .editing import ChangedMeanwhile, locked
from .measures import add_measure, move_measures, update_measure

__all__ = ["ChangedMeanwhile", "add_measure", "locked", "move_measures", "update_measure"]

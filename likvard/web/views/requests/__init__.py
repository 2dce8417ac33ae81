"""Documents asked for in a round: the list, and what each participant has answered."""

from .listing import begin, change_item, index, make, remove_item
from .participant import already, participant

__all__ = ["already", "begin", "change_item", "index", "make", "participant", "remove_item"]

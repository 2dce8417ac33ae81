"""Pages of the state of play."""

from .figure import figure, pin
from .file import file
from .index import index
from .place import area, falling, place, stands_out

__all__ = ["area", "falling", "figure", "file", "index", "pin", "place", "stands_out"]

"""The school year and the quality report as people work in them."""

from .events import add, event, index, mark, national, remove, take_up

__all__ = ["add", "event", "index", "mark", "national", "remove", "take_up"]

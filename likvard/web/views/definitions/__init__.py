"""The organisation's own versions of review kinds: the list, the editor with its parts, and publishing."""

from .listing import index
from .parts import area, areas, basics, deadlines, letter, letters, steps, wordings
from .whole import drop, edit, publish, read, source, text

__all__ = [
    "area",
    "areas",
    "basics",
    "deadlines",
    "drop",
    "edit",
    "index",
    "letter",
    "letters",
    "publish",
    "read",
    "source",
    "steps",
    "text",
    "wordings",
]

"""Rounds of review as the reviewing side works in them."""

from .archiving import archive, package
from .drawing import draw_form, drawn, drawn_frame, drawn_pdf
from .ending import areas, change, close, reopen, start
from .equal import equal, equal_file
from .late import late
from .listing import create, index
from .page import missing, round_page
from .selection import add, assign, replace, selection, units, withdraw
from .yearly import yearly, yearly_file

__all__ = [
    "add",
    "archive",
    "areas",
    "assign",
    "change",
    "close",
    "create",
    "draw_form",
    "drawn",
    "drawn_frame",
    "drawn_pdf",
    "equal",
    "equal_file",
    "index",
    "late",
    "missing",
    "package",
    "reopen",
    "replace",
    "round_page",
    "selection",
    "start",
    "units",
    "withdraw",
    "yearly",
    "yearly_file",
]

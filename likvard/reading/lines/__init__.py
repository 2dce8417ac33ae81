"""The lines of a document: where each stands, which are page furniture, which wrap into the next.

Page furniture is what a page repeats around its text: the sender's name, "Beslut", the date, the case
number and "2 (4)". It stands in the middle of sentences and lists and is taken out before blocks are made.
"""

from __future__ import annotations

from likvard.reading.lines.furniture import mark_furniture
from likvard.reading.lines.known import is_known_heading
from likvard.reading.lines.splitting import Line, cells, glued, split
from likvard.reading.lines.wrapping import width_of, wraps

__all__ = ["Line", "cells", "glued", "is_known_heading", "mark_furniture", "split", "width_of", "wraps"]

"""Inventories of experience: what was found in many reviews, sorted into problem areas that feed one another.

A place is what the problems meet at: for an authority an organiser with its units; for an organiser a unit, at which
what was found of the organiser as a whole weighs too. Reads only.
"""

from .examples import Example, examples
from .gathering import gathered, row_of, rows_of
from .listing import Listed, Listing, counted
from .overview import AreaSeen, Overview, PairSeen, SpiralSeen, TieSeen, overview
from .paper import inventory_content
from .row import Gathered, Row
from .visibility import by_unit, inventories_visible_to

__all__ = [
    "AreaSeen",
    "Example",
    "Gathered",
    "Listed",
    "Listing",
    "Overview",
    "PairSeen",
    "Row",
    "SpiralSeen",
    "TieSeen",
    "by_unit",
    "counted",
    "examples",
    "gathered",
    "inventories_visible_to",
    "inventory_content",
    "overview",
    "row_of",
    "rows_of",
]

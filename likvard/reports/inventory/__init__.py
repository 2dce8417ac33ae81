"""An inventory of experience on paper: problem areas, which occur together, which feed one another, what worked."""

from .content import AreaTold, InventoryContent, PairTold, SpiralTold, TieTold, from_json, to_json
from .layout import inventory_paper
from .ring import chart_of, first_up

__all__ = [
    "AreaTold",
    "InventoryContent",
    "PairTold",
    "SpiralTold",
    "TieTold",
    "chart_of",
    "first_up",
    "from_json",
    "inventory_paper",
    "to_json",
]

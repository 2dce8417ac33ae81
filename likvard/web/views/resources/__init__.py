"""Resources by need: one pot a year, proposals beside each other, one decided, and what became of the money."""

from .decided import allocation, pdf, word
from .following import follow, payments, payments_table, tie, untie
from .pots import change_pot, choose_units, fetch, index, open_pot, pot, units
from .proposals import add_proposal, change_proposal, decide, picture, proposal, remove_proposal, table

__all__ = [
    "add_proposal",
    "allocation",
    "change_pot",
    "change_proposal",
    "choose_units",
    "decide",
    "fetch",
    "follow",
    "index",
    "open_pot",
    "payments",
    "payments_table",
    "pdf",
    "picture",
    "pot",
    "proposal",
    "remove_proposal",
    "table",
    "tie",
    "units",
    "untie",
    "word",
]

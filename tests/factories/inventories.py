"""Inventories of experience, as people make them."""

from datetime import date

from likvard.access.models import User
from likvard.organisations.models import Organisation
from likvard.reviews.actions.inventories import begin_inventory, sort_finding
from likvard.reviews.models import Inventory
from likvard.reviews.queries.inventory import gathered

from .days import NOW


def an_inventory(holder: Organisation, by: User | None = None, **fields) -> Inventory:
    """Of all the days that the other factories use."""
    fields.setdefault("title", "Vad hindrar stödet?")
    fields.setdefault("question", "Vilka problem återkommer?")
    fields.setdefault("begins", date(2025, 1, 1))
    fields.setdefault("ends", date(2027, 12, 31))
    return begin_inventory(holder=holder, by=by, at=NOW, **fields)


def sort_all(inventory: Inventory, by: User, areas: dict[str, list[str]], *, rest: str = "Hör inte hit") -> None:
    """Every finding whose text begins as a key gets its areas; the others are left out."""
    for row in gathered(inventory).rows:
        chosen = next((codes for begins, codes in areas.items() if row.text.startswith(begins)), None)
        sort_finding(
            inventory=inventory, key=row.key, areas=chosen or [], left_out="" if chosen else rest, by=by, at=NOW
        )

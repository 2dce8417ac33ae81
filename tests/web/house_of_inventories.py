"""What a house has learned from many reviews, and issued."""

from typing import Any

from likvard.access.models import User
from likvard.organisations.models import Organisation
from likvard.reviews.actions.inventories import add_seen_beside, add_tie, change_inventory, issue_inventory
from likvard.reviews.queries.inventory import gathered
from tests.factories import NOW, TODAY
from tests.factories.inventories import an_inventory, sort_all


def what_is_learned(organisation: Organisation, word: str, shared: str, by: User) -> dict[str, Any]:
    """An issued inventory with a tie and a survey's result, every piece with the house's word in it."""
    one = an_inventory(organisation, by, title=f"Lärdomar {word} {shared}", question=f"Fråga {word}")
    sort_all(one, by, {row.text: ["STY", "UND"] for row in gathered(one).rows})
    tie = add_tie(
        inventory=one, start="STY", end="UND", both_ways=True, level="unit", strength="stated",
        grounds=f"Grund {word}", source=f"Rapport {word}", by=by, at=NOW,
    )  # fmt: skip
    beside = add_seen_beside(inventory=one, area="UND", text=f"Enkätsvar {word}", source=f"Enkät {word}", by=by, at=NOW)
    one = change_inventory(inventory=one, version=one.version, by=by, at=NOW, summary=f"Slutsats {word}")
    issue_inventory(inventory=one, issued_on=TODAY, by=by, at=NOW)
    return {"inventory_id": one.pk, "feeding_id": tie.pk, "beside_id": beside.pk}

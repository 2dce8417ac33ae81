"""Money by need in the house: a pot that is worked on, and one that is decided, paid and followed."""

from typing import Any

from likvard.access.models import User
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.actions.resources import note_payments, tie_measure
from likvard.quality.models import Measure
from tests.factories import NOW, a_unit
from tests.factories.resources import a_pot, a_proposal, an_allocation


def what_is_divided(
    organisation: Organisation, unit: SchoolUnit, measure: Measure, word: str, editor: User
) -> dict[str, Any]:
    """Values of the parameters. Two schools share; the neighbour, whose principal looks in, does not."""
    other = a_unit(organisation, "Lillskolan")
    shares = {unit: (200, 80.0), other: (100, 140.0)}
    worked_on = a_pot(organisation, shares, title=f"Grundskola {word}")
    a_proposal(worked_on, name=f"Förslag {word}")
    decided = a_pot(organisation, shares, title=f"Fritidshem {word}", year=2026)
    allocation = an_allocation(a_proposal(decided), decided_by=f"{word}nämnden")
    allocated = allocation.units.get(unit=unit)
    note_payments(allocation=allocation, paid={allocated.code: (1, f"Skäl {word}")}, by=editor, at=NOW)
    tie = tie_measure(allocated=allocated, measure=measure, amount=1, by=editor, at=NOW)
    return {
        "resources_id": worked_on.pk, "allocation_id": allocation.pk, "allocated_id": allocated.pk, "tie_id": tie.pk,
    }  # fmt: skip

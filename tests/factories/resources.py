"""Pots, proposals and decided allocations: made through their actions, as people make them."""

from datetime import date

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.actions.resources import Told, add_proposal, decide, fill_units, open_round
from likvard.quality.models import Allocation, ResourceProposal, ResourceRound

from .days import NOW, TODAY


def a_pot(
    holder: Organisation,
    units: dict[SchoolUnit, tuple[int, float]],
    *,
    before: dict[SchoolUnit, int] | None = None,
    **fields,
) -> ResourceRound:
    """`units`: each with its pupils and its index."""
    fields.setdefault("title", "Grundskola")
    fields.setdefault("year", 2027)
    fields.setdefault("pot", 10_000_000)
    fields.setdefault("by", None)
    pot = open_round(
        holder=holder, codes=[one.school_unit_code for one in units], today=TODAY, at=NOW, **fields
    )  # fmt: skip
    had = {one.school_unit_code: amount for one, amount in (before or {}).items()}
    told = {
        one.school_unit_code: Told(pupils=pupils, index=index, before=had.get(one.school_unit_code))
        for one, (pupils, index) in units.items()
    }
    return fill_units(round_=pot, told=told, index_name="Eget index", by=None, at=NOW)


def a_proposal(pot: ResourceRound, **fields) -> ResourceProposal:
    fields = {
        "name": "Tio procent", "need": "index", "weights": {}, "indicator": "", "share": 0.1, "floor": None,
        "ceiling": None, "years": 1, "by": None,
    } | fields  # fmt: skip
    return add_proposal(round_=pot, at=NOW, **fields)


def an_allocation(proposal: ResourceProposal, **fields) -> Allocation:
    fields.setdefault("decided_by", "Barn- och utbildningsnämnden")
    fields.setdefault("decided_on", date(2026, 10, 20))
    fields.setdefault("paragraph", "§ 56")
    fields.setdefault("by", None)
    return decide(proposal=proposal, version=proposal.version, at=NOW, **fields)

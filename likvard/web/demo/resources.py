"""Money by need in the demo: this year's decided allocation with what it paid for, and next year's being worked on."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db.models import Q

from likvard.quality.actions.resources import (
    Told,
    add_proposal,
    decide,
    fill_units,
    note_payments,
    open_round,
    tie_measure,
)
from likvard.quality.models import Allocation, Measure

from .goals import BOARD, DIRECTOR, EDITOR
from .stage import Stage
from .state import BJORK, BUDGET, HAMN, PUPILS, STRAND_79, STRAND_F6

TITLE = "Grundskola"
SCHOOLS = (BJORK, HAMN, STRAND_F6, STRAND_79)
# An index that the municipality bought, and what the schools had before.
INDEX = {BJORK: 96.0, HAMN: 121.0, STRAND_F6: 78.0, STRAND_79: 108.0}
BEFORE = {BJORK: 54_700_000, HAMN: 40_800_000, STRAND_F6: 33_100_000, STRAND_79: 29_300_000}
PAID = {BJORK: (-410_000, "En tjänst i matematik var vakant hela våren"), HAMN: (0, ""),
        STRAND_F6: (120_000, "En klass till från augusti"), STRAND_79: (0, "")}  # fmt: skip


def steps(stage: Stage) -> list[tuple[date, Callable[[datetime], None]]]:
    base = stage.days.base
    return [
        (base - timedelta(days=396), lambda at: _decide(stage, at)),
        (base - timedelta(days=10), lambda at: _follow(stage, at)),
        (base - timedelta(days=6), lambda at: _next_year(stage, at)),
    ]


def _decide(stage: Stage, at: datetime) -> None:
    holder, by = stage.organisations["almvik"], stage.people[EDITOR]
    pot = open_round(
        holder=holder, title=TITLE, year=stage.days.base.year, pot=161_000_000, codes=SCHOOLS, today=at.date(), by=by,
        at=at,
    )  # fmt: skip
    told = {code: Told(pupils=PUPILS[code][0], index=INDEX[code], before=BEFORE[code]) for code in SCHOOLS}
    pot = fill_units(round_=pot, told=told, index_name="SCB:s behovsindex (påhittat)", by=by, at=at)
    add_proposal(
        round_=pot, name="5 % efter behov", need="index", weights={}, indicator="", share=0.05, floor=None,
        ceiling=None, years=1, by=by, at=at,
    )  # fmt: skip
    chosen = add_proposal(
        round_=pot, name="12 % efter behov, golv 95 %", need="index", weights={}, indicator="", share=0.12, floor=0.95,
        ceiling=None, years=1, by=by, at=at,
    )  # fmt: skip
    decide(
        proposal=chosen, version=chosen.version, decided_by=BOARD, decided_on=at.date() - timedelta(days=3),
        paragraph="§ 71", by=stage.people[DIRECTOR], at=at,
    )  # fmt: skip


def _follow(stage: Stage, at: datetime) -> None:
    """What was paid so far, and the measures that the money of three schools paid for."""
    holder, by = stage.organisations["almvik"], stage.people[EDITOR]
    allocation = Allocation.objects.get(holder=holder, year=stage.days.base.year)
    units = {one.code: one for one in allocation.units.all()}
    note_payments(
        allocation=allocation, by=by, at=at,
        paid={code: (units[code].amount + more, note) for code, (more, note) in PAID.items()},
    )  # fmt: skip
    told = Measure.objects.filter(Q(compensatory=True) | Q(effects__isnull=False), holder=holder)
    for measure in told.distinct().order_by("created_at", "id"):
        for unit in measure.units.filter(school_unit_code__in=SCHOOLS).order_by("school_unit_code"):
            tie_measure(
                allocated=units[unit.school_unit_code], measure=measure, amount=measure.cost, by=by, at=at
            )  # fmt: skip


def _next_year(stage: Stage, at: datetime) -> None:
    holder, by = stage.organisations["almvik"], stage.people[EDITOR]
    pot = open_round(
        holder=holder, title=TITLE, year=stage.days.base.year + 1, pot=sum(BUDGET.values()), codes=SCHOOLS,
        today=at.date(), by=by, at=at,
    )  # fmt: skip
    told = {code: Told(index=INDEX[code]) for code in SCHOOLS}
    pot = fill_units(round_=pot, told=told, index_name="SCB:s behovsindex (påhittat)", by=by, at=at)
    common = {"indicator": "", "ceiling": None, "years": 1, "by": by, "at": at}
    add_proposal(
        round_=pot, name="Som i år: 12 %, golv 95 %", need="index", weights={}, share=0.12, floor=0.95, **common
    )  # fmt: skip
    add_proposal(round_=pot, name="Väntat behov, 15 %", need="expected", weights={}, share=0.15, floor=0.92, **common)
    add_proposal(
        round_=pot, name="Egna vikter, 15 %", need="weighted", weights={"parents": 2.0, "abroad": 1.0}, share=0.15,
        floor=0.92, **common,
    )  # fmt: skip

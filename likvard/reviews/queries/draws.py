"""A draw that was made: read back, drawn again from its own frame, and compared; and what it found in the end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from likvard.planning.selection import (
    Candidate,
    Chosen,
    Drawn,
    Factor,
    FactorHits,
    HitRate,
    Plan,
    UnitsWithin,
    draw,
    hit_rate,
    units_within,
)
from likvard.reports.frozen import checksum_of
from likvard.reviews.models import Draw, Finding, Participant, Round

from .frames import from_row


def plan_row(plan: Plan) -> dict[str, Any]:
    return {
        "method": plan.method,
        "n": plan.n,
        "allocation": plan.allocation,
        "spread_of": plan.spread_of,
        "factors": [{"figure": f.figure, "weight": f.weight, "worse": f.worse} for f in plan.factors],
        "comparison": plan.comparison,
    }


def plan_of(row: Mapping[str, Any]) -> Plan:
    return Plan(
        method=row["method"],
        n=row["n"],
        allocation=row["allocation"],
        spread_of=row["spread_of"],
        factors=tuple(Factor(f["figure"], f["weight"], f["worse"]) for f in row["factors"]),
        comparison=row["comparison"],
    )


def result_row(drawn: Drawn, units: tuple[UnitsWithin, ...], ids: Mapping[str, str]) -> dict[str, Any]:
    """The draw as it is kept. Numbers are written with twelve decimals, so that they are the same on every machine."""

    def number(value: float | None) -> float | None:
        return None if value is None else round(value, 12)

    return {
        "chosen": [
            {
                "key": c.candidate.key,
                "id": ids[c.candidate.key],
                "name": c.candidate.name,
                "stratum": c.candidate.stratum,
                "part": c.part,
                "probability": number(c.probability),
                "number": number(c.number),
                "score": number(c.score),
                "contributions": [
                    {"figure": p.figure, "value": p.value, "place": number(p.place), "points": number(p.points)}
                    for p in c.contributions
                ],
            }
            for c in drawn.chosen
        ],
        "strata": [
            {
                "name": s.name,
                "candidates": s.candidates,
                "places": s.places,
                "probability": number(s.probability),
                "spread": number(s.spread),
            }
            for s in drawn.strata
        ],
        "start": number(drawn.start),
        "units": [
            {
                "organiser": w.organiser,
                "units": w.units,
                "drawn": [
                    {
                        "key": d.candidate.key,
                        "id": ids[d.candidate.key],
                        "name": d.candidate.name,
                        "probability": number(d.probability),
                        "overall": number(d.overall),
                        "number": number(d.number),
                    }
                    for d in w.drawn
                ],
            }
            for w in units
        ],
    }


def content_of(one: Draw) -> dict[str, Any]:
    """What the checksum is of: everything that the result follows from, and the result."""
    return {
        "target": one.target,
        "seed": one.seed,
        "filters": one.filters,
        "rules": one.rules,
        "plan": one.plan,
        "units_each": one.units_each,
        "frame": one.frame,
        "left_out": one.left_out,
        "result": one.result,
        "drawn_on": one.drawn_on.isoformat(),
    }


def unit_candidates(rows: list[dict[str, Any]]) -> dict[str, list[Candidate]]:
    """The units that could be drawn within each organiser, as the frame keeps them under `units`."""
    return {
        row["key"]: [Candidate(key=unit["key"], name=unit["name"]) for unit in row.get("units", [])] for row in rows
    }


def ids_of(rows: list[dict[str, Any]]) -> dict[str, str]:
    found = {row["key"]: row["id"] for row in rows}
    found |= {unit["key"]: unit["id"] for row in rows for unit in row.get("units", [])}
    return found


def drawn_from(
    frame: list[dict[str, Any]], plan: Plan, units_each: int, seed: str
) -> tuple[Drawn, tuple[UnitsWithin, ...]]:
    """The draw itself, from kept rows alone. Raises `ValueError` as `planning.selection.draw` does."""
    drawn = draw([from_row(row) for row in frame], plan, seed=seed)
    if not units_each:
        return drawn, ()
    of = unit_candidates(frame)
    chosen = {c.candidate.key: c.probability for c in drawn.chosen}
    return drawn, units_within({key: of[key] for key in chosen}, units_each, seed=seed, probabilities=chosen)


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether drawing again from the frame gives what was kept, and whether nothing of it has been changed."""

    same_draw: bool
    same_checksum: bool

    @property
    def sound(self) -> bool:
        return self.same_draw and self.same_checksum


def check(one: Draw) -> Checked:
    drawn, units = drawn_from(one.frame, plan_of(one.plan), one.units_each, one.seed)
    again = result_row(drawn, units, ids_of(one.frame))
    # Through JSON and back, as the database keeps it.
    same = json.loads(json.dumps(again)) == one.result
    return Checked(same, checksum_of(content_of(one)) == one.checksum)


@dataclass(frozen=True, slots=True)
class Hits:
    """What a draw by score found: by the score, in the comparison group, and by each factor."""

    by_score: HitRate
    comparison: HitRate
    factors: tuple[FactorHits, ...]
    reviewed: int
    of: int


def hits_of(one: Draw) -> Hits | None:
    """None for a draw that was not by score, or before anybody has a decision. A hit is a case with a development area
    or a deficiency; only those whose decision is known are counted."""
    if one.plan["method"] != "risk":
        return None
    reviewed = {
        str(organiser): case
        for organiser, case in Participant.objects.filter(
            round=one.round_id, state=Participant.State.SELECTED, case__decided_on__isnull=False
        ).values_list("organiser_id", "case_id")
    }
    found = set(
        Finding.objects.filter(case__in=reviewed.values()).values_list("case__participant__organiser_id", flat=True)
    )
    drawn = draw([from_row(row) for row in one.frame], plan_of(one.plan), seed=one.seed)
    ids = ids_of(one.frame)
    owners = _owners(one)
    chosen: list[Chosen] = [c for c in drawn.chosen if owners.get(ids[c.candidate.key]) in reviewed]
    if not chosen:
        return None
    hits = [c.candidate.key for c in chosen if UUID(owners[ids[c.candidate.key]]) in found]
    by_score, comparison, factors = hit_rate(chosen, hits)
    return Hits(by_score, comparison, factors, len(chosen), len(drawn.chosen))


def _owners(one: Draw) -> dict[str, str]:
    """Row id → the organiser's id: itself, or the unit's organiser."""
    if one.target == Draw.Target.ORGANISERS:
        return {row["id"]: row["id"] for row in one.frame}
    return {row["id"]: row["organiser"] for row in one.frame}


def latest_draw(round_: Round) -> Draw | None:
    return Draw.objects.filter(round=round_).order_by("-number").first()

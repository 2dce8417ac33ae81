"""What was found in the holder's rounds and cases within the days of an inventory.

An inventory of some years holds thousands of findings, and is turned and sorted page by page: no more columns are
read than a row shows, and the findings of one page are asked for alone.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from likvard.access.models import User
from likvard.reviews.models import (
    Case,
    CaseUnit,
    DecisionFinding,
    Finding,
    FindingState,
    Inventory,
    JudgedFinding,
    SortedFinding,
)

from .row import Gathered, Row
from .within import Within, within

ENDED = frozenset({FindingState.CLOSED.value, FindingState.REMEDIED.value})

Sorting = Mapping[str, tuple[tuple[str, ...], str]]  # key of the row → its areas, why it is left out


def gathered(inventory: Inventory, user: User | None = None) -> Gathered:
    """Everything. `user` None = also what is kept from a reader, for issuing."""
    seen = within(inventory, user)
    sorting = _sorting(SortedFinding.objects.filter(inventory=inventory))
    cases = _cases(seen.cases())
    rows = [*_judged_rows(seen.judged(), sorting), *_case_rows(seen.findings(), cases, sorting)]
    places, units = _looked_at(seen, cases.values())
    for row in rows:
        places.setdefault(row.organiser, row.organiser_name)
        units.setdefault(row.organiser, set())
        if row.unit:
            places.setdefault(row.unit, row.unit_name)
            units[row.organiser].add(row.unit)
    return Gathered(
        tuple(sorted(rows, key=lambda r: (r.organiser_name, r.unit_name, r.day, r.key))),
        places, {key: frozenset(of) for key, of in units.items()}, len(seen.blind),
    )  # fmt: skip


def rows_of(inventory: Inventory, keys: Iterable[str], user: User | None = None) -> list[Row]:
    """Those of what is gathered that have these keys, in the order of the keys; what is not gathered is not there."""
    asked = list(keys)
    judged, found = (_ids(kind, asked) for kind in ("judged", "finding"))
    seen, sorted_ = within(inventory, user), SortedFinding.objects.filter(inventory=inventory)
    rows: list[Row] = []
    if judged:
        rows += _judged_rows(seen.judged().filter(pk__in=judged), _sorting(sorted_.filter(judged__in=judged)))
    if found:
        cases = _cases(seen.cases().filter(findings__in=found).distinct())
        rows += _case_rows(seen.findings().filter(pk__in=found), cases, _sorting(sorted_.filter(finding__in=found)))
    by_key = {row.key: row for row in rows}
    return [by_key[key] for key in asked if key in by_key]


def row_of(inventory: Inventory, key: str, user: User | None = None) -> Row | None:
    """One of what is gathered; None for what is not."""
    return next(iter(rows_of(inventory, [key], user)), None)


def _ids(kind: str, keys: Iterable[str]) -> list[UUID]:
    found = []
    for key in keys:
        of_kind, _, pk = key.partition(":")
        with suppress(ValueError):  # a key that somebody made up
            found += [UUID(pk)] if of_kind == kind else []
    return found


def _sorting(rows: QuerySet[SortedFinding]) -> Sorting:
    return {
        f"finding:{finding}" if finding else f"judged:{judged}": (tuple(areas), left_out)
        for finding, judged, areas, left_out in rows.values_list("finding_id", "judged_id", "areas", "left_out")
    }


def _judged_rows(found: QuerySet[JudgedFinding], sorting: Sorting) -> list[Row]:
    """What was found in finished first judgements."""
    state = dict(
        DecisionFinding.objects.filter(judged__in=found, finding__isnull=False).values_list(
            "judged_id", "finding__state"
        )
    )
    of_participant, of_unit = "judgement__participant__", "judgement__unit__school_unit"
    columns = found.order_by().values_list(
        "pk", "kind", "text", "judgement__done_at", f"{of_participant}round_id", f"{of_participant}round__title",
        f"{of_participant}organiser_id", f"{of_participant}organiser__name", f"{of_unit}_id", f"{of_unit}__name",
    )  # fmt: skip
    return [
        Row(
            f"judged:{pk}", kind, text, localdate(done_at), review, f"o:{organiser}", name,
            f"u:{unit}" if unit else "", unit_name or "", *sorting.get(f"judged:{pk}", (None, "")),
            state[pk] not in ENDED if pk in state else None, None, round_,
        )
        for pk, kind, text, done_at, round_, review, organiser, name, unit, unit_name in columns
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Case:
    title: str
    day: date
    decided: bool
    place: str  # key
    place_name: str
    units: dict[str, str]  # key → name


def _cases(cases: QuerySet[Case]) -> dict[UUID, _Case]:
    units: dict[UUID, dict[str, str]] = {}
    known = CaseUnit.objects.filter(case__in=cases.values("pk"), school_unit__isnull=False)
    for case, unit, name in known.values_list("case_id", "school_unit_id", "school_unit__name"):
        units.setdefault(case, {})[f"u:{unit}"] = name
    columns = cases.order_by().values_list(
        "pk", "title", "of_day", "decided_on", "organiser_id", "organiser__name", "organiser_printed"
    )
    return {
        pk: _Case(
            title, day, decided_on is not None, f"o:{organiser}" if organiser else f"p:{printed}",
            name or printed or title, units.get(pk, {}),
        )
        for pk, title, day, decided_on, organiser, name, printed in columns
    }  # fmt: skip


def _case_rows(found: QuerySet[Finding], cases: Mapping[UUID, _Case], sorting: Sorting) -> list[Row]:
    columns = found.order_by().values_list(
        "pk", "kind", "text", "state", "case_id", "school_unit_id", "school_unit__name"
    )
    rows = []
    for pk, kind, text, state, of_case, of_unit, name in columns:
        case, key = cases[of_case], f"finding:{pk}"
        unit, unit_name = (f"u:{of_unit}", name) if of_unit else _only(case.units)
        rows.append(
            Row(
                key, kind, text, case.day, case.title, case.place, case.place_name, unit, unit_name,
                *sorting.get(key, (None, "")), state not in ENDED, of_case, None,
            )
        )  # fmt: skip
    return rows


def _only(units: Mapping[str, str]) -> tuple[str, str]:
    """The one unit of a case, whose findings are of it where they do not say; none of several."""
    return next(iter(units.items())) if len(units) == 1 else ("", "")


def _looked_at(seen: Within, cases: Iterable[_Case]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Places that were judged or decided on, also where nothing was found: key → name, organiser → its units."""
    places: dict[str, str] = {}
    units: dict[str, set[str]] = {}
    judged = seen.judgements().order_by().values_list(
        "participant__organiser_id", "participant__organiser__name", "unit__school_unit_id", "unit__school_unit__name"
    )  # fmt: skip
    for organiser, name, unit, unit_name in judged.distinct():
        places[f"o:{organiser}"] = name
        mine = units.setdefault(f"o:{organiser}", set())
        if unit:
            places[f"u:{unit}"] = unit_name
            mine.add(f"u:{unit}")
    for case in cases:
        if case.decided:
            places.setdefault(case.place, case.place_name)
            units.setdefault(case.place, set()).update(case.units)
            for key, name in case.units.items():
                places.setdefault(key, name)
    return places, units

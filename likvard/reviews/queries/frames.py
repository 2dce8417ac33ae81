"""The frame of a draw, from the register: organisers or school units, with what a draw can go by."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.organisations.queries import latest_import
from likvard.planning.selection import Candidate, LeftOut
from likvard.reviews.models import Case, FindingState, Round
from likvard.terms.municipalities import by_code

# Figures that need nothing but the register and the reviewer's own cases.
REGISTER_FIGURES = ("units", "years_since", "open_findings")
STRATA = ("", "kind", "county", "municipality", "form", "size", "own")


@dataclass(frozen=True, slots=True)
class Filters:
    """Who is asked for. Empty means any. `figures` are the person's own, by key; `strata` likewise."""

    target: str = "organisers"
    kinds: tuple[str, ...] = ()  # of organiser
    municipalities: tuple[str, ...] = ()  # codes, where the units lie
    school_forms: tuple[str, ...] = ()
    least_units: int | None = None  # of an organiser
    most_units: int | None = None
    own: bool = False  # only the reviewing organisation's own units
    stratify: str = ""  # what the strata go by
    figures: Mapping[str, Mapping[str, float | None]] = field(default_factory=dict)  # key → figure → value
    strata: Mapping[str, str] = field(default_factory=dict)  # key → stratum
    size_of: str = ""  # the figure that is the size; "" = units for organisers

    def kept(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Frame:
    """`ids` has the row of each candidate's key; `unknown` are keys of own figures that nobody in it has.

    `units` are each organiser's units that the filters let through, `organisers` each unit's organiser, both by key.
    """

    candidates: tuple[Candidate, ...]
    ids: dict[str, UUID]
    unknown: tuple[str, ...]
    register_day: date | None
    units: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    organisers: dict[str, UUID] = field(default_factory=dict)

    def row(self, candidate: Candidate, *, with_units: bool) -> dict[str, Any]:
        """A candidate as a draw keeps it."""
        row = as_row(candidate, self.ids[candidate.key])
        if candidate.key in self.organisers:
            row["organiser"] = str(self.organisers[candidate.key])
        elif with_units:
            row["units"] = self.units[candidate.key]
        return row


def organisation_keys(organisers: Iterable[Organisation]) -> dict[UUID, str]:
    """What names each organiser for ever: its municipality code when it alone has it, its organisation number, else
    its id here."""
    rows = list(organisers)
    municipal = Counter(one.municipality_code for one in rows if one.kind == Organisation.Kind.MUNICIPALITY)

    def key(one: Organisation) -> str:
        if one.kind == Organisation.Kind.MUNICIPALITY and municipal[one.municipality_code] == 1:
            return one.municipality_code or one.organisation_number or str(one.pk)
        return one.organisation_number or str(one.pk)

    return {one.pk: key(one) for one in rows}


def _units(filters: Filters, holder: Organisation) -> list[dict[str, Any]]:
    """Active units that the filters let through, with their organiser's kind."""
    rows = SchoolUnit.objects.filter(status="AKTIV").exclude(organisation__kind=Organisation.Kind.AUTHORITY)
    if filters.own:
        rows = rows.filter(organisation=holder)
    if filters.kinds:
        rows = rows.filter(organisation__kind__in=filters.kinds)
    if filters.municipalities:
        rows = rows.filter(municipality_code__in=filters.municipalities)
    values = rows.values("id", "school_unit_code", "name", "municipality_code", "school_forms", "organisation_id",
                         "organisation__kind")  # fmt: skip
    wanted = set(filters.school_forms)
    # Forms are a list in one column, which the two databases ask for differently: the few thousand rows are asked here.
    return [row for row in values if not wanted or wanted & set(row["school_forms"])]


def _last_reviewed(holder: Organisation, round_: Round) -> tuple[dict[UUID, date], dict[UUID, date], dict[UUID, int]]:
    """By organiser and by unit the last day that `holder` reviewed it, and how many of its findings are still open.

    The day of the decision, else that on which the case began. What this round itself has begun does not count.
    """
    cases = Case.objects.filter(holder=holder, merged_into=None).exclude(participant__round=round_)
    organisers: dict[UUID, date] = {}
    for organiser, decided, opened in cases.values_list("organiser_id", "decided_on", "opened_on"):
        if organiser:
            organisers[organiser] = max(organisers.get(organiser, date.min), decided or opened)
    units: dict[UUID, date] = {}
    for unit, decided, opened in cases.values_list("units__school_unit_id", "decided_on", "opened_on"):
        if unit:
            units[unit] = max(units.get(unit, date.min), decided or opened)
    open_findings: dict[UUID, int] = defaultdict(int)
    live = cases.filter(findings__isnull=False).exclude(findings__state=FindingState.CLOSED)
    for organiser in live.values_list("organiser_id", flat=True):
        open_findings[organiser] += 1
    return organisers, units, open_findings


def _years(since: date | None, on: date) -> float | None:
    return None if since is None else round((on - since).days / 365.25, 2)


def frame_for(round_: Round, filters: Filters, *, on: date) -> Frame:
    """Everybody whom the filters ask for, before any rule leaves somebody out."""
    units = _units(filters, round_.holder)
    organisers, reviewed_units, open_findings = _last_reviewed(round_.holder, round_)
    if filters.target == "units":
        rows = _unit_rows(units, filters, on, reviewed_units)
    else:
        rows = _organiser_rows(units, filters, on, organisers, open_findings)
    rows = _in_strata(rows, filters)
    latest = latest_import()
    known = {candidate.key for candidate, _ in rows}
    return Frame(
        candidates=tuple(candidate for candidate, _ in rows),
        ids={candidate.key: pk for candidate, pk in rows},
        units=_units_by_key(units, rows) if filters.target == "organisers" else {},
        organisers=_organisers_by_key(units) if filters.target == "units" else {},
        unknown=tuple(sorted(set(filters.figures) - known)),
        register_day=latest.valid_on if latest else None,
    )


def _units_by_key(units: list[dict[str, Any]], rows: list[tuple[Candidate, UUID]]) -> dict[str, list[dict[str, str]]]:
    keys = {pk: candidate.key for candidate, pk in rows}
    found: dict[str, list[dict[str, str]]] = {key: [] for key in keys.values()}
    for unit in sorted(units, key=lambda u: u["school_unit_code"]):
        if unit["organisation_id"] in keys:
            row = {"key": unit["school_unit_code"], "id": str(unit["id"]), "name": unit["name"]}
            found[keys[unit["organisation_id"]]].append(row)
    return found


def _organisers_by_key(units: list[dict[str, Any]]) -> dict[str, UUID]:
    return {unit["school_unit_code"]: unit["organisation_id"] for unit in units}


def _figures(filters: Filters, key: str, own: Mapping[str, float | None]) -> dict[str, float | None]:
    names = {name for row in filters.figures.values() for name in row}
    given = filters.figures.get(key, {})
    return {**own, **{name: given.get(name) for name in sorted(names)}}


def _stratum(filters: Filters, key: str, kind: str, municipality: str, forms: Iterable[str]) -> str:
    if filters.stratify == "kind":
        return kind
    if filters.stratify == "county":
        return municipality[:2]
    if filters.stratify == "municipality":
        return municipality
    if filters.stratify == "form":
        return next(iter(sorted(forms)), "")
    return filters.strata.get(key, "") if filters.stratify == "own" else ""


def _unit_rows(
    units: list[dict[str, Any]], filters: Filters, on: date, reviewed: Mapping[UUID, date]
) -> list[tuple[Candidate, UUID]]:
    rows = []
    for row in units:
        key, last = row["school_unit_code"], reviewed.get(row["id"])
        figures = _figures(filters, key, {"years_since": _years(last, on)})
        candidate = Candidate(
            key=key,
            name=row["name"],
            stratum=_stratum(filters, key, row["organisation__kind"], row["municipality_code"], row["school_forms"]),
            size=figures.get(filters.size_of) if filters.size_of else None,
            figures=figures,
            last_reviewed=last,
        )
        rows.append((candidate, row["id"]))
    return rows


def _organiser_rows(
    units: list[dict[str, Any]],
    filters: Filters,
    on: date,
    reviewed: Mapping[UUID, date],
    open_findings: Mapping[UUID, int],
) -> list[tuple[Candidate, UUID]]:
    of: dict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for unit in units:
        of[unit["organisation_id"]].append(unit)
    rows = []
    organisers = list(Organisation.objects.exclude(kind=Organisation.Kind.AUTHORITY))
    keys = organisation_keys(organisers)
    for one in organisers:
        own = of.get(one.pk)
        if not own or not (filters.least_units or 1) <= len(own) <= (filters.most_units or len(own)):
            continue
        key, last = keys[one.pk], reviewed.get(one.pk)
        figures = _figures(
            filters,
            key,
            {
                "units": float(len(own)),
                "years_since": _years(last, on),
                "open_findings": float(open_findings.get(one.pk, 0)),
            },
        )
        municipality = one.municipality_code or own[0]["municipality_code"]
        forms = {form for unit in own for form in unit["school_forms"]}
        candidate = Candidate(
            key=key,
            name=one.name,
            stratum=_stratum(filters, key, one.kind, municipality, forms),
            size=figures.get(filters.size_of or "units"),
            figures=figures,
            last_reviewed=last,
        )
        rows.append((candidate, one.pk))
    return rows


def _in_strata(rows: list[tuple[Candidate, UUID]], filters: Filters) -> list[tuple[Candidate, UUID]]:
    """Strata by size are thirds of the frame by the size that the draw goes by; those equal fall together."""
    if filters.stratify != "size" or not rows:
        return rows
    sizes = sorted(c.size for c, _ in rows if c.size is not None)
    if not sizes:
        return rows
    low, high = sizes[len(sizes) // 3], sizes[2 * len(sizes) // 3]

    def third(size: float | None) -> str:
        if size is None:
            return "unknown"
        return "small" if size < low else "middle" if size < high else "large"

    return [(_with_stratum(c, third(c.size)), pk) for c, pk in rows]


def _with_stratum(candidate: Candidate, stratum: str) -> Candidate:
    return Candidate(candidate.key, candidate.name, stratum, candidate.size, candidate.figures, candidate.last_reviewed)


def stratum_name(stratify: str, stratum: str) -> str:
    """A stratum in Swedish where it is a place; codes of kinds, forms and sizes get their words on the page."""
    if stratify == "municipality":
        found = by_code(stratum)
        return found.name if found else stratum
    return stratum


def as_row(candidate: Candidate, pk: UUID) -> dict[str, Any]:
    """A candidate as a draw keeps it."""
    return {
        "key": candidate.key,
        "id": str(pk),
        "name": candidate.name,
        "stratum": candidate.stratum,
        "size": candidate.size,
        "figures": dict(candidate.figures),
        "last_reviewed": candidate.last_reviewed.isoformat() if candidate.last_reviewed else None,
    }


def from_row(row: Mapping[str, Any]) -> Candidate:
    last = row["last_reviewed"]
    return Candidate(
        key=row["key"],
        name=row["name"],
        stratum=row["stratum"],
        size=row["size"],
        figures=row["figures"],
        last_reviewed=date.fromisoformat(last) if last else None,
    )


def left_out_row(out: LeftOut, pk: UUID) -> dict[str, Any]:
    """A left-out candidate as a draw keeps it, with the rule that left it out."""
    return {**as_row(out.candidate, pk), "why": out.why, "reason": out.reason}

"""What stands out: low and high results given intake, changes beyond chance, areas falling together.

A remark given intake is made where the true difference probably lies outside what schools with the same pupils
usually differ by (one standard deviation between schools), as long as the mean chance of its being false stays at ten
per cent (Müller, Parmigiani & Rice 2007). Changes are told by Benjamini & Hochberg (1995) at the same rate. The
expected number of false ones is told with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from scipy.special import ndtr

from likvard.analysis.association.early_warning import early_warning
from likvard.analysis.errors import DataError
from likvard.analysis.results import Text
from likvard.analysis.table import of_columns
from likvard.datasets.queries.state import Reach, present_store

from .comparable import Remaining, composition_of, figures_of, lasting_change, national_key, points_said, remaining
from .kept import kept, narrowed
from .nation import Model, nation
from .places import Held, Place, held
from .points import Series
from .said import change_of
from .series import order

RATE = 0.1  # of the remarks that may be false
AREAS_AT_LEAST = 3


@dataclass(frozen=True, slots=True)
class Remark:
    """`false`: for what remains, the chance that the true difference is an ordinary one; for a change its p-value.
    `better`: high where high is good, low where low is."""

    kind: Literal["remains", "changed"]
    unit: str
    name: str
    series: Series
    better: bool
    estimate: float
    false: float
    sentence: Text


@dataclass(frozen=True, slots=True)
class Together:
    """A unit where several areas are probably low and falling at once."""

    unit: str
    name: str
    chance: float
    areas: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Falling:
    """`units` and `areas`: how many were looked at; none where too few have three years."""

    found: tuple[Together, ...] = ()
    expected_false: float = 0.0
    units: int = 0
    areas: int = 0


@dataclass(frozen=True, slots=True)
class StandsOut:
    """Remarks in alphabetical order. `looked_at`: differences looked at; `expected_false` of those told, in all."""

    remarks: tuple[Remark, ...]
    looked_at: int
    expected_false: float

    @property
    def worse(self) -> list[Remark]:
        return [one for one in self.remarks if not one.better]

    @property
    def better(self) -> list[Remark]:
        return [one for one in self.remarks if one.better]


def stands_out(place: Place, reach: Reach) -> StandsOut:
    return _stands_out(present_store(), place, narrowed(reach))


@lru_cache(maxsize=24)
def _stands_out(store: str, place: Place, reach: Reach) -> StandsOut:
    if place.kind == "unit":
        return _looked_through(place, reach)
    return kept("stands_out", place, reach, lambda: _looked_through(place, reach))


def _looked_through(place: Place, reach: Reach) -> StandsOut:
    own = held(place, reach)
    tried = [one for code, name in place.units for one in _of_unit(code, name, own.units.get(code, ()))]
    remains = chosen([one for one in tried if one.kind == "remains"])
    changed = discovered([one for one in tried if one.kind == "changed"])
    return StandsOut(
        tuple(sorted([*remains, *changed], key=lambda r: (r.name.lower(), r.unit, r.kind, order(r.series.key)))),
        len(tried), sum(one.false for one in remains) + RATE * len(changed),
    )  # fmt: skip


def chosen(tried: Sequence[Remark]) -> list[Remark]:
    """The surest ones whose mean chance of being false is at most `RATE`."""
    kept: list[Remark] = []
    total = 0.0
    for one in sorted(tried, key=lambda remark: (remark.false, remark.unit, str(remark.series.key))):
        total += one.false
        if total / (len(kept) + 1) > RATE:
            break
        kept.append(one)
    return kept


def discovered(tried: Sequence[Remark]) -> list[Remark]:
    """Those with a p-value below its line of Benjamini & Hochberg, of which at most `RATE` are expected false."""
    order = sorted(tried, key=lambda remark: (remark.false, remark.unit, str(remark.series.key)))
    last = max((at for at, one in enumerate(order, 1) if one.false <= RATE * at / len(order)), default=0)
    return order[:last]


def _of_unit(code: str, name: str, series: Sequence[Series]) -> list[Remark]:
    if not series:
        return []
    own, country = composition_of(series), nation()
    found = []
    for one in series:
        if not one.shown.good or one.key.sex:
            continue
        model = country.models.get(national_key(one.key))
        if model is not None:
            rest = remaining(code, name, figures_of(one), own, model)
            if rest is not None:
                found.append(_remains(one, rest, model))
        if (change := _changed(code, name, one, model)) is not None:
            found.append(change)
    return found


def _remains(series: Series, rest: Remaining, model: Model) -> Remark:
    high = rest.estimate > 0
    size = Text(points_said(rest.estimate, series, "sv"), points_said(rest.estimate, series, "en"))
    ordinary = model.tau2**0.5
    return Remark(
        "remains", rest.code, rest.name, series, high == (series.shown.good == "high"), rest.estimate,
        float(ndtr((ordinary - abs(rest.estimate)) / rest.se)),
        Text(
            f"{series.name.sv}: {'högre' if high else 'lägre'} än elevsammansättningen ger skäl att vänta, flera år "
            f"sammantaget ({size.sv}).",
            f"{series.name.en}: {'higher' if high else 'lower'} than intake leads one to expect, over several years "
            f"({size.en}).",
        ),
    )  # fmt: skip


def what_lasts(points: float, series: Series) -> Text:
    """How much of a change is likely to be seen the next year too."""
    sizes = [points_said(points, series, language) for language in ("sv", "en")]
    left = Text(*(one.lstrip("+\N{MINUS SIGN}") for one in sizes))
    if left.sv == sizes[0]:  # nought in print has no sign
        return Text(
            " Av en sådan rörelse brukar nästan inget bestå till nästa år.",
            " Of such a move hardly anything usually lasts until the next year.",
        )
    return Text(
        f" Av en sådan rörelse brukar bara omkring {left.sv} bestå till nästa år.",
        f" Of such a move only about {left.en} usually lasts until the next year.",
    )


def _changed(code: str, name: str, series: Series, model: Model | None) -> Remark | None:
    """The last figure against the years before, less what all schools moved where the country is known."""
    change = change_of(series)
    if change is None or not change.se or change.years < 2:
        return None
    now = series.last_value
    known = model is not None and now is not None and now.year == model.last
    beside = model.moved if model is not None and known else 0.0
    seen = change.difference - beside
    high = seen > 0
    lasts = lasting_change(figures_of(series), model) if model is not None else None
    swings = Text("", "")
    size = Text(points_said(abs(seen), series, "sv").lstrip("+"), points_said(abs(seen), series, "en").lstrip("+"))
    if lasts is not None:
        swings = what_lasts(lasts[0], series)
    beside_all = Text(" (när alla skolors rörelse är borträknad)", " (less what all schools moved)")
    of_all = beside_all if known else Text("", "")
    return Remark(
        "changed", code, name, series, high == (series.shown.good == "high"), seen,
        float(2 * ndtr(-abs(seen) / change.se)),
        Text(
            f"{series.name.sv}: har {'stigit' if high else 'fallit'} {size.sv} mot åren "
            f"innan{of_all.sv}, mer än slumpen brukar ge.{swings.sv}",
            f"{series.name.en}: has {'risen' if high else 'fallen'} {size.en} against the "
            f"years before{of_all.en}, more than chance usually gives.{swings.en}",
        ),
    )  # fmt: skip


_DOMAINS = {
    "year9_all_subjects_share": Text("resultat i årskurs 9", "results in year 9"),
    "national_test_points": Text("nationella prov", "national tests"),
    "certified_teachers_share": Text("lärarnas behörighet", "teachers' certification"),
    "own:staff:certified_share": Text("lärarnas behörighet", "teachers' certification"),
    "pupils_per_teacher": Text("lärartäthet", "teacher density"),
    "own:survey:share": Text("enkätsvar", "survey answers"),
    "own:survey:mean": Text("enkätsvar", "survey answers"),
    "survey_index": Text("Skolenkäten", "Skolenkäten"),
    "own:absence:absence_share": Text("frånvaro", "absence"),
    "own:results:passed_share": Text("betyg i ämnen", "grades in subjects"),
}


def _areas(series: Sequence[Series]) -> dict[str, tuple[Text, bool, dict[int, float]]]:
    """One line of years for each area of a unit: its name, whether low is good, year → mean of the area's figures in
    the years that show all of them."""
    groups: dict[str, list[Series]] = {}
    for one in series:
        key = one.key
        grown_up = key.sex or "pupil_group" in key.group or key.subject == "SVA" or key.school_form == "preschool_class"
        if key.measure in _DOMAINS and not grown_up and len(figures_of(one)) >= 3:
            year_group = key.year_group if key.measure == "national_test_points" else ""
            groups.setdefault(f"{key.measure}|{year_group}", []).append(one)
    found = {}
    for area, members in groups.items():
        told = [{int(year): value for year, value, _ in figures_of(one)} for one in members]
        years = set.intersection(*(set(one) for one in told))
        if len(years) < 3:
            continue
        measure, year_group = area.split("|")
        name = _DOMAINS[measure]
        if year_group:
            name = Text(f"{name.sv} i årskurs {year_group}", f"{name.en} in year {year_group}")
        mean = {year: sum(one[year] for one in told) / len(told) for year in sorted(years)}
        found[area] = (name, members[0].shown.good == "low", mean)
    return found


def falling_together(place: Place, reach: Reach) -> Falling:
    """Units where three or more areas are probably below the others' mean and falling, by the engine's early warning
    over the units of the place."""
    return _falling(present_store(), place, narrowed(reach))


@lru_cache(maxsize=24)
def _falling(store: str, place: Place, reach: Reach) -> Falling:
    return kept("falling", place, reach, lambda: _warned(place, reach))


def _warned(place: Place, reach: Reach) -> Falling:
    own: Held = held(place, reach)
    lines = {code: _areas(series) for code, series in own.units.items()}
    names = {area: one[0] for areas in lines.values() for area, one in areas.items()}
    kept = {area for area in names if sum(area in areas for areas in lines.values()) >= 4}
    rows: dict[str, list[object]] = {"unit": [], "area": [], "period": [], "value": []}
    lower: set[str] = set()
    for code, areas in lines.items():
        for area, (_name, turned, years) in areas.items():
            if area not in kept:
                continue
            lower |= {area} if turned else set()
            for year, value in years.items():
                for column, cell in zip(rows, (code, area, float(year), value), strict=True):
                    rows[column].append(cell)
    if len(set(rows["unit"])) < 4 or len(kept) < AREAS_AT_LEAST:
        return Falling()
    try:
        found = early_warning(
            of_columns(rows), unit="unit", area="area", period="period", value="value", at_least=AREAS_AT_LEAST,
            false_discovery_rate=RATE, lower_is_better=lower,
        )  # fmt: skip
    except DataError:
        return Falling()
    units = dict(place.units)
    alerts = [
        Together(
            one.unit, units.get(one.unit, one.unit), one.probability,
            tuple(names[area.area] for area in one.areas if area.low_and_falling >= 0.5),
        )
        for one in found.units if one.alert
    ]  # fmt: skip
    return Falling(
        tuple(sorted(alerts, key=lambda one: one.name.lower())), found.expected_false, found.n, len(kept)
    )  # fmt: skip

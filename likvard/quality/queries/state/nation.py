"""What the whole country says: spreads, means, the model of each result given intake, and each school's place in it.

Open data alone, so that everybody meets the same comparison. Made once for each publication, kept beside it on disk
and in memory; `prepare_ahead` makes it before anybody asks.
"""

import gzip
import hashlib
import json
import math
import threading
from collections.abc import Iterable, Sequence, Set
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from likvard.analysis.errors import DataError
from likvard.analysis.mixed import mixed
from likvard.analysis.table import Floats, of_columns
from likvard.datasets.models import DatasetVersion
from likvard.datasets.queries.state import Columns, figures_of_nation, open_part, survey_of_nation
from likvard.datasets.store import extract_folder

VERSION = 1  # of what is kept: another one is made anew
FEWEST = 15  # pupils behind a figure that says anything of a school given its intake (SALSA's own floor)
# (measure, year group, subject) of each outcome that has a model given intake.
OUTCOMES: tuple[tuple[str, str, str], ...] = (
    ("year9_all_subjects_share", "9", ""),
    ("year9_merit_value", "9", ""),
    *((("national_test_points", grade, subject)) for grade in ("6", "9") for subject in ("SVE", "MA", "ENG")),
)


@dataclass(frozen=True, slots=True)
class Model:
    """Outcome given the share of foreign background and of parents with post-secondary education, and the year.
    `tau2`: between schools, `sigma2`: one pupil's worth between years at one school. `change_sd2`: of true changes
    from the three years before to the last one; `moved`: everyone's mean change."""

    intercept: float
    abroad: float
    parents: float
    years: dict[str, float]
    tau2: float
    sigma2: float
    schools: int
    figures: int
    last: int
    moved: float
    change_sd2: float


@dataclass(slots=True)
class Nation:
    """Keys of dictionaries are `measure|year group|subject`; figures of a unit are `[[year, value, n], …]`."""

    version: int
    spreads: dict[str, float] = field(default_factory=dict)
    means: dict[str, dict[str, list[float]]] = field(default_factory=dict)  # year → mean, 10th, 90th percentile, n
    models: dict[str, Model] = field(default_factory=dict)
    figures: dict[str, dict[str, list[list[float]]]] = field(default_factory=dict)
    # code → name, municipality, foreign background, parents with post-secondary education, pupils
    units: dict[str, list[object]] = field(default_factory=dict)

    def spread_of(self) -> dict[tuple[str, str, str], float]:
        return {tuple(key.split("|", 2)): value for key, value in self.spreads.items()}  # type: ignore[misc]


_lock = threading.Lock()
_made: dict[str, Nation] = {}


def nation() -> Nation:
    """Of what is published now."""
    name = open_part()
    if (found := _made.get(name)) is not None:
        return found
    with _lock:
        if name not in _made:
            _made.clear()
            _made[name] = _kept(name) or _keep(name, _make(), {name})
        return _made[name]


def prepare_ahead(store: Path, versions: Sequence[DatasetVersion]) -> None:
    """Makes it of a store that is not published yet, beside the present one."""
    name = open_part(versions)
    if _kept(name) is None:
        _keep(name, _make(store), {name, open_part()})


SHIPPED = Path(__file__).parent / "nation.json.gz"  # of the extract that ships with the product; `ship` makes it


def of_extract() -> str:
    """The checksum of the extract that the shipped figures were made of; empty where there is none."""
    path = extract_folder() / "figures.parquet"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def ship() -> None:
    """Writes the file that ships, from the extract as it is now: same extract, same bytes."""
    text = json.dumps({"of": of_extract(), "nation": asdict(_make())}, ensure_ascii=False, sort_keys=True)
    SHIPPED.write_bytes(gzip.compress(text.encode(), mtime=0))


def _shipped() -> Nation | None:
    try:
        told = json.loads(gzip.decompress(SHIPPED.read_bytes()))
    except (OSError, ValueError):
        return None
    return _built(told["nation"]) if told["of"] == of_extract() else None


def _path(name: str) -> Path:
    return Path(settings.DATA_DIR) / "datasets" / "state" / f"open-{name}.json"


def _kept(name: str) -> Nation | None:
    if name == "extract" and (shipped := _shipped()) is not None:
        return shipped
    try:
        held = json.loads(_path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return _built(held)


def _built(held: dict[str, Any]) -> Nation | None:
    if held.get("version") != VERSION:
        return None
    models = {key: Model(**one) for key, one in held.pop("models").items()}
    return Nation(**held, models=models)


def _keep(name: str, made: Nation, needed: Set[str]) -> Nation:
    path = _path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(asdict(made), ensure_ascii=False), encoding="utf-8")
    beside.replace(path)
    for old in set(path.parent.glob("open-*.json")) - {_path(one) for one in needed}:
        old.unlink(missing_ok=True)
    return made


def _make(of: Path | None = None) -> Nation:
    made = Nation(VERSION)
    for (measure, grade, subject), rows in _parted(figures_of_nation(of), ("measure", "year_group", "subject")):
        key = f"{measure}|{grade}|{subject}"
        made.means[key] = _means(rows)
        made.figures[key] = _figures(rows)
        _note_units(made, rows)
        if (measure, grade, subject) in OUTCOMES and (model := _model(rows)) is not None:
            made.models[key] = model
            made.spreads[key] = math.sqrt(model.sigma2)
    for (topic,), rows in _parted(survey_of_nation(of), ("topic",)):
        words = dict(part.split("=", 1) for part in topic.split(";") if "=" in part).get("topic", topic)
        key = f"survey_index|8|{words}"
        made.means[key] = _means(rows)
        made.figures[key] = _figures(rows)
        if (spread := _spread(_numbers(rows, "value"), _numbers(rows, "n"))) is not None:
            made.spreads[key] = spread
    return made


def _parted(table: Columns, by: tuple[str, ...]) -> Iterable[tuple[tuple[str, ...], Columns]]:
    """The rows of each combination, in the order of the combinations."""
    places: dict[tuple[str, ...], list[int]] = {}
    for at, key in enumerate(zip(*(table[name] for name in by), strict=True)):
        places.setdefault(key, []).append(at)
    for key, at in sorted(places.items()):
        yield key, {name: [column[i] for i in at] for name, column in table.items()}


def _numbers(rows: Columns, name: str) -> Floats:
    return np.array([np.nan if value is None else value for value in rows[name]], dtype=np.float64)


def _means(rows: Columns) -> dict[str, list[float]]:
    years, values, n = (_numbers(rows, name) for name in ("year", "value", "n"))
    found = {}
    for year in np.unique(years):
        at = (years == year) & (np.nan_to_num(n) >= 1)
        if at.sum() < 20:
            continue
        mean = float((values[at] * n[at]).sum() / n[at].sum())
        low, high = (float(x) for x in np.percentile(values[at], [10, 90]))
        found[str(int(year))] = [mean, low, high, float(at.sum())]
    return found


def _figures(rows: Columns) -> dict[str, list[list[float]]]:
    found: dict[str, list[list[float]]] = {}
    for unit, year, value, n in zip(*(rows[c] for c in ("unit", "year", "value", "n")), strict=True):
        found.setdefault(unit, []).append([year, round(value, 4), n or 0])
    return found


def _note_units(made: Nation, rows: Columns) -> None:
    names = ("unit", "name", "municipality_code", "abroad", "parents", "pupils")
    for unit, *rest in zip(*(rows[c] for c in names), strict=True):
        made.units[unit] = rest


def _spread(values: Floats, n: Floats) -> float | None:
    """One answer's worth of spread, from how much more schools with few answers differ than schools with many: the
    slope of squared deviations on 1/n (method of moments)."""
    if len(values) < 50:
        return None
    off = (values - np.average(values, weights=n)) ** 2
    slope = np.polyfit(1 / n, off, 1)[0]
    return float(math.sqrt(slope)) if slope > 0 else None


def _model(rows: Columns) -> Model | None:
    columns = {name: _numbers(rows, name) for name in ("year", "value", "n", "abroad", "parents")}
    known = ~np.isnan(np.stack(list(columns.values()))).any(axis=0) & (np.nan_to_num(columns["n"]) >= FEWEST)
    if known.sum() < 100:
        return None
    kept = {name: values[known] for name, values in columns.items()}
    units = [unit for unit, ok in zip(rows["unit"], known, strict=True) if ok]
    years = [str(int(year)) for year in kept["year"]]
    try:
        fit = mixed(
            of_columns({"unit": units, **{k: kept[k] for k in ("value", "n", "abroad", "parents")}, "year": years}),
            "value", "unit", ["abroad", "parents", "C(year)"], weights="n",
        )  # fmt: skip
    except DataError:
        return None
    told = {one.name: one.estimate for one in fit.coefficients}
    found = {name.removeprefix("year[").removesuffix("]"): v for name, v in told.items() if name.startswith("year[")}
    moved, spread = _changes(units, kept, fit.sigma2)
    return Model(
        told["intercept"], told["abroad"], told["parents"], found, fit.tau2, fit.sigma2, fit.groups, fit.n,
        int(kept["year"].max()), moved, spread,
    )  # fmt: skip


def before_and_last(figures: list[list[float]], last: int) -> tuple[float, float, float, float] | None:
    """(last value, its n, mean of the three years before weighted by n, their n) of one school; `None` without both."""
    now = next(((value, n) for year, value, n in figures if year == last and n >= FEWEST), None)
    earlier = [(value, n) for year, value, n in figures if last - 3 <= year < last and n >= FEWEST]
    if now is None or len(earlier) < 2:
        return None
    total = sum(n for _, n in earlier)
    return now[0], now[1], sum(value * n for value, n in earlier) / total, total


def _changes(units: list[str], kept: dict[str, Floats], sigma2: float) -> tuple[float, float]:
    """Everyone's mean change to the last year, and the variance of true changes around it (method of moments)."""
    by_unit: dict[str, list[list[float]]] = {}
    for unit, year, value, n in zip(units, kept["year"], kept["value"], kept["n"], strict=True):
        by_unit.setdefault(unit, []).append([year, value, n])
    last = int(kept["year"].max())
    seen = [one for figures in by_unit.values() if (one := before_and_last(figures, last)) is not None]
    if len(seen) < 20:
        return 0.0, 0.0
    change = np.array([now - before for now, _, before, _ in seen])
    error = np.array([sigma2 / n + sigma2 / m for _, n, _, m in seen])
    weight = 1 / error
    moved = float((change * weight).sum() / weight.sum())
    spread = float((((change - moved) ** 2 - error) * weight).sum() / weight.sum())
    return moved, max(0.0, spread)

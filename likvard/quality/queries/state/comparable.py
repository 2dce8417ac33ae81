"""Schools with similar pupils, and what remains of a difference given intake."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from likvard.analysis.bands import Step as Word
from likvard.analysis.bands import word
from likvard.analysis.results import Z95, Text

from .nation import FEWEST, Model, Nation, before_and_last
from .points import Key, Series, parts_of_group
from .said import NO_BREAK, WORDS, figure, number

NEAREST = 12
FACTORS = (
    Text("andel elever med utländsk bakgrund", "share of pupils of foreign background"),
    Text("andel elever med föräldrar med eftergymnasial utbildning",
         "share of pupils whose parents have post-secondary education"),
    Text("antal elever (i logaritm)", "number of pupils (in logarithm)"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Composition:
    abroad: float
    parents: float
    pupils: float


@dataclass(frozen=True, slots=True)
class Compared:
    code: str
    name: str
    municipality: str
    composition: Composition
    value: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """`units` in alphabetical order. `se` of the difference, None when the figure has none of its own."""

    units: tuple[Compared, ...]
    own: Composition
    year: int
    mean: float
    difference: float
    se: float | None
    word: Word | None
    sentence: Text


def national_key(key: Key) -> str:
    """The key under which the nation knows a series; it need not be there."""
    if key.sex or (key.group and key.measure != "survey_index"):
        return ""
    return f"{key.measure}|{key.year_group}|{parts_of_group(key.group).get('topic', key.subject)}"


def composition_of(series: Sequence[Series]) -> Composition | None:
    """The latest known composition of a unit; None while a part of it is hidden or missing."""
    found: dict[str, float] = {}
    for one in series:
        plain = not (one.key.sex or one.key.group or one.key.subject or one.key.year_group)
        if plain and one.last_value is not None and one.last_value.value is not None:
            found[one.key.measure] = one.last_value.value
    try:
        return Composition(found["foreign_background_share"], found["parents_post_secondary_share"], found["pupils"])
    except KeyError:
        return None


def comparison(
    code: str, series: Series, own: Composition | None, country: Nation, named: str = ""
) -> Comparison | None:
    """The `NEAREST` schools by composition and size that show the same figure for the same year; None without them."""
    point, key = series.last_value, national_key(series.key)
    if own is None or point is None or not own.pupils or key not in country.figures:
        return None
    # The country's figures of the year, or of the latest year before when they have not come yet.
    years = {int(y) for f in country.figures[key].values() for y, _, _ in f if point.year - 2 <= y <= point.year}
    year = max(years, default=point.year)
    told: list[tuple[str, float, list[object]]] = []
    for unit, figures in country.figures[key].items():
        known = country.units.get(unit)
        if unit == code or known is None or None in known[2:5] or not known[4]:
            continue
        value = next((v for y, v, _n in figures if y == year), None)
        if value is not None:
            told.append((unit, value, known))
    if len(told) < 4 * NEAREST:
        return None
    table = np.array([[float(k[2]), float(k[3]), math.log(float(k[4]))] for _, _, k in told])  # type: ignore[arg-type]
    mine = np.array([own.abroad, own.parents, math.log(own.pupils)])
    distance = (((table - mine) / table.std(axis=0)) ** 2).sum(axis=1)
    chosen = np.argsort(distance, kind="stable")[:NEAREST].tolist()
    units = sorted(
        (
            Compared(unit, str(k[0]), str(k[1]), Composition(float(k[2]), float(k[3]), float(k[4])), value)  # type: ignore[arg-type]
            for unit, value, k in (told[i] for i in chosen)
        ),
        key=lambda one: (one.name.lower(), one.code),
    )
    values = np.array([one.value for one in units])
    mean, difference = float(values.mean()), float((point.value or 0.0) - values.mean())
    se = None if point.se is None else math.sqrt(point.se**2 + float(values.var(ddof=1)) / len(values))
    told_word = None if se is None else word(difference, se)
    return Comparison(
        tuple(units), own, year, mean, difference, se, told_word, _sentence(series, mean, told_word, year, point.year)
    )


def _sentence(series: Series, mean: float, told: Word | None, year: int, own_year: int) -> Text:
    sv, en = figure(mean, series, "sv"), figure(mean, series, "en")
    if year != own_year:
        period = f"{year}/{(year + 1) % 100:02d}"
        sv, en = f"{sv} {period}", f"{en} in {period}"
    if told is None:
        return Text(f"Skolor med liknande elever: i snitt {sv}.", f"Schools with similar pupils: {en} on average.")
    return Text(
        f"Siffran {WORDS[told].sv} snittet för skolor med liknande elever ({sv}).",
        f"The figure {WORDS[told].en} the mean of schools with similar pupils ({en}).",
    )


@dataclass(frozen=True, slots=True)
class Remaining:
    """What remains given intake over the years together, shrunken towards 0 in proportion to how little is known.
    `low`–`high` 95 %; `overlap_…` the intervals by which two schools are compared (1.39 standard errors)."""

    code: str
    name: str
    estimate: float
    se: float
    low: float
    high: float
    overlap_low: float
    overlap_high: float
    reliability: float
    n: float
    raw: float
    word: Word


def remaining(
    code: str, name: str, figures: list[list[float]], own: Composition | None, model: Model
) -> Remaining | None:
    """By the nation's model: the school's mean deviation weighted by pupils, times its reliability
    n τ²/(n τ² + σ²). None without a known composition or with too few pupils."""
    if own is None:
        return None
    kept = [(y, v, n) for y, v, n in figures if n >= FEWEST]
    total = sum(n for _, _, n in kept)
    if not kept or model.tau2 <= 0:
        return None
    base = model.intercept + model.abroad * own.abroad + model.parents * own.parents
    raw = sum(n * (v - base - model.years.get(str(int(y)), 0.0)) for y, v, n in kept) / total
    reliability = total * model.tau2 / (total * model.tau2 + model.sigma2)
    estimate, se = reliability * raw, math.sqrt(model.tau2 * (1 - reliability))
    return Remaining(
        code, name, estimate, se, estimate - Z95 * se, estimate + Z95 * se, estimate - 1.39 * se,
        estimate + 1.39 * se, reliability, total, raw, word(estimate, se),
    )  # fmt: skip


def lasting_change(figures: list[list[float]], model: Model) -> tuple[float, float, float] | None:
    """(estimate, its standard deviation, seen change) of what is likely to last of the change to the last year beside
    everyone's, shrunken: extreme years swing back. None without two years before, or where no change lasts."""
    found = before_and_last(figures, model.last)
    if found is None or model.change_sd2 <= 0:
        return None
    now, n, before, m = found
    error = model.sigma2 / n + model.sigma2 / m
    seen = now - before - model.moved
    share = model.change_sd2 / (model.change_sd2 + error)
    return share * seen, math.sqrt(share * error), seen


def figures_of(series: Series) -> list[list[float]]:
    return [[p.year, p.value, p.n or 0.0] for p in series.points if p.value is not None]


def points_said(value: float, series: Series, language: str) -> str:
    """A difference with its sign and unit: `−6 procentenheter`, `+12`; one that is printed as nought has no sign."""
    text = number(abs(value), max(series.shown.decimals, 0), language)
    sign = "" if not text.strip("0.,") else "\N{MINUS SIGN}" if value < 0 else "+"
    unit = ""
    if series.shown.kind == "share":
        one = text == "1"
        unit = f"procentenhet{'' if one else 'er'}" if language == "sv" else f"percentage point{'' if one else 's'}"
        unit = f"{NO_BREAK}{unit}"
    return f"{sign}{text}{unit}"

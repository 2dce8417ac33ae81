"""The network between problem areas: edges that reports state, and co-variation in the data beside them."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, permutations
from pathlib import Path
from typing import Any, Literal

import numpy as np
from scipy.special import ndtr
from scipy.stats import false_discovery_control

from likvard.analysis.errors import DataError, bad_question, listed
from likvard.analysis.results import Z95, Method, Note, Result, Text
from likvard.analysis.table import Floats, Table, varying
from likvard.analysis.wording import Step, association, said

FILE = Path(__file__).parent / "reported.toml"


@dataclass(frozen=True, kw_only=True)
class Edge:
    """An association that a report states. `source` is the document, `level` who it is about."""

    start: str
    end: str
    source: str
    year: int
    level: str
    strength: Literal["stated", "indicated", "hypothesis"]


@dataclass(frozen=True, kw_only=True)
class Link:
    """How two areas go together in the data: across units (`between`) and at the same unit over time (`within`), each
    a correlation with its interval. `q` is the share of false findings to be expected among links this clear."""

    first: str
    second: str
    between: float | None
    between_low: float | None
    between_high: float | None
    within: float | None
    within_low: float | None
    within_high: float | None
    units: int
    changes: int
    q: float | None
    reported: bool
    sentence: Text | None


@dataclass(frozen=True, kw_only=True)
class Network(Result):
    """`areas`: code → name. `n` is the number of units in the data, 0 when only reports were asked."""

    areas: Mapping[str, Text]
    edges: tuple[Edge, ...]
    links: tuple[Link, ...]
    step: int


@lru_cache
def reported() -> tuple[Mapping[str, Text], tuple[Edge, ...]]:
    """The areas and the edges that reports state."""
    with FILE.open("rb") as stream:
        read = tomllib.load(stream)
    areas = {code: Text(*names) for code, names in read["areas"].items()}
    edges = []
    for one in read["edges"]:
        source: dict[str, Any] = read["sources"][one["source"]]
        pairs = permutations(one["all_pairs"], 2) if "all_pairs" in one else ((one["from"], to) for to in one["to"])
        edges += [
            Edge(
                start=start,
                end=end,
                source=source["title"],
                year=source["year"],
                level=one["level"],
                strength=one["strength"],
            )
            for start, end in pairs
        ]
    return areas, tuple(edges)


def spirals(open_areas: Collection[str], edges: Sequence[Edge] | None = None) -> list[tuple[str, ...]]:
    """Groups of open areas of one unit that are tied in a circle: each reaches each other along stated edges.

    The areas of a group stand in the order of the list of areas. Fewer than two areas are no circle.
    """
    areas, known = reported()
    wanted = set(open_areas)
    reach = {code: {code} for code in areas if code in wanted}
    steps = [(e.start, e.end) for e in (known if edges is None else edges) if e.start in wanted and e.end in wanted]
    for _ in reach:  # as many rounds as there are areas join the longest path
        for start, end in steps:
            reach[start] |= reach[end]
    found: list[tuple[str, ...]] = []
    for code, reached in reach.items():
        group = tuple(other for other in reach if other in reached and code in reach[other])
        if len(group) > 1 and group not in found:
            found.append(group)
    return found


def network(
    table: Table | None = None,
    *,
    areas: Mapping[str, str] | None = None,
    unit: str | None = None,
    period: str | None = None,
    lower_is_better: Collection[str] = (),
) -> Network:
    """Reported edges, and with a table (one row for each unit and period) the co-variation of its areas.

    `areas`: code → column. `lower_is_better` columns are turned round, so that up is good everywhere. Raises
    `DataError`.
    """
    known, edges = reported()
    if table is None:
        return _result(known, edges, (), 0, ())
    if unit is None or not areas or len(areas) < 2:
        raise bad_question(
            "Ange minst två områden (KOD=kolumn) och kolumnen med enheter.",
            "Give at least two areas (CODE=column) and the column of units.",
        )
    wrong = [code for code in areas if code not in known]
    if wrong:
        codes = listed(list(known), 20)
        raise bad_question(f"Okänt område {wrong[0]}. Områden: {codes}.", f"No area {wrong[0]}. Areas: {codes}.")
    units = table.factor(unit)
    times = np.zeros(len(table), dtype=np.int64) if period is None else table.factor(period).codes.astype(np.int64)
    values = {
        code: varying(table, column, table.number(column)) * (-1.0 if column in lower_is_better else 1.0)
        for code, column in areas.items()
    }
    tied = {frozenset((edge.start, edge.end)) for edge in edges}
    rows = [
        (a, b, *_pair(values[a], values[b], units.codes.astype(np.int64), times)) for a, b in combinations(areas, 2)
    ]
    chances = [1.0 if p is None else p for *_, p in rows]
    q = false_discovery_control(chances) if chances else np.zeros(0)
    links = []
    for (a, b, between, within, n_units, changes, p), share in zip(rows, q, strict=True):
        clear = p is not None and share <= 0.1
        step = Step.WITHIN_OVER_TIME if within is not None else Step.GIVEN_INTAKE
        main = within or between
        sentence = association(step, known[a], known[b], main[0] > 0) if clear and main else None
        low_high = (None, None, None)
        links.append(
            Link(
                first=a,
                second=b,
                between=(between or low_high)[0],
                between_low=(between or low_high)[1],
                between_high=(between or low_high)[2],
                within=(within or low_high)[0],
                within_low=(within or low_high)[1],
                within_high=(within or low_high)[2],
                units=n_units,
                changes=changes,
                q=None if p is None else float(share),
                reported=frozenset((a, b)) in tied,
                sentence=sentence,
            )
        )
    if not any(link.units >= 4 for link in links):
        raise DataError("too_few", column=unit, found=len(units.labels), needed=4, row=int(table.rows[-1]))
    return _result(known, edges, tuple(links), len(units.labels), (table,))


Correlation = tuple[float, float, float]


def _pair(
    x: Floats, y: Floats, units: np.ndarray[tuple[int], np.dtype[np.int64]],
    times: np.ndarray[tuple[int], np.dtype[np.int64]],
) -> tuple[Correlation | None, Correlation | None, int, int, float | None]:  # fmt: skip
    """Between, within, units, number of changes, and the chance of the within (else between) correlation."""
    there = ~np.isnan(x) & ~np.isnan(y) & (units >= 0) & (times >= 0)
    x, y, units, times = x[there], y[there], units[there], times[there]
    if not len(x):
        return None, None, 0, 0, None
    _, units = np.unique(units, return_inverse=True)
    _, times = np.unique(times, return_inverse=True)
    n = np.bincount(units)
    means = [np.bincount(units, v) / n for v in (x, y)]
    between = _correlation(means[0], means[1], len(n) - 3)
    within = None
    changes = len(x) - len(n) - (times.max() if times.max() > 0 else 0)
    if times.max() > 0 and changes >= 4:
        rest = [_two_way(v, units, times) for v in (x, y)]
        within = _correlation(rest[0], rest[1], int(changes) - 2)
    main, df = (within, int(changes) - 2) if within is not None else (between, len(n) - 3)
    chance = None
    if main is not None and df > 0:
        z = abs(np.arctanh(np.clip(main[0], -0.999999, 0.999999))) * np.sqrt(df)
        chance = float(2 * ndtr(-z))
    return between, within, len(n), max(0, int(changes)), chance


def _two_way(v: Floats, units: Any, times: Any) -> Floats:
    """What is left when units and periods have their own means: swept out in turn until nothing moves."""
    rest = v - v.mean()
    for _ in range(200):
        before = rest
        for codes in (units, times):
            n = np.bincount(codes)
            rest = rest - (np.bincount(codes, rest) / n)[codes]
        if np.abs(rest - before).max() < 1e-12:
            break
    return np.asarray(rest)


def _correlation(x: Floats, y: Floats, df: int) -> Correlation | None:
    """Pearson's r with Fisher's interval; `df` is the z value's inverse variance."""
    x, y = x - x.mean(), y - y.mean()
    scale = np.sqrt((x @ x) * (y @ y))
    if df < 1 or scale <= 1e-12:
        return None
    r = float(np.clip(x @ y / scale, -1, 1))
    z, half = np.arctanh(np.clip(r, -0.999999, 0.999999)), Z95 / np.sqrt(df)
    return r, float(np.tanh(z - half)), float(np.tanh(z + half))


def _result(
    areas: Mapping[str, Text], edges: tuple[Edge, ...], links: tuple[Link, ...], n: int, tables: Sequence[Table]
) -> Network:
    step = Step.WITHIN_OVER_TIME if any(link.within is not None for link in links) else Step.DESCRIPTION
    rival = said(
        step,
        Text(
            "En annan förklaring kan vara att något tredje, till exempel ny elevsammansättning, följer båda områdena.",
            "A rival explanation is that something third, such as a new intake, goes with both areas.",
        ),
    )
    ask = said(
        step,
        Text(
            "Fråga på plats: vad ändrades först, och hur vet ni det?",
            "Ask on site: what changed first, and how do you know?",
        ),
    )
    return Network(
        areas=areas,
        edges=edges,
        links=links,
        step=int(step),
        n=n,
        method=METHOD,
        sources=tuple(table.source for table in tables),
        notes=(Note(code="rival_explanation", text=rival), Note(code="question_on_site", text=ask)) if links else (),
    )


METHOD = Method(
    text=Text(
        "Pilarna är samband som rapporter anger, med källa och riktning; de är inte bevisade. Bredvid står hur "
        "områdena samvarierar i data: mellan enheter, och på samma enhet över tid när enhetens och årets egna medel "
        "tagits bort.",
        "The arrows are associations that reports state, with source and direction; they are not proven. Beside them "
        "stands how the areas go together in data: between units, and at the same unit over time with the unit's and "
        "the year's own means taken out.",
    ),
    random=Text("Enheter respektive deras förändringar.", "Units, and their changes."),
    reference="Skolinspektionen (see each edge); Fisher 1915; Benjamini & Hochberg 1995",
)

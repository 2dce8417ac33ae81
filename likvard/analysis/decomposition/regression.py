"""Oaxaca-Blinder: the gap in a mean as a part that goes with other means and a part that goes with other slopes.

Every figure is a smooth function of group means and least-squares coefficients. Its error is the delta method by
influence: how much each row moves the figure, with the coefficients' influence robust to unequal variances (HC1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from likvard.analysis.design import Frame, frame
from likvard.analysis.errors import DataError, bad_question, listed, near
from likvard.analysis.regression import least_squares
from likvard.analysis.results import Z95, Method, Note, Result, Text, dropped
from likvard.analysis.table import Floats, Mask, Table

REFERENCES = ("first", "second", "average", "weighted", "pooled", "pooled_by")


@dataclass(frozen=True, kw_only=True)
class Part:
    name: str
    estimate: float
    se: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Detail:
    """What one term (a column, or all contrasts of a column of groups) gives to a part."""

    term: str
    part: str
    estimate: float
    se: float


@dataclass(frozen=True, kw_only=True)
class Twofold:
    """`reference`: whose slopes the means are valued by. `explained` and `unexplained` add up to the difference."""

    reference: str
    explained: Part
    unexplained: Part
    detail: tuple[Detail, ...]


@dataclass(frozen=True, kw_only=True)
class Decomposition(Result):
    """`parts`: `difference` (first group less second), threefold `endowments`, `coefficients`, `interaction`, and
    `explained` and `unexplained` by the first of the references; `twofold` has all of them."""

    outcome: str
    by: str
    groups: tuple[str, str]
    counts: tuple[int, int]
    means: tuple[float, float]
    parts: tuple[Part, ...]
    twofold: tuple[Twofold, ...]
    detail: tuple[Detail, ...]


@dataclass(frozen=True)
class _Group:
    """One group's rows, means and fit; `slope[i]` is row i's influence on the coefficients, `mean[i]` on the means."""

    x: Floats
    y: Floats
    centre: Floats
    beta: Floats
    slope: Floats
    mean: Floats


def decompose(
    table: Table,
    outcome: str,
    by: str,
    fixed: Sequence[str],
    *,
    groups: tuple[str, str] | None = None,
    reference: Sequence[str] = (),
) -> Decomposition:
    """Divide the difference in `outcome` between two groups of `by`, the first less the second.

    `reference`: some of `REFERENCES` or a weight between 0 and 1 for the first group's slopes; all of `REFERENCES`
    when not given, `second` first. Raises `DataError`, also when a term cannot be told from the others within a group.
    """
    given = frame(table, outcome, fixed, groups=[by])
    labels = given.groups[0].labels
    chosen = _two(given, by, labels, groups)
    masks = [given.groups[0].codes == labels.index(name) for name in chosen]
    for name, mask in zip(chosen, masks, strict=True):
        if mask.sum() <= len(given.names):
            row = int(given.rows[int(np.argmax(mask))]) if mask.any() else int(given.rows[0])
            needed = len(given.names) + 1
            raise DataError("too_few", column=f"{by} = {name}", found=int(mask.sum()), needed=needed, row=row)
    a, b = (_group(given, mask, f"{by} = {name}") for name, mask in zip(chosen, masks, strict=True))
    wanted = list(reference) or ["second", *(name for name in REFERENCES if name != "second")]
    threefold = _threefold(a, b)
    twofolds = tuple(_twofold(name, a, b, given) for name in wanted)
    main = twofolds[0]
    named = [_part(name, a, b, lambda _: True, three) for name, three in threefold.items()]
    difference = _difference(a, b)
    return Decomposition(
        outcome=outcome,
        by=by,
        groups=(chosen[0], chosen[1]),
        counts=(len(a.y), len(b.y)),
        means=(float(a.y.mean()), float(b.y.mean())),
        parts=(difference, *named, main.explained, main.unexplained),
        twofold=twofolds,
        detail=tuple(
            _detail(term, part, a, b, columns, three)
            for part, three in threefold.items()
            for term, columns in _terms(given)
        ),
        n=len(a.y) + len(b.y),
        method=METHOD,
        sources=(table.source,),
        notes=(*dropped(given.lost, ", ".join(given.columns)), *_notes(given)),
    )


def _two(given: Frame, by: str, labels: Sequence[str], groups: tuple[str, str] | None) -> tuple[str, str]:
    if groups is None:
        if len(labels) != 2:
            third = int(given.rows[int(np.argmax(given.groups[0].codes == 2))])
            values = listed(list(labels))
            raise DataError("not_two_groups", column=by, found=len(labels), values=values, row=third)
        return labels[0], labels[1]
    for name in groups:
        if name not in labels:
            known = list(labels)
            raise DataError("no_such_group", column=by, value=name, near=near(name, known), values=listed(known))
    return groups


def _group(given: Frame, mask: Mask, name: str) -> _Group:
    x, y = given.x[mask], given.y[mask]
    centred = x - x.mean(axis=0)
    # Within one group a term may be constant or the sum of others even when it is not in the whole.
    scale = np.sqrt((centred**2).sum(axis=0))
    flat = np.flatnonzero(scale[1:] < 1e-9 * np.maximum(np.abs(x).max(axis=0)[1:], 1.0)) + 1
    if len(flat):
        column = given.names[int(flat[0])]
        row = int(given.rows[int(np.argmax(mask))])
        value = f"{x[0, int(flat[0])]:g} ({name})"
        raise DataError("constant", column=column, value=value, row=row)
    if np.linalg.matrix_rank(centred[:, 1:] / scale[1:]) < x.shape[1] - 1:
        row = int(given.rows[int(np.argmax(mask))])
        raise DataError("collinear", column=f"{given.names[-1]} ({name})", row=row)
    fit = least_squares(x, y)
    n, p = x.shape
    slope = (x * fit.residuals[:, None]) @ fit.inverse * np.sqrt(n / (n - p))
    return _Group(x, y, x.mean(axis=0), fit.beta, slope, centred / n * np.sqrt(n / (n - 1)))


# A part is a sum over columns of weight · centre: for each group, by what its means and its slopes are multiplied.
@dataclass(frozen=True)
class _Linear:
    """`value` for each column, and for each group its derivatives by that group's means and slopes."""

    value: Floats
    by_mean: tuple[Floats, Floats]
    by_slope: tuple[Floats, Floats]
    # Slopes that come from another regression (pooled): each row's influence on them and the derivative.
    extra: tuple[tuple[Floats, Floats], Floats] | None = None


def _threefold(a: _Group, b: _Group) -> dict[str, _Linear]:
    means, slopes = a.centre - b.centre, a.beta - b.beta
    nothing = np.zeros_like(means)
    return {
        "endowments": _Linear(means * b.beta, (b.beta, -b.beta), (nothing, means)),
        "coefficients": _Linear(b.centre * slopes, (nothing, slopes), (b.centre, -b.centre)),
        "interaction": _Linear(means * slopes, (slopes, -slopes), (means, -means)),
    }


def _twofold(name: str, a: _Group, b: _Group, given: Frame) -> Twofold:
    means, slopes = a.centre - b.centre, a.beta - b.beta
    nothing = np.zeros_like(means)
    if name in ("pooled", "pooled_by"):
        x, y = np.vstack([a.x, b.x]), np.concatenate([a.y, b.y])
        if name == "pooled_by":
            x = np.column_stack([x, np.r_[np.ones(len(a.y)), np.zeros(len(b.y))]])
        fit = least_squares(x, y)
        n, p = x.shape
        star = fit.beta[: len(means)]
        influence = ((x * fit.residuals[:, None]) @ fit.inverse)[:, : len(means)] * np.sqrt(n / (n - p))
        rows = (influence[: len(a.y)], influence[len(a.y) :])
        explained = _Linear(means * star, (star, -star), (nothing, nothing), (rows, means))
        unexplained = _Linear(
            a.centre * (a.beta - star) + b.centre * (star - b.beta),
            (a.beta - star, star - b.beta),
            (a.centre, -b.centre),
            (rows, -means),
        )
    else:
        w = _weight(name, a, b)
        star = w * a.beta + (1 - w) * b.beta
        middle = (1 - w) * a.centre + w * b.centre
        explained = _Linear(means * star, (star, -star), (w * means, (1 - w) * means))
        unexplained = _Linear(middle * slopes, ((1 - w) * slopes, w * slopes), (middle, -middle))
    terms = _terms(given)
    return Twofold(
        reference=name,
        explained=_part("explained", a, b, lambda _: True, explained),
        unexplained=_part("unexplained", a, b, lambda _: True, unexplained),
        detail=tuple(
            _detail(term, part, a, b, columns, linear)
            for part, linear in (("explained", explained), ("unexplained", unexplained))
            for term, columns in terms
        ),
    )


def _weight(name: str, a: _Group, b: _Group) -> float:
    fixed = {"first": 1.0, "second": 0.0, "average": 0.5, "weighted": len(a.y) / (len(a.y) + len(b.y))}
    if name in fixed:
        return fixed[name]
    try:
        weight = float(name)
    except ValueError:
        weight = -1.0
    if not 0 <= weight <= 1:
        known = ", ".join(REFERENCES)
        raise bad_question(
            f"Referensen {name} är varken {known} eller ett tal mellan 0 och 1.",
            f"The reference {name} is neither {known} nor a number between 0 and 1.",
        )
    return weight


def _terms(given: Frame) -> list[tuple[str, list[int]]]:
    """Columns by term: all contrasts of one column of groups belong together."""
    out: dict[str, list[int]] = {}
    for place, name in enumerate(given.names):
        out.setdefault(name.partition("[")[0], []).append(place)
    return list(out.items())


def _spread(a: _Group, b: _Group, linear: _Linear, columns: Sequence[int]) -> float:
    at = list(columns)
    total = 0.0
    for place, group in enumerate((a, b)):
        moved = group.mean[:, at] @ linear.by_mean[place][at] + group.slope[:, at] @ linear.by_slope[place][at]
        if linear.extra is not None:
            rows, derivative = linear.extra
            moved = moved + rows[place][:, at] @ derivative[at]
        total += float(moved @ moved)
    return float(np.sqrt(total))


def _part(name: str, a: _Group, b: _Group, takes: Callable[[int], bool], linear: _Linear) -> Part:
    columns = [place for place in range(len(linear.value)) if takes(place)]
    value, se = float(linear.value[columns].sum()), _spread(a, b, linear, columns)
    return Part(name=name, estimate=value, se=se, low=value - Z95 * se, high=value + Z95 * se)


def _detail(term: str, part: str, a: _Group, b: _Group, columns: Sequence[int], linear: _Linear) -> Detail:
    value = float(linear.value[list(columns)].sum())
    return Detail(term=term, part=part, estimate=value, se=_spread(a, b, linear, columns))


def _difference(a: _Group, b: _Group) -> Part:
    value = float(a.y.mean() - b.y.mean())
    se = float(np.sqrt(a.y.var(ddof=1) / len(a.y) + b.y.var(ddof=1) / len(b.y)))
    return Part(name="difference", estimate=value, se=se, low=value - Z95 * se, high=value + Z95 * se)


def _notes(given: Frame) -> tuple[Note, ...]:
    if not any("[" in name for name in given.names):
        return ()
    return (
        Note(
            code="base_category",
            text=Text(
                "För kolumner med grupper beror delarna av ”unexplained” på vilken grupp som är bas; läs dem bara "
                "kolumn för kolumn, inte grupp för grupp.",
                "For columns of groups the parts of “unexplained” depend on which group is the base; read them by "
                "column only, not by group.",
            ),
        ),
    )


METHOD = Method(
    text=Text(
        "Skillnaden i medelvärde delas räknemässigt i en del som hör till gruppernas olika medelvärden i de valda "
        "kolumnerna och en del som hör till olika samband. En räknemässig del är ingen orsak, och andra referenser ger "
        "andra delar: därför visas flera.",
        "The difference in means is divided by arithmetic into a part that goes with the groups' different means of "
        "the chosen columns and a part that goes with different slopes. A part of arithmetic is no cause, and other "
        "references give other parts: hence several are shown.",
    ),
    random=Text(
        "Rader (elever) och deras medelvärden, var för sig i grupperna; robust mot olika spridning.",
        "Rows (pupils) and their means, within each group; robust to unequal variances.",
    ),
    reference="Oaxaca 1973; Blinder 1973; Jann 2008, The Stata Journal 8(4); Kline 2014",
)

"""The indices of a table, whole, between strata and inside each, with error, bias and what chance alone gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Literal

import numpy as np

from likvard.analysis.errors import DataError, bad_question, listed, near
from likvard.analysis.results import Z95, Method, Note, Result, Text, dropped
from likvard.analysis.segregation import bootstrap as drawing
from likvard.analysis.segregation import errors
from likvard.analysis.segregation.bootstrap import Random, Scope, Wanted
from likvard.analysis.segregation.counts import Counts, count
from likvard.analysis.segregation.indices import Floats, dissimilarity, exposure, local, mutual_of
from likvard.analysis.table import Table

Status = Literal["ok", "uncertain", "refused"]
# From this many groups on, exposure of each to each is too long a list to read.
MOST_EXPOSURES = 6


@dataclass(frozen=True, kw_only=True)
class Index:
    """One index in one scope.

    `estimate` is the plain value, `debiased` the value less `bias` (how much too high the index comes out because
    schools hold few pupils), `expected_if_independent` what the same schools would show if every pupil were placed
    by lot. D that chance alone brings half-way is refused: `estimate` is None and `status` says so.
    """

    name: str
    scope: str
    estimate: float | None
    se: float
    low: float
    high: float
    bias: float
    debiased: float | None
    expected_if_independent: float
    groups: tuple[str, ...]
    n: float
    units: int
    status: Status


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the whole M; the parts add up to it."""

    name: str
    estimate: float
    se: float


@dataclass(frozen=True, kw_only=True)
class Local:
    """How far one group's (or unit's) distribution lies from everyone's; `share` × `score` add up to M."""

    kind: Literal["group", "unit"]
    name: str
    share: float
    score: float


@dataclass(frozen=True, kw_only=True)
class Segregation(Result):
    """`n` is the number of pupils."""

    indices: tuple[Index, ...]
    parts: tuple[Part, ...]
    local: tuple[Local, ...]
    random: Random
    draws: int
    seed: int | None


def segregation(
    table: Table,
    *,
    unit: str,
    group: str,
    weight: str | None = None,
    within: Sequence[str] = (),
    pairs: Sequence[tuple[str, str]] = (),
    bootstrap: int = 0,
    seed: int = 1,
    random: Random = "pupils",
    threads: int | None = None,
    local_units: bool = False,
    refuse: bool = True,
) -> Segregation:
    """Segregation of `group` over `unit`. `weight` is the number of pupils of a row (1 when not given).

    `within`: strata from widest to narrowest (county, municipality). `pairs`: two groups each for D, isolation and
    exposure; with two groups in all that is the pair. `bootstrap`: number of draws, 0 for errors by formula;
    `random="units"` needs draws. Raises `DataError`.
    """
    counts = count(table, unit=unit, group=group, weight=weight, within=within)
    if random == "units" and not bootstrap:
        raise bad_question(
            "Att skolor är det slumpmässiga går bara att räkna med dragningar: ange --bootstrap.",
            "That schools are what is random can only be reckoned with draws: give --bootstrap.",
        )
    chosen = _pairs(table, group, counts.groups, pairs)
    scopes = _scopes(counts)
    plan = [(label, scope, index) for label, scope in scopes for index in _wanted(counts, label, chosen)]
    found = [_by_formula(counts, label, scope, index) for label, scope, index in plan]
    if bootstrap:
        wanted: list[Wanted] = [(name, scope, a, b) for _, scope, (name, a, b) in plan if name in DRAWN]
        values = drawing.draw(counts, wanted, draws=bootstrap, seed=seed, random=random, threads=threads)
        drawn = iter(values)
        found = [
            _by_draws(one, next(drawn)) if index[0] in DRAWN else one
            for one, (_, _, index) in zip(found, plan, strict=True)
        ]
    if refuse:
        found = [_refused(one) for one in found]
    refused = sum(one.status == "refused" for one in found)
    return Segregation(
        indices=tuple(found),
        parts=_parts(counts),
        local=_local(counts, local_units),
        random=random,
        draws=bootstrap,
        seed=seed if bootstrap else None,
        n=round(counts.total),
        method=_method(bootstrap, random),
        sources=(table.source,),
        notes=(
            *dropped(counts.lost, ", ".join([unit, group, *([weight] if weight else []), *within])),
            *_notes(counts, refused, bool(bootstrap), random),
        ),
    )


DRAWN = frozenset({"M", "H", "D", "isolation", "exposure"})
Named = tuple[str, int, int]


def _pairs(
    table: Table, column: str, groups: tuple[str, ...], pairs: Sequence[tuple[str, str]]
) -> list[tuple[int, int]]:
    for pair in pairs:
        for value in pair:
            if value not in groups:
                known = list(groups)
                raise DataError(
                    "no_such_group", column=column, value=value, near=near(value, known), values=listed(known)
                )
        if pair[0] == pair[1]:
            raise bad_question(f"Paret {pair[0]},{pair[1]} är samma grupp.", f"The pair {pair[0]},{pair[1]} is one.")
    if pairs:
        return [(groups.index(a), groups.index(b)) for a, b in pairs]
    return [(0, 1)] if len(groups) == 2 else []


def _scopes(counts: Counts) -> list[tuple[str, Scope]]:
    """The whole, between the widest strata, then each stratum level by level under its own name."""
    everything = Scope(0, counts.matrix.shape[1])
    out = [("total", everything)]
    if counts.levels:
        out.append(("between", everything._replace(strata=tuple(int(s) for s in counts.levels[0].starts))))
    for depth, level in enumerate(counts.levels):
        # The same name in two counties, or for a county and its town: then the way down is the name.
        above = counts.levels[depth - 1].names if depth else ()
        taken = {name for name, _ in out}  # also "total" and "between"
        for name, start, end, parent in zip(level.names, level.starts, level.ends, level.parents, strict=True):
            label = name
            if depth and (level.names.count(name) > 1 or name in taken):
                label = f"{above[int(parent)]} / {name}"
            elif name in taken:  # a stratum that is called “total” or “between”
                label = f"{level.column} {name}"
            out.append((label, Scope(int(start), int(end))))
    return out


def _matrix(counts: Counts, scope: Scope) -> Floats:
    part = counts.matrix[:, scope.start : scope.end]
    if scope.strata:
        part = np.add.reduceat(part, np.array(scope.strata) - scope.start, axis=1)
    return part


def _wanted(counts: Counts, label: str, pairs: list[tuple[int, int]]) -> list[Named]:
    out: list[Named] = [("M", -1, -1), ("H", -1, -1)]
    if label == "total":
        out += [("group_entropy", -1, -1), ("unit_entropy", -1, -1)]
    elif label != "between":
        out += [("p", -1, -1), ("ent_ratio", -1, -1)]
    out += [("D", a, b) for a, b in pairs]
    number = len(counts.groups)
    if pairs:
        out += [("isolation", g, g) for g in dict.fromkeys(g for pair in pairs for g in pair)]
        out += [("exposure", *pair) for pair in dict.fromkeys(two for a, b in pairs for two in ((a, b), (b, a)))]
    elif label == "total":
        out += [("isolation", g, g) for g in range(number)]
        if number <= MOST_EXPOSURES:
            out += [("exposure", a, b) for a, b in permutations(range(number), 2)]
        # Dissimilarity needs two groups; with more, each pair has its own and the caller chooses.
        if number <= 4:
            out += [("D", a, b) for a, b in combinations(range(number), 2)]
    return out


def _by_formula(counts: Counts, label: str, scope: Scope, index: Named) -> Index:
    name, a, b = index
    matrix = _matrix(counts, scope)
    everyone = matrix.sum(axis=0)
    value = se = bias = chance = float("nan")
    groups: tuple[str, ...] = ()
    if name in ("M", "H", "group_entropy", "unit_entropy", "p", "ent_ratio"):
        place = 0 if name == "M" else 1
        both = mutual_of(matrix)
        if name in ("M", "H"):
            value = float(both[place][0])
            se, bias = errors.mutual_errors(matrix)[place], errors.mutual_bias(matrix)[place]
            chance = errors.mutual_by_chance(matrix)[place]
        elif name in ("group_entropy", "unit_entropy"):
            margin = matrix.sum(axis=1) if name == "group_entropy" else everyone
            value = float(both.group_entropy[0] if name == "group_entropy" else both.unit_entropy[0])
            se, bias = _entropy_errors(margin)
        elif name == "p":
            value = float(everyone.sum() / counts.total)
            se, bias = float(np.sqrt(value * (1 - value) / counts.total)), 0.0
        else:
            margin = counts.matrix.sum(axis=1)
            whole = float(mutual_of(counts.matrix).group_entropy[0])
            value = float(both.group_entropy[0]) / whole if whole > 0 else float("nan")
            se = errors.entropy_ratio_error(matrix.sum(axis=1), margin)
    elif name == "D":
        groups = (counts.groups[a], counts.groups[b])
        first, second = matrix[a], matrix[b]
        value = float(dissimilarity(first[:, None], second[:, None])[0])
        se, bias = errors.dissimilarity_error(first, second), errors.dissimilarity_bias(first, second)
        chance = errors.dissimilarity_by_chance(first, second)
    else:
        same = name == "isolation"
        groups = (counts.groups[a],) if same else (counts.groups[a], counts.groups[b])
        value = float(exposure(matrix[a][:, None], matrix[b][:, None], everyone[:, None])[0])
        se = errors.exposure_error(matrix[a], matrix[b], everyone, same)
        bias = errors.exposure_bias(matrix[a], matrix[b], everyone, same)
        chance = errors.exposure_by_chance(matrix[a], matrix[b], everyone, same)
    return _index(
        name=name,
        scope=label,
        value=value,
        se=se,
        bias=bias,
        chance=chance,
        groups=groups,
        n=float(everyone.sum()),
        units=int((everyone > 0).sum()),
    )


def _index(
    *, name: str, scope: str, value: float, se: float, bias: float, chance: float, groups: tuple[str, ...], n: float,
    units: int, interval: tuple[float, float] | None = None,
) -> Index:  # fmt: skip
    centre = value - (0.0 if np.isnan(bias) else bias)
    low, high = interval or (centre - Z95 * se, centre + Z95 * se)
    top = np.inf if name in ("M", "group_entropy", "unit_entropy", "ent_ratio") else 1.0
    return Index(
        name=name,
        scope=scope,
        estimate=value,
        se=se,
        low=float(np.clip(low, 0.0, top)),
        high=float(np.clip(high, 0.0, top)),
        bias=bias,
        debiased=float(np.clip(centre, 0.0, top)),
        expected_if_independent=chance,
        groups=groups,
        n=n,
        units=units,
        status="ok",
    )


def _entropy_errors(margin: Floats) -> tuple[float, float]:
    """Standard error and bias of the entropy of group or unit totals."""
    total = float(margin.sum())
    p = margin[margin > 0] / total
    entropy = -float(p @ np.log(p))
    spread = float(p @ (np.log(p) + entropy) ** 2)
    return float(np.sqrt(spread / total)), -(len(p) - 1) / (2 * total)


def _by_draws(one: Index, values: Floats) -> Index:
    values = values[np.isfinite(values)]
    if len(values) < 2 or one.estimate is None:
        return one
    bias = float(values.mean()) - one.estimate
    # Drawn tables lie `bias` above this one, and this one as much above the truth: hence twice.
    low, high = np.quantile(values - 2 * bias, [0.025, 0.975])
    return _index(
        name=one.name,
        scope=one.scope,
        value=one.estimate,
        se=float(values.std(ddof=1)),
        bias=bias,
        chance=one.expected_if_independent,
        groups=one.groups,
        n=one.n,
        units=one.units,
        interval=(float(low), float(high)),
    )


def _refused(one: Index) -> Index:
    if one.name not in ("M", "H", "D") or one.estimate is None:
        return one
    if not one.expected_if_independent > one.estimate / 2:
        return one
    if one.name != "D":
        return Index(**{**one.__dict__, "status": "uncertain"})
    nan = float("nan")
    return Index(**{**one.__dict__, "estimate": None, "debiased": None, "low": nan, "high": nan, "status": "refused"})


def _parts(counts: Counts) -> tuple[Part, ...]:
    """M as the sum of what lies between the widest strata, between the next inside those, …, between units."""
    if not counts.levels:
        return ()
    stacks = [np.add.reduceat(counts.matrix, level.starts, axis=1) for level in counts.levels] + [counts.matrix]
    values = [float(mutual_of(stack).m[0]) for stack in stacks]
    names = [f"between {level.column}" for level in counts.levels] + [f"within {counts.levels[-1].column}"]
    out, previous, log_before = [], 0.0, np.zeros_like(counts.matrix)
    total = counts.total
    for depth, (name, value) in enumerate(zip(names, values, strict=True)):
        log_here = _log_ratio(stacks[depth])
        if depth < len(counts.levels):
            level = counts.levels[depth]
            log_here = np.repeat(log_here, level.ends - level.starts, axis=1)
        # Delta method: the part's value for each pupil is the difference of two log ratios.
        difference = np.where(counts.matrix > 0, log_here - log_before, 0.0)
        part = value - previous
        spread = float((counts.matrix * (difference - part) ** 2).sum()) / total
        out.append(Part(name=name, estimate=part, se=float(np.sqrt(spread / total))))
        previous, log_before = value, log_here
    return tuple(out)


def _log_ratio(counts: Floats) -> Floats:
    p = counts / counts.sum()
    independent = p.sum(axis=1, keepdims=True) * p.sum(axis=0)
    return np.asarray(np.log(np.divide(p, independent, out=np.ones_like(p), where=p > 0)))


def _local(counts: Counts, units: bool) -> tuple[Local, ...]:
    matrix = counts.matrix
    shares = matrix.sum(axis=1) / counts.total
    out = [
        Local(kind="group", name=name, share=float(share), score=float(score))
        for name, share, score in zip(counts.groups, shares, local(matrix.T), strict=True)
    ]
    if units:
        shares = matrix.sum(axis=0) / counts.total
        out += [
            Local(kind="unit", name=name, share=float(share), score=float(score))
            for name, share, score in zip(counts.units, shares, local(matrix), strict=True)
        ]
    return tuple(out)


def _method(draws: int, random: Random) -> Method:
    text = Text(
        "M är ömsesidig information mellan grupp och skola i naturliga logaritmer, H är M delat med gruppernas "
        "entropi, D olikhetsindex för två grupper, isolering och exponering medelandelen av den egna eller en annan "
        "grupp omkring en elev. M för hela delas exakt i mellan och inom strata. Förväntat vid oberoende är vad samma "
        "skolor skulle visa om varje elev lottades till sin plats.",
        "M is mutual information of group and school in natural logarithms, H is M over the entropy of the groups, "
        "D the dissimilarity of two groups, isolation and exposure the mean share of the own or another group around "
        "a pupil. M of the whole is divided exactly into between and within strata. Expected under independence is "
        "what the same schools would show if every pupil's place were drawn by lot.",
    )
    if random == "units":
        what = Text(
            f"Skolor, dragna med återläggning inom sitt stratum ({draws} dragningar); eleverna i dem ligger fast.",
            f"Schools, drawn with replacement inside their stratum ({draws} draws); their pupils stay as they are.",
        )
    elif draws:
        what = Text(
            f"Elever inom givna skolor, {draws} dragningar av hela tabellen.",
            f"Pupils within the given schools, {draws} draws of the whole table.",
        )
    else:
        what = Text(
            "Elever inom givna skolor; felet enligt deltametoden, skevheten ur Poissonfördelade antal.",
            "Pupils within the given schools; error by the delta method, bias from Poisson counts.",
        )
    return Method(
        text=text,
        random=what,
        reference="Theil & Finizza 1971; Mora & Ruiz-Castillo 2011, Sociological Methodology 41; Elbers 2023, "
        "Sociological Methods & Research 52(1); Massey & Denton 1988; Carrington & Troske 1997",
    )


def _notes(counts: Counts, refused: int, drawn: bool, random: Random) -> tuple[Note, ...]:
    out = []
    if refused:
        sv = "D visas inte" if refused == 1 else f"D visas inte på {refused} ställen"
        en = "D is not shown" if refused == 1 else f"D is not shown in {refused} places"
        out.append(
            Note(
                code="d_refused",
                text=Text(
                    f"{sv}: slumpen ensam skulle ge mer än hälften av värdet i så små skolor.",
                    f"{en}: chance alone would give more than half of the value in schools as small as these.",
                ),
            )
        )
    if drawn and random == "pupils" and not counts.whole:
        out.append(
            Note(
                code="weights_not_whole",
                text=Text(
                    "Vikterna är inte hela tal; dragningarna räknar dem som antal elever.",
                    "The weights are not whole numbers; the draws count them as numbers of pupils.",
                ),
            )
        )
    return tuple(out)

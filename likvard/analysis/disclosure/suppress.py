"""The last door: from a table of counts to what may be published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
from scipy import sparse

from likvard.analysis.disclosure import leaves, nested, plain
from likvard.analysis.disclosure.audit import determined
from likvard.analysis.disclosure.cells import Cells, Dimension, cells
from likvard.analysis.disclosure.cycles import certified
from likvard.analysis.disclosure.publishable import _SEAL, MISSING, NONE, PRIMARY, SECONDARY, SHOWN, WIDTH, Publishable
from likvard.analysis.disclosure.rules import Rules, load
from likvard.analysis.disclosure.widths import given_away, narrow_ones, suspects_of
from likvard.analysis.disclosure.work import Work, grid_of, sums_of, tree_by_flat
from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.results import Method, Note, Text
from likvard.analysis.table import Mask, Table, as_label

# A margin tells more readers more than a cell does; it is withheld when nothing else will do.
MARGIN_COST = 3.0
YES = frozenset({"1", "true", "ja", "yes", "j", "sann"})


def suppress(
    table: Table,
    *,
    dims: Sequence[str],
    count: str,
    hierarchies: Sequence[Sequence[str]] = (),
    rules: Rules | str = "default",
    threshold: int | None = None,
    organiser_kind: str | None = None,
    subset: str | None = None,
    earlier: Sequence[Mapping[str, object]] = (),
    categories: str | None = None,
    fast: bool = True,
) -> Publishable:
    """Withhold what could identify someone, and as much more as keeps it from being worked out.

    `dims` cross each other; `hierarchies` group the labels of one (school, municipality, county). `organiser_kind`
    is a column with the kind of each row's organiser, for rules that keep one kind secret. `subset`: a column that
    says which rows a second, narrower table counts; that table and the whole are published together, and what lies
    between them is protected. `earlier`: cells published before, as in `Publishable.to_json()["cells"]`; they count
    as known to all. `categories`: the dimension whose categories divide people, for shares of 0 and 100 per cent.
    `fast=False` takes the slow and obvious way throughout. Raises `DataError`.
    """
    rules = (load(rules) if isinstance(rules, str) else rules).with_threshold(threshold)
    if not dims or len(set(dims)) != len(dims):
        raise bad_question("Ange olika kolumner som dimensioner.", "Give different columns as dimensions.")
    if categories is not None and categories not in dims:
        raise bad_question(f"{categories} är ingen av dimensionerna.", f"{categories} is none of the dimensions.")
    all_dims = list(dims)
    if subset is not None:
        table, all_dims = _with_subset(table, subset, dims)
    found = cells(table, dims=all_dims, count=count, hierarchies=hierarchies)
    work = _begun(found, rules, table, organiser_kind, subset, categories)
    _mark_known(work, all_dims, earlier)
    _protect(work, rules, fast)
    computable, by_elimination = _audit(work, fast)
    if computable:
        raise bad_question(
            f"{computable} dolda celler går fortfarande att räkna ut; tabellen kan inte publiceras i denna form.",
            f"{computable} withheld cells can still be worked out; the table cannot be published in this form.",
        )
    return _published(work, rules, table, all_dims, by_elimination)


def _with_subset(table: Table, subset: str, dims: Sequence[str]) -> tuple[Table, list[str]]:
    marks = ["in" if (as_label(value) or "").casefold() in YES else "out" for value in table.column(subset).to_pylist()]
    if len(set(marks)) < 2:
        raise DataError("constant", column=subset, value=marks[0], row=int(table.rows[0]))
    place = table.arrow.column_names.index(subset)
    return replace(table, arrow=table.arrow.set_column(place, subset, pa.array(marks))), [*dims, subset]


def _begun(
    found: Cells, rules: Rules, table: Table, organiser_kind: str | None, subset: str | None, categories: str | None
) -> Work:
    values = found.values.ravel()
    shape = found.values.shape
    primary = (values > 0) & (values < rules.threshold)
    if categories is not None and rules.full_share_below:
        primary |= _full_shares(found, categories, rules.full_share_below).ravel()
    if categories is not None and rules.group_below:
        primary |= _small_groups(found, categories, rules.group_below).ravel()
    if organiser_kind is not None and rules.secret_organiser_kinds:
        primary |= _secret(found, table, organiser_kind, rules).ravel()
    unpublished = np.zeros(shape, dtype=bool)
    if subset is not None:
        unpublished[..., found.dimensions[-1].names.index("out")] = True
    at_margin = np.zeros(shape)
    for axis, dimension in enumerate(found.dimensions):
        inner = np.arange(dimension.size) >= dimension.leaves
        at_margin += np.expand_dims(inner, [a for a in range(len(shape)) if a != axis])
    cost = (1.0 + 0.02 * np.log1p(found.values)) * MARGIN_COST**at_margin
    flat = unpublished.ravel()
    return Work(
        cells=found,
        values=values,
        primary=primary & ~found.missing.ravel(),
        hidden=primary | flat,
        known=np.zeros(len(values), dtype=bool),
        unpublished=flat,
        cost=np.where(flat, 0.0, cost.ravel()),
        equations=sparse.csr_array((0, len(values))),
        width=np.zeros(len(values), dtype=bool),
        ways={},
    )


def _full_shares(found: Cells, categories: str, below: int) -> Mask:
    """Cells of a small group that is all in one category: both the full and the empty ones say it."""
    axis = next(i for i, d in enumerate(found.dimensions) if d.column == categories)
    turned = np.moveaxis(found.values, axis, -1)
    leaves = found.dimensions[axis].leaves
    total = turned[..., -1:]
    small = (total > 0) & (total < below)
    full = small & (turned[..., :leaves] == total).any(axis=-1, keepdims=True)
    out = np.zeros(turned.shape, dtype=bool)
    out[..., :leaves] = full
    return np.moveaxis(out, -1, axis)


def _small_groups(found: Cells, categories: str, below: int) -> Mask:
    """Every category, empty ones too, of a group that is so small: no one of it is to be told from the others. The
    wider groups that hold it go with it, for their categories less those of the others would be its own."""
    axis = next(i for i, d in enumerate(found.dimensions) if d.column == categories)
    turned = np.moveaxis(found.values, axis, -1)
    leaves = found.dimensions[axis].leaves
    total = turned[..., -1:]
    small = (total > 0) & (total < below)
    for place, dimension in enumerate(d for i, d in enumerate(found.dimensions) if i != axis):
        along = np.moveaxis(small, place, 0)
        for parent, children in dimension.sums:
            along[parent] |= along[list(children)].any(axis=0)
    out = np.zeros(turned.shape, dtype=bool)
    out[..., :leaves] = small
    return np.moveaxis(out, -1, axis)


def _secret(found: Cells, table: Table, column: str, rules: Rules) -> Mask:
    """The cells of the first dimension's units whose organiser is of a secret kind."""
    unit = table.factor(found.dimensions[0].column)
    kinds = [as_label(value) for value in table.column(column).to_pylist()]
    secret = {int(code) for code, kind in zip(unit.codes, kinds, strict=True) if kind in rules.secret_organiser_kinds}
    out = np.zeros(found.values.shape, dtype=bool)
    out[sorted(secret)] = True
    return out & (found.values > 0)


def _mark_known(work: Work, dims: Sequence[str], earlier: Sequence[Mapping[str, object]]) -> None:
    if not earlier:
        return
    place: dict[tuple[tuple[str, ...], tuple[str, ...] | None], int] = {}
    for cell in range(work.cells.size):
        place[work.cells.label(cell), None] = place[work.cells.label(cell), work.cells.level(cell)] = cell
    for one in earlier:
        label, level = tuple(str(one.get(name)) for name in dims), one.get("level")
        standing = tuple(str(level.get(name)) for name in dims) if isinstance(level, Mapping) else None
        cell = place.get((label, standing), -1)
        if cell >= 0 and one.get("status") in ("shown", "none"):
            work.known[cell] = True
    work.hidden &= ~work.known
    work.cost = np.where(work.known, np.inf, work.cost)


def _protect(work: Work, rules: Rules, fast: bool) -> None:
    _secondary(work, fast)
    suspects = suspects_of(work, rules)
    for _ in range(20):
        more, suspects = narrow_ones(work, rules, suspects)
        if rules.singletons:
            more |= given_away(work)
        if not more.any():
            break
        work.width |= more
        work.hidden |= more
        _secondary(work, fast, more)


def _secondary(work: Work, fast: bool, more: Mask | None = None) -> None:
    """Hide what protects the hidden cells; with `more` only what those cells call for."""
    axes = tree_by_flat(work) if fast else None
    if axes is None:
        _plainly(work)
        return
    tree = work.cells.dimensions[axes[0]]
    only = None
    if more is not None:
        assert tree.parents is not None
        units = np.flatnonzero(grid_of(work, more, axes).any(axis=1))
        if (units < tree.leaves).all():
            only = {int(parent) for parent in tree.parents[units]}
            if any((tree.parents == parent).any() and _has_parents_below(tree, parent) for parent in only):
                only = None
    flats = (work.values, work.hidden, work.cost)
    ways = work.ways if only is not None else None
    grid, work.ways = nested.protect(
        work.tree(axes), *(grid_of(work, flat, axes) for flat in flats), only=only, ways=ways
    )
    work.hidden = np.ascontiguousarray(grid if axes == (0, 1) else grid.T).ravel()


def _has_parents_below(tree: Dimension, parent: int) -> bool:
    return any(child >= tree.leaves for sums in tree.sums if sums.parent == parent for child in sums.children)


def _plainly(work: Work) -> None:
    need = work.primary & ~work.known if work.unpublished.any() else None
    work.hidden = plain.protect(sums_of(work), work.values, work.hidden, work.cost, need)


def _all_certified(work: Work, axes: tuple[int, int]) -> bool:
    grid = grid_of(work, work.hidden, axes)
    tree = work.tree(axes)
    return not (grid & ~certified(tree, grid, sure=leaves.among_siblings(tree, grid))).any()


def _audit(work: Work, fast: bool) -> tuple[int, int]:
    """How many cells that must not be can be worked out, and how many were judged by elimination."""
    axes = tree_by_flat(work) if fast else None
    if axes is not None:
        if _all_certified(work, axes):
            return 0, 0
        # Cycles are enough, not needed: elimination tells. What it finds goes the plain way.
        _secondary(work, fast)
        if len(determined(sums_of(work), work.hidden)):
            _plainly(work)
    open_cells = determined(sums_of(work), work.hidden)
    if work.unpublished.any():
        open_cells = open_cells[(work.primary & ~work.known)[open_cells]]
    return len(open_cells), int(work.hidden.sum())


def _published(work: Work, rules: Rules, table: Table, dims: Sequence[str], by_elimination: int) -> Publishable:
    missing = work.cells.missing.ravel()
    withheld = (work.primary | (work.hidden & ~work.unpublished)) & ~missing
    secondary = withheld & ~work.primary
    none = (work.values == 0) & ~withheld & ~missing
    published = ~work.unpublished
    n_missing = int((missing & published).sum())
    # What is withheld is not handed on, not even inside.
    states = np.where(missing, MISSING, np.where(none, NONE, SHOWN)).astype(np.int8)
    states[withheld & work.primary] = PRIMARY
    states[secondary] = np.where(work.width[secondary], WIDTH, SECONDARY)
    kept = np.where((states == SHOWN)[published], work.values[published], 0).astype(np.int64)
    axes = work.cells.dimensions
    return Publishable(
        dims=tuple(dims),
        labels=tuple(dimension.names for dimension in axes),
        levels=tuple(dimension.columns for dimension in axes) if any(not axis.is_flat for axis in axes) else None,
        places=np.flatnonzero(published),
        values=kept,
        states=states[published],
        rules=rules.name,
        rules_valid_from=rules.valid_from,
        threshold=rules.threshold,
        n_primary=int((withheld & work.primary & published).sum()),
        n_secondary=int((secondary & published).sum()),
        n_suppressed=int((withheld & published).sum()),
        n_none=int((none & published).sum()),
        n_missing=n_missing,
        audit={"computable": 0, "eliminated": by_elimination, "hidden": int(work.hidden.sum())},
        n=len(kept),
        method=_method(rules),
        sources=(table.source,),
        notes=_notes(work, n_missing),
        _seal=_SEAL,
    )


def _method(rules: Rules) -> Method:
    return Method(
        text=Text(
            f"Antal 1–{rules.threshold - 1} är dolda (regel {rules.name}, {rules.source}), och så många fler som "
            "behövs för att inget dolt antal ska gå att räkna ut ur summorna eller ringas in snävare än regeln "
            "tillåter. Noll personer, dolt och saknas är tre olika besked.",
            f"Counts of 1–{rules.threshold - 1} are withheld (rule {rules.name}, {rules.source}), and as many more as "
            "are needed so that no withheld count can be worked out from the sums or enclosed more closely than the "
            "rule allows. None, withheld and missing are three different answers.",
        ),
        random=Text("Ingenting.", "Nothing."),
        reference="Hundepool et al. 2012, Statistical Disclosure Control; Gusfield 1988 (bridges); Hopcroft & Tarjan "
        "1973; Kelly, Golden & Assad 1992",
    )


def _notes(work: Work, n_missing: int) -> tuple[Note, ...]:
    out = []
    if n_missing:
        out.append(
            Note(
                code="missing_cells",
                text=Text(
                    f"{n_missing} celler saknar uppgift; summorna gäller det som är känt.",
                    f"{n_missing} cells are missing; the sums are of what is known.",
                ),
            )
        )
    already = int((work.known & work.primary).sum())
    if already:
        out.append(
            Note(
                code="already_published",
                text=Text(
                    f"{already} celler som regeln döljer har redan publicerats; de räknas som kända.",
                    f"{already} cells that the rule withholds have been published before; they count as known.",
                ),
            )
        )
    return tuple(out)

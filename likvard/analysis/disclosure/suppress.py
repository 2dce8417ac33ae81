"""The last door: from a table of counts to what may be published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
from scipy import sparse

from likvard.analysis.disclosure import nested, plain
from likvard.analysis.disclosure.audit import determined, interval
from likvard.analysis.disclosure.cells import Cells, Dimension, Ints, cells
from likvard.analysis.disclosure.publishable import _SEAL, MISSING, NONE, PRIMARY, SECONDARY, SHOWN, WIDTH, Publishable
from likvard.analysis.disclosure.rules import Rules, load
from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.results import Method, Note, Text
from likvard.analysis.table import Floats, Mask, Table, as_label

# A margin tells more readers more than a cell does; it is withheld when nothing else will do.
MARGIN_COST = 3.0
MOST_COLUMNS = 60
# Up to this many hidden cells each doubtful interval is worked out by linear programmes.
MOST_IN_PROGRAMME = 2000
YES = frozenset({"1", "true", "ja", "yes", "j", "sann"})


@dataclass
class _Work:
    """What stands while rounds of hiding go on; every array has one place for each cell."""

    cells: Cells
    values: Floats
    primary: Mask
    hidden: Mask
    known: Mask
    unpublished: Mask
    cost: Floats
    equations: sparse.csr_array
    width: Mask
    ways: nested.Ways
    _children: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def children(self, tree: Dimension, parent: int) -> tuple[int, ...]:
        if not self._children:
            self._children = dict(tree.sums)
        return self._children[parent]


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
) -> _Work:
    values = found.values.ravel()
    shape = found.values.shape
    primary = (values > 0) & (values < rules.threshold)
    if categories is not None and rules.full_share_below:
        primary |= _full_shares(found, categories, rules.full_share_below).ravel()
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
    return _Work(
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


def _secret(found: Cells, table: Table, column: str, rules: Rules) -> Mask:
    """The cells of the first dimension's units whose organiser is of a secret kind."""
    unit = table.factor(found.dimensions[0].column)
    kinds = [as_label(value) for value in table.column(column).to_pylist()]
    secret = {int(code) for code, kind in zip(unit.codes, kinds, strict=True) if kind in rules.secret_organiser_kinds}
    out = np.zeros(found.values.shape, dtype=bool)
    out[sorted(secret)] = True
    return out & (found.values > 0)


def _mark_known(work: _Work, dims: Sequence[str], earlier: Sequence[Mapping[str, object]]) -> None:
    if not earlier:
        return
    place = {}
    for cell in range(work.cells.size):
        place[work.cells.label(cell)] = cell
    for one in earlier:
        label = tuple(str(one.get(name)) for name in dims)
        cell = place.get(label, -1)
        if cell >= 0 and one.get("status") in ("shown", "none"):
            work.known[cell] = True
    work.hidden &= ~work.known
    work.cost = np.where(work.known, np.inf, work.cost)


def _is_tree_by_flat(work: _Work) -> tuple[int, int] | None:
    """The axes of a tree and of flat groups, when that is what the table is and nothing else is asked."""
    # Hidden columns are the bits of a 64-bit number there.
    if len(work.cells.dimensions) != 2 or work.unpublished.any() or work.known.any():
        return None
    first, second = work.cells.dimensions
    if second.is_flat and second.size <= MOST_COLUMNS and first.parents is not None:
        return 0, 1
    if first.is_flat and first.size <= MOST_COLUMNS and second.parents is not None:
        return 1, 0
    return None


def _sums(work: _Work) -> sparse.csr_array:
    if work.equations.shape[0] == 0:
        work.equations = work.cells.equations()
    return work.equations


def _protect(work: _Work, rules: Rules, fast: bool) -> None:
    _secondary(work, fast)
    suspects = _suspects(work, rules)
    for _ in range(20):
        more, suspects = _narrow(work, rules, suspects)
        if rules.singletons:
            more |= _alone(work)
        if not more.any():
            break
        work.width |= more
        work.hidden |= more
        _secondary(work, fast, more)


def _secondary(work: _Work, fast: bool, more: Mask | None = None) -> None:
    """Hide what protects the hidden cells; with `more` only what those cells call for."""
    axes = _is_tree_by_flat(work) if fast else None
    if axes is None:
        _plainly(work)
        return
    tree = work.cells.dimensions[axes[0]]
    only = None
    if more is not None:
        assert tree.parents is not None
        units = np.flatnonzero(_grid(work, more, axes).any(axis=1))
        if (units < tree.leaves).all():
            only = {int(parent) for parent in tree.parents[units]}
            if any((tree.parents == parent).any() and _has_parents_below(tree, parent) for parent in only):
                only = None
    flats = (work.values, work.hidden, work.cost)
    ways = work.ways if only is not None else None
    grid, work.ways = nested.protect(tree, *(_grid(work, flat, axes) for flat in flats), only=only, ways=ways)
    work.hidden = np.ascontiguousarray(grid if axes == (0, 1) else grid.T).ravel()


def _has_parents_below(tree: Dimension, parent: int) -> bool:
    return any(child >= tree.leaves for sums in tree.sums if sums.parent == parent for child in sums.children)


def _plainly(work: _Work) -> None:
    need = work.primary & ~work.known if work.unpublished.any() else None
    work.hidden = plain.protect(_sums(work), work.values, work.hidden, work.cost, need)


def _grid(work: _Work, flat: Any, axes: tuple[int, int]) -> Any:
    """An array of all cells as units down and groups across."""
    grid = flat.reshape(work.cells.values.shape)
    return grid if axes == (0, 1) else grid.T


def _all_certified(work: _Work, axes: tuple[int, int]) -> bool:
    grid = _grid(work, work.hidden, axes)
    return not (grid & ~nested.certified(work.cells.dimensions[axes[0]], grid)).any()


def _audit(work: _Work, fast: bool) -> tuple[int, int]:
    """How many cells that must not be can be worked out, and how many were judged by elimination."""
    axes = _is_tree_by_flat(work) if fast else None
    if axes is not None:
        if _all_certified(work, axes):
            return 0, 0
        # Cycles are enough, not needed: elimination tells. What it finds goes the plain way.
        _secondary(work, fast)
        if len(determined(_sums(work), work.hidden)):
            _plainly(work)
    open_cells = determined(_sums(work), work.hidden)
    if work.unpublished.any():
        open_cells = open_cells[(work.primary & ~work.known)[open_cells]]
    return len(open_cells), int(work.hidden.sum())


def _alone(work: _Work) -> Mask:
    """One more cell in each sum where somebody alone in a cell could work out the only other hidden one."""
    equations = _sums(work)
    members = sparse.csr_array(abs(equations))
    out = np.zeros(len(work.values), dtype=bool)
    number = members @ work.hidden.astype(float)
    alone = members @ (work.hidden & (work.values == 1)).astype(float)
    free = work.cost + np.where(work.hidden | work.known | (work.values == 0), np.inf, 0.0)
    for row in np.flatnonzero((number == 2) & (alone >= 1)):
        inside = members.indices[members.indptr[row] : members.indptr[row + 1]]
        if not (work.primary[inside] & (work.values[inside] > 0)).any() or out[inside].any():
            continue
        cheapest = inside[int(np.argmin(free[inside]))]
        if np.isfinite(free[cheapest]):
            out[cheapest] = True
    return out


def _wanted(work: _Work, rules: Rules) -> Floats:
    return np.maximum(rules.width, rules.relative_width * work.values)


def _suspects(work: _Work, rules: Rules) -> Ints:
    """The primary cells whose interval may be too narrow."""
    need = work.primary & work.hidden & (work.values > 0)
    wanted = _wanted(work, rules)
    if not wanted.any() or not need.any():
        return np.zeros(0, dtype=np.int64)
    axes = _is_tree_by_flat(work)
    if axes is None:
        return np.flatnonzero(need)
    grid = _grid(work, np.arange(len(work.values)), axes)
    out = []
    for _, children in work.cells.dimensions[axes[0]].sums:
        places = grid[list(children)]
        inside = need[places]
        if not inside.any():
            continue
        values, hidden = work.values[places], work.hidden[places]
        least = float(wanted[places][inside].max()) - 1
        # On a cycle of four two cells move against x and one with it. Room enough: the two leave `least` and the
        # others 1; or x and the one leave `least` and the two 1. Counted are the ways round, those by the own row or
        # column taken off.
        large = (hidden & (values >= least)).astype(np.int64)
        any_size = (hidden & (values > 0)).astype(np.int64)
        enough = _ways_round(large, any_size) > 0
        enough |= (_ways_round(any_size, large) > 0) & (values >= least)
        out.append(places[inside & ~enough])
    return np.concatenate(out) if out else np.zeros(0, dtype=np.int64)


def _ways_round(side: Ints, corner: Ints) -> Ints:
    """For each cell (r, j) the number of rows s and columns c, other than its own, with side[r, c], corner[s, c] and
    side[s, j] all 1."""
    all_ways = side @ (corner.T @ side)
    own_row = (side * corner).sum(axis=1, keepdims=True) * side
    own_column = (corner * side).sum(axis=0, keepdims=True) * side
    return np.asarray(all_ways - own_row - own_column + side * corner * side)


def _narrow(work: _Work, rules: Rules, suspects: Ints) -> tuple[Mask, Ints]:
    """One more cell beside each suspect whose interval is too narrow, and those suspects."""
    out = np.zeros(len(work.values), dtype=bool)
    wanted = _wanted(work, rules)
    axes = _is_tree_by_flat(work)
    # In a large table a longer cycle may save a suspect, but the programme that finds it costs more than one cell.
    exact = int(work.hidden.sum()) <= MOST_IN_PROGRAMME
    grid = None if axes is None else _grid(work, np.arange(len(work.values)), axes)
    narrow = []
    for cell in suspects.tolist():
        if axes is not None and grid is not None:
            at = np.unravel_index(cell, work.cells.values.shape)
            row, column = int(at[axes[0]]), int(at[axes[1]])
            siblings = _siblings(work, row, axes)
            filled = (work.values[grid[siblings]] > 0).any(axis=0)
            # Alone in its column the cell is its parent's, which is judged where it stands.
            if not filled[column] or _room(work, grid, row, column, siblings) >= wanted[cell]:
                continue
            # In its row if something is left there, else in its column.
            inside = grid[row][filled]
            if work.hidden[inside].all():
                inside = np.concatenate([inside, grid[siblings, column]])
        else:
            inside = _neighbours(work, cell)
        if exact:
            low, high = interval(_sums(work), work.values, work.hidden, cell)
            if high - low >= wanted[cell] - 1e-6:
                continue
        narrow.append(cell)
        shown = ~work.hidden[inside] & ~work.known[inside] & (work.values[inside] >= wanted[cell])
        free = np.where(shown, work.cost[inside], np.inf)
        if np.isfinite(free).any() and not out[inside].any():
            out[inside[int(np.argmin(free))]] = True
    return out, np.array(narrow, dtype=np.int64)


def _siblings(work: _Work, row: int, axes: tuple[int, int]) -> list[int]:
    tree = work.cells.dimensions[axes[0]]
    assert tree.parents is not None
    parent = int(tree.parents[row])
    return [] if parent < 0 else [unit for unit in work.children(tree, parent) if unit != row]


def _room(work: _Work, grid: Ints, row: int, column: int, siblings: list[int]) -> float:
    """The widest interval that a cycle of four among the siblings leaves the cell."""
    places = grid[siblings]
    values = np.where(work.hidden[places], work.values[places], 0.0)
    own = np.where(work.hidden[grid[row]], work.values[grid[row]], 0.0)
    # x goes up: its row's and its column's other cell go down; the corner across goes up with x.
    either = np.minimum(own[None, :], values[:, column][:, None])
    room = np.where((either > 0) & (values > 0), either + np.minimum(own[column], values), 0.0)
    room[:, column] = 0.0
    return float(room.max(initial=0.0))


def _neighbours(work: _Work, cell: int) -> Ints:
    """The cells that share a sum with this one."""
    equations = _sums(work)
    members = equations[:, [cell]].tocoo()
    return np.unique(equations[np.unique(members.coords[0])].tocoo().coords[1]).astype(np.int64)


def _published(work: _Work, rules: Rules, table: Table, dims: Sequence[str], by_elimination: int) -> Publishable:
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
    return Publishable(
        dims=tuple(dims),
        labels=tuple(dimension.names for dimension in work.cells.dimensions),
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


def _notes(work: _Work, n_missing: int) -> tuple[Note, ...]:
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

"""Disclosure control: nothing withheld can be worked out, by a second opinion in exact fractions."""

import csv
import json
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from likvard.analysis.disclosure import Mark, Publishable, load, suppress
from likvard.analysis.disclosure.audit import determined, interval
from likvard.analysis.disclosure.cells import cells
from likvard.analysis.disclosure.cycles import Tree, certified
from likvard.analysis.disclosure.leaves import among_siblings
from likvard.analysis.disclosure.rules import known
from likvard.analysis.disclosure.shares import Coded, share
from likvard.analysis.errors import DataError
from likvard.analysis.table import of_columns, read

UNHURRIED = settings(deadline=None, max_examples=25)


def table_of(counts, group_of=None):
    """A table school × group from a matrix of counts; `group_of` gives each school's municipality."""
    rows = [(s, g) for s in range(len(counts)) for g in range(len(counts[0]))]
    columns = {
        "school": [f"s{s:02}" for s, _ in rows],
        "group": [f"g{g}" for _, g in rows],
        "n": [counts[s][g] for s, g in rows],
    }
    if group_of is not None:
        columns["town"] = [f"t{group_of[s]}" for s, _ in rows]
    return of_columns(columns)


def computable(equations, hidden):
    """The hidden cells that follow from the others, by elimination in fractions: the slow and obvious way."""
    places = [int(i) for i in np.flatnonzero(hidden)]
    matrix = [[Fraction(int(x)) for x in row] for row in equations.toarray()[:, places]]
    row = 0
    pivots = []
    for column in range(len(places)):
        pivot = next((r for r in range(row, len(matrix)) if matrix[r][column]), None)
        if pivot is None:
            continue
        matrix[row], matrix[pivot] = matrix[pivot], matrix[row]
        matrix[row] = [x / matrix[row][column] for x in matrix[row]]
        for r in range(len(matrix)):
            if r != row and matrix[r][column]:
                matrix[r] = [a - matrix[r][column] * b for a, b in zip(matrix[r], matrix[row], strict=True)]
        pivots.append((row, column))
        row += 1
    return [places[c] for r, c in pivots if sum(x != 0 for x in matrix[r]) == 1]


COUNTS = (
    st.integers(2, 3)
    .flatmap(
        lambda groups: st.lists(
            st.lists(st.one_of(st.integers(0, 9), st.integers(10, 60)), min_size=groups, max_size=groups),
            min_size=3,
            max_size=7,
        )
    )
    .filter(lambda m: all(sum(row) for row in m) and all(map(sum, zip(*m, strict=True))))
)


@given(COUNTS, st.data(), st.booleans())
@UNHURRIED
def test_no_withheld_count_can_be_worked_out(counts, data, fast):
    towns = [data.draw(st.integers(0, 2)) for _ in counts]
    table = table_of(counts, towns)
    hierarchies = [["school", "town"]] if len(set(towns)) > 1 else []
    options = {"dims": ["school", "group"], "count": "n", "hierarchies": hierarchies}
    found = cells(table, **options)
    result = suppress(table, **options, fast=fast)
    withheld = np.array([cell.status == "withheld" for cell in result.cells])
    assert computable(found.equations(), withheld) == []
    small = {found.label(int(i)) for i in np.flatnonzero((found.values > 0) & (found.values < 10))}
    assert {tuple(c.labels.values()) for c in result.cells if c.reason == "primary"} == small
    for cell, value in zip(result.cells, found.values.ravel(), strict=True):
        expected = {"shown": value, "none": 0, "withheld": None, "missing": None}[cell.status]
        assert cell.value == expected
        assert (cell.status == "none") <= (value == 0)


@given(COUNTS, st.data())
@UNHURRIED
def test_elimination_and_cycles_agree_with_fractions(counts, data):
    towns = [data.draw(st.integers(0, 2)) for _ in counts]
    found = cells(table_of(counts, towns), dims=["school", "group"], count="n", hierarchies=[["school", "town"]])
    hidden = np.array(data.draw(st.lists(st.booleans(), min_size=found.size, max_size=found.size)))
    truth = set(computable(found.equations(), hidden))
    assert set(determined(found.equations(), hidden).tolist()) == truth
    grid = hidden.reshape(found.values.shape)
    tree = Tree(found.dimensions[0])
    on_cycles = certified(tree, grid)
    assert not set(np.flatnonzero(on_cycles.ravel()).tolist()) & truth
    assert not (on_cycles & ~grid).any()
    # The quick look finds no cycle that the thorough one does not, and spares it work without changing its answer.
    quick = among_siblings(tree, grid)
    assert not (quick & ~on_cycles).any()
    assert (certified(tree, grid, sure=quick) == on_cycles).all()


def test_interval_is_what_a_reader_can_enclose():
    found = cells(table_of([[1, 20], [30, 40]]), dims=["school", "group"], count="n")
    inner = np.zeros(found.values.shape, dtype=bool)
    inner[:2, :2] = True
    # x + y = 21, x + z = 31: x lies between 0 and 21.
    assert interval(found.equations(), found.values, inner.ravel(), 0) == pytest.approx((0, 21))


@given(COUNTS)
@settings(deadline=None, max_examples=15)
@example([[1, 1], [1, 1], [10, 10]])
@example([[1, 0], [1, 0], [10, 10]])
def test_every_small_count_keeps_a_wide_interval(counts):
    table = table_of(counts)
    found = cells(table, dims=["school", "group"], count="n")
    result = suppress(table, dims=["school", "group"], count="n")
    withheld = np.array([cell.status == "withheld" for cell in result.cells])
    room = withheld & (found.values.ravel() > 0)
    if (~withheld & (found.values.ravel() >= 3)).sum() == 0:
        return  # nothing is left to withhold
    for place in np.flatnonzero([cell.reason == "primary" for cell in result.cells]):
        low, high = interval(found.equations(), found.values, room, int(place))
        free = [c for c in result.cells if c.status == "shown" and c.value >= 3 and "Total" not in c.labels.values()]
        assert high - low >= 3 - 1e-6 or not free


def test_the_published_table_is_met(shared):
    z1 = read(shared / "analysis" / "data" / "sdc_z1.csv")
    with (shared / "analysis" / "targets.csv").open(encoding="utf-8") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream) if row["id"].startswith("SD")}
    for fast in (True, False):
        result = suppress(z1, dims=["region", "hovedint"], count="ant", threshold=4, fast=fast)
        assert result.n_primary == int(rows["SD01.n_primary"]["value"])
        assert result.n_suppressed <= int(rows["SD01.n_suppressed"]["value"])
        found = cells(z1, dims=["region", "hovedint"], count="ant")
        assert computable(found.equations(), np.array([c.status == "withheld" for c in result.cells])) == []


def test_two_hierarchies_over_the_same_rows(shared):
    z2 = read(shared / "analysis" / "data" / "sdc_z2.csv")
    both = [["region", "fylke"], ["region", "kostragr"]]
    result = suppress(z2, dims=["region", "hovedint"], count="ant", threshold=4, hierarchies=both)
    found = cells(z2, dims=["region", "hovedint"], count="ant", hierarchies=both)
    assert computable(found.equations(), np.array([c.status == "withheld" for c in result.cells])) == []
    assert result.n == found.size


def test_only_suppress_makes_a_publishable():
    values = dict.fromkeys(Publishable.__dataclass_fields__)
    with pytest.raises(TypeError, match="only disclosure"):
        Publishable(**values)


def test_a_withheld_number_is_nowhere_in_what_goes_out():
    secret = 7
    result = suppress(table_of([[secret, 1000], [2000, 3000], [4000, 5000]]), dims=["school", "group"], count="n")
    told = json.dumps(result.to_json())
    assert '"value": 7' not in told
    assert secret not in result.values.tolist()
    first = result.cells[0]
    assert (first.status, first.reason, first.value, first.shown) == ("withheld", "primary", None, Mark.WITHHELD)


def test_withheld_none_and_missing_are_three_answers():
    table = of_columns({"school": list("aabbcc"), "group": list("xyxyxy"), "n": [5, 40, 0, 50, None, 60]})
    result = suppress(table, dims=["school", "group"], count="n")
    shown = {tuple(cell.labels.values()): cell.shown for cell in result.cells}
    assert shown["a", "x"] is Mark.WITHHELD
    assert shown["b", "x"] is Mark.NONE
    assert shown["c", "x"] is Mark.MISSING
    assert shown["c", "y"] == 60
    assert (result.n_none, result.n_missing) == (1, 1)
    assert [note.code for note in result.notes] == ["missing_cells"]
    assert len({mark.words for mark in Mark}) == 3


def test_what_lies_between_a_table_and_its_narrower_twin_is_protected():
    rows = list(product(("a", "b", "c"), ("x", "y"), (1, 0)))
    counts = [40, 3, 50, 30, 45, 25, 35, 20, 60, 15, 20, 30]
    table = of_columns({"school": [r[0] for r in rows], "group": [r[1] for r in rows], "in": [r[2] for r in rows],
                        "n": counts})  # fmt: skip
    result = suppress(table, dims=["school", "group"], count="n", subset="in")
    shown = {tuple(c.labels.values()): c.status for c in result.cells}
    assert {labels[2] for labels in shown} == {"in", "Total"}
    # 43 in all and 40 in the narrower table would tell the 3.
    assert "withheld" in (shown["a", "x", "in"], shown["a", "x", "Total"])
    alone = suppress(table, dims=["school", "group"], count="n")
    assert all(c.status == "shown" for c in alone.cells)


def test_what_was_published_before_is_known():
    old = table_of([[30, 40], [50, 60], [70, 80]])
    earlier = suppress(old, dims=["school", "group"], count="n").to_json()["cells"]
    new = suppress(old, dims=["school", "group"], count="n", threshold=35, earlier=earlier)
    assert [note.code for note in new.notes] == ["already_published"]
    # Nothing can be protected any more, and nothing else is hidden in vain.
    assert new.n_secondary == 0


def test_full_and_empty_shares_in_a_small_group_are_withheld():
    counts = [[0, 15], [40, 60], [30, 50]]
    loose = suppress(table_of(counts), dims=["school", "group"], count="n")
    tight = suppress(table_of(counts), dims=["school", "group"], count="n", rules="elever", categories="group")
    status = {tuple(c.labels.values()): c.status for c in tight.cells}
    assert all(c.status != "withheld" for c in loose.cells)
    assert status["s00", "g0"] == status["s00", "g1"] == "withheld"


def test_secret_organisers_are_withheld_whatever_their_size():
    table = of_columns({"school": list("aabbccdd"), "group": list("xyxyxyxy"), "n": [90, 80, 70, 60, 50, 40, 30, 20],
                        "kind": ["Enskild"] * 2 + ["Kommunal"] * 6})  # fmt: skip
    result = suppress(table, dims=["school", "group"], count="n", rules="scb-2020", organiser_kind="kind")
    status = {tuple(c.labels.values()): c.status for c in result.cells}
    assert {status["a", "x"], status["a", "y"], status["a", "Total"]} == {"withheld"}
    assert status["Total", "Total"] == "shown"


def test_someone_alone_in_a_cell_cannot_work_out_the_other():
    counts = [[1, 4, 90], [60, 70, 80], [50, 40, 30]]
    result = suppress(table_of(counts), dims=["school", "group"], count="n", rules="elever")
    row = [c.status for c in result.cells if c.labels["school"] == "s00"]
    assert row.count("withheld") >= 3


def test_every_rule_set_loads_and_says_where_it_comes_from():
    assert known() == ["bedomningar", "default", "elever", "scb-2020"]
    for name in known():
        rules = load(name)
        assert rules.name == name
        assert rules.source
        # Judgements count organisers and schools, not people; of a small group nothing at all is shown.
        assert (rules.threshold, rules.group_below) == ((1, 5) if name == "bedomningar" else (10, 0))


SHARES = {
    (5, 9): Mark.WITHHELD,  # fewer than ten in all
    (0, 0): Mark.NONE,
    (Mark.MISSING, 50): Mark.MISSING,
    (Mark.WITHHELD, 50): Mark.WITHHELD,
    (50, Mark.WITHHELD): Mark.WITHHELD,
    (25, 100): 25.0,
    (98, 100): Coded("at least", 95),
    (2, 100): Coded("at most", 5),
    (Mark.NONE, 100): Coded("at most", 5),
    (7, 100): Mark.WITHHELD,
    (93, 100): Mark.WITHHELD,
    (15, 15): Coded("at least", 95),
}


@pytest.mark.parametrize("question", SHARES, ids=str)
def test_shares_are_coded_at_the_ends(question):
    assert share(*question, load("elever")) == SHARES[question]


@pytest.mark.parametrize(
    ("columns", "options", "code"),
    [
        ({"n": [1, -2, 3, 4]}, {}, "not_whole"),
        ({"n": [1, 2.5, 3, 4]}, {}, "not_whole"),
        ({"n": ["1", "2", "tre", "4"]}, {}, "not_a_number"),
        ({}, {"dims": ["school", "kön"]}, "unknown_column"),
        ({"town": ["t", "u", "u", "u"]}, {"hierarchies": [["school", "town"]]}, "not_nested"),
        ({"group": ["x", None, "x", "y"]}, {}, "no_value"),
        ({"town": ["t", "t", None, "u"]}, {"hierarchies": [["school", "town"]]}, "no_value"),
        ({}, {"rules": "inga"}, "bad_question"),
        ({}, {"threshold": 0}, "bad_question"),
        ({}, {"categories": "n"}, "bad_question"),
    ],
)
def test_faults_are_explained(columns, options, code):
    table = of_columns({"school": list("aabb"), "group": list("xyxy"), "n": [1, 2, 3, 4], **columns})
    with pytest.raises(DataError) as caught:
        suppress(table, **{"dims": ["school", "group"], "count": "n", **options})
    assert caught.value.code == code


def test_a_school_and_a_municipality_of_the_same_name_are_told_apart():
    columns = {"school": list("12345678"), "town": list("11112222"), "n": [40, 3, 30, 20, 12, 50, 60, 70]}
    options = {"dims": ["school"], "count": "n", "hierarchies": [["school", "town"]]}
    found = suppress(of_columns(columns), **options)
    cells = {(cell.labels["school"], cell.level["school"]): cell.shown for cell in found}
    assert (cells["1", "town"], cells["2", "town"], cells["2", "school"]) == (93, 192, Mark.WITHHELD)
    told = found.to_json()["cells"]
    assert told[0] == {"school": "1", "value": 40, "status": "shown", "reason": None, "level": {"school": "school"}}
    # An earlier answer is known by the same names: both towns are out already, so nothing of them is withheld now.
    again = suppress(of_columns(columns), **options, threshold=100, earlier=told)
    assert {cell.reason for cell in again if cell.level["school"] == "town"} <= {"primary", None}

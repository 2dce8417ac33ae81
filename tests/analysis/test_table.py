"""Data files of every kind and every fault: what is read, and what is said when it cannot be."""

import gzip
import json
import string

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from likvard.analysis.design import frame
from likvard.analysis.errors import MESSAGES, DataError
from likvard.analysis.table import Factor, as_number, of_columns, read, two_groups, varying

ROWS = [("Ask", "12.5", 3), ("Björk", "-3", 4), ("Ask", None, 5)]


def text(rows, delimiter=",", point="."):
    lines = [delimiter.join(("skola", "värde", "antal"))]
    lines += [delimiter.join((a, (b or "").replace(".", point), str(c))) for a, b, c in rows]
    return "\r\n".join(lines) + "\r\n"


def workbook(path):
    book = Workbook()
    book.active.append(["skola", "värde", "antal"])
    for a, b, c in ROWS:
        book.active.append([a, None if b is None else float(b), c])
    book.save(path)


def records():
    return [{"skola": a, "värde": None if b is None else float(b), "antal": c} for a, b, c in ROWS]


WRITERS = {
    "comma.csv": lambda p: p.write_text(text(ROWS), encoding="utf-8"),
    "mark.csv": lambda p: p.write_text(text(ROWS), encoding="utf-8-sig"),
    "semicolon.csv": lambda p: p.write_text(text(ROWS, ";", ","), encoding="utf-8"),
    "latin.csv": lambda p: p.write_text(text(ROWS, ";", ","), encoding="latin-1"),
    "wide.csv": lambda p: p.write_text(text(ROWS, ";", ","), encoding="utf-16"),
    "tab.tsv": lambda p: p.write_text(text(ROWS, "\t", ","), encoding="utf-8"),
    "packed.csv.gz": lambda p: p.write_bytes(gzip.compress(text(ROWS).encode())),
    "rows.parquet": lambda p: pq.write_table(pa.Table.from_pylist(records()), p),
    "book.xlsx": workbook,
    "lines.jsonl": lambda p: p.write_text("\n".join(json.dumps(r) for r in records()), encoding="utf-8"),
    "list.json": lambda p: p.write_text(json.dumps(records()), encoding="utf-8"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_table(tmp_path, name):
    WRITERS[name](tmp_path / name)
    table = read(tmp_path / name)
    assert table.names == ["skola", "värde", "antal"]
    assert table.number("värde").tolist()[:2] == [12.5, -3.0]
    assert np.isnan(table.number("värde")[2])
    assert table.count("antal").tolist() == [3, 4, 5]
    found = table.factor("skola")
    assert (found.codes.tolist(), found.labels) == ([0, 1, 0], ("Ask", "Björk"))
    first = 1 if name.endswith(("parquet", "json", "jsonl")) else 2
    assert table.rows.tolist() == [first, first + 1, first + 2]
    assert len(table.source.sha256) == 64
    assert read(tmp_path / name, ["antal", "antal"]).names == ["antal"]


def fault(path, content, ask=lambda table: table):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(DataError) as caught:
        ask(read(path))
    assert caught.value.exit_code == 2
    assert caught.value.message("sv") != caught.value.message("en")
    return caught.value


@pytest.mark.parametrize(
    ("content", "ask", "code", "column", "row"),
    [
        ("a,b\n1,2\n1,x\n", lambda t: t.number("b"), "not_a_number", "b", 3),
        ("\n\na,b\n1,2\n1,x\n", lambda t: t.number("b"), "not_a_number", "b", 5),
        ("sep=;\r\na;b\r\n1;2\r\n1;x\r\n", lambda t: t.number("b"), "not_a_number", "b", 4),
        ("a,b\r1,2\r1,x\r", lambda t: t.number("b"), "not_a_number", "b", 3),
        ("a,b", lambda t: t, "no_rows", None, None),
        ("a,b\n1,2\n1,~100\n", lambda t: t.number("b"), "not_a_number", "b", 3),
        ('a,b\n1,"1,5"\n1,"1.234,5"\n', lambda t: t.number("b"), "not_a_number", "b", 3),
        ("a,b\n1,2\n1,inf\n", lambda t: t.number("b"), "not_a_number", "b", 3),
        ("a,b\n1,..\n1,.\n", lambda t: t.number("b"), "all_missing", "b", 2),
        ("a,b\n1,\n1,NA\n", lambda t: t.factor("b"), "all_missing", "b", 2),
        ("a,b\n1,2\n1,2.5\n", lambda t: t.count("b"), "not_whole", "b", 3),
        ("a,b\n1,2\n1,-2\n", lambda t: t.weight("b"), "negative", "b", 3),
        ("a,b\n1,2\n1,2\n", lambda t: t.number("c"), "unknown_column", "c", None),
        ("a,a\n1,2\n", lambda t: t, "twice", "a", None),
        ("a,b\n1,2\n1,2,3\n", lambda t: t, "ragged", None, 3),
        ('a,b\nx,1\n"y,2\nz,3\nw",4\n', lambda t: t, "open_quote", "a", 3),
        ("a,b\n", lambda t: t, "no_rows", None, None),
        ("", lambda t: t, "no_rows", None, None),
        ("a,b\n1,x\n2,x\n", lambda t: two_groups(t, "b"), "one_group", "b", 2),
        ("a,b\n1,\n2,7\n3,7\n", lambda t: varying(t, "b", t.number("b")), "constant", "b", 3),
    ],
)
def test_a_fault_is_told_with_its_column_and_row(tmp_path, content, ask, code, column, row):
    error = fault(tmp_path / "data.csv", content, ask)
    assert (error.code, error.column, error.row) == (code, column, row)
    for said in (error.message("sv"), error.message("en")):
        assert column is None or column in said
        assert row is None or str(row) in said


@pytest.mark.parametrize("name", ["x.parquet", "x.xlsx", "x.jsonl", "x.json", "x.csv.gz", "x.arrow"])
def test_a_damaged_file_is_told_as_such(tmp_path, name):
    assert fault(tmp_path / name, b"[no such thing").code == "broken"


def test_a_missing_file_and_an_unknown_kind(tmp_path):
    for name, code in [("none.csv", "not_found"), ("none.doc", "not_found")]:
        with pytest.raises(DataError) as caught:
            read(tmp_path / name)
        assert caught.value.code == code
    assert fault(tmp_path / "x.doc", "a").code == "unknown_format"


def test_the_nearest_name_is_offered(tmp_path):
    error = fault(tmp_path / "a.csv", "mAch,ses\n1,2\n", lambda t: t.number("mach"))
    assert "Menade du mAch?" in error.message("sv")
    assert "Did you mean mAch?" in error.message("en")


def test_a_late_letter_tells_the_encoding(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"a,b\n" + b"1,2\n" * 40_000 + "å,2\n".encode("latin-1"))
    assert read(tmp_path / "a.csv").factor("a").labels == ("1", "å")


def test_groups_stand_in_order_of_size_then_letter():
    assert of_columns({"g": ["10", "9", "b", "-1", "a", None, "NA"]}).factor("g").labels == ("-1", "9", "10", "a", "b")
    assert of_columns({"g": [2.0, 1.5, None]}).factor("g").labels == ("1.5", "2")


def test_rows_that_are_kept_keep_their_number_and_only_their_groups():
    table = of_columns({"g": ["a", "b", "c"], "x": [1.0, 2.0, 3.0]}).keep(np.array([False, True, True]))
    assert table.rows.tolist() == [2, 3]
    found = table.factor("g")
    assert isinstance(found, Factor)
    assert (found.codes.tolist(), found.labels) == ([0, 1], ("b", "c"))


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("12,5", 12.5), ("1 234,5", 1234.5), ("1\u00a0234", 1234.0), ("−3", -3.0), ("45 %", 45.0), ("1e3", 1000.0),
        ("1_000", None), ("infinity", None), ("1.234,5", None), ("12 34", None), ("1,2,3", None), ("", None),
        ("~100", None), ("cirka 270", None),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(word, number):
    assert as_number(word) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_survives_with_point_and_comma(value):
    assert as_number(repr(value)) == value
    assert as_number(repr(value).replace(".", ",")) == value


@pytest.mark.parametrize("code", MESSAGES)
def test_both_languages_fill_in_the_same_values(code):
    swedish, english = MESSAGES[code]
    names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (swedish, english)]
    assert names[0] == names[1] or code == "bad_question"


@pytest.mark.parametrize("word", ["tre", "inf"])
def test_a_word_among_numbers_is_a_slip_and_not_a_group(word):
    table = of_columns({"y": ["1", "2", "3", "5"], "x": ["1", "2", word, "4"], "sex": ["F", "F", "M", "1"]})
    with pytest.raises(DataError) as caught:
        frame(table, "y", ["x"])
    assert (caught.value.code, caught.value.column, caught.value.row) == ("not_a_number", "x", 3)
    assert frame(table, "y", ["sex"]).names == ("intercept", "sex[F]", "sex[M]")


def test_a_column_does_not_explain_itself():
    table = of_columns({"y": [1, 2, 4], "x": [1, 2, 3]})
    for terms in (["y"], ["x", "x:y"]):
        with pytest.raises(DataError, match="explain itself"):
            frame(table, "y", terms)

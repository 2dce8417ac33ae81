"""What is refused at the door, and how content is told apart."""

import gzip

import pytest

from likvard.intake import opening
from likvard.intake.opening import REFUSALS, Opened, RefusedFileError, first_personal_number
from likvard.intake.registry import read
from tests.intake.statistics_files import GRADES, lines, packed, with_part, workbook

ROWS = [line.split(";") for line in GRADES.removeprefix("\ufeff").splitlines()]


def _refused(name: str, data: bytes) -> RefusedFileError:
    with pytest.raises(RefusedFileError) as error:
        read(Opened(name, data))
    return error.value


@pytest.mark.parametrize(
    "part", ["xl/pivotCache/pivotCacheRecords1.xml", "xl/pivotCache/pivotCacheDefinition1.xml", "XL\\PivotCache\\x.xml"]
)
def test_a_pivot_cache_is_refused_with_a_reason(part: str) -> None:
    data = with_part(workbook(("Tabell", ROWS)), part, b"<r><s v='Pelle'/></r>")
    error = _refused("slutbetyg.xlsx", data)
    assert error.code == "pivot_cache"
    assert "pivottabell" in error.sentence("sv")
    assert "Pelle" not in str(error)


def test_a_workbook_with_macros_is_refused() -> None:
    assert _refused("x.xlsx", with_part(workbook(("T", ROWS)), "xl/vbaProject.bin", b"x")).code == "macros"


@pytest.mark.parametrize("number", ["20130311-2385", "201303112385", "130311-2385", "20130101TF10", "20130371-2382"])
def test_identity_numbers_where_none_should_be(number: str) -> None:
    refused = _refused("x.csv", (GRADES + f"Elev;{number};;;;;;;;;\n").encode())
    assert refused.code == "personal_numbers"
    assert number not in str(refused)
    rows = [*ROWS, ["Elev", number]]
    assert _refused("x.xlsx", workbook(("Tabell", rows))).code == "personal_numbers"


@pytest.mark.parametrize(
    "text", ["2120000092", "59.20130311238912", "20130311", "2026-04-21", "201303112381x", "12345678"]
)
def test_what_is_no_identity_number(text: str) -> None:
    assert first_personal_number(f"a;{text};b") is None


def test_a_hidden_sheet_is_not_read() -> None:
    data = workbook(("Tabell", ROWS), ("Elever", [["Pelle", "x"]]), hidden=("Elever",))
    assert list(Opened("x.xlsx", data).sheets) == ["Tabell"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(gzip.compress(b"", mtime=0), "empty", id="nothing packed"),
        pytest.param(packed(GRADES)[:-20], "broken", id="packed and cut off"),
        pytest.param(b"PK\x03\x04 not a workbook", "broken", id="no workbook"),
        pytest.param(b'{"a": ', "broken", id="half of a JSON"),
        pytest.param(b"a;b\n1;2\n", "unknown", id="unknown columns"),
        pytest.param(b"\x00\x01\x02", "unknown", id="unknown bytes"),
    ],
)
def test_damage_and_the_unknown(data: bytes, code: str) -> None:
    assert _refused("x", data).code == code


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch) -> None:
    monkeypatch.setattr(opening, "MOST_BYTES", 1000)
    assert _refused("x.csv.gz", gzip.compress(b"a" * 100_000)).code == "too_large"
    assert _refused("x.csv", b"a" * 2000).code == "too_large"
    assert _refused("x.xlsx", workbook(("T", ROWS))).code == "too_large"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"[1]", "json"), (b'{"a": 1}', "json"), (b'{\n "a": 1\n}', "json"), (lines({"a": 1}, {"b": 2}), "jsonl"),
        (b"a,b\n1,2", "csv"), (workbook(("T", [["a"]])), "xlsx"), ("\ufeffa;b".encode(), "csv"),
        ("a;å".encode("utf-16"), "csv"),
    ],
)  # fmt: skip
def test_kinds_by_content(data: bytes, kind: str) -> None:
    assert Opened("x", data).kind == kind


def test_delimiters_and_encodings() -> None:
    assert Opened("x", b"a;b;c\n1,5;2,5;3,5\n").lines[1] == ["1,5", "2,5", "3,5"]
    assert Opened("x", b"a,b\n1,2\n").lines[1] == ["1", "2"]
    assert Opened("x", b"a\tb\n1\t2\n").lines[1] == ["1", "2"]
    assert Opened("x", "a;ö\n".encode("cp1252")).lines[0] == ["a", "ö"]


def test_refusals_have_words_in_both_languages() -> None:
    assert all(swedish and english and swedish != english for swedish, english in REFUSALS.values())

"""The register's sheets: invented ones with every trap, and the real ones where they are."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from likvard.intake.import_log import ImportLog
from likvard.intake.school_unit_register import UnknownFolderError, read_extract, read_sheets, write_extract

DAY = date(2020, 10, 15)
ORGANISERS = """ORGANISATIONSNR,HUVUDMANNATYP,FÖRSKOLEKLASS,GRUNDSKOLA,NAMN,JURIDISK FORM
2120000092,Kommunal      ,J,J,TYRESÖ KOMMUN,Kommuner
5566778899,Enskild,,J,  Kompassrosens  Friskola AB,82
1234567890,Enskild,,J,Fel nummer AB,
2120000092,Kommunal,J,J,TYRESÖ KOMMUN,Kommuner
"""
COMPULSORY = """HUVUDMANNATYP,ORGANISATIONSNR,KOMMUN,SKOLENHETSKOD,NAMN,FKLASS,ÅR1,ÅR2,HUVUDMANS NAMN,INRIKTNING
Kommunal,2120000092,0138,74174879,Njupkärrs  skola,J,J,N,TYRESÖ KOMMUN,
Enskild,5566778899,138,80509560,Kompassrosens friskola,N,J,X,Kompassrosens Friskola AB,Waldorf
Enskild,5566778899,0138,123,Utan kod,N,J,N,Kompassrosens Friskola AB,Allmän
Enskild,5566778899,9999,55512387,Utan kommun,N,J,N,Kompassrosens Friskola AB,73
Kommunal,2120000092,0138,20855811,,N,J,N,TYRESÖ KOMMUN,
"""
ADAPTED = """HUVUDMANNATYP,ORGANISATIONSNR,KOMMUN,SKOLENHETSKOD,NAMN,ÅR1,ÅR2,HUVUDMANS NAMN
Kommunal,2120000092,0138,74174879,Njupkärrs skola,N,J,TYRESÖ KOMMUN
Region,2321000016,0180,54882637,Annan skola,J,N,REGION STOCKHOLM
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "huvudman.csv").write_text(ORGANISERS, encoding="utf-8")
    (tmp_path / "grundskola.csv.gz").write_bytes(gzip.compress(COMPULSORY.encode()))
    (tmp_path / "grundsarskola.csv").write_bytes(ADAPTED.replace(",", ";").encode("cp1252"))
    (tmp_path / "annat.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return tmp_path


def test_rows_and_what_was_wrong(folder: Path) -> None:
    register, log = read_sheets(folder, valid_on=DAY)
    assert [(o.organisation_number, o.name, o.kind, o.legal_form) for o in register.organisers] == [
        ("2120000092", "Tyresö kommun", "municipality", "Kommuner"),
        ("2321000016", "Region Stockholm", "region", ""),
        ("5566778899", "Kompassrosens Friskola AB", "independent", ""),
    ]
    assert [
        (u.school_unit_code, u.name, u.municipality_code, u.school_forms, u.school_years) for u in register.units
    ] == [
        ("54882637", "Annan skola", "0180", ("adapted_compulsory",), ("1",)),
        ("55512387", "Utan kommun", "", ("compulsory",), ("1",)),
        (
            "74174879",
            "Njupkärrs skola",
            "0138",
            ("adapted_compulsory", "compulsory", "preschool_class"),
            ("F", "1", "2"),
        ),
        ("80509560", "Kompassrosens friskola", "0138", ("compulsory",), ("1",)),
    ]
    assert register.units[3].orientation == "WALDORF"
    assert {(e.source, e.row, e.column, e.severity, e.code) for e in log} == {
        ("annat.csv", 0, "", "warning", "no_such_sheet"),
        ("huvudman.csv", 2, "HUVUDMANNATYP", "note", "trimmed"),
        ("huvudman.csv", 3, "NAMN", "note", "trimmed"),
        ("huvudman.csv", 3, "JURIDISK FORM", "warning", "unknown_value"),
        ("huvudman.csv", 4, "ORGANISATIONSNR", "error", "no_number"),
        ("huvudman.csv", 5, "ORGANISATIONSNR", "warning", "twice"),
        ("grundskola.csv.gz", 2, "NAMN", "note", "trimmed"),
        ("grundskola.csv.gz", 3, "ÅR2", "warning", "unknown_flag"),
        ("grundskola.csv.gz", 4, "SKOLENHETSKOD", "error", "no_code"),
        ("grundskola.csv.gz", 5, "KOMMUN", "warning", "unknown_municipality"),
        ("grundskola.csv.gz", 5, "INRIKTNING", "warning", "unknown_value"),
        ("grundskola.csv.gz", 6, "NAMN", "error", "no_name"),
        ("grundsarskola.csv", 3, "ORGANISATIONSNR", "warning", "unknown_organiser"),
    }
    assert all(entry.sentence("sv") and entry.sentence("en") for entry in log)


def test_a_unit_that_differs_between_sheets_is_told(folder: Path) -> None:
    (folder / "specialskola.csv").write_text(
        "ORGANISATIONSNR,KOMMUN,SKOLENHETSKOD,NAMN\n2120000092,0180,74174879,Annat namn\n", encoding="utf-8"
    )
    register, log = read_sheets(folder, valid_on=DAY)
    (unit,) = [unit for unit in register.units if unit.school_unit_code == "74174879"]
    assert (unit.name, unit.municipality_code) == ("Njupkärrs skola", "0138")
    assert [(e.column, e.value) for e in log if e.code == "differs"] == [
        ("name", "Annat namn"),
        ("municipality_code", "0180"),
    ]


def test_a_folder_of_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "annat.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(UnknownFolderError):
        read_sheets(tmp_path, valid_on=DAY)


@pytest.mark.parametrize("damage", [b"not gzip", gzip.compress(b"a" * 1000)[:-20]], ids=["not gzip", "cut off"])
def test_a_broken_file_is_refused(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "grundskola.csv.gz").write_bytes(damage)
    with pytest.raises(ValueError, match="not a whole gzip file"):
        read_sheets(tmp_path, valid_on=DAY)


def test_a_sheet_without_its_columns_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "grundskola.csv").write_text("NAMN\nSkolan\n", encoding="utf-8")
    register, log = read_sheets(tmp_path, valid_on=DAY)
    assert register.units == ()
    assert {entry.code for entry in log} == {"missing_column"}


def test_the_extract_gives_back_what_it_was_given(folder: Path, tmp_path: Path) -> None:
    register, _ = read_sheets(folder, valid_on=DAY)
    out = tmp_path / "out"
    out.mkdir()
    write_extract(register, out)
    first = (out / "units.csv.gz").read_bytes()
    again, log = read_extract(out)
    assert again == register
    assert list(log) == []
    write_extract(again, out)
    assert (out / "units.csv.gz").read_bytes() == first


def test_the_log_counts_what_it_does_not_keep() -> None:
    log = ImportLog(most_notes=2)
    for line in range(5):
        log.add("a.csv", line, "NAMN", "note", "trimmed")
    assert (len(list(log)), log.of("note"), log.of("error")) == (2, 5, 0)
    with pytest.raises(ValueError, match="no sentence"):
        log.add("a.csv", 1, "", "note", "something")


def test_the_real_sheets(shared: Path) -> None:
    """All 290 municipalities, 1 132 organisers, 8 209 rows of 7 484 units."""
    register, log = read_sheets(shared / "data" / "skolverket-skolenhetsregister-2020", valid_on=DAY)
    assert len(register.organisers) == 1132
    assert len(register.units) == 7484
    assert len({o.municipality_code for o in register.organisers if o.municipality_code}) == 290
    assert log.of("error") == 0
    assert {(e.column, e.value) for e in log if e.severity == "warning"} == {
        ("INRIKTNING", "73"),
    }
    assert sum(len(unit.school_forms) for unit in register.units) >= 7484
    assert all(unit.municipality_code and unit.name == " ".join(unit.name.split()) for unit in register.units)

"""Tables of one's own by a mapping: what columns mean, what a mapping must have, what becomes of each row."""

import pytest

from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.own import KINDS, Mapping, MappingError, header_of, suggest
from likvard.intake.people import People, read_number
from likvard.intake.reader import Options
from likvard.intake.registry import read
from tests.intake.statistics_files import workbook
from tests.intake.test_pupils import GIRL, HIDDEN

ABSENCE = """Frånvaro höstterminen;;;;
;;;;
Skola;Årskurs;Kön;Antal elever;Frånvaro (%);Anm
Njupkärrs skola;7;Flickor;50;12,5;ok
Njupkärrs skola;7;Pojkar;<5;..;
Okänd skola;7;Pojkar;10;3;
Njupkärrs skola;8;Annat;10;103;
"""
STAFF = Mapping("staff", {"Kod": "school_unit_code", "Tjänster": "posts"}, {"period": "2025/26"})


def _read(text: str | bytes, mapping: Mapping, **options):
    data = text if isinstance(text, bytes) else text.encode()
    return read(Opened("egen tabell.csv", data), Options(mapping=mapping, **options))


def test_a_table_with_a_header_further_down_and_names_for_codes() -> None:
    opened = Opened("x.csv", ABSENCE.encode())
    assert header_of(opened) == (3, ["Skola", "Årskurs", "Kön", "Antal elever", "Frånvaro (%)", "Anm"])
    kind, columns = suggest(header_of(opened)[1])
    assert (kind, columns) == (
        "absence",
        {"Skola": "school_unit", "Årskurs": "year_group", "Kön": "sex", "Antal elever": "pupils",
         "Frånvaro (%)": "absence_share"},
    )  # fmt: skip
    mapping = Mapping(kind, columns, {"period": "HT25"}, header_row=3)
    reading = _read(ABSENCE, mapping, names={"njupkärrs skola": "74174879"})
    rows = reading.tables["own_absence"].to_pylist()
    columns = ("school_unit_code", "year_group", "sex", "pupils", "pupils_mark", "row")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("74174879", "7", "girls", 50.0, "value", 4),
        ("74174879", "7", "boys", None, "below", 5),
        ("74174879", "8", "", 10.0, "value", 7),
    ]  # fmt: skip
    figures = reading.tables["observations"].to_pylist()
    assert [(f["measure"], f["value"], f["mark"], f["column"]) for f in figures if f["row"] == 5] == [
        ("own:absence:absence_share", None, "withheld", "Frånvaro (%)"),
        ("own:absence:pupils", None, "below", "Antal elever"),
    ]
    assert {(e.row, e.column, e.code) for e in reading.log} == {
        (3, "Anm", "column_left_out"),
        (6, "", "no_place"),
        (7, "Kön", "unknown_value"),
        (7, "Frånvaro (%)", "out_of_range"),
    }


def test_incidents_are_counted_by_their_rows() -> None:
    text = "Skolenhetskod;Datum;Typ\n74174879;2025-09-01;kränkning\n74174879;2026-02-01;klagomål\n74174879;x;tillbud\n"
    kind, columns = suggest(["Skolenhetskod", "Datum", "Typ"])
    assert kind == "incidents"
    reading = _read(text, Mapping(kind, columns))
    assert [
        (r["period"], r["measure"], r["group"], r["value"]) for r in reading.tables["observations"].to_pylist()
    ] == [
        ("2025/26", "own:incidents:count", "incident_kind=kränkning", 1.0),
        ("2025/26", "own:incidents:count", "incident_kind=klagomål", 1.0),
    ]
    assert [(e.row, e.code) for e in reading.log] == [(4, "unknown_value"), (4, "no_period")]


def test_rows_about_pupils_have_pseudonyms_and_give_no_open_figures() -> None:
    text = f"Skolenhetskod;Personnr;Frånvaro (%)\n74174879;{GIRL};5\n74174879;{HIDDEN};7\n74174879;123;9\n"
    people = People(b"k" * 32)
    people.protect_numbers([HIDDEN])
    mapping = Mapping("absence", suggest(["Skolenhetskod", "Personnr", "Frånvaro (%)"])[1], {"period": "2025/26"})
    assert mapping.people
    reading = _read(text, mapping, people=people)
    assert list(reading.tables) == ["own_absence_people"]
    assert reading.people
    assert reading.tables["own_absence_people"]["person"].to_pylist() == [people.pseudonym(read_number(GIRL))]
    assert GIRL not in repr(reading.tables) + repr(list(reading.log))
    assert [(e.row, e.code) for e in reading.log] == [(4, "no_person"), (0, "protected_left_out")]
    with pytest.raises(RefusedFileError) as error:
        _read(text, mapping)
    assert error.value.code == "needs_key"
    without = Mapping("absence", {"Skolenhetskod": "school_unit_code", "Frånvaro (%)": "absence_share"},
                      {"period": "2025/26"})  # fmt: skip
    with pytest.raises(RefusedFileError) as error:
        _read(text, without)
    assert error.value.code == "personal_numbers"


def test_a_workbook_sheet_by_name() -> None:
    data = workbook(("Läs mig", [["x"]]), ("Personal", [["Kod", "Tjänster"], [74174879, 12.5]]))
    reading = _read(data, Mapping("staff", STAFF.columns, STAFF.constants, sheet="Personal"))
    assert reading.tables["own_staff"]["posts"].to_pylist() == [12.5]


@pytest.mark.parametrize(
    ("text", "detail"), [("Kod;Annat\n74174879;1\n", "Tjänster"), ("Kod;Tjänster;Kod\n74174879;1;2\n", "Kod")]
)
def test_a_mapping_that_does_not_fit_is_refused(text: str, detail: str) -> None:
    with pytest.raises(RefusedFileError) as error:
        _read(text, STAFF)
    assert (error.value.code, error.value.detail) == ("bad_mapping", detail)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nothing", {}), "unknown_kind"),
        (("staff", {"A": "school_unit_code", "B": "budget"}), "unknown_field"),
        (("staff", {"A": "school_unit_code", "B": "posts", "C": "posts"}, {"period": "2025"}), "twice"),
        (("staff", {"B": "posts"}, {"period": "2025"}), "no_place"),
        (("staff", {"A": "school_unit_code", "B": "posts"}), "no_period"),
        (("staff", {"A": "school_unit_code"}, {"period": "2025"}), "no_figure"),
    ],
)
def test_what_a_mapping_must_have(arguments: tuple, code: str) -> None:
    with pytest.raises(MappingError) as error:
        Mapping(*arguments)
    assert error.value.code == code


def test_a_mapping_is_kept_as_text_and_comes_back() -> None:
    assert Mapping.from_json(STAFF.as_json()) == STAFF
    for text in ("", "[]", "{}", '{"kind": "staff"}'):
        with pytest.raises(MappingError):
            Mapping.from_json(text)


def test_every_kind_has_words() -> None:
    for kind in KINDS:
        assert all(one.swedish and one.english for one in (kind, *kind.figures, *kind.about))

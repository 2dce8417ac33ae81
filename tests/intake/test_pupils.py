"""Files about pupils: what becomes of numbers and names, codes of the national collections, protected persons."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.people import People, read_number, says_protected
from likvard.intake.reader import Options, Reading
from likvard.intake.registry import read, recognise
from tests.intake.statistics_files import lines, workbook

KEY = b"k" * 32
# Invented numbers with a right check digit.
TEMPORARY = "20130101TF10"
HEAD_9 = (
    "System;Datum;Version;PersonNr;Skolenhetskod;Klass;Fornamn;Efternamn;Bl;En;Hkk;Idh;Ma;M1 (språk);M1 (betyg);"
    "M2 (språk);M2 (betyg);ML (språk);ML (betyg);Mu;Bi;Fy;Ke;Ge;Hi;Re;Sh;Sl;Sv;Sva;Tn;Tk;OVR"
)


def _number(nine: str) -> str:
    total = 0
    for index, digit in enumerate(nine[2:]):
        doubled = int(digit) * (1 if index % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return nine + str(-total % 10)


GIRL, BOY, HIDDEN, NAMED = (_number(n) for n in ("20130311238", "20130502239", "20130102238", "20130203237"))


def _pupil(number: str, unit: str = "74174879", given: str = "Pelle", family: str = "Sträng", **grades: str) -> str:
    values = {"Sva": "2", "Tn": "2", "OVR": "2", "M1 (betyg)": "2", "M2 (språk)": "SPA", "ML (betyg)": "2"} | grades
    head = ["Skolsystem", "2026-06-12", "1.0", number, unit, "9A", given, family]
    names = HEAD_9.split(";")[8:]
    return ";".join(head + [values.get(name, "" if "språk" in name else "C") for name in names])


def _file(*pupils: str) -> bytes:
    return ("\r\n".join([HEAD_9, *pupils]) + "\r\n").encode("cp1252")


def _people(*protected: str) -> People:
    people = People(KEY)
    people.protect_numbers(protected)
    return people


def _read(data: bytes, people: People | None = None, name: str = "betyg.txt", **options) -> Reading:
    return read(Opened(name, data), Options(people=people or _people(), **options))


def _everything(reading: Reading) -> str:
    tables = "".join(repr(table.to_pylist()) for table in reading.tables.values())
    return tables + repr(list(reading.log)) + reading.title + repr(reading.notes)


def test_grades_of_year_nine() -> None:
    reading = _read(_file(_pupil(GIRL, Ma="F", En="A", Sl="9", Idh="3", Tk="Z", Mu="Y"), _pupil(BOY, Sv="2", Sva="D")))
    assert reading.title == "Slutbetyg årskurs 9, vårterminen 2026"
    rows = reading.tables["pupil_grades"].to_pylist()
    girl = {row["subject"]: (row["grade"], row["points"], row["mark"], row["reason"]) for row in rows[:23]}
    assert girl["EN"] == ("A", 20.0, "value", "")
    assert girl["MA"] == ("F", 0.0, "value", "")
    assert girl["SL"] == ("", None, "missing", "no_basis_because_of_absence")
    assert girl["IDH"] == ("", None, "none", "adapted_studies")
    assert girl["TK"] == ("", None, "none", "not_taught_this_year")
    assert girl["MU"] == ("", None, "none", "no_grades_in_this_school")
    assert girl["SVA"] == ("", None, "none", "not_taken")
    assert {(row["sex"], row["birth_year"], row["year_group"], row["year"]) for row in rows} == {
        ("girls", 2013, "9", 2025), ("boys", 2013, "9", 2025),
    }  # fmt: skip
    assert next(row["language"] for row in rows if row["subject"] == "M2") == "SPA"
    assert [entry for entry in reading.log if entry.severity != "note"] == []


def test_names_and_numbers_go_no_further(tmp_path) -> None:
    reading = _read(_file(_pupil(GIRL), _pupil("123"), _pupil(GIRL), _pupil(BOY, "12"), _pupil(BOY, Ma="Q")))
    seen = _everything(reading)
    for personal in (GIRL, GIRL[2:], BOY, "Pelle", "Sträng"):
        assert personal not in seen
    assert [(e.row, e.column, e.code) for e in reading.log] == [
        (3, "PersonNr", "no_person"),
        (4, "PersonNr", "person_twice"),
        (5, "Skolenhetskod", "no_code"),
        (6, "ma", "bad_code"),
    ]
    assert all(entry.value == "" for entry in reading.log)


def test_a_pseudonym_is_the_same_in_every_file_and_only_with_the_key() -> None:
    one = _read(_file(_pupil(GIRL))).tables["pupil_grades"]["person"][0].as_py()
    again = _read(_file(_pupil(BOY), _pupil(GIRL))).tables["pupil_grades"]["person"][30].as_py()
    other = _read(_file(_pupil(GIRL)), People(b"x" * 32)).tables["pupil_grades"]["person"][0].as_py()
    assert one == again != other
    assert len(one) == 26


@pytest.mark.parametrize(
    "row",
    [
        _pupil(HIDDEN),
        _pupil(NAMED, given="Skyddad", family="Identitet"),
        _pupil(NAMED, given="Sekretess", family="Sekretess"),
    ],
    ids=["known from another source", "by name", "by the word of the register"],
)
def test_a_protected_person_has_no_row_and_no_line_in_the_log(row: str) -> None:
    people = _people(HIDDEN)
    reading = _read(_file(_pupil(GIRL), row, _pupil(BOY)), people)
    persons = set(reading.tables["pupil_grades"]["person"].to_pylist())
    assert persons == {people.pseudonym(read_number(GIRL)), people.pseudonym(read_number(BOY))}
    told = [e for e in reading.log if e.code == "protected_left_out"]
    assert [(e.row, e.column, e.value) for e in told] == [(0, "", "")]
    assert not [e for e in reading.log if e.row == 3]


def test_who_is_protected_in_one_file_is_protected_in_the_next() -> None:
    people = _people()
    _read(_file(_pupil(GIRL), _pupil(NAMED, given="Skyddad", family="Person")), people)
    assert people.to_remove == {people.pseudonym(read_number(NAMED))}
    later = _read(_file(_pupil(GIRL), _pupil(NAMED, given="Anna", family="Alm")), People(KEY, set(people.protected)))
    assert len(set(later.tables["pupil_grades"]["person"].to_pylist())) == 1


def test_no_key_no_reading() -> None:
    with pytest.raises(RefusedFileError) as error:
        read(Opened("x.csv", _file(_pupil(GIRL))), Options())
    assert error.value.code == "needs_key"


def test_a_file_without_its_header_is_read_by_the_order_of_the_description() -> None:
    headed = _read(_file(_pupil(GIRL), _pupil(BOY))).tables["pupil_grades"]
    bare = _read("\n".join([_pupil(GIRL), _pupil(BOY)]).encode()).tables["pupil_grades"]
    assert bare.drop_columns(["row", "column"]).equals(headed.drop_columns(["row", "column"]))


def test_rules_of_the_description_that_are_broken_are_told() -> None:
    reading = _read(_file(_pupil(GIRL, Sv="C", Sva="C", **{"M2 (språk)": ""})))
    assert [(e.column, e.severity, e.code) for e in reading.log] == [
        ("m2 (betyg)", "note", "rule_broken"),
        ("Sv, Sva", "warning", "rule_broken"),
    ]


def test_the_same_file_as_a_workbook() -> None:
    rows = list(csv.reader(io.StringIO(_file(_pupil(GIRL)).decode("cp1252")), delimiter=";"))
    book = _read(workbook(("Blankett", rows)), name="betyg.xlsx").tables["pupil_grades"]
    assert book.equals(_read(_file(_pupil(GIRL))).tables["pupil_grades"])


def test_national_tests_of_year_six() -> None:
    head = (
        "System;Datum;Version;PersonNr;Skolenhetskod;MA_GRUPP;MA_A_DELT;MA_PROVB;SV_KURSPLAN;SV_A_PRP;SV_PROVB;EN_C_PRP"
    )
    rows = [f"S;2026-05-05;1;{GIRL};74174879;6A;1;C;2;12;77;6", f"S;2026-05-05;1;{BOY};74174879;6A;99;99;1;88;F;",
            f"S;2026-05-05;1;{TEMPORARY};74174879;6A;1;X;1;70;A;1"]  # fmt: skip
    reading = _read("\n".join([head, *rows]).encode())
    assert reading.title == "Nationella prov årskurs 6, vårterminen 2026"
    table = reading.tables["pupil_tests"].to_pylist()
    columns = ("subject", "part", "kind", "grade", "value", "mark", "reason")
    assert [tuple(row[column] for column in columns) for row in table[:10]] == [
        ("MA", "A", "taken", "", 1.0, "value", ""),
        ("MA", "", "grade", "C", 15.0, "value", ""),
        ("SVA", "A", "points", "", 12.0, "value", ""),
        ("SVA", "", "grade", "", None, "none", "substitute_test"),
        ("EN", "C", "points", "", 6.0, "value", ""),
        ("MA", "A", "taken", "", None, "missing", "did_not_take_part"),
        ("MA", "", "grade", "", None, "missing", "did_not_take_part"),
        ("SV", "A", "points", "", None, "missing", "result_lost"),
        ("SV", "", "grade", "F", 0.0, "value", ""),
        ("EN", "C", "points", "", None, "none", "taken_digitally"),
    ]
    assert table[10]["sex"] == "boys"
    assert [(e.column, e.code) for e in reading.log] == [("MA_PROVB", "bad_code"), ("SV_A_PRP", "bad_code")]


def test_national_tests_of_years_three_and_nine_are_told_apart() -> None:
    three = f"PersonNr;Skolenhetskod;Datum;MA_A_PR;MA_B_POANG\n{GIRL};74174879;2026-05-05;1;17"
    nine = f"PersonNr;Skolenhetskod;Datum;NO_PROV;NO_A_DELT;NO_PROVB\n{GIRL};74174879;2026-05-05;FY;1;B"
    assert {r["year_group"] for r in _read(three.encode()).tables["pupil_tests"].to_pylist()} == {"3"}
    nine_rows = _read(nine.encode()).tables["pupil_tests"].to_pylist()
    assert {(r["year_group"], r["subject"]) for r in nine_rows} == {("9", "FY")}


NUMBERS = [
    (GIRL, "girls", 2013), (f"{BOY[:8]}-{BOY[8:]}", "boys", 2013), (TEMPORARY, "boys", 2013),
    ("20130101TF20", "girls", 2013), (_number("20130371238"), "girls", 2013),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sex", "year"), NUMBERS)
def test_what_a_number_says(text: str, sex: str, year: int) -> None:
    number = read_number(text)
    assert (number.sex, number.birth_year) == (sex, year)
    assert text[:6] not in repr(number)


@pytest.mark.parametrize("text", ["", "123", GIRL[:-1] + str((int(GIRL[-1]) + 1) % 10), "201313010000", "20131301TF10"])
def test_what_is_no_number(text: str) -> None:
    assert read_number(text) is None


@given(st.text(max_size=20))
def test_any_text_is_looked_at_without_raising(text: str) -> None:
    read_number(text)
    says_protected(text)


# --- the student register

UNIT, OTHER_UNIT = "11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222"
P1, P2, P3 = (f"{n}{n}{n}{n}{n}{n}{n}{n}-0000-4000-8000-000000000000" for n in "abc")
ORGANISATIONS = {"data": [
    {"id": UNIT, "displayName": "Njupkärrs skola", "organisationType": "Skolenhet", "schoolUnitCode": "74174879",
     "schoolTypes": ["GR"], "municipalityCode": "0138", "email": "skolan@x.example"},
], "pageToken": None}  # fmt: skip


def person(identity: str, number: str, marking: str = "Ingen", **more) -> dict:
    return {
        "id": identity, "givenName": "Pelle", "familyName": "Sträng", "civicNo": {"value": number}, "sex": "Kvinna",
        "securityMarking": marking, "emails": [{"value": "p@x.example"}], "birthDate": "2013-03-11",
        "enrolments": [{"enroledAt": {"id": UNIT}, "schoolYear": 6, "schoolType": "GR", "startDate": "2025-08-15"}],
        **more,
    }  # fmt: skip


def grade(identity: str, student: str, value: str = "C", **more) -> dict:
    return {
        "id": identity, "student": {"id": student, "displayName": "Pelle Sträng"}, "gradeValue": value,
        "registeredDate": "2026-06-01", "finalGrade": True, "adaptedStudyPlan": "", "organisation": {"id": UNIT},
        "syllabus": {"id": "s", "displayName": "Matematik"}, "semester": "VT", "year": 2026,
        "gradingTeacher": {"id": P3, "displayName": "Lisa Lärare"}, **more,
    }  # fmt: skip


def attendance(student: str, **more) -> dict:
    return {
        "activity": {"id": "act"}, "student": {"id": student}, "startDate": "2026-01-01", "endDate": "2026-01-31",
        "attendanceSum": 4000, "validAbsenceSum": 200, "invalidAbsenceSum": 0, "offeredSum": 4200, **more,
    }  # fmt: skip


def absence(student: str) -> dict:
    return {"id": "f1", "student": {"id": student}, "startTime": "2026-01-12T10:30:00+01:00", "type": "Frånvaro",
            "endTime": "2026-01-12T12:30:00+01:00", "organisation": {"id": UNIT}}  # fmt: skip


def test_a_student_register_becomes_rows_without_names() -> None:
    objects = [ORGANISATIONS, {"data": [person(P1, GIRL)]}, [grade("g1", P1)], {"data": [absence(P1)]},
               {"data": [attendance(P1)]}]  # fmt: skip
    reading = _read(lines(*objects), name="x.jsonl")
    assert recognise(Opened("x", lines(*objects))).code == "ss12000"
    code = _people().pseudonym(read_number(GIRL))
    (enrolment,) = reading.tables["enrolments"].to_pylist()
    assert (enrolment["person"], enrolment["school_unit_code"], enrolment["year_group"], enrolment["sex"]) == (
        code, "74174879", "6", "girls",
    )  # fmt: skip
    (one,) = reading.tables["pupil_grades"].to_pylist()
    assert (one["person"], one["subject"], one["grade"], one["year"]) == (code, "Matematik", "C", 2025)
    (day,) = reading.tables["absences"].to_pylist()
    assert str(day["starts"]) == "2026-01-12 09:30:00+00:00"
    (sums,) = reading.tables["attendance"].to_pylist()
    assert (sums["attended_minutes"], sums["invalid_absence_minutes"], sums["other_minutes"]) == (4000, 0, None)
    for personal in (GIRL, "Pelle", "Sträng", "Lisa", "x.example", P1):
        assert personal not in _everything(reading)


@pytest.mark.parametrize("marking", ["Sekretessmarkering", "Skyddad folkbokföring", "något nytt"])
def test_a_protected_pupil_is_in_no_table_of_the_register(marking: str) -> None:
    people = _people()
    objects = [ORGANISATIONS, [grade("g1", P2), grade("g2", P1)], [absence(P2)], [attendance(P2)],
               [person(P1, GIRL), person(P2, HIDDEN, marking)]]  # fmt: skip
    reading = _read(lines(*objects), people, name="x.jsonl")
    codes = {people.pseudonym(read_number(HIDDEN)), people.pseudonym_of_id(P2)}
    assert not any(code in _everything(reading) for code in codes)
    assert "absences" not in reading.tables
    assert "attendance" not in reading.tables
    assert {row["person"] for row in reading.tables["pupil_grades"].to_pylist()} == {
        people.pseudonym(read_number(GIRL))
    }
    # … and SCB's file of the same pupils, which carries no marking, loses the row too.
    later = _read(_file(_pupil(GIRL), _pupil(HIDDEN)), People(KEY, people.protected))
    assert len(set(later.tables["pupil_grades"]["person"].to_pylist())) == 1


def test_a_marking_on_a_reference_alone_protects() -> None:
    marked = grade("g2", P1)
    marked["student"] = {"id": P1, "securityMarking": "Sekretessmarkering"}
    reading = _read(
        lines(ORGANISATIONS, [person(P1, GIRL), person(P2, BOY)], [grade("g1", P1), marked]), name="x.jsonl"
    )
    assert "pupil_grades" not in reading.tables
    assert reading.tables["enrolments"].num_rows == 1


def test_a_row_about_someone_unknown_is_left_out() -> None:
    reading = _read(lines(ORGANISATIONS, [person(P1, GIRL)], [grade("g1", P2), grade("g2", P1, "-")]), name="x.jsonl")
    assert [(r["grade"], r["mark"]) for r in reading.tables["pupil_grades"].to_pylist()] == [("", "missing")]
    assert "unknown_reference" in {entry.code for entry in reading.log}


def test_what_is_not_in_order_is_told() -> None:
    objects = [ORGANISATIONS, [person(P1, GIRL)], [{"something": 1}], [grade("g1", P1, "Q")],
               [attendance(P1, endDate="2025-01-01"), attendance(P1, attendanceSum=-5)]]  # fmt: skip
    reading = _read(lines(*objects) + b'{"data": [', name="x.jsonl")
    assert sorted((e.column, e.code) for e in reading.log) == [
        ("", "bad_answer"), ("", "cut_line"), ("attendanceSum", "out_of_range"), ("gradeValue", "bad_code"),
        ("startDate", "no_period"),
    ]  # fmt: skip
    assert json.dumps(reading.log.as_json())

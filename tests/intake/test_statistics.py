"""Readers of the open statistics against small files with every trap."""

import pytest

from likvard.intake.import_log import SENTENCES
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.registry import READERS, read, recognise
from tests.intake.statistics_files import COMPOSITION, FLAT, GRADES, NESTED, SALSA, STATISTICS, lines, packed, workbook

KOLADA_3 = {
    "values": [
        {"kpi": "N15428", "municipality": "0138", "period": 2020, "values": [
            {"count": 1, "gender": "T", "status": "", "value": 85.5},
            {"count": 1, "gender": "K", "status": "Privacy", "value": None},
            {"count": 1, "gender": "M", "status": "Missing", "value": None},
            {"count": 1, "gender": "?", "status": "", "value": 1},
        ]},
        {"kpi": "N15428", "municipality": "0000", "period": 2020, "values": [
            {"count": 1, "gender": "T", "status": "Not applicable", "value": None}]},
        {"kpi": "U15401", "ou": "V15E068400107", "period": 2020, "values": [
            {"count": 1, "gender": "T", "status": "", "value": 0}]},
    ],
    "count": 3,
}  # fmt: skip
CUBE = {
    "version": "2.0", "class": "dataset", "href": "https://tables.example/api/v2/tables/TAB638/data",
    "label": "Elever", "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
    "id": ["Region", "Kon", "ContentsCode", "Tid"], "size": [2, 2, 1, 2],
    "dimension": {
        "Region": {"label": "region", "category": {"index": {"0138": 1, "00": 0},
                                                    "label": {"0138": "Tyresö", "00": "Riket"}}},
        "Kon": {"label": "kön", "category": {"index": ["1", "2"], "label": {"1": "män", "2": "kvinnor"}}},
        "ContentsCode": {"label": "innehåll", "category": {"index": {"X1": 0}, "label": {"X1": "Antal elever"}}},
        "Tid": {"label": "år", "category": {"index": {"2020": 0, "2021": 1}}},
    },
    "value": [1, 2, 3, 4, 5, None, 0, 8], "status": {"5": ".."},
}  # fmt: skip


def _read(name: str, data: bytes):
    return read(Opened(name, data))


def _rows(reading, *columns: str) -> list[tuple]:
    table = reading.tables["observations"].to_pylist()
    return [tuple(row[column] for column in columns) for row in table]


def test_an_export_with_every_trap() -> None:
    reading = _read("x.csv.gz", packed(COMPOSITION))
    assert (reading.reader, reading.title) == ("skolverket-export", "Grundskolan - Antal elever per årskurs, 2019/20")
    assert reading.periods == ("2019/20",)
    unit = [
        row
        for row in _rows(reading, "school_unit_code", "measure", "year_group", "value", "mark", "row")
        if row[0] == "74174879"
    ]
    assert unit == [
        ("74174879", "pupils_preschool_class", "F", 27.0, "value", 7),
        ("74174879", "girls_share_preschool_class", "F", 44.0, "value", 7),
        ("74174879", "pupils", "", 345.0, "value", 7),
        ("74174879", "girls_share", "", 44.5, "value", 7),
        ("74174879", "foreign_background_share", "", None, "withheld", 7),
        ("74174879", "parents_post_secondary_share", "", None, "near_100", 7),
        ("74174879", "pupils_in_year", "1", 32.0, "value", 7),
        ("74174879", "pupils_in_year", "2", 30.0, "value", 7),
    ]
    old = [r for r in _rows(reading, "school_unit_code", "municipality_code", "mark") if r[0] == "013800503"]
    assert old == [
        ("013800503", "0138", mark)
        for mark in ("missing", "missing", "value", "value", "value", "empty", "value", "value")
    ]
    assert {(e.row, e.column, e.severity, e.code) for e in reading.log} == {
        (8, "Skol-enhetskod", "note", "old_code"),
        (9, "Kommun-kod", "warning", "unknown_municipality"),
        (9, "Huvudman orgnr", "warning", "unknown_value"),
        (9, "Andel (%) elever med föräldrar med eftergymnasial utb., åk 1-9", "warning", "out_of_range"),
        (9, "Elever, årskurs 1", "warning", "unreadable"),
        (11, "", "note", "footnote"),
        (12, "", "note", "footnote"),
    }
    assert reading.notes == (
        "Rapporten visar antal elever och andel flickor.",
        "Uppgifter som bygger på färre än 10 elever visas inte.",
    )


def test_the_padded_family_and_what_near_100_means() -> None:
    reading = _read("slutbetyg.csv", GRADES.encode())
    merit = [r for r in _rows(reading, "name", "measure", "value", "low", "high", "mark") if "eligible" in r[1]]
    assert merit == [
        ("Njupkärrs skola", "year9_eligible_share", None, 96.0, 99.0, "near_100"),
        ("Nyboda skola", "year9_eligible_share", 80.0, 80.0, 80.0, "value"),
        ("Kompassrosens friskola", "year9_eligible_share", None, None, None, "missing"),
    ]
    assert len(reading.notes) == 1


def test_the_same_table_from_a_workbook_and_in_an_old_encoding() -> None:
    plain = _read("a.csv", GRADES.encode()).tables["observations"]
    old = _read("b.csv", GRADES.removeprefix("\ufeff").encode("cp1252")).tables["observations"]
    rows = [line.split(";") for line in GRADES.removeprefix("\ufeff").splitlines()]
    book = _read("c.xlsx", workbook(("Tabell", rows))).tables["observations"]
    assert plain.equals(old)
    assert plain.equals(book)


def test_an_export_without_a_school_year_is_refused() -> None:
    with pytest.raises(RefusedFileError) as error:
        _read("x.csv", GRADES.replace("Valt läsår: 2024/25", "").encode())
    assert error.value.code == "wrong_shape"


def test_an_unknown_column_is_kept_under_its_own_words() -> None:
    reading = _read("x.csv", GRADES.replace("Antal elever;", "Antal nya saker;").encode())
    assert ("export:antal_nya_saker",) in set(_rows(reading, "measure"))
    assert "unknown_column" in {entry.code for entry in reading.log}


def test_statistics_of_a_unit_from_the_interface() -> None:
    reading = _read("x.jsonl", lines(STATISTICS, STATISTICS) + b'{"url": "cut')
    assert reading.fetched is not None
    assert _rows(reading, "measure", "period", "value", "mark", "reason", "row")[:5] == [
        ("year9_merit_value", "2024/25", 240.0, "value", "", 1),
        ("year9_merit_value", "2023/24", None, "withheld", "few_pupils", 1),
        ("certified_teachers_share", "2024/25", None, "excluded", "no_certificate_required", 1),
        ("pupils_all", "2025/26", 270.0, "about", "", 1),
        ("interface:somethingNew", "2024/25", None, "missing", "missing", 1),
    ]
    assert [(e.row, e.severity, e.code) for e in reading.log] == [
        (1, "note", "no_list"),
        (2, "note", "no_list"),
        (3, "error", "cut_line"),
    ]


def test_a_word_that_contradicts_its_sign_is_told() -> None:
    body = {"schoolUnit": "74174879", "certifiedTeachersQuota": [
        {"value": "..", "valueType": "EXISTS", "timePeriod": "2024/25"},
        {"value": "50,0", "valueType": "MISSING", "timePeriod": "2023/24"},
        {"value": "50,0", "valueType": "NEW_WORD", "timePeriod": "2022/23"},
        {"value": "50,0", "valueType": "EXISTS", "timePeriod": "sometime"},
    ]}  # fmt: skip
    reading = _read("x.json", lines({"status": "OK", "message": "Success", "body": body}))
    assert _rows(reading, "value", "mark") == [(None, "withheld"), (50.0, "value"), (50.0, "value")]
    assert [(e.severity, e.code) for e in reading.log] == [
        ("warning", "mark_differs"), ("warning", "mark_differs"), ("warning", "unknown_value"), ("error", "no_period"),
    ]  # fmt: skip


def test_salsa() -> None:
    reading = _read("x.json", lines({"status": "OK", "body": SALSA}))
    assert _rows(reading, "municipality_code", "measure", "period", "value") == [
        ("0138", "salsa_merit_actual", "2022/23", 213.0),
        ("0138", "salsa_merit_residual", "2022/23", -20.0),
        ("0138", "parents_education", "2022/23", 2.4),
        ("0138", "salsa_merit_modelled", "2022/23", 233.0),
    ]


def test_answers_of_the_survey_nested_and_flat() -> None:
    nested = {"url": "https://x.example/v4/school-units/74174879/nestedsurveys/pupilsgy", "body": NESTED}
    flat = {"url": "https://x.example/v4/school-units/74174879/surveys/custodiansgr", "body": FLAT}
    reading = _read("x.jsonl", lines(nested, flat))
    assert _rows(reading, "measure", "group", "year_group", "value", "mark", "row") == [
        ("survey_answers", "who=pupils", "2", 204.0, "value", 1),
        ("survey_group", "who=pupils", "2", 259.0, "value", 1),
        ("survey_response_share", "who=pupils", "2", 79.0, "value", 1),
        ("survey_index", "who=pupils;topic=security", "2", 7.7, "value", 1),
        ("survey_share", "who=pupils;topic=security;answer=CorrespondsFully", "2", 41.0, "value", 1),
        ("survey_share", "who=pupils;topic=security;answer=CorrespondsWell", "2", None, "not_shown", 1),
        ("survey_share", "who=pupils;topic=security;answer=NoAnswer", "2", 10.0, "value", 1),
        ("survey_answers", "who=custodians", "", 3.0, "value", 2),
        ("survey_index", "who=custodians;topic=security", "", None, "not_shown", 2),
        ("survey_share", "who=custodians;topic=security;answer=CorrespondsFully", "", None, "not_shown", 2),
        ("survey_share", "who=custodians;topic=security;answer=NoAnswer", "", 100.0, "value", 2),
    ]


def test_contact_details_of_a_unit_are_not_read() -> None:
    unit = {"code": "74174879", "name": "Njupkärrs  skola", "typeOfSchooling": [{"code": "gr", "schoolYears": ["1"]}],
            "contactInfo": {"email": "rektor@skola.example"}, "headMaster": "Pelle Sträng",
            "wgs84_Lat": "59.2", "wgs84_Long": "18.3", "organisationRegistryNumber": "2120000092"}  # fmt: skip
    reading = _read("x.json", lines(unit))
    (row,) = reading.tables["units"].to_pylist()
    assert (row["name"], row["school_forms"], row["latitude"]) == ("Njupkärrs skola", ["compulsory"], 59.2)
    assert "Sträng" not in repr(row) + repr(list(reading.log))


def test_kolada_says_why_a_value_is_not_there() -> None:
    reading = _read("x.json", lines(KOLADA_3))
    assert _rows(reading, "level", "municipality_code", "school_unit_code", "sex", "value", "mark") == [
        ("municipality", "0138", "", "", 85.5, "value"),
        ("municipality", "0138", "", "girls", None, "withheld"),
        ("municipality", "0138", "", "boys", None, "missing"),
        ("country", "", "", "", None, "excluded"),
        ("unit", "", "V15E068400107", "", 0.0, "value"),
    ]
    assert [(e.column, e.code) for e in reading.log] == [("gender", "unknown_value")]


def test_a_cube_is_read_in_the_order_of_its_dimensions() -> None:
    reading = _read("x.json", lines(CUBE))
    assert _rows(reading, "level", "municipality_code", "sex", "year", "measure", "value", "mark") == [
        ("country", "", "boys", 2020, "px:TAB638:X1", 1.0, "value"),
        ("country", "", "boys", 2021, "px:TAB638:X1", 2.0, "value"),
        ("country", "", "girls", 2020, "px:TAB638:X1", 3.0, "value"),
        ("country", "", "girls", 2021, "px:TAB638:X1", 4.0, "value"),
        ("municipality", "0138", "boys", 2020, "px:TAB638:X1", 5.0, "value"),
        ("municipality", "0138", "boys", 2021, "px:TAB638:X1", None, "withheld"),
        ("municipality", "0138", "girls", 2020, "px:TAB638:X1", 0.0, "value"),
        ("municipality", "0138", "girls", 2021, "px:TAB638:X1", 8.0, "value"),
    ]
    assert [row["title"] for row in reading.tables["measures"].to_pylist()] == ["Antal elever"]


def test_a_sparse_cube_and_the_older_forms_give_the_same() -> None:
    whole = _rows(_read("x.json", lines(CUBE)), "municipality_code", "sex", "year", "value", "mark")
    sparse = {**CUBE, "value": {str(i): v for i, v in enumerate(CUBE["value"]) if v is not None}}
    assert _rows(_read("x.json", lines(sparse)), "municipality_code", "sex", "year", "value", "mark") == whole
    dimension = {**CUBE["dimension"], "id": CUBE["id"], "size": CUBE["size"], "role": CUBE["role"]}
    first = {"dataset": {"dimension": dimension, "value": CUBE["value"], "status": CUBE["status"], "label": "Elever"}}
    assert _rows(_read("x.json", lines(first)), "municipality_code", "sex", "year", "value", "mark") == whole
    own = {
        "columns": [{"code": "Region", "type": "d"}, {"code": "Kon", "type": "d"}, {"code": "Tid", "type": "t"},
                    {"code": "X1", "type": "c", "text": "Antal elever"}],
        "data": [{"key": [region, sex, year], "values": [value]} for (region, sex, year), value in zip(
            [(r, s, y) for r in ("00", "0138") for s in "12" for y in ("2020", "2021")],
            ["1", "2", "3", "4", "5", "..", "0", "8"], strict=True)],
    }  # fmt: skip
    assert _rows(_read("x.json", lines(own)), "municipality_code", "sex", "year", "value", "mark") == whole


@pytest.mark.parametrize("change", [{"size": [2, 2, 1, 3]}, {"value": [1, 2]}, {"value": 5}, {"dimension": {}}])
def test_a_cube_that_does_not_fit_is_refused(change: dict) -> None:
    with pytest.raises(RefusedFileError) as error:
        _read("x.json", lines({**CUBE, **change}))
    assert error.value.code == "wrong_shape"


def test_merit_values_of_several_springs() -> None:
    schools = [
        {"skola": "A", "kod": 74174879, "kom": "Tyresö", "m17_14": 248.5, "m17_15": None, "m17_16": 999},
        {"skola": "B", "kod": 12, "kom": "Tyresö", "m17_14": 1},
    ]
    reading = _read("x.json", lines(schools))
    assert _rows(reading, "municipality_code", "period", "value", "mark") == [
        ("0138", "2013/14", 248.5, "value"),
        ("0138", "2014/15", None, "empty"),
        ("0138", "2015/16", None, "unreadable"),
    ]
    assert [(e.row, e.code) for e in reading.log] == [(1, "out_of_range"), (2, "no_code")]


def test_survey_indices() -> None:
    text = "skolenhetskod;year;trygghet;studiero;respondents;response_rate\r\n74174879;2026;8.6;6.3;60;0.771\r\nx;y\r\n"
    reading = _read("x.csv", text.encode())
    assert _rows(reading, "measure", "group", "value") == [
        ("survey_index", "who=pupils;topic=trygghet", 8.6),
        ("survey_index", "who=pupils;topic=studiero", 6.3),
        ("survey_answers", "who=pupils", 60.0),
        ("survey_response_share", "who=pupils", 77.1),
    ]
    assert [(e.row, e.code) for e in reading.log] == [(3, "short_row")]


def test_a_municipalitys_own_summaries() -> None:
    one = {"lasar": "2025-2026", "arskurs": 6, "niva": "kommun", "skolenhetskod": None, "kon": "Pojkar",
           "elevgrupp": "SVA", "amne": "Ma", "antal_np": 88, "andel": 94.32, "undertryckt": False}  # fmt: skip
    reading = _read("np.json", lines([one, {**one, "kon": "Annat"}]))
    assert _rows(reading, "level", "period", "sex", "subject", "group", "measure", "value") == [
        ("organiser", "2025/26", "boys", "MA", "pupils=SVA", "own:antal_np", 88.0),
        ("organiser", "2025/26", "boys", "MA", "pupils=SVA", "own:andel", 94.32),
    ]
    assert [e.code for e in reading.log] == ["unknown_value"]


def test_the_name_of_a_file_says_nothing() -> None:
    assert recognise(Opened("elever.csv", lines(KOLADA_3))).code == "kolada"
    assert recognise(Opened("kolada.json", packed(GRADES))).code == "skolverket-export"
    assert recognise(Opened("x.csv", b"a;b\n1;2\n")) is None


def test_every_reader_has_words_and_every_code_a_sentence() -> None:
    assert len({one.code for one in READERS}) == len(READERS)
    assert all(one.swedish and one.english and one.licence.swedish for one in READERS)
    assert all(swedish and english for swedish, english in SENTENCES.values())


def test_a_row_that_a_break_cut_short_is_left_out_and_told():
    cut = GRADES[
        : GRADES.index("55512387;Tyresö;0138;Kommunal;Tyresö kommun;2120000092;5") + len("55512387;Tyresö;0138")
    ]
    reading = _read("x.csv", cut.encode())
    assert {code for (code,) in _rows(reading, "school_unit_code")} == {"74174879"}
    assert [(e.row, e.severity, e.code) for e in reading.log] == [(8, "error", "short_row")]
    # A workbook does not keep empty cells at the end of a row: there the row is whole.
    rows = [line.split(";") for line in GRADES.removeprefix("\ufeff").splitlines()]
    rows[6] = rows[6][:-1]
    reading = _read("x.xlsx", workbook(("T", rows)))
    assert {code for (code,) in _rows(reading, "school_unit_code")} == {"74174879", "55512387", "80509560"}

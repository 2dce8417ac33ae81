"""Lines of the register: the real ones against a gold read by hand, and the forms of earlier years."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.reading import read_text
from likvard.reading.errors import Empty, NotFound, WrongType
from likvard.reading.register_lines import read_caption, read_export, read_line, read_lines

HERE = Path(__file__).parent / "register"


def test_the_real_lines_are_read_as_the_gold_says():
    gold = json.loads((HERE / "export-2026-09.gold.json").read_text(encoding="utf-8"))
    assert [line.to_json() for line in read_export(HERE / "export-2026-09.csv")] == gold


CAPTIONS = [
    # 2019-2020: unit first, form after a comma, "den offentliga huvudmannen"
    (
        "Regelbunden kvalitetsgranskning av Björkskolan, grundskola, för den offentliga huvudmannen VÄXJÖ KOMMUN, "
        "läsåret 2019/2020",
        {
            "kind": "planned_quality_audit",
            "unit": "Björkskolan",
            "school_forms": ("compulsory",),
            "organiser": ("Växjö kommun", "municipality"),
            "municipality_code": "0780",
            "school_year": "2019/2020",
        },
    ),
    (
        "Regelbunden tillsyn av Kunskapens hus, IM, gymnasieskola, för den enskilda huvudmannen "
        "Eruditia AB, läsåret 2019/2020",
        {
            "kind": "planned_supervision",
            "unit": "Kunskapens hus, IM",
            "school_forms": ("upper_secondary",),
            "organiser": ("Eruditia AB", "independent"),
        },
    ),
    (
        "Regelbunden kvalitetsgranskning av den offentliga huvudmannen TIMRÅ KOMMUN, grundskola, läsåret 2020/2021",
        {
            "level": "organiser",
            "unit": None,
            "organiser": ("Timrå kommun", "municipality"),
            "school_forms": ("compulsory",),
        },
    ),
    (
        "Planerad kvalitetsgranskning, Huvudmannanivå, Gymnasieskola för Offentlig huvudman ÖRNSKÖLDSVIKS KOMMUN i "
        "Örnsköldsviks kommun, läsåret 2023/2024",
        {
            "level": "organiser",
            "unit": None,
            "school_forms": ("upper_secondary",),
            "organiser": ("Örnsköldsviks kommun", "municipality"),
            "municipality_code": "2284",
            "school_year": "2023/2024",
        },
    ),
    (
        "Utdömande av vite i grundärende 43-2015:6019, Regelbunden tillsyn av Björkskolan, grundskola, för den "
        "offentliga huvudmannen VÄXJÖ KOMMUN, läsåret 2015/2016",
        {
            "kind": "fine_in_court",
            "review_kind": "planned_supervision",
            "related_case": "43-2015:6019",
            "unit": "Björkskolan",
        },
    ),
    (
        "Riktad tillsyn, Skolenhetsnivå, Gymnasieskola av Naturbruksgymnasiet för Offentlig huvudman "
        "VÄSTRA GÖTALANDSREGIONEN i Svenljunga kommun, läsåret 2025/2026",
        {"organiser": ("Västra Götalandsregionen", "region"), "municipality_code": "1465"},
    ),
    (
        "Uppgift om Manillaskolan med huvudmannen SPECIALPEDAGOGISKA SKOLMYNDIGHETEN i Stockholms kommun",
        {"organiser": ("Specialpedagogiska skolmyndigheten", "state"), "unit": "Manillaskolan"},
    ),
    # "i Sverige AB" belongs to a name, the last "i X kommun" is the place
    (
        "Uppgift om Skola i Lund med huvudmannen Skolan i Sverige AB i Lunds kommun",
        {"unit": "Skola i Lund", "organiser": ("Skolan i Sverige AB", "independent"), "municipality_code": "1281"},
    ),
    ("Uppgift om Björkskolan med huvudmannen  i Växjö kommun", {"unit": "Björkskolan", "organiser": None}),
    ("Uppgift i Ängelholms kommun", {"kind": "report_of_concern", "unit": None, "municipality_code": "1292"}),
    (
        "Ägar- och ledningsprövning av Nya Skolor AB i Malmö kommun",
        {"kind": "owner_and_management_review", "unit": None, "organiser": ("Nya Skolor AB", "independent")},
    ),
    (
        "Remiss av betänkandet En ny utbildning (SOU 2026:50) U2026/01497",
        {"kind": "referral", "unit": None, "related_case": None},
    ),
    ("Personuppgiftsbiträdesavtal ", {"kind": "other", "unit": None, "organiser": None, "municipality_code": None}),
    ("", {"kind": "other", "unit": None}),
]


@pytest.mark.parametrize(("caption", "expected"), CAPTIONS)
def test_captions(caption, expected):
    read = read_caption(caption)
    for name, value in expected.items():
        found = getattr(read, name)
        if name == "organiser" and found is not None:
            found = (found.name, found.kind)
        assert found == value, name


def test_a_question_mark_between_spaces_is_a_lost_dash():
    assert read_caption("En tid ? nuläge").text == "En tid – nuläge"


@pytest.mark.parametrize(
    "line",
    [
        '="SI 2026:8714";="2026-09-03";="Uppgift i Ängelholms kommun"',
        '="SI 2026:8714";="2026-09-03";"Uppgift i Ängelholms kommun "',
        '"SI 2026:8714","2026-09-03","Uppgift i Ängelholms kommun"',
        "SI 2026:8714;2026-09-03;Uppgift i Ängelholms kommun",
        "\ufeffSI 2026:8714\t2026-09-03\tUppgift i Ängelholms kommun",
    ],
)
def test_cells_however_they_are_quoted(line):
    read = read_line(line)
    assert (read.case_number, read.registered, read.caption.municipality_code) == (
        "SI 2026:8714",
        date(2026, 9, 3),
        "1292",
    )


def test_header_and_empty_lines_are_no_entries():
    header = '="Ärende (År:nr)";="Registreringsdatum";="Ärendemening"'
    text = header + '\n\n="SI 2026:1";="2026-01-02";="Uppgift i Mora kommun"\n;;\n'
    assert [line.case_number for line in read_lines(text)] == ["SI 2026:1"]


def test_an_export_in_the_older_encoding():
    assert (
        read_export('="SI 2019:1";="2019-01-02";="Uppgift i Växjö kommun"'.encode("cp1252"))[0].caption.municipality
        == "Växjö"
    )


def test_files_that_are_no_export(tmp_path):
    with pytest.raises(NotFound):
        read_export(tmp_path / "nothing.csv")
    with pytest.raises(Empty):
        read_export(b"\n\n")
    with pytest.raises(WrongType):
        read_export(b"PK\x03\x04\x00\x00")


def test_a_line_alone_is_a_register_line_with_evidence():
    reading = read_text(
        '="SI 2026:8759";="2026-09-03";="Uppgift om LJUSTORPS FÖRSKOLA med huvudmannen TIMRÅ KOMMUN i Timrå kommun "'
    )
    assert reading.record["document_type"] == "register_line"
    assert reading.record["case_number"] == "SI 2026:8759"
    assert reading.record["organiser"] == {"name": "Timrå kommun", "kind": "municipality"}
    assert reading.record["school_units"] == ["Ljustorps förskola"]
    assert {"organiser.name", "date", "case_number", "municipality_code"} <= {e["field"] for e in reading.evidence}


@given(st.text(max_size=300))
def test_no_line_is_too_strange(line):
    read_line(line)

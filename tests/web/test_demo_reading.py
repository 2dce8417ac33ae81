"""The reader reads the demo's documents: what a newcomer meets first must be right."""

import re
from datetime import date

import pytest

from likvard.reading import read
from likvard.web.demo.days import StoryDays
from likvard.web.demo.papers import template
from likvard.web.demo.story import DOCUMENTS

DAYS = StoryDays(date(2026, 11, 18))
ALMVIK = {"name": "Almviks kommun", "kind": "municipality"}
STENHUSET = {"name": "Stenhusets Friskola AB", "kind": "independent"}


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    read_ones = {}
    for document in DOCUMENTS:
        path = folder / document.name
        path.write_bytes(document.content(DAYS))
        read_ones[document.key] = read(path)
    return read_ones


def test_kinds(readings):
    audit, supervision = "planned_quality_audit", "planned_supervision"
    assert {key: (r.record["document_type"], r.record["review_kind"]) for key, r in readings.items()} == {
        "beslut_bjorkbacken": ("decision", audit),
        "uppfoljning_bjorkbacken": ("followup_decision", audit),
        "bilaga_enkat_trygghet": ("other", None),
        "beslut_strandang": ("decision", supervision),
        "pressmeddelande": ("press_release", supervision),
        "uppfoljning_strandang": ("followup_decision", supervision),
        "beslut_grundskolan": ("decision", audit),
        "tjansteskrivelse": ("board_memo", "quality_dialogue"),
        "informationsbrev": ("information_letter", "thematic_quality_audit"),
        "beslut_stenhuset": ("decision", audit),
    }


def test_a_municipality_that_is_none_is_never_taken_for_another(readings):
    organisers = {key: reading.record["organiser"] for key, reading in readings.items()}
    assert organisers.pop("beslut_stenhuset") == STENHUSET
    assert [one for one in organisers.values() if one not in (None, ALMVIK)] == []
    assert {reading.record["municipality_code"] for reading in readings.values()} == {None}


def test_last_days(readings):
    iso = date.isoformat
    assert {
        key: [(d["date"], d["what"]) for d in reading.record["deadlines"]] for key, reading in readings.items()
    } == {
        "beslut_bjorkbacken": [(iso(DAYS.school_due), "response")],
        "uppfoljning_bjorkbacken": [],
        "bilaga_enkat_trygghet": [],
        "beslut_strandang": [(iso(DAYS.supervision_due), "response")],
        "pressmeddelande": [(iso(DAYS.supervision_due), "response")],
        "uppfoljning_strandang": [(iso(DAYS.supervision_new_due), "response")],
        "beslut_grundskolan": [(iso(DAYS.audit_due), "response")],
        "tjansteskrivelse": [],
        "informationsbrev": [
            (iso(DAYS.letter_contact), "contact_person"),
            (iso(DAYS.letter_documents), "documents"),
            (iso(DAYS.letter_fact_check), "fact_check"),
        ],
        "beslut_stenhuset": [(iso(DAYS.independent_due), "response")],
    }


def _areas(reading):
    return [(a["judgement"], a["follow_up"], a["intervention"], len(a["findings"])) for a in reading.record["areas"]]


def test_areas_and_findings(readings):
    assert {key: _areas(readings[key]) for key in readings if readings[key].record["areas"]} == {
        "beslut_bjorkbacken": [("some", None, None, 1), ("high", None, None, 0), ("low", None, None, 2)],
        "uppfoljning_bjorkbacken": [("some", "in_line", None, 1), ("low", "further_needed", None, 2)],
        "beslut_strandang": [
            ("no_deficiency", None, None, 0),
            ("deficiency", None, "order_with_fine", 2),
            ("deficiency", None, "order", 1),
        ],
        "uppfoljning_strandang": [("deficiency", "partly_remaining", "order", 1), ("deficiency", "remedied", None, 0)],
        "beslut_grundskolan": [("some", None, None, 2), ("low", None, None, 2)],
        "informationsbrev": [(None, None, None, 0), (None, None, None, 0)],
        "beslut_stenhuset": [("high", None, None, 0), ("some", None, None, 1)],
    }


def test_the_audit_is_closed_while_an_area_lives_on(readings):
    record = readings["uppfoljning_bjorkbacken"].record
    assert (record["outcome"], record["received"]) == ("closed", DAYS.school_received.isoformat())
    assert record["school_units"] == ["Björkbackens skola"]


def test_the_fine(readings):
    record = readings["beslut_strandang"].record
    assert record["interventions"] == [
        {"kind": "order_with_fine", "fine_sek": 400000},
        {"kind": "order", "fine_sek": None},
    ]


def test_each_finding_is_one_item_of_its_document_word_for_word(readings):
    words = DAYS.words()
    for key, reading in readings.items():
        lines = [line for block in template(key, words).blocks for line in block]
        items = {re.sub(r" \([^()]*§[^()]*\)$", "", line.removeprefix("- ")) for line in lines if line.startswith("- ")}
        found = [finding["text"] for area in reading.record["areas"] for finding in area["findings"]]
        assert [text for text in found if text not in items] == []

"""A reading as rows, and the record that comes of what people say of them."""

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.documents.fields import field_of, sound
from likvard.documents.values import Said, next_key, reviewed_record, rows, to_review

from .readings import DOUBTFUL, EVIDENCE, FINDING, RECORD


def said(verdict, value=None, number=1):
    return Said(number, verdict, value, "Eva", "1", None)


def laid_out(**verdicts):
    keys = {key.replace("__", "."): one for key, one in verdicts.items()}
    return rows(RECORD, EVIDENCE, DOUBTFUL, keys)


def told(verdicts):
    return reviewed_record(RECORD, rows(RECORD, EVIDENCE, DOUBTFUL, verdicts))


def test_nothing_said_leaves_the_record_as_it_was_read():
    assert told({}) == RECORD


def test_rows_are_every_value_that_was_read_and_every_doubt():
    present = {row.key for row in laid_out() if not row.missing}
    assert present == {
        "document_type", "review_kind", "review_kind_printed", "case_number", "date", "organiser", "school_units[0]",
        "areas[0]", "areas[0].judgement", "areas[0].findings[0]", "people[0]", "doubtful[1]", "doubtful[4]",
    }  # fmt: skip


def test_a_doubt_about_an_object_is_one_row_with_all_its_parts():
    row = {r.key: r for r in laid_out()}["doubtful[1]"]
    assert (row.path, row.value, row.doubt) == ("deadlines", {"date": "2024-11-18", "what": "response"}, "ambiguous")
    assert [(p.start, p.end) for p in row.places] == [tuple(DOUBTFUL[1]["span"]), tuple(DOUBTFUL[2]["span"])]


def test_the_doubtful_come_first():
    assert [row.doubtful for row in to_review(laid_out())] == [True] * 4 + [False] * 9


def test_a_confirmed_doubt_enters_the_record():
    record = told({"doubtful[1]": said("confirmed", {"date": "2024-11-18", "what": "response"})})
    assert record["deadlines"] == [{"date": "2024-11-18", "what": "response"}]


def test_a_doubtful_part_is_proposed_but_not_asserted():
    row = {r.key: r for r in laid_out()}["organiser"]
    assert row.value == {"name": "Almviks kommun", "kind": "municipality"}
    assert told({})["organiser"] == {"name": "Almviks kommun", "kind": None}
    assert told({"organiser": said("confirmed", row.value)})["organiser"] == row.value


def test_a_dismissed_value_leaves_the_record():
    record = told({"case_number": said("dismissed"), "areas[0].findings[0]": said("dismissed")})
    assert (record["case_number"], record["areas"][0]["findings"]) == (None, [])


def test_a_dismissed_area_takes_what_stands_under_it_along():
    assert told({"areas[0]": said("dismissed")})["areas"] == []


def test_a_corrected_value_replaces_the_one_that_was_read():
    new = {"kind": "development_area", "text": "Rektorn behöver utveckla undervisningen."}
    assert told({"areas[0].findings[0]": said("corrected", new)})["areas"][0]["findings"] == [new]


def test_values_added_by_hand_stand_last():
    record = told({
        "deadlines[0]": said("corrected", {"date": "2025-01-15", "what": "response"}),
        "areas[1]": said("corrected", "Trygghet och studiero"),
        "areas[1].findings[0]": said("corrected", {"kind": "deficiency", "text": "Otrygga raster."}),
    })  # fmt: skip
    assert record["deadlines"] == [{"date": "2025-01-15", "what": "response"}]
    assert [(a["name"], len(a["findings"])) for a in record["areas"]] == [
        ("Undervisning", 1),
        ("Trygghet och studiero", 1),
    ]


def test_what_a_case_points_back_to_has_its_key():
    second = {"kind": "development_area", "text": "Rektorn behöver återkoppla."}
    read = deepcopy(RECORD)
    read["areas"] = [{**RECORD["areas"][0], "name": "Rektors ledarskap"}, read["areas"][0]]
    read["areas"][1]["findings"].append(second)
    read["deadlines"] = [{"date": "2024-06-03", "what": "fact_check"}, {"date": "2024-11-18", "what": "response"}]
    dismissed = dict.fromkeys(["areas[0]", "areas[1].findings[0]", "deadlines[0]"], said("dismissed"))
    told_of = rows(read, EVIDENCE, DOUBTFUL, dismissed)
    record = reviewed_record(read, told_of, keyed=True)
    values = {row.key: row.in_record for row in told_of}
    (area,) = record["areas"]
    assert (area["key"], values[area["key"]]) == ("areas[1]", area["name"])
    assert area["findings"] == [{**second, "key": "areas[1].findings[1]"}]
    assert record["deadlines"] == [{"date": "2024-11-18", "what": "response", "key": "deadlines[1]"}]
    for one in (*area["findings"], *record["deadlines"]):
        assert values[one["key"]] == {name: part for name, part in one.items() if name != "key"}


def test_a_doubtful_element_of_a_list_joins_it_when_confirmed():
    record = told({"doubtful[4]": said("confirmed", ["4 kap. 3 § skollagen"])})
    assert record["legal_basis"] == ["4 kap. 3 § skollagen"]


def test_several_readings_of_one_place_are_alternatives():
    doubts = [
        {"field": "case_number", "value": number, "span": [0, 3], "page": 1, "confidence": 0.4, "reason": "ambiguous"}
        for number in ("SI 2024:1", "SI 2024:2")
    ]
    empty = {**RECORD, "case_number": None}
    row = {r.key: r for r in rows(empty, [], doubts, {})}["case_number"]
    assert (row.value, row.alternatives, row.doubt) == ("SI 2024:1", ("SI 2024:2",), "ambiguous")
    assert reviewed_record(empty, [row])["case_number"] is None


@pytest.mark.parametrize(
    ("path", "key"),
    [("deadlines", "deadlines[0]"), ("school_units", "school_units[1]"), ("areas", "areas[1]"),
     ("areas[0].findings", "areas[0].findings[1]")],
)  # fmt: skip
def test_the_next_key_of_a_list(path, key):
    assert next_key(laid_out(), path) == key


@pytest.mark.parametrize("path", ["case_number", "areas[7].findings", "nothing", "areas[0].name", ""])
def test_what_is_no_list_has_no_next_key(path):
    with pytest.raises(KeyError):
        next_key(laid_out(), path)


@pytest.mark.parametrize(
    ("key", "name"),
    [("date", "date"), ("deadlines[3]", "deadline"), ("areas[1]", "area"), ("areas[1].judgement", "judgement"),
     ("areas[0].findings[2]", "finding"), ("doubtful[0]", None), ("areas[0].name", None), ("schema", None),
     ("deadlines[0].date", None), ("people[99999]", None)],
)  # fmt: skip
def test_field_of_a_key(key, name):
    found = field_of(key)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("key", "value", "whole"),
    [("deadlines[0]", {"date": "--05-20", "what": "response"}, False), ("date", "2024-02-30", False),
     ("deadlines[0]", {"date": None, "what": "response"}, False), ("date", "2024-02-29", True),
     ("deadlines[0]", {"date": "2024-02-29", "what": None}, False), ("case_number", None, False)],
)  # fmt: skip
def test_only_whole_values_can_be_confirmed(key, value, whole):
    assert sound(field_of(key), value) is whole


verdicts = st.sampled_from(["confirmed", "dismissed", "corrected"])


@given(st.dictionaries(st.sampled_from([r.key for r in rows(RECORD, EVIDENCE, DOUBTFUL, {})]), verdicts))
def test_whatever_people_say_the_record_keeps_its_shape(spoken):
    before = deepcopy((RECORD, EVIDENCE, DOUBTFUL))
    values = {r.key: r.value for r in rows(RECORD, EVIDENCE, DOUBTFUL, {})}
    record = told({key: said(verdict, values[key]) for key, verdict in spoken.items()})
    assert record.keys() == RECORD.keys()
    assert before == (RECORD, EVIDENCE, DOUBTFUL)
    assert json.loads(json.dumps(record)) == record
    assert FINDING not in json.dumps(record, ensure_ascii=False) or spoken.get("areas[0]") != "dismissed"


def lean(value):
    """Gold files leave out parts that a damaged document lost."""
    return (
        [lean(v) for v in value]
        if isinstance(value, list)
        else ({k: v for k, v in value.items() if v is not None} if isinstance(value, dict) else value)
    )


def test_every_gold_record_goes_through_unchanged(shared):
    for path in sorted((shared / "reading").rglob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        record = reviewed_record(gold, rows(gold, [], [], {}))
        for name, value in gold.items():
            if name == "areas":
                got = [{k: a[k] for k in gold_area} for a, gold_area in zip(record["areas"], value, strict=True)]
                assert got == value, path.name
            else:
                assert lean(record[name]) == lean(value), (path.name, name)

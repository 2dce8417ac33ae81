"""The demo's story holds together on whatever day it is loaded."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.terms.municipalities import by_code, by_name
from likvard.web.demo.days import StoryDays
from likvard.web.demo.papers import TEMPLATES, as_text, template
from likvard.web.demo.story import (
    CASES,
    DOCUMENTS,
    LOOSE_DOCUMENTS,
    ORGANISATIONS,
    PEOPLE,
    UNITS,
    register_export,
)

DAY = date(2026, 11, 18)
ANY_DAY = st.dates(date(2024, 1, 1), date(2040, 12, 31))


@given(ANY_DAY)
def test_things_happen_in_order(base):
    d = StoryDays(base)
    for story in (
        [d.letter, base, d.letter_contact, d.letter_documents, *d.letter_interviews, d.letter_fact_check],
        [*d.audit_interviews, d.audit_decided, base, d.audit_due],
        [*d.school_visit, d.school_decided, d.school_received, d.school_due, d.school_followed_up, d.evidence, base],
        [
            *d.supervision_visit,
            d.supervision_decided,
            d.supervision_received,
            d.supervision_due,
            *d.supervision_revisit,
            d.supervision_followed_up,
            base,
            d.supervision_new_due,
        ],
        [d.memo_assignment, d.memo, base, *d.memo_dialogues],
        [*d.independent_visit, d.independent_decided, base, d.independent_due],
    ):
        assert story == sorted(story)


@given(ANY_DAY)
def test_no_last_day_falls_on_a_weekend(base):
    d = StoryDays(base)
    last_days = [d.letter_contact, d.letter_documents, d.letter_fact_check, d.audit_due, d.school_due]
    last_days += [d.supervision_due, d.supervision_new_due, d.independent_due]
    assert [day for day in last_days if day.isoweekday() > 5] == []


@settings(deadline=None, max_examples=25)  # reads every template each time
@given(ANY_DAY)
def test_each_template_finds_its_days(base):
    words = StoryDays(base).words()
    for path in TEMPLATES.glob("*.txt"):
        assert "{" not in as_text(path.stem, words, base)


def test_a_template_that_names_an_unknown_day_is_refused():
    with pytest.raises(KeyError):
        template("beslut_bjorkbacken", {})


def test_every_template_is_a_document_of_the_story():
    assert {d.key for d in DOCUMENTS} == {path.stem for path in TEMPLATES.glob("*.txt")}


def test_the_story_names_only_what_it_holds():
    people, documents = {p.email for p in PEOPLE}, {d.key: d for d in DOCUMENTS}
    organisations, units = {o.key for o in ORGANISATIONS}, {u.code: u for u in UNITS}
    for person in PEOPLE:
        assert person.email.endswith("@example.org")
        assert person.organisation is None or person.organisation in organisations
        assert {units[code].organisation for code in person.units} <= {person.organisation}
    told = list(LOOSE_DOCUMENTS)
    for case in CASES:
        told += case.documents
        assert case.worked_by in people
        assert {documents[key].holder for key in case.documents} == {case.holder}
        for finding in case.findings:
            told += finding.evidence_documents
            assert {finding.owner, *(m.owner for m in finding.measures)} <= {*people, None}
    assert sorted(told) == sorted(documents)


def test_documents_are_uploaded_in_the_order_they_came():
    days = StoryDays(DAY)
    for case in CASES:
        came = [next(d for d in DOCUMENTS if d.key == key).came(days) for key in case.documents]
        assert came == sorted(came)


def test_the_text_of_each_finding_stands_in_its_documents():
    words = StoryDays(DAY).words()
    for case in CASES:
        text = " ".join(" ".join(as_text(key, words, DAY).split()) for key in case.documents)
        begins = [f.begins for f in case.findings] + [i.begins for i in (case.answer.items if case.answer else ())]
        assert [b for b in begins if b not in text] == []


def test_nothing_in_the_story_is_a_real_municipality():
    assert {by_code(o.municipality_code) for o in ORGANISATIONS if o.municipality_code} == {None}
    assert by_name("Almviks kommun") is None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.key)
def test_a_document_is_the_same_each_time_it_is_made(document):
    days = StoryDays(DAY)
    assert document.content(days) == document.content(days)


def test_the_register_export_names_the_supervision():
    days = StoryDays(DAY)
    assert days.words()["supervision_case"] in register_export(days)

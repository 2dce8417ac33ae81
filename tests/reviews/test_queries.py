"""What people see of cases: only their own, in a fixed number of queries, with what is missing."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from likvard.access.queries import grants_of
from likvard.reviews.models import CaseDocument, CaseUnit, Evidence, FindingState
from likvard.reviews.queries import CaseFilter, case_page, cases_for, cases_matching, lines, units_in_cases, visible_to
from likvard.reviews.queries.caseparts import together
from likvard.reviews.queries.people import colleagues
from likvard.rulebook.permissions import Role
from tests.factories import (
    NOW,
    TODAY,
    a_case,
    a_deadline,
    a_document,
    a_finding,
    a_measure,
    a_unit,
    a_user,
    an_area,
    an_organiser,
)

from . import records as r
from .test_opening import take

pytestmark = pytest.mark.django_db


def mine(user):
    return grants_of(user, TODAY)


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def editor(holder):
    return a_user(organisation=holder)


def a_full_case(holder, findings):
    """A case with everything on it: `findings` rows with a measure, evidence and a last day each."""
    case = a_case(holder, decided_on=date(2026, 9, 1))
    unit = a_unit(holder, f"Enhet {case.pk}")
    CaseUnit.objects.create(case=case, printed_name=unit.name, school_unit=unit)
    for n in range(findings):
        document = a_document(holder)
        CaseDocument.objects.create(case=case, document=document, part="decision", dated=TODAY, added_at=NOW)
        area = an_area(case, f"Område {n}")
        finding = a_finding(case, area, f"Nummer {n}", owner=a_user(organisation=holder), document=document)
        a_measure(finding, owner=finding.owner, until=TODAY, seen_by="Lästest")
        Evidence.objects.create(finding=finding, note="Sett.", added_by=finding.owner, added_at=NOW)
        a_deadline(case, TODAY + timedelta(days=n), finding=finding, document=document)
        case.people.create(name=f"Person {n}", role="reports")
        case.periods.create(starts=TODAY, ends=TODAY, what="visit")
        case.timeline.create(day=TODAY, what="visit")
        case.interventions.create(kind="order")
    return case


@pytest.mark.parametrize("findings", [1, 3])
def test_case_page_takes_seven_queries_however_much_it_holds(holder, editor, findings):
    case, grants = a_full_case(holder, findings), mine(editor)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        page = case_page(case.pk, grants)
        touched = [
            (row.finding.owner.name, row.finding.area.name, row.finding.document.name, row.gaps) for row in page.rows
        ]
        people = [m.owner.name for row in page.rows for m in row.measures]
        people += [e.added_by.name for row in page.rows for e in row.evidence]
        units = [u.name for u in page.units if u.tied]
        days = [(d.owner, d.document.name, d.first_day) for d in page.deadlines]
        documents = [d.document.name for d in page.documents]
    assert (len(touched), len(people), len(units), len(days)) == (findings, 2 * findings, 1, findings)
    assert len(documents) == findings
    assert len(seen) == 7


def test_small_tables_read_together_are_what_each_would_give_alone(holder):
    case = a_full_case(holder, 3)
    CaseUnit.objects.create(case=case, printed_name='Ånäs "gamla" skola', match_score=0.25)
    case.areas.update(legal_basis=["3 kap. 2 § skollagen", "4 kap. 3, 5–7 §§"])
    case.timeline.create(day=TODAY, until=TODAY + timedelta(days=1), what="received", text="Två rader\noch “citat”")
    a_full_case(holder, 2)
    tables = (
        case.areas.all(), case.units.all(), case.people.all(), case.periods.all(), case.interventions.all(),
        case.timeline.all(), case.people.filter(name="nobody"),
    )  # fmt: skip
    with CaptureQueriesContext(connection) as seen:
        read = together(*tables)
    assert len(seen) == 1
    for rows, table in zip(read, tables, strict=True):
        alone = {row.pk: row for row in table}
        assert {row.pk for row in rows} == set(alone)
        for row in rows:
            names = [field.attname for field in row._meta.concrete_fields]
            assert {n: getattr(row, n) for n in names} == {n: getattr(alone[row.pk], n) for n in names}
            assert not row._state.adding


@pytest.mark.parametrize("cases", [1, 3])
def test_list_takes_four_queries_however_many_cases(holder, editor, cases):
    for _ in range(cases):
        a_full_case(holder, 2)
    grants = mine(editor)
    with CaptureQueriesContext(connection) as seen:
        shown = lines(list(cases_for(grants, CaseFilter(), today=TODAY)), grants)
        assert [line.findings for line in shown] == [2] * cases
    assert len(seen) == 4


def test_nobody_sees_a_neighbours_cases(holder, editor):
    own = a_full_case(holder, 1)
    neighbour = an_organiser("Björkviks kommun")
    theirs = a_full_case(neighbour, 1)
    reader = a_user(organisation=neighbour)
    assert set(visible_to(mine(editor))) == {own}
    assert set(visible_to(mine(reader))) == {theirs}
    assert case_page(theirs.pk, mine(editor)) is None
    assert set(visible_to(mine(a_user(role=Role.SYSTEM_OWNER)))) == set()
    assert set(visible_to(mine(a_user(role=None)))) == set()


def a_case_of_two_units(holder):
    one, two = a_unit(holder, "Björkskolan"), a_unit(holder, "Ekskolan")
    case = a_case(holder)
    for unit in (one, two):
        CaseUnit.objects.create(case=case, printed_name=unit.name, school_unit=unit)
    area, other = an_area(case, "Rektors ledarskap"), an_area(case, "Undervisning")
    a_finding(case, area, "Gäller Björkskolan", school_unit=one)
    hidden = a_finding(case, other, "Gäller Ekskolan", school_unit=two)
    a_finding(case, other, "Gäller båda")
    a_deadline(case, TODAY, finding=hidden)
    shared = a_deadline(case, TODAY)
    case.interventions.create(kind="order")
    document = a_document(holder)
    CaseDocument.objects.create(case=case, document=document, part="decision", added_at=NOW)
    return case, one, shared


def test_principal_sees_findings_of_own_units_only(holder):
    case, unit, shared = a_case_of_two_units(holder)
    principal = a_user(Role.PRINCIPAL, holder, units=[unit])
    page = case_page(case.pk, mine(principal))
    assert [row.finding.text for row in page.rows] == ["Gäller Björkskolan"]
    assert [area.area.name for area in page.areas] == ["Rektors ledarskap"]
    assert page.deadlines == (shared,)
    assert (page.complete, page.documents, page.interventions) == (False, (), ())
    assert [one.name for one in page.units] == [unit.name]


def test_principal_of_the_only_unit_sees_the_whole_case(holder):
    unit = a_unit(holder)
    case = a_case(holder)
    CaseUnit.objects.create(case=case, printed_name=unit.name, school_unit=unit)
    a_finding(case, an_area(case), "Utan enhet")
    page = case_page(case.pk, mine(a_user(Role.PRINCIPAL, holder, units=[unit])))
    assert ([row.finding.text for row in page.rows], page.complete) == (["Utan enhet"], True)


def test_principal_sees_a_case_where_a_finding_is_given_to_her_unit(holder):
    unit, case = a_unit(holder), a_case(holder)
    given, _ = a_finding(case, text="Given", school_unit=unit), a_finding(case, text="Huvudmannens")
    principal = a_user(Role.PRINCIPAL, holder, units=[unit])
    assert set(visible_to(mine(principal))) == {case}
    assert [row.finding for row in case_page(case.pk, mine(principal)).rows] == [given]
    assert set(visible_to(mine(a_user(Role.PRINCIPAL, holder, units=[a_unit(holder)])))) == set()


def test_board_reader_sees_the_case_without_its_documents(holder):
    case = a_full_case(holder, 1)
    page = case_page(case.pk, mine(a_user(Role.BOARD_READER, holder)))
    assert (len(page.rows), page.documents) == (1, ())


GAPS = [
    ({}, [], ("no_owner", "no_measure")),
    ({"owner": True}, [{}], ("measure_without_owner", "measure_without_day", "measure_without_sign")),
    ({"owner": True}, [{"state": "done", "done_on": TODAY, "owner": True, "seen_by": "x"}], ("no_evidence",)),
    ({"owner": True}, [{"owner": True, "until": TODAY, "seen_by": "x"}], ()),
    ({"owner": True}, [{"state": "dropped"}], ("no_measure",)),
    ({"state": FindingState.IN_LINE}, [], ()),
    ({"state_doubtful": True, "owner": True}, [{"owner": True, "until": TODAY, "seen_by": "x"}], ("state_doubtful",)),
]


@pytest.mark.parametrize(("fields", "measures", "gaps"), GAPS)
def test_what_a_finding_lacks(holder, editor, fields, measures, gaps):
    case = a_case(holder)
    finding = a_finding(case, **fields | ({"owner": editor} if fields.get("owner") else {}))
    for measure in measures:
        a_measure(finding, **measure | ({"owner": editor} if measure.get("owner") else {}))
    assert case_page(case.pk, mine(editor)).rows[0].gaps == gaps


def test_list_is_filtered_by_what_it_needs(holder, editor):
    calm = a_case(holder, title="Lugn")
    a_finding(calm, owner=editor)
    a_deadline(calm, TODAY + timedelta(days=60))
    unowned = a_case(holder, title="Utan ansvarig")
    a_finding(unowned)
    soon = a_case(holder, title="Snart")
    a_deadline(soon, TODAY + timedelta(days=3))
    doubtful = a_case(holder, title="Oklar")
    a_finding(doubtful, owner=editor, state_doubtful=True)
    settled = a_case(holder, title="Klar", state="closed", closed_on=TODAY)
    a_finding(settled, state="in_line")
    needing = cases_for(mine(editor), CaseFilter(needs=True), today=TODAY)
    assert set(needing) == {unowned.pk, soon.pk, doubtful.pk}


def test_nearest_last_day_comes_first_and_closed_cases_last(holder, editor):
    later, sooner = a_case(holder, title="Sedan"), a_case(holder, title="Nu")
    a_deadline(later, TODAY + timedelta(days=30))
    a_deadline(sooner, TODAY + timedelta(days=2))
    done = a_case(holder, title="Slut", state="closed", closed_on=TODAY)
    none = a_case(holder, title="Ingen dag")
    assert list(cases_for(mine(editor), CaseFilter(), today=TODAY)) == [c.pk for c in (sooner, later, none, done)]


def test_list_is_filtered_by_state_kind_unit_and_words(holder, editor):
    unit = a_unit(holder)
    audit = a_case(holder, title="Granskning av Ekskolan", case_number="SI 2026:77")
    CaseUnit.objects.create(case=audit, printed_name=unit.name, school_unit=unit)
    supervision = a_case(holder, kind="planned_supervision", state="closed", closed_on=TODAY)
    grants = mine(editor)
    by_id = {case.pk: case for case in (audit, supervision)}

    def found(**wanted):
        return {by_id[pk] for pk in cases_for(grants, CaseFilter(**wanted), today=TODAY)}

    assert found(state="open") == {audit}
    assert found(state="closed") == {supervision}
    assert found(kind="planned_supervision") == {supervision}
    assert found(unit=unit.pk) == {audit}
    assert found(words="ekskolan 2026:77") == {audit}
    assert units_in_cases(grants) == [(unit.pk, unit.name)]


def proposals(holder, record):
    return [(p.case, p.certain, [w.sv for w in p.why]) for p in cases_matching(holder, record)]


def test_same_case_number_is_certain(holder):
    case = take(holder, r.DECISION)
    ((found, certain, why),) = proposals(holder, r.FOLLOW_UP)
    assert (found, certain, why[0]) == (case, True, "Samma diarienummer: SI 2024:7001")


def test_follow_up_without_a_number_is_proposed_by_what_it_says(holder):
    case = take(holder, r.DECISION)
    take(holder, r.ORDER)
    ((found, certain, why),) = proposals(holder, r.FOLLOW_UP | {"case_number": None})
    assert (found, certain) == (case, False)
    assert "Dokumentet nämner ärendets beslutsdag" in why


@pytest.mark.parametrize(
    "record",
    [
        r.ORDER | {"case_number": None},  # the other language
        r.FOLLOW_UP | {"case_number": None, "school_units": ["Ekskolan"], "timeline": []},
        r.a_record("press_release", review_kind=None, case_number=None),
    ],
)
def test_what_is_another_review_is_not_proposed(holder, record):
    take(holder, r.DECISION | {"school_units": ["Björkskolan"]})
    assert proposals(holder, record) == []


def test_another_holders_case_is_never_proposed(holder):
    take(an_organiser("Björkviks kommun"), r.DECISION)
    assert proposals(holder, r.FOLLOW_UP) == []


def test_colleagues_are_those_who_work_in_the_organisation(holder, editor):
    unit = a_unit(holder)
    principal = a_user(Role.PRINCIPAL, holder, units=[unit], name="Öde Rektor")
    a_user(Role.BOARD_READER, holder)
    a_user(organisation=an_organiser("Björkviks kommun"))
    found = colleagues(a_case(holder), on=TODAY)
    assert {one.user for one in found} == {editor, principal}
    seen = next(one for one in found if one.user == principal)
    assert seen.sees(frozenset({unit.pk}))
    assert not seen.sees(frozenset())

"""To do: the right rows in the right group for each role, and a steady number of queries."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from likvard.access.queries import grants_of
from likvard.reviews.actions import deadlines
from likvard.reviews.models import Answer, CaseUnit, Decision, FollowUp, Protocol, Round, SecondReader
from likvard.reviews.queries.judgements import slots_of
from likvard.reviews.queries.todo import group_of, todo
from likvard.rulebook.permissions import Role
from tests.factories import (
    NOW,
    TODAY,
    a_case,
    a_deadline,
    a_decision,
    a_finding,
    a_judgement,
    a_measure,
    a_participant,
    a_protocol,
    a_round,
    a_unit,
    a_user,
    an_organiser,
    issued,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def authority():
    return an_organiser("Verket", kind="authority")


def rows(user, at=NOW):
    return todo(user, grants_of(user, TODAY), at=at, today=TODAY).rows


def said(user):
    return [(r.kind, r.group, r.code, r.thing) for r in rows(user)]


@pytest.mark.parametrize(
    ("day", "group"),
    [
        ("2026-11-17", "overdue"),
        ("2026-11-18", "this_week"),  # today, a Wednesday: the last day is included
        ("2026-11-22", "this_week"),  # Sunday
        ("2026-11-23", "later"),
    ],
)
def test_groups(day, group):
    assert group_of(date.fromisoformat(day), TODAY) == group


def test_an_editor_has_her_own_what_nobody_has_and_waits_for_the_rest(holder):
    editor, other = a_user(Role.EDITOR, holder), a_user(Role.EDITOR, holder, name="Åsa Öberg")
    case = a_case(holder, title="Ärendet")
    a_deadline(case, TODAY - timedelta(days=2), "documents", owner=editor)
    a_deadline(case, TODAY, "response")
    a_deadline(case, TODAY + timedelta(days=30), "appeal", owner=editor)
    a_deadline(case, TODAY, "fact_check", owner=other)
    assert sorted(said(editor)) == [
        ("deadline", "later", "appeal", "Ärendet"),
        ("deadline", "overdue", "documents", "Ärendet"),
        ("deadline", "this_week", "response", "Ärendet"),
        ("deadline", "waiting", "fact_check", "Ärendet"),
    ]
    days = [r.day for r in rows(editor)]
    assert days == sorted(days)
    assert [r.who for r in rows(editor) if r.group == "waiting"] == ["Åsa Öberg"]


def test_nobody_is_asked_to_announce_what_is_decided(authority):
    lead, mine = a_user(Role.REVIEW_LEAD, authority), a_user(Role.REVIEWER, authority)
    round_ = a_round(authority, state="running", lead=lead)
    alm, _berg = (a_participant(round_, an_organiser(name), investigator=mine) for name in ("Alm", "Berg"))

    def letters():
        return [r.count for r in rows(lead) if r.kind == "round_letters"]

    assert letters() == [2]
    for slot in slots_of(alm):
        a_judgement(alm, mine, slot.key)
    issued(a_decision(alm, mine, lead))
    assert letters() == [1]


def test_a_reviewer_waits_for_what_the_reviewed_is_to_do(authority, holder):
    investigator = a_user(Role.REVIEWER, authority)
    case = a_participant(a_round(authority), holder, investigator=investigator).case
    a_finding(case)
    a_deadline(case, TODAY, "response")
    a_deadline(case, TODAY - timedelta(days=1), "documents")
    a_deadline(case, TODAY, "follow_up")
    mine = [(r.code, r.group, r.who, r.theirs) for r in rows(investigator) if r.case == case.pk]
    assert sorted(mine) == [
        ("documents", "overdue", holder.name, True),
        ("follow_up", "this_week", "", False),
        ("response", "waiting", holder.name, True),
    ]


def test_who_reviews_her_own_units_has_their_last_days_and_findings(holder):
    editor = a_user(Role.EDITOR, holder)
    case = a_participant(a_round(holder), holder, investigator=editor).case
    a_finding(case)
    a_deadline(case, TODAY, "response")
    assert [(r.kind, r.group, r.who, r.theirs) for r in rows(editor) if r.case == case.pk] == [
        ("deadline", "this_week", "", False),
        ("unowned", "this_week", "", False),
    ]


def test_measures_of_ones_own_and_others(holder):
    editor, other = a_user(Role.EDITOR, holder), a_user(Role.PRINCIPAL, holder, name="Rektor")
    finding = a_finding(a_case(holder), owner=editor)
    a_measure(finding, "Min", owner=editor, until=TODAY)
    a_measure(finding, "Klar", owner=editor, until=TODAY, state="done", done_on=TODAY)
    a_measure(finding, "Släppt", owner=editor, until=TODAY, state="dropped")
    a_measure(finding, "Rektors, nära", owner=other, until=TODAY + timedelta(days=3))
    a_measure(finding, "Rektors, långt bort", owner=other, until=TODAY + timedelta(days=60))
    assert said(editor) == [
        ("measure", "this_week", "planned", "Min"),
        ("measure", "waiting", "planned", "Rektors, nära"),
    ]


def test_findings_without_an_owner_are_one_row_a_case(holder):
    editor = a_user(Role.EDITOR, holder)
    case = a_case(holder, title="Nytt beslut")
    for n in range(3):
        a_finding(case, text=f"Fynd {n}")
    a_finding(case, text="Ägt", owner=editor)
    a_finding(case, text="Klart", state="in_line")
    [row] = rows(editor)
    assert (row.kind, row.group, row.count, row.thing) == ("unowned", "this_week", 3, "Nytt beslut")


def test_an_answered_case_waits_for_the_authority(holder):
    editor = a_user(Role.EDITOR, holder)
    case = a_case(holder, state="answered", authority="Skolinspektionen")
    Answer.objects.create(
        case=case, number=1, created_at=NOW, sent_on=date(2026, 11, 1), content={"a": 1}, checksum="x" * 64
    )
    [row] = rows(editor)
    assert (row.kind, row.group, row.who, row.day) == ("awaiting", "waiting", "Skolinspektionen", date(2026, 11, 1))


def test_a_principal_sees_her_own_things_in_own_units_only(holder):
    own, other = a_unit(holder, "Björkskolan"), a_unit(holder, "Ekskolan")
    principal = a_user(Role.PRINCIPAL, holder, units=[own])
    mine, theirs = a_case(holder, title="Björkskolan"), a_case(holder, title="Ekskolan")
    for case, unit in ((mine, own), (theirs, other)):
        CaseUnit.objects.create(case=case, printed_name=unit.name, school_unit=unit)
        a_deadline(case, TODAY, owner=principal)
        a_deadline(case, TODAY, "documents")
        a_measure(a_finding(case, school_unit=unit), f"Åtgärd {unit.name}", owner=principal, until=TODAY)
    assert sorted(said(principal)) == [
        ("deadline", "this_week", "response", "Björkskolan"),
        ("measure", "this_week", "planned", "Åtgärd Björkskolan"),
    ]


@pytest.mark.parametrize("role", [Role.BOARD_READER, Role.SYSTEM_OWNER])
def test_those_who_do_no_case_work_have_nothing_to_do(holder, role):
    user = a_user(role, None if role == Role.SYSTEM_OWNER else holder)
    case = a_case(holder)
    a_deadline(case, TODAY)
    a_finding(case)
    assert rows(user) == ()


def test_a_neighbour_sees_nothing(holder):
    stranger = a_user(Role.DIRECTOR, an_organiser("Bergviks kommun"))
    case = a_case(holder)
    a_deadline(case, TODAY)
    a_deadline(case, TODAY, owner=stranger)
    a_measure(a_finding(case, owner=stranger), owner=stranger, until=TODAY)
    assert rows(stranger) == ()


def test_what_was_just_done_stays_ten_seconds(holder):
    editor, other = a_user(Role.EDITOR, holder), a_user(Role.EDITOR, holder)
    row = a_deadline(a_case(holder), TODAY)
    deadlines.meet_deadline(deadline=row, met_on=TODAY, by=editor, at=NOW)
    assert [r.done for r in rows(editor, NOW + timedelta(seconds=9))] == [True]
    assert rows(editor, NOW + timedelta(seconds=10)) == ()
    assert rows(other, NOW) == ()


def test_the_number_of_queries_does_not_grow(holder, django_assert_num_queries):
    editor = a_user(Role.EDITOR, holder)

    def more(n):
        for _ in range(n):
            case = a_case(holder)
            a_deadline(case, TODAY)
            a_measure(a_finding(case), owner=editor, until=TODAY)
            a_case(holder, state="answered")

    grants = grants_of(editor, TODAY)
    for n in (1, 3):
        more(n)
        with django_assert_num_queries(7):
            todo(editor, grants, at=NOW, today=TODAY)


def test_first_rows_of_each_group_are_those_of_all_and_the_rest_is_counted(holder):
    editor, other = a_user(Role.EDITOR, holder), a_user(Role.EDITOR, holder)
    for n in range(7):
        case = a_case(holder, title=f"Ärende {n}", state="answered" if n % 2 else "decided")
        for days in (-3, 2, 40 + n):
            a_deadline(case, TODAY + timedelta(days=days), owner=other if days == 2 else None)
        a_finding(case)
    grants = grants_of(editor, TODAY)
    whole = todo(editor, grants, at=NOW, today=TODAY)
    first = todo(editor, grants, at=NOW, today=TODAY, most=2)
    assert not any(whole.left_out.values())
    for group in ("overdue", "this_week", "later", "waiting"):
        of_group = [row for row in whole.rows if row.group == group]
        shown = [row for row in first.rows if row.group == group]
        assert len(shown) + first.left_out.get(group, 0) == len(of_group)
        for kind in {row.kind for row in of_group}:
            of_kind = [row for row in of_group if row.kind == kind]
            assert [row for row in shown if row.kind == kind] == of_kind[:2]


def test_an_appeal_day_that_has_passed_asks_nothing_of_anybody(holder):
    editor = a_user(Role.EDITOR, holder)
    case = a_case(holder)
    a_deadline(case, TODAY - timedelta(days=1), "appeal")
    a_deadline(case, TODAY, "appeal")
    a_deadline(case, TODAY - timedelta(days=1), "response")
    assert [(r.code, r.group) for r in rows(editor)] == [("response", "overdue"), ("appeal", "this_week")]


def test_the_reviewing_side_has_what_its_rounds_wait_for(authority):
    """Each to whom it falls; nothing of a withdrawn participant, of a closed round or of another authority's."""
    lead, mine = a_user(Role.REVIEW_LEAD, authority), a_user(Role.REVIEWER, authority)
    round_ = a_round(authority, state="running", lead=lead, title="Granskningen")
    alm, berg = (a_participant(round_, an_organiser(name), investigator=mine) for name in ("Alm", "Berg"))
    gone = a_participant(round_, an_organiser("Borta"), investigator=mine, state="withdrawn", reason="Nedlagd")
    for one in (alm, gone):
        protocol = a_protocol(one, "Intervju", by=mine)
        Protocol.objects.filter(pk=protocol.pk).update(state="checked", sent_at=NOW, check_until=TODAY)
        SecondReader.objects.create(participant=one, user=lead, asked_at=NOW)
    FollowUp.objects.create(case=berg.case, number=1, planned_on=TODAY - timedelta(days=1), created_at=NOW)
    FollowUp.objects.create(case=alm.case, number=1, planned_on=TODAY + timedelta(days=40), created_at=NOW)
    draft = Decision.objects.create(
        participant=alm, decided_by=lead, decided_on=TODAY, outcome="closed", created_at=NOW, changed_at=NOW
    )
    Decision.objects.create(participant=berg, decided_by=lead, created_at=NOW, changed_at=NOW)  # details are missing
    assert {(r.kind, r.group, r.thing, r.where, r.count) for r in rows(mine)} == {
        ("round_fact_check", "this_week", "Alm", "Granskningen", 0),
        ("round_follow_up", "overdue", "Berg", "Granskningen", 0),
    }
    mine_to_lead = rows(lead)
    assert {(r.kind, r.thing, r.count) for r in mine_to_lead} == {
        ("round_letters", "Granskningen", 2), ("round_second", "Alm", 0), ("round_decide", "Alm", 0),
    }  # fmt: skip
    assert {r.subject for r in mine_to_lead} == {round_.pk, alm.pk, draft.pk}
    other = an_organiser("Annat verk", kind="authority")
    assert rows(a_user(Role.REVIEW_LEAD, other)) == ()
    Round.objects.filter(pk=round_.pk).update(state="closed", closed_on=TODAY, closing_grounds="Klart.")
    assert (rows(mine), rows(lead)) == ((), ())


def test_the_page_leads_to_what_a_round_waits_for(authority, client_of):
    lead = a_user(Role.REVIEW_LEAD, authority)
    round_ = a_round(authority, state="running", lead=lead)
    participant = a_participant(round_, an_organiser("Alm"), investigator=lead)
    FollowUp.objects.create(case=participant.case, number=1, planned_on=TODAY, created_at=NOW)
    page = client_of(lead).get("/").content.decode()
    assert "Skicka 1 brev" in page
    assert f'href="{reverse("letters:index", args=[round_.pk])}"' in page
    assert f'href="{reverse("decisions:follow_up", args=[round_.pk, participant.pk])}"' in page

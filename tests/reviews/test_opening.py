"""Documents in, one case out: in whatever order they come, and closed is not fixed."""

import json
from datetime import date
from itertools import permutations

import pytest

from likvard.ledger.models import Event
from likvard.reviews.actions.languages import MixedLanguages
from likvard.reviews.actions.opening import Matches, UnitMatch, add_document_to_case, open_case, register_case
from likvard.reviews.models import Case
from tests.factories import NOW, a_document, a_unit, a_user, an_organiser

from . import records as r

pytestmark = pytest.mark.django_db


UNMATCHED = Matches()


def take(holder, *read, by=None, matches=UNMATCHED):
    """The case that the records make, one document each, in the order given."""
    case = None
    for record in read:
        document = a_document(holder, f"{record['document_type']}.pdf")
        if case is None:
            case = open_case(
                holder=holder, record=record, document=document, reading=None, matches=matches, by=by, at=NOW
            )
        else:
            case = add_document_to_case(
                case=case, record=record, document=document, reading=None, matches=matches, by=by, at=NOW
            )
    return case


def findings(case):
    """(area, text, state, doubtful) of every finding, as a set that knows no order."""
    rows = case.findings.values_list("area__name", "text", "state", "state_doubtful")
    assert len(rows) == len(set(rows))
    return set(rows)


def deadlines(case):
    return {(d.what, d.day, d.met_on) for d in case.deadlines.all()}


def test_letter_opens_an_announced_case():
    case = take(an_organiser(), r.LETTER)
    assert case.state == "announced"
    assert case.title == "Planerad kvalitetsgranskning av grundskolan"
    assert (case.kind, case.kind_version) == ("planned_quality_audit", "2023-07-01")
    assert deadlines(case) == {("contact_person", date(2024, 1, 29), None)}
    assert [(p.name, p.role, p.email) for p in case.people.all()] == [
        ("Majken Ödmark", "contact", "majken@example.org")
    ]
    assert [(p.starts, p.ends, p.what) for p in case.periods.all()] == [
        (date(2024, 2, 26), date(2024, 3, 10), "interviews")
    ]
    assert [a.name for a in case.areas.all()] == [r.ANALYSIS, r.SUPPORT]


def test_decision_fills_the_case_of_the_letter():
    case = take(an_organiser(), r.LETTER, r.DECISION)
    assert Case.objects.count() == 1
    assert (case.state, case.decided_on, case.opened_on) == ("decided", date(2024, 4, 18), date(2024, 1, 15))
    assert findings(case) == {
        (r.ANALYSIS, r.WHY, "open", False),
        (r.ANALYSIS, r.GROUPS, "open", False),
        (r.SUPPORT, r.TARGET, "open", False),
    }
    assert [(a.name, a.judgement, a.legal_basis) for a in case.areas.all()] == [
        (r.ANALYSIS, "low", ["4 kap. 3 § skollagen"]),
        (r.SUPPORT, "some", ["1 kap. 9 § skollagen", "4 kap. 7 § skollagen"]),
    ]
    assert deadlines(case) == {
        ("contact_person", date(2024, 1, 29), date(2024, 4, 18)),  # the letter's phase is over
        ("response", date(2024, 10, 25), None),
    }
    people = {(p.name, p.title, p.role, p.email) for p in case.people.all()}
    assert people == {
        ("Majken Ödmark", "utredare", "contact", "majken@example.org"),
        ("Roland Qvist", "enhetschef", "decides", ""),
    }


def test_each_finding_knows_where_it_stands():
    case = take(an_organiser(), r.DECISION)
    places = [(f.record_path, f.document.name) for f in case.findings.order_by("ordering")]
    assert places == [
        ("areas[0].findings[0]", "decision.pdf"),
        ("areas[0].findings[1]", "decision.pdf"),
        ("areas[1].findings[0]", "decision.pdf"),
    ]


def test_places_hold_when_values_before_them_were_dismissed():
    support = {**r.DECISION["areas"][1], "key": "areas[4]"}
    support["findings"] = [{**support["findings"][0], "key": "areas[4].findings[3]"}]
    days = [{"date": "2024-10-25", "what": "response", "key": "deadlines[2]"}]
    case = take(an_organiser(), {**r.DECISION, "areas": [support], "deadlines": days})
    assert [f.record_path for f in case.findings.all()] == ["areas[4].findings[3]"]
    assert [d.record_path for d in case.deadlines.all()] == ["deadlines[2]"]
    judged = {**r.FOLLOW_UP["areas"][-1], "name": support["name"], "key": "areas[7]"}
    take_in = {**r.FOLLOW_UP, "areas": [judged]}
    document = a_document(case.holder, "followup_decision.pdf")
    add_document_to_case(case=case, record=take_in, document=document, reading=None, matches=UNMATCHED, by=None, at=NOW)
    assert [f.state_path for f in case.findings.all()] == ["areas[7].follow_up"]


def test_a_day_that_only_an_areas_row_holds_points_to_the_area():
    areas = [{**r.DECISION["areas"][0], "deadline": "2024-11-01", "key": "areas[2]"}]
    case = take(an_organiser(), {**r.DECISION, "areas": areas, "deadlines": []})
    assert [(d.day, d.record_path) for d in case.deadlines.all()] == [(date(2024, 11, 1), "areas[2].deadline")]


CLOSED_NOT_FIXED = {
    (r.ANALYSIS, r.WHY, "in_line", False),
    (r.ANALYSIS, r.GROUPS, "in_line", False),
    (r.SUPPORT, r.TARGET, "further_needed", False),
}


@pytest.mark.parametrize("order", list(permutations([r.LETTER, r.DECISION, r.FOLLOW_UP])))
def test_one_audit_is_one_case_in_every_order(order):
    case = take(an_organiser(), *order)
    assert Case.objects.count() == 1
    assert (case.state, case.outcome) == ("closed", "closed")
    assert (case.opened_on, case.decided_on, case.closed_on) == (
        date(2024, 1, 15),
        date(2024, 4, 18),
        date(2025, 1, 22),
    )
    assert findings(case) == CLOSED_NOT_FIXED
    assert {(a.name, a.judgement, a.follow_up) for a in case.areas.all()} == {
        (r.ANALYSIS, "low", "in_line"),
        (r.SUPPORT, "some", "further_needed"),
    }
    assert deadlines(case) == {
        ("contact_person", date(2024, 1, 29), date(2024, 4, 18)),
        ("response", date(2024, 10, 25), date(2024, 10, 21)),
    }
    assert {f.document.name for f in case.findings.all()} == {"decision.pdf"}
    assert {f.state_document.name for f in case.findings.all()} == {"followup_decision.pdf"}


def test_closed_is_not_fixed():
    case = take(an_organiser(), r.DECISION, r.FOLLOW_UP)
    assert case.state == "closed"
    assert case.closing_grounds.startswith("Uppföljningsbeslutet den 22 januari 2025.")
    lives_on = case.findings.get(text=r.TARGET)
    assert lives_on.state == "further_needed"
    assert lives_on.state_since == date(2025, 1, 22)
    assert lives_on.state_grounds == (
        "Uppföljningsbeslutet den 22 januari 2025: Ytterligare kvalitetshöjande åtgärder behövs."
    )


def test_follow_up_first_knows_the_earlier_judgement_from_itself():
    case = take(an_organiser(), r.FOLLOW_UP)
    assert case.state == "closed"
    assert case.decided_on == date(2024, 4, 18)
    assert {(a.name, a.judgement) for a in case.areas.all()} == {(r.ANALYSIS, "low"), (r.SUPPORT, "some")}
    assert len(findings(case)) == 3


AFTER_FIRST = {
    (r.SUPPORT_BY_LAW, r.INQUIRY, "partly_remaining", False),
    (r.SUPPORT_BY_LAW, r.PROGRAMME, "open", True),  # the follow-up does not mention it: a person must look
    (r.SAFETY, r.REPORTING, "remaining", False),
    (r.SAFETY, r.CALM, "remaining", False),
    (r.TEACHING, r.GUIDANCE, "remedied", False),
}


@pytest.mark.parametrize("order", list(permutations([r.ORDER, r.REMAINS])))
def test_supervision_that_goes_on_has_new_last_days(order):
    case = take(an_organiser(), *order)
    assert (case.state, case.outcome) == ("decided", "open")
    assert findings(case) == AFTER_FIRST
    assert deadlines(case) == {
        ("response", date(2024, 9, 30), date(2024, 9, 27)),
        ("response", date(2025, 2, 28), None),
        ("response", date(2025, 3, 31), None),
    }
    notes = {d.day: d.note for d in case.deadlines.filter(met_on=None)}
    assert notes == {date(2025, 2, 28): r.SUPPORT_BY_LAW, date(2025, 3, 31): r.SAFETY}
    assert {(i.kind, i.fine_sek) for i in case.interventions.all()} == {
        ("order_with_fine", 300000),
        ("order_with_fine", 400000),
        ("order", None),
        ("remark", None),
    }


@pytest.mark.parametrize("order", list(permutations([r.ORDER, r.REMAINS, r.ENDED])))
def test_the_later_of_two_follow_ups_counts(order):
    case = take(an_organiser(), *order)
    assert (case.state, case.closed_on) == ("closed", date(2025, 5, 20))
    assert {(text, state) for _, text, state, _ in findings(case)} == {
        (r.INQUIRY, "remedied"),
        (r.PROGRAMME, "remedied"),
        (r.REPORTING, "remedied"),
        (r.CALM, "remedied"),
        (r.GUIDANCE, "remedied"),
    }
    assert case.deadlines.filter(met_on=None).count() == 0


def test_the_same_document_twice_changes_nothing():
    holder = an_organiser()
    case = take(holder, r.DECISION)
    document = case.documents.get().document
    again = add_document_to_case(case=case, record=r.DECISION, document=document, reading=None, by=None, at=NOW)
    assert (again.version, again.documents.count(), again.findings.count()) == (case.version, 1, 3)


def test_audit_and_supervision_are_never_mixed():
    holder = an_organiser()
    audit = take(holder, r.DECISION)
    before = (findings(audit), audit.documents.count())
    with pytest.raises(MixedLanguages, match="annat slag av granskning"):
        take_into(audit, r.ORDER)
    audit.refresh_from_db()
    assert (findings(audit), audit.documents.count()) == before


def take_into(case, record):
    document = a_document(case.holder, "annat.pdf")
    return add_document_to_case(case=case, record=record, document=document, reading=None, by=None, at=NOW)


def test_a_reading_that_mixes_both_is_refused_and_leaves_nothing():
    mixed = r.a_record(
        "decision",
        review_kind=None,
        areas=[r.an_area("Ett", r.WHY), r.an_area("Två", r.CALM, kind="deficiency")],
    )
    with pytest.raises(MixedLanguages, match="blandar"):
        take(an_organiser(), mixed)
    assert Case.objects.count() == 0


def test_a_deficiency_in_an_audit_is_refused():
    with pytest.raises(MixedLanguages):
        take(an_organiser(), r.a_record("decision", areas=[r.an_area("Ett", r.CALM, kind="deficiency")]))


def test_what_a_person_wrote_survives_the_follow_up():
    holder = an_organiser()
    owner = a_user(organisation=holder)
    case = take(holder, r.DECISION)
    finding = case.findings.get(text=r.TARGET)
    finding.owner, finding.causes = owner, "Insatserna är lika för alla skolor."
    finding.save()
    take_into(case, r.FOLLOW_UP)
    finding.refresh_from_db()
    assert (finding.owner, finding.causes, finding.state) == (
        owner,
        "Insatserna är lika för alla skolor.",
        "further_needed",
    )


@pytest.mark.parametrize(("follow_up", "state"), [("in_line", "closed"), ("further_needed", "further_needed")])
def test_a_finding_closed_here_is_opened_only_by_an_authority_that_wants_more(follow_up, state):
    case = take(an_organiser(), r.DECISION)
    case.findings.update(state="closed", state_grounds="Kartlagt i maj.", closing_outcome="effect_shown")
    take_into(case, r.FOLLOW_UP | {"areas": [r.an_area(r.SUPPORT, r.TARGET, follow_up=follow_up)]})
    assert case.findings.get(text=r.TARGET).state == state


def test_register_line_becomes_a_case_that_a_document_fills():
    holder = an_organiser()
    line = r.a_record("register_line", date="2024-01-10", authority="Skolinspektionen")
    case = register_case(holder=holder, record=line, matches=Matches(), by=None, at=NOW)
    again = register_case(holder=holder, record=line, matches=Matches(), by=None, at=NOW)
    assert (case.state, again.pk) == ("registered", case.pk)
    take_into(case, r.DECISION)
    case.refresh_from_db()
    assert (case.state, case.opened_on, case.findings.count()) == ("decided", date(2024, 1, 10), 3)


def test_letter_of_a_review_without_decisions_stays_announced():
    letter = r.LETTER | {"review_kind": "thematic_quality_audit", "outcome": "no_decisions"}
    case = take(an_organiser(), letter)
    assert (case.state, case.outcome) == ("announced", "no_decisions")


def test_press_release_tells_of_a_decision_without_findings():
    told = r.a_record(
        "press_release", **r.SUPERVISION | {"case_number": None}, outcome="open",
        deadlines=[{"date": "2024-05-20", "what": "response"}], related_case_numbers=["SI 2024:7002"],
    )  # fmt: skip
    case = take(an_organiser(), told)
    assert (case.state, case.case_number, case.related_case_numbers) == ("decided", "", ["SI 2024:7002"])
    assert deadlines(case) == {("response", date(2024, 5, 20), None)}


def test_organisers_own_answer_moves_the_case_and_meets_the_last_day():
    answer = r.a_record("response", date="2024-10-20")
    case = take(an_organiser(), r.DECISION, answer)
    assert case.state == "answered"
    assert deadlines(case) == {("response", date(2024, 10, 25), date(2024, 10, 20))}


def test_only_a_certain_match_ties_a_unit_to_the_register():
    holder = an_organiser()
    unit = a_unit(holder, r.SCHOOL)
    sure = Matches(holder, (UnitMatch(r.SCHOOL, unit, 0.98),))
    record = r.ORDER | {"school_units": [r.SCHOOL, "Vassjöskolan 2"]}
    case = take(holder, record, matches=sure)
    assert {(u.printed_name, u.school_unit, u.match_score) for u in case.units.all()} == {
        (r.SCHOOL, unit, 0.98),
        ("Vassjöskolan 2", None, None),
    }
    assert case.organiser == holder


def test_every_step_is_in_the_ledger_without_a_word_of_the_texts():
    holder = an_organiser()
    by = a_user(organisation=holder)
    case = take(holder, r.DECISION, r.FOLLOW_UP, by=by)
    events = list(Event.objects.filter(scope_case=str(case.id)).order_by("id"))
    assert [e.action for e in events] == [
        "case_opened",
        "finding_found", "finding_found", "finding_found",
        "deadline_added",
        "case_document_added",
        "case_decided",
        "finding_state_changed", "finding_state_changed", "finding_state_changed",
        "deadline_met",
        "case_document_added",
        "case_answered",
        "case_closed",
    ]  # fmt: skip
    told = " ".join(f"{e.before} {e.after}" for e in events)
    assert "Huvudmannen" not in told
    assert {e.actor_id for e in events} == {str(by.id)}


# --- the five kinds of document that a municipality meets first ---------------------------------------------


def test_page_about_a_report_makes_a_case_that_claims_nothing():
    page = r.a_record("report_page", review_kind=None, review_kind_printed=None, organiser=None, date="2024-11-01")
    case = take(an_organiser(), page)
    assert (case.kind, case.state, case.findings.count(), case.deadlines.count()) == ("other", "announced", 0, 0)


def test_memo_on_quality_dialogues_is_the_organisers_own_matter():
    memo = r.a_record(
        "board_memo", review_kind="quality_dialogue", review_kind_printed="kvalitetssamtal", organiser=None,
        case_number=None, school_forms=["preschool", "compulsory", "pedagogical_care"], authority="Utbildningskontoret",
        timeline=[{"date": "2018-06-20", "what": "mandate", "text": "uppdrag § 56"}],
    )  # fmt: skip
    case = take(an_organiser(), memo)
    assert (case.kind, case.state) == ("quality_dialogue", "announced")
    assert case.title == "Kvalitetssamtal om förskolan, grundskolan och den pedagogiska omsorgen"
    assert [(e.day, e.what) for e in case.timeline.all()] == [(date(2018, 6, 20), "mandate")]


def test_follow_up_without_a_date_closes_on_the_day_it_was_laid_here_and_says_so():
    case = take(an_organiser(), r.DECISION, r.FOLLOW_UP | {"date": None})
    assert (case.state, case.closed_on) == ("closed", date(2026, 11, 18))
    assert "har inget läsbart datum" in case.closing_grounds
    assert {state for _, _, state, _ in findings(case)} == {"in_line", "further_needed"}


def test_every_gold_record_makes_a_case(shared):
    """The reader's own corpus: whatever a document says, it becomes a case or is refused in words."""
    made = refused = 0
    for file in sorted((shared / "reading").rglob("*.gold.json")):
        record = r.a_record("other") | {"timeline": []} | json.loads(file.read_text(encoding="utf-8"))
        holder = an_organiser(file.stem)
        try:
            case = take(holder, record)
        except MixedLanguages:
            refused += 1
            continue
        made += 1
        read = [f for area in record["areas"] for f in area.get("findings") or []]
        assert case.findings.count() == len(read), file.name
        assert case.deadlines.count() >= len({(d["date"], d["what"]) for d in record["deadlines"]}), file.name
        if record["outcome"] == "closed" and record["document_type"] in ("decision", "followup_decision"):
            assert case.state == "closed", file.name
    assert made > 30
    assert refused == 0

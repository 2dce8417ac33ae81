"""The pages of cases: one happy walk, refusals, leaks, two editors, and the same number of queries for more rows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from likvard.quality.models import Measure
from likvard.reviews.models import Case, CaseUnit, Finding
from likvard.rulebook.permissions import Role
from likvard.web.views.reviews.boards import deadline_shown
from tests.factories import (
    TODAY,
    a_case,
    a_deadline,
    a_document,
    a_finding,
    a_measure,
    a_participant,
    a_round,
    a_unit,
    a_user,
    an_area,
    an_organiser,
)

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def editor(holder):
    return a_user(organisation=holder, name="Karin Lövgren")


@pytest.fixture
def browser(client_of, editor):
    return client_of(editor)


@pytest.fixture
def case(holder):
    return a_case(holder, title="Granskning av Ekskolan")


@pytest.fixture
def finding(case):
    return a_finding(case, an_area(case), "Rektorn behöver följa upp undervisningen.")


def to(name, *args, **asked):
    address = reverse(f"reviews:{name}", args=[getattr(arg, "pk", arg) for arg in args])
    return address + ("?" + "&".join(f"{k}={v}" for k, v in asked.items()) if asked else "")


def words(response):
    return response.content.decode()


# --- the list ----------------------------------------------------------------------------------------------


def test_empty_list_teaches(browser):
    assert "Här finns granskningarna av din organisation" in words(browser.get(to("index")))


def test_list_shows_own_cases_and_never_a_neighbours(browser, case, finding):
    a_case(an_organiser("Björkviks kommun"), title="Grannens hemliga ärende")
    page = words(browser.get(to("index")))
    assert "Granskning av Ekskolan" in page
    assert "1 saknar ansvarig" in page
    assert "Grannens" not in page


def test_filter_comes_back_as_a_fragment_for_a_script(browser, case):
    a_case(case.holder, title="En annan granskning")
    page = words(browser.get(to("index", q="ekskolan"), **HX))
    assert page.count("<tr>") == 2
    assert "<html" not in page
    assert "Inget ärende passar filtret" in words(browser.get(to("index", q="finns-inte")))


@pytest.mark.parametrize("asked", [{"lage": "x"}, {"enhet": "x"}, {"slag": "x"}, {"sida": "x"}, {"sida": "99"}])
def test_a_filter_that_is_not_understood_is_no_error(browser, case, asked):
    assert browser.get(to("index", **asked)).status_code == 200


# --- the page ----------------------------------------------------------------------------------------------


def count(browser, address):
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def test_case_page_takes_twelve_queries_at_most_for_one_finding_or_three(browser, holder, editor):
    cases = []
    for number in (1, 3):
        case = a_case(holder)
        for n in range(number):
            row = a_finding(case, an_area(case, f"Område {n}"), owner=editor, document=a_document(holder))
            a_measure(row, owner=editor)
            a_deadline(case, timezone.localdate() + timedelta(days=n))
        cases.append(case)
    browser.get(to("case", cases[0]))
    asked = {count(browser, to("case", case)) for case in cases}
    assert len(asked) == 1
    assert asked <= set(range(13))


def test_case_that_is_one_side_of_a_round_takes_twelve_queries_at_most(browser, holder):
    authority = an_organiser("Granskningsmyndigheten")
    participant = a_participant(a_round(authority), holder)
    own = a_case(holder)
    participant.case.counterpart = own
    participant.case.save(update_fields=["counterpart"])
    a_finding(own, an_area(own), document=a_document(holder))
    assert count(browser, to("case", own)) <= 12


def test_list_takes_twelve_queries_at_most_for_one_case_or_three(browser, holder):
    asked = set()
    for number in (1, 2):
        for n in range(number):
            case = a_case(holder, title=f"Granskning {number}.{n}")
            CaseUnit.objects.create(
                case=case, printed_name="Ekskolan", school_unit=a_unit(holder, f"Skola {number}{n}")
            )
            a_deadline(case, timezone.localdate(), finding=a_finding(case, an_area(case)))
        browser.get(to("index"))
        asked.add(count(browser, to("index", behov="on")))
    assert len(asked) == 1
    assert asked <= set(range(13))


def test_lead_says_what_is_lacking_and_when(browser, case, finding):
    a_measure(a_finding(case, finding.area))
    a_deadline(case, timezone.localdate() + timedelta(days=12))
    page = words(browser.get(to("case", case)))
    assert "Ett av två utvecklingsområden saknar åtgärd. Redovisning senast" in page
    assert "om 12 dagar." in page


def test_closed_is_not_fixed_in_the_lead_and_on_the_board(browser, holder):
    case = a_case(holder, state="closed", closed_on=date(2026, 2, 2), outcome="closed")
    area = an_area(case)
    a_finding(case, area, state="in_line", state_grounds="Beslutet.")
    a_finding(case, area, state="further_needed", state_grounds="Beslutet: mer behövs.")
    page = words(browser.get(to("case", case)))
    assert "men ett av två utvecklingsområden är inte åtgärdat." in page
    assert "Mer behövs" in page
    assert "I linje med bedömningen" in page
    assert "Avslutat, inte åtgärdat" in words(browser.get(to("index")))


def test_a_finding_leads_to_its_place_in_the_document(browser, case, finding):
    finding.document, finding.record_path = a_document(case.holder), "areas[0].findings[1]"
    finding.save()
    address = reverse("documents:reading", args=[finding.document_id])
    assert f"{address}?field=areas%5B0%5D.findings%5B1%5D#v-areas-0-findings-1" in words(browser.get(to("case", case)))


def test_legal_basis_names_its_statute_as_a_link(browser, case, finding):
    page = words(browser.get(to("case", case)))
    assert '<a href="https://rkrattsbaser.gov.se/sfst?bet=2010:800" rel="noreferrer">skollagen</a>' in page


def test_words_of_audit_never_stand_in_supervision(browser, holder):
    case = a_case(holder, kind="planned_supervision")
    a_finding(case, an_area(case, judgement="deficiency"), "Studiero saknas.", kind="deficiency", state="remaining")
    page = words(browser.get(to("case", case)))
    assert "Kvarstår" in page
    assert "utvecklingsområde" not in page.lower()


@pytest.mark.parametrize("name", ["case", "details", "same", "add_finding"])
def test_a_neighbours_case_does_not_exist(browser, name):
    theirs = a_case(an_organiser("Björkviks kommun"))
    assert browser.get(to(name, theirs)).status_code == 404


FINDING_PAGES = ["owner", "causes", "state", "add_measure", "add_evidence"]


@pytest.mark.parametrize("name", FINDING_PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_neighbours_finding_does_not_exist(browser, name, method):
    theirs = a_finding(a_case(an_organiser("Björkviks kommun")))
    assert getattr(browser, method)(to(name, theirs.case, theirs)).status_code == 404
    assert Measure.objects.count() == 0


@pytest.mark.parametrize("name", FINDING_PAGES)
def test_board_reader_reads_and_changes_nothing(client_of, holder, case, finding, name):
    reader = client_of(a_user(Role.BOARD_READER, holder))
    page = words(reader.get(to("case", case)))
    assert finding.text in page
    assert to(name, case, finding) not in page
    assert reader.get(to(name, case, finding)).status_code == 403
    assert reader.post(to(name, case, finding), {"causes": "x", "version": 1}).status_code == 403


def test_principal_works_on_own_findings_and_gives_out_none(client_of, holder):
    own, other = a_unit(holder, "Ekskolan"), a_unit(holder, "Björkskolan")
    case = a_case(holder)
    for unit in (own, other):
        CaseUnit.objects.create(case=case, printed_name=unit.name, school_unit=unit)
    mine = a_finding(case, text="Gäller Ekskolan", school_unit=own)
    hidden = a_finding(case, text="Gäller Björkskolan", school_unit=other)
    principal = client_of(a_user(Role.PRINCIPAL, holder, units=[own]))
    page = words(principal.get(to("case", case)))
    assert "Gäller Ekskolan" in page
    assert "Gäller Björkskolan" not in page
    assert "Du ser den del av ärendet" in page
    assert principal.get(to("causes", case, mine)).status_code == 200
    assert principal.get(to("causes", case, hidden)).status_code == 404
    assert principal.get(to("owner", case, mine)).status_code == 403
    assert principal.get(to("step", case, "close")).status_code == 403


def test_a_script_cannot_reach_a_finding_through_another_case(browser, case, finding):
    other = a_case(case.holder)
    assert browser.get(to("causes", other, finding)).status_code == 404


# --- work on a finding ---------------------------------------------------------------------------------------


def test_causes_without_a_script(browser, case, finding):
    saved = browser.post(to("causes", case, finding), {"causes": "Ingen har frågat varför.", "version": 1})
    assert saved.status_code == 302
    assert saved["Location"].endswith(f"?oppet={finding.pk}#finding-{finding.pk}")
    assert "Ingen har frågat varför." in words(browser.get(saved["Location"]))


def test_causes_with_a_script_bring_the_row_and_the_lead_back(browser, case, finding):
    saved = browser.post(to("causes", case, finding), {"causes": "Vi vet nu.", "version": 1}, **HX)
    page = words(saved)
    assert (saved.status_code, saved["HX-Retarget"]) == (200, f"#finding-{finding.pk}")
    assert page.count("<details") == 1
    assert 'id="case-lead" hx-swap-oob="true"' in page
    assert "Vi vet nu." in page


def test_measure_says_what_who_when_and_how_it_is_seen(browser, case, finding, editor):
    given = {
        "what": "Läsgrupper i årskurs 2", "owner": str(editor.pk), "until": "2027-03-01", "version": 0,
        "expected_change": "Fler läser", "seen_by": "Lästest i maj",
    }  # fmt: skip
    assert browser.post(to("add_measure", case, finding), given).status_code == 302
    measure = Measure.objects.get()
    assert (measure.owner, measure.until, measure.seen_by) == (editor, date(2027, 3, 1), "Lästest i maj")
    page = words(browser.get(to("case", case)))
    assert all(text in page for text in ("Läsgrupper i årskurs 2", "Fler läser", "Lästest i maj"))


def test_measure_without_words_is_refused_and_keeps_what_was_written(browser, case, finding):
    refused = browser.post(to("add_measure", case, finding), {"what": " ", "seen_by": "Lästest", "version": 0})
    assert refused.status_code == 422
    assert "Lästest" in words(refused)
    assert "Det här behöver rättas" in words(refused) or "error-summary" in words(refused)


def test_measure_is_given_only_to_colleagues(browser, case, finding):
    stranger = a_user(organisation=an_organiser("Björkviks kommun"), name="Främmande Person")
    assert "Främmande Person" not in words(browser.get(to("add_measure", case, finding)))
    refused = browser.post(to("add_measure", case, finding), {"what": "x", "owner": str(stranger.pk), "version": 0})
    assert refused.status_code == 422


def test_dropped_measure_needs_a_reason(browser, case, finding):
    measure = a_measure(finding)
    given = {"what": measure.what, "state": "dropped", "version": 1}
    assert browser.post(to("change_measure", case, finding, measure), given).status_code == 422
    saved = browser.post(to("change_measure", case, finding, measure), given | {"result": "Skolan läggs ned."})
    assert saved.status_code == 302


def test_measure_of_another_finding_does_not_exist(browser, case, finding):
    theirs = a_measure(a_finding(a_case(an_organiser("Björkviks kommun"))))
    assert browser.get(to("change_measure", case, finding, theirs)).status_code == 404


def test_owner_of_one_unit_brings_the_unit_along(browser, case, finding, holder):
    unit = a_unit(holder, "Ekskolan")
    principal = a_user(Role.PRINCIPAL, holder, units=[unit], name="Elin Sandgren")
    browser.post(to("owner", case, finding), {"owner": str(principal.pk), "school_unit": "", "version": 1})
    finding.refresh_from_db()
    assert (finding.owner, finding.school_unit) == (principal, unit)


def test_owner_who_cannot_see_the_finding_is_refused(browser, case, finding, holder):
    one, two, other = (a_unit(holder, name) for name in ("Ekskolan", "Alskolan", "Björkskolan"))
    principal = a_user(Role.PRINCIPAL, holder, units=[one, two], name="Elin Sandgren")
    refused = browser.post(
        to("owner", case, finding), {"owner": str(principal.pk), "school_unit": str(other.pk), "version": 1}
    )
    assert refused.status_code == 422
    assert "Elin Sandgren ser bara Alskolan, Ekskolan" in words(refused)


def test_evidence_is_added_taken_off_and_put_back(browser, case, finding):
    browser.post(to("add_evidence", case, finding), {"note": "Lektionsbesök i maj."})
    evidence = finding.evidence.get()
    removed = browser.post(to("remove_evidence", case, finding, evidence))
    page = words(browser.get(removed["Location"]))
    assert "Lektionsbesök i maj." not in page
    assert to("restore_evidence", case, finding, evidence) in page
    back = browser.post(to("restore_evidence", case, finding, evidence), **HX)
    assert "Lektionsbesök i maj." in words(back)


def test_evidence_offers_only_own_documents(browser, case, finding):
    a_document(case.holder, "vårt-underlag.pdf")
    a_document(an_organiser("Björkviks kommun"), "grannens.pdf")
    page = words(browser.get(to("add_evidence", case, finding)))
    assert "vårt-underlag.pdf" in page
    assert "grannens.pdf" not in page


def test_a_finding_closes_only_with_outcome_and_grounds(browser, case, finding):
    given = {"state": "closed", "outcome": "", "grounds": "Sett i maj.", "since": "2026-11-01", "version": 1}
    refused = browser.post(to("state", case, finding), given)
    assert refused.status_code == 422
    assert "stängs bara med ett utfall" in words(refused)
    assert browser.post(to("state", case, finding), given | {"outcome": "effect_shown"}).status_code == 302
    assert "Stängd, effekt visad" in words(browser.get(to("case", case)))


def test_state_of_the_other_language_is_not_offered(browser, case, finding):
    page = words(browser.get(to("state", case, finding)))
    assert "further_needed" in page
    assert "remedied" not in page


# --- two people at once --------------------------------------------------------------------------------------


def test_the_second_sees_both_versions_and_keeps_her_words(browser, case, finding):
    browser.post(to("causes", case, finding), {"causes": "Den förstas text.", "version": 1})
    told = browser.post(to("causes", case, finding), {"causes": "Den andras text.", "version": 1})
    page = words(told)
    assert told.status_code == 409
    assert "Den förstas text." in page
    assert page.count("Den andras text.") == 2  # shown beside, and still in the form
    assert 'name="version" value="2"' in page
    both = browser.post(to("causes", case, finding), {"causes": "Den andras text.", "version": 2, "_both": "1"})
    assert "Den förstas text.\n\nDen andras text." in words(both).replace("\r", "")
    saved = browser.post(to("causes", case, finding), {"causes": "Den andras text.", "version": 2})
    assert saved.status_code == 302
    assert set(case.text_versions.values_list("text", flat=True)) == {"Den förstas text."}


def test_the_second_is_told_in_place_with_a_script(browser, case, finding):
    browser.post(to("causes", case, finding), {"causes": "Den förstas text.", "version": 1})
    told = browser.post(to("causes", case, finding), {"causes": "Den andras text.", "version": 1}, **HX)
    assert told.status_code == 200
    assert "HX-Retarget" not in told
    assert "Någon annan sparade medan du skrev." in words(told)


# --- the case as a whole -----------------------------------------------------------------------------------


def test_case_by_hand_then_a_finding(browser, holder):
    unit = a_unit(holder, "Ekskolan")
    made = browser.post(
        to("create"),
        {"holder": str(holder.pk), "kind": "quality_dialogue", "title": "Kvartsamtal hösten", "opened_on": "2026-11-02",
         "units": [str(unit.pk)]},
    )  # fmt: skip
    case = Case.objects.get()
    assert made["Location"] == to("case", case)
    assert (case.state, case.title) == ("announced", "Kvartsamtal hösten")
    browser.post(to("add_finding", case), {"area": "Läsning", "text": "Läsningen behöver mer tid."})
    assert "Läsningen behöver mer tid." in words(browser.get(to("case", case)))


def test_case_by_hand_is_refused_in_another_organisation(browser, holder):
    neighbour = an_organiser("Björkviks kommun")
    given = {"holder": str(neighbour.pk), "kind": "other", "title": "X", "opened_on": "2026-11-02"}
    assert browser.post(to("create"), given).status_code == 422
    given = {"holder": str(holder.pk), "kind": "other", "title": "X", "opened_on": "2026-11-02"}
    refused = browser.post(to("create"), given | {"decided_on": "2026-10-01"})
    assert "kan inte vara äldre än ärendet" in words(refused)
    assert Case.objects.count() == 0


def test_closing_shows_what_lives_on_and_why_it_must_wait(browser, case, finding):
    a_deadline(case, date(2027, 1, 15))
    page = words(browser.get(to("step", case, "close")))
    assert "Avslutat är inte åtgärdat." in page
    assert finding.text in page
    assert "Redovisningen senast den 15 januari 2027 är inte skickad" in page
    refused = browser.post(to("step", case, "close"), {"day": "2026-11-18", "grounds": "Slut."})
    assert refused.status_code == 422
    case.deadlines.all().delete()
    closed = browser.post(to("step", case, "close"), {"day": "2026-11-18", "grounds": "Granskningen är slut."})
    assert closed.status_code == 302
    finding.refresh_from_db()
    case.refresh_from_db()
    assert (case.state, finding.state) == ("closed", "open")


def test_step_that_the_state_does_not_have_does_not_exist(browser, case):
    assert browser.get(to("step", case, "announce")).status_code == 404
    assert browser.get(to("step", case, "nonsense")).status_code == 404


def test_decision_by_hand_takes_its_day(browser, holder):
    case = a_case(holder, state="announced")
    assert browser.post(to("step", case, "decide"), {"day": ""}).status_code == 422
    assert browser.post(to("step", case, "decide"), {"day": "2026-11-10"}).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.decided_on) == ("decided", date(2026, 11, 10))


def test_two_cases_become_one_by_a_persons_decision(browser, case, finding):
    other = a_case(case.holder, title="Samma granskning", case_number="SI 2026:5")
    a_case(an_organiser("Björkviks kommun"), title="Grannens")
    assert "Grannens" not in words(browser.get(to("same", case)))
    assert browser.post(to("same", case), {"other": str(other.pk)}).status_code == 422
    assert browser.post(to("same", case), {"other": str(other.pk), "sure": "on"}).status_code == 302
    trace = words(browser.get(to("case", other)))
    assert "sparas som det var" in trace
    assert to("case", case) in trace
    assert to("details", other) not in trace


def test_changed_name_conflicts_are_shown(browser, case):
    given = {"title": "Nytt namn", "case_number": "", "authority": "", "version": 1}
    browser.post(to("details", case), given)
    told = browser.post(to("details", case), given | {"title": "Ett annat namn"})
    assert told.status_code == 409
    assert "Ett annat namn" in words(told)


def test_every_finding_form_works_in_english(client_of, holder, case, finding):
    person = a_user(organisation=holder, language="en")
    page = words(client_of(person).get(to("case", case), HTTP_ACCEPT_LANGUAGE="en"))
    assert "The development area has no measure." in page
    assert Finding.objects.count() == 1


def test_a_passed_appeal_day_has_passed_and_is_not_overdue(holder):
    shown = {
        what: deadline_shown(a_deadline(a_case(holder), TODAY - timedelta(days=1), what), today=TODAY, may_read=False)
        for what in ("appeal", "response")
    }
    assert {what: (one.word, one.tone) for what, one in shown.items()} == {
        "appeal": ("Har gått ut", "neutral"), "response": ("Förfallen", "overdue"),
    }  # fmt: skip

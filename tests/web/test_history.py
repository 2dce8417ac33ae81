"""The history as people read it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from likvard.ledger.actions import Text, record
from likvard.reviews.actions.wordings import keep_wording
from likvard.reviews.models import TextVersion
from likvard.rulebook.permissions import Role
from tests.factories import NOW, a_case, a_deadline, a_finding, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return a_user(Role.EDITOR, an_organiser(), name="Elsa Berg")


@pytest.fixture
def case(editor):
    return a_case(editor.memberships.get().organisation)


def told(browser, case):
    return " ".join(browser.get(reverse("history:case", args=[case.pk])).content.decode().split())


def an_event(case, action, subject, by, **fields):
    kind = type(subject).__name__.lower()
    return record(
        action=action, subject_kind=kind, subject_id=subject.pk, by=by, at=NOW, organisation=case.holder_id,
        case=case.pk, **fields,
    )  # fmt: skip


def test_a_moved_day_is_told_with_both_days(client_of, editor, case):
    deadline = a_deadline(case)
    an_event(case, "deadline_moved", deadline, editor, before={"day": "2026-12-01"}, after={"day": "2027-01-15"})
    page = told(client_of(editor), case)
    assert "<strong>Elsa Berg</strong> flyttade en sista dag: " in page
    assert "1 december 2026</span>" in page
    assert "15 januari 2027" in page


def test_texts_are_told_in_their_words_while_they_are_kept(client_of, editor, case):
    finding = a_finding(case, causes="Ny orsak")
    old = "Den gamla orsaken"
    keep_wording(case=case, subject_kind="finding", subject_id=finding.pk, field="causes", text=old, by=editor, at=NOW)
    an_event(
        case, "finding_causes_written", finding, editor,
        before={"causes": Text.of(old)}, after={"causes": Text.of("Ny orsak")},
    )  # fmt: skip
    page = told(client_of(editor), case)
    assert old in page
    assert "Ny orsak" in page
    TextVersion.objects.all().delete()  # disposed of
    page = told(client_of(editor), case)
    assert old not in page
    assert "en text på 17 tecken" in page


def test_a_principal_is_told_of_own_units_only(client_of, editor, case):
    unit, other = a_unit(case.holder, "Björkskolan"), a_unit(case.holder, "Granskolan")
    mine = a_finding(case, text="Om Björkskolan", school_unit=unit)
    theirs = a_finding(case, text="Om Granskolan", school_unit=other)
    for finding in (mine, theirs):
        an_event(case, "finding_owner_changed", finding, editor, after={"owner": editor})
    page = told(client_of(a_user(Role.PRINCIPAL, case.holder, [unit])), case)
    assert ("Om Björkskolan" in page, "Om Granskolan" in page) == (True, False)


def test_who_is_gone_is_told_without_a_name(client_of, editor, case):
    gone = a_user(None, name="Sven Slutade")
    an_event(case, "case_closed", case, gone)
    gone.delete()
    page = told(client_of(editor), case)
    assert "en person som inte längre finns kvar</strong> avslutade ärendet" in page


def test_the_page_tells_nothing_but_its_own_case(client_of, editor, case):
    another = a_case(case.holder, title="En annan granskning")
    an_event(another, "case_closed", another, editor)
    assert "avslutade ärendet" not in told(client_of(editor), case)
    page = client_of(editor).get(reverse("history:index")).content.decode()
    assert "En annan granskning" in page


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "9" * 30, "\N{SUPERSCRIPT TWO}"])
def test_any_page_number_is_answered(client_of, editor, number):
    assert client_of(editor).get(reverse("history:index"), {"sida": number}).status_code == 200


def test_long_histories_come_in_pages_with_as_few_questions(client_of, editor, case, django_assert_max_num_queries):
    for hour in range(60):
        record(
            action="case_closed", subject_kind="case", subject_id=case.pk, by=editor, at=NOW + timedelta(hours=hour),
            organisation=case.holder_id, case=case.pk,
        )  # fmt: skip
    browser = client_of(editor)
    with django_assert_max_num_queries(30):
        page = browser.get(reverse("history:index")).content.decode()
    assert page.count("avslutade ärendet") == 50
    assert browser.get(reverse("history:index"), {"sida": 2}).content.decode().count("avslutade ärendet") == 10

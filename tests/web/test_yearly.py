"""Yearly statistics: the authority's own counts, and published tables checked in place."""

import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from likvard.access.queries import grants_of
from likvard.organisations.models import Organisation
from likvard.reports.yearly_tables import check_file
from likvard.reviews.queries.yearly import YearCount, control, yearly_counts
from likvard.rulebook.permissions import Role
from tests.factories import TODAY, a_decision, a_round, a_user, an_organiser, issued
from tests.reports.test_yearly_tables import TABLE
from tests.reviews.test_overall import AREAS, judged

pytestmark = pytest.mark.django_db
PAGE = "rounds:yearly"
FOUND = {"low": [("development_area", "Orsaker söks inte.")], "high": []}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "originals"


@pytest.fixture
def lead():
    return a_user(Role.REVIEW_LEAD, an_organiser("Verket", kind=Organisation.Kind.AUTHORITY), language="en")


def test_a_table_is_checked_and_not_kept(lead, client_of):
    browser = client_of(lead)
    assert "No decision has been issued yet" in browser.get(reverse(PAGE)).content.decode()
    right = browser.post(reverse(PAGE), {"file": SimpleUploadedFile("vite.csv", TABLE.encode())})
    assert "7 checks agree" in right.content.decode()
    wrong = TABLE.replace("0;2;13;15", "0;2;13;16").encode()
    page = browser.post(reverse(PAGE), {"file": SimpleUploadedFile("vite.csv", wrong)})
    assert "2 contradictions in 7 checks" in page.content.decode()
    refused = browser.post(reverse(PAGE), {"file": SimpleUploadedFile("tom.csv", b"\x00\x00")})
    assert refused.status_code in (200, 422)
    assert browser.post(reverse(PAGE), {}).status_code == 422


def test_the_kinds_of_a_year_make_the_year_and_the_file_holds_its_own_check(lead, client_of, monkeypatch):
    counts = (
        YearCount(2026, "planned_quality_audit", 58, 134, 192, 120, 90, 11),
        YearCount(2026, "planned_supervision", 0, 61, 61, 46, 19, 0),
        YearCount(2026, "", 58, 195, 253, 166, 100, 11),
    )
    assert control(counts) == []
    assert [c.printed for c in control((*counts[:2], YearCount(2026, "", 58, 195, 250, 166, 100, 11)))] == [250]
    monkeypatch.setattr(sys.modules["likvard.web.views.rounds.yearly"], "yearly_counts", lambda grants: counts)
    file = client_of(lead).get(reverse("rounds:yearly_file")).content
    found = check_file("arsstatistik.csv", file)
    assert (found.checks, found.flags) == (3, ())
    assert check_file("a.csv", file.replace(b";253;", b";254;")).flags != ()
    shown = client_of(lead).get(reverse(PAGE)).content.decode()
    assert ("253" in shown, "All kinds" in shown) == (True, True)


def test_only_those_who_read_rounds_have_the_page(client_of):
    assert client_of(a_user(Role.PRINCIPAL, an_organiser())).get(reverse(PAGE)).status_code == 403


def test_counted_from_what_is_issued_and_nothing_of_anothers(lead, client_of):
    holder = lead.memberships.get().organisation
    reader, decider = a_user(Role.REVIEWER, holder), a_user(Role.REVIEW_LEAD, holder)
    round_ = a_round(holder, state="running", areas=AREAS)
    for number, level in enumerate(("low", "high", "low")):
        participant = judged(round_, an_organiser(f"Kommun {number}"), reader, level, found=FOUND[level])
        decision = a_decision(participant, reader, decider, outcome="closed")
        if number < 2:
            issued(decision)
    year = decision.decided_on.year
    assert yearly_counts(grants_of(lead, TODAY)) == (
        YearCount(year, round_.kind, 2, 0, 2, 1, 2, 0), YearCount(year, "", 2, 0, 2, 1, 2, 0),
    )  # fmt: skip
    stranger = a_user(Role.REVIEW_LEAD, an_organiser("Annat verk", kind=Organisation.Kind.AUTHORITY))
    assert yearly_counts(grants_of(stranger, TODAY)) == ()

"""The page of one last day: moved with a reason, given to somebody, met, opened again."""

from datetime import timedelta

import pytest

from likvard.reviews.models import Deadline
from likvard.rulebook.permissions import Role
from tests.factories import TODAY, a_case, a_deadline, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def editor(holder):
    return a_user(Role.EDITOR, holder, name="Bo Ek")


@pytest.fixture
def row(holder):
    return a_deadline(a_case(holder), TODAY + timedelta(days=30))


def address(row, then=""):
    return f"/redovisning/{row.case_id}/sista-dagar/{row.id}/{then}"


def test_moved_with_its_history(client_of, editor, row):
    browser = client_of(editor)
    to_day = TODAY + timedelta(days=60)
    data = {"to_day": to_day.isoformat(), "reason": "Anstånd per telefon.", "version": 1}
    assert browser.post(address(row, "flytta/"), data).status_code == 302
    row.refresh_from_db()
    assert row.day == to_day
    page = browser.get(address(row)).content.decode()
    assert "Anstånd per telefon." in page
    assert "Bo Ek" in page


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"to_day": "2026-12-18", "reason": "x"}, "Det är redan den sista dagen."),
        ({"to_day": "2027-01-18", "reason": ""}, "Skäl"),
        ({"to_day": "i morgon", "reason": "x"}, "Ny sista dag"),
    ],
)
def test_refused_with_words(client_of, editor, row, data, words):
    response = client_of(editor).post(address(row, "flytta/"), data | {"version": 1})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not row.moves.exists()


def test_the_second_is_told(client_of, editor, row):
    browser = client_of(editor)
    browser.post(address(row, "flytta/"), {"to_day": "2027-02-01", "reason": "Ett", "version": 1})
    response = browser.post(address(row, "flytta/"), {"to_day": "2027-03-01", "reason": "Två", "version": 1})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Någon har ändrat den här sista dagen" in page
    assert "Två" in page  # what was written is still in the form
    assert (
        browser.post(address(row, "flytta/"), {"to_day": "2027-03-01", "reason": "Två", "version": 2}).status_code
        == 302
    )


def test_given_to_somebody_who_works_in_the_case_and_to_nobody_else(client_of, editor, row, holder):
    browser = client_of(editor)
    stranger = a_user(Role.EDITOR, an_organiser("Bergviks kommun"))
    assert browser.post(address(row, "ansvarig/"), {"owner": stranger.id, "version": 1}).status_code == 422
    assert browser.post(address(row, "ansvarig/"), {"owner": editor.id, "version": 1}).status_code == 302
    row.refresh_from_db()
    assert row.owner == editor


def test_met_and_opened_again(client_of, editor, row):
    browser = client_of(editor)
    browser.post(address(row, "klar/"))
    assert Deadline.objects.get().met_by == editor
    assert "öppna igen" in browser.get(address(row)).content.decode()
    browser.post(address(row, "oppna/"))
    assert Deadline.objects.get().met_on is None


def test_added(client_of, editor, row):
    data = {"what": "other", "day": "2027-02-01", "note": "Uppföljningsmöte", "owner": ""}
    response = client_of(editor).post(f"/redovisning/{row.case_id}/sista-dagar/ny/", data)
    assert response.status_code == 302
    assert Deadline.objects.exclude(pk=row.pk).get().note == "Uppföljningsmöte"


def test_a_day_off_is_said(client_of, editor, holder):
    row = a_deadline(a_case(holder), TODAY.replace(month=12, day=24))
    assert "julafton" in client_of(editor).get(address(row)).content.decode()


@pytest.mark.parametrize("role", [Role.BOARD_READER, Role.PRINCIPAL])
def test_whoever_only_reads_changes_nothing(client_of, holder, row, role):
    browser = client_of(a_user(role, holder))
    for then in ("flytta/", "ansvarig/", "klar/", "oppna/"):
        assert (
            browser.post(address(row, then), {"to_day": "2027-02-01", "reason": "x", "version": 1}).status_code == 403
        )
    assert Deadline.objects.get().day == row.day


def test_a_neighbour_meets_nothing(client_of, row):
    browser = client_of(a_user(Role.DIRECTOR, an_organiser("Bergviks kommun")))
    assert browser.get(address(row)).status_code == 404
    for then in ("flytta/", "ansvarig/", "klar/", "oppna/"):
        assert (
            browser.post(address(row, then), {"to_day": "2027-02-01", "reason": "x", "version": 1}).status_code == 404
        )
    assert browser.get(f"/redovisning/{row.case_id}/sista-dagar/ny/").status_code == 404

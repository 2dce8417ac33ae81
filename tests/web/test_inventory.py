"""Pages of the inventories of experience: sorted with and without JavaScript, read by the board when issued."""

import pytest
from django.urls import reverse

from likvard.organisations.models import Organisation
from likvard.reviews.actions.inventories import change_inventory, issue_inventory
from likvard.reviews.models import Inventory, SortedFinding
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_case, a_finding, a_unit, a_user, an_organiser
from tests.factories.inventories import an_inventory, sort_all

pytestmark = pytest.mark.django_db

PAGES = ("inventory", "findings", "ties", "report", "words", "change", "add_tie", "add_beside", "pdf", "word")


@pytest.fixture
def organiser():
    return an_organiser()


@pytest.fixture
def editor(organiser):
    return a_user(Role.EDITOR, organiser)


@pytest.fixture
def finding(organiser):
    case = a_case(organiser, organiser=organiser, decided_on=TODAY)
    unit = a_unit(organiser)
    a_finding(case, text="Styrningen är svag", school_unit=unit)
    return a_finding(case, text="Huvudmannen behöver analysera undervisningen.", school_unit=unit)


def page(name, *args):
    return reverse(f"inventory:{name}", args=args)


def test_an_inventory_goes_from_begun_to_issued(organiser, editor, finding, client_of):
    browser = client_of(editor)
    sent = {"title": "Lärdomar", "question": "Vad?", "begins": "2025-01-01", "ends": "2027-12-31", "version": "0"}
    response = browser.post(page("begin"), sent)
    one = Inventory.objects.get()
    assert response.url == page("findings", one.pk)

    first = browser.get(response.url).content.decode()
    assert "Styrningen är svag" in first
    assert "Förslag, efter orden i iakttagelsen:" in first
    key = f"finding:{finding.pk}"
    assert browser.post(response.url, {"source": key}).status_code == 422
    fragment = browser.post(response.url, {"source": key, "areas": ["UND", "KVA"]}, headers={"HX-Request": "true"})
    assert "1 av 2 iakttagelser är kvar att sortera." in fragment.content.decode()
    other = SortedFinding.objects.get().finding.case.findings.exclude(pk=finding.pk).get()
    assert browser.post(response.url, {"source": f"finding:{other.pk}", "areas": ["STY"]}).status_code == 302

    tie = {"start": "KVA", "end": "UND", "level": "unit", "strength": "stated", "grounds": "Sett"}
    assert browser.post(page("add_tie", one.pk), tie).status_code == 422  # says nothing of where
    assert browser.post(page("add_tie", one.pk), tie | {"source": "Beslut 12"}).status_code == 302
    assert browser.post(page("add_beside", one.pk), {"area": "STR"}).status_code == 422
    beside = {"area": "STR", "text": "Sju av tio har arbetsro.", "source": "Skolenkäten"}
    assert browser.post(page("add_beside", one.pk), beside).status_code == 302
    shown = browser.get(page("inventory", one.pk)).content.decode()
    assert "Styrning" in shown
    assert "Sju av tio har arbetsro." in shown
    assert "Beslut 12" in browser.get(page("ties", one.pk)).content.decode()

    browser.post(page("issue", one.pk))
    assert not one.issued.exists()  # the main point is missing
    browser.post(page("words", one.pk), {"summary": "Styr tydligare.", "version": "1"})
    assert browser.post(page("issue", one.pk)).url == page("report", one.pk)
    assert "Styr tydligare." in browser.get(page("report", one.pk)).content.decode()


def test_a_board_reads_what_is_issued_and_nothing_else(organiser, editor, finding, client_of):
    board = client_of(a_user(Role.BOARD_READER, organiser))
    one = an_inventory(organiser, editor, title="Hemlig rubrik")
    assert "Hemlig rubrik" not in board.get(page("index")).content.decode()
    assert {board.get(page(name, one.pk)).status_code for name in ("inventory", "report", "pdf")} == {404}

    sort_all(one, editor, {"Styr": ["STY"], "Huvud": ["UND"]})
    one = change_inventory(inventory=one, version=1, summary="Utfärdat.", by=editor, at=NOW)
    issue_inventory(inventory=one, issued_on=TODAY, by=editor, at=NOW)
    change_inventory(inventory=one, version=one.version, summary="Utkast som inte är utfärdat.", by=editor, at=NOW)

    assert board.get(page("inventory", one.pk)).url == page("report", one.pk)
    for query in ("", "?nummer=utkast"):
        shown = board.get(page("report", one.pk) + query).content.decode()
        assert "Utfärdat." in shown
        assert "Utkast som inte är utfärdat." not in shown
    assert board.get(page("report", one.pk) + "?nummer=7").status_code == 404
    assert {board.get(page(name, one.pk)).status_code for name in ("findings", "ties", "words", "add_tie")} == {403}


def test_nobody_elsewhere_and_no_principal_finds_it(organiser, editor, finding, client_of):
    one = an_inventory(organiser, editor, title="Hemlig rubrik")
    stranger = client_of(a_user(Role.DIRECTOR, an_organiser("Annan")))
    assert {stranger.get(page(name, one.pk)).status_code for name in PAGES} == {404}
    assert stranger.post(page("issue", one.pk)).status_code == 404
    assert "Hemlig rubrik" not in stranger.get(page("index")).content.decode()
    principal = client_of(a_user(Role.PRINCIPAL, organiser, [a_unit(organiser, "Ekskolan")]))
    assert {principal.get(page(name, one.pk)).status_code for name in PAGES} == {403}


def test_the_pages_are_there_for_an_authority_with_nothing_found_yet(client_of):
    authority = an_organiser("Verket", kind=Organisation.Kind.AUTHORITY)
    browser = client_of(a_user(Role.REVIEWER, authority))
    assert browser.get(page("index")).status_code == 200
    one = an_inventory(authority)
    assert {browser.get(page(name, one.pk)).status_code for name in PAGES} == {200}

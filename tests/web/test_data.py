"""The pages of the data: files in, columns named, published; and what nobody else may see."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from likvard.datasets.models import DatasetVersion, Publication, WaitingFile
from likvard.rulebook.permissions import Role
from likvard.web.staticfiles import PACKED
from tests.factories import a_unit, a_user, an_organiser
from tests.intake.statistics_files import GRADES, with_part, workbook
from tests.intake.test_pupils import GIRL, _file, _pupil

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings) -> None:
    settings.DATA_DIR = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def organisation():
    return an_organiser("Tranviks kommun", municipality_code="0138")


@pytest.fixture
def editor(organisation, client_of):
    return client_of(a_user(Role.EDITOR, organisation))


def _send(browser, content: bytes, name: str = "fil.csv", **fields):
    """The answer of the page that the work leads to when it is over."""
    response = browser.post(reverse("data:add"), {"file": SimpleUploadedFile(name, content), **fields})
    return browser.get(response.url) if response.status_code == 302 else response


def test_a_known_file_is_imported_at_once(editor) -> None:
    response = _send(editor, GRADES.encode())
    version = DatasetVersion.objects.get()
    assert response.url == reverse("data:version", args=[version.id])
    page = editor.get(response.url).content.decode()
    assert "Slutbetyg årskurs 9" in page
    assert version.checksum in page
    assert "Fotnot" in page
    again = _send(editor, GRADES.encode(), "annat.csv")
    assert again.url == response.url
    listed = editor.get(reverse("data:index")).content.decode()
    assert "1 inläst fil är inte publicerad än" in listed


def test_a_refused_file_says_why_and_is_not_kept(editor, tmp_path: Path) -> None:
    book = workbook(("T", [line.split(";") for line in GRADES.splitlines()]))
    pivot = _send(editor, with_part(book, "xl/pivotCache/pivotCacheRecords1.xml", b"x"), "x.xlsx")
    assert pivot.status_code == 422
    assert "pivottabell" in pivot.content.decode()
    numbers = _send(editor, f"Skola;Pnr\nA;{GIRL}\n".encode())
    assert numbers.status_code == 200
    assert "Filen innehåller personnummer" in numbers.content.decode()
    assert "Det som fanns här är oförändrat" in numbers.content.decode()
    assert GIRL not in numbers.content.decode()
    assert DatasetVersion.objects.count() == WaitingFile.objects.count() == 0
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size and PACKED not in path.parts]
    assert [path.name for path in kept] == ["pseudonym-key"]
    assert editor.post(reverse("data:add")).status_code == 422


def test_a_table_of_ones_own_is_mapped_and_imported(editor, organisation) -> None:
    unit = a_unit(organisation, "Tranviksskolan")
    response = _send(editor, "Skola;Tjänster;Annat\nTranviksskolan;12,5;x\n".encode(), "personal.csv")
    waiting = WaitingFile.objects.get()
    assert response.url == reverse("data:mapping", args=[waiting.id])
    page = editor.get(response.url).content.decode()
    assert "Tjänster (heltid)" in page
    wrong = editor.post(response.url + "?slag=staff", {"column-1": "posts", "title": "Personal"})
    assert wrong.status_code == 422
    given = {"column-0": "school_unit", "column-1": "posts", "period": "2025/26", "title": "Personal"}
    done = editor.get(editor.post(response.url + "?slag=staff", given).url)
    version = DatasetVersion.objects.get()
    assert done.url == reverse("data:version", args=[version.id])
    assert version.tables == {"own_staff": 1, "observations": 1}
    assert version.dataset.title == "Personal"
    assert unit.school_unit_code
    assert WaitingFile.objects.count() == 0


def test_a_table_about_pupils_shows_none_of_them(editor) -> None:
    content = f"Skolenhetskod;Personnr;Frånvaro (%)\n74174879;{GIRL};5\n".encode()
    response = _send(editor, content, "elever.csv", people="on")
    page = editor.get(response.url).content.decode()
    assert GIRL not in page
    assert "pseudonym" in page
    given = {"column-0": "school_unit_code", "column-1": "person", "column-2": "absence_share", "period": "HT25",
             "title": "Frånvaro"}  # fmt: skip
    done = editor.get(editor.post(response.url + "?slag=absence", given).url)
    assert "enskilda elever" in editor.get(done.url).content.decode()
    assert DatasetVersion.objects.get().dataset.people


def test_a_waiting_file_can_be_thrown_away(editor) -> None:
    response = _send(editor, b"Skola;Antal\nA;1\n")
    assert editor.post(response.url, {"throw_away": "1"}).url == reverse("data:index")
    assert WaitingFile.objects.count() == 0
    assert editor.get(response.url).status_code == 404


def test_publishing_and_the_schools_of_the_own_municipality(editor, monkeypatch, tmp_path: Path) -> None:
    shown = editor.get(reverse("data:schools")).content.decode()
    assert "Skolor i Tyresö" in shown
    assert "Källor" in shown
    monkeypatch.setattr("likvard.datasets.store.extract_folder", lambda: tmp_path / "none")
    _send(editor, GRADES.encode())
    assert editor.get(editor.post(reverse("data:publish")).url).url == reverse("data:index")
    assert Publication.objects.count() == 1
    page = editor.get(reverse("data:schools"), {"kommun": "0138"}).content.decode()
    assert "Njupkärrs skola" in page
    assert "240,0" in page
    assert "döljs" in page
    assert editor.get(reverse("data:schools"), {"kommun": "9999"}).status_code == 404


@pytest.mark.parametrize("role", [Role.BOARD_READER, Role.PRINCIPAL])
def test_who_only_reads_imports_and_publishes_nothing(organisation, client_of, role: Role) -> None:
    units = [a_unit(organisation)] if role == Role.PRINCIPAL else ()
    browser = client_of(a_user(role, organisation, units))
    assert browser.get(reverse("data:index")).status_code == 200
    assert _send(browser, GRADES.encode()).status_code == 403
    assert browser.post(reverse("data:publish")).status_code == 403
    assert DatasetVersion.objects.count() == 0


def test_data_about_pupils_are_for_those_who_import_them(organisation, editor, client_of) -> None:
    _send(editor, _file(_pupil(GIRL)), "betyg.txt", year="2026")
    address = reverse("data:version", args=[DatasetVersion.objects.get().id])
    assert editor.get(address).status_code == 200
    for browser in (client_of(a_user(Role.BOARD_READER, organisation)), client_of(a_user(Role.SYSTEM_OWNER)),
                    client_of(a_user(Role.DIRECTOR, an_organiser("Granby")))):  # fmt: skip
        assert browser.get(address).status_code == 404
        assert "Slutbetyg" not in browser.get(reverse("data:index")).content.decode()

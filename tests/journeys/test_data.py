"""A file comes in, is published and is read: from the figure on a page back to the row of the file; a faulty file
changes nothing. At a desk in Swedish and on a telephone in English."""

import pytest
from playwright.sync_api import expect

from likvard.datasets.models import DatasetVersion, Publication
from likvard.rulebook.permissions import Role
from tests.factories import a_unit, a_user, an_organiser
from tests.intake.statistics_files import GRADES
from tests.intake.test_pupils import GIRL
from tests.journeys.words import Words, speak

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings, monkeypatch):
    settings.DATA_DIR = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    # Only what the journey itself brings in.
    monkeypatch.setattr("likvard.datasets.store.extract_folder", lambda: tmp_path / "none")


def send(page, t, tmp_path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    page.goto("/data/")
    page.get_by_label(t("File"), exact=True).set_input_files(file)
    page.get_by_role("button", name=t("Import the file")).click()


@pytest.mark.parametrize(("language", "size"), [("sv", "desk"), ("en", "phone")])
def test_from_a_file_to_a_figure_and_back(language, signed_in, tmp_path, looked_at):
    t = Words(language)
    organiser = an_organiser("Tranviks kommun", municipality_code="0138")
    a_unit(organiser, "Njupkärrs skola", school_unit_code="74174879", municipality_code="0138")
    page = signed_in(a_user(Role.EDITOR, organiser, name="Elsa Bergkvist"))
    page.goto("/data/")
    speak(page, t)
    looked_at(page, "empty")

    send(page, t, tmp_path, "slutbetyg.csv", GRADES)
    expect(page.get_by_text(t("The file is imported. Publish when everything is in."))).to_be_visible()
    expect(page.get_by_text("slutbetyg.csv")).to_be_visible()
    expect(page.get_by_role("heading", name=t("What was odd, and what was done"))).to_be_visible()
    looked_at(page, "version")

    # A file that must not come in: said plainly, and nothing is changed.
    send(page, t, tmp_path, "klasslista.csv", f"Skola;Personnummer\nNjupkärrs skola;{GIRL}\n")
    expect(page.get_by_role("alert").get_by_text(t("Nothing in the data was changed."))).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("personnummer" if language == "sv" else "identity numbers")
    assert GIRL not in page.content()
    looked_at(page, "refused")
    assert DatasetVersion.objects.count() == 1

    page.goto("/data/")
    expect(page.get_by_role("link", name="klasslista.csv")).to_be_visible()
    looked_at(page, "list")
    page.get_by_role("button", name=t("Publish now")).click()
    expect(page.get_by_text(t("Published. Pages and analyses read the new figures from now on."))).to_be_visible()
    assert Publication.objects.get().rows == 12

    # The figure on the school's page, and back to the row of the file.
    page.goto("/nulage/skola-74174879/siffra/?serie=year9_merit_value|compulsory|9|||")
    expect(page.get_by_role("cell", name="240").first).to_be_visible()
    page.get_by_text(t("Show me the rows")).click()
    expect(page.get_by_text(t("%(period)s: row %(row)s", period="2024/25", row=7))).to_be_visible()
    looked_at(page, "figure")
    page.goto("/data/")
    page.get_by_role("link", name="Slutbetyg").click()
    expect(page.get_by_text(t("Published: pages and analyses read this version."))).to_be_visible()
    assert GRADES.encode().split(b"\n")[6].startswith("Njupkärrs skola;74174879".encode())

"""The sheet before a dialogue: published figures as printed, gaps as words, the source named, nobody compared."""

from datetime import date

import pypdfium2
import pytest

from likvard.datasets.queries.reading import store
from likvard.datasets.queries.units import published_of_units
from likvard.organisations.models import Organisation
from likvard.quality.actions.dialogues import hold_dialogue
from likvard.rulebook.permissions import Role
from likvard.web.dialoguesheet import MOST_UNITS, Sheet, SheetCell, SheetFigures, SheetRow, frozen, sheet_for, thawed
from tests.factories import NOW, a_unit, a_user, an_organiser
from tests.factories.dialogues import a_dialogue, a_party, a_series

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NOTHING = frozenset()


def a_code(mark: str) -> str:
    """A unit of the shipped extract whose merit value of the last year has the mark."""
    return (
        store()
        .sql(
            "select school_unit_code from figures where measure = 'year9_merit_value' and year = 2024 and mark = ? "
            "and holder = '' and school_unit_code <> '' order by 1 limit 1",
            params=[mark],
        )
        .fetchall()[0][0]
    )


@pytest.fixture
def holder():
    return an_organiser(municipality_code="9999")


def test_a_unit_with_withheld_results_says_so_on_page_and_paper(client_of, holder):
    unit = a_unit(holder, "Björkskolan", school_unit_code=a_code("withheld"))
    row = a_dialogue(a_party(a_series(holder), unit))
    director = a_user(Role.DIRECTOR, holder, language="sv")
    page = client_of(director).get(f"/samtal/samtal/{row.id}/").content.decode()
    assert "Publicerade siffror: Björkskolan" in page
    assert "döljs" in page
    assert "Källa: Skolverket" in page
    answer = client_of(director).get(f"/samtal/samtal/{row.id}/underlag.pdf")
    assert answer["Content-Type"] == "application/pdf"
    with pypdfium2.PdfDocument(answer.content) as paper:
        said = " ".join(" ".join(one.get_textpage().get_text_bounded() for one in paper).split())
    assert [word in said for word in ("Björkskolan", "döljs", "Källa: Skolverket", "Resultat")] == [True] * 4


def test_each_figure_is_the_one_that_is_printed(holder):
    code = a_code("value")
    unit = a_unit(holder, school_unit_code=code)
    sheet = sheet_for(a_dialogue(a_party(a_series(holder), unit)), grants_of_nobody(), today=TODAY)
    [one] = sheet.figures
    shown = {(row.measure, cell.year): cell.value for row in one.rows for cell in row.cells if not row.topic}
    figures, _sources = published_of_units([code], {measure for measure, _ in shown}, since=2021)
    printed = {(f.measure, f.year): f.value for f in figures}
    assert shown == {key: printed[key] for key in shown}
    assert ("year9_merit_value", 2024) in shown
    assert max(len(row.cells) for row in one.rows) <= 4


def grants_of_nobody():
    from likvard.access.queries import grants_of  # noqa: PLC0415

    return grants_of(a_user(None), TODAY)


def test_only_published_figures_of_the_partys_own_units_here_stand_there(holder):
    actor = an_organiser("Friskolan AB", kind=Organisation.Kind.INDEPENDENT)
    code = a_code("value")
    a_unit(actor, "Friskolan här", municipality_code="9999", school_unit_code=code)
    a_unit(actor, "Friskolan där", municipality_code="1281", school_unit_code=a_code("withheld"))
    sheet = sheet_for(
        a_dialogue(a_party(a_series(holder, template="independent"), organisation=actor)),
        grants_of_nobody(),
        today=TODAY,
    )
    assert [one.unit for one in sheet.figures] == ["Friskolan här"]


def test_an_actor_with_many_units_says_how_many_are_left_out(holder):
    actor = an_organiser("Friskolan AB", kind=Organisation.Kind.INDEPENDENT)
    for n in range(MOST_UNITS + 2):
        a_unit(actor, f"Friskola {n}", municipality_code="9999")
    row = a_dialogue(a_party(a_series(holder, template="independent"), organisation=actor))
    sheet = sheet_for(row, grants_of_nobody(), today=TODAY)
    assert (sheet.figures, sheet.units_more) == ((), 2)


def test_a_held_dialogue_keeps_its_sheet_in_either_language(client_of, holder):
    unit = a_unit(holder, "Björkskolan", school_unit_code=a_code("withheld"))
    row = a_dialogue(a_party(a_series(holder), unit))
    director = a_user(Role.DIRECTOR, holder, language="en")
    figures = SheetFigures(
        "Björkskolan",
        (
            SheetRow("year9_merit_value", "", "", (SheetCell(2023, "2023/24", 212.5, "value"),)),
            SheetRow("survey_index", "Trygghet", "8", (SheetCell(2022, "2022", None, "missing"),)),
        ),
        (("Skolverket", "Slutbetyg", "2025-11-01"),),
    )
    sheet = Sheet((), (figures,), 0)
    assert thawed(frozen(sheet, TODAY)) == sheet
    assert thawed({"day": "2026-01-01", "parts": []}) == Sheet(), "from before figures were kept"
    hold_dialogue(
        dialogue=row, sheet=frozen(sheet, TODAY), by=director, at=NOW, held_on=TODAY, present="", version=row.version,
        no_agreement_reason="Allt är bra",
    )  # fmt: skip
    for language, words in (("en", ["212.5", "missing", "no figure"]), ("sv", ["212,5", "saknas", "ingen siffra"])):
        director.language = language
        director.save()
        page = client_of(director).get(f"/samtal/samtal/{row.id}/").content.decode()
        assert [word in page for word in words] == [True] * 3, language

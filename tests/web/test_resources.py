"""The pages of resources by need: from a pot to a decision and what became of the money; what is refused, to whom."""

import io
import re

import pytest
from django.urls import reverse
from openpyxl import Workbook

from likvard.quality.actions.measures import add_measure
from likvard.quality.models import Allocation, PaidMeasure, Payment, ResourceProposal, ResourceRound
from likvard.rulebook.permissions import Role
from tests.factories import NOW, a_unit, a_user, an_organiser
from tests.factories.resources import a_pot, a_proposal, an_allocation

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return an_organiser("Almviks kommun", municipality_code="9999")


@pytest.fixture
def units(holder):
    return [a_unit(holder, name) for name in ("Björkskolan", "Granskolan", "Tallskolan")]


@pytest.fixture
def pot(holder, units):
    return a_pot(holder, dict(zip(units, [(300, 80.0), (200, 100.0), (9, 73519.25)], strict=True)))


@pytest.fixture
def director(holder, client_of):
    return client_of(a_user(Role.DIRECTOR, holder))


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " "))


def test_from_a_pot_to_a_decision(holder, units, director):
    given = {"title": "Grundskola", "year": 2027, "pot": "10 000 000", "codes": [u.school_unit_code for u in units]}
    opened = director.post(reverse("resources:open_pot"), given)
    pot = ResourceRound.objects.get()
    assert opened.url == reverse("resources:pot", args=[pot.pk])
    filled = director.post(
        reverse("resources:units", args=[pot.pk]),
        {"text": "Skola\tElever\tIndex\tBelopp i dag\nBjörkskolan\t300\t80\t5 000 000\n"
                 "Granskolan\t200\t100,5\t3,2 miljoner kronor\nTallskolan\t100\t160\t\nSumma\t600\t\t",
         "index_name": "Index 2026"},
    )  # fmt: skip
    assert filled.status_code == 302
    assert list(pot.units.values_list("pupils", "index", "before")) == [
        (300, 80.0, 5_000_000), (200, 100.5, 3_200_000), (100, 160.0, None),
    ]  # fmt: skip
    asked = {"name": "Tio", "need": "index", "share": "10", "floor": "90", "ceiling": "", "years": "1"}
    made = director.post(reverse("resources:add_proposal", args=[pot.pk]), asked)
    page = text(director.get(made.url))
    assert "Index 2026" in page
    for shown in ("belopp", "per-elev", "mot-lika", "mot-i-dag"):
        assert director.get(reverse("resources:pot", args=[pot.pk]) + f"?visa={shown}").status_code == 200
    decision = {"decided_by": "Nämnden", "decided_on": "2026-10-20", "paragraph": "§ 56", "version": 1}
    decided = director.post(reverse("resources:decide", args=[pot.pk, 1]), decision)
    allocation = Allocation.objects.get()
    assert decided.url == reverse("resources:allocation", args=[allocation.pk])
    swedish, english = (text(director.get(f"{decided.url}?sprak={one}")) for one in ("sv", "en"))
    assert "Beslutad av Nämnden den 20 oktober 2026, § 56." in swedish
    assert "Decided by Nämnden on 20 October 2026, § 56." in english
    assert allocation.checksum in swedish
    # What is decided has no pages of change.
    for name in ("change_pot", "choose_units", "units", "add_proposal"):
        assert director.get(reverse(f"resources:{name}", args=[pot.pk])).status_code == 403


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("Skola;Elever\nBjörkeskolan;300", "Rad 2: ”Björkeskolan” är inte en av enheterna här. Menade du Björkskolan?"),
        ("Skola;Elever\nBjörkskolan;trehundra", "Rad 2, Elever: ”trehundra” är inte ett heltal över 0."),
        ("\nSkola;Index\nBjörkskolan;80\nGranskolan;−1", "Rad 4, Index: ”−1” är inte ett tal från 0 och uppåt."),
        ("Skola;Belopp\nBjörkskolan;3,5", "Rad 2, Belopp: ”3,5” är inte ett belopp i hela kronor."),
        ("Skola;Elever\nBjörkskolan;3\nBjörkskolan;4", "Rad 3: Björkskolan står på rad 2 också."),
        ("Elever;Index\n3;4", "Välj den kolumn som säger vilken enhet en rad handlar om."),
        ("Skola;Annat\nBjörkskolan;4", "Välj minst en kolumn med siffror."),
        ("Skola;Elever", "Tabellen har en rubrikrad men inga rader under den."),
        ("Skola;Elever\n19121212-1212;3", "Rad 2 innehåller ett personnummer. Ingenting lästes in."),
        ("", "Klistra in en tabell eller välj en fil."),
    ],
)
def test_a_table_with_a_fault_says_where_and_changes_nothing(pot, director, table, words):
    before = list(pot.units.values("pupils", "index", "before"))
    response = director.post(reverse("resources:units", args=[pot.pk]), {"text": table}, HTTP_ACCEPT_LANGUAGE="sv")
    assert response.status_code == 422
    assert words in text(response)
    assert list(pot.units.values("pupils", "index", "before")) == before


def test_a_workbook_whose_heads_say_nothing_is_read_by_what_the_person_chooses(pot, director):
    book = Workbook()
    for row in (["A", "B", "C"], ["Björkskolan", 301, "x"], ["Granskolan", 202, "y"]):
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    kept.seek(0)
    kept.name = "skolor.xlsx"
    address = reverse("resources:units", args=[pot.pk])
    first = director.post(address, {"file": kept})
    assert first.status_code == 422
    shown = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", first.content.decode(), re.DOTALL).group(1)
    assert "Björkskolan\t301\tx" in shown
    chosen = {"text": shown, "column-0": "unit", "column-1": "pupils", "column-2": ""}
    assert director.post(address, chosen).status_code == 302
    assert list(pot.units.values_list("pupils", flat=True)) == [301, 202, 9]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"share": "101"}, "share"),
        ({"share": "tio"}, "share"),
        ({"floor": "110"}, "floor"),
        ({"ceiling": "90"}, "ceiling"),
        ({"need": "weighted"}, "parents"),
        ({"need": "weighted", "parents": "-1"}, "parents"),
        ({"need": "indicator"}, "need"),
        ({"years": "4"}, "years"),
        ({"name": ""}, "name"),
    ],
)
def test_a_proposal_that_makes_no_sense_is_refused(pot, director, given, field):
    asked = {"name": "A", "need": "index", "share": "10", "floor": "90", "years": "1"} | given
    response = director.post(reverse("resources:add_proposal", args=[pot.pk]), asked)
    assert (response.status_code, field in response.context["form"].errors) == (422, True)
    assert not ResourceProposal.objects.exists()


def test_an_editor_proposes_and_a_director_decides(holder, pot, client_of):
    a_proposal(pot)
    editor, board = client_of(a_user(Role.EDITOR, holder)), client_of(a_user(Role.BOARD_READER, holder))
    page = reverse("resources:decide", args=[pot.pk, 1])
    assert (editor.get(page).status_code, board.get(page).status_code) == (403, 403)
    assert board.get(reverse("resources:pot", args=[pot.pk])).status_code == 403
    assert (
        reverse("resources:decide", args=[pot.pk, 1])
        not in editor.get(reverse("resources:proposal", args=[pot.pk, 1])).content.decode()
    )


def test_the_index_of_a_small_unit_is_on_no_page_and_in_no_file(holder, pot, director):
    proposal = a_proposal(pot, share=0.3)
    pages = [
        reverse("resources:pot", args=[pot.pk]),
        reverse("resources:units", args=[pot.pk]),
        reverse("resources:proposal", args=[pot.pk, 1]),
        reverse("resources:picture", args=[pot.pk, 1]),
        reverse("resources:table", args=[pot.pk, 1]),
    ]
    bodies = [director.get(one).content.decode() for one in pages]
    allocation = an_allocation(proposal)
    bodies.append(director.get(reverse("resources:allocation", args=[allocation.pk])).content.decode())
    bodies.append(str(allocation.content))
    assert [body for body in bodies if re.search(r"73.?519", body)] == []
    assert "Tallskolan" in bodies[2]


def test_the_decided_as_pdf_and_word_and_for_a_principal(holder, units, pot, client_of):
    allocation = an_allocation(a_proposal(pot))
    own = client_of(a_user(Role.PRINCIPAL, holder, units[:1]))
    other = client_of(a_user(Role.PRINCIPAL, holder, [a_unit(holder, "Utanför")]))
    for name, start in (("pdf", b"%PDF"), ("word", b"PK")):
        address = reverse(f"resources:{name}", args=[allocation.pk])
        assert own.get(address).content.startswith(start)
        assert other.get(address).status_code == 404
    page = text(own.get(reverse("resources:follow", args=[allocation.pk])))
    assert ("Björkskolan" in page, "Granskolan" in page) == (True, False)
    assert own.get(reverse("resources:payments", args=[allocation.pk])).status_code == 403


def test_what_was_paid_is_typed_or_read_from_a_table(pot, director):
    allocation = an_allocation(a_proposal(pot))
    codes = {one.name: one.code for one in allocation.units.all()}
    typed = {f"paid-{codes['Björkskolan']}": "5 900 000", f"note-{codes['Björkskolan']}": "Vakant tjänst"}
    assert director.post(reverse("resources:payments", args=[allocation.pk]), typed).status_code == 302
    address = reverse("resources:payments_table", args=[allocation.pk])
    assert director.post(address, {"text": "Enhet;Utbetalt\nGranskolan;abc"}).status_code == 422
    assert director.post(address, {"text": "Enhet;Utbetalt\nGranskolan;3 900 000"}).status_code == 302
    assert list(Payment.objects.order_by("id").values_list("allocated__name", "paid", "note")) == [
        ("Björkskolan", 5_900_000, "Vakant tjänst"), ("Granskolan", 3_900_000, ""),
    ]  # fmt: skip
    assert "2 av 3" in text(director.get(reverse("resources:follow", args=[allocation.pk]), HTTP_ACCEPT_LANGUAGE="sv"))


def test_a_measure_is_tied_to_the_money_and_untied(holder, pot, director):
    allocation = an_allocation(a_proposal(pot))
    unit = allocation.units.get(name="Björkskolan")
    measure = add_measure(holder=holder, origin="measure:", what="Två lärare till", by=None, at=NOW)
    foreign = add_measure(holder=an_organiser(), origin="measure:", what="Någon annans", by=None, at=NOW)
    address = reverse("resources:tie", args=[allocation.pk, unit.pk])
    assert director.post(address, {"measure": foreign.pk}).status_code == 422
    assert director.post(address, {"measure": measure.pk, "amount": "600 000"}).status_code == 302
    page = text(director.get(reverse("resources:follow", args=[allocation.pk])))
    assert "Två lärare till" in page
    assert "600 000" in page
    tie = PaidMeasure.objects.get()
    assert director.post(reverse("resources:untie", args=[allocation.pk, tie.pk])).status_code == 302
    assert not PaidMeasure.objects.exists()

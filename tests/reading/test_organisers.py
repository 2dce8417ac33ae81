"""The reviewed organiser, also one that no list holds: asserted where places agree, else doubtful."""

import pytest

from likvard.reading import read_text
from likvard.terms.municipalities import by_name
from tests.reading import damages

DECISION = """\
Skolinspektionen
Beslut
2023-04-20
Dnr SI 2022:7788

{addressee}

Beslut efter regelbunden tillsyn av Furumyrskolan i {place}

Skolinspektionen har genomfört regelbunden tillsyn av grundskolan vid Furumyrskolan. Skolan
besöktes den 7 mars 2023.

{order}

På Skolinspektionens vägnar

Beslutet har fattats av enhetschef Tora Lindmyr.
"""
ORDER = (
    "Skolinspektionen förelägger med stöd av 26 kap. 10 § skollagen (2010:800) {name} att senast den\n"
    "1 november 2023 avhjälpa bristerna."
)
PRESS = """\
Pressmeddelande
Publicerad 4 maj 2023

{title}

{first} Det framgår av Skolinspektionens beslut efter tillsyn av grundskolan.

{second}

Presskontakt: 08-000 01 10
"""


def _decision(addressee: str, place: str, order: str) -> str:
    return DECISION.format(addressee=addressee, place=place, order=order)


def _doubted(reading) -> dict[str, tuple[object, str]]:
    return {d["field"]: (d["value"], d["reason"]) for d in reading.doubtful if d["field"].startswith("organiser")}


@pytest.mark.parametrize(
    ("addressee", "place", "name", "kind", "code"),
    [
        ("Almviks kommun", "Almviks kommun", "Almviks kommun", "municipality", None),
        ("NORRA SKARPE KOMMUN", "Norra Skarpe kommun", "Norra Skarpe kommun", "municipality", None),
        ("Almviks kommun\nBarn- och utbildningsnämnden", "Almviks kommun", "Almviks kommun", "municipality", None),
        ("Skarpedals Gymnasieförbund", "Nora kommun", "Skarpedals Gymnasieförbund", "municipality", "1884"),
        ("Furumyrens Skolor AB", "Nora kommun", "Furumyrens Skolor AB", "independent", "1884"),
        ("Furumyrens Skolor AB", "Almviks kommun", "Furumyrens Skolor AB", "independent", None),
        ("Stiftelsen Furumyren", "Nora kommun", "Stiftelsen Furumyren", "independent", "1884"),
        ("Myrens Vänner ekonomisk förening", "Nora kommun", "Myrens Vänner ekonomisk förening", "independent", "1884"),
        ("Nora kommun", "Nora kommun", "Nora kommun", "municipality", "1884"),
    ],
)  # fmt: skip
def test_the_organiser_is_read_as_printed(addressee, place, name, kind, code):
    reading = read_text(_decision(addressee, place, ORDER.format(name=name)))
    assert reading.record["organiser"] == {"name": name, "kind": kind}
    assert reading.record["municipality_code"] == code
    assert _doubted(reading) == {}


@pytest.mark.parametrize(
    ("name", "kind"), [("Almviks kommun", "municipality"), ("Furumyrens Skolor AB", "independent")]
)
def test_an_order_tells_without_an_addressee(name, kind):
    reading = read_text(_decision("Box 2", "Sverige", ORDER.format(name=name)))
    assert reading.record["organiser"] == {"name": name, "kind": kind}


def test_a_sentence_that_says_so_is_enough():
    reading = read_text(_decision("Box 2", "Sverige", "Huvudman för skolan är Almviks kommun."))
    assert reading.record["organiser"] == {"name": "Almviks kommun", "kind": "municipality"}


def test_one_place_alone_is_a_doubt():
    reading = read_text(_decision("Almviks kommun", "Sverige", "Tillsynen avslutas."))
    assert reading.record["organiser"] is None
    assert _doubted(reading) == {
        "organiser.name": ("Almviks kommun", "unlisted_name"),
        "organiser.kind": ("municipality", "unlisted_name"),
    }


def test_two_that_are_ordered_are_no_answer():
    both = ORDER.format(name="Almviks kommun") + "\n\n" + ORDER.format(name="Furumyrens Skolor AB")
    reading = read_text(_decision("Box 2", "Sverige", both))
    assert reading.record["organiser"] is None
    assert set(_doubted(reading)) == {"organiser.name", "organiser.kind"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Undervisningen på entreprenad bedrivs av Kursbolaget AB, som har redovisat sina timmar.",
        "Lokalen hyrs av Fastighets Granen AB, som har redovisat energin.",
        "Elever från Almviks kommun har redovisat sina arbeten.",
        "Varje kommun ska redovisa sina åtgärder.",
    ],
)
def test_others_that_a_text_names_are_no_organiser(sentence):
    reading = read_text(_decision("Box 2", "Sverige", sentence))
    assert reading.record["organiser"] is None
    assert _doubted(reading) == {}


def test_a_neighbour_in_the_list_is_not_taken_for_one_that_is_in_none():
    text = _decision("Almviks kommun", "Almviks kommun", "Skolan samverkar med Nora kommun om modersmål.")
    reading = read_text(text)
    assert reading.record["organiser"] == {"name": "Almviks kommun", "kind": "municipality"}
    assert reading.record["municipality_code"] is None


def test_a_name_near_a_listed_one_is_not_asserted():
    assert by_name("Katrineholma kommun") is None
    text = _decision("Katrineholma kommun", "Katrineholma kommun", ORDER.format(name="Katrineholma kommun"))
    reading = read_text(text)
    assert reading.record["organiser"] in (None, {"name": "Katrineholms kommun", "kind": "municipality"})


def test_a_scan_without_rings_and_dots_leaves_the_name_in_doubt():
    text = _decision("Ålmviks kommun", "Ålmviks kommun", ORDER.format(name="Ålmviks kommun"))
    reading = read_text(damages.stripped(text, seed=3))
    assert reading.record["organiser"] is None
    assert _doubted(reading)["organiser.name"][1] == "letters"


def test_a_press_release_names_it_in_title_and_text():
    text = PRESS.format(
        title="Skolinspektionen kräver åtgärder av Almviks kommun",
        first="Almviks kommun måste ge eleverna stöd.",
        second="Senast den 9 oktober 2023 ska kommunen redovisa vad som har gjorts.",
    )
    assert read_text(text).record["organiser"] == {"name": "Almviks kommun", "kind": "municipality"}


def test_a_press_release_without_it_in_the_title_names_it_twice():
    text = PRESS.format(
        title="Elever får inte det stöd de behöver",
        first="Almviks kommun måste ge eleverna stöd.",
        second="Almviks kommun ska senast den 9 oktober 2023 redovisa vad som har gjorts.",
    )
    assert read_text(text).record["organiser"] == {"name": "Almviks kommun", "kind": "municipality"}


def test_a_press_release_of_a_withdrawal():
    text = PRESS.format(
        title="Skolinspektionen stänger en friskola",
        first="Skolinspektionen återkallar Furumyrens Skolor AB:s godkännande för Furumyrskolan i Nora kommun.",
        second="Bolaget kan överklaga.",
    )
    reading = read_text(text)
    assert reading.record["organiser"] == {"name": "Furumyrens Skolor AB", "kind": "independent"}
    assert reading.record["municipality_code"] == "1884"


def test_a_letter_whose_addressee_stands_under_its_title():
    text = """\
# Tematisk kvalitetsgranskning av undervisning i matematik

Till huvudmannen för Furumyrskolan
Furumyrens Skolor AB

Skolinspektionen kommer under våren 2024 att genomföra en tematisk kvalitetsgranskning av undervisningen i
matematik vid Furumyrskolan i Nora kommun. Vi ber er att utse en kontaktperson senast den 12 januari 2024.
"""
    reading = read_text(text)
    assert reading.record["organiser"] == {"name": "Furumyrens Skolor AB", "kind": "independent"}

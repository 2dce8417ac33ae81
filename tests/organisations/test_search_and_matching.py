"""Finding units and organisers in the whole register of about 2020, and never a silent wrong match."""

import time

import pytest

from likvard.intake.import_log import ImportLog
from likvard.organisations.actions import import_register
from likvard.organisations.models import Organisation, RegisterImport, SchoolUnit
from likvard.organisations.queries import (
    latest_import,
    match_organiser,
    match_unit,
    match_units,
    organisation_by_number,
    organisation_of_municipality,
    search_organisations,
    search_units,
    unit_by_code,
    units_of,
)
from tests.factories import NOW

pytestmark = pytest.mark.slow  # the whole register is loaded


def test_the_whole_register_is_in_and_stays_as_it_is(whole_register):
    assert Organisation.objects.filter(from_register=True).count() == 1132
    assert SchoolUnit.objects.count() == 7484
    assert Organisation.objects.exclude(municipality_code="").count() == 290
    begun = time.perf_counter()
    again = import_register(register=whole_register, log=ImportLog(), by=None, at=NOW)
    assert (again.changed, RegisterImport.objects.count()) == (False, 1)
    assert time.perf_counter() - begun < 20
    assert latest_import().valid_on == whole_register.valid_on


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("NJUPKARRS SKOLA", "Njupkärrs skola"),
        ("njupkärr", "Njupkärrs skola"),
        ("Njupkärs skola", "Njupkärrs skola"),
        ("nyboda tyresö", "Nyboda skola"),
        ("Nytorpsskolan 4–9", "Nytorpsskolan 4-9"),
        ("nils ericsonsgymnasiet 2", "Nils Ericsonsgymnasiet 2"),
        ("74174879", "Bollstanäs skola"),
    ],
)
def test_units_are_found_by_what_people_type(whole_register, text, first):
    assert [unit.name for unit in search_units(text, limit=3)][:1] == [first]


def test_a_search_narrows_by_organiser_and_municipality(whole_register):
    town = organisation_of_municipality("0138")
    assert {unit.organisation for unit in search_units("skola", organisation=town, limit=50)} == {town}
    assert {unit.municipality_code for unit in search_units("skola", municipality_code="0880", limit=50)} == {"0880"}
    assert len(search_units("skola", limit=7)) == 7


@pytest.mark.parametrize("text", ["", "   ", "?!", "xyzzyplugh", "00000000"])
def test_nothing_is_found_for_nothing(whole_register, text):
    assert search_units(text) == []
    assert search_organisations(text) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("TYRESO", "Tyresö kommun"),
        ("2120000092", "Tyresö kommun"),
        ("212000-0092", "Tyresö kommun"),
        ("västra götaland", "Västra Götalandsregionen"),
        ("skolmyndigheten", "Specialpedagogiska skolmyndigheten"),
        ("kunskapsforbundet", "Kunskapsförbundet Väst"),
    ],
)
def test_organisers_are_found(whole_register, text, first):
    assert [one.name for one in search_organisations(text, limit=3)][:1] == [first]


def test_organisers_of_a_kind(whole_register):
    assert {one.kind for one in search_organisations("region", kinds=["region"])} == {"region"}


def test_lookups(whole_register):
    town = organisation_by_number("212000-0092")
    assert town == organisation_of_municipality("0138")
    assert organisation_of_municipality("") is None
    unit = unit_by_code("74174879")
    assert unit.name == "Bollstanäs skola"
    assert unit in units_of(unit.organisation)
    assert unit_by_code("00000000") is None


@pytest.mark.parametrize(
    ("name", "options", "chosen", "why"),
    [
        ("Tyresö kommun", {}, "Tyresö kommun", "municipality"),
        ("TYRESÖ KOMMUN", {"kind": "municipality"}, "Tyresö kommun", "municipality"),
        ("Landskrona stad", {}, "Landskrona kommun", "municipality"),
        ("Tyresö", {"kind": "municipality"}, "Tyresö kommun", "municipality"),
        ("Tyresö", {}, None, "too_unlike"),
        ("Region Gotland", {"kind": "municipality"}, "Region Gotland", "municipality"),
        ("Västra Götalandsregionen", {"kind": "region"}, "Västra Götalandsregionen", "same_name"),
        ("Kunskapsförbundet Väst", {}, "Kunskapsförbundet Väst", "same_name"),
        ("SVEASKOLAN AB", {"kind": "independent"}, "Sveaskolan AB", "same_name"),
        ("Sveaskolan", {"kind": "independent"}, "Sveaskolan AB", "near_name"),
        ("Sveaskolan AB", {"kind": "municipality"}, None, "too_unlike"),
        ("Stiftelsen Sveaskolan", {}, None, "too_unlike"),
        ("Al-Azhar Stiftelsen", {}, None, "several"),
        ("Habo kommun", {"kind": "municipality"}, "Habo kommun", "municipality"),
        ("Håbo kommun", {"municipality_code": "0305"}, "Håbo kommun", "municipality"),
        ("Habo kommun", {"kind": "municipality", "municipality_code": "0305"}, None, "too_unlike"),
        ("Sveaskolorna AB", {}, None, "too_unlike"),
        ("Kompassrosens Friskola AB", {}, None, "nothing"),
        ("", {}, None, "nothing"),
        ("Xyzzy plugh", {}, None, "nothing"),
        ("Vad som helst", {"organisation_number": "212000-0092"}, "Tyresö kommun", "number"),
    ],
)
def test_an_organiser_of_a_record(whole_register, name, options, chosen, why):
    match = match_organiser(name, **options)
    assert ((match.chosen and match.chosen.name), match.why) == (chosen, why)
    assert [c.score for c in match.candidates] == sorted((c.score for c in match.candidates), reverse=True)


@pytest.mark.parametrize(
    ("name", "code", "chosen", "why"),
    [
        ("NJUPKARRS SKOLA", "0138", "Njupkärrs skola", "same_name"),
        ("Nyboda skolan", "0138", "Nyboda skola", "near_name"),
        ("Nyboda skola Tyresö", "0138", None, "too_unlike"),
        ("Skärpeskolan S", "2284", "Skärpeskolan S", "same_name"),
        ("Nybodaskolan", "0138", None, "too_unlike"),
        ("Nytorpsskolan 4-9", "1480", "Nytorpsskolan 4-9", "same_name"),
        ("Nytorpsskolan F-3", "1480", None, "too_unlike"),
        ("Nytorpsskolan", "1480", None, "too_unlike"),
        ("Nils Ericsonsgymnasiet 1", "1488", "Nils Ericsonsgymnasiet 1", "same_name"),
        ("Nils Ericsonsgymnasiet", "1488", None, "too_unlike"),
        ("Fjälkinge skola LM", "1290", None, "too_unlike"),
        ("Vidhögeskolan F-9 och fritidshem", "1383", None, "too_unlike"),
        ("Njupkärrs skola", None, None, "no_place"),
        ("Njupkärrs skola", "0180", None, "nothing"),
        ("", "0138", None, "nothing"),
    ],
)
def test_a_unit_of_a_record(whole_register, name, code, chosen, why):
    match = match_unit(name, municipality_code=code)
    assert ((match.chosen and match.chosen.name), match.why) == (chosen, why)


def test_a_unit_that_is_missing_is_not_replaced_by_its_neighbour(whole_register):
    """Each unit of two municipalities is taken away in turn: its name then finds no other unit."""
    for code in ("2284", "1785"):
        for unit in list(SchoolUnit.objects.filter(municipality_code=code)):
            SchoolUnit.objects.filter(pk=unit.pk).update(municipality_code="", search_name="")
            match = match_unit(unit.name, municipality_code=code)
            SchoolUnit.objects.filter(pk=unit.pk).update(municipality_code=code, search_name=unit.search_name)
            assert match.chosen is None, (unit.name, match.chosen)


def test_a_unit_is_looked_for_with_its_organiser(whole_register):
    town, other = organisation_of_municipality("0138"), organisation_of_municipality("0180")
    assert match_unit("Nyboda skola Tyresö", organisation=town, municipality_code="0138").why == "near_name"
    assert match_unit("Nyboda skola", organisation=town).chosen.name == "Nyboda skola"
    elsewhere = match_unit("Nyboda skola", organisation=other, municipality_code="0138")
    assert elsewhere.chosen is None
    assert (elsewhere.candidates[0].thing.name, elsewhere.candidates[0].score) == ("Nyboda skola", 0.9)


def test_the_form_must_agree(whole_register):
    assert match_unit("Nyboda skola", municipality_code="0138", school_forms=["compulsory"]).chosen
    match = match_unit("Nyboda skola", municipality_code="0138", school_forms=["upper_secondary"])
    assert (match.chosen, match.candidates[0].score) == (None, 0.9)


def test_an_activity_beside_the_school_says_nothing_of_the_unit(whole_register):
    assert match_unit("Nyboda skola", municipality_code="0138", school_forms=["school_age_educare"]).chosen


def test_a_code_is_certain(whole_register):
    match = match_unit("Helt annat namn", school_unit_code="74174879")
    assert (match.chosen.name, match.why) == ("Bollstanäs skola", "number")


def test_two_names_never_get_one_unit(whole_register):
    one, other = match_units(["Nyboda skola", "NYBODA SKOLAN"], municipality_code="0138")
    assert (one.chosen, one.why, other.chosen, other.why) == (None, "several", None, "several")
    one, other = match_units(["Nyboda skola", "Njupkärrs skola"], municipality_code="0138")
    assert (one.chosen.name, other.chosen.name) == ("Nyboda skola", "Njupkärrs skola")


def test_a_unit_that_has_ended_is_only_a_candidate(whole_register):
    SchoolUnit.objects.filter(name="Nyboda skola", municipality_code="0138").update(status="UPPHORT")
    match = match_unit("Nyboda skola", municipality_code="0138")
    assert (match.chosen, match.candidates[0].score) == (None, 0.9)
    assert "Nyboda skola" not in {u.name for u in search_units("nyboda", municipality_code="0138")}
    assert "Nyboda skola" in {u.name for u in search_units("nyboda", municipality_code="0138", ended=True)}


def test_every_unit_finds_itself_or_several_and_never_another(whole_register):
    """Each name of two municipalities, as a scan may print it, within its own municipality."""
    for code in ("0138", "1488"):
        units = list(SchoolUnit.objects.filter(municipality_code=code).select_related("organisation"))
        for unit in units:
            match = match_unit(unit.name.upper().replace("Ä", "A").replace("Ö", "O"), municipality_code=code)
            assert match.chosen in (unit, None)
            if match.chosen is None:
                assert match.why == "several"
                assert unit.search_name in {c.thing.search_name for c in match.candidates}

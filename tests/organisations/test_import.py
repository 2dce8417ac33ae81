"""Importing: once, again, with changes, with gaps; history and the ledger; nothing half done."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from likvard.intake.import_log import ImportLog
from likvard.intake.school_unit_register import OrganiserRow, Register, UnitRow
from likvard.ledger.models import Event
from likvard.organisations.actions import (
    TooManyWouldEndError,
    add_organisation,
    add_school_unit,
    import_register,
)
from likvard.organisations.models import (
    Organisation,
    OrganisationPeriod,
    RegisterImport,
    SchoolUnit,
    SchoolUnitPeriod,
)
from likvard.organisations.queries import at_day
from tests.factories import NOW

pytestmark = pytest.mark.django_db

DAY, LATER = date(2020, 10, 15), date(2024, 8, 1)
TOWN = OrganiserRow("2120000092", "Tyresö kommun", "municipality", "Kommuner", "0138", ("compulsory",))
COMPANY = OrganiserRow("5566778899", "Kompassrosens Friskola AB", "independent", "Aktiebolag")
UNITS = tuple(
    UnitRow(f"{code}", name, "2120000092", "0138", ("compulsory",), ("1", "2"))
    for code, name in zip(
        range(74174870, 74174880),
        ["Njupkärrs skola", "Nyboda skola", "Bergfotens skola", "Fornuddens skola", "Hanvikens skola",
         "Kumla skola", "Sofiebergsskolan", "Strandskolan", "Tyresö skola", "Krusboda skola"],
        strict=True,
    )
)  # fmt: skip
FIRST = Register("test", DAY, "a", (TOWN, COMPANY), UNITS)


def _import(register: Register, **options):
    return import_register(register=register, log=ImportLog(), by=None, at=NOW, **options)


def _rows() -> list:
    """Everything that the register is kept in, as plain values."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Organisation, OrganisationPeriod, SchoolUnit, SchoolUnitPeriod, RegisterImport)
    ]


def _with(unit: UnitRow, **facts) -> tuple[UnitRow, ...]:
    return tuple(replace(one, **facts) if one == unit else one for one in UNITS)


def test_a_first_import():
    imported = _import(FIRST)
    assert imported.counts == {"organisers_new": 2, "units_new": 10}
    town = Organisation.objects.get(organisation_number="2120000092")
    assert (town.name, town.kind, town.municipality_code, town.search_name) == (
        "Tyresö kommun", "municipality", "0138", "tyreso kommun")  # fmt: skip
    unit = SchoolUnit.objects.get(name="Njupkärrs skola")
    assert (unit.organisation, unit.school_forms, unit.school_years) == (town, ["compulsory"], ["1", "2"])
    assert [(p.valid_from, p.valid_to) for p in unit.periods.all()] == [(DAY, None)]
    event = Event.objects.get(action="register_imported")
    assert event.after["units_new"] == 10
    assert event.subject_id == str(imported.entry.id)


def test_the_same_again_leaves_no_trace():
    _import(FIRST)
    before, events = _rows(), Event.objects.count()
    imported = _import(FIRST)
    later = _import(replace(FIRST, valid_on=LATER))
    assert (imported.changed, imported.counts, later.changed) == (False, {}, False)
    assert _rows() == before
    assert Event.objects.count() == events


def test_a_unit_that_changes_name_and_then_organiser_keeps_its_history():
    _import(FIRST)
    renamed = _with(UNITS[0], name="Njupkärrsskolan")
    assert _import(replace(FIRST, valid_on=LATER, units=renamed)).counts == {"units_renamed": 1}
    moved = _with(UNITS[0], name="Njupkärrsskolan", organisation_number="5566778899")
    much_later = date(2025, 1, 1)
    assert _import(replace(FIRST, valid_on=much_later, units=moved)).counts == {"units_moved": 1}
    unit = SchoolUnit.objects.get(school_unit_code=UNITS[0].school_unit_code)
    assert (unit.name, unit.organisation.name, unit.search_name) == (
        "Njupkärrsskolan", "Kompassrosens Friskola AB", "njupkarrsskolan")  # fmt: skip
    assert [(p.name, p.organisation.name, p.valid_from, p.valid_to) for p in unit.periods.all()] == [
        ("Njupkärrs skola", "Tyresö kommun", DAY, LATER - timedelta(days=1)),
        ("Njupkärrsskolan", "Tyresö kommun", LATER, much_later - timedelta(days=1)),
        ("Njupkärrsskolan", "Kompassrosens Friskola AB", much_later, None),
    ]
    assert [getattr(at_day(unit, day), "name", None) for day in (DAY - timedelta(days=1), DAY, LATER)] == [
        None, "Njupkärrs skola", "Njupkärrsskolan"]  # fmt: skip


def test_an_organiser_that_changes_name_keeps_the_old_one():
    _import(FIRST)
    renamed = replace(COMPANY, name="Kompassen AB")
    counts = _import(replace(FIRST, valid_on=LATER, organisers=(TOWN, renamed))).counts
    assert counts == {"organisers_renamed": 1}
    company = Organisation.objects.get(organisation_number="5566778899")
    assert [(p.name, p.valid_to) for p in company.periods.all()] == [
        ("Kompassrosens Friskola AB", LATER - timedelta(days=1)),
        ("Kompassen AB", None),
    ]


def test_a_correction_on_the_same_day_makes_no_period():
    _import(FIRST)
    _import(replace(FIRST, units=_with(UNITS[0], name="Njupkärrs skolan")))
    unit = SchoolUnit.objects.get(school_unit_code=UNITS[0].school_unit_code)
    assert [(p.name, p.valid_from, p.valid_to) for p in unit.periods.all()] == [("Njupkärrs skolan", DAY, None)]


def test_an_older_register_changes_nothing():
    _import(replace(FIRST, valid_on=LATER))
    before = _rows()
    imported = _import(replace(FIRST, units=_with(UNITS[0], name="Gammalt namn")[:5]))
    assert imported.counts == {"older": 7}
    assert _rows() == before


def test_a_unit_that_is_gone_has_ended():
    _import(FIRST)
    counts = _import(replace(FIRST, valid_on=LATER, units=UNITS[1:])).counts
    assert counts == {"units_ended": 1}
    unit = SchoolUnit.objects.get(school_unit_code=UNITS[0].school_unit_code)
    assert unit.status == "UPPHORT"
    assert [(p.status, p.valid_from) for p in unit.periods.all()] == [("AKTIV", DAY), ("UPPHORT", LATER)]
    assert _import(replace(FIRST, valid_on=date(2025, 1, 1))).counts == {"units_changed": 1}
    unit.refresh_from_db()
    assert unit.status == "AKTIV"


def test_a_part_of_the_register_ends_nothing():
    _import(FIRST)
    assert not _import(replace(FIRST, valid_on=LATER, units=UNITS[5:], complete=False)).changed
    assert not SchoolUnit.objects.filter(status="UPPHORT").exists()


def test_a_register_with_a_hole_is_refused_as_a_whole():
    _import(FIRST)
    before = _rows()
    broken = replace(FIRST, valid_on=LATER, units=_with(UNITS[0], name="Nytt namn")[:3])
    with pytest.raises(TooManyWouldEndError, match="7 of 10"):
        _import(broken)
    assert _rows() == before
    assert _import(broken, force=True).counts == {"units_ended": 7, "units_renamed": 1}


def test_a_unit_without_a_known_organiser_is_left_out():
    stray = replace(UNITS[0], school_unit_code="99999999", organisation_number="2120000100")
    assert _import(replace(FIRST, units=(*UNITS, stray))).counts["without_organiser"] == 1
    assert not SchoolUnit.objects.filter(school_unit_code="99999999").exists()


def test_what_was_made_by_hand_is_left_alone():
    authority = add_organisation(name="Skolinspektionen", kind="authority", by=None, at=NOW)
    town = add_organisation(name="Almviks kommun", kind="municipality", by=None, at=NOW, municipality_code="9999")
    own = add_school_unit(organisation=town, school_unit_code="90000001", name="Björkskolan", by=None, at=NOW)
    _import(FIRST)
    _import(replace(FIRST, valid_on=date(2027, 1, 1)))
    own.refresh_from_db()
    assert (own.status, own.municipality_code) == ("AKTIV", "9999")
    assert authority.periods.count() == town.periods.count() == own.periods.count() == 1


@pytest.mark.parametrize(("name", "kind"), [("", "municipality"), ("  ", "region"), ("Skolan AB", "company")])
def test_an_organisation_by_hand_needs_a_name_and_a_kind(name, kind):
    with pytest.raises(ValueError, match="name and a known kind"):
        add_organisation(name=name, kind=kind, by=None, at=NOW)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(("name", "code"), [("", "90000001"), ("Skolan", "123"), ("Skolan", "")])
def test_a_unit_by_hand_needs_a_name_and_a_code(name, code):
    town = add_organisation(name="Almviks kommun", kind="municipality", by=None, at=NOW)
    with pytest.raises(ValueError, match="name and a code"):
        add_school_unit(organisation=town, school_unit_code=code, name=name, by=None, at=NOW)


def test_the_database_holds_one_present_state():
    _import(FIRST)
    unit = SchoolUnit.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolUnitPeriod.objects.create(
            school_unit=unit, organisation=unit.organisation, name="x", status="AKTIV", valid_from=LATER
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationPeriod.objects.create(organisation=unit.organisation, name="x", valid_from=LATER, valid_to=DAY)


def test_an_import_that_breaks_leaves_nothing(monkeypatch):
    def refuse(**_):
        raise RuntimeError("no ledger")

    monkeypatch.setattr("likvard.organisations.actions.register.record", refuse)
    with pytest.raises(RuntimeError, match="no ledger"):
        _import(FIRST)
    assert _rows() == [[], [], [], [], []]


def test_progress_ends_at_the_whole():
    seen = []
    _import(FIRST, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (24, 24)
    assert seen == sorted(seen)

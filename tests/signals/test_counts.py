"""Signals as counts: small ones withheld and others with them, times measured, and no way back to one case."""

from datetime import timedelta

import pytest

from likvard.signals.queries.counts import Count, counts, years_with_signals
from tests.factories import NOW, TODAY, a_unit, an_organiser
from tests.factories.signals import a_complaint, an_incident, step

pytestmark = pytest.mark.django_db
NONE, WITHHELD = Count(None, "none"), Count(None, "withheld")


def shown(number: int) -> Count:
    return Count(number, "value")


def incidents(unit, *, in_time=0, late=0, running=0):
    """So many, each with its own moment; late ones reached the organiser after a fortnight."""
    for number in range(in_time + late + running):
        at = NOW - timedelta(days=0 if number >= in_time + late else 30, minutes=number)
        signal = an_incident(unit, at=at)
        if number < in_time:
            step(signal, "report_to_organiser", at + timedelta(hours=1))
        elif number < in_time + late:
            step(signal, "report_to_organiser", at + timedelta(days=14))


@pytest.fixture
def almvik():
    return an_organiser()


def test_what_is_large_enough_is_shown_with_its_times(almvik):
    unit, other = a_unit(almvik, "Björkskolan"), a_unit(almvik, "Asplundaskolan")
    incidents(unit, in_time=11, late=10)
    incidents(other, in_time=12)
    found = counts(almvik, year=2026, today=TODAY).of("incident")
    assert [(u.name, u.total, u.in_time, u.late) for u in found.units] == [
        ("Asplundaskolan", shown(12), shown(12), NONE), ("Björkskolan", shown(21), shown(11), shown(10)),
    ]  # fmt: skip
    assert (found.total, found.in_time, found.late) == (shown(33), shown(23), shown(10))
    limits = {one.limit.key: (one.in_time, one.late, one.median_days) for one in found.limits}
    assert limits["report"] == (shown(33), NONE, 0.0)
    assert limits["to_organiser"] == (shown(23), shown(10), 0.0)
    assert limits["follow_up"] == (NONE, NONE, None)


def test_small_counts_are_withheld_and_cannot_be_worked_out(almvik):
    unit, other, third = (a_unit(almvik, name) for name in ("Björkskolan", "Ekskolan", "Lindskolan"))
    incidents(unit, in_time=20)
    incidents(other, in_time=3)
    incidents(third, in_time=15)
    found = counts(almvik, year=2026, today=TODAY).of("incident")
    by_name = {u.name: u.total for u in found.units}
    assert by_name["Ekskolan"] == WITHHELD
    # 38 - 20 - 15 would tell it: something else is withheld too.
    assert [*by_name.values(), found.total].count(WITHHELD) >= 2


def test_a_limit_with_a_small_side_is_not_shown_at_all(almvik):
    unit = a_unit(almvik)
    incidents(unit, in_time=20, late=2)
    limits = {one.limit.key: one for one in counts(almvik, year=2026, today=TODAY).of("incident").limits}
    late = limits["to_organiser"]
    assert (late.in_time, late.late, late.median_days) == (WITHHELD, WITHHELD, None)


def test_no_table_tells_what_another_withholds(almvik):
    """Two cases still run: no limit may show both its sides beside the whole, for the rest would be two."""
    incidents(a_unit(almvik), in_time=14, late=12, running=2)
    found = counts(almvik, year=2026, today=TODAY).of("incident")
    assert found.total == shown(28)
    for one in found.limits:
        values = [count.value for count in (one.in_time, one.late) if count.state == "value"]
        rest = 28 - sum(values)
        assert rest == 0 or rest >= 10 or WITHHELD in (one.in_time, one.late), one.limit.key
    # A small unit: whatever hides it, no other table gives the whole back.
    other = an_organiser("Granby kommun")
    incidents(a_unit(other, "Stora skolan"), in_time=12)
    incidents(a_unit(other, "Lilla skolan"), in_time=3)
    found = counts(other, year=2026, today=TODAY).of("incident")
    sums = {one.in_time for one in found.limits}
    if found.total == WITHHELD:
        assert shown(15) not in sums
    else:
        assert [u.total for u in found.units] == [WITHHELD, WITHHELD]


def test_nothing_of_other_organisers_or_years(almvik):
    neighbour = an_organiser("Granby kommun")
    incidents(a_unit(neighbour), in_time=15)
    made = counts(almvik, year=2026, today=TODAY)
    assert [(k.process.key, k.total, k.units) for k in made.kinds] == [
        ("incident", NONE, ()), ("complaint", NONE, ()), ("absence", NONE, ()),
    ]  # fmt: skip
    assert counts(neighbour, year=2025, today=TODAY).of("incident").total == NONE
    assert (years_with_signals(almvik), years_with_signals(neighbour)) == ([], [2026])


def test_complaints_of_no_unit_have_a_row(almvik):
    unit = a_unit(almvik)
    for _ in range(12):
        a_complaint(unit)
    found = counts(almvik, year=2026, today=TODAY).of("complaint")
    assert [(u.unit, u.total) for u in found.units] == [(unit.pk, shown(12))]


def test_counts_carry_no_case(almvik):
    """Nothing in what goes out names a case, a moment or a person."""
    incidents(a_unit(almvik), in_time=12)
    told = repr(counts(almvik, year=2026, today=TODAY))
    assert [
        word for word in ("K 2026", "Utsattsson", "knuffades", "<Signal", "Sealed", "datetime.datetime") if word in told
    ] == []

"""Files of absence: who is flagged, what is kept, and what is not."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.intake.opening import RefusedFileError
from likvard.rulebook.signals import processes
from likvard.signals.absence_file import AbsentDay, Pupil, sort_of
from likvard.signals.actions.absence import import_absence
from likvard.signals.models import AbsenceCount, AbsenceImport, Signal
from likvard.signals.queries.counts import absence_counts
from likvard.signals.queries.reading import content_of
from tests.factories import NOW, a_unit, an_organiser
from tests.factories.signals import step
from tests.signals.test_chain import whole_database

FLAGS = processes()["absence"].flags
MONDAY = date(2026, 10, 5)
HEADER = "Skolenhetskod;Klass;Personnummer;Namn;Datum;Frånvaro;Giltig;Schemalagd tid;Vårdnadshavare informerad"


def pupil(days, scheduled=0, absent=0):
    made = [AbsentDay(MONDAY + timedelta(days=n), 300, True, None) for n in days]
    return Pupil("key", "99000011", "8B", absent=absent or 300 * len(days), scheduled=scheduled, days=made)


CASES = [
    (pupil([]), ""),
    (pupil([0, 1, 2, 3]), ""),
    (pupil([0, 1, 2, 3, 4]), "repeated"),
    (pupil([0, 7, 14, 21, 28]), "repeated"),  # five within thirty days
    (pupil([0, 8, 16, 24, 32]), ""),  # five within more
    (pupil([0, 1, 2, 3, 4, 7, 8, 9, 10, 11]), "long"),  # two school weeks on end
    (pupil([0, 1], scheduled=3000), "long"),  # a fifth of the time
    (pupil([0], scheduled=3000), ""),
]


@pytest.mark.parametrize(("absent", "expected"), CASES)
def test_who_is_flagged(absent, expected):
    assert sort_of(absent, FLAGS) == expected


@given(st.sets(st.integers(0, 120), max_size=25), st.integers(0, 120))
def test_more_absence_never_flags_less(days, more):
    order = ["", "repeated", "long"]
    few, many = sort_of(pupil(sorted(days)), FLAGS), sort_of(pupil(sorted(days | {more})), FLAGS)
    assert order.index(many) >= order.index(few)


def table(rows, code):
    lines = [HEADER]
    for number, name, group, days in rows:
        for n in range(20):
            away = 300 if n in days else 0
            day = MONDAY + timedelta(days=n + 2 * (n // 5))
            lines.append(
                f"{code};{group};{number};{name};{day};{away};{'nej' if away else ''};300;{'ja' if n % 2 else 'nej'}"
            )
    return "\n".join(lines).encode()


ROWS = [
    ("20140101TF10", "Nora Viklund", "6A", range(10)),
    ("20140102TF11", "Axel Berg", "6A", [3]),
    ("20140103TF22", "Skyddad identitet", "6B", range(8)),
]


@pytest.fixture
def unit(db):
    return a_unit(an_organiser())


def take_in(unit, content, **more):
    return import_absence(
        holder=unit.organisation, units=[unit], content=content, name="x.csv", by=None, at=more.pop("at", NOW)
    )


def test_a_file_leaves_sums_and_inquiries_and_nothing_else(unit):
    made, new = take_in(unit, table(ROWS, unit.school_unit_code))
    assert (new, made.pupils, made.flagged, made.skipped) == (True, 3, 2, 0)
    assert [
        (c.group, c.pupils, c.long, c.repeated, c.invalid_days, c.informed_same_day)
        for c in AbsenceCount.objects.order_by("group")
    ] == [("6A", 2, 1, 0, 11, 6), ("6B", 1, 1, 0, 8, 4)]
    signals = list(Signal.objects.order_by("number"))
    assert [(s.sort, s.group) for s in signals] == [("long", "6A"), ("long", "6B")]
    people = [content_of(s).people[0] for s in signals]
    assert [(p.name, p.protected) for p in people] == [("Nora Viklund", False), ("", True)]
    stored = whole_database()
    assert [w for w in ("Nora", "Viklund", "Axel", "20140101", "TF10", "Skyddad identitet") if w in stored] == []


def test_the_same_file_again_changes_nothing(unit):
    content = table(ROWS, unit.school_unit_code)
    first, _ = take_in(unit, content)
    again, new = take_in(unit, content)
    assert (again, new, Signal.objects.count(), AbsenceImport.objects.count()) == (first, False, 2, 1)


def test_a_running_inquiry_is_not_flagged_again(unit):
    take_in(unit, table(ROWS, unit.school_unit_code))
    made, _ = take_in(unit, table(ROWS, unit.school_unit_code) + b"\n")
    assert (made.flagged, Signal.objects.count()) == (0, 2)
    # Closed: only what came later counts.
    signal = Signal.objects.get(group="6A")
    step(signal, "close_uncalled_for", texts={"grounds": "Känd sjukdom."})
    made, _ = take_in(unit, table(ROWS, unit.school_unit_code) + b"\n\n")
    assert (made.flagged, Signal.objects.count()) == (0, 2)


def test_a_file_that_fails_leaves_nothing(unit, monkeypatch):
    def broken(**_):
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr("likvard.signals.actions.absence.record", broken)
    with pytest.raises(RuntimeError):
        take_in(unit, table(ROWS, unit.school_unit_code))
    assert (Signal.objects.count(), AbsenceImport.objects.count(), AbsenceCount.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"Klass;Namn\n8B;Nora\n", "bad_mapping"),
        (HEADER.encode() + b"\n", "no_rows"),
        (table(ROWS, "11111111"), "no_rows"),
    ],
)
def test_files_that_are_refused(unit, content, code):
    with pytest.raises(RefusedFileError) as told:
        take_in(unit, content)
    assert told.value.code == code


def test_rows_that_cannot_be_read_are_counted(unit):
    bad = f"\n{unit.school_unit_code};6A;inget nummer;X;2026-10-05;300;ja;300;ja".encode()
    made, _ = take_in(unit, table(ROWS, unit.school_unit_code) + bad)
    assert made.skipped == 1


def test_small_classes_are_withheld(unit):
    rows = [(f"2013{1 + n % 12:02}{1 + n:02}TF10", "X Y", "7A" if n < 20 else "7B", []) for n in range(23)]
    take_in(unit, table(rows, unit.school_unit_code))
    found = absence_counts(unit.organisation)
    assert {(r.group, r.pupils.state) for r in found.rows if r.group == "7B"} == {("7B", "withheld")}
    assert absence_counts(an_organiser("Granby kommun")) is None


def test_sums_of_a_register_flag_by_their_share(unit):
    """SS 12000: sums for each pupil, no names; the inquiry waits for somebody to say who it is."""
    school, pupil_id = "6f0c6b5e-0000-4000-8000-000000000001", "6f0c6b5e-0000-4000-8000-00000000000{}"
    rows = [
        {
            "id": school, "displayName": "Björkskolan", "organisationType": "Skolenhet",
            "schoolUnitCode": unit.school_unit_code,
        }
    ]  # fmt: skip
    for n, away in ((2, 400), (3, 0)):
        rows += [
            {
                "id": pupil_id.format(n), "givenName": "Noomi", "familyName": "Viklund", "birthDate": "2014-01-01",
                "sex": "Kvinna", "securityMarking": "Ingen", "personStatus": "Aktiv",
                "enrolments": [
                    {
                        "enroledAt": {"id": school}, "schoolType": "GR", "schoolYear": 6, "startDate": "2026-08-01",
                    }
                ],
            },
            {
                "activity": {"id": pupil_id.format(9)}, "student": {"id": pupil_id.format(n)},
                "startDate": "2026-10-01", "endDate": "2026-10-31", "attendanceSum": 1500 - away,
                "validAbsenceSum": away, "invalidAbsenceSum": 0, "otherAttendanceSum": 0, "reportedSum": 1500,
                "offeredSum": 1500,
            },
        ]  # fmt: skip
    made, _ = take_in(unit, json.dumps(rows).encode())
    assert (made.pupils, made.flagged) == (2, 1)
    signal = Signal.objects.get()
    assert (signal.sort, signal.group, content_of(signal).people, bool(signal.pupil_key)) == ("long", "6", (), True)
    assert "Viklund" not in whole_database()

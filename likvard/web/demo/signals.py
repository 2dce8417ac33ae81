"""The demo's signals: a school year of reports at two schools, one that presses, complaints, and a file of absence.

Every name is invented, and identity numbers are of the temporary form that no person has.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from likvard.organisations.models import SchoolUnit
from likvard.signals import actions
from likvard.signals.actions import NewPerson
from likvard.signals.actions.absence import import_absence
from likvard.signals.models import Signal
from likvard.terms.swedish_days import add_working_days, is_working_day, previous_working_day

from .stage import Stage

DIRECTOR, PRINCIPAL = "karin.holmstrand@example.org", "johan.ek@example.org"
OTHER_PRINCIPAL, STAFF = "amina.warsame@example.org", "sara.nyqvist@example.org"
ALL = frozenset({"principal", "organiser", "inquirer"})
PLACES = ("changing_room", "corridor", "changing_room", "schoolyard", "online", "classroom")
HAPPENED = (
    "En elev knuffades och kallades öknamn av två andra efter lektionen.",
    "Bilder på en elev lades ut i en gruppchatt med hånfulla ord.",
    "En elev stängdes ute ur spelet på rasten flera dagar i rad.",
    "En elev fick sin väska tömd i omklädningsrummet medan andra såg på.",
)
EXPOSED = ("Tova Brännlund", "Elis Mårdh", "Nour Haddad", "Vidar Kroon", "Linnéa Strid", "Milo Asp", "Sami Rask")


def steps(stage: Stage) -> list[tuple[date, Callable[[datetime], None]]]:
    """Day and deed; days count from the day on which the demo is loaded."""
    base = stage.days.base
    rows: list[tuple[date, Callable[[datetime], None]]] = []
    for number in range(20):
        day = previous_working_day(base - timedelta(days=30 + 3 * number))
        code = "99000011" if number % 2 else "99000014"
        rows.append((day, lambda at, n=number, code=code: _closed(stage, stage.units[code], n, at)))
    rows.append((previous_working_day(base - timedelta(days=5)), lambda at: _running(stage, at)))
    rows.append((previous_working_day(base - timedelta(days=1)), lambda at: _new(stage, at)))
    rows.append((previous_working_day(base - timedelta(days=9)), lambda at: _complaints(stage, at)))
    rows.append((base, lambda at: _absence(stage, at)))
    return rows


def _report(stage: Stage, unit: SchoolUnit, n: int, at: datetime, person: NewPerson | None = None) -> Signal:
    return actions.register(
        kind="incident", holder=unit.organisation, unit=unit, sort="degrading" if n % 5 else "harassment",
        place=PLACES[n % len(PLACES)], stage="years_4_6" if n % 2 else "years_7_9", what=HAPPENED[n % len(HAPPENED)],
        people=[person or NewPerson("exposed", EXPOSED[n % len(EXPOSED)])],
        moments={"known": at - timedelta(hours=1 + n % 4), "reported": at}, reporter=stage.people[STAFF],
        by=stage.people[STAFF], at=at,
    )  # fmt: skip


def _later(at: datetime, days: int) -> datetime:
    return at + (add_working_days(at.date(), days) - at.date())


def _closed(stage: Stage, unit: SchoolUnit, n: int, at: datetime) -> None:
    """Two of five reach the organiser late: there is something to see in the times."""
    principal = stage.people[PRINCIPAL if unit.school_unit_code == "99000011" else OTHER_PRINCIPAL]
    signal = _report(stage, unit, n, at)
    told, begun, decided, ended = (_later(at, days) for days in (4 if n % 5 in (0, 3) else 1, 5, 9, 16))

    def take(name: str, when: datetime, by: object = principal, **more: object) -> None:
        actions.take_step(signal=signal, name=name, sides=ALL, by=by, at=when, **more)

    take("report_to_organiser", told)
    take("begin_inquiry", begun)
    actions.add_entry(
        signal=signal, part="inquiry", text="Samtal med båda eleverna och deras vårdnadshavare.", by=principal, at=begun
    )
    measure = actions.add_measure(
        signal=signal, what="En vuxen på platsen före och efter lektionerna.", responsible=principal, by=principal,
        at=decided,
    )  # fmt: skip
    take("decide_measures", decided, finding="established", texts={"conclusion": "Eleven har blivit kränkt."})
    actions.finish_measure(measure=measure, done_on=decided.date(), by=principal, at=decided)
    take("follow_up", ended, texts={"follow_up": "Eleven säger att det har upphört."})
    take("close", ended, by=stage.people[DIRECTOR], texts={"grounds": "Det har upphört och åtgärden fortsätter."})


def _running(stage: Stage, at: datetime) -> None:
    """An inquiry under way, about somebody whose data are protected."""
    unit, principal = stage.units["99000011"], stage.people[PRINCIPAL]
    signal = _report(stage, unit, 3, at, NewPerson("exposed", "Alva Tengberg", "klass 5A", protected=True))
    when = min(_later(at, 1), datetime.combine(stage.days.base, at.timetz()))
    for name in ("report_to_organiser", "begin_inquiry"):
        actions.take_step(signal=signal, name=name, sides=ALL, by=principal, at=when)
    actions.add_entry(
        signal=signal, part="inquiry", text="Eleven är hörd. Två av de andra eleverna hörs i morgon.", by=principal,
        at=when,
    )  # fmt: skip


def _new(stage: Stage, at: datetime) -> None:
    _report(stage, stage.units["99000011"], 1, at)


def _complaints(stage: Stage, at: datetime) -> None:
    unit, director = stage.units["99000014"], stage.people[DIRECTOR]
    first = actions.register(
        kind="complaint", holder=unit.organisation, unit=unit, sort="support",
        what="Vårt barn skulle få läsa i en mindre grupp sedan augusti. Det har inte börjat.",
        people=[NewPerson("complainant", "Vårdnadshavare Brolin", "telefon")], moments={"received": at},
        origin=Signal.Origin.PUBLIC_FORM, by=None, at=at,
    )  # fmt: skip
    actions.take_step(signal=first, name="confirm", sides=ALL, by=director, at=at)
    actions.register(
        kind="complaint", holder=unit.organisation, unit=None, sort="organisation",
        what="Beslutet om skolskjuts kom tre veckor efter terminens början.", moments={"received": at},
        origin=Signal.Origin.PUBLIC_FORM, by=None, at=at,
    )  # fmt: skip


def _absence(stage: Stage, at: datetime) -> None:
    unit = stage.units["99000011"]
    import_absence(
        holder=unit.organisation, units=[unit], content=absence_table(unit.school_unit_code, stage.days.base).encode(),
        name="franvaro.csv", by=stage.people[PRINCIPAL], at=at,
    )  # fmt: skip


def absence_table(unit_code: str, base: date) -> str:
    """Thirty days of two classes; two pupils are away for long and one again and again."""
    lines = ["Skolenhetskod;Klass;Personnummer;Namn;Datum;Frånvaro;Giltig;Schemalagd tid;Vårdnadshavare informerad"]
    days = [base - timedelta(days=n) for n in range(42, 0, -1)]
    for pupil in range(48):
        number = f"2014{1 + pupil % 12:02}{1 + pupil % 28:02}TF{pupil % 10}{pupil % 7}"
        name = f"{('Alma', 'Bo', 'Cleo', 'Dag', 'Ester', 'Frej')[pupil % 6]} Elevsson {pupil + 1}"
        for index, day in enumerate(d for d in days if is_working_day(d)):
            away = _away(pupil, index)
            told = ("ja" if (pupil + index) % 8 else "nej") if away else ""
            lines.append(
                f"{unit_code};{'6A' if pupil % 2 else '6B'};{number};{name};{day};{300 if away else 0};"
                f"{'ja' if pupil % 3 else 'nej'};300;{told}"
            )
    return "\n".join(lines)


def _away(pupil: int, index: int) -> bool:
    if pupil in (4, 17):
        return index >= 12
    if pupil == 30:
        return index in (3, 7, 11, 15, 19)
    return (pupil * 7 + index) % 29 == 0

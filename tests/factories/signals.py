"""Signals, made by the same actions as people use."""

from datetime import datetime, timedelta

from likvard.access.models import User
from likvard.organisations.models import SchoolUnit
from likvard.rulebook.permissions import Role
from likvard.signals.actions import NewPerson, add_entry, add_measure, finish_measure, register, take_step
from likvard.signals.models import Signal

from .days import NOW

ALL = frozenset({"organiser", "principal", "inquirer"})


def an_incident(unit: SchoolUnit, reporter: User | None = None, at: datetime = NOW, **fields) -> Signal:
    fields.setdefault("sort", "degrading")
    fields.setdefault("place", "corridor")
    fields.setdefault("stage", "years_7_9")
    fields.setdefault("what", "En elev knuffades och kallades fula saker.")
    fields.setdefault("people", [NewPerson("exposed", "Utsatt Utsattsson")])
    fields.setdefault("moments", {"known": at - timedelta(hours=2), "reported": at})
    return register(
        kind="incident", holder=unit.organisation, unit=unit, reporter=reporter, by=reporter, at=at, **fields
    )


def a_complaint(unit: SchoolUnit, at: datetime = NOW, **fields) -> Signal:
    fields.setdefault("sort", "support")
    fields.setdefault("what", "Mitt barn får inte det stöd som ni har lovat.")
    fields.setdefault("people", [NewPerson("complainant", "Klagande Klagsson", "070-000 00 00")])
    fields.setdefault("by", None)
    return register(
        kind="complaint", holder=unit.organisation, unit=unit, moments={"received": at}, at=at,
        origin=Signal.Origin.PUBLIC_FORM, **fields,
    )  # fmt: skip


def an_absence(unit: SchoolUnit, at: datetime = NOW, **fields) -> Signal:
    fields.setdefault("sort", "long")
    fields.setdefault("group", "8B")
    fields.setdefault("what", "")
    fields.setdefault("people", [NewPerson("pupil", "Frånvarande Elevsson")])
    fields.setdefault("by", None)
    return register(
        kind="absence", holder=unit.organisation, unit=unit, moments={"flagged": at}, at=at,
        origin=Signal.Origin.IMPORT, **fields,
    )  # fmt: skip


def what_is_reported(unit: SchoolUnit, word: str, people: dict[Role, User]) -> dict[str, object]:
    """One signal of each kind whose every sealed word is `word`; the examples of the addresses about signals."""
    incident = an_incident(
        unit,
        people[Role.STAFF],
        what=f"Händelse {word}",
        people=[NewPerson("exposed", f"Elev {word}"), NewPerson("exposed", f"Skyddad {word}", protected=True)],
    )
    add_entry(signal=incident, part="inquiry", text=f"Utredning {word}", by=None, at=NOW)
    measure = add_measure(signal=incident, what=f"Åtgärd {word}", by=None, at=NOW)
    a_complaint(unit, what=f"Klagomål {word}", people=[NewPerson("complainant", f"Förälder {word}")])
    an_absence(unit, people=[NewPerson("pupil", f"Frånvarande {word}")])
    return {
        "signal_id": incident.pk,
        "identity_id": incident.identities.get(protected=True).pk,
        "signal_measure_id": measure.pk,
        "step": "report_to_organiser",
    }


def step(signal: Signal, name: str, at: datetime = NOW, by: User | None = None, **more) -> Signal:
    return take_step(signal=signal, name=name, sides=ALL, by=by, at=at, **more)


def closed_incident(unit: SchoolUnit, at: datetime = NOW, reporter: User | None = None, **fields) -> Signal:
    """The whole chain within a day."""
    signal = an_incident(unit, reporter, at, **fields)
    step(signal, "report_to_organiser", at)
    step(signal, "begin_inquiry", at)
    add_entry(signal=signal, part="inquiry", text="Vi har talat med båda.", by=None, at=at)
    measure = add_measure(signal=signal, what="Vuxen i korridoren.", by=None, at=at)
    step(signal, "decide_measures", at, finding="established", texts={"conclusion": "Kränkning."})
    finish_measure(measure=measure, done_on=at.date(), by=None, at=at)
    step(signal, "follow_up", at, texts={"follow_up": "Det har upphört."})
    return step(signal, "close", at, texts={"grounds": "Åtgärderna har hjälpt."})

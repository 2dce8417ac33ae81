"""Dialogues with their series and parties."""

from datetime import date

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import Dialogue, Series, SeriesParty

from .days import NOW

AGENDA = [
    {"key": "results", "heading": "Resultat", "questions": ["Vad sticker ut?"]},
    {"key": "safety", "heading": "Trygghet", "questions": ["Var är elever otrygga?"]},
]


def a_series(holder: Organisation, **fields) -> Series:
    fields.setdefault("title", "Kvalitetsdialog med egna enheter")
    fields.setdefault("template", "own_units")
    fields.setdefault("purposes", ["Vi ska veta var behoven är störst", "Det vi kom överens om ska bli gjort"])
    fields.setdefault("agenda", AGENDA)
    fields.setdefault("times_a_year", 2)
    fields.setdefault("state", Series.State.DECIDED)
    fields.setdefault("decided_on", date(2026, 6, 10))
    fields.setdefault("created_at", NOW)
    return Series.objects.create(holder=holder, **fields)


def a_party(series: Series, unit: SchoolUnit | None = None, organisation: Organisation | None = None) -> SeriesParty:
    return SeriesParty.objects.create(
        series=series, organisation=organisation or unit.organisation, school_unit=unit, added_at=NOW
    )


def a_dialogue(party: SeriesParty, day: date = date(2026, 12, 1), **fields) -> Dialogue:
    fields.setdefault("agenda", party.series.agenda)
    fields.setdefault("created_at", NOW)
    return Dialogue.objects.create(party=party, day=day, **fields)

"""The demo from the reviewing side: one round that has begun, its letters still to be sent by the visitor."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from likvard.reviews.actions.rounds import add_participant, assign_investigators, create_round, start_round
from likvard.rulebook.loading import rulebook

from .stage import Stage

LEAD, INVESTIGATOR = "henrik.falkenby@example.org", "ylva.norrgard@example.org"


def steps(stage: Stage) -> list[tuple[date, Callable[[datetime], None]]]:
    """Day and deed; days count from the day on which the demo is loaded."""
    base = stage.days.base
    begun = base - timedelta(days=6)

    def begin(at: datetime) -> None:
        lead = stage.people[LEAD]
        one = create_round(
            holder=stage.organisations["inspectorate"], definition=rulebook().on("thematic_quality_audit", begun),
            title="Huvudmannens arbete för alla elevers lärande",
            theme="Hur tar huvudmannen reda på var behoven är störst, och hur riktas insatserna dit?",
            method="Vi läser dokument som redan finns och intervjuar nämnd, skolchef och rektorer.",
            individual_decisions=True, opened_on=begun, case_number="SI 2026:9901", lead=lead, by=lead, at=at,
        )  # fmt: skip
        chosen = {
            "almvik": ("99000011", "99000012"),
            "stenhuset": ("99000021",),
        }
        of = {}
        for key, codes in chosen.items():
            participant = add_participant(
                round_=one, organiser=stage.organisations[key], units=tuple(stage.units[code] for code in codes),
                reason="Resultaten skiljer sig mellan skolor med liknande elevunderlag.", by=lead, at=at,
            )  # fmt: skip
            of[participant.pk] = stage.people[INVESTIGATOR]
        assign_investigators(round_=one, of=of, by=lead, at=at)
        start_round(round_=one, by=lead, at=at)

    return [(begun, begin)]

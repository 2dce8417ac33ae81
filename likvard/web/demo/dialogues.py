"""The dialogues of the demo: a mandate that was late, the model it led to, two schools and a year of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from likvard.quality.actions import dialogues, evaluations, fingerprint, mandates, series
from likvard.quality.models import Agreement, Series, SeriesParty

from .stage import Stage

DIRECTOR, EDITOR, PRINCIPAL = "karin.holmstrand@example.org", "elsa.bergkvist@example.org", "johan.ek@example.org"
BOARD = "Barn- och utbildningsnämnden"


@dataclass(slots=True)
class Told:
    """What has come into being, for the later steps of the same story."""

    series: Series | None = None
    party: SeriesParty | None = None
    agreed: Agreement | None = None


def steps(stage: Stage) -> list[tuple[date, Callable[[datetime], None]]]:
    """Day and deed, oldest first; days count from the day on which the demo is loaded."""
    base, told = stage.days.base, Told()

    def mandate(at: datetime) -> None:
        holder, by = stage.organisations["almvik"], stage.people[EDITOR]
        mandates.give_mandate(
            holder=holder, decided_by=BOARD, decided_on=base - timedelta(days=900), paragraph="§ 56",
            what="Förvaltningen får i uppdrag att hålla kvalitetssamtal med fristående skolor två gånger om året.",
            due_on=base - timedelta(days=330), by=by, at=at,
        )  # fmt: skip
        given = mandates.give_mandate(
            holder=holder, decided_by=BOARD, decided_on=base - timedelta(days=420), paragraph="§ 31",
            what="Skolchefen får i uppdrag att hålla kvalitetsdialog med varje skola och redovisa en utvärdering.",
            due_on=base + timedelta(days=120), owner=stage.people[DIRECTOR], by=by, at=at,
        )  # fmt: skip
        told.series = series.propose_series(
            holder=holder, template="own_units", title="Kvalitetsdialog med egna skolor", mandate=given, by=by, at=at
        )

    def decide(at: datetime) -> None:
        by = stage.people[EDITOR]
        told.series = series.decide_series(
            series=told.series, decided_on=base - timedelta(days=300), paragraph="§ 48",
            trial_until=base + timedelta(days=240), evaluation_due=base + timedelta(days=100), version=1, by=by, at=at,
        )  # fmt: skip
        for code in ("99000011", "99000012", "99000014"):
            unit = stage.units[code]
            party = series.add_party(series=told.series, organisation=unit.organisation, school_unit=unit, by=by, at=at)
            if code == "99000011":
                told.party = party

    def hold(at: datetime) -> None:
        director, principal = stage.people[DIRECTOR], stage.people[PRINCIPAL]
        day = base - timedelta(days=60)
        one = dialogues.plan_dialogue(
            party=told.party, day=day, place="Björkbackens skola", held_by=director, by=director, at=at
        )
        words = (
            ("results", "party", "Läsningen i årskurs 4–6 skiljer sig mellan klasserna. Vi vet inte varför än."),
            ("results", "holder", "Vad gör den klass där resultaten steg?"),
            ("safety", "party", "Omklädningsrummen är den plats som flest elever undviker."),
            ("causes", "notes", "Lästiden per vecka skiljer mellan två och fem timmar. Pröva den orsaken först."),
        )
        for topic, side, text in words:
            by = principal if side == "party" else director
            dialogues.write_text(dialogue=one, topic=topic, side=side, text=text, seen=fingerprint(""), by=by, at=at)
        told.agreed = dialogues.agree(
            dialogue=one, what="Lika mycket lästid i alla klasser i årskurs 4–6", until=base - timedelta(days=5),
            owner=principal, expected_change="Skillnaden mellan klasserna minskar till nästa läsprov.",
            by=director, at=at,
        )  # fmt: skip
        dialogues.agree(
            dialogue=one, what="Vuxna i omklädningsrummen före och efter varje lektion",
            until=base + timedelta(days=20), owner=principal, by=director, at=at,
        )  # fmt: skip
        dialogues.hold_dialogue(
            dialogue=one, held_on=day, present="Skolchef, kvalitetsutvecklare, rektor",
            sheet={"day": str(day), "parts": []}, version=1, by=director, at=at,
        )  # fmt: skip

    def follow_up(at: datetime) -> None:
        principal = stage.people[PRINCIPAL]
        dialogues.end_agreement(
            agreement=told.agreed, state=Agreement.State.DONE, effect=Agreement.Effect.TOO_EARLY,
            outcome="Alla klasser har fyra timmar sedan oktober. Läsprovet görs i maj.",
            ended_on=base - timedelta(days=8), version=1, by=principal, at=at,
        )  # fmt: skip
        evaluations.evaluate(
            series=told.series, party=told.party, year=(base - timedelta(days=60)).year,
            grades={"0": 4, "1": 2, "2": 3}, keep="Att vi båda skriver före.", change="Färre punkter åt gången.",
            by=principal, at=at,
        )  # fmt: skip

    def plan(at: datetime) -> None:
        director = stage.people[DIRECTOR]
        for party in told.series.parties.order_by("id"):
            dialogues.plan_dialogue(
                party=party, day=base + timedelta(days=9), place="Förvaltningen", held_by=director, by=director, at=at
            )

    return [
        (base - timedelta(days=420), mandate),
        (base - timedelta(days=300), decide),
        (base - timedelta(days=60), hold),
        (base - timedelta(days=8), follow_up),
        (base - timedelta(days=2), plan),
    ]

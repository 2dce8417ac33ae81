"""What Almvik has learned from its reviews together: sorted, tied, issued to the board."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from likvard.reviews.actions.inventories import (
    add_seen_beside,
    add_tie,
    begin_inventory,
    change_inventory,
    issue_inventory,
    sort_finding,
)
from likvard.reviews.queries.inventory import gathered

from .stage import Stage

EDITOR, DIRECTOR = "elsa.bergkvist@example.org", "karin.holmstrand@example.org"
# By how the finding begins; its areas.
AREAS = {
    "Rektorn behöver följa upp undervisningen": ["LED", "UND"],
    "Skolan behöver kartlägga var och när elever": ["TRY", "KVA"],
    "Personalen behöver agera lika": ["STR", "UND"],
    "Elevers behov av särskilt stöd utreds": ["STD", "EHA"],
    "Elever som har rätt till särskilt stöd": ["STD", "RES"],
    "Rektorn anmäler till huvudmannen": ["TRY"],
    "Huvudmannen behöver ta reda på varför": ["KVA", "RST"],
    "Huvudmannen behöver analysera svaren om trygghet": ["KVA", "TRY"],
    "Huvudmannen behöver regelbundet analysera elevernas behov": ["STY", "KVA", "STD"],
    "Huvudmannen behöver sätta upp mål": ["STY"],
}
SUMMARY = (
    "Det som brister på skolorna hänger ihop med hur vi styr. När vi inte riktar stödet dit behoven är störst räcker"
    " elevhälsan och det särskilda stödet inte till, och då blir det svårare att hålla studiero på lektionerna."
)
HANDLING = (
    "På Björkbackens skola följer rektorn upp undervisningen sedan ett år. Enstaka fortbildningsdagar räckte inte:"
    " det blev skillnad först när uppföljningen skedde varje vecka."
)
NEXT_STEP = (
    "Ta reda på vad som hindrar att särskilt stöd sätts in i tid på Strandängsskolan. Skolchefen svarar för det och"
    " lämnar besked till nämnden före sportlovet."
)


def steps(stage: Stage) -> list[tuple[date, Callable[[datetime], None]]]:
    """Day and deed; days count from the day on which the demo is loaded."""
    base = stage.days.base
    day = base - timedelta(days=5)
    return [(day, lambda at: _learn(stage, day, at))]


def _learn(stage: Stage, day: date, at: datetime) -> None:
    editor, director = stage.people[EDITOR], stage.people[DIRECTOR]
    one = begin_inventory(
        holder=stage.organisations["almvik"], title="Vad våra granskningar säger tillsammans",
        question="Vilka problem kommer igen i flera granskningar, och vilka av dem förstärker varandra?",
        begins=day - timedelta(days=900), ends=day, by=editor, at=at,
    )  # fmt: skip
    for row in gathered(one).rows:
        areas = next((codes for begins, codes in AREAS.items() if row.text.startswith(begins)), [])
        reason = "" if areas else "Gäller inget av områdena."
        sort_finding(inventory=one, key=row.key, areas=areas, left_out=reason, by=editor, at=at)
    add_tie(
        inventory=one, start="RES", end="STD", both_ways=False, level="unit", strength="hypothesis",
        grounds="Strandängsskolan fick speciallärare först efter att klasserna hade bildats, två läsår i rad.",
        by=editor, at=at,
    )  # fmt: skip
    add_seen_beside(
        inventory=one, area="STR",
        text="Sju av tio elever i årskurs 5 säger att de oftast får arbetsro på lektionerna.",
        source="Egen trygghetsenkät i Almvik, höstterminen", by=editor, at=at,
    )  # fmt: skip
    one = change_inventory(
        inventory=one, version=one.version, summary=SUMMARY, handling=HANDLING, next_step=NEXT_STEP, by=editor, at=at
    )
    issue_inventory(inventory=one, issued_on=day, by=director, at=at)

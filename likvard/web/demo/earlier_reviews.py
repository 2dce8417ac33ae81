"""What the authority of the demo has seen before: an ended audit of twelve made-up organisers, and the inventory of
experience that is made of it. Names and findings are fiction."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from likvard.organisations.actions import add_organisation
from likvard.reviews.actions import judging
from likvard.reviews.actions.inventories import (
    add_seen_beside,
    add_tie,
    begin_inventory,
    change_inventory,
    sort_finding,
)
from likvard.reviews.actions.moving import move
from likvard.reviews.actions.rounds import (
    add_participant,
    assign_investigators,
    close_round,
    create_round,
    start_round,
)
from likvard.reviews.models import Case, Inventory
from likvard.reviews.queries.inventory import gathered
from likvard.reviews.queries.judgements import slots_of
from likvard.rulebook.loading import rulebook

from .rounds import INVESTIGATOR, LEAD
from .stage import Stage

# What was found, by a name of its own: its areas and its words.
FOUND: dict[str, tuple[tuple[str, ...], str]] = {
    "support_late": (("STD", "EHA"), "Elever väntar länge på särskilt stöd, och elevhälsan kopplas in först när "
                     "svårigheterna har blivit stora."),
    "health_thin": (("EHA",), "Elevhälsan arbetar mest med enskilda ärenden och hinner inte förebygga."),
    "support_undone": (("STD",), "Åtgärdsprogram följs inte upp, och undervisningen ändras inte efter dem."),
    "steering": (("STY",), "Huvudmannen följer upp resultaten men tar inte reda på varför de skiljer sig mellan "
                 "skolorna, och styr därför inte insatserna dit de behövs."),
    "calm": (("STR", "UND"), "Lektionerna leds olika i samma klass, och många elever säger att de inte får arbetsro."),
    "analysis": (("KVA",), "Analysen stannar vid siffrorna. Orsaker i undervisningen prövas inte."),
    "safety": (("TRY",), "Det är oklart vem som utreder kränkningar, och huvudmannen får veta sent."),
    "leading": (("LED",), "Rektorerna byts ofta, och uppföljningen av undervisningen börjar om varje gång."),
    "absence": (("FRV", "SAM"), "Frånvaro utreds sent, och samverkan med socialtjänsten saknar form."),
}  # fmt: skip
# Organiser, what was found there, and what worked.
SEEN: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("Lövhulta kommun", ("support_late", "steering", "calm"), ""),
    ("Stenviksby kommun", ("support_late", "steering", "health_thin"), ""),
    ("Norrmossens kommun", ("health_thin", "support_undone", "calm"), ""),
    ("Granåsby kommun", ("support_late", "calm", "analysis"), ""),
    ("Ekforsby kommun", ("support_undone", "health_thin", "steering"), ""),
    ("Hedängsby kommun", ("support_late",), ""),
    ("Tallmyra kommun", ("leading", "analysis"), ""),
    ("Björnselby kommun", ("safety", "absence"), ""),
    ("Kvarnheda kommun", ("analysis",), "Rektorerna möts varje månad om vad som hindrar stödet, och huvudmannen "
     "tar bort hindren: köerna till utredning har försvunnit på två år."),
    ("Dalsåsa kommun", ("safety", "analysis"), ""),
    ("Åmossa kommun", ("leading", "safety"), ""),
    ("Vitmossa kommun", ("leading",), "Förstelärare besöker lektioner tillsammans varje vecka, under flera år."),
)  # fmt: skip
SUMMARY = (
    "Sent stöd och en elevhälsa som inte hinner förebygga möts hos samma huvudmän. Där styrningen inte riktas efter "
    "orsaker återkommer de, och studieron blir sämre."
)


def steps(stage: Stage) -> list[tuple[date, Callable[[datetime], None]]]:
    """Day and deed; days count from the day on which the demo is loaded."""
    begun, ended = stage.days.base - timedelta(days=330), stage.days.base - timedelta(days=120)
    return [
        (begun, lambda at: _review(stage, begun, ended, at)),
        (stage.days.base - timedelta(days=9), lambda at: _learn(stage, begun, at)),
    ]


def _review(stage: Stage, begun: date, ended: date, at: datetime) -> None:
    lead, investigator = stage.people[LEAD], stage.people[INVESTIGATOR]
    # Earlier versions of the kind have nothing to judge by.
    one = create_round(
        holder=stage.organisations["inspectorate"], definition=rulebook().on("thematic_quality_audit", stage.days.base),
        title="Stöd i tid: huvudmannens ansvar", theme="Vad gör att elever får stöd sent, och vad har hjälpt?",
        method="Intervjuer med rektorer, elevhälsa och skolchef hos tolv huvudmän.", individual_decisions=False,
        opened_on=begun, case_number="SI 2026:9871", lead=lead, by=lead, at=at,
    )  # fmt: skip
    participants = []
    for name, found, worked in SEEN:
        organiser = add_organisation(name=name, kind="municipality", by=None, at=at)
        participant = add_participant(
            round_=one, organiser=organiser, units=(), reason="Spridning i storlek och elevunderlag.", by=lead, at=at
        )
        participants.append((participant, found, worked))
    assign_investigators(round_=one, of={p.pk: investigator for p, _, _ in participants}, by=lead, at=at)
    one = start_round(round_=one, by=lead, at=at)
    for participant, found, worked in participants:
        participant.refresh_from_db()
        key = next(slot.key for slot in slots_of(participant) if slot.key.unit is None)
        told = judging.write_judgement(
            participant=participant, key=key, level="low" if found else "high", version=0, by=investigator, at=at,
            rationale="Det framgår av intervjuerna och av huvudmannens egna handlingar.",
        )  # fmt: skip
        judging.add_judgement_evidence(
            judgement=told, kind="note", note="Sett vid besöket och i handlingarna.", by=investigator, at=at
        )
        wanted = [("development_area", FOUND[name][1]) for name in found] + [("success_factor", worked)] * bool(worked)
        for kind, text in wanted:
            judging.add_judged_finding(judgement=told, kind=kind, text=text, legal_basis=(), by=investigator, at=at)
        judging.finish_judgement(judgement=told, by=investigator, at=at)
    then = at + (ended - at.date())
    close_round(
        round_=one, day=ended, grounds="Erfarenheterna sammanställs i en inventering.", by=lead, at=then,
        why_left="Granskningen hade inga enskilda beslut.",
    )  # fmt: skip
    for case in Case.objects.filter(pk__in=[p.case_id for p, _, _ in participants]):
        move(case=case, name="close", by=lead, at=then, day=ended, grounds="Granskningen är avslutad.")


def _learn(stage: Stage, begun: date, at: datetime) -> None:
    by = stage.people[LEAD]
    one = begin_inventory(
        holder=stage.organisations["inspectorate"], title="Vad hindrar stöd i tid?",
        question="Vilka problem möts hos samma huvudmän, vilka förstärker varandra, och vad har hjälpt?",
        begins=begun - timedelta(days=30), ends=at.date(), by=by, at=at,
    )  # fmt: skip
    _sort(one, stage, at)
    add_tie(
        inventory=one, start="LED", end="KVA", both_ways=False, level="organiser", strength="hypothesis",
        grounds="Två huvudmän berättar att analysen börjar om när rektorn byts.", by=by, at=at,
    )  # fmt: skip
    add_seen_beside(
        inventory=one, area="STD",
        text="Lärare i områden med sämre förutsättningar säger mer sällan att eleverna får det stöd de behöver.",
        source="Skolenkäten, påhittad sammanställning för demon", by=by, at=at,
    )  # fmt: skip
    change_inventory(inventory=one, version=one.version, summary=SUMMARY, handling="", next_step="", by=by, at=at)


def _sort(one: Inventory, stage: Stage, at: datetime) -> None:
    areas = {text: codes for codes, text in FOUND.values()} | {worked: ("STD",) for _, _, worked in SEEN if worked}
    for row in gathered(one).rows:
        codes = areas.get(row.text, ())
        sort_finding(
            inventory=one, key=row.key, areas=list(codes), left_out="" if codes else "Gäller något annat.",
            by=stage.people[LEAD], at=at,
        )  # fmt: skip

"""What the public of the demo can read: the decision after a supervision of a made-up municipality, masked by one,
approved by another and published with news. Names and findings are fiction."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from likvard.organisations.actions import add_organisation
from likvard.reviews.actions import decisions, issuing, judging
from likvard.reviews.actions import publications as actions
from likvard.reviews.actions.rounds import (
    add_participant,
    assign_investigators,
    choose_areas,
    create_round,
    start_round,
)
from likvard.reviews.models import Decision, DecisionFinding, Participant, Publication
from likvard.reviews.queries.decisions import checksum_of, content_of
from likvard.reviews.queries.judgements import slots_of
from likvard.reviews.queries.publications import built, drafted_news, open_proposals
from likvard.rulebook.loading import rulebook

from .rounds import INVESTIGATOR, LEAD
from .stage import Stage

# Judged by these alone, so that a visitor can read the decision to its end.
CRITERIA = {"2", "2.1", "3", "3.1", "3.2"}
DEFICIENCY = (
    "Huvudmannen får inte alltid veta om kränkande behandling. Signaler stannar på skolorna och utreds inte skyndsamt"
)
STRENGTH = "Uppföljningen omfattar alla skolformer, och huvudmannen analyserar varför resultaten skiljer sig."
BACKGROUND = (
    "Tillsynen började med en anmälan från vårdnadshavaren Siv Tärnlund. Eleven Alva Tärnlund hade kränkts under två "
    "terminer utan att huvudmannen fick veta det. Siv Tärnlund har nåtts på telefon 070-174 06 58.\n"
    "Vi har läst huvudmannens dokument och intervjuat nämnden, skolchefen och rektorerna."
)


def steps(stage: Stage) -> list[tuple[date, Callable[[datetime], None]]]:
    """Day and deed; days count from the day on which the demo is loaded."""
    decided, published = stage.days.base - timedelta(days=24), stage.days.base - timedelta(days=20)
    made: list[Decision] = []
    return [
        (decided, lambda at: made.append(_decide(stage, decided, at))),
        (published, lambda at: _publish(stage, made[0], published, at)),
    ]


def _participant(stage: Stage, begun: date, at: datetime) -> Participant:
    lead, investigator = stage.people[LEAD], stage.people[INVESTIGATOR]
    # Earlier versions of the kind have nothing to judge by.
    definition = rulebook().on("planned_supervision", stage.days.base)
    one = create_round(
        holder=stage.organisations["inspectorate"], definition=definition, title="Tillsyn av Källmossa kommun",
        individual_decisions=True, opened_on=begun, case_number="SI 2026:9842", lead=lead, by=lead, at=at,
    )  # fmt: skip
    one = choose_areas(round_=one, chosen=CRITERIA, definition=definition, by=lead, at=at)
    participant = add_participant(
        round_=one, organiser=add_organisation(name="Källmossa kommun", kind="municipality", by=None, at=at), units=(),
        reason="Uppgifter om att kränkningar inte utreds.", by=lead, at=at,
    )  # fmt: skip
    assign_investigators(round_=one, of={participant.pk: investigator}, by=lead, at=at)
    start_round(round_=one, by=lead, at=at)
    participant.refresh_from_db()
    return participant


def _judge(participant: Participant, by: object, at: datetime) -> None:
    for slot in slots_of(participant):
        lacking = slot.key.area == "3" and slot.key.criterion != "3.1"
        told = judging.write_judgement(
            participant=participant, key=slot.key, level="deficiency" if lacking else "no_deficiency", version=0,
            rationale="Det framgår av intervjuerna och av huvudmannens egna handlingar.", by=by, at=at,
        )  # fmt: skip
        if slot.key.criterion:
            judging.add_judgement_evidence(
                judgement=told, kind="note", note="Sett i handlingarna och vid besöket.", by=by, at=at
            )
        found = {"2.1": ("strength", STRENGTH, ()), "3.2": ("deficiency", DEFICIENCY, ("6 kap. 10 § skollagen",))}
        if slot.key.criterion in found:
            kind, text, legal_basis = found[slot.key.criterion]
            judging.add_judged_finding(judgement=told, kind=kind, text=text, legal_basis=legal_basis, by=by, at=at)
        judging.finish_judgement(judgement=told, by=by, at=at)


def _decide(stage: Stage, decided: date, at: datetime) -> Decision:
    lead, investigator = stage.people[LEAD], stage.people[INVESTIGATOR]
    participant = _participant(stage, decided - timedelta(days=60), at)
    _judge(participant, investigator, at)
    answer_by = decided + timedelta(days=120)
    draft = decisions.begin_decision(participant=participant, unit=None, by=investigator, at=at)
    draft = decisions.write_decision(
        decision=draft, version=draft.version, by=investigator, at=at,
        values={
            "number": "2026-117", "decided_on": decided, "decided_by": lead, "reporting": investigator,
            "introduction": BACKGROUND, "outcome": "open", "response_day": answer_by,
            "follow_up_on": answer_by + timedelta(days=40), "court": "Förvaltningsrätten i Stockholm",
        },
    )  # fmt: skip
    for row in DecisionFinding.objects.filter(area__decision=draft, kind="deficiency"):
        decisions.write_decided_finding(
            finding=row, text=row.text, legal_basis=row.legal_basis, version=draft.version, intervention="order",
            actions=[("Besluta en rutin för hur signaler når huvudmannen.", "Rutinen och listan över anmälningar.")],
            last_day=answer_by, by=investigator, at=at,
        )  # fmt: skip
    draft.refresh_from_db()
    decisions.approve_decision(decision=draft, checksum=checksum_of(content_of(draft)), by=lead, at=at)
    return issuing.issue_decision(decision=draft, today=decided, by=lead, at=at)


def _publish(stage: Stage, decision: Decision, day: date, at: datetime) -> None:
    lead, investigator = stage.people[LEAD], stage.people[INVESTIGATOR]
    one = actions.begin_publication(decision=decision, by=investigator, at=at)
    answers = {proposal.words: "pupil_identity" for proposal in open_proposals(one)}
    one = actions.answer_proposals(publication=one, answers=answers, by=investigator, at=at)
    news = drafted_news(one)
    actions.write_news(
        publication=one, version=0, heading=news.heading, lead=news.lead, strengths=news.strengths,
        must_change=news.must_change, about=news.about,
        observations="Rutinen för klagomål är känd bland personalen men svår att hitta för vårdnadshavare.",
        contacts=[
            {"name": investigator.name, "role": "utredare", "phone": "010-999 00 11"},
            {"name": "Presstjänsten", "role": "presskontakt", "phone": "010-999 00 10"},
        ],
        by=investigator, at=at,
    )  # fmt: skip
    one = Publication.objects.get(pk=one.pk)
    actions.approve_publication(publication=one, checksum=built(one).checksum, by=lead, at=at)
    actions.publish(publication=one, today=day, by=investigator, at=at)

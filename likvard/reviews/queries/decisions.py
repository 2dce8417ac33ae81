"""What a decision says and what it still lacks; which decisions a participant gets. Reads only."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from likvard.access.models import Membership, User
from likvard.organisations.models import Organisation
from likvard.reports import frozen
from likvard.reports.decision import (
    Appeal,
    DecidedArea,
    DecidedFinding,
    DecisionContent,
    OrderedAction,
    from_json,
    to_json,
)
from likvard.reviews.models import (
    Case,
    Decision,
    DecisionArea,
    DecisionFinding,
    Judgement,
    Participant,
    ParticipantUnit,
    Round,
)
from likvard.rulebook.deadlines import appeal_day
from likvard.rulebook.guards import Reason
from likvard.rulebook.kinds import Definition
from likvard.rulebook.permissions import PERMISSIONS, Permission
from likvard.rulebook.words import Words
from likvard.terms.interventions import by_code, severity
from likvard.terms.scales import FOLLOW_UPS as FOLLOW_UP_WORDS
from likvard.terms.scales import JUDGEMENTS
from likvard.terms.statutes import parse_references
from likvard.terms.statutes.wordings import format_dated, wording_on

from .facts import definition_of_round

PUBLIC = frozenset({"municipality", "region", "state", "authority"})  # parties that represent the public
ORDERS = frozenset({"order", "order_with_fine"})

# What the older definitions, from before decisions were made here, have no wording of their own for.
WORDINGS: dict[str, str] = {
    "high": "Kvaliteten når målen i hög utsträckning.",
    "some": "Kvaliteten når målen i flera delar.",
    "low": "Kvaliteten når målen i låg utsträckning.",
    "deficiency": "Verksamheten följer inte lagen i den här delen. Det är en brist.",
    "no_deficiency": "Vi har inte funnit att verksamheten bryter mot lagen i den här delen.",
}

WHY: dict[str, Words] = {
    "number": Words("Ange beslutets nummer.", "Give the decision's number."),
    "decided_on": Words("Ange vilken dag beslutet fattas.", "Say which day the decision is made."),
    "decided_by": Words("Välj vem som beslutar.", "Choose who decides."),
    "reporting": Words("Välj vem som är föredragande.", "Choose who presents the case."),
    "areas": Words("Beslutet säger inget om något område.", "The decision says nothing of any area."),
    "judgement": Words(
        "Bedömningen av {name} är inte klar, eller har ändrats sedan den togs in i beslutet. Ta in bedömningarna igen.",
        "The judgement of {name} is not done, or has changed since it was taken into the decision. Take the judgements"
        " in anew.",
    ),
    "court": Words(
        "Beslutet kan överklagas: ange vilken förvaltningsrätt som prövar ett överklagande.",
        "The decision can be appealed: say which administrative court tries an appeal.",
    ),
    "outcome": Words("Ange om ärendet avslutas eller fortsätter.", "Say whether the case ends or goes on."),
    "response_day": Words(
        "Ange sista dag för redovisningen, efter beslutets dag.",
        "Give the last day for the answer, after the day of the decision.",
    ),
    "follow_up_on": Words(
        "Ange vilken dag beslutet ska följas upp, inte före den sista dagen för redovisningen.",
        "Say which day the decision is to be followed up, not before the last day for the answer.",
    ),
    "no_finding": Words(
        "Området {name} har nivån brist, men ingen brist är beskriven.",
        "The area {name} is judged to have a deficiency, but none is described.",
    ),
    "finding_but_none": Words(
        "Området {name} har nivån ingen brist, men en brist är beskriven.",
        "The area {name} is judged to have no deficiency, but one is described.",
    ),
    "intervention": Words(
        "Brist {name}: välj ingripande, eller att avstå.", "Deficiency {name}: choose an intervention, or none."
    ),
    "legal_basis": Words(
        "Brist {name}: ange vilken bestämmelse som inte följs.",
        "Deficiency {name}: give the provision that is not followed.",
    ),
    "actions": Words(
        "Brist {name}: ett föreläggande ska ange vilka åtgärder huvudmannen ska vidta (26 kap. 10 § skollagen).",
        "Deficiency {name}: an order must give the measures that the organiser is to take (26 kap. 10 § skollagen).",
    ),
    "shown_by": Words(
        "Brist {name}: skriv för varje åtgärd vad som går att kontrollera.",
        "Deficiency {name}: write for each measure what can be checked.",
    ),
    "last_day": Words(
        "Brist {name}: ett föreläggande behöver en sista dag, efter beslutets dag.",
        "Deficiency {name}: an order needs a last day, after the day of the decision.",
    ),
    "fine": Words("Brist {name}: ange vitets belopp.", "Deficiency {name}: give the amount of the fine."),
    "followed_up": Words(
        "Område {name}: alla utvecklingsområden och brister behöver ett utfall med skäl.",
        "Area {name}: every finding needs an outcome with grounds.",
    ),
    "remains_but_closed": Words(
        "En brist kvarstår. En tillsyn avslutas inte förrän bristerna är avhjälpta, om inte skälen är skrivna.",
        "A deficiency remains. A supervision does not end until the deficiencies are remedied, unless the reasons are"
        " written.",
    ),
}


@dataclass(frozen=True, slots=True)
class DecisionSlot:
    """One decision that a participant is to get: of the organiser as a whole, or of one unit."""

    unit: ParticipantUnit | None
    area_keys: tuple[str, ...]
    decisions: tuple[Decision, ...]  # newest last; replaced ones among them

    @property
    def current(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None


def decision_slots(participant: Participant) -> list[DecisionSlot]:
    """The decisions that the round's areas make: organiser-level areas give the organiser's, unit-level areas one for
    each unit. Follow-up decisions are not among them."""
    made = list(
        participant.decisions.filter(kind=Decision.Kind.DECISION)
        .select_related("unit__school_unit", "decided_by", "approved_by", "replaced_by")
        .order_by("created_at")
    )
    areas = participant.round.areas
    own = tuple(a["key"] for a in areas if a.get("level") != "unit")
    of_units = tuple(a["key"] for a in areas if a.get("level") == "unit")
    slots = []
    if own:
        slots.append(DecisionSlot(None, own, tuple(d for d in made if d.unit_id is None)))
    if of_units:
        units = participant.units.filter(replaced_reason="").select_related("school_unit")
        for unit in units.order_by("school_unit__name", "id"):
            slots.append(DecisionSlot(unit, of_units, tuple(d for d in made if d.unit_id == unit.pk)))
    return slots


def checksum_of(content: DecisionContent) -> str:
    """What an approval is bound to: the checksum of everything that the decision says."""
    return frozen.checksum_of(to_json(content))


def areas_of(decision: Decision) -> list[tuple[DecisionArea, list[DecisionFinding]]]:
    """Areas with their findings, in the decision's order; two queries."""
    findings: dict[int, list[DecisionFinding]] = {}
    rows = DecisionFinding.objects.filter(area__decision=decision).select_related("finding", "judged")
    for finding in rows.order_by("ordering", "id"):
        findings.setdefault(finding.area_id, []).append(finding)
    return [(area, findings.get(area.pk, [])) for area in decision.areas.order_by("ordering", "id")]


def content_of(decision: Decision) -> DecisionContent:
    """What the decision says. An issued one says what was frozen, whatever has changed since."""
    if decision.content is not None:
        return from_json(decision.content)
    participant = decision.participant
    round_ = participant.round
    definition = definition_of_round(round_)
    rows = areas_of(decision)
    day = decision.decided_on
    numbers = iter(range(1, 10_000))
    areas = tuple(_area(area, findings, decision, definition, numbers) for area, findings in rows)
    name_now, name_then = _named(definition, day or round_.opened_on), _named(definition, round_.opened_on)
    replaced = decision.replaces
    return DecisionContent(
        kind=decision.kind,
        language=definition.language,
        review=name_now,
        name_note=f"När granskningen började hette modellen {name_then}. Innehållet är detsamma."
        if name_now != name_then
        else "",
        title=round_.title,
        authority=round_.holder.name,
        organiser=participant.organiser.name,
        unit=decision.unit.school_unit.name if decision.unit else "",
        case_number=(participant.case.case_number if participant.case else "") or round_.case_number,
        number=decision.number,
        decided_on=day,
        decided_by=titled(decision.decided_by),
        reporting=titled(decision.reporting),
        others=tuple(line.strip() for line in decision.others.splitlines() if line.strip()),
        replaces=f"beslut {replaced.number} från den {replaced.decided_on.isoformat()}" if replaced else "",
        opening=_wording(definition, "opening") if decision.kind == Decision.Kind.DECISION else "",
        introduction=decision.introduction,
        areas=areas,
        answer_text=_answer_text(decision, definition),
        response_day=decision.response_day if decision.outcome == "open" else None,
        follow_up_on=decision.follow_up_on if decision.outcome == "open" else None,
        closing_text=decision.closing_text or _closing(definition, decision),
        appeal=appeal_of(
            participant.organiser, [f.intervention for _, found in rows for f in found], day, decision.court or ""
        ),
        strengths_intro=_wording(definition, "strength"),
        development_intro=_wording(definition, "development_area"),
        wordings=_wordings([area for area, _ in rows], [f for _, found in rows for f in found], day),
    )


def _wordings(areas: list[DecisionArea], findings: list[DecisionFinding], day: date | None) -> tuple[str, ...]:
    """The provisions of the decision that a known change has given the wording they have that day, one each."""
    lines = [line for row in (*areas, *findings) for line in row.legal_basis]
    references = parse_references("; ".join(lines)) if day else []
    return tuple(dict.fromkeys(format_dated(one, day) for one in references if (w := wording_on(one, day)) and w.sure))


def _named(definition: Definition, day: date) -> str:
    held = [name for name in definition.names if name.held_on(day)]
    return (held or list(definition.names))[-1].words.sv


def titled(person: User | None) -> str:
    """As a decision names a person: `enhetschef Sara Lind`."""
    if person is None:
        return ""
    return f"{person.title} {person.name}".strip()


def _wording(definition: Definition, code: str) -> str:
    words = definition.decision.get(code)
    return words.sv if words else WORDINGS.get(code, "")


def _closing(definition: Definition, decision: Decision) -> str:
    """The kind's words of how the case goes on. A first decision that asks for an answer says so with its day."""
    if decision.kind == Decision.Kind.DECISION and decision.outcome == "open":
        return ""
    words = definition.closing.get(decision.outcome)
    return words.sv if words else ""


def _answer_text(decision: Decision, definition: Definition) -> str:
    if decision.outcome == "open":
        return _wording(definition, "answer")
    return _wording(definition, "no_answer") if decision.kind == Decision.Kind.DECISION else ""


def _area(
    area: DecisionArea, findings: list[DecisionFinding], decision: Decision, definition: Definition, numbers: Any
) -> DecidedArea:
    level = JUDGEMENTS.get(area.level)  # type: ignore[call-overload]
    level_words = level.swedish if level else area.level
    if decision.kind == Decision.Kind.FOLLOW_UP:
        words = definition.follow_up.get(area.follow_up)
        verdict, earlier = (f"{words.sv}." if words else ""), level_words
    else:
        verdict, earlier = _wording(definition, area.level) or f"{level_words}.", ""
    return DecidedArea(
        name=area.name,
        legal_basis=tuple(area.legal_basis),
        level=area.level,
        level_words=level_words,
        verdict=verdict,
        account=area.account,
        strengths=tuple(f.text for f in findings if f.kind in ("strength", "success_factor")),
        findings=tuple(
            _finding(f, definition, next(numbers)) for f in findings if f.kind in ("development_area", "deficiency")
        ),
        earlier=earlier,
    )


def _finding(finding: DecisionFinding, definition: Definition, number: int) -> DecidedFinding:
    one = by_code(finding.intervention) if finding.intervention else None
    outcome = FOLLOW_UP_WORDS.get(finding.outcome)  # type: ignore[call-overload]
    return DecidedFinding(
        number=number,
        kind=finding.kind,
        text=finding.text,
        legal_basis=tuple(finding.legal_basis),
        intervention=finding.intervention,
        intervention_words=one.swedish if one else "",
        intervention_section=one.section if one else "",
        intervention_text=_wording(definition, finding.intervention) if one else "",
        actions=tuple(OrderedAction(a["what"], a["shown_by"]) for a in finding.actions),
        serious=finding.serious,
        fine_sek=finding.fine_sek,
        last_day=finding.last_day,
        outcome=finding.outcome,
        outcome_words=outcome.swedish if outcome else "",
        account=finding.account,
    )


def appeal_of(organiser: Organisation, interventions: list[str], decided_on: date | None, court: str) -> Appeal | None:
    """28 kap. 2 § skollagen: only some interventions can be appealed. Three weeks, for a party that represents the
    public from the decision's own day and for others from the day they received it (44 § förvaltningslagen)."""
    found = [by_code(code) for code in interventions if code]
    if not any(one and one.appeal for one in found):
        return None
    public = organiser.kind in PUBLIC
    return Appeal(court, appeal_day(decided_on) if public and decided_on else None)


def usual_court(holder: UUID) -> str | None:
    """The court that the authority's latest decision named, None before the first: it follows from where the authority
    handles its cases (14 § lagen (1971:289) om allmänna förvaltningsdomstolar), which seldom changes."""
    named = Decision.objects.filter(participant__round__holder=holder, court__isnull=False).order_by("-created_at")
    return named.values_list("court", flat=True).first()


def gravest(interventions: list[str]) -> str:
    """The gravest of the codes, "" when there is none."""
    return max((code for code in interventions if code), key=severity, default="")


# --- What is missing ------------------------------------------------------------------------------------------


def lacking_in(decision: Decision) -> list[Reason]:
    """Everything that keeps the decision from being approved, in the order of the page."""
    found: list[Reason] = []

    def lack(code: str, name: object = "") -> None:
        words = WHY[code]
        found.append(Reason(code, Words(words.sv.format(name=name), words.en.format(name=name))))

    for field in ("number", "decided_on", "decided_by", "reporting"):
        if not getattr(decision, field):
            lack(field)
    rows = areas_of(decision)
    if not rows:
        lack("areas")
    language = definition_of_round(decision.participant.round).language
    if decision.kind == Decision.Kind.DECISION:
        _lacking_judgements(decision, rows, lack)
        _lacking_in_findings(decision, rows, language, lack)
    else:
        for area, findings in rows:
            if not area.follow_up or any(not f.outcome or not f.account.strip() for f in findings):
                lack("followed_up", area.name)
        open_ones = [f for _, findings in rows for f in findings if f.outcome in ("remaining", "partly_remaining")]
        if decision.outcome == "closed" and open_ones and not decision.closing_text.strip():
            lack("remains_but_closed")
    given = [by_code(f.intervention) for _, findings in rows for f in findings if f.intervention]
    if any(one and one.appeal for one in given) and not decision.court:
        lack("court")
    _lacking_days(decision, lack)
    return found


def _lacking_judgements(decision: Decision, rows: list[Any], lack: Any) -> None:
    judged = {
        j.area_key: j
        for j in Judgement.objects.filter(
            participant=decision.participant, unit=decision.unit_id, criterion_key="", reader=Judgement.Reader.FIRST
        )
    }
    for area, _ in rows:
        one = judged.get(area.area_key)
        if one is None or one.done_at is None or one.level != area.level:
            lack("judgement", area.name)


def _lacking_in_findings(decision: Decision, rows: list[Any], language: str, lack: Any) -> None:
    number = 0
    for area, findings in rows:
        deficiencies = [f for f in findings if f.kind == "deficiency"]
        if language == "supervision" and area.level == "deficiency" and not deficiencies:
            lack("no_finding", area.name)
        if area.level == "no_deficiency" and deficiencies:
            lack("finding_but_none", area.name)
        for finding in findings:
            if finding.kind not in ("development_area", "deficiency"):
                continue
            number += 1
            if finding.kind != "deficiency":
                continue
            if not finding.legal_basis:
                lack("legal_basis", number)
            if not finding.intervention:
                lack("intervention", number)
            if finding.intervention in ORDERS:
                if not finding.actions:
                    lack("actions", number)
                elif not all(_is_checkable(a["what"], a["shown_by"]) for a in finding.actions):
                    lack("shown_by", number)
                if not finding.last_day or (decision.decided_on and finding.last_day <= decision.decided_on):
                    lack("last_day", number)
            if finding.intervention == "order_with_fine" and not finding.fine_sek:
                lack("fine", number)


def _is_checkable(what: str, shown_by: str) -> bool:
    """A measure is concrete when something other than its own words shows that it is done (26 kap. 10 § skollagen)."""
    said, seen = (" ".join(text.casefold().strip(" .").split()) for text in (what, shown_by))
    return bool(said and seen and said != seen)


def _lacking_days(decision: Decision, lack: Any) -> None:
    if not decision.outcome:
        lack("outcome")
    if decision.outcome != "open":
        return
    after = decision.decided_on or date.min
    if not decision.response_day or decision.response_day <= after:
        lack("response_day")
    if not decision.follow_up_on or decision.follow_up_on < (decision.response_day or after):
        lack("follow_up_on")


def deciders(round_holder: UUID, *, on: date) -> list[User]:
    """Who may decide at the authority that day, by name."""

    roles = [role for role, held in PERMISSIONS.items() if Permission.DECISION_APPROVE in held]
    rows = Membership.objects.filter(organisation=round_holder, role__in=roles, valid_from__lte=on).exclude(
        valid_to__lt=on
    )
    return list(User.objects.filter(pk__in=rows.values("user"), is_active=True).order_by("name", "email"))


def case_of(decision: Decision) -> Case:
    """The reviewer's own case of the decision's participant. Raises `ValueError` when it was never opened."""
    case = decision.participant.case
    if case is None:
        raise ValueError("the participant has no case")
    return case


def slots_of_round(round_: Round, participants: list[Participant]) -> dict[UUID, list[DecisionSlot]]:
    """`decision_slots` of many participants of one round, in two queries. Follow-up decisions are left out."""
    made: dict[tuple[UUID, int | None], list[Decision]] = {}
    rows = Decision.objects.filter(participant__in=participants, kind=Decision.Kind.DECISION)
    for one in rows.select_related("decided_by").order_by("created_at"):
        made.setdefault((one.participant_id, one.unit_id), []).append(one)
    units: dict[UUID, list[ParticipantUnit]] = {}
    drawn = ParticipantUnit.objects.filter(participant__in=participants, replaced_reason="")
    for unit in drawn.select_related("school_unit").order_by("school_unit__name", "id"):
        units.setdefault(unit.participant_id, []).append(unit)
    own = tuple(a["key"] for a in round_.areas if a.get("level") != "unit")
    of_units = tuple(a["key"] for a in round_.areas if a.get("level") == "unit")
    found: dict[UUID, list[DecisionSlot]] = {}
    for one in participants:
        slots = [DecisionSlot(None, own, tuple(made.get((one.pk, None), ())))] if own else []
        slots += [
            DecisionSlot(unit, of_units, tuple(made.get((one.pk, unit.pk), ())))
            for unit in (units.get(one.pk, ()) if of_units else ())
        ]
        found[one.pk] = slots
    return found

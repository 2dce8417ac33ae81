"""What a decision says: its areas and findings in the words of its kind of review, and how it can be appealed."""

from datetime import date
from typing import Any
from uuid import UUID

from likvard.access.models import User
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
    Decision,
    DecisionArea,
    DecisionFinding,
)
from likvard.reviews.queries.facts import definition_of_round
from likvard.rulebook.deadlines import appeal_day
from likvard.rulebook.kinds import Definition
from likvard.terms.interventions import by_code, severity
from likvard.terms.scales import FOLLOW_UPS as FOLLOW_UP_WORDS
from likvard.terms.scales import JUDGEMENTS
from likvard.terms.statutes import parse_references
from likvard.terms.statutes.wordings import format_dated, wording_on

from .standing import stands_on

PUBLIC = frozenset({"municipality", "region", "state", "authority"})  # parties that represent the public
# What the older definitions, from before decisions were made here, have no wording of their own for.
WORDINGS: dict[str, str] = {
    "high": "Kvaliteten når målen i hög utsträckning.",
    "some": "Kvaliteten når målen i flera delar.",
    "low": "Kvaliteten når målen i låg utsträckning.",
    "deficiency": "Verksamheten följer inte lagen i den här delen. Det är en brist.",
    "no_deficiency": "Vi har inte funnit att verksamheten bryter mot lagen i den här delen.",
}


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
    rows, standing = areas_of(decision), stands_on(decision)
    day = decision.decided_on
    numbers = iter(range(1, 10_000))
    areas = tuple(_area(area, findings, decision, definition, numbers, standing) for area, findings in rows)
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
    closes = decision.kind == Decision.Kind.DECISION and decision.outcome == "closed"
    return _wording(definition, "no_answer") if closes else ""


def _area(
    area: DecisionArea, findings: list[DecisionFinding], decision: Decision, definition: Definition, numbers: Any,
    standing: dict[UUID, str],
) -> DecidedArea:  # fmt: skip
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
            _finding(f, definition, next(numbers), standing)
            for f in findings
            if f.kind in ("development_area", "deficiency")
        ),
        earlier=earlier,
    )


def _finding(
    finding: DecisionFinding, definition: Definition, number: int, standing: dict[UUID, str]
) -> DecidedFinding:
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
        stands_on=standing.get(finding.finding_id, "") if finding.finding_id else "",
    )


def appeal_of(organiser: Organisation, interventions: list[str], decided_on: date | None, court: str) -> Appeal | None:
    """28 kap. 2 § skollagen: only some interventions can be appealed. Three weeks, for a party that represents the
    public from the decision's own day and for others from the day they received it (44 § förvaltningslagen)."""
    found = [by_code(code) for code in interventions if code]
    if not any(one and one.appeal for one in found):
        return None
    public = organiser.kind in PUBLIC
    return Appeal(court or "förvaltningsrätten", appeal_day(decided_on) if public and decided_on else None)


def usual_court(holder: UUID) -> str | None:
    """The court that the authority's latest decision named, None before the first: it follows from where the authority
    handles its cases (14 § lagen (1971:289) om allmänna förvaltningsdomstolar), which seldom changes."""
    named = Decision.objects.filter(participant__round__holder=holder, court__isnull=False).order_by("-created_at")
    return named.values_list("court", flat=True).first()


def gravest(interventions: list[str]) -> str:
    """The gravest of the codes, "" when there is none."""
    return max((code for code in interventions if code), key=severity, default="")

"""What each outcome of a follow-up stands on, in words that the decision prints: an outsider is to see the grounds."""

from datetime import date
from uuid import UUID

from likvard.reviews.models import Decision, Finding, FollowUpFinding, ReceivedItem
from likvard.rulebook.kinds import SETTLING
from likvard.rulebook.verification import Rule, rule_for
from likvard.terms.dates import format_date


def rule_of(finding: Finding, day: date) -> Rule | None:
    """The rule of how the finding is to be found remedied; its area says what it rests on."""
    return rule_for(finding.kind, finding.area.legal_basis if finding.area else (), day)


def stands_on(decision: Decision) -> dict[UUID, str]:
    """Of each finding that a follow-up decision speaks of; nothing for another decision. Four queries."""
    if decision.kind != Decision.Kind.FOLLOW_UP:
        return {}
    rows = list(
        FollowUpFinding.objects.filter(follow_up__decision=decision).select_related("finding__area", "document")
    )
    items: dict[UUID, ReceivedItem] = {}
    told = ReceivedItem.objects.filter(finding__in=[row.finding_id for row in rows])
    for item in told.prefetch_related("documents").order_by("received__number"):
        items[item.finding_id] = item  # the latest answer that speaks of it
    return {row.finding_id: _words(row, items.get(row.finding_id)) for row in rows}


def _words(row: FollowUpFinding, item: ReceivedItem | None) -> str:
    if row.basis == FollowUpFinding.Basis.VISIT and row.visited_on:
        said = f"Bedömningen vilar på ett besök den {format_date(row.visited_on)}."
    elif row.outcome not in SETTLING:
        return ""
    elif row.basis == FollowUpFinding.Basis.EFFECT:
        shown = [row.document.name] if row.document else []
        if item is not None:
            shown += [*item.evidence, *(document.name for document in item.documents.all())]
        told = "; ".join(dict.fromkeys(line.strip().rstrip(".") for line in shown if line.strip()))
        said = f"Bedömningen vilar på visad effekt: {told}." if told else "Bedömningen vilar på visad effekt."
    else:
        said = "Bedömningen vilar varken på visad effekt eller på ett besök. Skälen ovan säger varför."
    rule = rule_of(row.finding, row.signed_at.date())
    if row.outcome in SETTLING and rule is not None and not rule.kept_by(row.basis):
        said += f" Vår regel är: {rule.words.sv} Skälen ovan säger varför det gjordes på annat sätt."
    return said

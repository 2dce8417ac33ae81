"""What a decision still lacks before it can be approved."""

from datetime import date
from typing import Any

from likvard.reviews.models import (
    Decision,
    Judgement,
)
from likvard.reviews.queries.facts import definition_of_round
from likvard.rulebook.guards import Reason
from likvard.rulebook.words import Words
from likvard.terms.interventions import by_code

from .content import areas_of

ORDERS = frozenset({"order", "order_with_fine"})
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
        "Brist {name}: skriv för varje åtgärd vad som går att kontrollera, med annat än åtgärdens egna ord.",
        "Deficiency {name}: write for each measure what can be checked, in other words than the measure's own.",
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

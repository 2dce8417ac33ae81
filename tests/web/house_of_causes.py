"""What a house has of analyses, causes and goals: of one unit, so that another unit's principal must not see it."""

from datetime import date
from typing import Any

from likvard.access.models import User
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.actions.analyses import conclude_analysis, judge
from likvard.quality.actions.effects import choose_comparison, note_effect
from likvard.quality.models import Measure
from tests.factories import NOW, TODAY, a_cause, a_check, a_goal, a_hypothesis, a_pinned_figure, an_analysis


def what_is_analysed(
    organisation: Organisation, unit: SchoolUnit, measure: Measure, word: str, by: User
) -> dict[str, Any]:
    figure = a_pinned_figure(
        organisation, unit, sentence_sv=f"Siffra {word} gemensamt", sentence_en=f"Figure {word} gemensamt"
    )
    analysis = an_analysis(organisation, unit, question=f"Varför {word} gemensamt?", figures=[figure], by=by)
    hypothesis = a_hypothesis(analysis, f"Tänkbart {word}", by=by)
    check = a_check(hypothesis, f"Tittat på {word}", by=by)
    judge(hypothesis=hypothesis, judgement="supported", step=1, grounds=f"Grund {word}", version=1, by=by, at=NOW)
    # Concluded, but not shared: what is shared is read by the whole organisation.
    conclude_analysis(analysis=analysis, conclusion=f"Slutsats {word}", concluded_on=TODAY, version=1, by=by, at=NOW)
    cause = a_cause(organisation, f"Orsaken {word} gemensamt", units=[unit], by=by)
    goal = a_goal(organisation, f"Målet {word} gemensamt", unit=unit, baseline=figure, causes=[cause], by=by)
    Measure.objects.filter(pk=measure.pk).update(goal=goal, pupils=f"Elever {word}")
    measure.units.add(unit)
    choose_comparison(
        measure=measure, indicator="year9_merit_value|compulsory|9|||", start_year=2026, why=f"Lika {word}",
        treated=[{"code": unit.school_unit_code, "name": unit.name}],
        units=[{"code": "1", "name": f"Jämförd {word}"}, {"code": "2", "name": "Annan"}], by=by, at=NOW,
    )  # fmt: skip
    note_effect(
        measure=measure, answer="too_early", seen=f"Syns inte än {word}", on=TODAY, look_again_on=date(2027, 6, 1),
        by=by, at=NOW,
    )  # fmt: skip
    return {
        "analysis_id": analysis.pk,
        "hypothesis_id": hypothesis.pk,
        "check_id": check.pk,
        "cause_id": cause.pk,
        "goal_id": goal.pk,
    }

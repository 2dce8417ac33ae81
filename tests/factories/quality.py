"""Analyses, causes, goals: made through their actions, as people make them."""

from datetime import date

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.actions.analyses import add_check, add_hypothesis, begin_analysis, judge
from likvard.quality.actions.causes import add_cause
from likvard.quality.actions.goals import set_goal
from likvard.quality.models import Analysis, Cause, Check, Goal, Hypothesis

from .days import NOW, TODAY


def an_analysis(holder: Organisation, unit: SchoolUnit | None = None, **fields) -> Analysis:
    fields.setdefault("question", "Varför når färre elever målen i årskurs 9?")
    fields.setdefault("about", Analysis.About.LOW)
    fields.setdefault("school_year", 2026)
    fields.setdefault("by", None)
    return begin_analysis(holder=holder, unit=unit, at=NOW, **fields)


def a_hypothesis(analysis: Analysis, what: str = "Lästiden skiljer sig mellan klasserna", **fields) -> Hypothesis:
    fields.setdefault("kind", "teaching")
    fields.setdefault("expected", "Klasser med mindre lästid läser sämre.")
    fields.setdefault("rival", "Klasserna skiljer sig åt i elevsammansättning.")
    fields.setdefault("by", None)
    return add_hypothesis(analysis=analysis, what=what, at=NOW, **fields)


def a_check(hypothesis: Hypothesis, looked_at: str = "Lästiden i fyra scheman", **fields) -> Check:
    fields.setdefault("how", Check.How.OBSERVATION)
    fields.setdefault("found", "Mellan två och fem timmar i veckan.")
    fields.setdefault("points", Check.Points.FOR)
    fields.setdefault("on", TODAY)
    fields.setdefault("by", None)
    return add_check(hypothesis=hypothesis, looked_at=looked_at, at=NOW, **fields)


def a_supported(analysis: Analysis, **fields) -> Hypothesis:
    """A possible cause that was tested and held, on step 1."""
    hypothesis = a_hypothesis(analysis, **fields)
    a_check(hypothesis)
    return judge(hypothesis=hypothesis, judgement="supported", step=1, version=1, by=None, at=NOW)


def a_cause(holder: Organisation, what: str = "Lästiden skiljer sig mellan klasserna", **fields) -> Cause:
    fields.setdefault("kind", "teaching")
    fields.setdefault("by", None)
    return add_cause(holder=holder, what=what, at=NOW, **fields)


def a_goal(holder: Organisation, what: str = "Fler når kriterierna i alla ämnen", **fields) -> Goal:
    fields.setdefault("school_year", 2026)
    fields.setdefault("indicator", "Andel som uppfyllt kriterierna i alla ämnen")
    fields.setdefault("target", "70 %")
    fields.setdefault("pupils", "Elever i årskurs 7–9")
    fields.setdefault("due_on", date(2027, 6, 15))
    if not fields.get("baseline"):
        fields.setdefault("baseline_words", "61 procent i juni 2026")
    fields.setdefault("by", None)
    return set_goal(holder=holder, what=what, at=NOW, **fields)

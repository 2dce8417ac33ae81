"""What a judgement says, in the words that its checks carry, and the words of a person that say more than that."""

from collections.abc import Iterable
from dataclasses import dataclass

from likvard.analysis.results import Text
from likvard.analysis.wording import LADDER, Step, overstatements, said
from likvard.quality.models import Check, Hypothesis

_SUPPORTED: dict[Step, Text] = {
    Step.DESCRIPTION: Text(
        "Det vi såg talar för detta, men underlaget beskriver bara läget: en tänkbar orsak att pröva.",
        "What we saw speaks for this, but it only describes how things are: a possible cause to examine.",
    ),
    Step.GIVEN_INTAKE: Text(
        "Skillnaden kvarstår efter hänsyn till elevsammansättningen: en tänkbar orsak att pröva.",
        "The difference remains given intake: a possible cause to examine.",
    ),
    Step.WITHIN_OVER_TIME: Text(
        "Detta samvarierar med resultatet på samma enhet över tid: en tänkbar orsak att pröva.",
        "This moves together with the result at the same unit over time: a possible cause to examine.",
    ),
    Step.COMPARED_CHANGE: Text(
        "Förändringen efter åtgärden skiljer sig från jämförelseenheternas, som följdes åt dessförinnan: "
        "förenligt med att detta är en orsak.",
        "The change after the measure differs from that of the comparison units, which moved alike before: "
        "consistent with this being a cause.",
    ),
    Step.ASSIGNED: Text(
        "En lott eller en gräns avgjorde vilka som berördes: skillnaden visar effekten av detta för dem.",
        "A lot or a threshold decided who was concerned: the difference shows the effect of this for them.",
    ),
}
_OTHERS = {
    Hypothesis.Judgement.NOT_SUPPORTED: Text(
        "Prövad: det vi såg talar emot detta.", "Tested: what we saw speaks against this."
    ),
    Hypothesis.Judgement.UNDECIDED: Text(
        "Prövad: det vi såg räcker inte för att säga det ena eller det andra.",
        "Tested: what we saw does not suffice to say one thing or the other.",
    ),
    Hypothesis.Judgement.NOT_YET: Text("Inte bedömd än.", "Not judged yet."),
}


def judged(hypothesis: Hypothesis) -> Text:
    """The judgement as a sentence that its step carries. Never written by hand."""
    if hypothesis.judgement != Hypothesis.Judgement.SUPPORTED:
        return _OTHERS[Hypothesis.Judgement(hypothesis.judgement)]
    return on_step(hypothesis.step or 1)


def on_step(step: int) -> Text:
    rung = Step(step)
    return said(rung, _SUPPORTED[rung])


def against(step: int) -> Text:
    """What stands against a sentence on that step."""
    return LADDER[Step(step)].caveat


def allowed_on(step: int) -> Text:
    return LADDER[Step(step)].allowed


def carried_by(checks: Iterable[Check]) -> int | None:
    """The highest step that what was found reaches; None when nothing that was looked at speaks for it."""
    steps = [check.step for check in checks if check.withdrawn_at is None and check.points == Check.Points.FOR]
    return max(steps) if steps else None


@dataclass(frozen=True, slots=True)
class TooStrong:
    """Words that say more than the step carries, and what may be said instead."""

    words: tuple[str, ...]
    step: int
    instead: Text


def too_strong(text: str, step: int) -> TooStrong | None:
    """Points at words that claim more than the checks carry; it is for the writer to change them."""
    found = tuple(dict.fromkeys(word.lower() for word in overstatements(text, Step(step))))
    return TooStrong(found, step, allowed_on(step)) if found else None

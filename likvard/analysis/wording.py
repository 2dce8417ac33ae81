"""Which words a figure can carry: the ladder from description to cause.

Observed school data give candidates, not causes. Every sentence that this room writes about an association goes
through `said`, which refuses words above the step that the design stands on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from likvard.analysis.results import Text


class Step(IntEnum):
    """How far a design reaches. Words of cause begin at COMPARED_CHANGE."""

    DESCRIPTION = 1  # what is
    GIVEN_INTAKE = 2  # a difference that remains given intake
    WITHIN_OVER_TIME = 3  # co-variation within the same school over time
    COMPARED_CHANGE = 4  # before and after a measure, with comparison schools chosen beforehand
    ASSIGNED = 5  # lottery or threshold


@dataclass(frozen=True)
class Rung:
    """What may be said on a step, and what stands against it."""

    allowed: Text
    caveat: Text


LADDER: dict[Step, Rung] = {
    Step.DESCRIPTION: Rung(
        Text("är, skiljer sig, har ökat", "is, differs, has risen"),
        Text("En beskrivning säger inget om varför.", "A description says nothing about why."),
    ),
    Step.GIVEN_INTAKE: Rung(
        Text("kvarstår efter hänsyn till", "remains given"),
        Text(
            "Givet elevsammansättningen är inte skolans verk: urval, kamrater och bedömning kan ligga bakom.",
            "Given intake is not the school's doing: selection, peers and grading may lie behind it.",
        ),
    ),
    Step.WITHIN_OVER_TIME: Rung(
        Text("samvarierar med, tänkbar orsak att pröva", "moves together with, a possible cause to examine"),
        Text(
            "Annat kan ha ändrats samtidigt på skolan.",
            "Something else may have changed at the school at the same time.",
        ),
    ),
    Step.COMPARED_CHANGE: Rung(
        Text("förändringen efter åtgärden jämfört med jämförelseskolor", "the change after the measure, compared"),
        Text(
            "Förutsätter att skolorna annars hade följts åt och att åtgärden inte kom efter ett tillfälligt svagt år.",
            "Presumes that the schools would otherwise have moved alike and that the measure followed no weak year.",
        ),
    ),
    Step.ASSIGNED: Rung(
        Text("effekten av", "the effect of"),
        Text("Gäller dem som lotten eller gränsen gällde.", "Holds for those whom the lot or the threshold concerned."),
    ),
}

# Words that claim a cause, Swedish and English. Each is a pattern over folded text.
CAUSAL = (
    r"beror på", r"effekt(en|er|erna)? av", r"orsaka\w*", r"leder till", r"ledde till", r"lett till", r"påverka\w*",
    r"på grund av", r"tack vare", r"förklaras av", r"resulterar i", r"gör att", r"gav upphov till", r"bidrar till",
    r"(is|are|was|were) due to", r"due to", r"effects? of", r"caus(e|es|ed|ing)(?! to examine)\b", r"leads? to",
    r"led to", r"because of", r"thanks to", r"explained by", r"results? in", r"contributes? to", r"affects?\b",
    r"influences?\b",
)  # fmt: skip
# Phrases that hold such a word without claiming it.
HARMLESS = (r"tänkbara? orsak(er)? att pröva", r"possible causes? to examine", r"ingen orsak", r"no cause")
_CAUSAL = re.compile(r"\b(?:" + "|".join(CAUSAL) + r")", re.IGNORECASE)
_HARMLESS = re.compile("|".join(HARMLESS), re.IGNORECASE)


class OverstatedError(ValueError):
    """A sentence says more than its design carries."""


def overstatements(text: str, step: Step) -> list[str]:
    """The words in a text that the step does not carry, in their order."""
    if step >= Step.COMPARED_CHANGE:
        return []
    return [match[0] for match in _CAUSAL.finditer(_HARMLESS.sub(" ", " ".join(text.split())))]


def said(step: Step, text: Text) -> Text:
    """The text, when the step carries every word of it; `OverstatedError` otherwise."""
    for language in text:
        found = overstatements(language, step)
        if found:
            raise OverstatedError(f"step {int(step)} does not carry “{found[0]}”: {language}")
    return text


def association(step: Step, first: Text, second: Text, positive: bool) -> Text:
    """Two things that go together, in the words of the step."""
    if step <= Step.GIVEN_INTAKE:
        sv = f"{first.sv} och {second.sv} går {'åt samma håll' if positive else 'åt olika håll'} mellan skolor."
        en = f"{first.en} and {second.en} go {'the same way' if positive else 'opposite ways'} between schools."
    else:
        sv = (
            f"{first.sv} samvarierar {'åt samma håll' if positive else 'åt motsatt håll'} med {second.sv} "
            "på samma skola över tid: en tänkbar orsak att pröva på plats."
        )
        en = (
            f"{first.en} moves {'together with' if positive else 'opposite to'} {second.en} "
            "at the same school over time: a possible cause to examine on site."
        )
    return said(step, Text(sv, en))

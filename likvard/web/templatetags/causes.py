"""The words of analyses, causes, goals and effects."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from likvard.analysis.results import Text

register = template.Library()

STEPS: dict[str, Promise] = {
    "see": _("What we see"),
    "causes": _("Possible causes"),
    "test": _("Test them"),
    "judge": _("Judge them"),
    "conclude": _("Conclude"),
}
KINDS: dict[str, Promise] = {
    "conditions": _("the organiser's conditions"),
    "teaching": _("how teaching is done"),
    "hinder_support": _("hinder for support"),
    "hinder_challenge": _("hinder for challenge"),
}
ABOUT: dict[str, Promise] = {
    "low": _("low result"),
    "high": _("high result"),
    "difference": pgettext_lazy("analysis", "difference"),
    "change": pgettext_lazy("analysis", "change"),
}
JUDGEMENTS: dict[str, Promise] = {
    "supported": pgettext_lazy("hypothesis", "supported"),
    "not_supported": pgettext_lazy("hypothesis", "not supported"),
    "undecided": pgettext_lazy("hypothesis", "undecided"),
    "": pgettext_lazy("hypothesis", "not judged"),
}
HOW: dict[str, Promise] = {
    "figure": pgettext_lazy("check", "figure"),
    "dialogue": pgettext_lazy("check", "dialogue"),
    "observation": pgettext_lazy("check", "observation"),
}
POINTS: dict[str, Promise] = {
    "for": pgettext_lazy("check", "for"),
    "against": pgettext_lazy("check", "against"),
    "neither": pgettext_lazy("check", "neither"),
}
CAUSE_STATES: dict[str, Promise] = {
    "active": pgettext_lazy("cause", "there still"),
    "removed": pgettext_lazy("cause", "removed"),
    "set_aside": pgettext_lazy("cause", "set aside"),
}
GOAL_STATES: dict[str, Promise] = {
    "active": pgettext_lazy("goal", "worked on"),
    "reached": pgettext_lazy("goal", "reached"),
    "not_reached": pgettext_lazy("goal", "not reached"),
    "dropped": pgettext_lazy("goal", "dropped"),
}
ANSWERS: dict[str, Promise] = {
    "effect": pgettext_lazy("effect", "a change is seen"),
    "no_effect": pgettext_lazy("effect", "no change is seen"),
    "activity_only": pgettext_lazy("effect", "activity only"),
    "too_early": pgettext_lazy("effect", "too early to say"),
    "": pgettext_lazy("effect", "not asked yet"),
}
MOVED: dict[str, Promise] = {
    "what": _("The goal"),
    "indicator": _("Indicator"),
    "baseline": _("Baseline"),
    "baseline_words": _("Baseline in words"),
    "target": _("Target"),
    "pupils": _("Which pupils are meant"),
    "owner": _("Responsible"),
    "due_on": _("To be reached by"),
    "state": _("State"),
    "ended_on": _("Day"),
    "outcome_words": _("What came of it"),
}
DECIDED: dict[str, Promise] = {
    "mandate": _("Mandate"),
    "goal": _("Goal"),
    "measure": _("Measure"),
}
TONES = {
    "supported": "done", "not_supported": "neutral", "undecided": "waiting", "": "soon", "effect": "done",
    "no_effect": "neutral", "activity_only": "waiting", "too_early": "waiting", "reached": "done",
    "not_reached": "overdue", "dropped": "neutral", "active": "waiting", "removed": "done", "set_aside": "neutral",
}  # fmt: skip
TABLES: dict[str, dict[str, Promise]] = {
    "step": STEPS, "kind": KINDS, "about": ABOUT, "judgement": JUDGEMENTS, "how": HOW, "points": POINTS,
    "cause": CAUSE_STATES, "goal": GOAL_STATES, "answer": ANSWERS, "moved": MOVED, "decided": DECIDED,
}  # fmt: skip


@register.filter
def word_of(code: str, table: str) -> str:
    """`{{ cause.kind|word_of:"kind" }}`."""
    return str(TABLES[table].get(code, code))


@register.filter
def tone(code: str) -> str:
    """The state of a tag: done, waiting, soon, overdue or neutral."""
    return TONES.get(code, "neutral")


@register.filter
def in_words(text: Text | dict[str, str] | None) -> str:
    """A sentence in both languages, in the reader's."""
    if not text:
        return ""
    if isinstance(text, dict):
        return text["en" if get_language() == "en" else "sv"]
    return text.en if get_language() == "en" else text.sv


@register.filter
def school_year(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


@register.filter
def share_of(part: int | None, whole: int | None) -> Any:
    """Per cent, a whole number; None when it cannot be said."""
    return round(100 * part / whole) if part is not None and whole else None

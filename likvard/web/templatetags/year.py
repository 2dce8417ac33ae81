"""The words of the year and of the quality report."""

from datetime import date
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from likvard.quality.queries.year.about import parse
from likvard.quality.queries.year.occurrences import Occurrence
from likvard.rulebook.schoolyear import said

register = template.Library()

KIND: dict[str, Promise] = {
    "statistics": pgettext_lazy("kind of event", "statistics"),
    "survey": pgettext_lazy("kind of event", "survey"),
    "count": pgettext_lazy("kind of event", "count day"),
    "grades": pgettext_lazy("kind of event", "grades"),
    "tests": pgettext_lazy("kind of event", "tests"),
    "budget": pgettext_lazy("kind of event", "budget and resources"),
    "dialogue": pgettext_lazy("kind of event", "dialogues"),
    "analysis": pgettext_lazy("kind of event", "analysis"),
    "plan": pgettext_lazy("kind of event", "plan"),
    "board": pgettext_lazy("kind of event", "to the board"),
    "other": pgettext_lazy("kind of event", "other"),
}
ROLE: dict[str, Promise] = {
    "editor": pgettext_lazy("sees to an event", "every editor"),
    "director": pgettext_lazy("sees to an event", "the school director"),
    "principal": pgettext_lazy("sees to an event", "every principal"),
    "board_reader": pgettext_lazy("sees to an event", "those who read for the board"),
}
SECTION_WORDS: dict[str, Promise] = {
    "state": pgettext_lazy("section of a report", "State of play"),
    "surveys": pgettext_lazy("section of a report", "Surveys"),
    "absence": pgettext_lazy("section of a report", "Absence"),
    "signals": pgettext_lazy("section of a report", "Degrading treatment and complaints"),
    "causes": pgettext_lazy("section of a report", "Causes"),
    "goals": pgettext_lazy("section of a report", "Goals"),
    "effects": pgettext_lazy("section of a report", "Measures and their effect"),
    "dialogues": pgettext_lazy("section of a report", "Dialogues and agreements"),
    "inspection": pgettext_lazy("section of a report", "Decisions from supervision and review"),
    "resources": pgettext_lazy("section of a report", "Resources"),
}
# What a section lacks, as what to do about it.
FAULTS: dict[str, Promise] = {
    "text": _("write what it says"),
    "ending": _("say what it leads to: a decision, a measure, or no change"),
    "decision": _("write what the board is to decide"),
    "measure": _("choose the measure"),
    "because": _("write why nothing changes"),
}
# Part of the quality work, or one thing of it → its page.
PAGES = {
    "state": "state:index", "dialogues": "dialogues:index", "analysisdays": "analysisdays:index",
    "surveys": "surveys:index", "signals": "signals:index", "resources": "resources:index", "reports": "year:reports",
    "data": "data:index", "goals": "goals:index", "series": "dialogues:series", "days": "analysisdays:days",
    "survey": "surveys:survey",
}  # fmt: skip


def about_words() -> dict[str, Promise]:
    return {
        "state": _("State of play"),
        "dialogues": _("Dialogues"),
        "analysisdays": _("Analysis days"),
        "surveys": _("Surveys"),
        "signals": _("Signals"),
        "resources": _("Resources"),
        "reports": _("The quality report"),
        "data": _("Data"),
        "goals": _("Goals and measures"),
        "series": _("The dialogues"),
        "days": _("The analysis days"),
        "survey": _("The survey"),
    }


@register.filter
def event_kind(kind: str) -> Promise | str:
    return KIND.get(kind, kind)


@register.filter
def seen_to_by(role: str) -> Promise | str:
    return ROLE.get(role, role)


@register.filter
def occurrence_words(one: Occurrence) -> str:
    return one.words.text(get_language() or "sv")


@register.filter
def occurrence_act(one: Occurrence) -> str:
    if one.national is None or one.national.act is None:
        return ""
    return one.national.act.text(get_language() or "sv")


@register.simple_tag
def leads_to(mark: str) -> tuple[str, Promise] | None:
    """Address and words of what an event is about; None where its room has no such page."""
    found = parse(mark)
    kind, subject = (found.kind, found.subject) if found else (mark, None)
    if kind not in PAGES:
        return None
    try:
        return reverse(PAGES[kind], args=[subject] if subject else []), about_words()[kind]
    except NoReverseMatch:
        return None


@register.filter
def school_years(year: int) -> str:
    """`2026/27`."""
    return said(year)


@register.simple_tag
def days_said(starts: date, ends: date) -> str:
    """`15 oktober`, `1–30 november`, `15 januari – 15 februari`; the school year stands above, so no calendar year."""
    if starts == ends:
        return date_format(starts, "j F")
    if (starts.year, starts.month) == (ends.year, ends.month):
        return f"{starts.day}–{date_format(ends, 'j F')}"
    return f"{date_format(starts, 'j F')} – {date_format(ends, 'j F')}"


@register.simple_tag
def dated(starts: date, ends: date) -> str:
    """The same with the year."""
    if starts == ends:
        return date_format(starts, "j F Y")
    if (starts.year, starts.month) == (ends.year, ends.month):
        return f"{starts.day}–{date_format(ends, 'j F Y')}"
    return f"{date_format(starts, 'j F Y')} – {date_format(ends, 'j F Y')}"


@register.filter
def month_name(day: date) -> str:
    return date_format(day, "F Y")


@register.filter
def month_short(day: date) -> str:
    return date_format(day, "M").rstrip(".")[:3]


@register.filter
def in_language(one: Any) -> str:
    """What has its words in Swedish (`sv`) and English (`en`)."""
    return one.en if (get_language() or "sv").startswith("en") else one.sv

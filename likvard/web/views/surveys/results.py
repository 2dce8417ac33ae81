"""What a survey said: after the last door of the analyses, with what cannot be shown told as such."""

import csv
import io
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from likvard.analysis.survey.published import Shown
from likvard.rulebook.permissions import Permission
from likvard.rulebook.surveys import said, words
from likvard.surveys.models import Survey
from likvard.surveys.queries import results as published
from likvard.surveys.queries.rates import rates, together
from likvard.surveys.queries.results import ENOUGH, AreaResult, Place
from likvard.surveys.queries.visibility import is_over, units_visible_to
from likvard.web.downloads import download
from likvard.web.guards import grants, needs
from likvard.web.templatetags.lv import number

from .seen import survey_for

LOW_RESPONSE = 0.5


@dataclass(frozen=True, slots=True)
class Line:
    """A row of an area's table; `left`, `wide` and `at` place its interval on a strip of a hundred."""

    name: str
    shown: Shown
    left: float
    wide: float
    at: float
    groups: tuple[str, ...]
    before: str
    national: str


def _value(shown: Shown) -> str:
    if shown.status == "withheld":
        return _("too few to be shown")
    return _("no answers") if shown.value is None else number(shown.value, 1)


def _line(place: Place, survey: Survey, language: str) -> Line:
    shown, told = place.index, words()[language if language in words() else "sv"]
    low, high = (shown.low, shown.high) if shown.low is not None and shown.high is not None else (0.0, 0.0)
    last = place.earlier[-1] if place.earlier else None
    before = ""
    if last is not None:
        before = _("%(value)s in %(survey)s") % {"value": _value(last.shown), "survey": last.title}
        if not last.comparable:
            before += " " + _("(other questions, cannot be compared)")
    latest = [one for one in place.national if one.year == place.national[-1].year]
    national = []
    for one in latest:
        value = _("withheld") if one.value is None else number(one.value, 1)
        group = _("year %(group)s, ") % {"group": one.year_group} if one.year_group else ""
        national.append(f"{value} ({group}{one.year})")
    return Line(
        name=place.unit.school_unit.name if place.unit else _("Everybody together"),
        shown=shown,
        left=round(10 * low, 2),
        wide=round(10 * (high - low), 2),
        at=round(10 * (shown.value or 0), 2),
        # Groups of a unit that is withheld are all withheld, and nobody in a group is nothing to tell.
        groups=tuple(
            f"{told[one.group]}: {_value(one)}"
            for one in place.groups
            if shown.status == "shown" and one.status != "missing"
        ),
        before=before,
        national="; ".join(national),
    )


def _sentence(area: AreaResult, language: str) -> str:
    """What the area says of everybody, in words."""
    shown, name = area.whole.index, said(area.name, language)
    if shown.status == "withheld":
        return _("%(area)s: too few have answered for a figure that tells nothing of anybody.") % {"area": name}
    if shown.value is None:
        return _("%(area)s: nobody has answered.") % {"area": name}
    sentence = _("%(area)s: %(value)s of 10, probably between %(low)s and %(high)s. %(n)s people answered.") % {
        "area": name,
        "value": number(shown.value, 1),
        "low": number(shown.low, 1),
        "high": number(shown.high, 1),
        "n": number(shown.n),
    }
    asked = [(text, one) for text, one in area.whole.questions if one.value is not None]
    if len(asked) > 1:
        lowest = min(asked, key=lambda pair: pair[1].value)
        sentence += " " + _("The lowest is “%(question)s” with %(value)s.") % {
            "question": said(lowest[0], language),
            "value": number(lowest[1].value, 1),
        }
    return sentence


@needs(Permission.QUALITY_READ)
@require_GET
def results(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    found = survey_for(request, survey_id)
    today, language = timezone.localdate(), get_language() or "sv"
    if not is_over(found, today):
        return redirect("surveys:survey", found.pk)
    visible = units_visible_to(grants(request))
    answered, asked = together(rates(visible.filter(survey=found)))
    areas = published.results(found, visible, on=today)
    shown = [_area(area, found, language) for area in areas]
    return render(
        request,
        "surveys/results.html",
        {
            "survey": found,
            "who": said(found.questionnaire["name"], language),
            "answered": answered,
            "asked": asked,
            "low_response": bool(asked) and answered / asked < LOW_RESPONSE,
            "areas": shown,
            "enough": ENOUGH,
            "compares": any(line.national for area in shown for line in area["lines"]),
            "sources": sorted({one.source for area in areas for place in area.places for one in place.national}),
        },
    )


def _area(area: AreaResult, survey: Survey, language: str) -> dict[str, Any]:
    lines = [_line(place, survey, language) for place in area.places]
    return {
        "key": area.key,
        "name": said(area.name, language),
        "sentence": _sentence(area, language),
        "lines": lines,
        "has_groups": any(line.groups for line in lines),
        "has_before": any(line.before for line in lines),
        "has_national": any(line.national for line in lines),
        "topic": area.national,
        "questions": [
            (said(text, language), _value(one), one, _unknown(one)) for text, one in area.whole.questions
        ],
    }  # fmt: skip


def _unknown(shown: Shown) -> str:
    if shown.unknown_share is None:
        return "–"
    return f"{number(100 * shown.unknown_share)}\N{NO-BREAK SPACE}%"


@needs(Permission.QUALITY_READ)
@require_GET
def results_file(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """The same figures as a table of values, for a spreadsheet; through the same door."""
    found = survey_for(request, survey_id)
    today, language = timezone.localdate(), get_language() or "sv"
    if not is_over(found, today):
        return redirect("surveys:survey", found.pk)
    sheet = io.StringIO()
    rows = csv.writer(sheet, delimiter=";")
    rows.writerow([_("Unit"), _("Group"), _("Area"), _("Question"), _("Index"), _("Low"), _("High"), _("Answers"),
                   _("Don't know, share"), _("State")])  # fmt: skip
    for area in published.results(found, units_visible_to(grants(request)), on=today):
        for place in area.places:
            unit = place.unit.school_unit.name if place.unit else _("Everybody together")
            name = said(area.name, language)
            for question, one in [("", place.index), *((said(t, language), q) for t, q in place.questions)]:
                rows.writerow([_safe(unit), "", name, _safe(question), *_values(one)])
            for one in place.groups:
                rows.writerow([_safe(unit), words()[language][one.group], name, "", *_values(one)])
    content = "\N{ZERO WIDTH NO-BREAK SPACE}" + sheet.getvalue()
    return download(content, "text/csv; charset=utf-8", f"enkat-{slugify(found.title)}.csv")


def _values(one: Shown) -> list[str]:
    figures = [one.value, one.low, one.high]
    share = "" if one.unknown_share is None else number(one.unknown_share, 3)
    states = {"shown": _("shown"), "withheld": _("withheld"), "missing": _("missing")}
    return [*("" if f is None else number(f, 2) for f in figures), "" if one.n is None else str(one.n), share,
            states[one.status]]  # fmt: skip


def _safe(text: str) -> str:
    """A spreadsheet takes a cell that begins like this for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text

"""One survey while it runs: how many have answered, codes for the units, its last day, closing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.reports.codesheet import CodeSheet, codes_paper
from likvard.reports.pdf import render_pdf
from likvard.rulebook.permissions import Permission
from likvard.rulebook.surveys import said
from likvard.surveys.actions import ChangedMeanwhile, SurveyIsOver, close_survey, make_codes, move_last_day
from likvard.surveys.forms import CloseForm, CodesForm, LastDayForm
from likvard.surveys.models import Survey, SurveyUnit
from likvard.surveys.queries.codes import written
from likvard.surveys.queries.rates import rates, together
from likvard.surveys.queries.visibility import is_over, runs, units_visible_to
from likvard.web.guards import grants, needs

from .seen import edit, form_page, survey_for, unit_for


def _shown(request: HttpRequest, found: Survey) -> dict[str, Any]:
    mine, today = grants(request), timezone.localdate()
    held = rates(units_visible_to(mine).filter(survey=found))
    answered, asked = together(held)
    own = set(units_visible_to(mine, Permission.SURVEY_RUN).filter(survey=found).values_list("pk", flat=True))
    over = is_over(found, today)
    return {
        "survey": found,
        "who": said(found.questionnaire["name"], get_language() or "sv"),
        "rates": [(rate, rate.unit.pk in own and not over) for rate in held],
        "answered": answered,
        "asked": asked,
        "over": over,
        "waits": found.opens_on > today,
        "may_run": runs(mine, found.holder_id),
        "without_codes": sum(not rate.asked for rate in held),
    }


@needs(Permission.QUALITY_READ)
@require_GET
def survey(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    found = survey_for(request, survey_id)
    enter = request.build_absolute_uri(reverse("answering:enter"))
    return render(request, "surveys/survey.html", {**_shown(request, found), "enter": enter})


@needs(Permission.QUALITY_READ)
@require_GET
def rate(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """How many have answered just now, for the page that asks again; without a script, the page."""
    found = survey_for(request, survey_id)
    if not request.htmx:
        return redirect("surveys:survey", found.pk)
    return render(request, "surveys/_rates.html", _shown(request, found))


@needs(Permission.QUALITY_READ)
@require_GET
def questions(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """What is asked, word for word, in every language."""
    found = survey_for(request, survey_id)
    return render(request, "surveys/questions.html", {"survey": found, "asked": found.questionnaire})


def _back(found: Survey) -> dict[str, Any]:
    return {"back": reverse("surveys:survey", args=[found.pk]), "back_words": found.title}


@needs(Permission.SURVEY_RUN)
@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest, survey_id: UUID, survey_unit_id: UUID) -> HttpResponse:
    """New codes for a unit, as a file that is made once and kept nowhere."""
    found = survey_for(request, survey_id)
    unit = unit_for(request, found, survey_unit_id)
    form = CodesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_codes(
                unit=unit, number=form.cleaned_data["number"], replace=form.cleaned_data["replace"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except SurveyIsOver:
            messages.warning(request, _("The survey is over. Nobody can answer any more."))
            return redirect("surveys:survey", found.pk)
        if form.cleaned_data["form"] == "links":
            return _links(request, unit, made)
        return _paper(request, unit, made)
    return form_page(
        request,
        form,
        heading=_("Codes for %(unit)s") % {"unit": unit.school_unit.name},
        lead=_("The codes are shown once, in the file you get. They stand in no list and can be traced to nobody."),
        button=_("Make the codes"),
        **_back(found),
    )


def _paper(request: HttpRequest, unit: SurveyUnit, made: tuple[str, ...]) -> HttpResponse:
    enter = request.build_absolute_uri(reverse("answering:enter"))
    sheet = CodeSheet(
        organiser=unit.survey.holder.name,
        unit=unit.school_unit.name,
        survey=unit.survey.title,
        address=enter.removeprefix("https://").removeprefix("http://"),
        last_day=unit.survey.last_day,
        codes=tuple(written(code) for code in made),
        links=_addresses(request, made),
    )
    content = render_pdf(codes_paper(sheet), made_on=timezone.localdate()).content
    return _file(content, "application/pdf", unit, "pdf")


def _addresses(request: HttpRequest, made: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(request.build_absolute_uri(reverse("answering:questionnaire", args=[code])) for code in made)


def _links(request: HttpRequest, unit: SurveyUnit, made: tuple[str, ...]) -> HttpResponse:
    return _file("\r\n".join([*_addresses(request, made), ""]).encode(), "text/plain; charset=utf-8", unit, "txt")


def _file(content: bytes, media_type: str, unit: SurveyUnit, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    name = f"koder-{slugify(unit.survey.title)}-{slugify(unit.school_unit.name)}.{ending}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
    return response


@needs(Permission.SURVEY_RUN)
@require_http_methods(["GET", "POST"])
def last_day(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    found = survey_for(request, survey_id, run=True)
    form = LastDayForm(request.POST or None, initial={"last_day": found.last_day, "version": found.version})

    def save(given: dict[str, Any]) -> HttpResponse | None:
        try:
            move_last_day(survey=found, by=request.user, at=timezone.now(), **given)
        except ValueError:
            form.add_error("last_day", _("That day has passed. Choose a later one."))
            return None
        except SurveyIsOver:
            messages.warning(
                request, _("The survey is over and cannot be opened again: one more answer could be read.")
            )
        return redirect("surveys:survey", found.pk)

    return edit(request, form, save, heading=_("Move the last day"), button=_("Move"), **_back(found))


@needs(Permission.SURVEY_RUN)
@require_POST
def close(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    found = survey_for(request, survey_id, run=True)
    form = CloseForm(request.POST)
    try:
        if form.is_valid():
            close_survey(survey=found, version=form.cleaned_data["version"], by=request.user, at=timezone.now())
            messages.success(request, _("The survey is closed. Here is what it said."))
            return redirect("surveys:results", found.pk)
    except (SurveyIsOver, ChangedMeanwhile):
        pass
    messages.warning(request, _("Somebody else changed it meanwhile. See how it stands now, and try again."))
    return redirect("surveys:survey", found.pk)

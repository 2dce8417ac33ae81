"""Follow-up of effect: choose what to compare with before the measure begins, and answer when it is to show."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from likvard.datasets.queries.panels import FEWEST_YEARS, Alike, Asked, alike, others_in
from likvard.organisations.models import SchoolUnit
from likvard.quality.actions import effects as actions
from likvard.quality.forms.effects import ComparisonForm, EffectForm, IndicatorForm
from likvard.quality.models import Effect, Measure
from likvard.quality.queries.effects import (
    Answered,
    answer_to,
    indicators_of,
    is_own_survey,
    school_year_of,
    surveyed,
    values_of,
    weak_start,
)
from likvard.quality.queries.visibility import dialogues_visible_to
from likvard.rulebook.permissions import Permission
from likvard.terms.municipalities import by_code as municipality_by_code
from likvard.web.guards import grants, needs
from likvard.web.views.causes.seen import edit, figure_asked, figures_for, language

from .seen import frame, measure_for

LIKE = 12


def treated_of(measure: Measure) -> list[SchoolUnit]:
    """The units of the measure: those it is directed to, else its goal's, else all of the organiser."""
    chosen = list(measure.units.order_by("name", "id"))
    if not chosen and measure.goal and measure.goal.unit:
        chosen = [measure.goal.unit]
    return chosen or list(SchoolUnit.objects.filter(organisation=measure.holder_id).order_by("name", "id"))


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def compare(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """Two halves of one page: what is compared from when on (in the address), then with which units."""
    found = measure_for(request, measure_id, work=True)
    treated = treated_of(found)
    codes = [unit.school_unit_code for unit in treated]
    holders = [found.holder_id]
    indicators = indicators_of(codes, holders=holders, on=timezone.localdate())
    begins = school_year_of(found.starts_on or timezone.localdate())
    # Nothing before its first day is after a measure; one without a first day may have begun long ago.
    years = range(begins if found.starts_on else begins - 6, begins + 3)
    choices = [(str(one.key), one.name.said(language())) for one in indicators]
    asked = request.GET if "indicator" in request.GET else None
    first = IndicatorForm(asked, indicators=choices, years=years, initial={"start_year": begins})
    context = {
        "measure": found, "treated": treated, "first": first, "none": not choices,
        "begun": found.starts_on is None or found.starts_on < timezone.localdate(),
    }  # fmt: skip
    if asked is None or not first.is_valid():
        return render(request, "goals/compare.html", context, status=200 if asked is None else 422)
    indicator, start = first.cleaned_data["indicator"], first.cleaned_data["start_year"]
    near, here = _offered(found, codes, indicator, start)
    offered = {one.code: one.name for one in near} | dict(here)
    if len(offered) < actions.FEWEST_UNITS:
        offered = {}  # nobody can choose two of one
    form = ComparisonForm(
        request.POST or None,
        units=[(one.code, _with_intake(one)) for one in near] + here,
        initial={"units": list(offered), "why": _why(alike=bool(near), own=is_own_survey(indicator))},
    )
    if request.method == "POST" and form.is_valid():
        actions.choose_comparison(
            measure=found, indicator=indicator, start_year=start,
            treated=[{"code": unit.school_unit_code, "name": unit.name} for unit in treated],
            units=[{"code": key, "name": offered[key]} for key in form.cleaned_data["units"]],
            why=form.cleaned_data["why"], by=request.user, at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("The comparison is settled. It is used when you answer for the effect."))
        return redirect("goals:measure", found.pk)
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request,
        "goals/compare.html",
        context | {"form": form, "offered": offered, "own_survey": is_own_survey(indicator)},
        status=status,
    )


def _why(*, alike: bool, own: bool) -> str:
    if own:
        return _("Our other units that have answered the same questions before.")
    if alike:
        return _("Nearest in the share of pupils with foreign background and with parents of post-secondary education.")
    return _("Other units of the same municipality; their intake is not known.")


def _with_intake(one: Alike) -> str:
    place = municipality_by_code(one.municipality_code)
    return _("%(name)s, %(place)s: %(parents)s %% post-secondary education, %(foreign)s %% foreign background") % {
        "name": one.name,
        "place": place.name if place else one.municipality_code,
        "parents": f"{one.intake['parents_post_secondary_share']:.0f}",
        "foreign": f"{one.intake['foreign_background_share']:.0f}",
    }


def _offered(found: Measure, codes: list[str], indicator: str, start: int) -> tuple[list[Alike], list[tuple[str, str]]]:
    """The nearest in intake; where that is not known, the organiser's own other units and those near by. In an own
    survey, the own units that have answered the same questions before."""
    if is_own_survey(indicator):
        return [], _surveyed(found, codes, indicator, start)
    asked = Asked(*indicator.split("|"))
    near = alike(codes, asked=asked, before=start, count=LIKE)
    if near:
        return near, []
    others = SchoolUnit.objects.filter(organisation=found.holder_id).exclude(school_unit_code__in=codes)
    own = dict(others.order_by("name", "id").values_list("school_unit_code", "name"))
    known: dict[str, int] = {}
    for row in values_of(indicator, own, holders=[found.holder_id]):
        known[row.code] = known.get(row.code, 0) + (row.year < start)
    here = {code: name for code, name in own.items() if known.get(code, 0) >= FEWEST_YEARS}
    if municipality := found.holder.municipality_code:
        here |= {code: name for code, name in others_in(municipality, asked=asked, before=start) if code not in codes}
    return [], list(here.items())


def _surveyed(found: Measure, codes: list[str], indicator: str, start: int) -> list[tuple[str, str]]:
    others = SchoolUnit.objects.filter(organisation=found.holder_id).exclude(school_unit_code__in=codes)
    own = dict(others.order_by("name", "id").values_list("school_unit_code", "name"))
    told = surveyed(
        indicator, codes, own, holders=[found.holder_id], on=timezone.localdate(), start=start, begins=found.starts_on
    )
    before = {row.code for row in told.rows if row.year < start}
    return [(code, name) for code, name in own.items() if code in before]


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    """Has it had effect? The engine's answer stands above the question when a comparison was chosen."""
    found, today = measure_for(request, measure_id, work=True), timezone.localdate()
    comparison = found.comparisons.order_by("-before_start", "-chosen_at").first()
    computed = answer_to(comparison, holders=[found.holder_id], on=today) if comparison else None
    result = computed if isinstance(computed, Answered) else None
    dialogues = dialogues_visible_to(grants(request)).filter(party__series__holder=found.holder_id).order_by("-day")
    form = EffectForm(
        request.POST or None, figures=figures_for(request, found.holder_id), dialogues=dialogues, today=today,
        has_result=result is not None,
        initial={"on": today, "use_result": result is not None, "figure": figure_asked(request, found.holder_id)},
    )  # fmt: skip
    baseline = found.goal.baseline if found.goal else None

    def save(given: dict[str, Any]) -> HttpResponse:
        use = given.pop("use_result", False)
        noted = actions.note_effect(
            measure=found, comparison=comparison if use and result else None,
            result=result.result if use and result else None, by=request.user, at=timezone.now(), **given,
        )  # fmt: skip
        if noted.answer == Effect.Answer.EFFECT and ((result and result.trap) or (baseline and weak_start(baseline))):
            messages.warning(
                request, _("Noted. Read what stands against it before you tell others that the measure had effect.")
            )
        else:
            messages.success(request, _("Noted."))
        return redirect("goals:measure", found.pk)

    return edit(
        request, form, save, heading=_("Has it had effect?"), button=_("Note the answer"), lead=found.what,
        computed=computed, result=result, comparison=comparison, measure=found,
        weak=weak_start(baseline) if baseline else None, **frame(found),
    )  # fmt: skip

"""The organiser's surveys, and a new one."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from likvard.organisations.models import SchoolUnit
from likvard.rulebook.permissions import Permission
from likvard.rulebook.surveys import said
from likvard.surveys.actions import prepare_survey
from likvard.surveys.forms import PrepareForm
from likvard.surveys.queries.rates import rates, together
from likvard.surveys.queries.visibility import is_over, surveys_visible_to, units_visible_to
from likvard.web.guards import grants, needs

from .seen import form_page, holder_of

USUAL = timedelta(days=21)  # how long a survey is open unless somebody says otherwise


@needs(Permission.QUALITY_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    mine, today = grants(request), timezone.localdate()
    language = get_language() or "sv"
    held = rates(units_visible_to(mine))
    rows = []
    for one in surveys_visible_to(mine):
        own = tuple(rate for rate in held if rate.unit.survey_id == one.pk)
        answered, asked = together(own)
        rows.append(
            {
                "survey": one,
                "who": said(one.questionnaire["name"], language),
                "units": len(own),
                "answered": answered,
                "asked": asked,
                "over": is_over(one, today),
                "waits": one.opens_on > today,
            }
        )
    return render(
        request,
        "surveys/index.html",
        {
            "running": [row for row in rows if not row["over"]],
            "ended": [row for row in rows if row["over"]],
            "may_run": holder_of(request) is not None,
        },
    )


@needs(Permission.SURVEY_RUN)
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    holder = holder_of(request)
    if holder is None:
        raise PermissionDenied
    units = SchoolUnit.objects.filter(organisation=holder).exclude(status="UPPHORT").order_by("name", "id")
    today = timezone.localdate()
    form = PrepareForm(
        request.POST or None,
        units=units,
        initial={"opens_on": today, "last_day": today + USUAL, "areas": ["safety", "calm", "support", "influence"]},
    )
    if request.method == "POST" and form.is_valid():
        made = prepare_survey(holder=holder, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The survey is prepared. Now give each unit its codes."))
        return redirect("surveys:survey", made.pk)
    return form_page(
        request,
        form,
        heading=_("Prepare a survey"),
        lead=_("The questions are ready-made. What somebody is asked never changes once the survey is prepared."),
        button=_("Prepare the survey"),
        back=reverse("surveys:index"),
        back_words=_("Surveys"),
    )

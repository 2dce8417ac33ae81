"""What the signed-in person may see and do in surveys; every view here begins with one of these."""

from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from likvard.organisations.models import Organisation
from likvard.rulebook.permissions import Permission
from likvard.surveys.models import Survey, SurveyUnit
from likvard.surveys.queries.visibility import runs, surveys_visible_to, units_visible_to
from likvard.web import formpage
from likvard.web.guards import grants


def survey_for(request: HttpRequest, survey_id: UUID, *, run: bool = False) -> Survey:
    """404 when the person may not see it; 403 when she sees it but does not run it and `run` asks for that."""
    found = get_object_or_404(surveys_visible_to(grants(request)), pk=survey_id)
    if run and not runs(grants(request), found.holder_id):
        raise PermissionDenied
    return found


def unit_for(request: HttpRequest, survey: Survey, survey_unit_id: UUID) -> SurveyUnit:
    """A unit whose codes the person may make: all of them, or the own ones."""
    return get_object_or_404(
        units_visible_to(grants(request), Permission.SURVEY_RUN).filter(survey=survey), pk=survey_unit_id
    )


def holder_of(request: HttpRequest) -> Organisation | None:
    """The organisation whose surveys the person runs."""
    held = grants(request).with_permission(Permission.SURVEY_RUN)
    ids = [g.organisation for g in held if g.organisation and g.units is None]
    return Organisation.objects.filter(pk__in=ids).order_by("name").first()


form_page = partial(formpage.form_page, template="surveys/form.html")
edit = partial(formpage.edit, template="surveys/form.html")

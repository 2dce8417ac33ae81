"""Which surveys a person may see: those of the own organisation, or those run in the own units."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from likvard.access.queries import Grants
from likvard.rulebook.permissions import Permission
from likvard.surveys.models import Survey, SurveyUnit


def _whole(grants: Grants, permission: Permission) -> set[UUID]:
    return {g.organisation for g in grants.with_permission(permission) if g.organisation and g.units is None}


def _units(grants: Grants, permission: Permission) -> set[UUID]:
    return {unit for g in grants.with_permission(permission) if g.units is not None for unit in g.units}


def surveys_visible_to(grants: Grants, permission: Permission = Permission.QUALITY_READ) -> QuerySet[Survey]:
    asked = SurveyUnit.objects.filter(school_unit_id__in=_units(grants, permission)).values("survey_id")
    return (
        Survey.objects.filter(Q(holder_id__in=_whole(grants, permission)) | Q(pk__in=asked))
        .select_related("holder")
        .order_by("-last_day", "title", "id")
    )


def units_visible_to(grants: Grants, permission: Permission = Permission.QUALITY_READ) -> QuerySet[SurveyUnit]:
    """The asked units whose answers the person may read: all of the own organisation's, or the own ones."""
    return (
        SurveyUnit.objects.filter(
            Q(survey__holder_id__in=_whole(grants, permission)) | Q(school_unit_id__in=_units(grants, permission))
        )
        .select_related("survey__holder", "school_unit")
        .order_by("school_unit__name", "id")
    )


def runs(grants: Grants, holder: UUID) -> bool:
    """The person runs the organisation's surveys, not only those in her own units."""
    return holder in _whole(grants, Permission.SURVEY_RUN)


def is_over(survey: Survey, on: date) -> bool:
    """Nobody can answer any more: only now may anybody read what was said."""
    return survey.closed_on is not None or survey.last_day < on

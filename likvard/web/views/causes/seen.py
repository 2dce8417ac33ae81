"""What the signed-in person may see and do with analyses and causes, and the page of one form."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language

from likvard.organisations.models import Organisation
from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.forms.analyses import theirs
from likvard.quality.models import Analysis, Cause, Hypothesis, PinnedFigure
from likvard.quality.queries.analyses import analyses_visible_to
from likvard.quality.queries.causes import causes_visible_to
from likvard.quality.queries.pinned import pinned_visible_to
from likvard.quality.queries.reach import reach
from likvard.reviews.models import Finding
from likvard.reviews.queries import findings_visible_to
from likvard.reviews.queries.todo import finding_of
from likvard.rulebook.permissions import Permission
from likvard.web.formpage import once_more
from likvard.web.guards import grants


def language() -> str:
    return "en" if get_language() == "en" else "sv"


def works(request: HttpRequest, holder: UUID, unit: UUID | None = None) -> bool:
    """The person works with the quality of that organisation, or of that unit of it."""
    return reach(grants(request), Permission.QUALITY_WORK).has(holder, unit)


def holder_of(request: HttpRequest) -> tuple[Organisation, bool]:
    """The organisation in which the person begins something, and whether she works with all of it. 403 without."""
    far = reach(grants(request), Permission.QUALITY_WORK)
    found = Organisation.objects.filter(pk__in=far.whole | far.housed).order_by("name").first()
    if found is None:
        raise PermissionDenied
    return found, found.pk in far.whole


def analysis_for(request: HttpRequest, analysis_id: UUID, *, work: bool = False) -> Analysis:
    """404 when she may not see it, 403 when she may only read it and `work` asks for more."""
    found = get_object_or_404(analyses_visible_to(grants(request)), pk=analysis_id)
    if work and not works(request, found.holder_id, found.unit_id):
        raise PermissionDenied
    return found


def hypothesis_for(request: HttpRequest, analysis_id: UUID, hypothesis_id: UUID) -> tuple[Analysis, Hypothesis]:
    """A possible cause that the person may work on."""
    analysis = analysis_for(request, analysis_id, work=True)
    return analysis, get_object_or_404(
        Hypothesis.objects.select_related("analysis__holder", "analysis__unit", "cause"),
        pk=hypothesis_id,
        analysis=analysis,
    )


def cause_for(request: HttpRequest, cause_id: UUID, *, work: bool = False) -> Cause:
    found = get_object_or_404(causes_visible_to(grants(request)), pk=cause_id)
    if work and not causes_visible_to(grants(request), Permission.QUALITY_WORK).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


OFFERED = 100


def figures_for(request: HttpRequest, holder: UUID, keep: Iterable[UUID | None] = ()) -> Any:
    """The newest pinned figures of the organisation that the person may see, to choose among."""
    return offered(request, pinned_visible_to(grants(request)).filter(holder_id=holder), keep)


def offered(request: HttpRequest, rows: QuerySet, keep: Iterable[UUID | None] = ()) -> QuerySet:
    """The first `OFFERED` of the rows, with `keep` and those that the address or the form names: nobody finds one among
    thousands, and whoever comes from its own page brings it along."""
    named = {key for values in (request.GET, request.POST) for _, words in values.lists() for key in _keys(words)}
    first = rows.values_list("pk", flat=True)[:OFFERED]
    return rows.filter(pk__in={*first, *named, *(key for key in keep if key)})


def _keys(words: Iterable[str]) -> Iterator[UUID]:
    for word in words:
        try:
            yield UUID(word)
        except ValueError:
            continue


def figure_asked(request: HttpRequest, holder: UUID) -> PinnedFigure | None:
    """The figure that the address names (`?figur=`), when the person may see it."""
    try:
        key = UUID(request.GET.get("figur", ""))
    except ValueError:
        return None
    return pinned_visible_to(grants(request)).filter(holder_id=holder, pk=key).first()


def finding_asked(request: HttpRequest) -> Finding | None:
    """The finding that the address names (`?fynd=`), when the person may see it."""
    try:
        key = UUID(request.GET.get("fynd", ""))
    except ValueError:
        return None
    return findings_visible_to(grants(request)).filter(pk=key).select_related("case").first()


def findings_of(request: HttpRequest, origins: list[str]) -> list[tuple[Finding, str]]:
    """Those of the origins that are findings which the person may see, with their addresses."""
    keys = {key for origin in origins if (key := finding_of(origin))}
    if not keys:
        return []
    found = findings_visible_to(grants(request)).filter(pk__in=keys).select_related("case").order_by("ordering", "id")
    return [(one, f"{reverse('reviews:case', args=[one.case_id])}?oppet={one.pk}#finding-{one.pk}") for one in found]


Save = Callable[[dict[str, Any]], HttpResponse | None]


def edit(request: HttpRequest, form: Form, save: Save, **context: Any) -> HttpResponse:
    """The same steps for every form: show, refuse, tell of a conflict with both wordings, save.

    `save` gets the cleaned values and gives where to go on; None shows the form again with the fault that it added.
    """
    status, changed = 200, ()
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                answer = save(form.cleaned_data)
                if answer is not None:
                    return answer
            except ChangedMeanwhile as told:
                changed = tuple(theirs(form, told.current))
                form = once_more(form, told)
                status = 409
    return render(request, "causes/form.html", {"form": form, "changed": changed, **context}, status=status)

"""Signals as counts, for everybody who follows the quality work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from likvard.organisations.models import Organisation
from likvard.rulebook.permissions import Permission
from likvard.signals.queries.counts import absence_counts, counts, years_with_signals
from likvard.terms.terms_and_years import SchoolYear, school_year_of
from likvard.web.guards import grants, needs


@needs(Permission.QUALITY_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """One school year of one organiser. What is shown is the same for all who may see it."""
    today = timezone.localdate()
    held = {g.organisation for g in grants(request).with_permission(Permission.QUALITY_READ) if g.organisation}
    organisations = list(Organisation.objects.filter(pk__in=held).order_by("name"))
    asked = request.GET.get("huvudman", "")
    holder = next((one for one in organisations if str(one.pk) == asked), organisations[0] if organisations else None)
    this = school_year_of(today).start
    years = sorted({this, *(years_with_signals(holder) if holder else [])}, reverse=True)
    wanted = request.GET.get("lasar", "")
    year = int(wanted) if wanted.isdigit() and int(wanted) in years else this
    context = {
        "holder": holder,
        "organisations": organisations,
        "counts": counts(holder, year=year, today=today) if holder else None,
        "absence": absence_counts(holder) if holder else None,
        "years": [(one, str(SchoolYear(one))) for one in years],
        "year": year,
        "year_words": str(SchoolYear(year)),
        "language": get_language() or "sv",
        "may_report": grants(request).may(Permission.SIGNAL_REPORT),
        "may_handle": grants(request).may(Permission.SIGNAL_HANDLE),
        "form_address": request.build_absolute_uri(reverse("signals:complain", args=[holder.pk])) if holder else "",
    }
    return render(request, "signals/index.html", context)

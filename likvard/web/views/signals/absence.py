"""Absence: a file in, sums by unit and class, and how many inquiries there are."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from likvard.intake.opening import RefusedFileError
from likvard.rulebook.permissions import Permission
from likvard.rulebook.signals import processes
from likvard.signals.actions.absence import import_absence
from likvard.signals.forms.absence import AbsenceFileForm
from likvard.signals.queries.visibility import handled_units
from likvard.web.guards import grants, needs

from .seen import sent


@needs(Permission.SIGNAL_HANDLE)
@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest) -> HttpResponse:
    """A principal's file reaches her own units; the organiser's reaches all."""
    units = handled_units(grants(request))
    holders = {unit.organisation_id: unit.organisation for unit in units}
    form = AbsenceFileForm(sent(request), request.FILES or None, holders=holders.values())
    if request.method == "POST" and form.is_valid():
        file, holder = form.cleaned_data["file"], form.whose
        try:
            made, new = import_absence(
                holder=holder, units=[unit for unit in units if unit.organisation_id == holder.pk],
                content=file.read(), name="franvaro", by=request.user, at=timezone.now(),
            )  # fmt: skip
        except RefusedFileError as error:
            form.add_error("file", error.sentence("en" if get_language() == "en" else "sv"))
        else:
            if new:
                said = ngettext(
                    "The file is read. %(count)d pupil has absence to inquire into.",
                    "The file is read. %(count)d pupils have absence to inquire into.",
                    made.flagged,
                )
                messages.success(request, said % {"count": made.flagged})
            else:
                messages.info(request, _("The same file was here already. Nothing was changed."))
            return redirect("signals:absence")
    process = processes()["absence"]
    context = {
        "form": form,
        "flags": process.flags,
        "share": process.flags["long_share"] * 100,
        "limits": process.limits,
        "language": get_language() or "sv",
    }
    return render(request, "signals/absence.html", context, status=422 if form.errors else 200)

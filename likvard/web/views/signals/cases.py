"""Lists, reports, one signal, and the openings of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.rulebook.permissions import Permission
from likvard.signals import actions
from likvard.signals.forms.cases import EntryForm, MeasureForm, ReportForm
from likvard.signals.queries.chain import standing_of, with_moments
from likvard.signals.queries.reading import content_of, readings_of
from likvard.signals.queries.visibility import handled_wholly, receipts_of, units_to_report_from, visible_to
from likvard.web.guards import grants, needs
from likvard.web.signal_mail import tell_of_report

from .people import people_who_answer
from .seen import forget_opened, is_opened, note_opened, own_report, sent, signal_for

SHOWN = 100  # closed signals of the list; the statistics have them all


@needs(Permission.SIGNAL_REPORT)
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """What the person works with, by what presses most, and what she has reported. No names, no words."""
    today = timezone.localdate()
    mine = with_moments(visible_to(request.user, grants(request)))
    running = [standing_of(signal, today) for signal in mine.filter(closed_at=None)]
    running.sort(key=lambda s: (s.first is None, s.first.last_day if s.first else today))
    closed = [standing_of(signal, today) for signal in mine.exclude(closed_at=None)[:SHOWN]]
    reported = [standing_of(signal, today) for signal in with_moments(receipts_of(request.user))[:SHOWN]]
    context = {
        "running": running,
        "closed": closed,
        "reported": reported,
        "late": sum(1 for s in running if s.first and s.first.late_by > 0),
        "handles": grants(request).may(Permission.SIGNAL_HANDLE),
        "handles_wholly": bool(handled_wholly(grants(request))),
    }
    return render(request, "signals/cases.html", context)


@needs(Permission.SIGNAL_REPORT)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    units = units_to_report_from(grants(request))
    form = ReportForm(sent(request), units=units, now=now)
    if request.method == "POST" and form.is_valid():
        told, unit = form.cleaned_data, form.cleaned_data["unit"]
        moments = {"known": told["known_at"], "reported": now}
        # The organiser knows at once when its own handler reports, or when the principal is passed by.
        if told["about_principal"] or unit.organisation_id in handled_wholly(grants(request)):
            moments["to_organiser"] = now
        signal = actions.register(
            kind="incident", holder=unit.organisation, unit=unit, sort=told["sort"], place=told["place"],
            stage=told["stage"], what=told["what"], people=form.people, moments=moments,
            about_principal=told["about_principal"], reporter=request.user, by=request.user, at=now,
        )  # fmt: skip
        tell_of_report(signal, on=timezone.localdate())
        messages.success(request, _("The report is in. Its number is %(number)s.") % {"number": signal.reference})
        return redirect("signals:case", signal.id)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "signals/report.html", {"form": form}, status=status)


@needs(Permission.SIGNAL_REPORT)
@require_GET
def case(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """The chain for its people, and the words once they are opened; a receipt for whoever reported."""
    today, language = timezone.localdate(), get_language() or "sv"
    try:
        signal, sides = signal_for(request, signal_id)
    except Http404:
        signal = own_report(request, signal_id)
        if signal is None:
            raise
        standing = standing_of(signal, today)
        return render(
            request, "signals/receipt.html",
            {"signal": signal, "standing": standing, "chain": standing.chain(language)},
        )  # fmt: skip
    standing = standing_of(signal, today)
    opened = is_opened(request, signal)
    context = {
        "signal": signal,
        "standing": standing,
        "chain": standing.chain(language),
        "sides": sides,
        "steps": standing.steps(sides),
        "opened": opened,
        "content": content_of(signal) if opened else None,
        "entry_form": EntryForm(),
        "measure_form": MeasureForm(people=people_who_answer(signal)),
        "case_people": signal.people.filter(removed_at=None).select_related("user"),
        "may_name": bool({"organiser", "principal"} & sides),
    }
    return render(request, "signals/case.html", context)


@needs(Permission.SIGNAL_REPORT)
@require_POST
def open_case(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Recorded first, shown afterwards."""
    signal, _sides = signal_for(request, signal_id)
    actions.open_signal(signal=signal, by=request.user, at=timezone.now())
    note_opened(request, signal)
    return redirect("signals:case", signal.id)


@needs(Permission.SIGNAL_REPORT)
@require_POST
def shut_case(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    signal, _sides = signal_for(request, signal_id)
    forget_opened(request, signal)
    return redirect("signals:case", signal.id)


@needs(Permission.SIGNAL_REPORT)
@require_GET
def readings(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    signal, _sides = signal_for(request, signal_id)
    return render(request, "signals/readings.html", {"signal": signal, "readings": readings_of(signal)})

"""Steps of the chain, what the inquiry writes, and measures."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from likvard.rulebook.permissions import Permission
from likvard.rulebook.signals import NoSuchStep, OutOfOrder, StepMustWait
from likvard.signals import actions
from likvard.signals.forms.cases import EntryForm, MeasureForm, StepForm
from likvard.signals.queries.chain import facts_of, standing_of
from likvard.web.guards import needs
from likvard.web.signal_mail import tell_organiser

from .people import people_who_answer
from .seen import form_page, must_be_opened, sent, signal_for


@needs(Permission.SIGNAL_REPORT)
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, signal_id: UUID, step: str) -> HttpResponse:
    signal, sides = signal_for(request, signal_id)
    language, now = get_language() or "sv", timezone.now()
    try:
        wanted = signal.process.step(step)
    except NoSuchStep as error:
        raise Http404 from error
    if not set(wanted.by) & sides:
        raise PermissionDenied
    if wanted not in standing_of(signal, timezone.localdate()).steps(sides):
        messages.info(request, _("That step has been taken already, or cannot be taken now."))
        return redirect("signals:case", signal.id)
    form = StepForm(sent(request), process=signal.process, step=wanted, now=now)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.take_step(
                signal=signal, name=step, sides=sides, moment=told.get("at"), finding=told.get("finding", ""),
                follow_up_on=told.get("follow_up_on"), texts=form.texts, by=request.user, at=now,
            )  # fmt: skip
        except StepMustWait as error:
            for reason in error.reasons:
                form.add_error(None, reason.text(language))
        except OutOfOrder as error:
            before = next(s.words.text(language) for s in signal.process.stamps if s.key == error.key)
            form.add_error("at", _("That is before: %(moment)s.") % {"moment": before.lower()})
        except NoSuchStep:
            messages.info(request, _("That step has been taken already, or cannot be taken now."))
            return redirect("signals:case", signal.id)
        else:
            if wanted.stamp == "to_organiser":
                tell_organiser(signal, on=timezone.localdate())
            messages.success(request, _("Noted."))
            return redirect("signals:case", signal.id)
    waits = ()
    if "finding" not in wanted.asks:
        waits = tuple(words.text(language) for words in signal.process.unmet(wanted, facts_of(signal)))
    return form_page(
        request, form, signal=signal, heading=wanted.words.text(language), lead="", waits=waits,
        button=_("Note it"), back=reverse("signals:case", args=[signal.id]),
    )  # fmt: skip


@needs(Permission.SIGNAL_REPORT)
@require_POST
def write(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    signal, _sides = signal_for(request, signal_id)
    must_be_opened(request, signal)
    form = EntryForm(request.POST)
    if signal.closed_at or not form.is_valid():
        messages.error(request, _("Nothing was written: the text was empty or too long, or the case is closed."))
    else:
        actions.add_entry(
            signal=signal, part="inquiry", text=form.cleaned_data["text"], by=request.user, at=timezone.now()
        )
        messages.success(request, _("It stands in the inquiry."))
    return redirect(reverse("signals:case", args=[signal.id]) + "#inquiry")


@needs(Permission.SIGNAL_REPORT)
@require_POST
def add_measure(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    signal, _sides = signal_for(request, signal_id)
    must_be_opened(request, signal)
    form = MeasureForm(request.POST, people=people_who_answer(signal))
    if signal.closed_at or not form.is_valid():
        messages.error(request, _("No measure was added: say what is to be done, and give a day that exists."))
    else:
        actions.add_measure(signal=signal, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The measure is added."))
    return redirect(reverse("signals:case", args=[signal.id]) + "#measures")


@needs(Permission.SIGNAL_REPORT)
@require_POST
def finish_measure(request: HttpRequest, signal_id: UUID, signal_measure_id: UUID) -> HttpResponse:
    signal, _sides = signal_for(request, signal_id)
    must_be_opened(request, signal)
    measure = get_object_or_404(signal.measures.select_related("signal"), pk=signal_measure_id)
    if not signal.closed_at:
        actions.finish_measure(measure=measure, done_on=timezone.localdate(), by=request.user, at=timezone.now())
    return redirect(reverse("signals:case", args=[signal.id]) + "#measures")

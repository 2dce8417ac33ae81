"""People of a signal: those in the vault, and those who work with it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from likvard.access.models import User
from likvard.rulebook.permissions import Permission
from likvard.signals import actions
from likvard.signals.forms.cases import NameCasePersonForm, PersonForm, RevealForm
from likvard.signals.models import Signal
from likvard.signals.queries.reading import namable, person_of
from likvard.web.guards import needs
from likvard.web.linkdoor import private

from .seen import form_page, must_be_opened, sent, signal_for


def people_who_answer(signal: Signal) -> QuerySet[User]:
    """Who can be given a measure: anybody of the organisation who could be named, and those who are."""
    ids = [one.pk for one in namable(signal, on=timezone.localdate())]
    named = signal.people.filter(removed_at=None).order_by().values_list("user_id", flat=True)
    return User.objects.filter(pk__in=[*ids, *named]).order_by("name", "email")


@needs(Permission.SIGNAL_REPORT)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def add_person(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    signal, _sides = signal_for(request, signal_id)
    if request.method == "POST":
        must_be_opened(request, signal)
    form = PersonForm(sent(request), process=signal.process)
    if request.method == "POST" and signal.closed_at is None and form.is_valid():
        actions.add_person(signal=signal, person=form.person, by=request.user, at=timezone.now())
        messages.success(request, _("The person is in the vault."))
        return redirect("signals:case", signal.id)
    return form_page(
        request, form, signal=signal, heading=_("Add a person"), waits=(),
        lead=_("Names are sealed. They stand on no list and in no search, and are erased when the time is out."),
        button=_("Put into the vault"), back=reverse("signals:case", args=[signal.id]),
    )  # fmt: skip


@needs(Permission.SIGNAL_REPORT)
@require_http_methods(["GET", "POST"])
@sensitive_variables("person")
def identity(request: HttpRequest, signal_id: UUID, identity_id: UUID) -> HttpResponse:
    """One protected person: the name comes as the answer to the reason, and is on no page that has an address."""
    signal, _sides = signal_for(request, signal_id)
    found = get_object_or_404(signal.identities.select_related("signal"), pk=identity_id)
    if not found.protected:
        raise Http404
    form = RevealForm(sent(request))
    person = person_of(found)
    if request.method == "POST":
        must_be_opened(request, signal)
        if form.is_valid():
            person = actions.open_identity(
                identity=found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
    context = {"signal": signal, "form": form, "person": person, "process": signal.process}
    return private(render(request, "signals/identity.html", context, status=422 if form.errors else 200))


@needs(Permission.SIGNAL_REPORT)
@require_http_methods(["GET", "POST"])
def case_people(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    """Who is named to work with it; named and released by the organiser and, in her own units, the principal."""
    signal, sides = signal_for(request, signal_id)
    if not {"organiser", "principal"} & sides:
        raise PermissionDenied
    today, now = timezone.localdate(), timezone.now()
    named = signal.people.filter(removed_at=None).select_related("user")
    released = request.POST.get("release", "")
    if released:
        row = next((one for one in named if str(one.pk) == released), None)
        if row is None:
            raise Http404
        actions.release_case_person(signal=signal, user=row.user, by=request.user, at=now)
        return redirect("signals:case_people", signal.id)
    form = NameCasePersonForm(sent(request), people=namable(signal, on=today))
    if request.method == "POST" and form.is_valid():
        actions.name_case_person(signal=signal, user=form.cleaned_data["user"], by=request.user, at=now)
        messages.success(request, _("The case lets that person in from now on."))
        return redirect("signals:case_people", signal.id)
    context = {"signal": signal, "form": form, "named": named}
    return render(request, "signals/case_people.html", context, status=422 if form.errors else 200)

"""Complaints: by the open form, without an account, and noted by those who were told one."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from likvard.organisations.models import Organisation
from likvard.organisations.queries import units_of
from likvard.rulebook.permissions import Permission
from likvard.signals import actions
from likvard.signals.forms.cases import ComplaintForm, ToldComplaintForm
from likvard.signals.models import Signal
from likvard.signals.queries.visibility import handled_wholly, receives_complaints
from likvard.web.guards import grants, needs, public
from likvard.web.linkdoor import private
from likvard.web.signal_mail import tell_of_report

from .seen import form_page, handles_wholly, sent

MOST_COMPLAINTS = 5  # from one place, before the door rests
REST = 3600  # seconds


def _register(
    form: ComplaintForm, holder: Organisation, origin: str, by: object, at: object, received: object
) -> Signal:
    told = form.cleaned_data
    return actions.register(
        kind="complaint", holder=holder, unit=told["unit"], sort=told["sort"], what=told["what"], people=form.people,
        moments={"received": received}, origin=origin, by=by, at=at,
    )  # fmt: skip


@public
@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def complain(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Open to everybody (4 kap. 8 § skollagen: the way to complain is to be known). No account, no cookie, no session:
    there is nothing that another site could ride on, so Django's cross-site check is left out as at linkdoor.py. The
    receipt is the answer itself; it has no address, so nobody can come back to it or find another's."""
    organisation = get_object_or_404(Organisation, pk=organisation_id)
    now = timezone.now()
    if not receives_complaints(organisation, on=timezone.localdate()):
        raise Http404
    form = ComplaintForm(sent(request), units=units_of(organisation))
    context = {"organisation": organisation, "form": form, "signal": None}
    if request.method == "POST":
        place = _place(request)
        if cache.get(place, 0) >= MOST_COMPLAINTS:
            response = render(request, "signals/complain_rests.html", {"organisation": organisation}, status=429)
            response["Retry-After"] = str(REST)
            return private(response)
        if request.POST.get("website"):  # a field that no person sees
            raise Http404
        if form.is_valid():
            cache.set(place, cache.get(place, 0) + 1, REST)
            signal = _register(form, organisation, Signal.Origin.PUBLIC_FORM, None, now, now)
            tell_of_report(signal, on=timezone.localdate())
            context["signal"] = signal
    return private(render(request, "signals/complain.html", context, status=422 if form.errors else 200))


def _place(request: HttpRequest) -> str:
    """Where the visitor comes from as a keyed digest that changes each day: no address is kept."""
    address = get_adapter().get_client_ip(request)
    salt = f"likvard.web.complaints.{timezone.localdate()}"
    return "complaints:" + salted_hmac(salt, address, algorithm="sha256").hexdigest()


@needs(Permission.SIGNAL_HANDLE)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def register_complaint(request: HttpRequest) -> HttpResponse:
    handles_wholly(request)
    holder = Organisation.objects.filter(pk__in=handled_wholly(grants(request))).order_by("name").first()
    now = timezone.now()
    form = ToldComplaintForm(sent(request), units=units_of(holder), now=now)
    if request.method == "POST" and form.is_valid():
        signal = _register(form, holder, Signal.Origin.STAFF, request.user, now, form.cleaned_data["received_at"])
        messages.success(request, _("The complaint is noted. Its number is %(number)s.") % {"number": signal.reference})
        return redirect("signals:case", signal.id)
    return form_page(
        request, form, signal=None, heading=_("Note a complaint"), waits=(),
        lead=_("A complaint that came by letter, e-mail, phone or in person."),
        button=_("Note the complaint"), back=reverse("signals:cases"),
    )  # fmt: skip

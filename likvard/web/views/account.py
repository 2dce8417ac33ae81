"""Signing in, and a person's own account. The sign-in itself is django-allauth's; the pages are ours."""

from uuid import UUID

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from likvard.access import actions, invitations, queries
from likvard.access.forms import DetailsForm, LanguageForm, WelcomeForm
from likvard.access.words import ROLE
from likvard.web import oidc
from likvard.web.demo_sign_ins import demo_sign_ins
from likvard.web.guards import public, signed_in
from likvard.web.middleware import ORGANISATION

authenticate = public(mfa.authenticate)
logout = public(account.logout)
inactive = public(account.account_inactive)
reauthenticate = signed_in(account.reauthenticate)
reauthenticate_by_code = signed_in(mfa.reauthenticate)
change_password = signed_in(account.password_change)
set_password = signed_in(account.password_set)
reset_password = public(account.password_reset)
reset_password_sent = public(account.password_reset_done)
new_password = public(account.password_reset_from_key)
new_password_done = public(account.password_reset_from_key_done)
second_factor = signed_in(mfa.index)
activate_app = signed_in(totp.activate_totp)
deactivate_app = signed_in(totp.deactivate_totp)
recovery_codes = signed_in(codes.view_recovery_codes)
new_recovery_codes = signed_in(codes.generate_recovery_codes)
recovery_codes_file = signed_in(codes.download_recovery_codes)


class Login(account.LoginView):
    def get_context_data(self, **kwargs: object) -> dict:
        return {**super().get_context_data(**kwargs), "demo_sign_ins": demo_sign_ins(), "vouched_by": oidc.provider()}


login = public(sensitive_post_parameters("password")(Login.as_view()))


@public
def signup(request: HttpRequest) -> HttpResponse:
    """Nobody makes an account by themselves; this page says how one gets one."""
    return render(request, "account/signup_closed.html")


def _back(request: HttpRequest) -> str:
    """Where the form was, when that is a page of ours."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return address
    return "/"


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    chosen = form.cleaned_data["language"]
    if request.user.is_authenticated:
        actions.choose_language(user=request.user, language=chosen, by=request.user, at=timezone.now())
    response = HttpResponseRedirect(_back(request))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response


@signed_in
@require_POST
def work_in(request: HttpRequest) -> HttpResponse:
    """Choose one of one's organisations, or all of them: the lists then show what is there."""
    chosen = request.POST.get("organisation", "")
    today = timezone.localdate()
    held = {str(o.pk) for o in queries.organisations_of(request.user, on=today)}
    if chosen in held:
        request.session[ORGANISATION] = str(UUID(chosen))
    elif not chosen:
        request.session.pop(ORGANISATION, None)
    else:
        return HttpResponseBadRequest()
    return redirect("/")


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The invited person chooses a password; then the ordinary sign-in follows."""
    now = timezone.now()
    user = invitations.invited(token, at=now)
    if user is None:
        return render(request, "account/welcome_ended.html", status=410)
    if request.method == "GET" and not request.user.is_authenticated:
        translation.activate(user.language)
    form = WelcomeForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        actions.set_password(user=user, password=form.cleaned_data["password"], by=user, at=now)
        messages.success(request, _("Your password is chosen. Sign in to begin."))
        return redirect("account_login")
    roles = queries.memberships_of(user, on=timezone.localdate()).select_related("organisation")
    words = [(ROLE[role.role], role.organisation) for role in roles]
    status = 422 if form.is_bound else 200
    return render(request, "account/welcome.html", {"form": form, "person": user, "roles": words}, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def my_account(request: HttpRequest) -> HttpResponse:
    user = request.user
    form = DetailsForm(request.POST or None, initial={"name": user.name, "title": user.title})
    if request.method == "POST" and form.is_valid():
        actions.change_details(
            user=user, name=form.cleaned_data["name"], title=form.cleaned_data["title"], by=user, at=timezone.now()
        )
        messages.success(request, _("Your details are saved."))
        return redirect("my_account")
    roles = queries.memberships_of(user, on=timezone.localdate()).select_related("organisation")
    context = {
        "form": form,
        "roles": [(ROLE[role.role], role) for role in roles.prefetch_related("school_units")],
        "has_second_factor": Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists(),
    }
    return render(request, "account/my_account.html", context, status=422 if form.is_bound else 200)

"""Signing in by the organisation's own identity provider, where the installation is set up for one."""

import logging
from dataclasses import asdict

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import login as enter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from likvard.access.queries import who_signs_in
from likvard.web import oidc
from likvard.web.guards import public

log = logging.getLogger("likvard.signin")

ERRAND = "oidc"  # the session's key


@public
@never_cache
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """To the provider's page, with what must come back with the person kept in the session."""
    one = _provider()
    errand = oidc.new_errand()
    try:
        address = oidc.address_to_leave_for(one, errand, _back())
    except oidc.NotVouchedFor as error:
        return _refused(request, one, error.code)
    request.session[ERRAND] = {
        **asdict(errand), "next": request.GET.get("next", ""), "at": timezone.now().timestamp()
    }  # fmt: skip
    return HttpResponseRedirect(address)


@public
@never_cache
@require_GET
def come_back(request: HttpRequest) -> HttpResponse:
    """From the provider's page; whoever it vouches for and who has an account here is signed in."""
    one = _provider()
    kept = request.session.pop(ERRAND, None)  # used once, whatever comes of it
    if kept is None or timezone.now().timestamp() - kept["at"] > oidc.OPEN:
        return _refused(request, one, "state")
    onward = kept["next"]
    errand = oidc.Errand(kept["state"], kept["nonce"], kept["verifier"])
    if "code" not in request.GET:  # the person turned back, or the provider said no
        return _refused(request, one, "turned_back")
    try:
        email = oidc.vouched_email(
            one, errand, state=request.GET.get("state", ""), code=request.GET["code"], back=_back()
        )
    except oidc.NotVouchedFor as error:
        return _refused(request, one, error.code)
    user = who_signs_in(email)
    if user is None:
        return _refused(request, one, "unknown")
    if not url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        onward = ""
    if one.second_step == "there":
        enter(request, user, backend="django.contrib.auth.backends.ModelBackend")
        request.session.set_expiry(0)
        return redirect(onward or settings.LOGIN_REDIRECT_URL)
    return perform_login(request, user, redirect_url=onward or settings.LOGIN_REDIRECT_URL)


def _provider() -> oidc.Provider:
    if (one := oidc.provider()) is None:
        raise Http404
    return one


def _back() -> str:
    return f"{settings.BASE_URL}{reverse('vouched')}"


def _refused(request: HttpRequest, one: oidc.Provider, code: str) -> HttpResponse:
    if code != "turned_back":
        log.warning("sign-in by the identity provider was refused: %s", code)
    kind = code if code in ("unknown", "turned_back", "email_not_verified", "no_email", "provider_away") else "other"
    return render(request, "account/not_vouched.html", {"kind": kind, "provider": one}, status=403)

"""Every view wears one of these marks; a test fails on a view that wears none."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from likvard.access.queries import Grants, grants_of
from likvard.rulebook.permissions import Permission

View = Callable[..., HttpResponse]


def grants(request: HttpRequest) -> Grants:
    """The signed-in person's grants today, read once per request."""
    if not hasattr(request, "_likvard_grants"):
        request._likvard_grants = grants_of(request.user, timezone.localdate())
    return request._likvard_grants


def needs(permission: Permission) -> Callable[[View], View]:
    """The person must hold the permission somewhere; which things it reaches is decided by `visible_to`."""

    def mark(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not grants(request).may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.guard = permission
        return guarded

    return mark


def signed_in(view: View) -> View:
    guarded = login_required(view)
    guarded.guard = "signed_in"
    return guarded


def public(view: View) -> View:
    view.guard = "public"
    return view

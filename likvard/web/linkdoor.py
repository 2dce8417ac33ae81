"""The door of pages that need no account: the secret in the address is the key, and nothing else is.

The pages behind it set no cookie and keep no session, so there is nothing that another site could ride on: whoever
can post to such an address has the secret already. Django's own cross-site check is therefore left out; it could
not work either, since a page that sends no `Referer` sends `Origin: null` with its forms (Fetch, 3.2).
"""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from likvard.reviews.queries.links import link_for
from likvard.web.guards import public

GUESSES = 20  # wrong addresses from one place before the door rests
REST = 600  # seconds

View = Callable[..., HttpResponse]


def by_link(purpose: str) -> Callable[[View], View]:
    """`view(request, link, ...)` for an address `<str:secret>`; everybody else gets one and the same answer."""

    def mark(view: View) -> View:
        @public
        @csrf_exempt
        @sensitive_variables("secret")
        @wraps(view)
        def guarded(request: HttpRequest, secret: str, *args: object, **kwargs: object) -> HttpResponse:
            place = place_of(request)
            if cache.get(place, 0) >= GUESSES:
                response = render(request, "links/resting.html", status=429)
                response["Retry-After"] = str(REST)
                return private(response)
            link = link_for(secret, purpose, timezone.now())
            if link is None:
                # Two at once may count as one: the limit is a brake, the secret's 256 bits are the lock.
                cache.set(place, cache.get(place, 0) + 1, REST)
                return private(render(request, "links/closed.html", status=404))
            request.link_secret = secret
            return private(view(request, link, *args, **kwargs))

        guarded.guard = "public"
        return guarded

    return mark


def private(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, found by no search engine, and its address told to no other site."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "no-store, private"
    return response


def place_of(request: HttpRequest, door: str = "guesses") -> str:
    """Where the visitor comes from as a keyed digest that changes each day: no address is kept. Each door counts its
    own guesses."""
    address = get_adapter().get_client_ip(request)
    return (
        f"{door}:" + salted_hmac(f"likvard.web.links.{timezone.localdate()}", address, algorithm="sha256").hexdigest()
    )

"""The calendar address of one person: made, taken back, and the file that lies there."""

from urllib.parse import urlsplit

from django.conf import settings as config
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST, require_safe

from likvard.access.queries import grants_of
from likvard.quality.queries.calendar import dialogues_in_calendar
from likvard.quality.queries.year.calendar import calendar_days
from likvard.reviews.actions import calendar as actions
from likvard.reviews.queries.calendar import KEPT, entries_for, open_feed_of, person_of
from likvard.reviews.queries.interviews import meetings_of
from likvard.rulebook.permissions import Permission
from likvard.web.calendar_file import calendar_file
from likvard.web.guards import needs, public

NOT_A_SECRET = 200  # characters; longer addresses are nobody's


@needs(Permission.CASE_READ)
@require_GET
@never_cache
def settings(request: HttpRequest) -> HttpResponse:
    return render(request, "home/calendar.html", {"feed": open_feed_of(request.user), "address": ""})


@needs(Permission.CASE_READ)
@require_POST
@never_cache
@sensitive_variables("secret")
def open_feed(request: HttpRequest) -> HttpResponse:
    """Answers with the page itself, not a redirect: the secret is shown this once and stored nowhere."""
    secret = actions.open_feed(user=request.user, by=request.user, at=timezone.now())
    address = config.BASE_URL + reverse("home:feed", args=[secret])
    return render(request, "home/calendar.html", {"feed": open_feed_of(request.user), "address": address})


@needs(Permission.CASE_READ)
@require_POST
def close_feed(request: HttpRequest) -> HttpResponse:
    if actions.close_feeds(user=request.user, by=request.user, at=timezone.now()):
        messages.success(request, _("The calendar address has stopped working."))
    return redirect("home:calendar")


@public
@require_safe
@sensitive_variables("secret")
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Calendars have no session: the address itself is the key. What it shows follows the person's roles today."""
    person = person_of(secret) if len(secret) <= NOT_A_SECRET else None
    if person is None:
        raise Http404
    today = timezone.localdate()
    mine = grants_of(person, today)
    content = calendar_file(
        entries_for(person, mine, today=today),
        meetings=meetings_of(person, mine, since=timezone.now() - KEPT),
        reader=person,
        dialogues=dialogues_in_calendar(mine, since=today - KEPT),
        grants=mine,
        days=calendar_days(person, mine, since=today - KEPT, today=today),
        language=person.language,
        base_url=config.BASE_URL,
        host=urlsplit(config.BASE_URL).hostname or "localhost",
    )
    etag = quote_etag(actions.digest_of(content.decode())[:32])
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    if etag in asked or f"W/{etag}" in asked:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="likvard.ics"'
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, private=True, no_cache=True)
    return response
